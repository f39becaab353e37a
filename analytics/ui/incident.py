"""One incident: its numbers with where they come from, every field with its line, the document's findings.

Everything here is a document's text: it is shown as plain text or code, or escaped, so that it is never read as Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

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
from analytics.metrics.registry import DEFINITIONS
from analytics.model import DURATIONS, Incident
from analytics.store.database import Cursor
from analytics.ui.exhibits import render_table_head
from analytics.ui.fields import (
    FIELD_LABELS,
    SECTIONS,
    as_text,
    field_rows,
    first_sources,
    lines_by_number,
    lines_of,
    quote_source,
    record_rows,
    split_code,
)
from analytics.ui.item_history import render_item_history
from analytics.ui.item_table import item_cells
from analytics.ui.links import INCIDENT, SECTION
from analytics.ui.original import line_link
from analytics.ui.states import render_no_incident
from analytics.ui.view import View
from analytics.ui.words import escape_markdown

# In a narrow column a day would break at its hyphens.
_UNBROKEN = "<style>[data-testid=stTable] td :is(a, span) { white-space: nowrap; }</style>"


Quote: TypeAlias = Callable[..., list[str]]
"""Fields -> Markdown: what stands in the document, with the way to it."""


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
    """Title, what it is, and six numbers, each with the words of the document that it rests on."""
    incident = found.postmortem.incident
    st.title(escape_markdown(incident.title or incident.incident_id or incident.incident_key), anchor=False)
    facts = [
        incident.incident_id, incident.severity or "no severity stated", incident.team or "no team",
        f"{incident.incident_date:%Y-%m-%d}" if incident.incident_date else "no date", format_label(incident.status).lower(),
        incident.source_path,
    ]  # fmt: skip
    told = escape_markdown(" · ".join(fact for fact in facts if fact))
    st.markdown(f":gray[{told}, {line_link(incident.source_line)}]")
    quote = _quoting(found)
    for place, name in zip(st.columns(len(DURATIONS) + 1), (*DURATIONS[1:], DURATIONS[0], ""), strict=True):
        with place, st.container(border=True, height="stretch", gap="xxsmall"):
            if name:
                _render_duration(found, name, quote)
            else:
                _render_impact(incident, quote)
    if incident.summary:
        st.text(incident.summary)


def _render_duration(found: IncidentDetail, name: str, quote: Quote) -> None:
    incident = found.postmortem.incident
    value, basis = getattr(incident, f"{name}_min"), getattr(incident, f"{name}_basis")
    label, meaning = FIELD_LABELS[name].removeprefix("Time ").capitalize(), DEFINITIONS[_METRICS[name]].sentence
    st.metric(label, format_duration(value), help=escape_markdown(meaning))
    other = "timeline" if basis == "stated" else "stated"
    other_value = getattr(incident, f"{other}_{name}_min")
    notes = [_basis_words(found, name, basis), *quote(*_evidence(name, basis or "stated"))]
    if not is_unknown(other_value) and other_value != value:
        notes += [f"{other}: {format_duration(other_value)}", *quote(*_evidence(name, other))]
    _render_notes(notes)


_METRICS = {
    "time_to_detect": "ttd", "time_to_acknowledge": "tta", "time_to_mitigate": "ttm", "time_to_resolve": "ttr", "duration": "duration",
}  # fmt: skip


def _basis_words(found: IncidentDetail, name: str, basis: str | None) -> str:
    if basis is None:
        stated = getattr(found.postmortem.incident, f"stated_{name}_min")
        return "not stated" if is_unknown(stated) else "impossible, not used"
    return "from the timeline" if basis == "timeline" else "stated"


# The events of the timeline between which a time runs; where no impact start is stated, it runs from the detection.
_EVENTS = {
    "time_to_detect": ("started_at", "detected_at"),
    "time_to_acknowledge": ("detected_at", "acknowledged_at"),
    "time_to_mitigate": ("started_at|detected_at", "mitigated_at"),
    "time_to_resolve": ("started_at|detected_at", "resolved_at"),
    "duration": ("started_at|detected_at", "resolved_at"),
}


def _evidence(name: str, basis: str) -> tuple[str, ...]:
    """The fields that a duration rests on; of two with a bar between them the first that is stated."""
    return _EVENTS[name] if basis == "timeline" else (f"stated_{name}_min",)


_QUOTED = 60
"""Characters of a quotation in one of six narrow cards."""


def _quoting(found: IncidentDetail) -> Quote:
    """For fields, what stands in the document: each line's words with the way to it."""
    sources, lines = first_sources(found), lines_by_number(found.document)

    def quote(*fields: str) -> list[str]:
        told = (next((sources[name] for name in field.split("|") if name in sources), None) for field in fields)
        return [
            f"“{escape_markdown(quote_source(lines, source, _QUOTED))}” {line_link(source.line)}" for source in told if source
        ]

    return quote


def _render_notes(notes: list[str]) -> None:
    st.markdown("  \n".join(f":small[:gray[{note}]]" for note in notes if note))


