"""The newest quarter of a frame by quarter against the one before it: what a page says of the shares that it draws."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import itemgetter

import pandas as pd

from analytics.metrics.changes import Share, compare, look_at
from analytics.metrics.filters import INCIDENTS, Filters, apply_filters
from analytics.metrics.periods import Calendar
from analytics.metrics.registry import Definition
from analytics.metrics.ticked import NOT_RECORDED
from analytics.metrics.verdicts import Verdict, judge
from analytics.stats.interval import Change
from analytics.store.database import Cursor, parse


@dataclass(frozen=True, slots=True)
class Kinds:
    """How the share of each kind changed from the quarter `before` to `now`, with a verdict that allows for all of them."""

    now: str
    before: str
    changes: dict[str, Change]
    verdicts: dict[str, Verdict]


def compare_kinds(definition: Definition, frame: pd.DataFrame, calendar: Calendar) -> Kinds | None:
    """`frame`: what the definition computes by quarter; None where it holds one quarter only.

    The same comparisons as in the records by quarter: each kind that occurs in the frame, `not recorded` among them.
    """
    quarters = list(dict.fromkeys(frame["quarter"]))[-2:]
    if len(quarters) < 2 or definition.own_group is None:
        return None
    before, now = (_samples(frame[frame["quarter"] == quarter], definition.own_group) for quarter in quarters)
    changes = {kind: compare(before[kind], now[kind]) for kind in now if kind in before}
    looked = {(definition.id, kind): look_at(definition, change) for kind, change in changes.items()}
    verdicts = {kind: verdict for (_, kind), verdict in judge(looked, is_provisional=calendar.waits_for(quarters[1])).items()}
    return Kinds(quarters[1], quarters[0], changes, verdicts)


def compute_methods_by_quarter(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """compute_detection_methods by quarter, as far as compare_kinds reads it: planning one count costs a third of the whole."""
    return _count_ticked(cursor, filters, "method", "detection_methods")


def compute_impacts_by_quarter(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """compute_user_impacts by quarter in the same way."""
    return _count_ticked(cursor, filters, "impact", "user_impacts")


def _count_ticked(cursor: Cursor, filters: Filters, box: str, table: str) -> pd.DataFrame:
    """Returns: quarter, the box, attained, n; each box that anybody ticks stands in each quarter, `not recorded` last."""
    statement, values = apply_filters(
        f"""SELECT s.quarter, c.{box}, s.incident_key FROM {INCIDENTS.table} s LEFT JOIN {table} c USING (incident_key)
        WHERE {INCIDENTS.conditions} AND s.quarter IS NOT NULL""",
        filters,
    )
    ticked = set(cursor.execute(parse(cursor, statement), values).fetchall())
    found = Counter((quarter, value) for quarter, value, _ in ticked)
    of = Counter(quarter for quarter, _ in {(quarter, key) for quarter, _, key in ticked})
    boxes = sorted({value for _, value in found if value is not None})
    rows: list[tuple[str, str, int, int]] = [
        *(
            (quarter, value, found[quarter, value], of[quarter] - found[quarter, None])
            for quarter in sorted(of)
            for value in boxes
        ),
        *((quarter, NOT_RECORDED, found[quarter, None], of[quarter]) for quarter in sorted(of)),
    ]
    # The quarters decide which is the newest, so they stand in their order.
    rows.sort(key=itemgetter(0))
    return pd.DataFrame(rows, columns=["quarter", box, "attained", "n"])


def _samples(rows: pd.DataFrame, kind: str) -> dict[str, Share]:
    columns = (rows[name].tolist() for name in (kind, "attained", "n"))
    return {name: Share(int(attained), int(n)) for name, attained, n in zip(*columns, strict=True)}
