"""Groups of incidents or action items: one SQL frame for every metric, so that all of them agree on what a group is.

A group's axis is complete: a quarter or month without incidents has its row, with counts of 0 and NULL for everything else.
Incidents without a team or severity stand in the group 'not stated'. Incidents without a date are in no quarter and no month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

import pandas as pd

from analytics.metrics.filters import INCIDENTS, SELECTED_QUARTERS, Filters, Source, apply_filters
from analytics.store.database import Cursor, parse

Group = Literal[
    "quarter", "month", "team", "severity", "factor", "method", "impact", "currency", "business_currency", "horizon", "owner"
]
By: TypeAlias = Sequence[Group]

INCIDENT_GROUPS: tuple[Group, ...] = ("quarter", "month", "team", "severity", "factor", "method")
RECORD_GROUPS: tuple[Group, ...] = ("quarter", "month", "team", "severity", "factor", "method", "horizon", "owner")
"""By what `postmortems metrics` can tell its records apart."""
ACTION_GROUPS: tuple[Group, ...] = ("quarter", "month", "team", "severity", "horizon", "owner")


@dataclass(frozen=True, slots=True)
class Dimension:
    """How a group is told: its value for an incident or action item `s`, every value it must show, and their order.

    `axis` None: the values that occur.
    """

    value: str
    axis: str | None
    order: str
    join: str = ""


_MONTHS = f"""SELECT strftime(first_day, '%Y-%m') AS month
    FROM (SELECT unnest(range(starts_on, ends_on + 1, INTERVAL 1 MONTH)) AS first_day {SELECTED_QUARTERS})
    WHERE first_day <= (SELECT as_of FROM snapshot_info) AND /* of months */"""
HORIZONS = ["immediate", "short_term", "long_term"]

DIMENSIONS: dict[Group, Dimension] = {
    "quarter": Dimension("s.quarter", f"SELECT quarter {SELECTED_QUARTERS}", "quarter"),
    "month": Dimension("s.month", _MONTHS, "month"),
    "team": Dimension("coalesce(s.team, 'not stated')", None, "team = 'not stated', team"),
    "severity": Dimension("coalesce(s.severity, 'not stated')", None, "severity"),
    "factor": Dimension(
        "f.factor", None, "factor",
        "JOIN (SELECT DISTINCT incident_key, factor FROM contributing_factors) f USING (incident_key)",
    ),
    "method": Dimension(
        "m.method", None, "method",
        "JOIN (SELECT DISTINCT incident_key, method FROM detection_methods) m USING (incident_key)",
    ),
    "impact": Dimension(
        "u.impact", None, "impact",
        "JOIN (SELECT DISTINCT incident_key, impact FROM user_impacts) u USING (incident_key)",
    ),
    "currency": Dimension(
        "CASE WHEN s.revenue_impact IS NOT NULL THEN coalesce(s.revenue_currency, 'not stated') ELSE 'no amount' END",
        None, "currency",
    ),
    "business_currency": Dimension(
        "CASE WHEN s.business_revenue IS NOT NULL THEN coalesce(s.business_revenue_currency, 'not stated') ELSE 'no amount' END",
        None, "business_currency",
    ),
    "horizon": Dimension(
        "coalesce(s.horizon, 'not stated')",
        f"SELECT unnest({HORIZONS}) AS horizon",
        f"coalesce(list_position({HORIZONS}, horizon), 9)",
    ),
    "owner": Dimension("coalesce(s.owner, 'not stated')", None, "owner = 'not stated', owner"),
}  # fmt: skip


def group_sql(by: By, columns: str, aggregates: str, source: Source = INCIDENTS) -> str:
    """The statement that gives one row a group, in order; one row where `by` is empty.

    `columns` are taken from the selected incident (or action item) `s`, `aggregates` are over those columns; `present` is true
    for a row that exists and NULL where a group is empty.
    """
    dimensions = {name: DIMENSIONS[name] for name in by}
    values = "".join(f", {dimension.value} AS {name}" for name, dimension in dimensions.items())
    joins = " ".join(dimension.join for dimension in dimensions.values())
    # Naming the few columns halves what planning takes, which is most of what such a statement takes.
    facts = f"WITH facts AS (SELECT true AS present, {columns}{values} FROM {source.table} s {joins} WHERE {source.conditions})"
    if not by:
        return f"{facts} SELECT {aggregates} FROM facts"
    names = ", ".join(dimensions)
    placed = " AND ".join(f"{name} IS NOT NULL" for name in dimensions)
    order = ", ".join(dimension.order for dimension in dimensions.values())
    return (
        f"{facts}, placed AS (SELECT * FROM facts WHERE {placed} {_axis_sql(dimensions)}) "
        f"SELECT {names}, {aggregates} FROM placed GROUP BY {names} ORDER BY {order}"
    )


def _axis_sql(dimensions: dict[Group, Dimension]) -> str:
    """Every combination of the groups' values. A single group without an axis of its own shows the values that occur."""
    axes = [dimension.axis or f"SELECT DISTINCT {name} FROM facts" for name, dimension in dimensions.items()]
    if len(axes) == 1 and not any(dimension.axis for dimension in dimensions.values()):
        return ""
    # Rows of the axis that stand beside the facts cost half of what joining the facts to the axis does.
    return "UNION ALL BY NAME SELECT * FROM " + " CROSS JOIN ".join(f"({axis})" for axis in axes)


def fetch(cursor: Cursor, sql: str, filters: Filters, **parameters: str | int | float | bool | date | None) -> pd.DataFrame:
    """Runs one statement that has places for filters and drains it."""
    statement, values = apply_filters(sql, filters)
    return cursor.execute(parse(cursor, statement), {**values, **parameters}).df()
