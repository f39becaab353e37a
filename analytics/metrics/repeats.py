"""Incidents that resemble one not long before."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.estimates import with_share_interval
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.store.database import Cursor


def compute_repeats(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Incidents that follow a similar one within 90 days.

    Formula: incidents of the same team as an earlier one that share at least two contributing factors with it ("other" does not
        count), or that name an earlier one as related
    Population: all incidents of the selection; the earlier one may lie outside of it
    Missing: an incident without a date is left out and counted in "of"; one without a team or factors can only be found by its
        related incidents
    Unit: count

    Returns: the groups, then repeats, attained (the same), while_open (repeats that happened while an action item of the earlier
    incident is known to have been open), n (dated incidents), of, share with its interval (NULL where n
    is 0).
    """
    aggregates = """count(*) FILTER (is_repeat) AS repeats, repeats AS attained,
        count(*) FILTER (is_repeat_while_open) AS while_open, count(occurred_on) AS n, count(present) AS of,
        repeats / nullif(n, 0) AS share"""
    return with_share_interval(
        fetch(cursor, group_sql(by, "s.occurred_on, s.is_repeat, s.is_repeat_while_open", aggregates), filters)
    )
