"""A duration as the authors state it, and how far apart the rows of the timeline are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta

from analytics.ingest.rules.subject import Subject
from analytics.model import DURATIONS, Incident

TOLERANCE_MIN = 1.0
"""Authors round to minutes; a difference up to this says nothing."""


def told_apart(incident: Incident) -> Iterator[str]:
    """Most documents state the duration once more as the time to resolve: that is one number, and one finding."""
    for name in DURATIONS:
        if name != "duration" or incident.stated_duration_min != incident.stated_time_to_resolve_min:
            yield name


def possible_minutes(subject: Subject, column: str) -> float | None:
    """A duration that is not impossible: those have findings of their own, PM203 and PM204."""
    value: float | None = getattr(subject.incident, column)
    limit = subject.settings.ingest.max_span_days * 1440
    return value if value is not None and 0 <= value <= limit else None


def wanted_minutes(stated: float, subject: Subject) -> tuple[float, ...]:
    """Authors count from the start of impact; a timeline that begins with the alert is short by the time to detect."""
    incident = subject.incident
    undetected = incident.stated_time_to_detect_min if incident.started_at is None else None
    return (stated, stated - undetected) if undetected else (stated,)


def rows_give(wanted: tuple[float, ...], subject: Subject) -> bool:
    """Whether two rows lie so far apart: authors begin and end where it seems right to them."""
    placed = instants(subject)
    tolerance = timedelta(minutes=TOLERANCE_MIN)
    for gap in (timedelta(minutes=minutes) for minutes in wanted):
        for start in placed:
            place = bisect_left(placed, start + gap - tolerance)
            if place < len(placed) and placed[place] <= start + gap + tolerance and gap > tolerance:
                return True
    return False


def instants(subject: Subject) -> list[datetime]:
    return sorted({event.occurred_at for event in subject.postmortem.timeline_events if event.occurred_at})
