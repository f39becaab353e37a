"""Where authors and their own timelines disagree: how often, why it may be, and how far the metrics move from one to the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics.estimates import Sample
from analytics.metrics.filters import INCIDENTS, SELECTED, Filters, Times
from analytics.metrics.grouping import fetch
from analytics.metrics.headlines import verdicts_of
from analytics.metrics.measures import Measure
from analytics.metrics.periods import load_calendar
from analytics.metrics.scorecard import MEASURES, compute_samples
from analytics.stats.quantiles import median_interval
from analytics.store.database import Cursor

NO_GUESS = "no guess"
REASONS: tuple[str, ...] = (
    "rounding", "other start", "other end", "support hours", "date", "units", "swapped digits", NO_GUESS,
)  # fmt: skip
"""What store/derived.sql guesses, the most harmless first."""


_EACH: tuple[Times, ...] = ("stated", "timeline")
_TIMES = ", ".join(f"s.{source}_{measure}" for measure in MEASURES for source in _EACH)
_SHIFTS = f"SELECT {_TIMES} FROM {INCIDENTS.table} s WHERE {INCIDENTS.conditions}"


def compute_shifts(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """How far each time moves from what the authors state to what the timelines give.

    Returns: metric, stated_median, stated_mean, stated_n, timeline_median, timeline_mean, timeline_n (minutes, over the incidents
    that have the one value), both (incidents that have the two), moved (those of them more than a minute apart), and shift with
    shift_low and shift_high: the median of timeline − stated within an incident, with its interval from the order statistics
    (NULL below 6). No row where nothing is selected.
    """
    frame = fetch(cursor, _SHIFTS, filters)
    times = {name: frame[name].to_numpy(dtype=np.float64) for name in frame}
    found = [_shift(measure, times[f"stated_{measure}"], times[f"timeline_{measure}"]) for measure in MEASURES]
    return pd.DataFrame(found if len(frame) else [], columns=_SHIFT_COLUMNS)


_SHIFT_COLUMNS = [
    "metric", *(f"{source}_{name}" for source in _EACH for name in ("median", "mean", "n")), "both", "moved", "shift", "shift_low",
    "shift_high",
]  # fmt: skip


def _shift(measure: Measure, stated: Sample, timeline: Sample) -> list[Any]:
    apart = timeline - stated
    apart = apart[~np.isnan(apart)]
    known = (values[~np.isnan(values)] for values in (stated, timeline))
    sides = [
        number for values in known for number in (_known_or_none(np.median, values), _known_or_none(np.mean, values), values.size)
    ]
    middle = median_interval(apart)
    return [measure, *sides, apart.size, int((np.abs(apart) > 1).sum()), middle.value, middle.low, middle.high]


def _known_or_none(statistic: Callable[[Sample], Any], values: Sample) -> float | None:
    return float(statistic(values)) if values.size else None


def compute_source_verdicts(cursor: Cursor, filters: Filters, now: str | None, before: str | None) -> pd.DataFrame:
    """What the Overview says of a quarter's times on stated values, and what on timeline values.

    Returns: metric, stated and timeline (verdicts against the quarter before), looks (for how many comparisons each of these allows);
    no row where there is no such quarter.
    """
    columns = ["metric", *_EACH, "looks"]
    if now is None or before is None:
        return pd.DataFrame(columns=columns)
    calendar = load_calendar(cursor)
    period = replace(filters, quarter_from=before, quarter_to=now)
    frames = [compute_samples(cursor, replace(period, times=source), ("quarter",)) for source in _EACH]
    said = [verdicts_of(frame, calendar, now, before) for frame in frames]
    looks = max(count for _, count in said)
    return pd.DataFrame([[metric, *(verdicts[metric] for verdicts, _ in said), looks] for metric in MEASURES], columns=columns)


def compute_reasons(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """Documents that contradict their own timeline, by the guess at the reason: reason, incidents; the most frequent first.

    A document with two contradictions of different kinds counts once for each.
    """
    sql = f"""{SELECTED} SELECT reason, count(DISTINCT incident_key) AS incidents
        FROM disagreements JOIN selected USING (incident_key)
        GROUP BY reason ORDER BY incidents DESC, list_position({list(REASONS)}, reason)"""
    return fetch(cursor, sql, filters)
