import threading

from bot.desk import Desk
from ingest.settings import IngestSettings


def test_while_a_new_index_is_opened_others_are_answered_from_the_old(settings: IngestSettings, monkeypatch) -> None:
    desk = Desk(settings)
    old, opening, free = desk.current(), threading.Event(), threading.Event()

    def open_slowly():
        opening.set()
        free.wait(10)
        return old

    monkeypatch.setattr(desk, "_open", open_slowly)
    monkeypatch.setattr(desk._store, "current_build", lambda: "build-new")
    opener = threading.Thread(target=desk.refresh)
    opener.start()
    opening.wait(10)
    assert "B+" in desk.ask("北京大学图书馆是什么级别？").text
    assert opener.is_alive()
    free.set()
    opener.join(10)
    assert not opener.is_alive()


def test_an_index_that_cannot_be_opened_leaves_the_old_one(settings: IngestSettings, monkeypatch, caplog) -> None:
    desk = Desk(settings)
    monkeypatch.setattr(desk._store, "current_build", lambda: "build-gone")
    monkeypatch.setattr(desk, "_open", lambda: 1 / 0)
    assert "B+" in desk.ask("北京大学图书馆是什么级别？").text
    assert "answering from the old one" in caplog.text
