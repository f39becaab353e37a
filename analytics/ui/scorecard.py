"""The quarter in twelve cards, and what came of the action items in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.charts.rows import rows_of
from analytics.charts.wording import format_brief_share, format_names, format_plural, format_share
from analytics.metrics.filters import Filters
from analytics.metrics.headlines import Headlines
from analytics.metrics.scorecard import MEASURES
from analytics.ui.action_cards import done_card, on_time_card, overdue_card
from analytics.ui.cards import Card
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

    headlines: Headlines
    filters: Filters
    incidents: pd.DataFrame
    repeats: pd.DataFrame
    actions: pd.DataFrame
    actions_by_quarter: pd.DataFrame
    completion: pd.DataFrame


def cards_of(card: Scorecard) -> list[Card]:
    """In the order in which they are read: the quarter's incidents and their times, whom they hit, what was done about them."""
    incidents = read_quarters(card.incidents, card.headlines, card.filters)
    actions, trend = next(rows_of(card.actions)), card.actions_by_quarter
    return [
        incidents_card(incidents),
        severe_card(incidents),
        *(duration_card(incidents, measure) for measure in MEASURES),
        internal_card(incidents),
        users_card(incidents),
        repeats_card(read_quarters(card.repeats, card.headlines, card.filters)),
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
        at_most = format_brief_share(row["attained"] + row["closed_unknown"], row["n"])
        words += f", or up to {at_most}: {_count(row['closed_unknown'], 'is', 'are')} complete without a date"
    rest = [_count(row["late"], "was closed late", "were closed late"), _count(row["open"], "is still open", "are still open")]
    if row["status_unknown"]:
        rest.append(_count(row["status_unknown"], "states no status", "state no status"))
    return f"{words}; {format_names(rest)}."


def _count(number: float, one: str, many: str) -> str:
    return f"{int(number):,} {one if number == 1 else many}"
