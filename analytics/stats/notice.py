"""Would we notice? Draw quarters from the corpus's own durations, change them, and count how often each statistic sees it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analytics.stats.interval import POWER, FloatArray, Values, sort_known
from analytics.stats.two_samples import Draws, mann_whitney_p, median_p, proportion_p, welch_p

MOST = 5000
FEWEST = 2
"""One value has no variance."""
FIRST_GUESS = 4
VALUES_A_STEP = 400_000
"""What one step of the search draws for a side, as long as that leaves 200 resamples."""
FLOOR = 0.5
"""Half a minute, as in `compare_durations`."""


def detection_rates(
    pool: Values,
    n_before: int,
    n_now: int,
    ratio: float,
    *,
    target: float | None = None,
    resamples: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> dict[str, float]:
    """How often (0 to 1) each statistic notices that durations are multiplied by `ratio`, by its own two-sided test.

    Both samples are drawn with replacement from `pool` (any unit; values below 0.5 count as 0.5), the second multiplied by
    `ratio` (above 0). `mann_whitney` is the product's own test; `mean` is Welch's t-test on the values, `log_mean` on their
    logarithms, `median` Mood's test, `share_within_target`, where a target is given, the test of two proportions of values up
    to it. With ratio = 1 the rates are false alarms. An empty pool: no rates. Fewer than 2 on a side: 0.
    """
    values, tests = _floored(pool), _tests(target)
    if not values.size or min(n_before, n_now) < FEWEST:
        return dict.fromkeys(tests if values.size else (), 0.0)
    draws = _draw(values, n_before, n_now, ratio, resamples, seed)
    return {name: float((test(draws) <= 1 - level).mean()) for name, test in tests.items()}


def naive_median(
    pool: Values,
    n_before: int,
    n_now: int,
    ratio: float = 1.0,
    *,
    threshold: float = 0.2,
    resamples: int = 2000,
    seed: int = 0,
) -> float | None:
    """How often (0 to 1) the median alone moves by the share `threshold` or more, either way. Nothing to draw: None."""
    values = _floored(pool)
    if not values.size or min(n_before, n_now) < 1:
        return None
    draws = _draw(values, n_before, n_now, ratio, resamples, seed)
    before, now = (np.median(draws.distinct[places], axis=1) for places in (draws.before, draws.now))
    return float((np.abs(now / before - 1) >= threshold).mean())


def incidents_needed(
    pool: Values,
    ratio: float,
    power: float = POWER,
    *,
    target: float | None = None,
    resamples: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> dict[str, int | None]:
    """How many incidents a side each statistic of `detection_rates` needs to notice `ratio` in the share `power` of all cases.

    By doubling, then bisection to a twentieth, which is about as exact as the resampling; large samples are resampled less
    often, down to 200 times. None: more than 5,000. An empty pool: no statistic.
    """
    values = _floored(pool)

    def needed(test: Callable[[Draws], FloatArray]) -> int | None:
        def rate(n: int) -> float:
            times = min(resamples, max(VALUES_A_STEP // n, 200))
            return float((test(_draw(values, n, n, ratio, times, seed)) <= 1 - level).mean())

        return _smallest_n(rate, power)

    return {name: needed(test) for name, test in (_tests(target) if values.size else {}).items()}


def _smallest_n(rate: Callable[[int], float], power: float) -> int | None:
    low, high = FEWEST, FIRST_GUESS
    while rate(high) < power:
        if high == MOST:
            return None
        low, high = high, min(2 * high, MOST)
    while high - low > max(1, high // 20):
        middle = (low + high) // 2
        low, high = (low, middle) if rate(middle) >= power else (middle, high)
    return high


def _floored(pool: Values) -> FloatArray:
    return np.maximum(sort_known(pool), FLOOR)


def _draw(pool: FloatArray, n_before: int, n_now: int, ratio: float, resamples: int, seed: int) -> Draws:
    """The same seed gives both sides the same draws at every ratio, so that rates differ by the ratio and not by chance."""
    changed = np.maximum(pool * ratio, FLOOR)
    distinct = np.unique(np.append(pool, changed))
    rng = np.random.default_rng(seed)
    before, now = (rng.integers(0, pool.size, (resamples, n)) for n in (n_before, n_now))
    return Draws(distinct, np.searchsorted(distinct, pool)[before], np.searchsorted(distinct, changed)[now])


def _tests(target: float | None) -> dict[str, Callable[[Draws], FloatArray]]:
    tests: dict[str, Callable[[Draws], FloatArray]] = {
        "mann_whitney": mann_whitney_p,
        "mean": lambda draws: welch_p(draws.distinct[draws.before], draws.distinct[draws.now]),
        "log_mean": lambda draws: welch_p(np.log(draws.distinct)[draws.before], np.log(draws.distinct)[draws.now]),
        "median": median_p,
    }
    if target is not None:
        tests["share_within_target"] = lambda draws: proportion_p(
            (draws.distinct <= target)[draws.before], (draws.distinct <= target)[draws.now]
        )
    return tests
