"""Cards about the action items of the whole selection, with their trend by the quarter of the incident. They lead to the ledger."""

from __future__ import annotations

import pandas as pd

from analytics.charts.certainty import format_interval
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    format_brief_share,
    format_count,
    format_names,
    format_percent,
    format_plural,
    format_short_label,
)
from analytics.metrics.filters import NOT_STATED, Filters
from analytics.ui.cards import Card
from analytics.ui.exhibits import meaning_of
from analytics.ui.links import items_address
from analytics.ui.quarter_cards import NO_VERDICT, judge

_SCOPE = "all quarters shown"


def done_card(now: Row, trend: pd.DataFrame, completion: pd.DataFrame, filters: Filters) -> Card:
    """`now`, `trend`: compute_action_scorecard of the selection and by quarter; `completion`: compute_action_completion by horizon."""
    judged = [row for row in rows_of(completion) if row.n and row.target is not None]
    late = [_name_horizon(row.horizon) for row in judged if row.share < row.target]
    notes = [f"{now.done:,} of {format_plural(now.n, 'item')}", _SCOPE]
    notes += [f"{len(judged) - len(late)} of {len(judged)} on target"] if judged else []
    missed = f"{format_names(late)} missed" if late else ""
    value, ends = format_brief_share(now.done, now.n), (now.done_share_low, now.done_share_high)
    return _card("Actions done", value, trend["done_share"], notes, missed, filters, "action_completion", "promised", ends)


def _name_horizon(horizon: str) -> str:
    return "those without a horizon" if horizon == NOT_STATED else format_short_label(horizon).lower()


def on_time_card(now: Row, trend: pd.DataFrame, filters: Filters) -> Card:
    """At least so many: an item that is complete without a date may have been closed in time."""
    notes, missed = [f"{now.on_time:,} of {now.due:,} due", _SCOPE], ""
    if now.closed_unknown:
        notes.append(f"at most {format_brief_share(now.on_time + now.closed_unknown, now.due)}")
    if now.due and now.on_time_target is not None:
        met, missed = judge(f"target {format_percent(now.on_time_target)}", is_met=now.on_time_share >= now.on_time_target)
        notes += met
    value, ends = format_brief_share(now.on_time, now.due), (now.on_time_share_low, now.on_time_share_high)
    return _card("Actions on time", value, trend["on_time_share"], notes, missed, filters, "action_on_time", "due", ends)


def overdue_card(now: Row, trend: pd.DataFrame, filters: Filters) -> Card:
    notes = [
        f"of {format_plural(now.open, 'open item')}",
        *([f"oldest {format_plural(int(now.oldest), 'day')}"] if now.oldest else []),
    ]
    missed = f"{now.long_overdue:,} for over 30 days" if now.long_overdue else ""
    return _card(
        "Actions overdue", format_count(now.overdue), trend["overdue"], notes, missed, filters, "action_overdue", "overdue"
    )


def _card(
    label: str,
    value: str,
    trend: pd.Series[float],
    notes: list[str],
    missed: str,
    filters: Filters,
    metric: str,
    state: str,
    ends: tuple[float | None, float | None] = (None, None),
) -> Card:
    interval = format_interval(*ends, format_percent)
    return Card(
        label, value, trend.tolist(), tuple(notes), missed, items_address(filters, state), meaning_of(metric),
        f"95 %: {interval}" if interval else "", change=(NO_VERDICT[metric],),
    )  # fmt: skip
