"""The page of a run in a real Chromium, opened as a file."""

from pathlib import Path

import pytest

from evals.pages import render_report, write_page

from ..evals.made_runs import EVIL
from ..evals.test_pages import evil_report
from .conftest import expect

pytestmark = pytest.mark.slow


def test_filter_narrows_the_failures_in_a_browser(browser, tmp_path: Path):
    path = tmp_path / "report.html"
    write_page(path, render_report(evil_report(tmp_path)))
    page = browser.new_page(viewport={"width": 390, "height": 800})
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(path.as_uri())
    shown = page.locator("article:visible")
    expect(shown).to_have_count(5)
    page.get_by_label("该答而拒答").uncheck()
    expect(shown).to_have_count(4)
    page.get_by_label("类别", exact=True).select_option("followup")
    expect(page.locator("#shown")).to_have_text("显示 1 / 5 题")
    page.get_by_label("类别", exact=True).select_option("")
    page.get_by_label("在问题和回答里查找").fill("onerror")
    expect(shown).to_have_count(1)
    expect(shown.locator(".asked")).to_contain_text(EVIL)
    assert page.evaluate("[document.documentElement.scrollWidth, window.injected ?? null]") == [390, None]
    assert errors == []
    page.close()
