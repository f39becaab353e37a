"""How sure the numbers of a frame are: 95 % intervals beside each number, as `<number>_low` and `<number>_high`.

NULL (NaN) is "no interval can be given". The methods and their sources stand in analytics/stats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from analytics.stats.clusters import Numbers, count_clusters, interval_of
from analytics.stats.counts import count_interval
from analytics.stats.interval import Interval
from analytics.stats.means import mean_interval
from analytics.stats.quantiles import median_interval, quantile_interval
from analytics.stats.shares import share_interval

Sample: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]
"""Values of one group, in no order."""

Columns: TypeAlias = dict[str, Sample]
"""Columns of a frame by name, one value a group."""

Counts: TypeAlias = np.ndarray[tuple[int], np.dtype[Any]]
"""Whole numbers, one a group."""

TAIL = 0.9
"""The quantile that stands beside the median."""


def with_share_interval(frame: pd.DataFrame, share: str = "share", attained: str = "attained", n: str = "n") -> pd.DataFrame:
    """Adds Wilson's interval of a share, from the columns that hold its numerator and its denominator."""
    pairs = zip(frame[attained].tolist(), frame[n].tolist(), strict=True)
    return _with_intervals(frame, share, [share_interval(int(k), int(of)) for k, of in pairs])


def share_of(part: Counts, whole: Counts) -> Sample:
    """Part of whole, NaN where the whole is 0."""
    share: Sample = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return share


def describe_cluster_shares(
    share: str, successes: Sequence[Numbers], things: Sequence[Numbers]
) -> dict[str, np.ndarray[tuple[int], Any]]:
    """Shares of things that come in incidents, of which those of one stand or fall together.

    `successes`, `things`: the incident's number of each, by group.
    Returns: share, <share>_low, <share>_high, and <share>_clusters: the sums over incidents on which the interval rests.
    """
    found = [count_clusters(inside, all_of) for inside, all_of in zip(successes, things, strict=True)]
    values = [one.share if one.n else np.nan for one in found]
    return {share: np.array(values), **_ends(share, [interval_of(one) for one in found]), f"{share}_clusters": _cells(found)}


def _cells(values: Sequence[object]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Tuples as cells: numpy would make rows of them."""
    cells = np.empty(len(values), dtype=np.object_)
    cells[:] = values
    return cells


def without_clusters(frame: pd.DataFrame) -> pd.DataFrame:
    """The numbers that people read."""
    return frame.drop(columns=[name for name in frame if str(name).endswith("_clusters")])


def with_count_interval(frame: pd.DataFrame, count: str) -> pd.DataFrame:
    """Adds Garwood's interval of a count."""
    return _with_intervals(frame, count, [count_interval(int(value)) for value in frame[count].tolist()])


def describe_durations(samples: Sequence[Sample]) -> Columns:
    """Median, mean and p90 with their intervals, and the longest, of each sample.

    Returns: median, mean, p90, longest, median_low, median_high, mean_low …, one value a sample, NaN where it cannot be given.
    """
    intervals = {name: [interval(sample) for sample in samples] for name, interval in _DURATIONS.items()}
    values = {name: [one.value for one in found] for name, found in intervals.items()}
    values["longest"] = [float(sample.max()) if sample.size else None for sample in samples]
    ends = {name: column for statistic, found in intervals.items() for name, column in _ends(statistic, found).items()}
    return {**{name: np.array(column, dtype=np.float64) for name, column in values.items()}, **ends}


def describe_shares(attained: Sequence[int], n: Sequence[int]) -> Columns:
    """Each share with Wilson's interval: share, share_low, share_high; NaN where n is 0."""
    intervals = [share_interval(k, of) for k, of in zip(attained, n, strict=True)]
    return {"share": np.array([one.value for one in intervals], dtype=np.float64), **_ends("share", intervals)}


def known(cell: object) -> Sample:
    """A cell that holds a list of numbers as an array; an empty one where the group has none."""
    return np.asarray(cell, dtype=np.float64) if isinstance(cell, np.ndarray) else np.empty(0)


_DURATIONS: dict[str, Callable[[Sample], Interval]] = {
    "median": median_interval,
    "mean": mean_interval,
    "p90": lambda values: quantile_interval(values, TAIL),
}


def _with_intervals(frame: pd.DataFrame, column: str, intervals: Sequence[Interval]) -> pd.DataFrame:
    return frame.assign(**_ends(column, intervals))


def _ends(column: str, intervals: Sequence[Interval]) -> Columns:
    ends = {f"{column}_low": [i.low for i in intervals], f"{column}_high": [i.high for i in intervals]}
    return {name: np.array(values, dtype=np.float64) for name, values in ends.items()}
