"""An action item of which nobody reads who owns it."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_no_owner(subject: Subject) -> Iterator[Found]:
    """PM401"""
    for item in subject.postmortem.action_items:
        if item.owner is None:
            yield Found(item.line, f"no owner is read for {item.action!r}")
