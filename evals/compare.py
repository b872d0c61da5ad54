"""Two runs against each other, question by question: what got better, what got worse, and whether that is more than chance.

Only questions that both runs asked, unchanged, are compared. Each metric's difference is tested in pairs (see
`evals/significance.py`); with some twenty metrics one in twenty would seem to differ by chance alone, so p-values are adjusted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.metrics import TRUTH
from evals.runs import Outcome, Run, RunInfo
from evals.significance import Estimate, adjust_p, estimate_change, p_of_differences, p_of_flips
from evals.summary import METRICS, Metric

# An adjusted p below this is more than noise.
_ALPHA = 0.05
_SETUP = ("answerer", "version", "commit", "settings", "index_fingerprint", "corpus")


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric in two runs, over the questions that both asked.

    Attributes:
        first, second: the figures.
        change: second less first, where the questions can be paired with a 95% interval; else only the number.
        p: of the paired test, adjusted; None where no pairs can be made.
    """

    name: str
    title: str
    first: float
    second: float
    change: Estimate
    p: float | None

    @property
    def is_noise(self) -> bool:
        """Whether chance alone may well have made it, or nothing can be said."""
        return self.p is None or self.p >= _ALPHA

    @property
    def is_gain(self) -> bool:
        """Whether the second run is on the better side."""
        return self.change.value > 0 if METRICS[self.name].better == "higher" else self.change.value < 0


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that ended in another way."""

    first: Outcome
    second: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs.

    Attributes:
        common: how many questions were compared.
        left_out: how many were asked in one run only, or changed between them.
        reworded: how many answers of the same verdict have another text.
        setup: what differs in how the runs were made, by field of `RunInfo`, first and second.
        better, worse: the questions whose verdict rose or fell, from wrong over declined to right.
    """

    first: RunInfo
    second: RunInfo
    common: int
    left_out: int
    reworded: int
    setup: dict[str, tuple[str, str]]
    differences: tuple[Difference, ...]
    better: tuple[Flip, ...]
    worse: tuple[Flip, ...]


def compare_runs(first: Run, second: Run) -> Comparison:
    """Hold the second run against the first."""
    pairs = _pair(first.outcomes, second.outcomes)
    flips = [Flip(one, other) for one, other in pairs if one.verdict != other.verdict]
    return Comparison(
        first=first.info,
        second=second.info,
        common=len(pairs),
        left_out=len({o.key for run in (first, second) for o in run.outcomes}) - len(pairs),
        reworded=sum(one.verdict == other.verdict and _text(one) != _text(other) for one, other in pairs),
        setup=_compare_setups(first.info, second.info),
        differences=_compare_metrics(pairs, second.info.seed),
        better=tuple(flip for flip in flips if _rise(flip) > 0),
        worse=tuple(flip for flip in flips if _rise(flip) < 0),
    )


def _pair(first: Sequence[Outcome], second: Sequence[Outcome]) -> list[tuple[Outcome, Outcome]]:
    others = {outcome.key: outcome for outcome in second}
    return [
        (one, others[one.key]) for one in first if one.key in others and one.case == others[one.key].case
    ]  # fmt: skip


def _compare_metrics(pairs: Sequence[tuple[Outcome, Outcome]], seed: int) -> tuple[Difference, ...]:
    found = [diff for metric in METRICS.values() if (diff := _compare_metric(metric, pairs, seed))]
    tested = [diff for diff, p in found if p is not None]
    adjusted = dict(zip((d.name for d in tested), adjust_p([p for _, p in found if p is not None]), strict=True))
    return tuple(Difference(d.name, d.title, d.first, d.second, d.change, adjusted.get(d.name)) for d, _ in found)


def _compare_metric(
    metric: Metric, pairs: Sequence[tuple[Outcome, Outcome]], seed: int
) -> tuple[Difference, float | None] | None:
    """The difference in one metric with its p-value, not yet adjusted; None if it does not apply to both runs."""
    values = [metric.values([pair[side] for pair in pairs]) for side in (0, 1)]
    if metric.paired:
        common = [key for key in values[0] if key in values[1]]
        columns = [np.array([found[key] for key in common], dtype=float) for found in values]
    else:
        columns = [np.array(list(found.values()), dtype=float) for found in values]
    if not all(map(len, columns)):
        return None
    first, second = (float(metric.statistic(column, axis=-1)) for column in columns)
    if not metric.paired:
        change = Estimate(second - first, second - first, second - first, len(columns[1]))
        return Difference(metric.name, metric.title, first, second, change, None), None
    change = estimate_change(*columns, metric.statistic, seed)
    return Difference(metric.name, metric.title, first, second, change, None), _p_value(*columns)


def _p_value(first: np.ndarray, second: np.ndarray) -> float:
    if np.isin(np.concatenate((first, second)), (0, 1)).all():
        return p_of_flips(int((second > first).sum()), int((second < first).sum()))
    return p_of_differences(first, second)


def _compare_setups(first: RunInfo, second: RunInfo) -> dict[str, tuple[str, str]]:
    fields = [(field, getattr(first, field), getattr(second, field)) for field in _SETUP]
    return {field: (str(one), str(other)) for field, one, other in fields if one != other}


def _rise(flip: Flip) -> float:
    return TRUTH[flip.second.verdict] - TRUTH[flip.first.verdict]


def _text(outcome: Outcome) -> str:
    return outcome.reply.answer if outcome.reply else outcome.error
