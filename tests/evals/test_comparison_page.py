import re
from pathlib import Path

import pytest

from evals.compare import compare_runs
from evals.comparison_page import render_comparison, say_difference, show_change
from evals.excerpts import SourceLines

from .made_runs import EVIL, HASHES, LINES, case, made_run, mixed_outcomes, outcome, reply

SOURCES = SourceLines(LINES, HASHES)
WRONG = reply("第 3 家图书馆：C 级。[1]", 4)


def compare_many(home: Path, right_before: int, right_after: int, total: int = 20):
    runs = [
        made_run(
            home, *(outcome(case(str(n)), reply() if n < right else WRONG) for n in range(total)), run_id=f"run-{right}"
        )
        for right in (right_before, right_after)
    ]
    return compare_runs(*runs)


def test_flipped_questions_stand_with_both_answers_worse_first(tmp_path: Path):
    cases = [case("1", "甲？"), case("2", "乙？"), case("3", "丙？")]
    first = made_run(tmp_path, *(outcome(c, given) for c, given in zip(cases, (reply(), WRONG, reply()), strict=True)))
    second = made_run(
        tmp_path, *(outcome(c, given) for c, given in zip(cases, (WRONG, reply(), reply()), strict=True)), run_id="two"
    )
    html = render_comparison(compare_runs(first, second), SOURCES)
    articles = re.findall(r'(?s)<article class="failure (\w+)".*?</article>', html)
    assert articles == ["worse", "better"]
    for part in ("甲？", "乙？", "D 级。", "C 级。", "第 3 家图书馆\tD 级", "<b>1</b> 题变好"):
        assert part in html
    assert "丙？" not in html


@pytest.mark.parametrize(
    ("before", "after", "words"), [(5, 6, "说明不了什么"), (2, 18, "变好了，不像是偶然"), (18, 2, "变差了，不像是偶然")]
)
def test_noise_is_called_noise(tmp_path: Path, before: int, after: int, words: str):
    found = compare_many(tmp_path, before, after)
    (headline,) = [d for d in found.differences if d.name == "correctness"]
    assert words in say_difference(headline)
    assert words in render_comparison(found, SOURCES)


def test_a_run_does_not_differ_from_itself(tmp_path: Path):
    run = made_run(tmp_path, *mixed_outcomes())
    html = render_comparison(compare_runs(run, run), SOURCES)
    assert "<b>没有差别</b>" in html
    assert "没有一题的对错变了" in html


def test_change_of_a_share_is_in_points(tmp_path: Path):
    (headline,) = [d for d in compare_many(tmp_path, 2, 18).differences if d.name == "correctness"]
    assert re.fullmatch(r"\+80\.0（\+\d\d\.\d – \+\d\d\d?\.\d）", show_change(headline))


def test_runs_without_a_common_question_cannot_be_compared(tmp_path: Path):
    first = made_run(tmp_path, outcome(case("1"), reply()))
    html = render_comparison(compare_runs(first, made_run(tmp_path, *mixed_outcomes()[3:4], run_id="two")), SOURCES)
    assert "没有一道相同的题" in html


def test_hostile_answers_stay_text(tmp_path: Path):
    asked = case(EVIL, EVIL, category=EVIL, expected=("D级",))
    first = made_run(tmp_path, outcome(asked, reply()), answerer=EVIL)
    html = render_comparison(
        compare_runs(first, made_run(tmp_path, outcome(asked, reply(EVIL, 4)), run_id="two")), SOURCES
    )
    assert html.count("<script>") == 1
    assert "<img" not in html
