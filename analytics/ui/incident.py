"""One incident: its numbers with where they come from, every field with its line, the original text, the document's findings.

Everything here is a document's text: it is shown as plain text, in tables or as code, never as Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    format_count,
    format_duration,
    format_label,
    format_money,
    format_names,
    format_plural,
    is_unknown,
)
from analytics.metrics.filters import Filters
from analytics.metrics.incidents import IncidentDetail, read_incident
from analytics.model import DURATIONS, Incident
from analytics.store.database import Cursor
from analytics.ui.fields import FIELD_LABELS, LONG_FIELDS, SECTIONS, field_rows, lines_of, numbered_text, record_rows, split_code
from analytics.ui.links import INCIDENT
from analytics.ui.states import render_no_incident
from analytics.ui.view import View
from analytics.ui.words import escape_markdown


def load_incident(view: View) -> IncidentDetail:
    """The incident that the address names; ends the run with a designed state where there is none."""
    key = st.query_params.get(INCIDENT, "")
    found = view.load(_read, key) if key else None
    if found is None:
        render_no_incident(key)
        st.stop()
    return found


def _read(cursor: Cursor, _filters: Filters, key: str) -> IncidentDetail | None:
    return read_incident(cursor, key)


def render_head(found: IncidentDetail) -> None:
    """Title, what it is, and five numbers with their basis."""
    incident = found.postmortem.incident
    st.title(escape_markdown(incident.title or incident.incident_id or incident.incident_key), anchor=False)
    facts = [
        incident.incident_id, incident.severity or "no severity stated", incident.team or "no team",
        f"{incident.incident_date:%Y-%m-%d}" if incident.incident_date else "no date", format_label(incident.status).lower(),
        f"{incident.source_path}, line {incident.source_line}",
    ]  # fmt: skip
    st.markdown(f":gray[{escape_markdown(' · '.join(fact for fact in facts if fact))}]")
    for place, name in zip(st.columns(len(DURATIONS) + 1), (*DURATIONS[1:], DURATIONS[0], ""), strict=True):
        with place, st.container(border=True, height="stretch", gap="xxsmall"):
            if name:
                _render_duration(found, name)
            else:
                _render_impact(incident)
    if incident.summary:
        st.text(incident.summary)


def _render_duration(found: IncidentDetail, name: str) -> None:
    incident = found.postmortem.incident
    value, basis = getattr(incident, f"{name}_min"), getattr(incident, f"{name}_basis")
    st.metric(FIELD_LABELS[name].removeprefix("Time ").capitalize(), format_duration(value))
    other = "timeline" if basis == "stated" else "stated"
    other_value = getattr(incident, f"{other}_{name}_min")
    notes = [_basis_words(found, name, basis)]
    if not is_unknown(other_value) and other_value != value:
        notes.append(f"{other}: {format_duration(other_value)}")
    st.markdown("  \n".join(f":small[:gray[{note}]]" for note in notes if note))


def _basis_words(found: IncidentDetail, name: str, basis: str | None) -> str:
    if basis is None:
        stated = getattr(found.postmortem.incident, f"stated_{name}_min")
        return "not stated" if is_unknown(stated) else "impossible, not used"
    if basis == "timeline":
        return "from the timeline"
    lines = lines_of(found, f"stated_{name}_min", f"{name}_min")
    return f"stated, line {lines[0]}" if lines else "stated"


def _render_impact(incident: Incident) -> None:
    st.metric("Users affected", format_count(incident.users_affected))
    notes = []
    if incident.revenue_impact is not None:
        notes.append(f"{format_money(incident.revenue_impact, incident.revenue_currency)} revenue")
    if incident.sla_breach_min is not None:
        notes.append(f"{format_duration(incident.sla_breach_min)} in breach")
    st.markdown("  \n".join(f":small[:gray[{escape_markdown(note)}]]" for note in notes))


def render_sections(found: IncidentDetail) -> None:
    """The rest of the document behind tabs; a tab is built when it is opened."""
    builders: dict[str, Callable[[IncidentDetail], None]] = {
        **{title: _section(tables) for title, tables in SECTIONS.items()},
        "All fields": _render_fields,
        f"Findings ({len(found.diagnostics)})": _render_findings,
        "Original text": _render_original,
    }
    tabs = st.tabs(list(builders), key=f"sections-{found.document.sha256[:12]}", on_change="rerun")
    for tab, build in zip(tabs, builders.values(), strict=True):
        if tab.open:
            with tab:
                build(found)


def _section(tables: dict[str, str]) -> Callable[[IncidentDetail], None]:
    def render(found: IncidentDetail) -> None:
        if "whys" in tables:
            _render_prose(found, "user_experience", "what_happened", "root_cause")
        rows = {name: record_rows(found, name) for name in tables}
        for name, title in tables.items():
            if not rows[name].empty:
                if name in _LISTS:
                    _render_list(title, rows[name], _LISTS[name])
                else:
                    _render_records(name, title, rows[name])
        empty = [title for name, title in tables.items() if rows[name].empty]
        if empty:
            st.caption(escape_markdown(f"Not in the document: {format_names([title.lower() for title in empty])}."))

    return render


def _render_prose(found: IncidentDetail, *names: str) -> None:
    for name in names:
        if text := getattr(found.postmortem.incident, name):
            lines = lines_of(found, name)
            st.markdown(f"**{FIELD_LABELS[name]}**" + (f" :small[:gray[line {lines[0]}]]" if lines else ""))
            for part, is_code in split_code(text):
                if is_code:
                    st.code(part, language=None)
                else:
                    st.text(part)


def _render_list(title: str, rows: pd.DataFrame, words: Callable[[Row], str]) -> None:
    """Sentences as a list, each with its line."""
    lines = [f"- {words(row)} :small[:gray[line {row.line}]]" for row in rows_of(rows)]
    st.markdown(f"**{escape_markdown(title)}**\n\n" + "\n".join(lines))


def _bold(lead: str | None, text: str | None) -> str:
    parts = [f"**{escape_markdown(lead)}**" if lead else "", escape_markdown(text) if text else ""]
    return " ".join(part for part in parts if part)


# Records that are sentences read better as a list than in cells that cut them.
_LISTS: dict[str, Callable[[Row], str]] = {
    "whys": lambda row: _bold(row.question, row.answer) + (" :gray[(root cause)]" if row.is_root_cause else ""),
    "affected_features": lambda row: _bold(row.feature, row.description),
    "detection_suggestions": lambda row: _bold(None, row.suggestion),
    "observations": lambda row: _bold(format_label(row.kind), row.text),
    "lessons": lambda row: _bold(row.lesson, row.application),
    "review_notes": lambda row: _bold(format_label(row.kind), row.text),
}


def _render_records(name: str, title: str, rows: pd.DataFrame) -> None:
    st.markdown(f"**{escape_markdown(title)}**")
    shown = rows.copy(deep=False)
    for column in ("factor", "method", "impact", "channel", "horizon", "status", "kind"):
        if column in shown:
            shown[column] = shown[column].map(format_label, na_action="ignore")
    order = [column for column in shown.columns if column != "line"]
    config = {
        column: st.column_config.Column(
            FIELD_LABELS.get(column, column.replace("_", " ").capitalize()), width="large" if column in LONG_FIELDS else None
        )
        for column in order
    }
    config["line"] = st.column_config.NumberColumn("Line", format="%d", width=60, alignment="right")
    st.dataframe(
        shown, hide_index=True, column_order=["line", *order], column_config=config, placeholder="", key=f"records-{name}",
        alt=title,
        row_height=None,
    )  # fmt: skip


def _render_fields(found: IncidentDetail) -> None:
    st.dataframe(
        field_rows(found), hide_index=True, placeholder="", height=640, alt="Every field of the incident",
        column_config={"Line": st.column_config.NumberColumn(format="%d", width=60, alignment="right")},
    )  # fmt: skip
    st.caption("A field without a value is not in the document, or could not be read: the findings say which.")


def _render_findings(found: IncidentDetail) -> None:
    if not found.diagnostics:
        st.caption("Nothing to report: the document was read whole.")
        return
    st.dataframe(
        pd.DataFrame(found.diagnostics).drop(columns=["path", "incident_key"]), hide_index=True, placeholder="",
        alt="Findings in this document",
        column_config={
            "line": st.column_config.NumberColumn("Line", format="%d", width=60),
            "column": st.column_config.NumberColumn("Column", width=70),
            "level": "Level", "code": "Code", "message": st.column_config.TextColumn("Finding", width="large"),
            "hint": st.column_config.TextColumn("What to do", width="large"),
        },
    )  # fmt: skip
    st.caption(format_plural(len(found.diagnostics), "finding"))


def _render_original(found: IncidentDetail) -> None:
    document = found.document
    text = numbered_text(document) if document.line_map else document.text
    st.code(text, language=None, line_numbers=not document.line_map, wrap_lines=True, height=720)
