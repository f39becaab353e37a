"""What the functions of this package take and return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
Values: TypeAlias = FloatArray | Sequence[float | None]
"""Numbers in any order, any unit; what is not finite is dropped."""

POWER = 0.8
"""How often the smallest change that is named would be seen: Cohen's convention (1988), four times in five."""


class Interval(NamedTuple):
    """A number with its confidence interval, both in the unit of the values. None = cannot be said with these `n`."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class Change(NamedTuple):
    """A change between two periods.

    `value`, `low`, `high`: the ratio now / before for durations and counts, the difference now − before for shares.
    `p` is two-sided. `smallest` is the smallest change that these n could show, in the same unit: a ratio below 1 for
    durations, the smallest detectable ratio above 1 for counts, an absolute difference for shares. `least`: the smallest p-value that
    samples of these sizes could give, None where no size sets a limit.
    """

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    smallest: float | None
    least: float | None = None


UNKNOWN_CHANGE = Change(None, None, None, None, None)


def sort_known(values: Values) -> FloatArray:
    """The finite values as float64, ascending."""
    numbers = np.asarray(values, dtype=np.float64).ravel()
    return np.sort(numbers[np.isfinite(numbers)])


def tail_of(level: float) -> float:
    """The probability that a two-sided interval leaves on each side."""
    return (1 - level) / 2
