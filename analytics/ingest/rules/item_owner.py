"""An action item that nobody owns."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject


def find_no_owner(subject: Subject) -> Iterator[Found]:
    """PM401"""
    for item in subject.postmortem.action_items:
        if item.owner is None:
            yield Found(item.line, f"nobody owns {item.action!r}")
