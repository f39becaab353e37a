"""Sections 7 to 10: action items, lessons, appendix, review and sign-off."""

from __future__ import annotations

from datetime import date

from analytics.generate.labels import DOCUMENTATION_LABELS, HORIZON_HEADINGS, LESSON_HEADINGS, SIGNED_MARK, STATUS_MARKS
from analytics.generate.page import Page
from analytics.model import ActionItem, DocumentationUpdate, Horizon, LessonKind, LinkKind, NoteKind, ReferenceLink, SignOff

_EMPTY_NUMBERS: dict[Horizon, tuple[int, int]] = {"immediate": (1, 2), "short_term": (3, 4), "long_term": (5, 6)}
_EMPTY_LESSON = "**Lesson:** [Description]\n   **Application:** [How we'll apply this]\n"
_EMPTY_LINKS: dict[LinkKind, str] = {
    "metrics": "[Link to dashboard]\n[Embedded graph if supported]",
    "document": "- [Link to incident ticket]\n- [Link to related PRs]\n"
    "- [Link to relevant runbook]\n- [Link to architecture diagram]",
}
_EMPTY_NOTES: dict[NoteKind, str] = {"discussion": "1. [Point 1]\n2. [Point 2]", "decision": "1. [Decision 1]\n2. [Decision 2]"}


def write_actions(page: Page) -> None:
    page.heading("## 7. Action Items", "Specific, actionable items with owners and due dates.")
    for horizon, heading in HORIZON_HEADINGS.items():
        page.write(heading, "")
        _write_action_table(page, horizon)
        page.write("")
    if page.draft.style.legend:
        page.write("### Action Item Status Legend")
        page.write(
            *(f"- {mark} {word}{' (with reason)' * (kind == 'wont_do')}" for kind, (mark, word) in STATUS_MARKS.items()), ""
        )
    page.rule()


def _write_action_table(page: Page, horizon: Horizon) -> None:
    items, stamped = page.draft.postmortem.action_items, page.draft.style.stamps == "both"
    if stamped and items:
        page.table(("#", "Action", "Owner", "Opened", "Due Date", "Completed", "Status"))
    else:
        page.table(("#", "Action", "Owner", "Due Date", "Status"))
    for place, item in enumerate(items):
        if item.horizon == horizon:
            items[place] = item._replace(line=page.write(action_row(item, stamped)))
    if not items:
        page.write(*(f"| {n} | [Action description] | @name | YYYY-MM-DD | ⏳ |" for n in _EMPTY_NUMBERS[horizon]))


def action_row(item: ActionItem, stamped: bool) -> str:
    cells = [str(item.number), item.action, item.owner or "TBD", _day(item.due_date, "TBD"), item.status_text or ""]
    if stamped:
        cells[3:4] = [_day(item.opened_on), cells[3], _day(item.completed_on)]
    return f"| {' | '.join(cells)} |"


def write_lessons(page: Page) -> None:
    page.write("## 8. Lessons Learned", "")
    for kind, heading in LESSON_HEADINGS.items():
        page.write(heading, "")
        _write_lessons_of(page, kind)
    page.write("### 8.3 Documentation Updates Needed", "")
    updates = page.draft.postmortem.documentation_updates
    page.records(updates, (_update_line(update, page.draft.style.tick) for update in updates))
    if not updates:
        page.write(*(f"- [ ] {label}: [Name] - [What to update]" for label in DOCUMENTATION_LABELS.values()))
    page.write("")
    if any(lesson.kind == "other" for lesson in page.draft.postmortem.lessons):
        page.write("### 8.4 Other Lessons", "")
        _write_lessons_of(page, "other")
    page.rule()


def _write_lessons_of(page: Page, kind: LessonKind) -> None:
    lessons, number = page.draft.postmortem.lessons, 0
    for place, record in enumerate(lessons):
        if record.kind == kind:
            number += 1
            line = page.write(f"{number}. **Lesson:** {record.lesson}", f"   **Application:** {record.application}", "")
            lessons[place] = record._replace(line=line)
    if not number:
        page.write(f"1. {_EMPTY_LESSON}")


