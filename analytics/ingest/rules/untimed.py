"""A timeline without times: words from which no instant can be read."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.values import is_placeholder
from analytics.ingest.wording import beginning_of


def find_untimed_timeline(subject: Subject) -> Iterator[Found]:
    """PM211: something is written as a timeline, and none of it is an event with a time, understood (else PM103) or not."""
    events = subject.postmortem.timeline_events
    if any(not is_placeholder(event.time_text) for event in events):
        return
    words = [(event.line, event.event) for event in events]
    words += [(passage.line, passage.text) for passage in subject.postmortem.passages if passage.kind == "timeline"]
    if words:
        line, text = min(words)
        yield Found(line, f"nothing in the timeline is read as an event with a time; it begins {beginning_of(text)!r}")
