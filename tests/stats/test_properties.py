"""What holds for any input: an answer, the same in every order, and the same in every unit."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.stats.comparison import compare_durations
from analytics.stats.counts import compare_counts, control_limits, count_interval
from analytics.stats.many import adjust
from analytics.stats.means import mean_interval
from analytics.stats.notice import detection_rates, naive_median
from analytics.stats.quantiles import median_interval, median_limits, quantile_interval
from analytics.stats.shares import compare_shares, share_interval, share_limits
from analytics.stats.survival import Group, closure_curve, cumulative_incidence, logrank
from analytics.stats.trend import theil_sen

minutes = st.one_of(st.floats(0, 1e9), st.sampled_from([0.0, 1.0, 5.0, 60.0]))
anything = st.one_of(minutes, st.floats(-1e9, 0), st.sampled_from([None, math.nan, math.inf, -math.inf]))
samples = st.lists(anything, max_size=30)
durations = st.lists(st.floats(1, 1e6), min_size=4, max_size=30)
counts = st.integers(0, 10_000)
few = settings(max_examples=40, deadline=None)  # the first use of a sample size fills a cache and takes longer


def ordered(*numbers: float | None) -> bool:
    """Ascending, up to rounding, as far as they can be said."""
    known = [number for number in numbers if number is not None]
    return all(a <= b + 1e-9 * max(abs(a), abs(b), 1) for a, b in pairwise(known))


@few
@given(samples)
def test_an_interval_holds_its_value_and_counts_what_it_used(values: list[float | None]) -> None:
    known = [value for value in values if value is not None and math.isfinite(value)]
    for interval in (median_interval(values), quantile_interval(values, 0.9), mean_interval(values)):
        assert interval.n == len(known)
        assert (interval.value is None) == (not known)
        assert ordered(interval.low, interval.value, interval.high)


@few
@given(samples, samples)
def test_a_comparison_never_raises_and_holds_its_value(before: list[float | None], now: list[float | None]) -> None:
    for change in (compare_durations(before, now), theil_sen(before)):
        assert ordered(change.low, change.value, change.high)
        assert ordered(0, change.p, 1)
        assert ordered(0, change.smallest, 1)
    assert ordered(*median_limits(before, 5)) or math.isnan(median_limits(before, 5)[0])
    assert ordered(*(control_limits(np.abs(np.array(before, dtype=float))) or (0, 0, 0))[1:3])


@few
@given(durations.flatmap(lambda values: st.tuples(st.just(values), st.permutations(values))), durations)
def test_the_order_of_values_does_not_matter(orders: tuple[list[float], list[float]], now: list[float]) -> None:
    before, mixed = orders
    assert mean_interval(mixed) == mean_interval(before)
    assert median_interval(mixed) == median_interval(before)
    assert compare_durations(mixed, now) == pytest.approx(compare_durations(before, now))


@few
@given(durations, durations, st.sampled_from([2.0, 60.0, 1440.0]))
def test_the_unit_does_not_matter(before: list[float], now: list[float], unit: float) -> None:
    change = compare_durations(before, now)
    assert compare_durations([unit * value for value in before], [unit * value for value in now])[:3] == pytest.approx(change[:3])
    in_unit = [unit * value for value in before]
    median, other = median_interval(before), median_interval(in_unit)
    assert other == pytest.approx([None if part is None else unit * part for part in median[:3]] + [median.n])
    mean = mean_interval(before)
    assert mean_interval(in_unit).value == pytest.approx(unit * (mean.value or 0))


@few
@given(st.lists(st.integers(1, 1000), min_size=2, max_size=30, unique=True))
def test_the_interval_of_a_mean_moves_with_its_values(values: list[int]) -> None:
    """Whole numbers, whose sums are exact, so that no resample changes sides by rounding."""
    mean = mean_interval([float(value) for value in values])
    moved = mean_interval([8.0 * value + 64 for value in values])
    assert moved == pytest.approx([*(8 * (end or 0) + 64 for end in mean[:3]), mean.n])


@few
@given(durations, durations)
def test_looked_at_from_the_other_side_a_change_is_its_inverse(before: list[float], now: list[float]) -> None:
    there, back = compare_durations(before, now), compare_durations(now, before)
    assert back.p == pytest.approx(there.p)
    assert there.value is not None
    assert back.value == pytest.approx(1 / there.value)
    assert (back.low is None) == (there.high is None)


@few
@given(counts, counts, st.floats(0.01, 100), st.floats(0.01, 100))
def test_counts_never_raise(before: int, now: int, years_before: float, years_now: float) -> None:
    interval = count_interval(now)
    assert ordered(0, interval.low, interval.value, interval.high)
    change = compare_counts(before, now, years_before, years_now)
    assert ordered(0, change.low, change.value, change.high)
    assert ordered(0, change.p, 1)


@few
@given(counts, counts, counts, counts)
def test_shares_never_raise(before: int, failed_before: int, now: int, failed_now: int) -> None:
    n_before, n_now = before + failed_before, now + failed_now
    interval = share_interval(now, n_now)
    assert ordered(0, interval.low, interval.value, interval.high, 1)
    change = compare_shares(before, n_before, now, n_now)
    assert ordered(-1, change.low, change.value, change.high, 1)
    assert ordered(0, change.p, 1)
    assert ordered(0, *share_limits(interval.value or 0, n_now), 1)


@few
@given(st.lists(st.tuples(anything, st.booleans(), st.sampled_from([None, "done", "dropped"])), max_size=30))
def test_curves_never_raise_and_stay_within_0_and_1(items: list[tuple[float | None, bool, str | None]]) -> None:
    times, closed, kinds = [item[0] for item in items], [item[1] for item in items], [item[2] for item in items]
    curve, incidence = closure_curve(times, closed), cumulative_incidence(times, kinds, "done")
    for share, low, high in zip(curve.survival, curve.low, curve.high, strict=True):
        assert ordered(0, low, share, high, 1)
    for share, low, high in zip(incidence.incidence, incidence.low, incidence.high, strict=True):
        assert ordered(0, low, share, high, 1)
    assert ordered(curve.median.low, curve.median.value, curve.median.high)
    clusters = [place // 3 for place in range(len(items))]
    assert ordered(0, logrank(Group(times, closed, clusters), Group(times[::2], closed[::2], clusters[::2])), 1)


@few
@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=40))
def test_adjusted_p_values_are_no_smaller_and_keep_their_order(p_values: list[float | None]) -> None:
    adjusted = adjust(p_values)
    pairs = sorted((p, q) for p, q in zip(p_values, adjusted, strict=True) if p is not None and q is not None)
    assert [p is None for p in p_values] == [q is None for q in adjusted]
    assert all(p <= q + 1e-9 for p, q in pairs)
    assert ordered(*(q for _, q in pairs))


@few
@given(samples, st.integers(0, 12), st.integers(0, 12), st.floats(0.01, 10))
def test_rates_are_shares(pool: list[float | None], n_before: int, n_now: int, ratio: float) -> None:
    rates = detection_rates(pool, n_before, n_now, ratio, target=30.0, resamples=20)
    assert all(0 <= rate <= 1 for rate in rates.values())
    assert ordered(0, naive_median(pool, n_before, n_now, resamples=20), 1)


def test_importing_the_package_does_not_import_scipys_statistics() -> None:
    """They take half a second, which every start of the dashboard would pay."""
    names = "binomial comparison counts differences many mann_whitney means notice quantiles shares survival trend"
    script = f"import sys\nfor name in {names.split()!r}: __import__('analytics.stats.' + name)\nsys.exit('scipy.stats' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
