"""A timeline whose rows have times and say nothing that is known: when the incident began, was noticed, was over."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.wording import beginning_of


def find_kindless_timeline(subject: Subject) -> Iterator[Found]:
    """PM409: rows with an instant, and none of them is of a known kind. Without an instant it is PM211 or PM103."""
    placed = [event for event in subject.postmortem.timeline_events if event.occurred_at]
    if placed and not any(event.kind for event in placed):
        yield Found(placed[0].line, f"no row of the timeline is a known event; the first is {beginning_of(placed[0].event)!r}")
