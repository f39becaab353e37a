"""Tables of incidents and action items: what is shown of a frame, and how each column reads."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.column_types import ColumnConfig

from analytics.charts.quality import REASONS
from analytics.charts.wording import format_duration, format_money, format_quarter, format_short_label, shorten
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
    face; it costs 5 µs a cell, so a table without durations goes without.
    """
    faces: dict[str, Any] = {name: format_duration for name in DURATIONS if name in shown}
    return shown.style.format(faces, na_rep="") if faces else shown


def text_column(label: str, width: Width = None) -> ColumnConfig:
    return st.column_config.TextColumn(label, width=width)


def number_column(label: str, width: Width = "small") -> ColumnConfig:
    return st.column_config.NumberColumn(label, width=width, format="%,d", alignment="right")


def duration_column(label: str, width: Width = 95) -> ColumnConfig:
    # A format here would replace the Styler's words.
    return st.column_config.NumberColumn(label, width=width, alignment="right")


def link_column() -> ColumnConfig:
    return st.column_config.LinkColumn("", width=44, display_text=":material/open_in_new:", help="Open the incident")


def date_column(label: str, width: Width = 95) -> ColumnConfig:
    return st.column_config.DateColumn(label, format="YYYY-MM-DD", width=width)


LONGEST: Columns = {
    "open": link_column(),
    "minutes": duration_column("Time"),
    "severity": text_column("Severity", 70),
    "team": text_column("Team", 110),
    "title": text_column("Title"),
    "occurred_on": date_column("Date"),
}

FACTOR_PAIRS: Columns = {
    "first": text_column("Factor"),
    "second": text_column("And factor"),
    "incidents": number_column("Incidents"),
    "expected": st.column_config.NumberColumn("Expected by chance", format="%.1f", width="small"),
    "lift": st.column_config.NumberColumn("Lift", format="%.2f", width="small"),
}

LEDGER: Columns = {
    "open": link_column(),
    "overdue_days": number_column("Days", 50),
    "moves": st.column_config.NumberColumn(
        "Put off", width=62, alignment="right", help="How often its due date was put off; empty where the history is not known."
    ),
    "action": text_column("Action", 205),
    "owner": text_column("Owner", 108),
    "due_date": date_column("Due", 84),
    "severity": text_column("Severity", 60),
    "team": text_column("Team", 85),
    "title": text_column("Incident", 170),
    "ticket": text_column("Ticket", 76),
}


def ledger_columns(rows: pd.DataFrame) -> Columns:
    """LEDGER, with a link to the ticket in place of its id where the settings or the documents say where tickets open."""
    if rows["ticket_url"].isna().all():
        return LEDGER
    link = st.column_config.LinkColumn("Ticket", width=76, display_text=r"([^/=]+)/?$", help="Open the ticket")
    return {**{name: column for name, column in LEDGER.items() if name != "ticket"}, "ticket_url": link}


VANISHED: Columns = {
    "open": link_column(),
    "removed_on": date_column("Gone since"),
    "action": text_column("Action", 225),
    "owner": text_column("Owner", 110),
    "due_date": date_column("Due"),
    "status": text_column("Last status", 90),
    "team": text_column("Team", 90),
    "title": text_column("Incident", 195),
}

REPEATS: Columns = {
    "open": link_column(),
    "occurred_on": date_column("Date"),
    "severity": text_column("Severity", 65),
    "title": text_column("Incident", 155),
    "days": number_column("Days after", 75),
    "earlier_on": date_column("Date"),
    "earlier_title": text_column("Earlier incident", 155),
    "open_actions": number_column("Its open actions", 105),
    "action": text_column("The first of them", 150),
}

FINDINGS: Columns = {
    "open": link_column(),
    "level": text_column("Level", 70),
    "code": text_column("Code", 65),
    "line": number_column("Line", 50),
    "source_path": text_column("File", 210),
    "message": text_column("What was found", 285),
    "hint": text_column("What to do", 210),
}

DISAGREEMENTS: Columns = {
    "open": link_column(),
    "metric": text_column("Time", 105),
    "stated": duration_column("Stated", 75),
    "timeline": duration_column("Timeline", 75),
    "apart": duration_column("Apart", 75),
    "reason": text_column("Guess at the reason", 110),
    "team": text_column("Team", 85),
    "title": text_column("Incident", 160),
    "source_path": text_column("File", 160),
    "line": number_column("Line", 46),
}

SHIFTS: Columns = {
    "metric": text_column("Time", 120),
    "median": text_column("Median, stated → timeline (n of each)", 205),
    "mean": text_column("Mean, stated → timeline", 165),
    "both": number_column("Have both", 76),
    "moved": number_column("Differ", 60),
    "move": text_column("Moves an incident by", 145),
    "verdict": text_column("Verdict, stated → timeline", 160),
}

STEPS: Columns = {
    "note": text_column("Note", 190),
    "metric": text_column("Time", 130),
    "before": text_column("Median before (n)", 125),
    "after": text_column("Median after (n)", 125),
    "change_words": text_column("After, against before (95 %)", 205),
    "verdict": text_column("Verdict", 130),
}

ACCOUNTING: Columns = {
    "dialect": text_column("Dialect", 160),
    "team": text_column("Team", 160),
    "documents": number_column("Documents", 100),
    "content_lines": number_column("Lines", 100),
    "captured_lines": number_column("Captured", 100),
    "boilerplate_lines": number_column("Boilerplate", 110),
    "left_over": number_column("Left over", 100),
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
    "ttd": duration_column("To detect", 80),
    "ttr": duration_column("To resolve", 90),
    "users_affected": number_column("Users", 70),
    "overdue_actions": number_column("Overdue", 70),
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
        measure or "ttr": duration_column(_VALUES[measure or "ttr"], 105),
        "place_text": text_column("As written", 140),
        "source_path": text_column("File", 160),
        "place_line": number_column("Line", 46),
    }
