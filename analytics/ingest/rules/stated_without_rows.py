"""A duration as the authors state it, where the timeline names no end of it."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.stated_durations import (
    TOLERANCE_MIN,
    instants,
    possible_minutes,
    rows_give,
    told_apart,
    wanted_minutes,
)
from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.wording import span_in_words

_ABOUT = ("~", "≈", "<", ">", "≤", "about", "approx", "around", "roughly", "circa", "estimate")


def find_unsupported(subject: Subject) -> Iterator[Found]:
    """PM310: the timeline has rows but names no end of this duration, and no two of the rows are so far apart."""
    for name in told_apart(subject.incident):
        stated = possible_minutes(subject, f"stated_{name}_min")
        if stated is None or getattr(subject.incident, f"timeline_{name}_min") is not None:
            continue
        if len(instants(subject)) < 2 or _cannot_tell(subject, name):
            continue
        if stated > TOLERANCE_MIN and not rows_give(wanted_minutes(stated, subject), subject):
            words = f"{name.replace('_', ' ')}: stated {span_in_words(stated)}, no two rows of the timeline are so far apart"
            yield Found(subject.line_of(f"stated_{name}_min"), words)


def _cannot_tell(subject: Subject, name: str) -> bool:
    """A rough number has no row; nor has a time to detect where the timeline begins with the detection."""
    if any(word in subject.words_of(f"stated_{name}_min").lower() for word in _ABOUT):
        return True
    placed = (event for event in subject.postmortem.timeline_events if event.occurred_at)
    return name == "time_to_detect" and next(placed).kind == "detected"
