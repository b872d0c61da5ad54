"""How sure a figure is, and whether two runs differ by more than chance; all of it computed by scipy.stats.

Intervals: percentile bootstrap (Efron and Tibshirani 1993) over questions. Where all answers are alike, every resample is too,
and the bootstrap would claim certainty; there the exact interval of Clopper and Pearson (1934) stands instead.
Tests are paired: both runs answered the same questions. Yes/no: McNemar's exact test (1947), a binomial test of the
discordant pairs. Other numbers: Wilcoxon's signed-rank test (1945), ties by Pratt's method.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

_CONFIDENCE = 0.95
_RESAMPLES = 2000
# Resamples held in memory at a time.
_BATCH = 200

Statistic = Callable[..., np.ndarray]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95% confidence interval; `n` is the number of questions (or groups) behind it."""

    value: float
    low: float
    high: float
    n: int


def estimate(
    values: Sequence[float], statistic: Statistic = np.mean, bounds: tuple[float, float] | None = None, seed: int = 0
) -> Estimate | None:
    """A statistic of a sample with its interval; None for an empty sample.

    Args:
        values: one a question.
        statistic: of an array, along a keyword `axis`.
        bounds: the least and the greatest value that can be, if there are such.
    """
    sample = np.asarray(values, dtype=float)
    if not len(sample):
        return None
    value = float(statistic(sample, axis=-1))
    if np.all(sample == sample[0]):
        return Estimate(value, *_interval_of_alike(value, len(sample), bounds), len(sample))
    found = stats.bootstrap(
        (sample,), statistic, vectorized=True, method="percentile", n_resamples=_RESAMPLES, batch=_BATCH,
        confidence_level=_CONFIDENCE, rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    return Estimate(value, float(found.low), float(found.high), len(sample))


def estimate_change(first: np.ndarray, second: np.ndarray, statistic: Statistic = np.mean, seed: int = 0) -> Estimate:
    """What a statistic gains from the first to the second of two (n,) paired samples, n at least 1; questions are drawn in pairs."""

    def change(one: np.ndarray, other: np.ndarray, axis: int) -> np.ndarray:
        return statistic(other, axis=axis) - statistic(one, axis=axis)

    value, n = float(change(first, second, axis=-1)), len(first)
    if n == 1 or np.ptp(second - first) == 0:
        return Estimate(value, value, value, n)
    found = stats.bootstrap(
        (first, second), change, paired=True, vectorized=True, method="percentile", n_resamples=_RESAMPLES, batch=_BATCH,
        confidence_level=_CONFIDENCE, rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    return Estimate(value, float(found.low), float(found.high), n)


def _interval_of_alike(value: float, n: int, bounds: tuple[float, float] | None) -> tuple[float, float]:
    """At a bound, Clopper's and Pearson's interval for n of n, stretched to the bounds; else no more than the value."""
    if bounds is None or value not in bounds:
        return value, value
    least, greatest = bounds
    found = stats.binomtest(n if value == greatest else 0, n).proportion_ci(_CONFIDENCE, method="exact")
    return least + (greatest - least) * float(found.low), least + (greatest - least) * float(found.high)


def p_of_flips(better: int, worse: int) -> float:
    """McNemar's exact p: how likely so uneven a split of the flipped questions is if neither run is better; 1 without flips."""
    return float(stats.binomtest(better, better + worse).pvalue) if better + worse else 1.0


def p_of_differences(first: np.ndarray, second: np.ndarray) -> float:
    """Wilcoxon's p of the (n,) paired numbers of two runs; 1 where nothing differs."""
    if not len(first) or np.array_equal(first, second):
        return 1.0
    return float(stats.wilcoxon(first, second, zero_method="pratt").pvalue)


def adjust_p(values: Sequence[float]) -> list[float]:
    """P-values of several tests at once, adjusted for their number (Benjamini and Hochberg 1995)."""
    return [float(p) for p in stats.false_discovery_control(values)] if values else []
