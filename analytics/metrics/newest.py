"""The newest quarter of a frame by quarter against the one before it: what a page says of the shares that it draws."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.metrics.changes import Share, compare, look_at
from analytics.metrics.periods import Calendar
from analytics.metrics.registry import Definition
from analytics.metrics.verdicts import Verdict, judge
from analytics.stats.interval import Change


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


def _samples(rows: pd.DataFrame, kind: str) -> dict[str, Share]:
    columns = (rows[name].tolist() for name in (kind, "attained", "n"))
    return {name: Share(int(attained), int(n)) for name, attained, n in zip(*columns, strict=True)}
