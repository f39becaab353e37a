"""What contributed. An incident may tick several factors, so shares add to more than 1."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.filters import SELECTED, Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.model import FACTORS
from analytics.store.database import Cursor

NOT_RECORDED = "not recorded"
SUPPORT = 3
"""A pair seen in fewer incidents gets no lift."""

_COUNTS = ", ".join(f"count(*) FILTER (bits & {1 << place} <> 0) AS {factor}" for place, factor in enumerate(FACTORS))


def compute_factor_shares(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """How often each contributing factor is ticked.

    Formula: incidents with the factor / incidents with any factor recorded
    Population: all incidents of the selection
    Missing: an incident without any factor ticked is "not recorded": out of the denominator, shown as a bar of its own
    Unit: share

    Returns: the groups, then factor, incidents, attained (the same), n (incidents with any factor), of (incidents of the group),
    share; every factor has its row; the last row of a group is 'not recorded', with n = of.
    """
    groups = [group for group in by if group != "factor"]
    wide = group_sql(groups, "s.factor_bits AS bits", f"{_COUNTS}, count(bits) AS n, count(present) AS of")
    names = "".join(f"{group}, " for group in groups)
    counts = ", ".join(FACTORS)
    order = "".join(f"{group} = 'not stated', {group}, " for group in groups)
    sql = f"""WITH wide AS MATERIALIZED ({wide}),
        long AS (SELECT {names} n, of, factor, incidents FROM (UNPIVOT wide ON {counts} INTO NAME factor VALUE incidents)
                 UNION ALL SELECT {names} of AS n, of, '{NOT_RECORDED}', of - n FROM wide)
        SELECT {names} factor, incidents, incidents AS attained, n, of, incidents / nullif(n, 0) AS share
        FROM long ORDER BY {order} factor = '{NOT_RECORDED}', incidents DESC, factor"""
    return fetch(cursor, sql, filters)


def compute_factor_pairs(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """Factors that are ticked together.

    Formula: incidents with both; lift = share with both / (share with one × share with the other), of incidents with any factor
    Population: all incidents of the selection
    Missing: an incident without any factor is left out; a pair seen in fewer than 3 incidents gets no lift
    Unit: count

    Returns: first, second (in alphabetical order), incidents, n (incidents with any factor), of, expected (if they were
    independent), lift.
    """
    sql = f"""{SELECTED},
        recorded AS (SELECT count(factor_bits) AS n, count(*) AS of FROM selected),
        ticked AS (SELECT DISTINCT incident_key, factor FROM contributing_factors SEMI JOIN selected USING (incident_key)),
        single AS (SELECT factor, count(*) AS incidents FROM ticked GROUP BY factor),
        pairs AS (SELECT a.factor AS first, b.factor AS second, count(*) AS incidents
                  FROM ticked a JOIN ticked b ON a.incident_key = b.incident_key AND a.factor < b.factor GROUP BY ALL)
        SELECT first, second, pairs.incidents, n, of, x.incidents * y.incidents / n AS expected,
            CASE WHEN pairs.incidents >= {SUPPORT} THEN pairs.incidents / expected END AS lift
        FROM pairs CROSS JOIN recorded JOIN single x ON x.factor = first JOIN single y ON y.factor = second
        ORDER BY pairs.incidents DESC, first, second"""
    return fetch(cursor, sql, filters)
