"""A duration as the authors state it, against the one that the timeline gives."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.stated_durations import TOLERANCE_MIN, possible_minutes, rows_give, told_apart, wanted_minutes
from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.wording import span_in_words


def find_disagreements(subject: Subject) -> Iterator[Found]:
    """PM301: the timeline's events give another duration, and no two of its rows the stated one."""
    for name in told_apart(subject.incident):
        stated, timeline = possible_minutes(subject, f"stated_{name}_min"), possible_minutes(subject, f"timeline_{name}_min")
        if stated is None or timeline is None:
            continue
        wanted = wanted_minutes(stated, subject)
        if all(abs(minutes - timeline) > TOLERANCE_MIN for minutes in wanted) and not rows_give(wanted, subject):
            words = f"{name.replace('_', ' ')}: stated {span_in_words(stated)}, the timeline gives {span_in_words(timeline)}"
            yield Found(subject.line_of(f"stated_{name}_min"), words)
