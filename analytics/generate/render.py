"""A draft as Markdown in the shape of the organisation's template. Writing a record sets its line."""

from __future__ import annotations

from analytics.generate.boxes import write_boxes
from analytics.generate.draft import Draft
from analytics.generate.labels import CHANNEL_LABELS, IMPACT_LABELS, damage
from analytics.generate.page import Page
from analytics.generate.render_analysis import write_detection, write_response, write_root_cause
from analytics.generate.render_follow_up import write_actions, write_appendix, write_lessons, write_notes, write_review

_DERIVED = {
    "severity_text": ("severity",),
    "users_affected_text": ("users_affected",),
    "revenue_impact": ("revenue_currency",),
    "business_revenue": ("business_revenue_currency",),
}
"""Columns that come from the same cell as another one."""
PHASE_LINE = "**Phase 4, Week 8 Extended - CTO/CAIO Executive Checklist**"


def render_draft(draft: Draft) -> str:
    """The text of the document; sets `line` of every record and `source_line` of the incident on the way."""
    page = Page(draft)
    _write_header(page)
    _write_summary(page)
    _write_timeline(page)
    _write_impact(page)
    for write in (write_root_cause, write_detection, write_response, write_actions, write_lessons, write_appendix, write_review):
        write(page)
    if draft.postscript:
        page.write(draft.postscript, "")
    if draft.style.notes:
        write_notes(page)
    text = page.text().rstrip("\n") + "\n"
    return damage(text) if draft.style.damaged else text


def _write_header(page: Page) -> None:
    incident, style = page.incident, page.draft.style
    if incident.team_basis == "front_matter":
        page.write("---")
        page.field("team: ", "team", "team")
        page.write("---", "")
    title, in_heading = incident.title or "", style.title_in_heading
    line = page.write("# Incident Postmortem Template" if in_heading else f"# {title}", "")
    if style.phase_line:
        page.write(PHASE_LINE, "")
    page.rule()
    heading = f"## Incident Postmortem: {incident.incident_id}"
    incident.source_line = page.write(f"{heading} — {title}" if in_heading else heading, "")
    page.note(incident.source_line if in_heading else line, "title", title)
    page.note(incident.source_line, "incident_id", incident.incident_id or "")
    page.field("**Status:** ", "status", "status")
    page.field("**Date:** ", "incident_date", "incident_date")
    if incident.team_basis == "document":
        page.field("**Team:** ", "team", "team")
    page.field("**Authors:** ", "authors", "authors")
    page.field("**Reviewers:** ", "reviewers", "reviewers")
    page.write("")
    page.rule()


def _write_summary(page: Page) -> None:
    incident = page.incident
    instruction = "One paragraph summary for leadership. Include: what happened, impact, root cause, and resolution."
    page.heading("## 1. Executive Summary", instruction)
    page.note(page.write(incident.summary or "", ""), "summary", incident.summary or "")
    page.table(("Metric", "Value"))
    rows = [
        ("Severity", "severity_text", "severity"),
        ("Duration", "stated_duration_min", "duration"),
        ("Users Affected", "users_affected_text", "users_affected"),
        ("Revenue Impact", "revenue_impact", "revenue_impact"),
        ("Detection Time", "stated_time_to_detect_min", "time_to_detect"),
        ("Time to Acknowledge", "stated_time_to_acknowledge_min", "time_to_acknowledge"),
        ("Time to Mitigate", "stated_time_to_mitigate_min", "time_to_mitigate"),
        ("Time to Resolve", "stated_time_to_resolve_min", "time_to_resolve"),
    ]
    for label, name, cell in rows:
        if cell != "time_to_acknowledge" or page.draft.style.acknowledge_row:
            _write_value(page, f"**{label}**", name, cell)
    page.write("")
    page.rule()


def _write_value(page: Page, label: str, name: str, cell: str) -> None:
    """A row of a table of values, with the place of every column that comes from it."""
    line = page.field(f"| {label} | ", name, cell, " |")
    for column in _DERIVED.get(name, ()):
        page.note(line, column, page.draft.cells[cell], getattr(page.incident, column) is not None)


def _write_timeline(page: Page) -> None:
    page.heading("## 2. Timeline", "All times in UTC. Include key events from detection to resolution.")
    page.table(("Time (UTC)", "Event"))
    events = page.draft.postmortem.timeline_events
    page.records(events, (f"| {event.time_text} | {event.event} |" for event in events))
    for event in events:
        name = {"impact_started": "started_at", "investigating": None}.get(event.kind or "investigating", f"{event.kind}_at")
        if name:
            page.note(event.line, name, event.time_text, event.occurred_at is not None)
    page.write("")
    page.rule()


def _write_impact(page: Page) -> None:
    postmortem = page.draft.postmortem
    page.write("## 3. Impact", "")
    page.heading("### 3.1 User Impact", "Describe the user experience during the incident.")
    if experience := postmortem.incident.user_experience:
        page.note(page.write(experience, ""), "user_experience", experience)
    write_boxes(page, postmortem.user_impacts, IMPACT_LABELS)
    page.write("", "**Affected Features:**")
    features = postmortem.affected_features
    page.records(features, (f"- {record.feature}: {record.description}" for record in features))
    page.write("")
    _write_business(page)
    page.write("### 3.3 Customer Communications", "")
    write_boxes(page, postmortem.customer_communications, CHANNEL_LABELS)
    page.write("")
    page.rule()


def _write_business(page: Page) -> None:
    page.write("### 3.2 Business Impact", "")
    page.table(("Category", "Impact"))
    for label, name, cell in (
        ("Revenue", "business_revenue", "business_revenue"),
        ("SLA", "sla_breach_min", "sla_breach"),
        ("Reputation", "reputation", "reputation"),
        ("Data", "data_impact", "data_impact"),
    ):
        _write_value(page, label, name, cell)
    page.write("")
