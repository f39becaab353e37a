"""A duration as the authors state it, against what the rows of the timeline give."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta

from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.wording import span_in_words
from analytics.model import DURATIONS, Incident

_TOLERANCE_MIN = 1.0
"""Authors round to minutes; a difference up to this says nothing."""
_ABOUT = ("~", "≈", "<", ">", "≤", "about", "approx", "around", "roughly", "circa", "estimate")


def find_disagreements(subject: Subject) -> Iterator[Found]:
    """PM301: the timeline's events give another duration, and no two of its rows the stated one."""
    for name in _told_apart(subject.incident):
        stated, timeline = _minutes(subject, f"stated_{name}_min"), _minutes(subject, f"timeline_{name}_min")
        if stated is None or timeline is None:
            continue
        wanted = _wanted(stated, subject)
        if all(abs(minutes - timeline) > _TOLERANCE_MIN for minutes in wanted) and not _rows_give(wanted, subject):
            words = f"{name.replace('_', ' ')}: stated {span_in_words(stated)}, the timeline gives {span_in_words(timeline)}"
            yield Found(subject.line_of(f"stated_{name}_min"), words)


def find_unsupported(subject: Subject) -> Iterator[Found]:
    """PM310: the timeline has rows but names no end of this duration, and no two of the rows are so far apart."""
    for name in _told_apart(subject.incident):
        stated = _minutes(subject, f"stated_{name}_min")
        if stated is None or getattr(subject.incident, f"timeline_{name}_min") is not None:
            continue
        if len(_instants(subject)) < 2 or _cannot_tell(subject, name):
            continue
        if stated > _TOLERANCE_MIN and not _rows_give(_wanted(stated, subject), subject):
            words = f"{name.replace('_', ' ')}: stated {span_in_words(stated)}, no two rows of the timeline are so far apart"
            yield Found(subject.line_of(f"stated_{name}_min"), words)


def _told_apart(incident: Incident) -> Iterator[str]:
    """Most documents state the duration once more as the time to resolve: that is one number, and one finding."""
    for name in DURATIONS:
        if name != "duration" or incident.stated_duration_min != incident.stated_time_to_resolve_min:
            yield name


def _minutes(subject: Subject, column: str) -> float | None:
    """A duration that is not impossible: those have findings of their own, PM203 and PM204."""
    value: float | None = getattr(subject.incident, column)
    limit = subject.settings.ingest.max_span_days * 1440
    return value if value is not None and 0 <= value <= limit else None


def _wanted(stated: float, subject: Subject) -> tuple[float, ...]:
    """Authors count from the start of impact; a timeline that begins with the alert is short by the time to detect."""
    incident = subject.incident
    undetected = incident.stated_time_to_detect_min if incident.started_at is None else None
    return (stated, stated - undetected) if undetected else (stated,)


def _rows_give(wanted: tuple[float, ...], subject: Subject) -> bool:
    """Whether two rows lie so far apart: authors begin and end where it seems right to them."""
    instants = _instants(subject)
    tolerance = timedelta(minutes=_TOLERANCE_MIN)
    for gap in (timedelta(minutes=minutes) for minutes in wanted):
        for start in instants:
            place = bisect_left(instants, start + gap - tolerance)
            if place < len(instants) and instants[place] <= start + gap + tolerance and gap > tolerance:
                return True
    return False


def _instants(subject: Subject) -> list[datetime]:
    return sorted({event.occurred_at for event in subject.postmortem.timeline_events if event.occurred_at})


def _cannot_tell(subject: Subject, name: str) -> bool:
    """A rough number has no row; nor has a time to detect where the timeline begins with the detection."""
    if any(word in subject.words_of(f"stated_{name}_min").lower() for word in _ABOUT):
        return True
    placed = (event for event in subject.postmortem.timeline_events if event.occurred_at)
    return name == "time_to_detect" and next(placed).kind == "detected"
