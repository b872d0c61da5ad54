"""The chat in a real Chromium, over the real desk."""

import csv
import io
import json
import threading
from collections.abc import Iterator

import pytest

from bot.answer import Answer
from bot.settings import BotSettings
from bot.web.app import launch

from .conftest import cite, expect, free_port, say, send

pytestmark = pytest.mark.slow

QUESTION = "北京大学图书馆是什么级别？"
FREE = threading.Event()
INJECTION = '<img src=x onerror="window.injected = 1">[1] **粗**'
# Keeps every text that the newest answer has had, as it streams in.
WATCH_ANSWER = """() => {
  window.texts = [];
  new MutationObserver(() => {
    const answers = document.querySelectorAll("#chat .answer .said");
    const text = answers.length ? answers[answers.length - 1].innerText : "";
    if (text && text !== window.texts.at(-1)) window.texts.push(text);
  }).observe(document.querySelector("#chat"), { childList: true, subtree: true, characterData: true });
}"""


class EchoDesk:
    """The real desk, but for a question with HTML in it, which comes back in text, title and quote, a slow one and a bad one."""

    def __init__(self, desk: object) -> None:
        self._desk = desk

    def __getattr__(self, name: str) -> object:
        return getattr(self._desk, name)

    def ask(self, question: str, history: list[str] = ()) -> Answer:
        if "<img" in question:
            return say(f"没有查到 {question}[1]", cite(title=question, quote=question), refused=True)
        if question == "坏":
            raise RuntimeError("broken")
        if question == "慢":
            FREE.wait(20)
            return say("慢的答完了。")
        return self._desk.ask(question, history)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("web-home")


@pytest.fixture(scope="module")
def site(desk, home, called) -> Iterator[str]:
    running = launch(EchoDesk(desk), BotSettings(_env_file=None, home=home), "127.0.0.1", free_port())
    yield running.local_url
    running.close()


@pytest.fixture
def page(open_page, site) -> object:
    return open_page(site)


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
    page.locator("#new-conversation").click()
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


def test_suggestion_is_asked_by_a_click_and_the_draft_stays(page):
    page.locator("#box textarea").fill("草稿")
    button = page.locator("#next .ask").first
    # Clicked in one step with reading it: suggestions that come in late would move another one under the pointer.
    example = button.evaluate("element => { element.click(); return element.innerText; }")
    expect(page.locator("#chat .answer .sources")).to_be_visible(timeout=20_000)
    expect(page.locator("#chat .question")).to_have_text(example)
    expect(page.locator("#box textarea")).to_have_value("草稿")


def test_two_visitors_do_not_see_each_other(page, open_page, site):
    send(page, QUESTION)
    other = open_page(site)
    send(other, "统一认证完成了多少？")
    expect(other.locator("#chat .question")).to_have_count(1)
    expect(page.locator("#chat .question")).to_have_count(1)
    page.locator("#chat .sources button").first.click()
    expect(page.locator("#panel .card")).to_contain_text("members-2023.txt")


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
    assert called <= {"127.0.0.1"}


def test_follow_up_leans_on_the_question_before(page):
    send(page, "CALIS目前有多少家成员馆？")
    expect(send(page, "其中 C 级的呢？")).to_contain_text("209 家")


def test_distribution_is_shown_as_bars_with_their_numbers(page):
    answer = send(page, "各级成员馆各有多少家？")
    expect(answer.locator(".bars .bar")).to_have_count(8)
    expect(answer.locator(".bars .bar").first).to_contain_text("1,024")


def test_long_answer_is_shown_from_its_beginning(page):
    send(page, QUESTION)
    answer = send(page, "C 级成员馆有哪些？")
    expect(answer.locator(".said > :first-child")).to_be_in_viewport()
    expect(page.locator("#chat .question").last).to_be_in_viewport()
    expect(answer.locator(".tools")).not_to_be_in_viewport()


def test_list_is_sorted_searched_and_downloaded_whole(page):
    send(page, "C 级成员馆有哪些？")
    rows = page.locator("#panel table.rows tbody tr")
    expect(rows).to_have_count(209)
    page.locator("#panel th", has_text="序号").get_by_role("button").click()
    page.locator("#panel th", has_text="序号").get_by_role("button").click()
    last = rows.first.locator("td").first.inner_text()
    assert last == max((cell for cell in rows.locator("td:first-child").all_inner_texts()), key=int)
    page.locator("#panel input[type=search]").fill("上海")
    expect(page.locator("#panel tbody tr:visible").first).to_contain_text("上海")
    assert page.locator("#panel tbody tr:visible").count() < 30
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 CSV").click()
    text = download.value.path().read_bytes()
    assert len(list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))) == 210
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 XLSX").click()
    from openpyxl import load_workbook

    assert load_workbook(io.BytesIO(download.value.path().read_bytes())).active.max_row == 210


def test_reload_keeps_the_conversation_and_its_citations(page):
    send(page, QUESTION)
    page.reload()
    expect(page.locator("#chat .question")).to_have_text(QUESTION, timeout=20_000)
    page.locator("#chat .sources button").first.click()
    expect(page.locator("#panel mark")).to_contain_text("北京大学图书馆")


