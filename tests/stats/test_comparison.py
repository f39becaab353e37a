from __future__ import annotations

from itertools import accumulate, combinations
from math import comb, exp, log

import numpy as np
import pytest
from scipy import stats

from analytics.stats import differences
from analytics.stats.comparison import compare_durations
from analytics.stats.interval import UNKNOWN_CHANGE, FloatArray
from analytics.stats.mann_whitney import interval_rank, null_distribution


def draw(seed: int, n: int, shift: float = 0.0) -> FloatArray:
    return np.random.default_rng(seed).lognormal(4 + shift, 1.25, n)


@pytest.mark.parametrize(("m", "n"), [(4, 4), (3, 7), (5, 6), (1, 9)])
def test_the_null_distribution_counts_every_order(m: int, n: int) -> None:
    orders = [sum(places) - m * (m - 1) // 2 for places in combinations(range(m + n), m)]
    below = null_distribution(m, n)
    assert below == pytest.approx([sum(u <= k for u in orders) / comb(m + n, m) for k in range(m * n // 2 + 1)], rel=1e-12)


def test_the_null_distribution_keeps_its_precision_at_the_largest_exact_size() -> None:
    below = null_distribution(49, 49)
    orders = [1] + [0] * 1200
    for i in range(1, 50):
        orders = [count - (orders[u - 49 - i] if u >= 49 + i else 0) for u, count in enumerate(orders)]
        for u in range(i, 1201):
            orders[u] += orders[u - i]
    exact = [total / comb(98, 49) for total in accumulate(orders)]
    assert below == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(("m", "n", "rank"), [(3, 4, 0), (4, 4, 1), (5, 5, 3), (8, 8, 14), (10, 10, 24), (20, 20, 128)])
def test_the_rank_is_one_more_than_the_tables_critical_value(m: int, n: int, rank: int) -> None:
    """Two-sided 5 % critical values of U in every textbook: 4, 4: 0; 5, 5: 2; 8, 8: 13; 10, 10: 23; 20, 20: 127."""
    assert interval_rank(m, n, 0.025) == rank


@pytest.mark.parametrize(("m", "n"), [(4, 5), (12, 9), (30, 49), (49, 49)])
def test_p_is_scipys_exact_one(m: int, n: int) -> None:
    before, now = draw(1, m), draw(2, n, -0.4)
    assert compare_durations(before, now).p == pytest.approx(stats.mannwhitneyu(now, before, method="exact").pvalue, rel=1e-9)


@pytest.mark.parametrize(("m", "n"), [(6, 8), (40, 49), (50, 50), (300, 700)])
def test_p_is_scipys_approximation_with_equal_values_or_many(m: int, n: int) -> None:
    before, now = (np.round(draw(seed, size), -1) + 1 for seed, size in ((1, m), (2, n)))
    theirs = stats.mannwhitneyu(now, before, method="asymptotic", use_continuity=True).pvalue
    assert compare_durations(before, now).p == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize(("m", "n"), [(4, 4), (7, 20), (49, 30), (60, 80)])
def test_the_interval_is_made_of_pairwise_ratios_and_inverts_the_test(m: int, n: int) -> None:
    before, now = draw(3, m), draw(4, n)
    value, low, high, *_ = compare_durations(before, now)
    ratios = np.sort((now[:, np.newaxis] / before).ravel())
    assert value == pytest.approx(exp(np.median(np.log(ratios))))
    assert low is not None
    assert high is not None
    for end, outside in ((low, 1 - 1e-9), (high, 1 + 1e-9)):
        rejected, kept = compare_durations(before, now / (end * outside)).p, compare_durations(before, now / (end / outside**2)).p
        assert rejected is not None
        assert kept is not None
        assert rejected <= 0.05 < kept


def test_rs_own_example() -> None:
    """Hollander & Wolfe's permeability of placenta, `example(wilcox.test)` in R: p = 0.2544, shift −0.76 … 0.15, −0.305."""
    at_term = np.array([0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46])
    earlier = np.array([1.15, 0.88, 0.90, 0.74, 1.21])
    change = compare_durations(np.exp(at_term), np.exp(earlier))
    assert change.p == pytest.approx(0.2544, abs=5e-5)
    assert [log(end) for end in change[:3] if end is not None] == pytest.approx([-0.305, -0.76, 0.15], abs=1e-9)


@pytest.mark.parametrize("decimals", [None, 0, -2])
def test_without_the_matrix_the_same_differences_are_found(decimals: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    before, now = (draw(seed, n) if decimals is None else np.round(draw(seed, n), decimals) for seed, n in ((5, 300), (6, 400)))
    bisected = compare_durations(before, now)
    monkeypatch.setattr(differences, "PAIRS_AT_ONCE", 10**6)
    assert bisected == pytest.approx(compare_durations(before, now), rel=1e-8)


@pytest.mark.parametrize("rank", [1, 2, 4_000, 40_000, 79_999, 80_000])
def test_every_rank_is_found_by_bisection(rank: int) -> None:
    x, y = np.sort(np.log(draw(7, 200))), np.sort(np.log(draw(8, 400)))
    assert differences.select_differences(x, y, [rank]) == [np.sort(np.subtract.outer(x, y).ravel())[rank - 1]]


def test_a_bracket_may_end_at_the_very_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "PAIRS_AT_ONCE", 1)
    x, y = np.sort(np.log(draw(9, 12))), np.sort(np.log(draw(10, 15)))
    found = differences.select_differences(x, y, range(1, 181))
    assert found == pytest.approx(np.sort(np.subtract.outer(x, y).ravel()), abs=1e-8)


def test_equal_values_are_no_change() -> None:
    for n in (6, 49, 300):
        assert compare_durations([7.0] * n, [7.0] * n)[:5] == pytest.approx((1.0,) * 5, rel=1e-12)


def test_zeros_count_as_the_floor() -> None:
    zeros, halves = [0.0, 0.0, 3.0, 9.0, 12.0], [0.5, 0.5, 3.0, 9.0, 12.0]
    assert compare_durations(zeros, [5.0, 6.0, 7.0, 8.0]) == compare_durations(halves, [5.0, 6.0, 7.0, 8.0])
    assert (
        compare_durations(zeros, [5.0, 6.0, 7.0, 8.0], floor=3.0).value != compare_durations(halves, [5.0, 6.0, 7.0, 8.0]).value
    )


def test_what_cannot_be_said_is_none() -> None:
    four = [1.0, 2.0, 3.0, 4.0]
    assert compare_durations([], []) == compare_durations(four, [1.0, None, float("nan"), float("inf"), 5.0]) == UNKNOWN_CHANGE
    value, low, high, *_ = compare_durations(four, [5.0, 6.0, 7.0, 8.0], level=0.998)
    assert (value is not None, low, high) == (True, None, None)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "power"), [(10, 0.71), (20, 0.76), (60, 0.78)])
def test_the_smallest_change_is_seen_about_four_times_in_five(n: int, power: float) -> None:
    rng = np.random.default_rng(n)
    cut = exp(-2.8016 * 1.25 * (2 / n) ** 0.5)
    seen = []
    for _ in range(2000):
        high = compare_durations(rng.lognormal(4, 1.25, n), cut * rng.lognormal(4, 1.25, n)).high
        seen.append(high is not None and high < 1)
    assert np.mean(seen) == pytest.approx(power, abs=0.04)
