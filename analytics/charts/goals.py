"""Every target that the Overview's answer counts: its value, what was asked, and by how much it is missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

import pandas as pd

from analytics.charts.certainty import format_interval, format_points, interval_of, write_value
from analytics.charts.durations import STATED
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    FEWEST_FOR_PERCENT,
    format_duration,
    format_label,
    format_percent,
    format_quarter,
    format_share,
    format_target,
)
from analytics.metrics.filters import NOT_STATED
from analytics.metrics.headlines import Headlines
from analytics.metrics.measures import WITHIN
from analytics.metrics.records import MetricRecord
from analytics.metrics.registry import DEFINITIONS
from analytics.stats.shares import share_interval

Place = Literal["incidents", "items"]


class Goal(NamedTuple):
    """One target. `judged`: on how many incidents or items it is judged, in words; `missed_by`: nothing where it is met.

    `place` and `narrow`: what lists these incidents or items.
    """

    name: str
    scope: str
    value: str
    interval: str
    judged: str
    target: str
    missed_by: str
    is_met: bool
    is_sure: bool
    place: Place
    narrow: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """`missed`; `missed, within chance` where the interval holds the target."""
        return f"{'met' if self.is_met else 'missed'}{'' if self.is_sure else ', within chance'}"


def goals_of(headlines: Headlines, actions: Row, completion: pd.DataFrame, scope: str) -> list[Goal]:
    """As in the answer: the quarter's headlines, then the action items of the whole selection, whose quarters `scope` names."""
    return [*_of_headlines(headlines), *_of_actions(actions, completion, scope)]


def _of_headlines(headlines: Headlines) -> Iterator[Goal]:
    for metric, record in headlines.records.items():
        if record.target is not None and record.value is not None:
            yield _of_time(record) if record.statistic == "median" else _of_share(record)
        elif record.statistic == "median" and record.attained is not None:
            yield _of_own_targets(record, headlines.judged[metric])


def _of_time(record: MetricRecord) -> Goal:
    value, target = record.value or 0.0, record.target or 0.0
    is_met = value < target if WITHIN[record.metric] == "<" else value <= target
    return Goal(
        f"{DEFINITIONS[record.metric].name}, median", format_quarter(record.period), write_value(record), interval_of(record),
        f"{record.n:,} of {record.of:,} incidents", format_target(record.metric, target),
        "" if is_met else format_duration(value - target) if value > target else "on the target", is_met,
        is_apart(target, record.low, record.high), "incidents", (f"quarter:{record.period}", STATED[record.metric]),
    )  # fmt: skip


def _of_share(record: MetricRecord) -> Goal:
    value, target = record.value or 0.0, record.target or 0.0
    return Goal(
        DEFINITIONS[record.metric].name, format_quarter(record.period), format_share(record.attained, record.n), interval_of(record),
        f"{record.n:,} of {record.of:,} incidents", f"at least {format_percent(target)}", short_by(value, target), value >= target,
        is_apart(target, record.low, record.high), "incidents", (f"quarter:{record.period}",),
    )  # fmt: skip


def _of_own_targets(record: MetricRecord, judged: int) -> Goal:
    """Severities have targets of their own: a median within its target says that half of the incidents are, and so does this."""
    attained, found = record.attained or 0, share_interval(record.attained or 0, judged)
    return Goal(
        f"{DEFINITIONS[record.metric].name} within the target of its severity", format_quarter(record.period),
        format_share(attained, judged), format_interval(found.low, found.high, format_percent), f"{judged:,} of {record.of:,} incidents",
        f"at least {format_percent(0.5)}", short_by(attained / judged, 0.5), 2 * attained >= judged,
        is_apart(0.5, found.low, found.high), "incidents", (f"quarter:{record.period}", STATED[record.metric]),
    )  # fmt: skip


def _of_actions(actions: Row, completion: pd.DataFrame, scope: str) -> Iterator[Goal]:
    if actions.due and actions.on_time_target is not None:
        ends = actions.on_time_share_low, actions.on_time_share_high
        counts = actions.on_time, actions.due, actions.of
        goal = _of_items("Action items on time", counts, ends, actions.on_time_target, scope, ("due",))
        # What is complete without a date may have been closed in time.
        yield goal._replace(value=f"at least {goal.value}") if actions.closed_unknown else goal
    for row in rows_of(completion):
        if row.n and row.target is not None:
            counts, ends, name = (row.attained, row.n, row.of), (row.share_low, row.share_high), name_horizon(row.horizon)
            yield _of_items(f"{name} done", counts, ends, row.target, scope, ("promised", f"horizon:{row.horizon}"))


def _of_items(
    name: str,
    counts: tuple[int, int, int],
    ends: tuple[float | None, float | None],
    target: float,
    scope: str,
    narrow: tuple[str, ...],
) -> Goal:
    attained, n, of = counts
    interval = format_interval(*ends, format_percent) if n >= FEWEST_FOR_PERCENT else ""
    return Goal(
        name, scope, format_share(attained, n), interval, f"{n:,} of {of:,} items", f"at least {format_percent(target)}",
        short_by(attained / n, target), attained / n >= target, is_apart(target, *ends), "items", narrow,
    )  # fmt: skip


def name_horizon(horizon: str) -> str:
    """`Immediate actions`, `Actions without a horizon`."""
    return "Actions without a horizon" if horizon == NOT_STATED else f"{format_label(horizon).partition(' (')[0]} actions"


def is_apart(target: float, low: float | None, high: float | None) -> bool:
    """Whether the interval leaves the target out: then it is met or missed by more than chance does."""
    return low is not None and (target < low or (high is not None and target > high))


def short_by(value: float, target: float) -> str:
    """`12 points`; less than half of one is still missed."""
    return "" if value >= target else format_points(round(100 * (target - value))) if target - value >= 0.005 else "under 1 point"


def to_rows(goals: list[Goal]) -> pd.DataFrame:
    """The targets as a table, the missed ones first."""
    fields: Mapping[str, list[object]] = {
        "name": [one.name for one in goals], "scope": [one.scope for one in goals], "value": [one.value for one in goals],
        "interval": [one.interval for one in goals], "judged": [one.judged for one in goals],
        "target": [one.target for one in goals], "verdict": [one.verdict for one in goals],
        "missed_by": [one.missed_by for one in goals],
    }  # fmt: skip
    return pd.DataFrame(fields)
