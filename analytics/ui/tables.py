"""Tables of incidents and action items: what is shown of a frame, and how each column reads."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.column_types import ColumnConfig

from analytics.charts.quality import REASONS
from analytics.charts.wording import format_duration, format_money, format_quarter, format_short_label, is_unknown, shorten
from analytics.metrics.registry import DEFINITIONS
from analytics.ui.links import ACTIONS_SECTION, incident_address
from analytics.ui.view import View

Columns = dict[str, ColumnConfig]
"""Column -> how it reads. Widths add up to 940, what a window 1,280 pixels wide has room for; a wider one spreads the rest."""
Width = Literal["small", "medium", "large"] | int | None


DURATIONS = ("minutes", "ttd", "tta", "ttm", "ttr", "duration", "stated", "timeline", "apart")


MOST_WRITTEN = 56
"""Characters of a document's words for which a cell has room; the export holds them all."""


def display_rows(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as people read them: an address in `open`, labels for the store's values. Minutes stay numbers, so that they sort."""
    shown = rows.copy(deep=False)
    if "incident_key" in rows:
        filters = view.addressed
        lines = rows["place_line"] if "place_line" in rows else [None] * len(rows)
        section = ACTIONS_SECTION if "due_date" in rows else None  # a row about an action item leads to its history
        shown["open"] = [
            incident_address(key, filters, None if pd.isna(line) else int(line), section) if isinstance(key, str) else None
            for key, line in zip(rows["incident_key"], lines, strict=True)
        ]
    for column in ("status", "horizon", "first", "second", "metric"):
        if column in rows:
            shown[column] = rows[column].map(format_short_label, na_action="ignore")
    if "title" in rows and "incident_id" in rows:
        shown["title"] = rows["title"].fillna(rows["incident_id"])
    if "place_text" in rows:
        shown["place_text"] = [shorten(text, MOST_WRITTEN) if isinstance(text, str) else None for text in rows["place_text"]]
    if "apart" in rows:
        shown["reason"] = [REASONS[reason].label for reason in rows["reason"]]
    if "quarter" in rows:
        shown["quarter"] = rows["quarter"].map(format_quarter, na_action="ignore")
    if "revenue_impact" in rows:
        pairs = zip(rows["revenue_impact"], rows["revenue_currency"], strict=True)
        shown["revenue_impact"] = [format_money(amount, None if currency != currency else currency) for amount, currency in pairs]
    return shown


def style_durations(shown: pd.DataFrame) -> pd.DataFrame | Styler:
    """Minutes written as everywhere else, `1 h 30 min`, that still sort as numbers.

    Streamlit's own formats say `1 hr, 30 min`, `2 hours` or `01:30:00`, and words would sort as words. A Styler gives a number another
    face. Working out every cell of one takes ten times as long as the table without, so it hands Streamlit the faces of its durations
    and nothing else; the other columns are formatted by their settings.
    """
    columns = [(place, shown[name].tolist()) for place, name in enumerate(shown) if name in DURATIONS]
    if not columns:
        return shown
    styler = shown.style
    body = [[_face(row, place, minutes) for row, minutes in enumerate(values)] for place, values in columns]
    # These two are what Streamlit asks a Styler for.
    styler._compute = lambda: styler  # type: ignore[attr-defined]
    styler._translate = lambda *_: {"body": body}  # type: ignore[attr-defined]
    return styler


def _face(row: int, place: int, minutes: float | None) -> dict[str, str]:
    return {"id": f"row{row}_col{place}", "display_value": "" if is_unknown(minutes) else format_duration(minutes)}


def text_column(label: str, width: Width = None, help_text: str | None = None) -> ColumnConfig:
    return st.column_config.TextColumn(label, width=width, help=help_text)


def number_column(label: str, width: Width = "small", help_text: str | None = None) -> ColumnConfig:
    return st.column_config.NumberColumn(label, width=width, format="%,d", alignment="right", help=help_text)


def duration_column(label: str, width: Width = 95, help_text: str | None = None) -> ColumnConfig:
    # A format here would replace the Styler's words.
    return st.column_config.NumberColumn(label, width=width, alignment="right", help=help_text)


def link_column(help_text: str = "Open the incident") -> ColumnConfig:
    return st.column_config.LinkColumn("", width=44, display_text=":material/open_in_new:", help=help_text)


def date_column(label: str, width: Width = 95, help_text: str | None = None) -> ColumnConfig:
    return st.column_config.DateColumn(label, format="YYYY-MM-DD", width=width, help=help_text)


def _sentence(metric: str) -> str:
    """What a column of numbers means, in the words of the registry."""
    return DEFINITIONS[metric].sentence


_INTERVAL = "Where the true value lies, as far as these n can say."
_COMPARED = "Against the period before, with its 95 % interval. A time is “typically” so much longer: the middle of all ratios."
_VERDICT = "Better or worse only where the change is detectable among all that are compared together (Benjamini–Hochberg, 5 %)."

LONGEST: Columns = {
    "open": link_column(),
    "minutes": duration_column("Time", help_text="The time that is chosen above the charts."),
    "severity": text_column("Severity", 70),
    "team": text_column("Team", 110),
    "title": text_column("Title"),
    "occurred_on": date_column("Date"),
}

FACTOR_PAIRS: Columns = {
    "first": text_column("Factor"),
    "second": text_column("And factor"),
    "incidents": number_column("Incidents"),
    "expected": st.column_config.NumberColumn(
        "Expected by chance",
        format="%.1f",
        width="small",
        help="How many would tick both boxes if neither had to do with the other.",
    ),
    "lift": st.column_config.NumberColumn("Lift", format="%.2f", width="small", help="Incidents, of those expected by chance."),
}

LEDGER: Columns = {
    "open": link_column(),
    "overdue_days": number_column("Days", 48, "Days past the due date, as of the day of the data."),
    "moves": st.column_config.NumberColumn(
        "Put off", width=60, alignment="right", help="How often its due date was put off; empty where the history is not known."
    ),
    "action": text_column("Action", 201),
    "owner": text_column("Owner", 116),
    "due_date": date_column("Due", 84),
    "severity": text_column("Severity", 58),
    "team": text_column("Team", 72),
    "title": text_column("Incident", 171),
    "ticket": text_column("Ticket", 86),
}


ITEMS: Columns = {
    "open": link_column(),
    "status": text_column("Status", 72),
    "action": text_column("Action", 205),
    "owner": text_column("Owner", 115),
    "due_date": date_column("Due", 84),
    "completed_on": date_column("Done", 84),
    "severity": text_column("Severity", 60),
    "team": text_column("Team", 80),
    "source_path": text_column("File", 150),
    "line": number_column("Line", 46),
}


def ledger_columns(rows: pd.DataFrame) -> Columns:
    """LEDGER, with a link to the ticket in place of its id where the settings or the documents say where tickets open."""
    if rows["ticket_url"].isna().all():
        return LEDGER
    link = st.column_config.LinkColumn("Ticket", width=86, display_text=r"([^/=]+)/?$", help="Open the ticket")
    return {**{name: column for name, column in LEDGER.items() if name != "ticket"}, "ticket_url": link}


VANISHED: Columns = {
    "open": link_column(),
    "removed_on": date_column("Gone since", help_text="The first version of the document in which the item no longer stands."),
    "action": text_column("Action", 225),
    "owner": text_column("Owner", 110),
    "due_date": date_column("Due"),
    "status": text_column("Last status", 90, "The status in the last version that has the item."),
    "team": text_column("Team", 90),
    "title": text_column("Incident", 195),
}

REPEATS: Columns = {
    "open": link_column(),
    "occurred_on": date_column("Later on", 84),
    "severity": text_column("Severity", 62),
    "title": text_column("Later incident", 150),
    "why": text_column("Because", 78, "It names the earlier incident, or both are of one team and have two factors in common."),
    "days": number_column("Days after", 70, "Days from the earlier incident to this one."),
    "earlier_on": date_column("Earlier on", 84),
    "earlier_title": text_column("Earlier incident", 150),
    "open_actions": number_column("Open then", 72, "Actions of the earlier incident known to have been open on that day."),
    "action": text_column("The first of them", 146),
}

FINDINGS: Columns = {
    "open": link_column(),
    "level": text_column(
        "Level", 70, "Error: a value that could not be read. Warning: a doubtful one. Info: how something was read."
    ),
    "code": text_column("Code", 65),
    "line": number_column("Line", 50),
    "source_path": text_column("File", 210),
    "message": text_column("What was found", 285),
    "hint": text_column("What to do", 210),
}

DISAGREEMENTS: Columns = {
    "open": link_column(),
    "metric": text_column("Time", 105),
    "stated": duration_column("Stated", 75, "What the author states."),
    "timeline": duration_column("Timeline", 75, "What the events of the document's timeline give."),
    "apart": duration_column("Apart", 70, "How far the two lie apart."),
    "reason": text_column("Guess at the reason", 134, "What would explain the distance; nobody has confirmed it."),
    "team": text_column("Team", 76),
    "title": text_column("Incident", 159),
    "source_path": text_column("File", 156),
    "line": number_column("Line", 46),
}

SHIFTS: Columns = {
    "metric": text_column("Time", 110),
    "median": text_column("Median, stated → timeline (n of each)", 225),
    "mean": text_column("Mean, stated → timeline", 160),
    "both": number_column("Have both", 76, "Incidents with a stated time and one from the timeline."),
    "moved": number_column("Differ", 60, "Of these, those whose two times are not the same."),
    "move": text_column("Moves an incident by", 145, "Median of the differences within an incident, with its 95 % interval."),
    "verdict": text_column("Verdict, stated → timeline", 164, "The verdict on the newest quarter by each of the two."),
}

CHANGES: Columns = {
    "behind": link_column("Open what the number counts"),
    "number": text_column("Number", 136),
    "said": text_column("Value", 84),
    "interval": text_column("95 % interval", 96, _INTERVAL),
    "basis": text_column("Of", 66, "How many incidents, items or documents carry the value, of all that are selected."),
    "goal": text_column("Target", 74),
    "change_words": text_column("Change", 205, _COMPARED),
    "verdict": text_column("Verdict", 96, _VERDICT),
    "smallest": text_column("Smallest visible", 104, "The smallest change that these n would show four times in five."),
}

GOALS: Columns = {
    "behind": link_column("Open what the target is judged on"),
    "name": text_column("Target of", 160),
    "scope": text_column("Period", 90),
    "target": text_column("Target", 92),
    "value": text_column("Value", 116),
    "interval": text_column("95 % interval", 108, _INTERVAL),
    "judged": text_column("Judged on", 104, "How many carry a value that can be held against the target, of all."),
    "missed_by": text_column("Missed by", 86),
    "verdict": text_column("Verdict", 105, "Within chance: the interval holds the target."),
}

STEPS: Columns = {
    "note": text_column("Note", 190),
    "metric": text_column("Time", 130),
    "before": text_column("Median before (n)", 125),
    "after": text_column("Median after (n)", 125),
    "change_words": text_column("After, against before (95 %)", 205, _COMPARED),
    "verdict": text_column("Verdict", 130, _VERDICT),
}

ACCOUNTING: Columns = {
    "dialect": text_column("Dialect", 160),
    "team": text_column("Team", 160),
    "documents": number_column("Documents", 100),
    "content_lines": number_column("Lines", 100),
    "captured_lines": number_column("Captured", 100, "Lines from which a value was read."),
    "boilerplate_lines": number_column("Boilerplate", 110, "Lines that every document of this kind has."),
    "left_over": number_column("Left over", 100, "Lines that found no place."),
    "share": st.column_config.NumberColumn("Accounted for", format="percent", width=110, alignment="right"),
}

WITHOUT_INCIDENT: Columns = {
    "source_path": text_column("File"),
    "reason": text_column("Why"),
}

INCIDENTS: Columns = {
    "open": link_column(),
    "occurred_on": date_column("Date"),
    "severity": text_column("Severity", 70),
    "title": text_column("Title", 240),
    "team": text_column("Team", 105),
    "ttd": duration_column("To detect", 80, _sentence("ttd")),
    "ttr": duration_column("To resolve", 90, _sentence("ttr")),
    "users_affected": number_column("Users", 70, "The number of users that the document states."),
    "overdue_actions": number_column("Overdue", 70, "Open action items past their due date."),
    "status": text_column("Status", 75),
}

_VALUES = {"ttd": "To detect", "tta": "To acknowledge", "ttm": "To mitigate", "ttr": "To resolve", "duration": "Duration"}


def incident_columns(incidents: pd.DataFrame, measure: str | None) -> Columns:
    """The columns of a list of incidents; narrowed to a value, it says where each document states it, and the link leads to that line.

    `incidents`: list_incidents, `measure`: the duration that the list is narrowed to.
    """
    if incidents["place_line"].isna().all():
        return INCIDENTS
    return {
        "open": link_column(),
        "occurred_on": date_column("Date"),
        "severity": text_column("Severity", 70),
        "title": text_column("Title", 190),
        "team": text_column("Team", 90),
        measure or "ttr": duration_column(_VALUES[measure or "ttr"], 105, _sentence(measure or "ttr")),
        "place_text": text_column("As written", 140, "The words of the document from which the value was read."),
        "source_path": text_column("File", 160),
        "place_line": number_column("Line", 46),
    }
