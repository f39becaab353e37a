"""How long it takes until a promised action is done, when some of them still are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analytics.metrics.filters import ACTIONS, Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.stats.interval import Interval
from analytics.stats.survival import Group, Incidence, cumulative_incidence, half_ended, logrank
from analytics.store.database import Cursor

_DONE = "complete"
_ENDS = (None, _DONE, "wont_do")
"""How an item ended, by its number in the statement."""
_COLUMNS = """CASE WHEN s.is_open THEN (SELECT as_of FROM snapshot_info) ELSE s.completed_on END - coalesce(s.opened_on, s.occurred_on)
    AS days, CASE WHEN s.is_open THEN 0 WHEN s.status = 'complete' THEN 1 WHEN s.status = 'wont_do' THEN 2 END AS ended,
    s.incident_number"""
_KNOWN = "FILTER (days >= 0 AND ended IS NOT NULL)"
_TARGET = "(SELECT target FROM targets WHERE metric = 'action_completion' AND horizon IS NULL)"
_ORDER = "ORDER BY days, ended, incident_number"
_AGGREGATES = f"""list(days {_ORDER}) {_KNOWN} AS durations, list(ended {_ORDER}) {_KNOWN} AS ends,
    list(incident_number {_ORDER}) {_KNOWN} AS incidents,
    count(*) FILTER (days >= 0 AND ended = 1) AS closed, count(*) {_KNOWN} AS n, count(present) AS of,
    {_TARGET} AS completion_target"""


def compute_action_closure(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Days until half of the promised actions are done, where an open one counts for as long as it has lasted.

    Formula: the day by which half of the items are complete, on Aalen and Johansen's curve: an open item is followed until the as-of
        day and says no more, won't do is another end and never "done"
    Population: all action items of the incidents in the selection
    Clock: opened → completed
    Fallback: the day on which the item was opened, else the day of its incident
    Missing: an item that ended on a day that nobody wrote, or whose status or beginning nobody wrote, is left out and counted in "of"
    Unit: days

    Returns: the groups, then median with its interval (NULL where the curve or an end of its band never reaches a half), closed,
    n (items that are followed), of (all items), completion_target (of the share that is done; NULL where none is set).
    """
    frame = fetch(cursor, group_sql(by, _COLUMNS, _AGGREGATES, ACTIONS), filters)
    halves = [half_ended(_curve_of(row)) for row in frame.to_dict("records")]
    ends = {f"median{end}": [getattr(half, name) for half in halves] for end, name in _HALF.items()}
    return frame.drop(columns=["durations", "ends", "incidents"]).assign(
        **{name: np.array(told, dtype=np.float64) for name, told in ends.items()}
    )


_HALF = {"": "value", "_low": "low", "_high": "high"}


def compute_closure_curve(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """The share of the selection's action items that are done by day.

    Returns: days, share with share_low and share_high, at_risk (items that have lasted at least so long).
    """
    return _frame_of(_curve_of(fetch(cursor, group_sql((), _COLUMNS, _AGGREGATES, ACTIONS), filters).to_dict("records")[0]))


def _frame_of(curve: Incidence) -> pd.DataFrame:
    return pd.DataFrame(dict(zip(("days", "share", "share_low", "share_high", "at_risk"), curve, strict=True)))


def _curve_of(row: dict[Any, Any]) -> Incidence:
    if not row["n"]:
        return cumulative_incidence([], [], _DONE)
    kinds = [_ENDS[int(end)] for end in row["ends"]]
    return cumulative_incidence(
        np.asarray(row["durations"], dtype=np.float64), kinds, _DONE, clusters=np.asarray(row["incidents"], dtype=np.intp)
    )


Split = Literal["severity", "horizon", "team"]
SPLITS: dict[Split, str] = {
    "severity": "s.severity IN ('P0', 'P1')",
    "horizon": "s.horizon = 'immediate'",
    "team": "s.team = $team",
}
"""Which items are in the first of two groups; the others that tell are in the second."""


@dataclass(frozen=True, slots=True)
class Closure:
    """How one group closes: its curve as of `compute_closure_curve`, the day by which half are done, `closed` of `n` followed items."""

    curve: pd.DataFrame
    half: Interval
    closed: int
    n: int


@dataclass(frozen=True, slots=True)
class ClosureComparison:
    """Two groups, and the p-value of the log-rank test for items in incidents; None where it cannot be given.

    `target`: of the share that is done, None where none is set.
    """

    first: Closure
    second: Closure
    p_value: float | None
    target: float | None


def compare_closures(cursor: Cursor, filters: Filters, split: Split, team: str | None = None) -> ClosureComparison:
    """Whether two groups of action items close at the same pace; `team`: the first group's, where they are split by team.

    What won't be done ends without being done: for the test it is followed no longer.
    """
    columns = f"{_COLUMNS}, ({SPLITS[split]})::INTEGER AS side"
    sql = f"SELECT * FROM (SELECT {columns} FROM {ACTIONS.table} s WHERE {ACTIONS.conditions}) WHERE days >= 0 AND ended IS NOT NULL"
    frame = fetch(cursor, sql, filters, **({"team": team} if split == "team" else {}))
    sides = [frame[frame["side"] == side] for side in (1, 0)]
    groups = [
        Group(side["days"].to_numpy(np.float64), (side["ended"] == 1).to_numpy(), side["incident_number"].to_numpy())
        for side in sides
    ]
    first, second = map(_close, sides)
    [target] = cursor.execute(f"SELECT {_TARGET}").fetchall()[0]
    return ClosureComparison(first, second, logrank(*groups), target)


def _close(items: pd.DataFrame) -> Closure:
    found = _curve_of({
        "n": len(items), "durations": items["days"], "ends": items["ended"], "incidents": items["incident_number"],
    })  # fmt: skip
    return Closure(_frame_of(found), half_ended(found), int((items["ended"] == 1).sum()), len(items))
