from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import analytics.stats.means as means
from analytics.stats.means import mean_interval


@pytest.mark.parametrize("n", [8, 20, 60, 100])
def test_the_interval_is_scipys_bca_bootstrap(n: int) -> None:
    values = np.random.default_rng(n).lognormal(4, 1, n)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=40_000, method="BCa", rng=np.random.default_rng(1)
    ).confidence_interval
    ours = mean_interval(values)
    assert ours.low is not None
    assert ours.high is not None
    width = theirs.high - theirs.low
    assert ours.low == pytest.approx(theirs.low, abs=0.06 * width)
    assert ours.high == pytest.approx(theirs.high, abs=0.06 * width)


@pytest.mark.parametrize("n", [80, 101, 300])
def test_formula_and_resampling_agree_on_both_sides_of_the_seam(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(3).lognormal(4, 1, n)
    monkeypatch.setattr(means, "RESAMPLED_UP_TO", 0)
    formula = mean_interval(values)
    monkeypatch.setattr(means, "RESAMPLED_UP_TO", 1000)
    monkeypatch.setattr(means, "RESAMPLES", 20_000)
    means._resampling.cache_clear()
    resampled = mean_interval(values)
    means._resampling.cache_clear()
    assert formula.value == resampled.value
    assert formula.low is not None
    assert formula.high is not None
    width = formula.high - formula.low
    assert resampled.low == pytest.approx(formula.low, abs=0.05 * width)
    assert resampled.high == pytest.approx(formula.high, abs=0.05 * width)


def test_the_interval_leans_with_the_skew() -> None:
    for n in (30, 200):
        value, low, high, _ = mean_interval(np.random.default_rng(n).lognormal(4, 1.25, n))
        assert value is not None
        assert low is not None
        assert high is not None
        assert high - value > 1.2 * (value - low)


def test_what_cannot_be_said_is_none() -> None:
    assert mean_interval([]) == (None, None, None, 0)
    assert mean_interval([None, 4.0, float("nan"), float("inf")]) == (4.0, None, None, 1)
    assert mean_interval([4.0] * 200) == (4.0, 4.0, 4.0, 200)


@pytest.mark.parametrize("n", [2, 9, 100, 101])
def test_the_same_values_have_the_same_interval_in_any_order(n: int) -> None:
    values = np.random.default_rng(5).lognormal(4, 1.25, n)
    assert mean_interval(values) == mean_interval(values[::-1]) == mean_interval(list(values))
