"""An action item without a due date."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_no_due_date(subject: Subject) -> Iterator[Found]:
    """PM402"""
    for item in subject.postmortem.action_items:
        if item.due_date is None:
            yield Found(item.line, f"no due date for {item.action!r}")
