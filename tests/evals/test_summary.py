"""Metrics of a run against runs worked out by hand."""

import pytest

from evals.summary import METRICS, summarise
from tests.evals.outcomes import ended, failed

OUTCOMES = [
    ended(1),
    ended(2, "wrong"),
    ended(3, "declined", refused=True),
    ended(4, "right", due=True, refused=True),
    ended(5, "right", due=True, refused=True),
    ended(6, "wrong", due=True),
    failed(7),
]


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("correctness", 3 / 7, 7),
        ("truthfulness", (3 - 2) / 7, 7),
        ("right", 3, 7),
        ("wrong", 2, 7),
        ("declined", 1, 7),
        ("errors", 1, 7),
        ("refusal_precision", 2 / 3, 3),
        ("refusal_recall", 2 / 3, 3),
    ],
)
def test_figures_of_seven_questions(name: str, value: float, n: int) -> None:
    found = summarise(OUTCOMES)[name]
    assert found.value == pytest.approx(value)
    assert found.n == n
    assert found.low <= found.value <= found.high
    assert METRICS[name].compute(OUTCOMES) == found.value


def test_what_applies_to_nothing_is_not_there() -> None:
    found = summarise(OUTCOMES)
    assert not {"list_f1", "robustness", "mrr", "tokens", "cost"} & set(found)
    assert METRICS["mrr"].compute(OUTCOMES) is None


def test_robustness_is_the_share_of_pairs_answered_alike() -> None:
    """In the first group one of three pairs cites alike; in the second both are refused, whatever they cite."""
    group = [ended(1, group="a"), ended(2, group="a", text="对。[1]"), ended(3, group="a", line=2)]
    refused = [ended(4, refused=True, due=True, group="b"), ended(5, refused=True, due=True, group="b", line=2)]
    alone = [ended(6, group="c")]
    found = summarise([*group, *refused, *alone])["robustness"]
    assert found.value == pytest.approx((1 / 3 + 1) / 2)
    assert found.n == 2


def test_percentiles_of_the_time_that_is_waited() -> None:
    found = summarise([ended(ms, elapsed_ms=ms) for ms in range(1, 102)])
    assert [found[f"latency_p{q}"].value for q in (50, 95, 99)] == [51, 96, 100]


def test_tokens_where_a_model_took_part() -> None:
    one = ended(1)
    costly = one.model_copy(update={"reply": one.reply.model_copy(update={"tokens": 300, "cost": 0.5})})
    found = summarise([costly, ended(2)])
    assert (found["tokens"].value, found["cost"].value, found["tokens"].n) == (300, 0.5, 1)
