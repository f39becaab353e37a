"""What a document leaves out and a metric would need."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_no_owner(subject: Subject) -> Iterator[Found]:
    """PM401"""
    for item in subject.postmortem.action_items:
        if item.owner is None:
            yield Found(item.line, f"nobody owns {item.action!r}")


def find_no_due_date(subject: Subject) -> Iterator[Found]:
    """PM402"""
    for item in subject.postmortem.action_items:
        if item.due_date is None:
            yield Found(item.line, f"no due date for {item.action!r}")


def find_no_severity(subject: Subject) -> Iterator[Found]:
    """PM403"""
    if subject.incident.severity_text is None:
        yield Found(subject.incident.source_line, "the summary table states no severity")


def find_no_team(subject: Subject) -> Iterator[Found]:
    """PM404"""
    if subject.incident.team is None:
        yield Found(subject.incident.source_line, "neither document, front matter, path nor authors name a team")


def find_no_date(subject: Subject) -> Iterator[Found]:
    """PM405"""
    if subject.incident.quarter is None:
        yield Found(subject.incident.source_line, "no date can be read and the timeline gives none")