def test_several_conversations_are_kept_and_one_is_deleted(page):
    send(page, QUESTION)
    page.locator("#new-conversation").click()
    expect(page.locator("#chat .question")).to_have_count(0)
    send(page, "统一认证完成了多少？")
    page.locator("#pick input").click()
    page.get_by_role("option", name=QUESTION).click()
    expect(page.locator("#chat .question")).to_have_text(QUESTION)
    page.locator("#delete-conversation").click()
    expect(page.locator("#chat .question")).to_have_text("统一认证完成了多少？")
    page.locator("#hint").get_by_role("button", name="撤销").click()
    expect(page.locator("#chat .question")).to_have_text(QUESTION)
    page.locator("#delete-conversation").click()
    expect(page.locator("#hint")).to_contain_text("已删除")
    page.reload()
    page.locator("#pick input").click()
    expect(page.get_by_role("option")).to_have_count(1)


def test_two_windows_of_one_browser_lose_no_conversation(page, site):
    send(page, QUESTION)
    other = page.context.new_page()
    other.goto(site)
    expect(other.locator("#next .ask").first).to_be_visible(timeout=20_000)
    expect(other.locator("#chat .question")).to_have_count(0)
    send(other, "统一认证完成了多少？")
    send(page, "清华大学图书馆呢？")
    for window, count in ((page, 2), (other, 1)):
        window.reload()
        expect(window.locator("#chat .question")).to_have_count(count, timeout=20_000)
        window.locator("#pick input").click()
        expect(window.get_by_role("option")).to_have_count(2)


def test_language_switch_speaks_english_and_keeps_the_conversation(page):
    send(page, QUESTION)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en", timeout=20_000)
    expect(page.locator("#chat .question")).to_have_text(QUESTION, timeout=20_000)
    expect(page.locator("#chat .sources button").first).to_contain_text("line 44")
    expect(send(page, "What level is 清华大学图书馆?")).to_contain_text("B+")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN", timeout=20_000)
    expect(page.locator("#chat .question")).to_have_count(2, timeout=20_000)


def test_last_question_is_edited_and_asked_again_in_its_place(page):
    send(page, QUESTION)
    page.get_by_role("button", name="改问题").click()
    expect(page.locator("#box textarea")).to_have_value(QUESTION)
    page.locator("#box textarea").fill("清华大学图书馆是什么级别？")
    page.locator("#box textarea").press("Enter")
    expect(page.locator("#chat .question")).to_have_text("清华大学图书馆是什么级别？")
    expect(page.locator("#chat .sources")).to_contain_text("第 744 行")
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#chat .answer .sources")).to_contain_text("第 744 行")
    expect(page.locator("#chat .question")).to_have_count(1)


def test_verdict_and_word_are_kept_on_disk(page, home):
    answer = send(page, QUESTION)
    answer.get_by_role("button", name="没有帮助").click()
    answer.locator("form.word input").fill("<img src=x>日期呢")
    answer.locator("form.word input").press("Enter")
    expect(page.locator("#hint")).to_contain_text("已经记下")
    entries = [json.loads(line) for line in (home / "feedback.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(entry["verdict"], entry["word"]) for entry in entries] == [("down", ""), ("down", "<img src=x>日期呢")]
    assert entries[0]["id"] == entries[1]["id"]


def test_conversation_is_saved_with_its_citations(page):
    send(page, QUESTION)
    for name, ending in (("存为 Markdown", ".md"), ("存为网页", ".html")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename.endswith(ending)
        text = download.value.path().read_text(encoding="utf-8")
        assert "北京大学图书馆" in text
        assert "members-2023.txt" in text


def test_answer_is_copied_with_its_sources(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    send(page, QUESTION).get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert "第 44 行" in page.evaluate("navigator.clipboard.readText()")


def test_slow_question_of_one_does_not_hold_up_another(page, open_page, site):
    page.locator("#box textarea").fill("慢")
    page.locator("#box textarea").press("Enter")
    expect(page.locator("#chat .waiting")).to_be_visible()
    other = open_page(site)
    send(other, QUESTION)
    expect(page.locator("#chat .waiting")).to_be_visible()
    FREE.set()
    expect(page.locator("#chat .answer")).to_contain_text("慢的答完了", timeout=10_000)


@pytest.mark.parametrize("width", [390, 640])
def test_every_tab_fits_a_phone_and_a_page_at_200_percent(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    for name in ("问答", "成员查询", "服务进展", "资料"):
        page.get_by_role("tab", name=name).click()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keyboard_alone_asks_opens_a_source_and_changes_tabs(page):
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .tools")).to_be_visible(timeout=20_000)
    page.locator("#chat .said button.cite").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel mark")).to_contain_text("北京大学图书馆")
    page.get_by_role("tab", name="问答").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="成员查询")).to_have_attribute("aria-selected", "true")


def test_bars_of_the_progress_tab_open_their_lines(page):
    page.get_by_role("tab", name="服务进展").click()
    page.locator("#charts .bar button", has_text="另一处写的是 30%").click()
    expect(page.locator("#panel mark")).to_contain_text("标准规范完成30%")
    expect(page.locator("#panel .place")).to_contain_text("第 127 行")


def test_failure_is_one_calm_sentence_and_can_be_tried_again(page):
    page.locator("#box textarea").fill("坏")
    page.locator("#box textarea").press("Enter")
    expect(page.locator("#chat .notice")).to_contain_text("没有答成", timeout=10_000)
    expect(page.locator("#chat .notice").get_by_role("button", name="重试")).to_be_visible()
