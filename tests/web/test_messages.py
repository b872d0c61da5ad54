from html.parser import HTMLParser
from itertools import pairwise

import pytest

from bot.web.messages import render_answer, render_notice, render_question, stream_answer

from .conftest import cite, say

# Every element and attribute that the chat may contain, whatever was asked, answered or quoted.
PLAIN = "p strong em br hr pre blockquote table thead tbody tr h1 h2 h3".split()  # noqa: SIM905
ALLOWED = dict.fromkeys(PLAIN, frozenset()) | {
    "div": {"class"},
    "ul": {"class", "aria-label"},
    "li": {"class"},
    "ol": {"start"},
    "button": {"type", "class", "data-turn", "data-n", "data-do", "data-done", "aria-label", "aria-pressed", "title"},
    "span": {"class", "style"},
    "svg": {"viewbox", "aria-hidden"},
    "path": {"d"},
    "form": {"class", "data-turn"},
    "label": frozenset(),
    "input": {"type", "name", "maxlength"},
    "th": {"style"},
    "td": {"style"},
    "code": {"class"},
}

EVIL = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "![x](http://example.com/x.png)",
    "[点我](javascript:alert(1)) <http://example.com> [1]: http://example.com",
    "</div></div>\n\n<iframe src=//example.com></iframe>",
    '" onmouseover="alert(1)" \'',
    "```mermaid\n<b>\n\ngraph TD\n```",
    "| <b>a</b> |\n| --- |\n| `<i>` |",
    "    <svg onload=alert(1)>",
    "$$\\href{javascript:alert(1)}{x}$$ &lt;img&gt;",
)


class Inventory(HTMLParser):
    """Collects elements and text, and objects to whatever is not allowed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.buttons: list[dict[str, str | None]] = []
        self.cites: list[dict[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        if tag == "button":
            self.buttons.append(dict(attrs))
            self.cites = [button for button in self.buttons if button["class"] == "cite"]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_marker_becomes_a_button_that_names_turn_and_citation():
    buttons = Inventory(render_answer(say("是 **B+ 级**。[1]", cite()), turn=7)).cites
    assert [(button["data-turn"], button["data-n"]) for button in buttons] == [("7", "1"), ("7", "1")]
    assert buttons[0]["aria-label"] == "查看出处 [1] 联合目录成员馆名单 第 4 行（截至 2023-12-31）"


def test_sources_are_listed_below_the_answer():
    page = Inventory(render_answer(say("见 [1][2]。", cite(1), cite(2, 5, 6, as_of=None)), turn=0))
    assert "[1] 联合目录成员馆名单 第 4 行（截至 2023-12-31）" in page.text
    assert "[2] 联合目录成员馆名单 第 5–6 行（原文未注明日期）" in page.text


@pytest.mark.parametrize("text", ["没有这个数[9]", "原文的注\\[1\\]", "`[1]`", "[１]"])
def test_brackets_that_name_no_citation_stay_text(text: str):
    assert len(Inventory(render_answer(say(text, cite()), turn=0)).cites) == 1


def test_brackets_in_a_question_stay_text():
    page = Inventory(render_question("第[1]条\n  **是**什么？"))
    assert page.buttons == []
    assert page.text == "第[1]条\n  **是**什么？"


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_said_or_quoted_becomes_an_element(evil: str):
    citation = cite(title=evil, as_of=evil, source=evil, quote=evil)
    for html in (render_question(evil), render_notice(evil, 0), *stream_answer(say(f"{evil}[1]", citation), 0)):
        Inventory(html)


@pytest.mark.parametrize("text", [*EVIL, "一\n\n二\r\n\r\n三\n```\n甲\n\n乙\n```"])
def test_every_message_is_one_line_of_html(text: str):
    """Gradio's Markdown pass reads on after a blank line, and would make elements of escaped text."""
    for html in (render_question(text), render_answer(say(text, cite()), 0)):
        assert html.startswith("<div")
        assert len(html.splitlines()) == 1


def test_tables_and_line_breaks_are_shown():
    html = render_answer(say("各说不同：\n见表\n\n| 数 | 出处 |\n| --- | --- |\n| 1,329 | 名单 [1] |", cite()), 0)
    assert "<td>1,329</td>" in html
    assert "各说不同：<br />" in html


def test_stream_grows_to_the_whole_answer():
    answer = say("北京大学图书馆是 **B+ 级**（截至 2023 年底）。[1]", cite())
    shown = [Inventory(html).text for html in stream_answer(answer, 0)]
    assert 3 < len(shown) <= 8
    assert all(later.startswith(earlier.rstrip()) for earlier, later in pairwise(shown))
    assert shown[-1] in Inventory(render_answer(answer, 0)).text


def test_stream_never_cuts_a_marker_bold_text_or_the_head_of_a_table():
    text = "共 **三** 家[1]。\n\n| 名称 | 级别 |\n| --- | --- |\n| 北大 | B+ |"
    for html in stream_answer(say(text, cite()), 0, steps=999):
        shown = Inventory(html).text
        assert "*" not in shown
        assert "--" not in shown
        assert shown.count("[") == shown.count("]")


def test_refusal_looks_different():
    assert 'class="answer refused"' in render_answer(say("资料里没有。", refused=True), 0)


def test_distribution_becomes_bars_with_numbers_and_shares_in_place_of_its_lines():
    answer = say("共有 20 家。[1]\n\n- D 级：15 家\n- R 级：5 家", cite(), groups=(("D", 15), ("R", 5)))
    html = render_answer(answer, 0)
    assert "width:33.3%" in html
    assert Inventory(html).text.count("D 级") == 1
    assert "75.0%" in html


def test_word_is_asked_for_after_a_verdict_until_it_is_given():
    assert '<form class="word"' in render_answer(say("好。"), 0, verdict="up")
    assert '<form class="word"' not in render_answer(say("好。"), 0, verdict="up", worded=True)
    assert 'aria-pressed="true"' in render_answer(say("好。"), 0, verdict="up", worded=True)


def test_long_list_has_a_button_for_its_table():
    records = tuple({"name": f"第{n}图书馆"} for n in range(8))
    assert "名单表格（8 家）" in render_answer(say("八家。", records=records), 0)
    assert "名单表格" not in render_answer(say("三家。", records=records[:3]), 0)
