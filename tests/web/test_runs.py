import re
from pathlib import Path

import pytest

from bot.run_summaries import REPORT_FILE
from bot.web.line_chart import Point, fit_scale, render_line
from bot.web.runs_view import render_runs

from ..bot.test_run_summaries import keep, made

EVIL = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("shares", "scale"),
    [
        ([0.96, 0.975], (0.96, 0.975, 0.005)),
        ([0.5, 0.92], (0.4, 1.0, 0.2)),
        ([1.0], (0.995, 1.0, 0.005)),
        ([0.0, 0.0], (0.0, 0.005, 0.005)),
        ([0.0, 1.0], (0.0, 1.0, 0.25)),
    ],
)
def test_scale_holds_all_shares_between_round_lines(shares: list[float], scale: tuple[float, float, float]):
    assert fit_scale(shares) == pytest.approx(scale)


def test_higher_share_stands_higher_and_later_point_to_the_right():
    svg = render_line([Point(0.5, "11-24", "a"), Point(0.9, "11-25", "b")], "答对")
    (x1, y1), (x2, y2) = (map(float, pair) for pair in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', svg))
    assert x2 > x1
    assert y2 < y1


def test_series_shows_each_run_and_links_the_page_that_there_is(tmp_path: Path):
    runs = [made("new", "2026-11-26T08:00:00+08:00", right=9, wrong=0), made("old", questions="q0")]
    keep(tmp_path, *runs)
    (tmp_path / "evals" / "new" / REPORT_FILE).write_text("<p>", encoding="utf-8")
    html = render_runs(runs, tmp_path)
    assert "9（90.0%）" in html
    assert re.findall(r'href="([^"]+)"', html) == ["evals/new", "evals/new"]
    assert html.count('class="fresh"') == 3, "the newer run asked other questions"
    assert "../evals/new" in render_runs(runs, tmp_path, "en")


def test_what_a_run_says_of_itself_is_no_html(tmp_path: Path):
    runs = [made("x", EVIL, answerer=EVIL, version=EVIL, sets=(EVIL,)), made("y", answerer="baseline")]
    html = render_runs(runs, tmp_path)
    assert "<img" not in html
    assert html.count("<details") == 1


def test_many_sets_are_counted_after_the_first_few(tmp_path: Path):
    html = render_runs([made("x", sets=tuple(f"set-{n}" for n in range(9)))], tmp_path)
    assert "set-3 等 9 份题目" in html
    assert "set-4" not in html


def test_without_runs_there_is_a_sentence(tmp_path: Path):
    assert "calis eval run" in render_runs([], tmp_path)
