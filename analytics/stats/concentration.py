"""The long tail: how few incidents make most of the hours."""

from __future__ import annotations

import numpy as np

from analytics.stats.interval import FloatArray, Values, sort_known


def incidents_for_half(values: Values) -> int | None:
    """The smallest number of values, largest first, that make at least half of the sum. Values below 0 count as 0.

    Nothing to add up, or a sum of 0: None.
    """
    running = _running_sum(values)
    if not running.size or running[-1] <= 0:
        return None
    return int(np.searchsorted(running, running[-1] / 2)) + 1


def top_share(values: Values, k: int) -> float | None:
    """The share of the sum (0 to 1) that the `k` largest values make; all of it where there are fewer. None as above."""
    running = _running_sum(values)
    if not running.size or running[-1] <= 0:
        return None
    return float(running[min(k, running.size) - 1] / running[-1]) if k > 0 else 0.0


def _running_sum(values: Values) -> FloatArray:
    return np.maximum(sort_known(values)[::-1], 0.0).cumsum()
