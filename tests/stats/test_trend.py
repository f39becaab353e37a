from __future__ import annotations

from itertools import permutations
from math import exp, factorial, inf, log, nan

import numpy as np
import pytest
from scipy import stats

from analytics.stats.interval import UNKNOWN_CHANGE, Change
from analytics.stats.trend import _null_distribution, theil_sen


def test_the_null_distribution_counts_every_order() -> None:
    falls = [sum(order[j] < order[i] for i in range(6) for j in range(i + 1, 6)) for order in permutations(range(6))]
    assert _null_distribution(6) == pytest.approx([sum(fall <= k for fall in falls) / factorial(6) for k in range(16)])


@pytest.mark.parametrize("n", [5, 8, 20, 33])
def test_slope_and_p_are_scipys(n: int) -> None:
    values = np.random.default_rng(n).lognormal(4, 0.5, n) * 1.03 ** np.arange(n)
    change = theil_sen(values)
    assert change.value == pytest.approx(exp(stats.theilslopes(np.log(values), np.arange(n)).slope))
    assert change.p == pytest.approx(stats.kendalltau(np.arange(n), values, method="exact").pvalue)


@pytest.mark.parametrize("n", [60, 120])
def test_the_interval_of_many_points_is_scipys_to_a_rank(n: int) -> None:
    values = np.random.default_rng(n).lognormal(4, 0.5, n)
    change, theirs = theil_sen(values), stats.theilslopes(np.log(values), np.arange(n), 0.95)
    assert change.low is not None
    assert change.high is not None
    assert log(change.low) == pytest.approx(theirs.low_slope, abs=1e-4)
    assert log(change.high) == pytest.approx(theirs.high_slope, abs=1e-4)


def test_p_of_equal_values_is_corrected_for_ties_and_continuity() -> None:
    """Mann-Kendall of 1 1 2 2 3 5: S = 13, Var = (6·5·17 − 2·(2·1·9)) / 18 = 26.33: z = 12 / 5.132."""
    assert theil_sen([1.0, 1.0, 2.0, 2.0, 3.0, 5.0]).p == pytest.approx(2 * stats.norm.sf(12 / (474 / 18) ** 0.5))


@pytest.mark.parametrize("n", [5, 12, 40, 70])
def test_the_interval_excludes_no_change_when_the_test_does(n: int) -> None:
    agreed = []
    for seed in range(40):
        values = np.random.default_rng(seed).lognormal(4, 0.5, n) * exp(3 / n) ** np.arange(n)
        _, low, high, p, *_ = theil_sen(values)
        assert low is not None
        assert high is not None
        assert p is not None
        agreed.append((p <= 0.05) == (not low <= 1 <= high))
    assert all(agreed)


def test_one_wild_quarter_does_not_bend_it() -> None:
    steady = [10.0 * 1.1**step for step in range(10)]
    wild = [*steady[:4], 5000.0, *steady[5:]]
    assert theil_sen(steady).value == pytest.approx(1.1)
    assert theil_sen(wild).value == pytest.approx(1.1)


def test_a_gap_keeps_its_place() -> None:
    assert theil_sen([1.0, 2.0, None, nan, 16.0, inf, 64.0, 128.0]).value == pytest.approx(2.0)


def test_what_cannot_be_said_is_none() -> None:
    assert theil_sen([]) == theil_sen([1.0, 2.0, None, 3.0, 4.0]) == UNKNOWN_CHANGE
    assert theil_sen([1.0, 2.0, 3.0, 4.0, 5.0], level=0.999)[1:3] == (None, None)
    assert theil_sen([3.0] * 7) == Change(1.0, 1.0, 1.0, 1.0, None)
    assert theil_sen([0.0] * 7) == theil_sen([0.5] * 7)
    rising = [0.0, 1.0, 2.0, 4.0, 8.0, 16.0]
    assert theil_sen(rising, floor=4.0) == pytest.approx(theil_sen([4.0, 4.0, 4.0, 4.0, 8.0, 16.0]))
