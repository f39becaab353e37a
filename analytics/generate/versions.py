"""The versions of a document from its draft to the day on which the corpus is looked at, each as the commit that made it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from analytics.generate.draft import Draft
from analytics.generate.draw import Draw
from analytics.generate.labels import damage
from analytics.generate.plan import AS_OF
from analytics.generate.render_follow_up import action_row, sign_off_row
from analytics.generate.stories import Story, tell_stories
from analytics.model import FieldSource

_REVIEW = "## 10. Review & Sign-off"
_UNREVIEWED = (
    "### 10.1 Postmortem Review Meeting\n\n**Date:** YYYY-MM-DD\n**Attendees:** [Names]\n\n### 10.2 Sign-off\n\n"
    "| Role | Name | Date | Signature |\n|------|------|------|-----------|\n| Author | [Name] | YYYY-MM-DD | |\n"
)


class Version(NamedTuple):
    """One commit: the document's bytes under its path then, and the path that it had before, where that was another."""

    at: datetime
    author: str
    message: str
    path: str
    data: bytes
    old_path: str | None


class Course(NamedTuple):
    """The days on which the document itself went on; None: it has not come so far."""

    drafted: date
    reviewed: date | None
    final: date | None


def write_versions(draft: Draft, text: str, draw: Draw) -> tuple[list[Version], list[Story]]:
    """The commits of a rendered document, and the stories of its action items. The last version is the text itself."""
    course = _course(draft)
    stories = tell_stories(draft, draw, course.reviewed)
    days = {course.drafted, *(turn.on for story in stories for turn in story.turns)}
    days |= {day for day in (course.reviewed, course.final) if day}
    renamed = course.reviewed if course.reviewed and draw.chance(0.06) else None
    versions: list[Version] = []
    for day in sorted(days):
        is_last = day == max(days)
        data = (text if is_last else _text_of(draft, text, stories, course, day)).encode(draft.encoding, errors="replace")
        path = draft.path if not renamed or day >= renamed else _first_path(draft)
        before = versions[-1] if versions else None
        if before and (before.data, before.path) == (data, path):
            continue
        old_path = before.path if before and before.path != path else None
        versions.append(
            Version(_moment(day, course, draw), _author(draft, draw), _message(draft, course, day), path, data, old_path)
        )
    return versions, stories


def _course(draft: Draft) -> Course:
    incident, signed = draft.postmortem.incident, [sign.signed_on for sign in draft.postmortem.sign_offs if sign.signed_on]
    day = incident.incident_date or AS_OF
    drafted = min([promise.opened for promise in draft.promises], default=min(day + timedelta(days=1), AS_OF))
    reviewed = incident.review_date if incident.status != "draft" else None
    reviewed = max(reviewed, drafted) if reviewed else None
    final = max([*signed, drafted, *([reviewed] if reviewed else [])]) if incident.status == "final" else None
    return Course(drafted, reviewed and min(reviewed, AS_OF), final and min(final, AS_OF))


def _first_path(draft: Draft) -> str:
    folder, _, _ = draft.path.rpartition("/")
    return f"{folder}/{draft.postmortem.incident.incident_key}.md"


def _moment(day: date, course: Course, draw: Draw) -> datetime:
    """A draft is written at the end of its day, everything else while people work."""
    first, last = (17 * 60, 20 * 60 - 1) if day == course.drafted else (8 * 60, 16 * 60 - 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=draw.between(first, last))


def _author(draft: Draft, draw: Draw) -> str:
    people = [*draft.postmortem.incident.authors, *(item.owner for item in draft.postmortem.action_items if item.owner)]
    return draw.pick(people).lstrip("@")


def _message(draft: Draft, course: Course, day: date) -> str:
    ident = draft.postmortem.incident.incident_key
    if day == course.drafted:
        return f"{ident}: draft"
    if day == course.final:
        return f"{ident}: final"
    return f"{ident}: reviewed" if day == course.reviewed else f"{ident}: action items"


def _text_of(draft: Draft, text: str, stories: Sequence[Story], course: Course, day: date) -> str:
    """The document as it stood at the end of a day: the final one with the lines in it that were otherwise then."""
    lines: list[str | None] = list(text.split("\n"))
    is_reviewed = course.reviewed is not None and day >= course.reviewed
    _write_status(draft, lines, "In Review" if is_reviewed else "Draft", is_final=bool(course.final and day >= course.final))
    for sign in draft.postmortem.sign_offs:
        if sign.signed_on and sign.signed_on > day:
            lines[sign.line - 1] = _marked(draft, sign_off_row(sign._replace(signed_on=None, signed=False)))
    _write_items(draft, lines, stories, day)
    if not is_reviewed and _REVIEW in lines:
        lines[lines.index(_REVIEW) + 2 :] = _UNREVIEWED.split("\n")
    return "\n".join(line for line in lines if line is not None)


def _write_status(draft: Draft, lines: list[str | None], words: str, *, is_final: bool) -> None:
    source: FieldSource | None = next((s for s in draft.postmortem.field_sources if s.field == "status"), None)
    if source and not is_final:
        lines[source.line - 1] = f"**Status:** {words}"


def _write_items(draft: Draft, lines: list[str | None], stories: Sequence[Story], day: date) -> None:
    """Rows that stood otherwise, rows that were not there yet, and one that is there no more behind the last of them."""
    items, stamped = draft.postmortem.action_items, draft.style.stamps == "both"
    for item, story in zip(items, stories, strict=False):
        then = story.at(day)
        lines[item.line - 1] = _marked(draft, action_row(then, stamped)) if then else None
    for story in stories[len(items) :]:
        if (then := story.at(day)) and lines[items[-1].line - 1] is not None:
            lines[items[-1].line - 1] = f"{lines[items[-1].line - 1]}\n{_marked(draft, action_row(then, stamped))}"


def _marked(draft: Draft, line: str) -> str:
    return damage(line) if draft.style.damaged else line
