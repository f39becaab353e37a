"""Boxes of which an incident may tick several, so that their shares add to more than 1."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from analytics.metrics.estimates import with_share_interval
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import DIMENSIONS, By, fetch, group_sql
from analytics.store.database import Cursor

NOT_RECORDED = "not recorded"
"""Stands for the incidents that tick none of the boxes."""

_TABLES = {"method": "detection_methods", "impact": "user_impacts"}


def compute_ticked_shares(cursor: Cursor, filters: Filters, box: Literal["method", "impact"], by: By = ()) -> pd.DataFrame:
    """Share of the incidents that tick each box, of those that tick any; the most frequent first.

    Returns: the groups, then the box, incidents, attained (the same), n (incidents that tick any), of (incidents of the group),
    share with its interval (NULL where n is 0); the last row of a group is 'not recorded', with n = of.
    """
    groups = [group for group in by if group != box]
    counted = group_sql([*groups, box], "s.incident_key", "count(present) AS incidents")
    ticked = f"s.incident_key IN (SELECT incident_key FROM {_TABLES[box]}) AS ticked"
    totals = group_sql(groups, ticked, "count(*) FILTER (ticked) AS n, count(present) AS of")
    names = "".join(f"{group}, " for group in groups)
    order = "".join(f"{DIMENSIONS[group].order}, " for group in groups)
    sql = f"""WITH totals AS MATERIALIZED ({totals}),
        counted AS (SELECT * FROM ({counted}) {f"JOIN totals USING ({', '.join(groups)})" if groups else "CROSS JOIN totals"}
                    UNION ALL BY NAME SELECT {names} '{NOT_RECORDED}' AS {box}, of - n AS incidents, of AS n, of FROM totals)
        SELECT {names} {box}, incidents, incidents AS attained, n, of, incidents / nullif(n, 0) AS share
        FROM counted ORDER BY {order} {box} = '{NOT_RECORDED}', incidents DESC, {box}"""
    return with_share_interval(fetch(cursor, sql, filters))
