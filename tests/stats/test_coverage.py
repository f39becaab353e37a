"""How often the intervals that are called 95 % hold the true value: measured on skewed durations and small numbers."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from scipy import stats

from analytics.stats.comparison import compare_durations
from analytics.stats.counts import compare_counts, count_interval
from analytics.stats.interval import Change, FloatArray, Interval
from analytics.stats.means import mean_interval
from analytics.stats.quantiles import median_interval, quantile_interval
from analytics.stats.shares import compare_shares, share_interval
from analytics.stats.survival import closure_curve
from analytics.stats.trend import theil_sen

pytestmark = pytest.mark.slow
RUNS = 2000


def coverage(truth: float, intervals: list[Interval] | list[Change]) -> float:
    """An end that cannot be said holds everything on its side."""
    return float(
        np.mean([(one.low is None or one.low <= truth) and (one.high is None or truth <= one.high) for one in intervals])
    )


def simulate(runs: int, n: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng(seed).lognormal(4, 1.25, (runs, n))


@pytest.mark.parametrize("n", [6, 10, 20, 50, 300])
def test_the_median(n: int) -> None:
    assert 0.93 <= coverage(exp(4), [median_interval(row) for row in simulate(RUNS, n)]) <= 0.99


@pytest.mark.parametrize("n", [36, 100])
def test_the_90th_percentile(n: int) -> None:
    truth = exp(4 + 1.25 * stats.norm.ppf(0.9))
    assert 0.93 <= coverage(truth, [quantile_interval(row, 0.9) for row in simulate(RUNS, n)]) <= 0.99


@pytest.mark.parametrize(("m", "n"), [(4, 4), (10, 10), (20, 20), (8, 40), (60, 60), (200, 300)])
def test_the_change_of_a_duration(m: int, n: int) -> None:
    changes = [compare_durations(before, 0.7 * now) for before, now in zip(simulate(RUNS, m), simulate(RUNS, n, 1), strict=True)]
    assert 0.93 <= coverage(0.7, changes) <= 0.99


@pytest.mark.parametrize("n", [10, 30, 60])
def test_the_change_of_durations_that_people_round(n: int) -> None:
    """To five minutes, as people write them: equal values make the interval wider, never narrower than it says."""
    rounded = (np.maximum(5 * np.round(simulate(RUNS, n, seed) / 5), 5) for seed in (0, 1))
    assert 0.93 <= coverage(1.0, [compare_durations(*pair) for pair in zip(*rounded, strict=True)]) <= 0.995


@pytest.mark.parametrize(("n", "docstring"), [(10, 0.89), (20, 0.93), (100, 0.945)])
def test_the_mean_of_moderately_skewed_values(n: int, docstring: float) -> None:
    rows = np.random.default_rng(n).gamma(4, 10, (RUNS, n))
    assert coverage(40.0, [mean_interval(row) for row in rows]) == pytest.approx(docstring, abs=0.02)


@pytest.mark.parametrize(("n", "docstring"), [(10, 0.78), (20, 0.85), (100, 0.90), (300, 0.92)])
def test_the_mean_of_durations_covers_less_than_it_says(n: int, docstring: float) -> None:
    rows = simulate(RUNS, n, 2)
    assert coverage(exp(4 + 1.25**2 / 2), [mean_interval(row) for row in rows]) == pytest.approx(docstring, abs=0.025)


@pytest.mark.parametrize("rate", [2, 10, 100])
def test_a_count(rate: int) -> None:
    counts = np.random.default_rng(rate).poisson(rate, RUNS)
    assert 0.945 <= coverage(rate, [count_interval(int(count)) for count in counts]) <= 0.995


@pytest.mark.parametrize("rate", [8, 40])
def test_the_ratio_of_two_counts(rate: int) -> None:
    rng = np.random.default_rng(rate)
    pairs = zip(rng.poisson(rate, RUNS), rng.poisson(3 * rate, RUNS), strict=True)
    assert 0.945 <= coverage(1.5, [compare_counts(int(before), int(now), 1.0, 2.0) for before, now in pairs]) <= 0.99


@pytest.mark.parametrize(("share", "n"), [(0.5, 10), (0.3, 20), (0.9, 30), (0.95, 200)])
def test_a_share(share: float, n: int) -> None:
    successes = np.random.default_rng(n).binomial(n, share, RUNS)
    assert 0.93 <= coverage(share, [share_interval(int(k), n) for k in successes]) <= 0.99


@pytest.mark.parametrize(("shares", "n"), [((0.5, 0.7), 15), ((0.9, 0.8), 30), ((0.2, 0.25), 100)])
def test_the_difference_of_two_shares(shares: tuple[float, float], n: int) -> None:
    rng = np.random.default_rng(n)
    pairs = zip(rng.binomial(n, shares[0], RUNS), rng.binomial(n, shares[1], RUNS), strict=True)
    changes = [compare_shares(int(before), n, int(now), n) for before, now in pairs]
    assert 0.93 <= coverage(shares[1] - shares[0], changes) <= 0.99


@pytest.mark.parametrize("n", [20, 60])
def test_the_share_not_yet_closed_and_its_median(n: int) -> None:
    rng = np.random.default_rng(n)
    medians, shares = [], []
    for _ in range(RUNS):
        needed, observed = rng.exponential(30 / log(2), n), rng.uniform(20, 120, n)
        curve = closure_curve(np.minimum(needed, observed), needed <= observed)
        medians.append(curve.median)
        at = int(np.searchsorted(curve.times, 30.0, "right")) - 1
        shares.append(Interval(float(curve.survival[at]), float(curve.low[at]), float(curve.high[at]), n))
    assert 0.93 <= coverage(30.0, medians) <= 0.99
    assert 0.93 <= coverage(0.5, shares) <= 0.99


@pytest.mark.parametrize("n", [5, 8, 12, 60])
def test_a_trend(n: int) -> None:
    rows = simulate(RUNS, n) * 0.9 ** np.arange(n)
    assert 0.93 <= coverage(0.9, [theil_sen(row, floor=1e-9) for row in rows]) <= 0.995
