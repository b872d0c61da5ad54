"""The tab of evaluations in a real Chromium: absent without runs, and a chart, a table and the pages of the runs with them."""

from collections.abc import Iterator

import pytest

from bot.run_summaries import REPORT_FILE
from bot.settings import BotSettings
from bot.web.app import launch

from ..bot.test_run_summaries import keep, made
from .conftest import expect, free_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(desk, tmp_path_factory) -> Iterator[tuple[str, object]]:
    home = tmp_path_factory.mktemp("runs-home")
    running = launch(desk, BotSettings(_env_file=None, home=home), "127.0.0.1", free_port())
    yield running.local_url, home
    running.close()


def test_tab_appears_with_the_first_run_and_opens_its_page(open_page, site):
    url, home = site
    page = open_page(url)
    expect(page.get_by_role("tab", name="资料")).to_be_visible()
    expect(page.get_by_role("tab", name="评测")).to_have_count(0)
    keep(home, made("one"), made("two", "2026-11-26T08:00:00+08:00", right=9, wrong=0), made("three", limit=5))
    (home / "evals" / "two" / REPORT_FILE).write_text("<!doctype html><h1>两</h1>", encoding="utf-8")
    page.reload()
    page.get_by_role("tab", name="评测").click()
    expect(page.locator("#runs section svg")).to_have_count(3)
    expect(page.locator("#runs section tbody tr")).to_have_count(2)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="打开").click()
    expect(opened.value.locator("h1")).to_have_text("两")
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载").click()
    assert saved.value.suggested_filename == "two.html"


def test_tab_fits_a_phone(open_page, site):
    page = open_page(site[0])
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("tab", name="评测").click()
    expect(page.locator("#runs section tbody tr").first).to_contain_text("90.0%")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_tab_speaks_english_and_a_page_that_is_not_there_is_not_found(open_page, site):
    page = open_page(f"{site[0]}en/")
    page.get_by_role("tab", name="Evaluations").click()
    expect(page.locator("#runs section thead")).to_contain_text("Declined")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open").click()
    expect(opened.value.locator("h1")).to_have_text("两")
    assert page.request.get(f"{site[0]}evals/none").status == 404
