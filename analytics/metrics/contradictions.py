"""Where authors and their own timelines disagree: how often, why it may be, and how far the metrics move from one to the other."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.filters import SELECTED, Filters
from analytics.metrics.grouping import fetch
from analytics.store.database import Cursor

NO_GUESS = "no guess"
REASONS: tuple[str, ...] = (
    "rounding", "other start", "other end", "support hours", "date", "units", "swapped digits", NO_GUESS,
)  # fmt: skip
"""What store/derived.sql guesses, the most harmless first."""


def compute_reasons(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """Documents that contradict their own timeline, by the guess at the reason: reason, incidents; the most frequent first.

    A document with two contradictions of different kinds counts once for each.
    """
    sql = f"""{SELECTED} SELECT reason, count(DISTINCT incident_key) AS incidents
        FROM disagreements JOIN selected USING (incident_key)
        GROUP BY reason ORDER BY incidents DESC, list_position({list(REASONS)}, reason)"""
    return fetch(cursor, sql, filters)
