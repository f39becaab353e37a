"""What incidents cost: sums over stated values, always with how many stated one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.estimates import with_share_interval
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import DIMENSIONS, By, Group, fetch, group_sql
from analytics.metrics.rows import Rows, of_incidents
from analytics.metrics.ticked import share_ticked
from analytics.model import IMPACTS
from analytics.store.database import Cursor

REPUTATIONS = ("low", "medium", "high")
DATA_IMPACTS = ("none", "partial", "significant")

_SUM = "CASE WHEN count(value) > 0 THEN fsum(value) END AS sum, max(value) AS largest, count(value) AS n, count(present) AS of"


@of_incidents
def compute_users_affected(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Users affected, added up over the incidents that state a number.

    Formula: sum of the stated numbers; a user hit by two incidents counts twice
    Population: all incidents of the selection
    Missing: an incident that states no number (or only words, such as "3 % of EU users") is left out and counted in "of"
    Unit: users

    Returns: the groups, then sum (NULL where n is 0), largest, n, of.
    """
    return _sum(rows, "users_affected", by)


@of_incidents
def compute_sla_breach(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Minutes in breach of a service level, added up over the incidents that state them.

    Formula: sum of the stated minutes; a stated 0 counts as stated
    Population: all incidents of the selection
    Missing: an incident that states no minutes is left out and counted in "of"
    Unit: min

    Returns: the groups, then sum (NULL where n is 0), largest, n, of.
    """
    return _sum(rows, "sla_breach_min", by)


def _sum(rows: Rows, column: str, by: By) -> pd.DataFrame:
    groups, stated = rows.by(by), rows[column]
    return pd.DataFrame({
        **groups.names, "sum": groups.sums(stated), "largest": groups.largest(stated), "n": groups.count(~np.isnan(stated)),
        "of": groups.sizes,
    })  # fmt: skip


def compute_revenue_impact(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Revenue impact of the summary table, added up over the incidents that state an amount.

    Formula: sum of the stated amounts, one sum a currency: amounts in different currencies are never added
    Population: all incidents of the selection
    Missing: an incident that states no amount is left out and counted in "of"
    Unit: currency

    Returns: the groups, then currency ('not stated' where an amount has none), sum, largest, n, of; no row for a group without an
    amount.
    """
    return _sum_by_currency(cursor, filters, by, "revenue_impact", "currency")


def compute_business_revenue(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Revenue lost or delayed as section 3.2 states it, added up over the incidents that state an amount.

    Formula: sum of the stated amounts, one sum a currency: amounts in different currencies are never added
    Population: all incidents of the selection
    Missing: an incident that states no amount in section 3.2 is left out and counted in "of"; a stated "none" counts as 0
    Unit: currency

    Returns: as compute_revenue_impact.
    """
    return _sum_by_currency(cursor, filters, by, "business_revenue", "business_currency")


def _sum_by_currency(cursor: Cursor, filters: Filters, by: By, amount: str, currency: Group) -> pd.DataFrame:
    inner = group_sql([*by, currency], f"s.{amount} AS value", _SUM)
    names = "".join(f"{name}, " for name in by)
    partition = f"PARTITION BY {', '.join(by)}" if by else ""
    order = ", ".join(DIMENSIONS[group].order for group in [*by, currency])
    sql = f"""WITH counted AS ({inner}), totalled AS (SELECT * REPLACE (sum(of) OVER ({partition})::BIGINT AS of) FROM counted)
        SELECT {names} {currency} AS currency, sum, largest, n, of FROM totalled WHERE n > 0 ORDER BY {order}"""
    return fetch(cursor, sql, filters)


@of_incidents
def compute_user_impacts(rows: Rows, by: By = ()) -> pd.DataFrame:
    """What users felt: the share of each kind of impact.

    Formula: incidents that tick the impact / incidents that tick any
    Population: all incidents of the selection
    Missing: an incident that ticks no impact is "not recorded": out of the denominator, shown as a bar of its own
    Unit: share

    Returns: the groups, then impact, incidents, attained (the same), n, of, share with its interval; the last row is 'not recorded'.
    """
    return share_ticked(rows, "impact", IMPACTS, by)


def compute_reputation(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """How badly incidents hurt the reputation: the share of each level.

    Formula: incidents with the level / incidents that state any
    Population: all incidents of the selection
    Missing: an incident that states no level is left out and counted in "of"
    Unit: share

    Returns: the groups, then level, incidents, attained (the same), n, of, share with its interval (NULL where n is 0); every
    level has its row.
    """
    return _share_levels(cursor, filters, by, "reputation", REPUTATIONS)


def compute_data_impact(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """How much data incidents damaged: the share of each level.

    Formula: incidents with the level / incidents that state any; a stated "none" is a level
    Population: all incidents of the selection
    Missing: an incident that states no level is left out and counted in "of"
    Unit: share

    Returns: as compute_reputation.
    """
    return _share_levels(cursor, filters, by, "data_impact", DATA_IMPACTS)


def _share_levels(cursor: Cursor, filters: Filters, by: By, column: str, levels: tuple[str, ...]) -> pd.DataFrame:
    counts = ", ".join(f"count(*) FILTER (value = '{level}') AS \"{level}\"" for level in levels)
    wide = group_sql(by, f"s.{column} AS value", f"{counts}, count(value) AS n, count(present) AS of")
    names = "".join(f"{group}, " for group in by)
    order = "".join(f"{DIMENSIONS[group].order}, " for group in by)
    sql = f"""WITH wide AS MATERIALIZED ({wide})
        SELECT {names} level, incidents, incidents AS attained, n, of, incidents / nullif(n, 0) AS share
        FROM (UNPIVOT wide ON {", ".join(f'"{level}"' for level in levels)} INTO NAME level VALUE incidents)
        ORDER BY {order} list_position({list(levels)}, level)"""
    return with_share_interval(fetch(cursor, sql, filters))
