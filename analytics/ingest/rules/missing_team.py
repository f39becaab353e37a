"""An incident without a team."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_no_team(subject: Subject) -> Iterator[Found]:
    """PM404"""
    if subject.incident.team is None:
        yield Found(subject.incident.source_line, "neither document, front matter, path nor authors name a team")
