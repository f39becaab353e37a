"""Cards about the quarter under review. Each leads to its incidents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pandas as pd

from analytics.charts.certainty import format_interval, interval_of, smallest_visible_briefly, versus, write_value
from analytics.charts.durations import ENDS, MEAN_NAMES, STATED
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    format_count,
    format_duration,
    format_label,
    format_percent,
    format_plural,
    format_quarter,
    format_target,
)
from analytics.metrics.filters import Filters
from analytics.metrics.headlines import Headlines
from analytics.metrics.measures import WITHIN, Measure
from analytics.metrics.records import MetricRecord
from analytics.ui.cards import Card
from analytics.ui.exhibits import meaning_of
from analytics.ui.links import incidents_address

NO_VERDICT = {
    "users_affected": "no interval, no verdict: one incident can make most of it",
    "repeat_incidents": "no verdict: repeats come in chains",
    "action_completion": "no verdict: newer items have had less time",
    "action_on_time": "no verdict: of all quarters; by quarter on Action items",
    "action_overdue": "no interval, no verdict: counted on one day",
}
"""Why a number is not compared, in the few words that a card has room for; the registry says it in full."""


class Quarters(NamedTuple):
    """The rows of the quarter under review and of the one before, with the frame of all quarters."""

    now: Row
    before: Row | None
    all: pd.DataFrame
    headlines: Headlines
    filters: Filters


def read_quarters(frame: pd.DataFrame, headlines: Headlines, filters: Filters) -> Quarters:
    """`frame`: a metric by quarter, over the period's trend."""
    told = frame[[name for name in frame if not str(name).endswith("_values")]]
    rows = {row.quarter: row for row in rows_of(told)}
    return Quarters(rows[headlines.quarter], rows.get(headlines.before), frame, headlines, filters)


def incidents_card(quarters: Quarters) -> Card:
    note = "more still expected" if quarters.headlines.is_provisional else "in the quarter"
    return _headline_card(quarters, "incidents", "Incidents", "of", [note])


def severe_card(quarters: Quarters) -> Card:
    notes = [f"of {format_plural(quarters.now.of, 'incident')}"]
    return _headline_card(quarters, "severe_incidents", "P0 and P1", "severe", notes, "severe:true")


def duration_card(quarters: Quarters, measure: Measure) -> Card:
    """The median; the mean beside it, because people ask for it by name."""
    record, column = quarters.headlines.records[measure], f"{measure}_median"
    notes, missed = ["no incident states it"], ""
    if record.n:
        met, missed = _against_target(record, quarters.headlines.judged[measure])
        notes = [f"median of {record.n:,} of {record.of:,}", *_open_lines(quarters.now, measure)]
        notes += [*_mean_lines(quarters.headlines, measure), *met]
    label = format_label(measure).capitalize()
    return _headline_card(quarters, measure, label, column, notes, STATED[measure], missed=missed)


def internal_card(quarters: Quarters) -> Card:
    record = quarters.headlines.records["detected_internally"]
    notes, missed = ["no incident says how"], ""
    if record.n:
        notes = [f"{record.attained:,} of {record.n:,}"]
        if record.target is not None and record.value is not None:
            met, missed = judge(f"target {format_percent(record.target)}", is_met=record.value >= record.target)
            notes += met
    return _headline_card(
        quarters, "detected_internally", "Found internally", "internal_share", notes, "internal:true", missed=missed
    )


def users_card(quarters: Quarters) -> Card:
    now, address = quarters.now, _address(quarters, "stated:users_affected")
    notes = (f"stated by {now.users_n:,} of {now.of:,}", *_before(quarters, "users", format_count))
    trend = quarters.all["users"].tolist()
    return Card(
        "Users affected", format_count(now.users), trend, notes, "", address, meaning_of("users_affected"),
        change=(NO_VERDICT["users_affected"],),
    )  # fmt: skip


def repeats_card(quarters: Quarters) -> Card:
    """`quarters`: compute_repeats by quarter."""
    now, trend = quarters.now, quarters.all["repeats"].tolist()
    interval = format_interval(now.share_low, now.share_high, format_percent)
    notes = [f"of {format_plural(now.n, 'incident')}", *([f"95 %: {interval}"] if interval else [])]
    notes += [f"{now.while_open:,} with open actions"] if now.while_open else []
    notes += _before(quarters, "repeats", format_count)
    address = _address(quarters, "repeat:true")
    return Card(
        "Repeat incidents", format_count(now.repeats), trend, tuple(notes), "", address, meaning_of("repeat_incidents"),
        change=(NO_VERDICT["repeat_incidents"],),
    )  # fmt: skip


def judge(goal: str, *, is_met: bool) -> tuple[list[str], str]:
    """The line about a target, as a note where it is met and apart where it is missed."""
    return ([f"{goal}: met"], "") if is_met else ([], f"{goal}: missed")


def _open_lines(now: Row, measure: Measure) -> list[str]:
    """An incident without any stated end cannot have a time until it ended."""
    return [f"{now.open:,} open, not counted"] if now.open and measure in ENDS else []


def _mean_lines(headlines: Headlines, measure: Measure) -> list[str]:
    mean = headlines.means[measure]
    interval = format_interval(mean.low, mean.high, format_duration)
    return [f"{MEAN_NAMES[measure]} {format_duration(mean.value)}" + (f" ({interval})" if interval else "")]


def _against_target(record: MetricRecord, judged: int) -> tuple[list[str], str]:
    attained = record.attained or 0
    met = [f"{attained:,} of {judged:,} on target"] if judged else []
    if record.value is None:
        return met, ""
    if record.target is None:
        # As in the answer in words: a median within its target says that half of the incidents are, and so does this.
        said, missed = judge("half within own target", is_met=2 * attained >= judged) if judged else ([], "")
        return met + said, missed
    is_met = record.value < record.target if WITHIN[record.metric] == "<" else record.value <= record.target
    said, missed = judge(f"target {format_target(record.metric, record.target)}", is_met=is_met)
    return met + said, missed


def _before(quarters: Quarters, column: str, write: Callable[[float], str]) -> list[str]:
    value = getattr(quarters.before, column, None)
    return [] if quarters.before is None or value is None else [f"{format_quarter(quarters.before.quarter)}: {write(value)}"]


def _headline_card(
    quarters: Quarters, metric: str, label: str, column: str, notes: list[str], *narrow: str, missed: str = ""
) -> Card:
    record = quarters.headlines.records[metric]
    trend, address = quarters.all[column].tolist(), _address(quarters, *narrow)
    return Card(
        label, write_value(record), trend, tuple(notes), missed, address, meaning_of(metric),
        interval=f"95 %: {interval_of(record)}" if record.low is not None else interval_of(record) if record.n else "",
        verdict=record.verdict or "", change=tuple(_change_lines(record)),
    )  # fmt: skip


def _change_lines(record: MetricRecord) -> Iterator[str]:
    if words := versus(record):
        yield words.replace(" than in ", " than ").replace(" as in ", " as ")
    if smallest := smallest_visible_briefly(record):
        yield f"smallest visible: {smallest}"


def _address(quarters: Quarters, *narrow: str) -> str:
    return incidents_address(quarters.filters, f"quarter:{quarters.now.quarter}", *narrow)
