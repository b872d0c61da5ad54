import pytest

from evals.errors import GateError
from evals.gate import check_outcomes, read_threshold
from tests.evals.outcomes import ended

OUTCOMES = [ended(n, "wrong" if n == 0 else "right") for n in range(10)]


@pytest.mark.parametrize(
    ("text", "side", "held"),
    [
        ("correctness=0.9", "min", True),
        ("correctness=0.91", "min", False),
        ("wrong=1", "max", True),
        ("wrong=0", "max", False),
        ("robustness=0", "min", False),
        ("tokens=1000", "max", False),
    ],
)
def test_the_bound_itself_passes_and_what_applies_to_nothing_does_not(text: str, side: str, held: bool) -> None:
    (check,) = check_outcomes(OUTCOMES, [read_threshold(text, side)])
    assert check.held is held


@pytest.mark.parametrize(
    ("text", "said"), [("corectness=0.9", "没有指标 corectness"), ("wrong", "--max wrong"), ("wrong=few", "wrong=0.95")]
)
def test_an_impossible_threshold_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(GateError, match=said):
        read_threshold(text, "max")