def _update_line(update: DocumentationUpdate, tick: str) -> str:
    box = f"- [{tick if update.done else ' '}]"
    if update.kind == "other":
        return f"{box} {update.name}: {update.what}"
    return f"{box} {DOCUMENTATION_LABELS[update.kind]}: {update.name} - {update.what}"


def write_appendix(page: Page) -> None:
    postmortem = page.draft.postmortem
    page.write("## 9. Appendix", "", "### 9.1 Related Incidents", "")
    page.table(("Incident", "Date", "Relationship"))
    related = postmortem.related_incidents
    page.records(related, (f"| {row.related_id} | {_day(row.related_date)} | {row.relationship} |" for row in related))
    if not related and page.draft.style.quotes:
        page.write("| INCIDENT-XXX | YYYY-MM-DD | Similar root cause |", "| INCIDENT-YYY | YYYY-MM-DD | Related system |")
    page.write("")
    page.heading("### 9.2 Metrics & Graphs", "Include relevant dashboards, graphs, or metrics screenshots.")
    _write_links(page, "metrics", "")
    page.write("### 9.3 Communication Log", "")
    page.table(("Time", "Channel", "Message"))
    log = postmortem.communication_log
    page.records(log, (f"| {entry.time_text} | {entry.channel} | {entry.message} |" for entry in log))
    page.write("", "### 9.4 Reference Documents", "")
    _write_links(page, "document", "- ")
    page.rule()


def _write_links(page: Page, kind: LinkKind, bullet: str) -> None:
    links: list[ReferenceLink] = page.draft.postmortem.reference_links
    written = False
    for place, link in enumerate(links):
        if link.kind == kind:
            links[place] = link._replace(line=page.write(f"{bullet}[{link.label}]({link.url})"))
            written = True
    if not written:
        page.write(_EMPTY_LINKS[kind])
    page.write("")


def write_review(page: Page) -> None:
    page.write("## 10. Review & Sign-off", "", "### 10.1 Postmortem Review Meeting", "")
    page.field("**Date:** ", "review_date", "review_date")
    page.field("**Attendees:** ", "review_attendees", "review_attendees")
    page.write("")
    _write_notes_of(page, "discussion", "**Key Discussion Points:**")
    _write_notes_of(page, "decision", "**Decisions Made:**")
    page.write("### 10.2 Sign-off", "")
    page.table(("Role", "Name", "Date", "Signature"))
    sign_offs = page.draft.postmortem.sign_offs
    page.records(sign_offs, (sign_off_row(record) for record in sign_offs))
    if not sign_offs:
        page.write(*(f"| {role} | [Name] | YYYY-MM-DD | |" for role in ("Author", "Engineering Lead", "CTO/CAIO")))
    page.write("")


def _write_notes_of(page: Page, kind: NoteKind, heading: str) -> None:
    notes, number = page.draft.postmortem.review_notes, 0
    page.write(heading)
    for place, note in enumerate(notes):
        if note.kind == kind:
            number += 1
            notes[place] = note._replace(line=page.write(f"{number}. {note.text}"))
    if not number:
        page.write(_EMPTY_NOTES[kind])
    page.write("")


def sign_off_row(record: SignOff) -> str:
    return f"| {record.role} | {record.name} | {_day(record.signed_on)} | {SIGNED_MARK if record.signed else ''} |"


def write_notes(page: Page) -> None:
    """The template's usage notes, which many authors leave at the end."""
    page.rule()
    page.write(
        "## Template Usage Notes",
        "",
        "1. **Start immediately:** Begin this document during the incident if possible",
        "2. **Blameless:** Focus on systems, not individuals",
        "3. **Be specific:** Vague postmortems don't drive improvement",
        "4. **Follow up:** Track action items to completion",
        "5. **Share widely:** Learning benefits the whole organization",
        "",
        "---",
        "",
        "*This template follows the practices outlined in Google's SRE book and is adapted for AI/ML systems.*",
    )


def _day(day: date | None, unknown: str = "") -> str:
    return day.isoformat() if day else unknown
