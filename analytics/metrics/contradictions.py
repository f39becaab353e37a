"""Where authors and their own timelines disagree: how often, why it may be, and how far the metrics move from one to the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics.estimates import Sample
from analytics.metrics.filters import INCIDENTS, Filters, Times
from analytics.metrics.grouping import fetch
from analytics.metrics.headlines import verdicts_of
from analytics.metrics.measures import Measure
from analytics.metrics.periods import Calendar
from analytics.metrics.rows import Rows, of_sources
from analytics.metrics.scorecard import MEASURES, compute_samples
from analytics.stats.quantiles import median_interval
from analytics.store.database import Cursor

NO_GUESS = "no guess"
REASONS: tuple[str, ...] = (
    "rounding", "other start", "other end", "support hours", "date", "units", "swapped digits", NO_GUESS,
)  # fmt: skip
"""What store/derived.sql guesses, the most harmless first."""


_EACH: tuple[Times, ...] = ("stated", "timeline")


@of_sources
def compute_shifts(rows: Rows) -> pd.DataFrame:
    """How far each time moves from what the authors state to what the timelines give.

    Returns: metric, stated_median, stated_mean, stated_n, timeline_median, timeline_mean, timeline_n (minutes, over the incidents
    that have the one value), both (incidents that have the two), moved (those of them more than a minute apart), and shift with
    shift_low and shift_high: the median of timeline − stated within an incident, with its interval from the order statistics
    (NULL below 6). No row where nothing is selected.
    """
    found = [_shift(measure, rows[f"stated_{measure}"], rows[f"timeline_{measure}"]) for measure in MEASURES]
    return pd.DataFrame(found if len(rows) else [], columns=_SHIFT_COLUMNS)


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


@of_sources
def compute_source_verdicts(rows: Rows, calendar: Calendar, now: str | None, before: str | None) -> pd.DataFrame:
    """What the Overview says of a quarter's times on stated values, and what on timeline values. `rows` hold both quarters.

    Returns: metric, stated and timeline (verdicts against the quarter before), looks (for how many comparisons each of these allows);
    no row where there is no such quarter.
    """
    columns = ["metric", *_EACH, "looks"]
    if now is None or before is None:
        return pd.DataFrame(columns=columns)
    frames = [compute_samples.of_rows(_on(rows, source), ("quarter",)) for source in _EACH]
    said = [verdicts_of(frame, calendar, now, before) for frame in frames]
    looks = max(count for _, count in said)
    return pd.DataFrame([[metric, *(verdicts[metric] for verdicts, _ in said), looks] for metric in MEASURES], columns=columns)


def _on(rows: Rows, source: Times) -> Rows:
    return replace(rows, numbers={**rows.numbers, **{measure: rows[f"{source}_{measure}"] for measure in MEASURES}})


def compute_reasons(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """Documents that contradict their own timeline, by the guess at the reason: reason, incidents; the most frequent first.

    A document with two contradictions of different kinds counts once for each.
    """
    sql = f"""SELECT reason, count(DISTINCT incident_key) AS incidents
        FROM disagreements WHERE {INCIDENTS.conditions}
        GROUP BY reason ORDER BY incidents DESC, list_position({list(REASONS)}, reason)"""
    return fetch(cursor, sql, filters)
