"""The day of the incident against those of its timeline."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.days import NEIGHBOURS, timeline_days
from analytics.ingest.rules.subject import Found, Subject


def find_date_outside_timeline(subject: Subject) -> Iterator[Found]:
    """PM308: the day of the incident lies outside of the days of its timeline."""
    days = timeline_days(subject)
    day = subject.incident.incident_date
    if day and days and not days[0] - NEIGHBOURS <= day <= days[-1] + NEIGHBOURS:
        period = f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"
        yield Found(subject.line_of("incident_date"), f"the incident is dated {day}, its timeline runs {period}")
