"""An incident without a severity."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_no_severity(subject: Subject) -> Iterator[Found]:
    """PM403"""
    if subject.incident.severity_text is None:
        yield Found(subject.incident.source_line, "the summary table states no severity")
