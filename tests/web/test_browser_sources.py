"""The tab of documents in a real Chromium, over a corpus of its own that is changed from the page."""

import shutil
import threading
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

import ingest.pipeline
from bot.desk import Desk
from bot.settings import BotSettings
from bot.web.app import launch
from ingest.pipeline import ingest as run_ingest

from ..bot.test_upload import write_members
from ..conftest import CORPUS
from .conftest import expect, free_port, send

pytestmark = pytest.mark.slow

QUESTION = "北京大学图书馆是什么级别？"
EVIL = "<img src=x onerror='window.injected = 1'>"
PASSWORD = "只有管理员知道"


@pytest.fixture(scope="module")
def changing(settings, tmp_path_factory) -> Iterator[tuple[str, BotSettings, threading.Event]]:
    """(address, settings, what the ingest waits for)."""
    folder = tmp_path_factory.mktemp("changing")
    shutil.copytree(CORPUS, folder / "corpus")
    (folder / "home").mkdir()
    shutil.copy(settings.home / "vectors.sqlite", folder / "home" / "vectors.sqlite")
    made = BotSettings(
        _env_file=None, home=folder / "home", corpus=folder / "corpus", admin_password=SecretStr(PASSWORD)
    )
    run_ingest(made)
    free = threading.Event()
    write = ingest.pipeline.write_build

    def wait_and_write(*arguments: object) -> None:
        free.wait(30)
        write(*arguments)

    ingest.pipeline.write_build = wait_and_write
    running = launch(Desk(made), made, "127.0.0.1", free_port())
    yield running.local_url, made, free
    running.close()
    ingest.pipeline.write_build = write


def enter(page, password: str = PASSWORD) -> None:
    page.get_by_role("tab", name="资料").click()
    page.locator("#password input").fill(password)
    page.locator("#password input").press("Enter")


def test_without_a_password_in_the_settings_the_tab_is_read_only(open_page, desk, bot_settings):
    running = launch(desk, bot_settings, "127.0.0.1", free_port())
    page = open_page(running.local_url)
    page.get_by_role("tab", name="资料").click()
    expect(page.locator("#admin-closed")).to_contain_text("只能看")
    expect(page.locator("#password, #document, #go")).to_have_count(0)
    page.locator("#library button", has_text="十四五").click()
    expect(page.locator("#panel .line").first).to_contain_text("1")
    page.get_by_role("button", name="↓ 后面").click()
    expect(page.locator("#panel .number").first).to_have_text("301")
    running.close()


def test_wrong_password_opens_nothing(open_page, changing):
    page = open_page(changing[0])
    enter(page, "123456")
    expect(page.locator("#admin-said")).to_contain_text("密码不对")
    expect(page.locator("#document")).not_to_be_visible()


def test_new_edition_is_uploaded_while_questions_are_answered(open_page, changing, tmp_path):
    url, settings, free = changing
    page, other = open_page(url), open_page(url)
    expect(send(other, QUESTION)).to_contain_text("B+")
    enter(page)
    path = write_members(tmp_path / "members-2024.xlsx", [("北京大学图书馆", "C级"), (f"{EVIL}大学图书馆", "D级")])
    page.locator("#document input[type=file]").set_input_files(path)
    expect(page.locator("#edition input, #edition textarea")).to_have_value("2024", timeout=15_000)
    page.locator("#look").click()
    expect(page.locator("#report")).to_contain_text("级别有变：北京大学图书馆（B+ 级 → C 级）", timeout=20_000)
    page.locator("#go").click()
    expect(page.locator("#report")).to_contain_text("正在建索引", timeout=20_000)
    expect(send(other, QUESTION)).to_contain_text("B+")
    free.set()
    expect(page.locator("#report")).to_contain_text("完成", timeout=40_000)
    expect(send(other, QUESTION)).to_contain_text("C 级")
    expect(page.locator("#library")).to_contain_text("members-2024.xlsx")
    page.locator("#library button", has_text="CALIS 联合目录").last.click()
    expect(page.locator("#panel")).to_contain_text(EVIL)
    expect(page.locator("#panel img, #report img")).to_have_count(0)
    assert page.evaluate("window.injected") is None
    assert (settings.corpus / "members-2024.xlsx").exists()


def test_bad_upload_with_an_evil_name_is_refused_in_words(open_page, changing, tmp_path):
    url, settings, _ = changing
    before = (settings.corpus / "manifest.toml").read_bytes()
    page = open_page(url)
    enter(page)
    path = tmp_path / f"{EVIL}.txt"
    path.write_text(EVIL, encoding="utf-8")
    page.locator("#document input[type=file]").set_input_files(path)
    expect(page.locator("#report")).to_contain_text("是从文件里读出的", timeout=15_000)
    expect(page.locator("#document-title input, #document-title textarea")).to_have_value(EVIL)
    page.locator("#document-lists input").click()
    page.get_by_role("option", name="联合主办单位").click()
    page.locator("#edition input, #edition textarea").fill("2030")
    page.locator("#kind input").click()
    page.get_by_role("option", name="名单", exact=True).click()
    page.locator("#look").click()
    expect(page.locator("#report")).to_contain_text("没有找到名单", timeout=15_000)
    expect(page.locator("#go")).not_to_be_visible()
    expect(page.locator("#tab-sources img")).to_have_count(0)
    assert page.evaluate("window.injected") is None
    assert (settings.corpus / "manifest.toml").read_bytes() == before
