"""The chat in a real Chromium, over the real desk."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from bot.answer import Answer
from bot.web.app import launch
from bot.web.layout import EXAMPLES

from .conftest import cite, say

pytestmark = pytest.mark.slow

QUESTION = "北京大学图书馆是什么级别？"
INJECTION = '<img src=x onerror="window.injected = 1">[1] **粗**'
CHROMIUM_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Keeps every text that the newest answer has had, as it streams in.
WATCH_ANSWER = """() => {
  window.texts = [];
  new MutationObserver(() => {
    const answers = document.querySelectorAll("#chat .answer");
    const text = answers.length ? answers[answers.length - 1].innerText : "";
    if (text && text !== window.texts.at(-1)) window.texts.push(text);
  }).observe(document.querySelector("#chat"), { childList: true, subtree: true, characterData: true });
}"""


class EchoDesk:
    """The real desk, but for a question with HTML in it: that comes back in text, title and quote."""

    def __init__(self, desk: object) -> None:
        self._desk = desk

    def __getattr__(self, name: str) -> object:
        return getattr(self._desk, name)

    def ask(self, question: str, history: list[str] = ()) -> Answer:
        if "<img" in question:
            return say(f"没有查到 {question}[1]", cite(title=question, quote=question), refused=True)
        return self._desk.ask(question, history)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def called() -> set[str]:
    """The hosts that this process, server included, looks up or connects to."""
    hosts: set[str] = set()

    def note(event: str, arguments: tuple) -> None:
        if event == "socket.getaddrinfo":
            hosts.add(str(arguments[0]))
        elif event == "socket.connect" and isinstance(arguments[1], tuple):
            hosts.add(str(arguments[1][0]))

    sys.addaudithook(note)
    return hosts


@pytest.fixture(scope="module")
def site(desk, called) -> Iterator[str]:
    app = launch(EchoDesk(desk), "127.0.0.1", free_port())
    yield app.local_url
    app.close(verbose=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("no chromium on this machine: install one (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, site) -> Iterator[object]:
    """The chat, just opened; at the end no other machine may have been asked and no script have failed."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = context.new_page()
    hosts: set[str | None] = set()
    errors: list[str] = []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site)
    expect(page.locator("#box textarea")).to_be_visible(timeout=20_000)
    yield page
    context.close()
    assert hosts == {"127.0.0.1"}
    assert errors == []


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def send(page, question: str):
    """Type a question, send it by Enter, and wait for its finished answer."""
    answers = page.locator("#chat .answer")
    count = answers.count()
    page.locator("#box textarea").fill(question)
    page.locator("#box textarea").press("Enter")
    answer = answers.nth(count)
    expect(answer.locator(".sources")).to_be_visible(timeout=20_000)
    return answer


def test_answer_streams_in_and_opens_its_first_citation(page):
    page.evaluate(WATCH_ANSWER)
    answer = send(page, QUESTION)
    expect(answer).to_contain_text("B+")
    texts = page.evaluate("window.texts")
    assert len(texts) >= 3, "fewer than two partial texts before the whole"
    assert all(len(earlier) <= len(texts[-1]) for earlier in texts)
    expect(page.locator("#panel mark").first).to_contain_text("北京大学图书馆")
    expect(page.locator("#box textarea")).to_be_focused()
    expect(page.locator("#box textarea")).to_have_value("")


def test_click_on_a_marker_opens_the_quoted_lines_also_of_an_old_answer(page):
    old = send(page, QUESTION)
    send(page, "统一认证完成了多少？")
    expect(page.locator("#panel .card")).to_contain_text("service-progress-phase3.txt")
    old.locator("p button.cite, td button.cite").first.click()
    panel = page.locator("#panel .card")
    expect(panel).to_contain_text("members-2023.txt")
    expect(panel).to_contain_text("2023-12-31")
    expect(panel.locator(".quoted mark").first).to_contain_text("北京大学图书馆")
    assert panel.locator(".line:not(.quoted)").count() >= 8


def test_each_source_below_an_answer_opens_too(page):
    answer = send(page, "CALIS目前有多少家成员馆？")
    entries = answer.locator(".sources button")
    for position in range(entries.count()):
        entries.nth(position).click()
        number = entries.nth(position).get_attribute("data-n")
        expect(page.locator("#panel h3")).to_contain_text(f"[{number}]")
        expect(page.locator("#panel mark").first).to_be_visible()


def test_new_conversation_clears_the_chat_and_the_panel(page):
    send(page, QUESTION)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("#chat .question")).to_have_count(0)
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(page.locator("#panel .card")).to_have_count(0)
    expect(page.locator("#box textarea")).to_be_focused()
    send(page, QUESTION)
    expect(page.locator("#chat .question")).to_have_count(1)


def test_markup_in_question_answer_title_and_quote_stays_text(page):
    send(page, INJECTION)
    expect(page.locator("#chat .question")).to_have_text(INJECTION)
    expect(page.locator("#chat .question button")).to_have_count(0)
    expect(page.locator("#chat .answer")).to_contain_text("<img src=x onerror=")
    expect(page.locator("#panel h3")).to_contain_text("<img src=x onerror=")
    expect(page.locator("#chat img, #panel img")).to_have_count(0)
    assert page.evaluate("window.injected") is None


def test_empty_question_gets_a_hint_and_is_not_sent(page):
    page.locator("#box textarea").press("Enter")
    expect(page.get_by_text("请先写下想问的问题")).to_be_visible()
    expect(page.locator("#chat .question")).to_have_count(0)


def test_shift_enter_breaks_the_line_and_enter_sends(page):
    page.locator("#box textarea").press_sequentially("北京大学图书馆")
    page.locator("#box textarea").press("Shift+Enter")
    page.locator("#box textarea").press_sequentially("是什么级别？")
    expect(page.locator("#box textarea")).to_have_value("北京大学图书馆\n是什么级别？")
    page.locator("#box textarea").press("Enter")
    expect(page.locator("#chat .question")).to_have_text("北京大学图书馆\n是什么级别？")


def test_example_is_asked_by_a_click_and_the_draft_stays(page):
    page.locator("#box textarea").fill("草稿")
    page.get_by_role("button", name=EXAMPLES[0]).click()
    expect(page.locator("#chat .answer .sources")).to_be_visible(timeout=20_000)
    expect(page.locator("#chat .question")).to_have_text(EXAMPLES[0])
    expect(page.locator("#box textarea")).to_have_value("草稿")


def test_two_visitors_do_not_see_each_other(page, browser, site):
    send(page, QUESTION)
    other = browser.new_page()
    other.goto(site)
    send(other, "统一认证完成了多少？")
    expect(other.locator("#chat .question")).to_have_count(1)
    expect(page.locator("#chat .question")).to_have_count(1)
    page.locator("#chat .sources button").first.click()
    expect(page.locator("#panel .card")).to_contain_text("members-2023.txt")
    other.close()


def test_phone_shows_the_panel_below_the_chat_and_nothing_is_cut_off(page):
    page.set_viewport_size({"width": 390, "height": 844})
    answer = send(page, QUESTION)
    chat, panel = page.locator("#chat").bounding_box(), page.locator("#panel").bounding_box()
    assert panel["y"] > chat["y"] + chat["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    answer.locator("button.cite").first.click()
    expect(page.locator("#panel mark").first).to_be_in_viewport()


def test_page_is_chinese_and_offers_nothing_of_gradio(page):
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page).to_have_title("CALIS 问答台")
    expect(page.locator("footer a, footer button")).to_have_count(0)


def test_server_calls_no_other_machine(page, called):
    send(page, QUESTION)
    assert called == {"127.0.0.1"}
