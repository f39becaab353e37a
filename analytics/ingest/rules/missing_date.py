"""An incident without a date, and so without a quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analytics.ingest.rules.days import timeline_days
from analytics.ingest.rules.subject import Found, Subject


def find_no_date(subject: Subject) -> Iterator[Found]:
    """PM405: neither a date nor an event of the timeline says when it was."""
    if subject.incident.quarter is None:
        yield Found(subject.incident.source_line, f"no date can be read and {_words_of_timeline(timeline_days(subject))}")


def _words_of_timeline(days: list[date]) -> str:
    if not days:
        return "the timeline gives none"
    rows = f"are of {days[0]}" if len(days) == 1 else f"run from {days[0]} to {days[-1]}"
    return f"no row of the timeline says when impact began or was detected; its rows with a time {rows} (UTC)"
