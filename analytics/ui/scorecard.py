"""The quarter in a sentence and in twelve cards."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import format_duration, format_percent, format_plural, format_quarter, format_share
from analytics.metrics.filters import Filters
from analytics.metrics.scorecard import MEASURES
from analytics.ui.action_cards import done_card, on_time_card, overdue_card
from analytics.ui.cards import Card
from analytics.ui.periods import Period
from analytics.ui.quarter_cards import (
    duration_card,
    incidents_card,
    internal_card,
    read_quarters,
    repeats_card,
    severe_card,
    users_card,
)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Incidents and repeats by quarter; actions of the selection (one row) and by quarter; their completion by horizon.

    `filters`: those of the page, which a link from a card keeps.
    """

    period: Period
    filters: Filters
    incidents: pd.DataFrame
    repeats: pd.DataFrame
    actions: pd.DataFrame
    actions_by_quarter: pd.DataFrame
    completion: pd.DataFrame


def sentence_of(card: Scorecard) -> str:
    """The quarter in one sentence of this program's own words."""
    quarters = read_quarters(card.incidents, card.period, card.filters)
    now, before = quarters.now, quarters.before
    words = f"**{format_quarter(now.quarter)}: {format_plural(now.of, 'incident')}**"
    words += f" ({before.of:,} in {format_quarter(before.quarter)})" if before else ""
    words += f", {now.severe:,} of them P0 or P1."
    if now.ttr_median is not None:
        words += f" Half were resolved within {format_duration(now.ttr_median)}"
        words += f" ({format_duration(before.ttr_median)} before)." if before and before.ttr_median is not None else "."
    return words + _promised_sentence(next(rows_of(card.actions)))


def _promised_sentence(row: Row) -> str:
    if not row.n:
        return ""
    words = f" Of all action items promised in the quarters shown, {format_share(row.done, row.n)} are complete"
    late = f"{row.overdue:,} {'is' if row.overdue == 1 else 'are'} overdue" if row.overdue else "none is overdue"
    return f"{words} and {late}."


def cards_of(card: Scorecard) -> list[Card]:
    """In the order in which they are read: the quarter's incidents and their times, whom they hit, what was done about them."""
    incidents = read_quarters(card.incidents, card.period, card.filters)
    actions, trend = next(rows_of(card.actions)), card.actions_by_quarter
    return [
        incidents_card(incidents),
        severe_card(incidents),
        *(duration_card(incidents, measure) for measure in MEASURES),
        internal_card(incidents),
        users_card(incidents),
        repeats_card(read_quarters(card.repeats, card.period, card.filters)),
        done_card(actions, trend, card.completion, card.filters),
        on_time_card(actions, trend, card.filters),
        overdue_card(actions, trend, card.filters),
    ]


def on_time_sentence(summary: pd.DataFrame) -> str:
    """How many due items were closed in time. `summary`: compute_action_on_time of the whole selection (one row)."""
    row = summary.iloc[0]
    if not row["n"]:
        return "No action item of this selection has come due yet."
    in_time = format_share(row["attained"], row["n"])
    words = f"Of {format_plural(int(row['n']), 'item')} that came due, **{in_time}** were closed in time"
    if row["closed_unknown"]:
        words += f", or up to {format_percent(row['share_at_most'])}: {int(row['closed_unknown']):,} are complete without a date"
    return f"{words}; {int(row['late']):,} were closed late and {int(row['open']):,} are still open."
