"""The dates of an action item against each other and against the day of the incident."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_due_before_incident(subject: Subject) -> Iterator[Found]:
    """PM305"""
    day = subject.incident.incident_date
    for item in subject.postmortem.action_items:
        if day and item.due_date and item.due_date < day:
            yield Found(item.line, f"due {item.due_date}, before the incident of {day}")


def find_complete_without_date(subject: Subject) -> Iterator[Found]:
    """PM311"""
    for item in subject.postmortem.action_items:
        if item.status == "complete" and item.completed_on is None:
            yield Found(item.line, f"{item.action!r} is complete, and no date says since when")


def find_due_before_opened(subject: Subject) -> Iterator[Found]:
    """PM312"""
    for item in subject.postmortem.action_items:
        if item.opened_on and item.due_date and item.due_date < item.opened_on:
            yield Found(item.line, f"due {item.due_date}, before it was opened on {item.opened_on}")


def find_completed_before_opened(subject: Subject) -> Iterator[Found]:
    """PM313"""
    for item in subject.postmortem.action_items:
        if item.completed_on and item.opened_on and item.completed_on < item.opened_on:
            yield Found(item.line, f"completed {item.completed_on}, before it was opened on {item.opened_on}")
