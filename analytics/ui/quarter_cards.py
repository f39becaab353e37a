"""Cards about the quarter under review. Each leads to its incidents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd

from analytics.charts.durations import MEAN_NAMES, STATED
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    format_brief_share,
    format_count,
    format_duration,
    format_label,
    format_percent,
    format_plural,
    format_quarter,
    format_target,
)
from analytics.metrics.durations import WITHIN, Measure
from analytics.metrics.filters import Filters
from analytics.ui.cards import Card
from analytics.ui.links import incidents_address
from analytics.ui.periods import Period


class Quarters(NamedTuple):
    """The rows of the quarter under review and of the one before, with the frame of all quarters."""

    now: Row
    before: Row | None
    all: pd.DataFrame
    filters: Filters


def read_quarters(frame: pd.DataFrame, period: Period, filters: Filters) -> Quarters:
    """`frame`: a metric by quarter, over the period's trend."""
    rows = {row.quarter: row for row in rows_of(frame)}
    return Quarters(rows[period.now], rows.get(period.before), frame, filters)


def incidents_card(quarters: Quarters) -> Card:
    return _card(
        quarters, "Incidents", format_count(quarters.now.of), "of", ["in the quarter", *_before(quarters, "of", format_count)]
    )


def severe_card(quarters: Quarters) -> Card:
    notes = [f"of {format_plural(quarters.now.of, 'incident')}", *_before(quarters, "severe", format_count)]
    return _card(quarters, "P0 and P1", format_count(quarters.now.severe), "severe", notes, "severe:true")


def duration_card(quarters: Quarters, measure: Measure) -> Card:
    """The median; the mean beside it, because people ask for it by name."""
    label, column, n = format_label(measure).capitalize(), f"{measure}_median", _value(quarters, measure, "n")
    notes, missed = ["no incident states it"], ""
    if n:
        met, missed = _against_target(quarters, measure)
        mean = f"{MEAN_NAMES[measure]} {format_duration(_value(quarters, measure, 'mean'))}"
        notes = [f"median of {n:,} of {quarters.now.of:,}", mean, *_before(quarters, column, format_duration), *met]
    value = format_duration(_value(quarters, measure, "median"))
    return _card(quarters, label, value, column, notes, STATED[measure], missed=missed)


def internal_card(quarters: Quarters) -> Card:
    now = quarters.now
    notes, missed = ["no incident says how"], ""
    if now.internal_n:
        notes = [f"{now.internal:,} of {now.internal_n:,}", *_before(quarters, "internal_share", format_percent)]
        if now.internal_target is not None:
            met, missed = judge(f"target {format_percent(now.internal_target)}", is_met=now.internal_share >= now.internal_target)
            notes += met
    value = format_brief_share(now.internal, now.internal_n)
    return _card(quarters, "Found internally", value, "internal_share", notes, "internal:true", missed=missed)


def users_card(quarters: Quarters) -> Card:
    notes = [f"stated by {quarters.now.users_n:,} of {quarters.now.of:,}", *_before(quarters, "users", format_count)]
    return _card(quarters, "Users affected", format_count(quarters.now.users), "users", notes, "stated:users_affected")


def repeats_card(quarters: Quarters) -> Card:
    """`quarters`: compute_repeats by quarter."""
    now = quarters.now
    notes = [f"of {format_plural(now.n, 'incident')}", *_before(quarters, "repeats", format_count)]
    notes += [f"{now.while_open:,} with open actions"] if now.while_open else []
    return _card(quarters, "Repeat incidents", format_count(now.repeats), "repeats", notes, "repeat:true")


def judge(goal: str, *, is_met: bool) -> tuple[list[str], str]:
    """The line about a target, as a note where it is met and apart where it is missed."""
    return ([f"{goal}: met"], "") if is_met else ([], f"{goal}: missed")


def _against_target(quarters: Quarters, measure: Measure) -> tuple[list[str], str]:
    median, target = _value(quarters, measure, "median"), _value(quarters, measure, "target")
    if target is not None:
        is_met = median < target if WITHIN[measure] == "<" else median <= target
        return judge(f"target {format_target(measure, target)}", is_met=is_met)
    judged = _value(quarters, measure, "judged")
    return ([f"{_value(quarters, measure, 'attained'):,} of {judged:,} on target"] if judged else []), ""


def _value(quarters: Quarters, measure: Measure, column: str) -> Any:  # noqa: ANN401 - a cell of a frame
    return getattr(quarters.now, f"{measure}_{column}")


def _before(quarters: Quarters, column: str, write: Callable[[float], str]) -> list[str]:
    value = getattr(quarters.before, column, None)
    return [] if quarters.before is None or value is None else [f"{format_quarter(quarters.before.quarter)}: {write(value)}"]


def _card(quarters: Quarters, label: str, value: str, column: str, notes: list[str], *narrow: str, missed: str = "") -> Card:
    address = incidents_address(quarters.filters, f"quarter:{quarters.now.quarter}", *narrow)
    return Card(label, value, quarters.all[column].tolist(), tuple(notes), missed, address)
