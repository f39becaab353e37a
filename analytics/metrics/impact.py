"""What incidents cost: sums over stated values, always with how many stated one."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.filters import SELECTED, Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.store.database import Cursor

_SUM = "CASE WHEN count(value) > 0 THEN fsum(value) END AS sum, max(value) AS largest, count(value) AS n, count(present) AS of"


def compute_users_affected(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Users affected, added up over the incidents that state a number.

    Formula: sum of the stated numbers; a user hit by two incidents counts twice
    Population: all incidents of the selection
    Missing: an incident that states no number (or only words, such as "3 % of EU users") is left out and counted in "of"
    Unit: users

    Returns: the groups, then sum (NULL where n is 0), largest, n, of.
    """
    return fetch(cursor, group_sql(by, "s.users_affected::DOUBLE AS value", _SUM), filters)


def compute_sla_breach(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Minutes in breach of a service level, added up over the incidents that state them.

    Formula: sum of the stated minutes; a stated 0 counts as stated
    Population: all incidents of the selection
    Missing: an incident that states no minutes is left out and counted in "of"
    Unit: min

    Returns: the groups, then sum (NULL where n is 0), largest, n, of.
    """
    return fetch(cursor, group_sql(by, "s.sla_breach_min AS value", _SUM), filters)


def compute_revenue_impact(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Revenue impact of the summary table, added up over the incidents that state an amount.

    Formula: sum of the stated amounts, one sum a currency: amounts in different currencies are never added
    Population: all incidents of the selection
    Missing: an incident that states no amount is left out and counted in "of"
    Unit: currency

    Returns: the groups, then currency ('not stated' where an amount has none), sum, largest, n, of; no row for a group without an
    amount.
    """
    inner = group_sql([*by, "currency"], "s.revenue_impact AS value", _SUM)
    names = "".join(f"{name}, " for name in by)
    partition = f"PARTITION BY {', '.join(by)}" if by else ""
    sql = f"""WITH counted AS ({inner}), totalled AS (SELECT * REPLACE (sum(of) OVER ({partition})::BIGINT AS of) FROM counted)
        SELECT {names} currency, sum, largest, n, of FROM totalled WHERE n > 0"""
    return fetch(cursor, sql, filters)


def compute_user_impacts(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """What users felt: impact, incidents (that tick it), n (incidents that tick any), of (selected), share of n.

    Several may be ticked, so the shares add to more than 1.
    """
    sql = f"""{SELECTED},
        ticked AS (SELECT DISTINCT incident_key, impact FROM user_impacts SEMI JOIN selected USING (incident_key))
        SELECT impact, count(*) AS incidents, any_value(n) AS n, any_value(of) AS of, incidents / any_value(n) AS share
        FROM ticked, (SELECT (SELECT count(DISTINCT incident_key) FROM ticked) AS n, (SELECT count(*) FROM selected) AS of)
        GROUP BY impact ORDER BY incidents DESC, impact"""
    return fetch(cursor, sql, filters)
