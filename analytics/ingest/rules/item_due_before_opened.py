"""An action item that is due before it was opened."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_due_before_opened(subject: Subject) -> Iterator[Found]:
    """PM312"""
    for item in subject.postmortem.action_items:
        if item.opened_on and item.due_date and item.due_date < item.opened_on:
            yield Found(item.line, f"due {item.due_date}, before it was opened on {item.opened_on}")
