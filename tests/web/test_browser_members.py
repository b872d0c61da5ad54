"""The member desk in a real Chromium, over the real desk."""

import io
from collections.abc import Iterator

import pytest

from bot.settings import BotSettings
from bot.web.app import launch

from .conftest import expect, free_port

pytestmark = pytest.mark.slow

EVIL = "<img src=x onerror='window.injected = 1'>"


@pytest.fixture(scope="module")
def site(desk, tmp_path_factory) -> Iterator[str]:
    settings = BotSettings(_env_file=None, home=tmp_path_factory.mktemp("members-home"))
    running = launch(desk, settings, "127.0.0.1", free_port())
    yield running.local_url
    running.close()


@pytest.fixture
def page(open_page, site) -> object:
    page = open_page(site)
    page.get_by_role("tab", name="成员查询").click()
    return page


def test_members_appear_while_typing_and_open_their_row(page):
    box = page.locator("#find textarea, #find input")
    for typed, name in (("西工大", "西北工业大学图书馆"), ("fudand", "复旦大学图书馆"), ("清花大学", "清华大学图书馆")):
        box.fill("")
        box.press_sequentially(typed, delay=10)
        expect(page.locator("#found .members h3").first).to_contain_text(name)
    page.locator("#found button").first.click()
    expect(page.locator("#panel mark")).to_contain_text("清华大学图书馆")


def test_sheet_of_200_names_is_uploaded_and_the_result_downloaded(page, desk, tmp_path):
    from openpyxl import Workbook, load_workbook

    rows = desk.current().rosters.lists["members"].rows[100:297]
    book = Workbook()
    for cells in (
        ["编号", "单位名称"],
        *([n, row.row.name] for n, row in enumerate(rows)),
        [197, "清花大学"],
        [198, "华师大"],
        [199, EVIL],
    ):
        book.active.append(cells)
    path = tmp_path / f"{EVIL.replace('/', '')}.xlsx"
    book.save(path)
    page.locator("#sheet-file input[type=file]").set_input_files(path)
    expect(page.locator("#sheet-file")).to_contain_text("xlsx")
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.locator("#result tbody tr")).to_have_count(200, timeout=30_000)
    expect(page.locator("#result tr.doubtful")).to_have_count(3)
    page.locator("#result input[type=checkbox]").check()
    expect(page.locator("#result tbody tr:visible")).to_have_count(3)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 XLSX").click()
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert sheet.max_row == 201
    assert [cell.value for cell in sheet[2]][:2] == [0, rows[0].row.name]
    expect(page.locator("#result img, #sheet-file img")).to_have_count(0)
    assert page.evaluate("window.injected") is None


def test_what_is_missing_is_said(page):
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.locator("#result")).to_contain_text("请先粘贴名称")
