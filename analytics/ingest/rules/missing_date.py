"""An incident without a date, and so without a quarter."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_no_date(subject: Subject) -> Iterator[Found]:
    """PM405"""
    if subject.incident.quarter is None:
        yield Found(subject.incident.source_line, "no date can be read and the timeline gives none")
