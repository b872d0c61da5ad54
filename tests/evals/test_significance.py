import numpy as np
import pytest

from evals.significance import adjust_p, estimate, estimate_change, p_of_differences, p_of_flips


def test_the_interval_of_a_share_is_near_the_normal_one() -> None:
    """80 of 100: 0.8 with 1.96 times sqrt(0.8 * 0.2 / 100) = 0.078 to each side."""
    found = estimate([1.0] * 80 + [0.0] * 20)
    assert (found.value, found.n) == (0.8, 100)
    assert (found.low, found.high) == pytest.approx((0.722, 0.878), abs=0.015)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = list(np.random.default_rng(3).normal(size=50))
    assert estimate(values, seed=1) == estimate(values, seed=1)
    assert estimate(values, seed=1) != estimate(values, seed=2)


def test_all_alike_is_not_certain() -> None:
    """30 of 30: by Clopper and Pearson the share is at least 0.025 ** (1 / 30)."""
    assert estimate([1.0] * 30, bounds=(0, 1)).low == pytest.approx(0.025 ** (1 / 30))
    assert estimate([1.0] * 30, bounds=(-1, 1)).low == pytest.approx(2 * 0.025 ** (1 / 30) - 1)
    assert estimate([0.0] * 30, bounds=(0, 1)).high == pytest.approx(1 - 0.025 ** (1 / 30))
    assert (estimate([7.0] * 3).low, estimate([7.0] * 3).high) == (7, 7)


def test_one_value_and_none() -> None:
    assert estimate([], bounds=(0, 1)) is None
    only = estimate([1.0], bounds=(0, 1))
    assert (only.low, only.high) == pytest.approx((0.025, 1.0))


def test_any_statistic() -> None:
    found = estimate(np.arange(101.0), lambda values, axis: np.percentile(values, 95, axis=axis), None)
    assert found.value == 95
    assert found.low < 95 < found.high


def test_flips_by_the_binomial() -> None:
    """Ten flips, all for the better: 2 * 0.5 ** 10; five to five says nothing."""
    assert p_of_flips(10, 0) == pytest.approx(2 * 0.5**10)
    assert p_of_flips(5, 5) == p_of_flips(0, 0) == 1


def test_paired_numbers() -> None:
    """Eight differences of one sign: exactly 2 of the 2 ** 8 ways to sign them are as one-sided."""
    first = np.array([1.0, 2, 3, 4, 5, 6, 7, 8])
    assert p_of_differences(first, first + np.arange(1, 9)) == pytest.approx(2 / 2**8)
    assert p_of_differences(first, first) == 1


def test_adjusted_for_their_number() -> None:
    """Benjamini and Hochberg: p times number of tests over rank, not above the next."""
    assert adjust_p([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert adjust_p([]) == []


def test_a_change_is_of_the_statistic_that_is_compared() -> None:
    """The medians are 50 and 100; each question takes twice as long, so no resample gains less than nothing."""
    first = np.arange(101.0)
    found = estimate_change(first, 2 * first, np.median)
    assert found.value == 50
    assert 0 < found.low < 50 < found.high < 101
    assert estimate_change(first, first + 3).low == estimate_change(first, first + 3).high == 3
