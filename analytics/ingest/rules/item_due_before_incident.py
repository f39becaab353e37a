"""An action item that is due before the day of the incident."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_due_before_incident(subject: Subject) -> Iterator[Found]:
    """PM305"""
    day = subject.incident.incident_date
    for item in subject.postmortem.action_items:
        if day and item.due_date and item.due_date < day:
            yield Found(item.line, f"due {item.due_date}, before the incident of {day}")
