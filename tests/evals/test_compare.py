from pathlib import Path

import pytest

from evals.compare import compare_runs
from evals.runs import Outcome, Run, RunInfo
from evals.tables_compare import conclude, write_comparison
from tests.evals.outcomes import ended


def made_run(name: str, outcomes: list[Outcome], **more: object) -> Run:
    info = RunInfo(run_id=name, started="2026-11-25T19:05:12+08:00", version="0.1.0", finished=True, **more)
    return Run(Path(name), info, outcomes, outcomes)


def test_flips_are_told_with_their_direction() -> None:
    first = made_run("a", [ended(1), ended(2, "wrong"), ended(3, "declined", refused=True), ended(4)])
    second = made_run("b", [ended(1, "wrong"), ended(2), ended(3, "wrong"), ended(4, text="对的。[1]"), ended(5)])
    found = compare_runs(first, second)
    assert [flip.second.case.id for flip in found.better] == ["2"]
    assert [flip.second.case.id for flip in found.worse] == ["1", "3"]
    assert (found.common, found.left_out, found.reworded) == (4, 1, 1)


def test_a_changed_question_is_not_compared() -> None:
    found = compare_runs(made_run("a", [ended(1)]), made_run("b", [ended(1, due=True, verdict="wrong")]))
    assert (found.common, found.left_out) == (0, 1)


@pytest.mark.parametrize(("gained", "conclusion"), [(1, "说明不了什么"), (20, "变好"), (0, "一样")])
def test_a_difference_is_more_than_noise_or_it_is_not(gained: int, conclusion: str) -> None:
    first = [ended(n, "wrong" if n < gained else "right") for n in range(100)]
    found = compare_runs(made_run("a", first), made_run("b", [ended(n) for n in range(100)]))
    correctness = next(d for d in found.differences if d.name == "correctness")
    assert correctness.change.value == pytest.approx(gained / 100)
    assert conclude(correctness) == conclusion


def test_slower_is_worse() -> None:
    first = made_run("a", [ended(n, elapsed_ms=10 + n) for n in range(30)])
    second = made_run("b", [ended(n, elapsed_ms=20 + 2 * n) for n in range(30)])
    latency = next(d for d in compare_runs(first, second).differences if d.name == "latency_p50")
    assert (latency.first, latency.second, conclude(latency)) == (24.5, 49, "变差")


def test_markdown_names_the_runs_their_setup_and_the_flips() -> None:
    first = made_run("a", [ended(1, "wrong")], index_fingerprint="1")
    text = write_comparison(compare_runs(first, made_run("b", [ended(1)], index_fingerprint="2")))
    assert "两次不同的设置：index_fingerprint" in text
    assert "| 1 | 多少？ | 答错 | 答对 |" in text
    assert "变差的" not in text
