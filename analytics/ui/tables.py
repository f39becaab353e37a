"""Tables of incidents and action items: what is shown of a frame, and how each column reads."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from analytics.charts.wording import format_money, format_quarter, format_short_label
from analytics.ui.links import incident_address
from analytics.ui.view import View

Columns = dict[str, ColumnConfig]
Width = Literal["small", "medium", "large"] | int | None


DURATIONS = ("minutes", "ttd", "tta", "ttm", "ttr", "duration", "stated", "timeline", "apart")


def display_rows(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as people read them: an address in `open`, minutes as durations that still sort, labels for the store's values."""
    shown = rows.copy(deep=False)
    if "incident_key" in rows:
        shown["open"] = [incident_address(key, view.filters) if isinstance(key, str) else None for key in rows["incident_key"]]
    for column in DURATIONS:
        if column in rows:
            shown[column] = pd.to_timedelta(rows[column].round(), unit="min")
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


def text_column(label: str, width: Width = None) -> ColumnConfig:
    return st.column_config.TextColumn(label, width=width)


def number_column(label: str, width: Width = "small") -> ColumnConfig:
    return st.column_config.NumberColumn(label, width=width, format="%,d", alignment="right")


def duration_column(label: str) -> ColumnConfig:
    return st.column_config.NumberColumn(label, width=95, format="localized", alignment="right")


def link_column() -> ColumnConfig:
    return st.column_config.LinkColumn("", width=44, display_text=":material/open_in_new:", help="Open the incident")


def date_column(label: str) -> ColumnConfig:
    return st.column_config.DateColumn(label, format="YYYY-MM-DD", width=100)


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
    "overdue_days": number_column("Days overdue", 105),
    "action": text_column("Action"),
    "owner": text_column("Owner", 120),
    "due_date": date_column("Due"),
    "severity": text_column("Severity", 70),
    "team": text_column("Team", 110),
    "title": text_column("Incident"),
}

FINDINGS: Columns = {
    "open": link_column(),
    "level": text_column("Level", 75),
    "code": text_column("Code", 70),
    "line": number_column("Line", 55),
    "source_path": text_column("File", 260),
    "message": text_column("What was found", 350),
    "hint": text_column("What to do"),
}

DISAGREEMENTS: Columns = {
    "open": link_column(),
    "metric": text_column("Time to", 110),
    "stated": duration_column("Stated"),
    "timeline": duration_column("Timeline"),
    "apart": duration_column("Apart"),
    "team": text_column("Team", 120),
    "title": text_column("Incident", 280),
    "source_path": text_column("File"),
}

WITHOUT_INCIDENT: Columns = {
    "source_path": text_column("File"),
    "reason": text_column("Why"),
}

INCIDENTS: Columns = {
    "open": link_column(),
    "occurred_on": date_column("Date"),
    "severity": text_column("Severity", 70),
    "title": text_column("Title", 250),
    "team": text_column("Team", 105),
    "ttd": duration_column("To detect"),
    "ttr": duration_column("To resolve"),
    "users_affected": number_column("Users"),
    "overdue_actions": number_column("Overdue"),
    "status": text_column("Status", 80),
    "incident_id": text_column("Incident", 200),
}
