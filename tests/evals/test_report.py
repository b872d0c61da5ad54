from pathlib import Path

import pytest

from evals.excerpts import SourceLines, read_sources
from evals.report import make_report, make_side

from .made_runs import HASHES, LINES, SOURCE, case, made_run, mixed_outcomes, outcome, reply

SOURCES = SourceLines(LINES, HASHES)


def test_each_question_that_went_wrong_is_shown_with_what_is_wrong(tmp_path: Path):
    report = make_report(made_run(tmp_path, *mixed_outcomes()), SOURCES)
    assert [(f.side.outcome.case.id, f.flaw) for f in report.failures] == [
        ("2", "wrong"), ("3", "declined"), ("4", "error"), ("5", "uncited"),
    ]  # fmt: skip
    assert report.failures[0].evidence[0].lines == ((3, LINES[SOURCE][2]),)


def test_groups_count_every_question_once(tmp_path: Path):
    report = make_report(made_run(tmp_path, *mixed_outcomes()), SOURCES)
    assert {g.name: (g.right, g.wrong, g.declined) for g in report.categories} == {
        "followup": (0, 1, 0), "lookup": (2, 0, 1), "names": (0, 0, 1),
    }  # fmt: skip
    assert {g.name: g.cases for g in report.sets} == {"a": 4, "b": 1}
    assert report.latencies == ((1.0, 3.0, 4),)
    assert report.figures["correctness"].value == 0.4


def test_a_run_without_answers_is_a_report_without_figures(tmp_path: Path):
    report = make_report(made_run(tmp_path, finished=False), SOURCES)
    assert (report.total.cases, report.figures, report.failures, report.latencies) == (0, {}, (), ())


def test_changed_and_lost_files_are_named(tmp_path: Path):
    run = made_run(tmp_path, *mixed_outcomes(), corpus=HASHES | {"lost.txt": "c"})
    assert make_report(run, SOURCES).changed == ("lost.txt",)
    assert make_report(run, SourceLines(LINES, {SOURCE: "other"})).changed == ("lost.txt", SOURCE)


def test_list_answer_is_held_against_the_expected_names():
    asked = case("1", expected=("3",), names=("甲图书馆", "乙图书馆", "乙图书馆"))
    given = reply("一共 4 家。[1]").model_copy(update={"records": ({"name": "乙图书馆"}, {"name": "丙图书馆"})})
    side = make_side(outcome(asked, given))
    assert (side.lacking, side.extra) == (("甲图书馆", "乙图书馆"), ("丙图书馆",))
    assert side.patterns == (("3", False),)


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        (3, 4, [3, 4]),
        (1, 12, list(range(1, 13))),
        (1, 13, [*range(1, 9), 0, 11, 12, 13]),
        (29, 40, [29, 30]),
        (31, 40, []),
    ],
)
def test_a_long_span_shows_its_ends(first: int, last: int, numbers: list[int]):
    assert [number for number, _ in SOURCES.excerpt(SOURCE, first, last).lines] == numbers
    assert SOURCES.excerpt("unknown.txt", first, last).lines == ()


def test_places_that_will_do_as_well_are_shown_as_such():
    other = {"source": SOURCE, "lines": (9, 9)}
    asked = case(
        "1", evidence=({"source": SOURCE, "lines": (3, 3), "also": (other,)}, {"source": SOURCE, "lines": (5, 6)})
    )
    shown = SOURCES.excerpts(asked)
    assert [(e.first_line, e.also) for e in shown] == [(3, False), (9, True), (5, False)]


def test_lines_are_those_of_the_indexed_files(settings, desk):
    sources = read_sources(settings)
    assert sources.excerpt(SOURCE, 44, 44).lines == ((44, "39\t北京大学图书馆\tB+级"),)
    assert sources.changed_since({SOURCE: str(desk.current().wholes[SOURCE].details["sha256"])}) == []
