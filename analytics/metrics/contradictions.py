"""Where authors and their own timelines disagree: how often, why it may be, and how far the metrics move from one to the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.metrics.estimates import known
from analytics.metrics.filters import SELECTED, Filters, Times
from analytics.metrics.grouping import fetch
from analytics.metrics.headlines import verdicts_of
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
_PAIRS = ", ".join(f"{{'metric': '{m}', 'stated': stated_{m}, 'timeline': timeline_{m}}}" for m in MEASURES)
_SOURCES = ", ".join(
    f"quantile_cont({source}, 0.5) AS {source}_median, favg({source}) AS {source}_mean, count({source}) AS {source}_n"
    for source in _EACH
)
_SHIFTS = f"""{SELECTED}, pairs AS (SELECT unnest([{_PAIRS}], recursive := true) FROM selected)
    SELECT metric, {_SOURCES}, count(timeline - stated) AS both, count(*) FILTER (abs(timeline - stated) > 1) AS moved,
        list(timeline - stated) FILTER (timeline - stated IS NOT NULL) AS differences
    FROM pairs GROUP BY metric ORDER BY list_position({list(MEASURES)}, metric)"""


def compute_shifts(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """How far each time moves from what the authors state to what the timelines give.

    Returns: metric, stated_median, stated_mean, stated_n, timeline_median, timeline_mean, timeline_n (minutes, over the incidents
    that have the one value), both (incidents that have the two), moved (those of them more than a minute apart), and shift with
    shift_low and shift_high: the median of timeline − stated within an incident, with its interval from the order statistics
    (NULL below 6). No row where nothing is selected.
    """
    frame = fetch(cursor, _SHIFTS, filters)
    found = [median_interval(known(cell)) for cell in frame["differences"]]
    ends = {"shift": [i.value for i in found], "shift_low": [i.low for i in found], "shift_high": [i.high for i in found]}
    shifts = {name: np.array(values, dtype=np.float64) for name, values in ends.items()}
    return frame.drop(columns="differences").assign(**shifts)


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