def _render_impact(incident: Incident, quote: Quote) -> None:
    st.metric("Users affected", format_count(incident.users_affected), help="The number of users that the document states.")
    notes = quote("users_affected|users_affected_text")
    if incident.revenue_impact is not None:
        money = format_money(incident.revenue_impact, incident.revenue_currency)
        notes += [f"{escape_markdown(money)} revenue", *quote("revenue_impact")]
    if incident.sla_breach_min is not None:
        notes += [f"{format_duration(incident.sla_breach_min)} in breach", *quote("sla_breach_min")]
    _render_notes(notes)


def render_sections(view: View, found: IncidentDetail) -> None:
    """The rest of the document behind tabs, of which an address may open one; a tab is built when it is opened."""
    builders: dict[str, Callable[[View, IncidentDetail], None]] = {
        **{title: _section(tables) for title, tables in SECTIONS.items()},
        "All fields": _render_fields,
        f"Findings ({len(found.diagnostics)})": _render_findings,
    }
    asked = st.query_params.get(SECTION)
    default = asked if asked in builders else None
    tabs = st.tabs(list(builders), default=default, key=f"sections-{found.document.sha256[:12]}", on_change="rerun")
    for tab, build in zip(tabs, builders.values(), strict=True):
        if tab.open:
            with tab:
                build(view, found)


def _section(tables: dict[str, str]) -> Callable[[View, IncidentDetail], None]:
    def render(view: View, found: IncidentDetail) -> None:
        if "whys" in tables:
            _render_prose(found, "user_experience", "what_happened", "root_cause")
        rows = {name: record_rows(found, name) for name in tables}
        for name, title in tables.items():
            if not rows[name].empty:
                if name in _LISTS:
                    _render_list(title, rows[name], _LISTS[name])
                else:
                    _render_records(view, found, name, title, rows[name])
            if name == "action_items":
                render_item_history(view, found)
        empty = [title for name, title in tables.items() if rows[name].empty]
        if empty:
            st.caption(escape_markdown(f"Not in the document: {format_names([title.lower() for title in empty])}."))

    return render


def _render_prose(found: IncidentDetail, *names: str) -> None:
    for name in names:
        if text := getattr(found.postmortem.incident, name):
            lines = lines_of(found, name)
            st.markdown(f"**{FIELD_LABELS[name]}**" + (f" :small[{line_link(lines[0])}]" if lines else ""))
            for part, is_code in split_code(text):
                if is_code:
                    st.code(part, language=None)
                else:
                    st.text(part)


def _render_list(title: str, rows: pd.DataFrame, words: Callable[[Row], str]) -> None:
    """Sentences as a list, each with its line."""
    lines = [f"- {words(row)} :small[{line_link(row.line)}]" for row in rows_of(rows)]
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


def _render_records(view: View, found: IncidentDetail, name: str, title: str, rows: pd.DataFrame) -> None:
    _render_head_of(view, found, name, title, rows)
    if name == "action_items":
        _render_cells(item_cells(rows), title)
        return
    shown = rows.copy(deep=False)
    for column in ("factor", "method", "impact", "channel", "kind"):
        if column in shown:
            shown[column] = shown[column].map(format_label, na_action="ignore")
    _render_table(shown, title)


def _render_table(rows: pd.DataFrame, title: str) -> None:
    """Every text in full, each row with the way to its line; columns without any value are left out."""
    stated = rows.dropna(axis="columns", how="all").drop(columns="line")
    shown = pd.DataFrame({"Line": ["" if pd.isna(line) else line_link(line) for line in rows["line"]]})
    for column in stated:
        label = FIELD_LABELS.get(str(column), str(column).replace("_", " ").capitalize())
        shown[label] = [_cell(value) for value in stated[column]]
    _render_cells(shown, title)


def _render_cells(cells: pd.DataFrame, title: str) -> None:
    st.html(_UNBROKEN)
    st.table(cells, border="horizontal", hide_index=True, alt=title)


def _cell(value: object) -> str:
    words = escape_markdown(as_text(value) or "")
    return f":small[{words}]" if words and isinstance(value, date) else words


def _render_head_of(view: View, found: IncidentDetail, name: str, title: str, rows: pd.DataFrame) -> None:
    """The title of a table of this incident with its export, whose file names the incident."""
    incident = found.postmortem.incident
    render_table_head(view, f"{name} {incident.incident_id or incident.incident_key}", title, lambda: rows)


def _render_fields(view: View, found: IncidentDetail) -> None:
    rows = field_rows(found)
    _render_head_of(view, found, "fields", "All fields", rows)
    _render_table(rows.rename(columns={"Line": "line"}), "Every field of the incident")
    st.caption("A field without a value is not in the document, or could not be read: the findings say which.")


def _render_findings(view: View, found: IncidentDetail) -> None:
    if not found.diagnostics:
        st.caption("Nothing to report: the document was read whole.")
        return
    rows = pd.DataFrame(found.diagnostics).drop(columns=["path", "incident_key"])
    _render_head_of(view, found, "findings", "Findings", rows)
    _render_table(rows, "Findings in this document")
    st.caption(format_plural(len(found.diagnostics), "finding"))
