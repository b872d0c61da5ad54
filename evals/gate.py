"""Thresholds under which a run does not pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evals.errors import GateError
from evals.runs import Outcome
from evals.summary import METRICS


@dataclass(frozen=True, slots=True)
class Threshold:
    """A metric that must be at least, or at most, so much."""

    name: str
    side: Literal["min", "max"]
    bound: float


@dataclass(frozen=True, slots=True)
class Check:
    """What came of a threshold; `value` is None where the metric applies to no question, which does not pass."""

    threshold: Threshold
    value: float | None

    @property
    def held(self) -> bool:
        """Whether the figure is on the right side, the bound itself included."""
        if self.value is None:
            return False
        least = self.threshold.side == "min"
        return self.value >= self.threshold.bound if least else self.value <= self.threshold.bound


def read_threshold(text: str, side: Literal["min", "max"]) -> Threshold:
    """`correctness=0.95` as a threshold.

    Raises:
        GateError: there is no such metric, or no number behind it.
    """
    name, _, number = text.partition("=")
    if name not in METRICS:
        raise GateError(f"没有指标 {name}：可用的有 {'、'.join(METRICS)}。")
    try:
        return Threshold(name, side, float(number))
    except ValueError as error:
        raise GateError(f"--{side} {text} 里没有数：请写成 {name}=0.95 这样。") from error


def check_outcomes(outcomes: Sequence[Outcome], thresholds: Sequence[Threshold]) -> list[Check]:
    """What comes of each threshold."""
    return [Check(threshold, METRICS[threshold.name].compute(outcomes)) for threshold in thresholds]
