import re

import pytest

from bot.web.captions import describe_date, describe_lines
from bot.web.panel import find_quote, render_panel, render_source, render_sources
from ingest.manifest import Source

from .conftest import LINES, cite


def numbers(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<span class="number">(\d+)</span>', html)]


def marked(html: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", html)


def test_quoted_line_is_marked_among_four_lines_on_each_side():
    lines = [f"第{n}条" for n in range(1, 31)]
    html = render_panel(cite(first_line=15, last_line=16, quote="第15条第16条"), lines)
    assert numbers(html) == list(range(11, 21))
    assert marked(html) == ["第15条", "第16条"]
    assert html.count("line quoted") == 2


def test_surroundings_stop_at_both_ends_of_the_source():
    assert numbers(render_panel(cite(first_line=1, last_line=1), LINES)) == [1, 2, 3, 4, 5]
    assert numbers(render_panel(cite(first_line=10, last_line=10), LINES)) == [6, 7, 8, 9, 10]


def test_card_names_title_date_file_and_lines():
    html = render_panel(cite(n=3), LINES)
    for part in ("[3] 联合目录成员馆名单", "截至 2023-12-31", "members-2023.txt", "第 4 行"):
        assert part in html


def test_source_without_a_date_says_so():
    assert "原文未注明日期" in render_panel(cite(as_of=None), LINES)


def test_quote_across_a_line_break_is_marked_from_its_first_to_its_last_character():
    lines = ["服务。7  统一认证——已服务，完", "", "成度100%； 其他"]
    spans = find_quote(lines, cite(first_line=1, last_line=3, quote="统一认证——已服务，完成度100%；"))
    assert {n: lines[n - 1][start:end] for n, (start, end) in spans.items()} == {
        1: "统一认证——已服务，完",
        3: "成度100%；",
    }


def test_quote_that_is_not_verbatim_marks_its_whole_lines():
    assert marked(render_panel(cite(quote="北京大学图书馆……B+级"), LINES)) == [LINES[3]]


def test_cited_table_is_folded_in_the_middle_and_loses_no_line():
    lines = [f"{n}\t图书馆" for n in range(1, 1330)]
    html = render_panel(cite(first_line=1, last_line=1329, quote="\n".join(lines)), lines)
    folded = html[html.index("<details>") : html.index("</details>")]
    assert numbers(html) == list(range(1, 1330))
    assert f"展开中间 {len(numbers(folded)):,} 行" in folded


def test_source_that_has_shrunk_shows_the_quote_as_it_was():
    html = render_panel(cite(first_line=4, last_line=4), LINES[:2])
    assert "原文已有变动" in html
    assert marked(html) == [LINES[3]]


@pytest.mark.parametrize("field", ["title", "as_of", "source", "quote"])
def test_text_of_documents_never_becomes_an_element(field: str):
    evil = "<img src=x onerror=alert(1)>\"'"
    lines = (*LINES[:3], evil, *LINES[4:])
    assert "<img" not in render_panel(cite(**{field: evil}), lines)
    assert "<img" not in render_panel(cite(**{field: evil}), lines[:1])


def test_head_lists_each_source_with_its_date():
    source = Source(id="a", file="a.txt", title="十四五<规划>", kind="article", issue="2021 年第 5 期")
    assert "十四五&lt;规划&gt;</span> <small>2021 年第 5 期</small>" in render_sources([source])


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2023-12-31", "截至 2023-12-31"),
        ("2021", "截至 2021"),
        ("2021 年第 5 期", "2021 年第 5 期"),
        ("", "原文未注明日期"),
    ],
)
def test_date_is_worded_by_what_it_is(as_of: str, said: str):
    assert describe_date(as_of) == said


def test_one_line_and_several_are_worded_differently():
    assert (describe_lines(45, 45), describe_lines(7, 1402)) == ("第 45 行", "第 7–1402 行")


def test_a_source_with_pages_shows_the_page():
    html = render_panel(cite(first_line=4, last_line=5, page=2), LINES)
    assert "第 2 页第 4–5 行" in html


def test_source_is_read_a_page_at_a_time():
    source = Source(id="a", file="a.txt", title="文<章>", kind="article")
    lines = [f"第{n}行" for n in range(1, 701)]
    html = render_source(source, lines, 301)
    assert numbers(html) == list(range(301, 601))
    assert 'data-start="1"' in html
    assert 'data-start="601"' in html
    assert "文&lt;章&gt;" in html
    assert numbers(render_source(source, lines, "x")) == list(range(1, 301))
