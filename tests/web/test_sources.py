from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import BotSettings
from bot.suggest import Suggester
from bot.upload import Form
from bot.web import admin
from bot.web.gate import Attempts
from bot.web.page import Setting
from bot.web.sources_view import render_library
from ingest.errors import StoreError
from ingest.library import Change
from ingest.pipeline import IngestReport

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def place(desk, settings) -> Setting:
    secret = BotSettings(_env_file=None, home=settings.home, corpus=settings.corpus, admin_password=SecretStr("密码"))
    return Setting(desk, secret, Suggester(desk), "zh")


def test_library_shows_kind_date_records_and_checksum(desk):
    html = render_library(desk.current())
    for part in ("members-2023.txt", "名单", "截至 2023-12-31", "1,359", "SHA-256 4ceae2e13162", "幻灯片"):
        assert part in html


def test_password_does_not_print(place):
    assert "密码" not in repr(place.settings)


def test_right_password_opens_and_guessing_is_stopped(place):
    attempts = Attempts(limit=2)
    assert admin.check_password(place, "密码", "a", attempts) == ""
    assert [admin.check_password(place, "x", "a", attempts) for _ in range(2)] == ["密码不对。"] * 2
    assert "过一分钟" in admin.check_password(place, "密码", "a", attempts)
    assert admin.check_password(place, "密码", "b", attempts) == ""


def test_nothing_is_done_for_who_has_not_entered(place, tmp_path: Path):
    path = tmp_path / "x.txt"
    path.write_text("x", encoding="utf-8")
    change = Change(removed="co-organisers")
    assert "管理员密码" in admin.propose(place, False, str(path))[0]
    assert admin.look_at_upload(place, False, str(path), Form())[1] is None
    assert admin.look_at_removal(place, False, "co-organisers")[1] is None
    assert "管理员密码" in next(admin.make_change(place, False, change))


def test_removal_is_shown_before_it_is_made(place):
    html, change = admin.look_at_removal(place, True, "co-organisers")
    assert change == Change(removed="co-organisers")
    assert "254 → 0" in html
    assert "不再列出 " in html


@pytest.mark.parametrize(
    ("name", "content", "form", "said"),
    [
        ("x.exe", b"MZ", Form(title="x"), "不能收这类文件"),
        ("x.txt", b"", Form(kind="article", title="x"), "是空的"),
        ("x.xlsx", b"no workbook", Form(title="x", lists=("members",), edition="2030"), "x.xlsx"),
        ("x.txt", EVIL.encode(), Form(title=EVIL, lists=("members",), edition="2030"), "没有找到名单"),
    ],
)
def test_bad_upload_gets_one_sentence_and_nothing_to_confirm(place, tmp_path, name, content, form, said):
    path = tmp_path / name
    path.write_bytes(content)
    html, change = admin.look_at_upload(place, True, str(path), form)
    assert said in html
    assert "<img" not in html
    assert change is None


def test_too_large_an_upload_is_refused(place, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(admin, "MOST_BYTES", 10)
    path = tmp_path / "x.txt"
    path.write_bytes(b"x" * 11)
    assert "超过" in admin.look_at_upload(place, True, str(path), Form(kind="article", title="x"))[0]


def test_change_is_told_step_by_step(place, monkeypatch):
    def work(settings, change, on_progress):
        on_progress(3, 10)
        return IngestReport(seconds=1.5, left_over=[f"旧文件没能移走{EVIL}"])

    monkeypatch.setattr(admin, "apply_change", work)
    steps = list(admin.make_change(place, True, Change(removed="x")))
    assert "正在建索引：3 / 10" in steps[-2]
    assert "完成，用了 1.5 秒" in steps[-1]
    assert "旧文件没能移走&lt;img" in steps[-1]


def test_failed_change_says_that_all_is_as_before(place, monkeypatch):
    def fail(*_):
        raise StoreError(f"磁盘满了{EVIL}")

    monkeypatch.setattr(admin, "apply_change", fail)
    last = list(admin.make_change(place, True, Change(removed="x")))[-1]
    assert "没有更新：磁盘满了&lt;img" in last
    assert "都没有动" in last
