from pathlib import Path

import pytest

from bot.web.chat_events import LONGEST_QUESTION, choose_question, note_verdict, pack_wanted
from bot.web.session import Session, Turn

from .conftest import ScriptedDesk, cite, record, say

FIRST = Turn("北大？", say("是 B+ 级。[1]", cite()))
LAST = Turn("有哪些？", say("两家。", records=(record("甲"), record("乙"))))
SESSION = Session().with_turns((FIRST, LAST))
EDITING = Session(SESSION.conversations, SESSION.current.id, editing=True)


@pytest.mark.parametrize(
    ("session", "typed", "clicked", "question", "turns"),
    [
        (SESSION, "清华？", None, "清华？", (FIRST, LAST)),
        (SESSION, "草稿", {"question": "清华？"}, "清华？", (FIRST, LAST)),
        (SESSION, "草稿", {"again": True}, "有哪些？", (FIRST,)),
        (EDITING, "清华？", None, "清华？", (FIRST,)),
        (EDITING, " ", None, " ", (FIRST, LAST)),
        (EDITING, "草稿", {"question": "清华？"}, "清华？", (FIRST, LAST)),
        (Session(), "", {"again": True}, "", ()),
        (SESSION, "", {"question": "长" * 9999}, "长" * LONGEST_QUESTION, (FIRST, LAST)),
    ],
)
def test_question_and_the_turns_before_it(session, typed, clicked, question, turns):
    assert choose_question(session, typed, clicked) == (question, turns)


@pytest.mark.parametrize(("kind", "turn", "suffix"), [("csv", 1, ".csv"), ("xlsx", 1, ".xlsx"), ("md", None, ".md")])
def test_wanted_file_is_packed(kind, turn, suffix):
    assert pack_wanted(ScriptedDesk(say("")), SESSION, kind, turn).name.endswith(suffix)


@pytest.mark.parametrize(("kind", "turn"), [("csv", 0), ("csv", 9), ("csv", None), ("exe", 1), ({}, 1), (None, "x")])
def test_there_is_no_file_where_there_is_nothing_to_save(kind, turn):
    assert pack_wanted(ScriptedDesk(say("")), SESSION, kind, turn) is None


def test_verdict_is_kept_and_then_its_word(tmp_path: Path):
    session, said = note_verdict(tmp_path, SESSION, 0, "up", None)
    assert (session.turns[0].verdict, session.turns[0].worded, said) == ("up", False, "")
    session, said = note_verdict(tmp_path, session, 0, None, "清楚")
    assert (session.turns[0].verdict, session.turns[0].worded) == ("up", True)
    assert "已经记下" in said
    assert len((tmp_path / "feedback.jsonl").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize("index", [None, -1, 7, "0", [1]])
def test_verdict_on_what_is_not_there_changes_nothing(tmp_path: Path, index: object):
    assert note_verdict(tmp_path, SESSION, index, "up", None) == (SESSION, "")
    assert not (tmp_path / "feedback.jsonl").exists()


def test_verdict_that_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "feedback.jsonl").mkdir()
    session, said = note_verdict(tmp_path, SESSION, 0, "up", None)
    assert session == SESSION
    assert "没有存下来" in said
