"""The Overview's numbers in words: one sentence, six cards. Plain comparisons: what a change means is not judged."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.charts.wording import (
    format_count,
    format_duration,
    format_percent,
    format_plural,
    format_quarter,
    format_share,
    is_unknown,
)
from analytics.ui.cards import Card
from analytics.ui.periods import Period


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
    now, before = _incidents(card, period.now), _incidents(card, period.before)
    words = f"**{format_quarter(period.now)}: {format_plural(now, 'incident')}**"
    words += f" ({before:,} in {format_quarter(period.before)})" if period.before else ""
    words += f", {_incidents(card, period.now, severe=True):,} of them P0 or P1."
    resolve, earlier = _row(card.resolve, period.now), _row(card.resolve, period.before)
    if resolve is not None and not is_unknown(resolve["median"]):
        words += f" Half were resolved within {format_duration(resolve['median'])}"
        known_before = earlier is not None and not is_unknown(earlier["median"])
        words += f" ({format_duration(earlier['median'])} before)." if known_before and earlier is not None else "."
    done, promised = int(card.completion["attained"].sum()), int(card.completion["n"].sum())
    if promised:
        words += f" Of the action items promised, {format_share(done, promised)} are complete"
        late = int(card.overdue.iloc[0]["overdue"])
        words += f" and {late:,} {'is' if late == 1 else 'are'} overdue." if late else ", and none is overdue."
    return words


def cards_of(card: Scorecard) -> list[Card]:
    """The six cards, in the order in which they are read."""
    return [
        _incident_card(card, "Incidents", severe=False),
        _incident_card(card, "P0 and P1", severe=True),
        _duration_card(card.detect, card.period, "Time to detect", "MTTD"),
        _duration_card(card.resolve, card.period, "Time to resolve", "MTTR"),
        _completion_card(card),
        _overdue_card(card),
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


def _incident_card(card: Scorecard, label: str, *, severe: bool) -> Card:
    period = card.period
    counted = card.mix[card.mix["severity"].isin(["P0", "P1"])] if severe else card.mix
    trend = counted.groupby("quarter", sort=True)["incidents"].sum()
    now = _incidents(card, period.now, severe=severe)
    notes = [f"of {format_plural(_incidents(card, period.now), 'incident')}"] if severe else ["in the quarter"]
    if period.before:
        notes.append(f"before: {_incidents(card, period.before, severe=severe):,}")
    return Card(label, format_count(now), list(trend), tuple(notes))


def _duration_card(groups: pd.DataFrame, period: Period, label: str, mean: str) -> Card:
    row, earlier = _row(groups, period.now), _row(groups, period.before)
    if row is None or is_unknown(row["median"]):
        return Card(label, "–", list(groups["median"]), ("no incident states it",))
    notes = [f"median, {row['n']} of {row['of']}", f"{mean} {format_duration(row['mean'])}"]
    if earlier is not None and not is_unknown(earlier["median"]):
        notes.append(f"before: {format_duration(earlier['median'])}")
    missed = ""
    if not is_unknown(row["target"]):
        met = row["median"] < row["target"]
        goal = f"target {format_duration(row['target'])}"
        missed = "" if met else f"{goal}, missed"
        notes += [f"{goal}, met"] if met else []
    elif row["judged"]:
        notes.append(f"{row['attained']} of {row['judged']} on target")
    return Card(label, format_duration(row["median"]), list(groups["median"]), tuple(notes), missed)


def _completion_card(card: Scorecard) -> Card:
    groups = card.completion
    done, promised = int(groups["attained"].sum()), int(groups["n"].sum())
    if not promised:
        return Card("Actions done", "–", [], ("no action items",))
    share, targets = done / promised, groups["target"].dropna()
    target = float(targets.iloc[0]) if targets.nunique() == 1 else None
    notes, missed = [f"{done:,} of {promised:,} items"], ""
    if target is not None:
        short = 100 * (target - share)
        missed = f"target {format_percent(target)}, short by {short:.0f} points" if short > 0 else ""
        notes += [] if missed else [f"target {format_percent(target)}, met"]
    return Card("Actions done", format_percent(share), [], tuple(notes), missed)


def _overdue_card(card: Scorecard) -> Card:
    row = card.overdue.iloc[0]
    late = int(row["days_31_90"] + row["days_over_90"])
    notes = [f"of {format_plural(int(row['n']), 'open item')}"]
    missed = f"{late:,} for more than 30 days" if late else ""
    bands = [float(row[band]) for band in ("days_0_7", "days_8_30", "days_31_90", "days_over_90")]
    return Card("Actions overdue", format_count(row["overdue"]), bands, tuple(notes), missed)


def _incidents(card: Scorecard, quarter: str | None, *, severe: bool = False) -> int:
    rows = card.mix[card.mix["quarter"] == quarter]
    if severe:
        rows = rows[rows["severity"].isin(["P0", "P1"])]
    return int(rows["incidents"].sum())


def _row(groups: pd.DataFrame, quarter: str | None) -> pd.Series | None:
    rows = groups[groups["quarter"] == quarter]
    return rows.iloc[0] if len(rows) else None
