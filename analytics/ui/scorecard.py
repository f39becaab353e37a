"""The Overview's numbers in words: one sentence, six cards. Plain comparisons: what a change means is not judged."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    format_count,
    format_duration,
    format_names,
    format_percent,
    format_plural,
    format_quarter,
    format_share,
    format_short_label,
)
from analytics.ui.cards import Card
from analytics.ui.periods import Period

SEVERE = ("P0", "P1")


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Severity mix, time to detect and time to resolve by quarter; completion by horizon; overdue in one row."""

    period: Period
    mix: pd.DataFrame
    detect: pd.DataFrame
    resolve: pd.DataFrame
    completion: pd.DataFrame
    overdue: pd.DataFrame


def sentence_of(card: Scorecard) -> str:
    """The quarter in one sentence of this program's own words."""
    period = card.period
    incidents, severe = _by_quarter(card.mix)
    words = f"**{format_quarter(period.now)}: {format_plural(incidents.get(period.now, 0), 'incident')}**"
    words += f" ({incidents.get(period.before, 0):,} in {format_quarter(period.before)})" if period.before else ""
    words += f", {severe.get(period.now, 0):,} of them P0 or P1."
    resolve, earlier = _rows(card.resolve, period)
    if resolve is not None and resolve.median is not None:
        words += f" Half were resolved within {format_duration(resolve.median)}"
        words += f" ({format_duration(earlier.median)} before)." if earlier is not None and earlier.median is not None else "."
    done, promised = int(card.completion["attained"].sum()), int(card.completion["n"].sum())
    if promised:
        words += f" Of all action items promised in the quarters shown, {format_share(done, promised)} are complete"
        late = int(card.overdue["overdue"].iloc[0])
        words += f" and {late:,} {'is' if late == 1 else 'are'} overdue." if late else ", and none is overdue."
    return words


def cards_of(card: Scorecard) -> list[Card]:
    """The six cards, in the order in which they are read."""
    incidents, severe = _by_quarter(card.mix)
    now = incidents.get(card.period.now, 0)
    return [
        _count_card("Incidents", incidents, card.period, "in the quarter"),
        _count_card("P0 and P1", severe, card.period, f"of {format_plural(now, 'incident')}"),
        _duration_card(card.detect, card.period, "Time to detect", "MTTD"),
        _duration_card(card.resolve, card.period, "Time to resolve", "MTTR"),
        _completion_card(card.completion),
        _overdue_card(card.overdue),
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


def _count_card(label: str, counts: dict[str, int], period: Period, basis: str) -> Card:
    notes = [basis, *([f"before: {counts.get(period.before, 0):,}"] if period.before else [])]
    return Card(label, format_count(counts.get(period.now, 0)), list(counts.values()), tuple(notes))


def _duration_card(groups: pd.DataFrame, period: Period, label: str, mean: str) -> Card:
    row, earlier = _rows(groups, period)
    trend = groups["median"].tolist()
    if row is None or row.median is None:
        return Card(label, "–", trend, ("no incident states it",))
    notes = [f"median, {row.n:,} of {row.of:,}", f"{mean} {format_duration(row.mean)}"]
    if earlier is not None and earlier.median is not None:
        notes.append(f"before: {format_duration(earlier.median)}")
    missed = ""
    if row.target is not None:
        goal = f"target {format_duration(row.target)}"
        # The template asks for less than its target, so a median on it has missed.
        missed = "" if row.median < row.target else f"{goal}, missed"
        notes += [] if missed else [f"{goal}, met"]
    elif row.judged:
        notes.append(f"{row.attained:,} of {row.judged:,} on target")
    return Card(label, format_duration(row.median), trend, tuple(notes), missed)


def _completion_card(groups: pd.DataFrame) -> Card:
    done, promised = int(groups["attained"].sum()), int(groups["n"].sum())
    if not promised:
        return Card("Actions done", "–", [], ("no action items",))
    judged = [row for row in rows_of(groups) if row.n and row.target is not None]
    late = [format_short_label(row.horizon).lower() for row in judged if row.share < row.target]
    notes = [
        f"{done:,} of {promised:,} items of all quarters shown",
        *([f"{len(judged) - len(late)} of {len(judged)} horizons on target"] if judged else []),
    ]
    return Card("Actions done", format_percent(done / promised), [], tuple(notes), f"{format_names(late)} missed" if late else "")


def _overdue_card(summary: pd.DataFrame) -> Card:
    row = next(rows_of(summary))
    late = row.days_31_90 + row.days_over_90
    notes = [f"of {format_plural(row.n, 'open item')}", *([f"oldest {format_plural(row.oldest, 'day')}"] if row.oldest else [])]
    return Card("Actions overdue", format_count(row.overdue), [], tuple(notes), f"{late:,} for more than 30 days" if late else "")


def _by_quarter(mix: pd.DataFrame) -> tuple[dict[str, int], dict[str, int]]:
    """Incidents by quarter: all of them, and those of P0 or P1."""
    incidents: dict[str, int] = {}
    severe: dict[str, int] = {}
    for row in rows_of(mix):
        incidents[row.quarter] = incidents.get(row.quarter, 0) + row.incidents
        severe[row.quarter] = severe.get(row.quarter, 0) + (row.incidents if row.severity in SEVERE else 0)
    return incidents, severe


def _rows(groups: pd.DataFrame, period: Period) -> tuple[Row | None, Row | None]:
    """The rows of the quarter under review and of the one before."""
    rows = {row.quarter: row for row in rows_of(groups)}
    return rows.get(period.now), rows.get(period.before)
