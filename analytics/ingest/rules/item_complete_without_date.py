"""An action item that is complete, and no date says since when."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def without_date(action: str) -> str:
    """What there is to say of an item."""
    return f"{action!r} is complete, and no date says since when"


def find_complete_without_date(subject: Subject) -> Iterator[Found]:
    """PM311"""
    for item in subject.postmortem.action_items:
        if item.status == "complete" and item.completed_on is None:
            yield Found(item.line, without_date(item.action))
