"""Section 8: lessons with their application, and the documents to update."""

from __future__ import annotations

import re
from typing import cast

from analytics.ingest.outline import Item, Line
from analytics.ingest.reading import Reading, Section
from analytics.ingest.sections.passages import keep_passage
from analytics.ingest.values import is_placeholder
from analytics.model import DocumentationKind, DocumentationUpdate, Lesson, LessonKind

_LESSON = re.compile(r"^lesson\s*:\s*", re.IGNORECASE)
_APPLICATION = re.compile(r"^application\s*:\s*", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—]\s+")
_KINDS: dict[str, LessonKind] = {
    "lessons": "other",
    "lessons.technical": "technical",
    "lessons.process": "process",
    "lessons.other": "other",
}


def load_lessons(section: Section, reading: Reading) -> None:
    """One lesson an item of a list; the words around the list are kept as a passage."""
    for block in section.blocks:
        if isinstance(block, Item):
            _load_lesson(block, _KINDS[section.name], reading)
    keep_passage([block for block in section.blocks if not isinstance(block, Item)], section, reading)


def _load_lesson(item: Item, kind: LessonKind, reading: Reading) -> None:
    lesson, application = _lesson_and_application(item.lines)
    if is_placeholder(lesson):
        reading.set_aside_all(item.lines)
        return
    reading.capture(item.lines)
    use = None if is_placeholder(application) else application
    reading.postmortem.lessons.append(Lesson(item.lines[0].line, kind, lesson, use))


def _lesson_and_application(lines: list[Line]) -> tuple[str, str]:
    lesson: list[str] = []
    application: list[str] = []
    into = lesson
    for line in lines:
        if _APPLICATION.match(line.text):
            into = application
        into.append(_APPLICATION.sub("", _LESSON.sub("", line.text)))
    return " ".join(lesson).strip(), " ".join(application).strip()


def load_documentation(section: Section, reading: Reading) -> None:
    """`- [x] Runbook: Queue drain - add the pause step`; an unticked one is a fact too: it is still to be done."""
    for block in section.blocks:
        if not isinstance(block, Item):
            continue
        kind, name, what = _documentation_parts(" ".join(line.text for line in block.lines), reading)
        if is_placeholder(name) and is_placeholder(what):
            reading.set_aside_all(block.lines)
            continue
        reading.capture(block.lines)
        update = DocumentationUpdate(
            line=block.lines[0].line,
            kind=kind,
            name=None if is_placeholder(name) else name,
            what=None if is_placeholder(what) else what,
            done=bool(block.checked),
        )
        reading.postmortem.documentation_updates.append(update)


def _split_at_dash(text: str) -> tuple[str, str, str]:
    match = _DASH.search(text)
    if match is None:
        return text.strip(), "", ""
    return text[: match.start()].strip(), match[0], text[match.end() :].strip()


def _documentation_parts(text: str, reading: Reading) -> tuple[DocumentationKind, str, str]:
    """`Kind: Name - What`; before a colon that no kind explains stands the name: `API reference: Describe the error`."""
    label, colon, rest = text.partition(":")
    kind = reading.dialect.kind_of("documentation", label) if colon else None
    name, dash, what = _split_at_dash(rest if colon else text)
    if colon and not dash and kind is None:
        return "other", label.strip(), rest.strip()
    return cast(DocumentationKind, kind or "other"), name, what
