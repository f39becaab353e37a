"""The history of an incident's action items on its page. What documents say is escaped, as everywhere on it."""

from __future__ import annotations

from itertools import groupby

import pandas as pd
import streamlit as st

from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import format_label, is_unknown
from analytics.metrics.incidents import IncidentDetail
from analytics.metrics.item_history import list_item_changes
from analytics.ui.exhibits import render_table_head
from analytics.ui.view import View
from analytics.ui.words import escape_markdown

TITLE = "History of the action items"
_FIELDS = {
    "status": "Status",
    "owner": "Owner",
    "due_date": "Due",
    "horizon": "Horizon",
    "ticket": "Ticket",
    "action": "Reworded",
}
_LABELLED = ("status", "horizon")
_COMMIT = 10
"""Characters of a commit's id: as many as the findings name it by."""


def render_item_history(view: View, found: IncidentDetail) -> None:
    """Each item with what became of it; nothing where no history is known."""
    incident = found.postmortem.incident
    rows = view.load(list_item_changes, incident.incident_key, view.info.settings.calendar.time_zone)
    if rows.empty:
        return
    name = f"history of {incident.incident_id or incident.incident_key}"
    render_table_head(view, name, TITLE, lambda: rows.drop(columns="turn"))
    st.table(_shown(rows), border="horizontal", hide_index=True, alt=TITLE)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """A line for all that one commit changed of an item."""
    steps = [list(same) for _, same in groupby(rows_of(rows), lambda row: (row.item_key, row.revision, row.changed_on))]
    before = [None, *(step[0].item_key for step in steps)]
    return pd.DataFrame({
        "Action item": ["" if step[0].item_key == last else _name(step[0]) for step, last in zip(steps, before, strict=False)],
        "When": ["" if is_unknown(step[0].changed_on) else f":small[{step[0].changed_on:%Y-%m-%d}]" for step in steps],
        "What changed": ["; ".join(map(describe_change, step)) for step in steps],
        "Who says so": [_source(step[0]) for step in steps],
    })  # fmt: skip


def _name(row: Row) -> str:
    number = "" if is_unknown(row.number) else f"{int(row.number)}. "
    gone = " :gray[(no longer in the document)]" if row.is_gone else ""
    return f"{escape_markdown(number + row.action)}{gone}"


def describe_change(row: Row) -> str:
    """Markdown: `Due: 2026-03-20 → 2026-04-03`."""
    if is_unknown(row.field):
        return ":gray[no change is known since its history begins]"
    if row.field == "appeared":
        return f"{'Promised' if row.turn == 1 else 'Came back'}{_as(row.new)}"
    if row.field == "removed":
        return f"Left the document{_as(row.old)}"
    old, new = (_value(row.field, value) for value in (row.old, row.new))
    return f"{_FIELDS[row.field]}: {old} → {new}"


def _as(status: str | None) -> str:
    """The status with which an item came or went; pending is what a promise begins with."""
    return "" if is_unknown(status) or status == "pending" else f", {escape_markdown(format_label(status).lower())}"


def _value(field: str, value: str | None) -> str:
    if is_unknown(value):
        return "none"
    words = escape_markdown(format_label(value) if field in _LABELLED else str(value))
    return f"“{words}”" if field == "action" else words


def _source(row: Row) -> str:
    if is_unknown(row.basis):
        return ""
    return f":small[commit {escape_markdown(row.revision[:_COMMIT])}]" if row.basis == "git" else ":small[an ingest]"
