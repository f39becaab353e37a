"""Tables of incidents and action items: what is shown of a frame, and how each column reads."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.column_types import ColumnConfig

from analytics.charts.wording import format_duration, format_money, format_quarter, format_short_label
from analytics.ui.links import incident_address
from analytics.ui.view import View

Columns = dict[str, ColumnConfig]
"""Column -> how it reads. Widths add up to 940, what a window 1,280 pixels wide has room for; a wider one spreads the rest."""
Width = Literal["small", "medium", "large"] | int | None


DURATIONS = ("minutes", "ttd", "tta", "ttm", "ttr", "duration", "stated", "timeline", "apart")


def display_rows(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as people read them: an address in `open`, labels for the store's values. Minutes stay numbers, so that they sort."""
    shown = rows.copy(deep=False)
    if "incident_key" in rows:
        filters = view.addressed
        shown["open"] = [incident_address(key, filters) if isinstance(key, str) else None for key in rows["incident_key"]]
    for column in ("status", "horizon", "first", "second", "metric"):
        if column in rows:
            shown[column] = rows[column].map(format_short_label, na_action="ignore")
    if "title" in rows and "incident_id" in rows:
        shown["title"] = rows["title"].fillna(rows["incident_id"])
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


def date_column(label: str) -> ColumnConfig:
    return st.column_config.DateColumn(label, format="YYYY-MM-DD", width=95)


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
    "overdue_days": number_column("Days", 65),
    "action": text_column("Action", 250),
    "owner": text_column("Owner", 115),
    "due_date": date_column("Due"),
    "severity": text_column("Severity", 70),
    "team": text_column("Team", 105),
    "title": text_column("Incident", 190),
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
    "metric": text_column("Time to", 135),
    "stated": duration_column("Stated", 80),
    "timeline": duration_column("Timeline", 80),
    "apart": duration_column("Apart", 80),
    "team": text_column("Team", 105),
    "title": text_column("Incident", 205),
    "source_path": text_column("File", 205),
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
