from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from analytics.stats.quantiles import (
    interpolate_quantile,
    median_funnel,
    median_interval,
    median_limits,
    order_statistic_ranks,
    quantile_interval,
)


@pytest.mark.parametrize("n", [6, 17, 36, 80, 1000])
@pytest.mark.parametrize("q", [0.5, 0.9])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.998])
def test_ranks_are_the_narrowest_with_the_tails_they_promise(n: int, q: float, level: float) -> None:
    low, high = order_statistic_ranks(n, q, level)
    tail = (1 - level) / 2
    under = stats.binom(n, q)
    assert under.cdf((low or 0) - 1) <= tail < under.cdf(low or 0)
    upper = n + 1 if high is None else high
    assert under.sf(upper - 1) <= tail < under.sf(upper - 2)


def test_the_interval_is_that_of_scipys_quantile_test() -> None:
    values = np.random.default_rng(1).lognormal(4, 1.25, 53)
    for q in (0.5, 0.25, 0.9):
        theirs: Any = stats.quantile_test(values, p=q).confidence_interval(confidence_level=0.95)
        ours = quantile_interval(values, q)
        assert (ours.low, ours.high) == (theirs.low, theirs.high)


@pytest.mark.parametrize("q", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_the_value_is_numpys_linear_quantile(q: float) -> None:
    values = np.sort(np.random.default_rng(2).lognormal(4, 1.25, 20))
    assert interpolate_quantile(values, q) == pytest.approx(np.quantile(values, q))


def test_what_cannot_be_said_is_none() -> None:
    assert median_interval([]) == (None, None, None, 0)
    assert median_interval([7.0]) == (7.0, None, None, 1)
    assert median_interval([3.0] * 5) == (3.0, None, None, 5)
    assert median_interval([3.0] * 6) == (3.0, 3.0, 3.0, 6)
    assert median_interval([math.nan, 1.0, None, math.inf, 3.0, -math.inf]) == (2.0, None, None, 2)


@pytest.mark.parametrize("n", [1, 4, 5, 20, 41])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_medians_of_draws_lie_in_the_funnel_as_often_as_promised(n: int, level: float) -> None:
    rng = np.random.default_rng(n)
    pooled = rng.lognormal(4, 1.25, 400)
    low, high = median_limits(pooled, n, level=level)
    medians = np.median(pooled[rng.integers(0, 400, (20_000, n))], axis=1)
    outside = (medians < low).mean(), (medians > high).mean()
    assert sum(outside) == pytest.approx(1 - level, abs=0.01)
    if n % 2 or n > 5:
        assert outside == pytest.approx(((1 - level) / 2,) * 2, abs=0.005)


def test_a_funnel_of_nothing_is_not_drawn() -> None:
    assert all(math.isnan(limit) for limit in (*median_limits([], 5), *median_limits([1.0], 0)))
    assert median_limits([4.0], 3) == (4.0, 4.0)


def test_several_limits_at_once_are_those_of_each() -> None:
    sizes = [1, 2, 5, 0, 40]
    pooled = np.random.default_rng(3).lognormal(4, 1.25, 400)
    low, high = median_funnel(pooled, sizes, level=0.998)
    alone = [median_limits(pooled, n, level=0.998) for n in sizes]
    assert list(low) == pytest.approx([ends[0] for ends in alone], nan_ok=True)
    assert list(high) == pytest.approx([ends[1] for ends in alone], nan_ok=True)
    assert math.isnan(low[3])
