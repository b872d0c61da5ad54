from pathlib import Path

import pytest

from bot.run_summaries import find_report, read_summaries
from evals.errors import RunError
from evals.excerpts import SourceLines
from evals.publish import hash_questions, publish_run

from .made_runs import HASHES, LINES, case, made_run, mixed_outcomes, outcome, reply

SOURCES = SourceLines(LINES, HASHES)


def test_web_desk_finds_what_came_out_of_a_finished_run(tmp_path: Path):
    publish_run(made_run(tmp_path, *mixed_outcomes(), limit=5, seed=3), SOURCES)
    (summary,) = read_summaries(tmp_path)
    assert (summary.right, summary.wrong, summary.declined) == (2, 1, 2)
    assert summary.interval[0] < 0.4 < summary.interval[1]
    assert (summary.sets, summary.limit, summary.seed) == (("a", "b"), 5, 3)
    assert "第 4 家图书馆" in find_report(tmp_path, "one").read_text(encoding="utf-8")
    assert "第 4 家图书馆" in (tmp_path / "evals" / "one" / "report.md").read_text(encoding="utf-8")


def test_unfinished_run_has_a_page_but_no_summary(tmp_path: Path):
    publish_run(made_run(tmp_path, *mixed_outcomes(), finished=False), SOURCES)
    assert find_report(tmp_path, "one") is not None
    assert read_summaries(tmp_path) == []


def test_questions_are_the_same_whatever_was_answered_until_one_expects_otherwise(tmp_path: Path):
    first = made_run(tmp_path, outcome(case("1"), reply()), outcome(case("2"), reply()), run_id="first")
    second = made_run(tmp_path, outcome(case("2"), None), outcome(case("1"), None), run_id="second")
    third = made_run(tmp_path, outcome(case("1"), None), outcome(case("2", expected=("C级",)), None), run_id="third")
    assert hash_questions(first) == hash_questions(second) != hash_questions(third)


def test_page_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    run = made_run(tmp_path, *mixed_outcomes())
    (run.folder / "report.html").mkdir()
    with pytest.raises(RunError, match="换一个位置"):
        publish_run(run, SOURCES)
