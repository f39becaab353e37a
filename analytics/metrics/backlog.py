"""The backlog of action items over time: how many were opened and ended each month, and how many were open at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from analytics.metrics.filters import ACTIONS, Filters, apply_filters
from analytics.metrics.grouping import By
from analytics.stats.interval import Interval
from analytics.stats.quantiles import median_interval
from analytics.store.database import Cursor, parse

RECENT = 12
"""Complete months whose growth is told: a year, so that no season decides."""

_MONTH = "date_diff('month', DATE '1970-01-01', {day})"
_OPENED = "coalesce(opened_on, occurred_on)"
_SQL = f"""SELECT {_MONTH.format(day=_OPENED)} AS opened,
        CASE WHEN NOT is_open AND completed_on IS NOT NULL THEN {_MONTH.format(day=f"greatest(completed_on, {_OPENED})")} END AS ended,
        is_open, {_MONTH.format(day="(SELECT as_of FROM snapshot_info)")} AS now
    FROM {ACTIONS.table} WHERE {ACTIONS.conditions}"""


def compute_backlog_growth(
    cursor: Cursor,
    filters: Filters,
    by: By = (),  # noqa: ARG001 - every metric takes groups; an action belongs to many months, so that this one has none
) -> pd.DataFrame:
    """How many more actions are promised than ended in a typical month: above 0 the backlog grows.

    Formula: median over the last 12 complete months of actions opened − actions done or dropped
    Population: action items of the selection
    Clock: calendar months of the opening and of the end
    Fallback: the day on which the item was opened, else the day of its incident
    Missing: an item that ended on a day that nobody wrote, or whose status nobody wrote, is left out and counted in "of"
    Unit: count

    Returns: median with its interval (NULL below 6 complete months), n (items that are followed), of (all items), open (at the as-of day).
    """
    found = compute_backlog(cursor, filters)
    still_open = int(found.months["open"].iloc[-1]) if len(found.months) else 0
    ends = {"median": found.growth.value, "median_low": found.growth.low, "median_high": found.growth.high}
    values = {name: np.array([value], dtype=np.float64) for name, value in ends.items()}
    return pd.DataFrame({**values, "n": [found.n], "of": [found.of], "open": [still_open]})


@dataclass(frozen=True, slots=True)
class Backlog:
    """`months`: month (`2026-03`), opened, ended, open (at its end), is_complete; none missing from the first opening to the as-of day.

    `growth`: the median of opened − ended over the last RECENT complete months, with its interval from the order statistics.
    `n`: the items that are followed; of the `of` in the selection, the others have no known day of opening or end, or no status.
    """

    months: pd.DataFrame
    growth: Interval
    n: int
    of: int


def compute_backlog(cursor: Cursor, filters: Filters) -> Backlog:
    """How many promised actions are open at the end of each month, and whether their number grows.

    An item is opened on the day that its table or its history tells, else on that of its incident; it ends on the day on which it was
    complete or dropped.
    """
    statement, values = apply_filters(_SQL, filters)
    found = cast("dict[str, np.ma.MaskedArray[Any, Any]]", cursor.execute(parse(cursor, statement), values).fetchnumpy())
    opened, ended, is_open = (np.ma.filled(found[name].astype(np.float64), np.nan) for name in ("opened", "ended", "is_open"))
    is_followed = ~np.isnan(opened) & (~np.isnan(ended) | (is_open == 1))
    of, n = len(opened), int(is_followed.sum())
    if not n:
        return Backlog(pd.DataFrame(columns=["month", "opened", "ended", "open", "is_complete"]), median_interval([]), 0, of)
    first, now = int(opened[is_followed].min()), int(found["now"][0])
    coming, going = (_flow(months[is_followed], first, now) for months in (opened, ended))
    months = np.arange(first, now + 1)
    frame = pd.DataFrame({
        "month": [f"{1970 + month // 12}-{month % 12 + 1:02}" for month in months.tolist()], "opened": coming, "ended": going,
        "open": np.cumsum(coming - going), "is_complete": months < now,
    })  # fmt: skip
    # The month of the as-of day is not over yet.
    return Backlog(frame, median_interval((coming - going)[-1 - RECENT : -1].astype(np.float64)), n, of)


def _flow(
    months: np.ndarray[tuple[int], np.dtype[np.float64]], first: int, now: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How many fall into each month from the first to now; a day after the as-of day counts as none."""
    known = months[~np.isnan(months) & (months <= now)].astype(np.int64)
    return np.bincount(known - first, minlength=now - first + 1)
