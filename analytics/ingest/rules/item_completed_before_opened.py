"""An action item that was completed before it was opened."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_completed_before_opened(subject: Subject) -> Iterator[Found]:
    """PM313"""
    for item in subject.postmortem.action_items:
        if item.completed_on and item.opened_on and item.completed_on < item.opened_on:
            yield Found(item.line, f"completed {item.completed_on}, before it was opened on {item.opened_on}")
