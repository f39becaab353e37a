"""An open action item that promises two things."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.open_items import open_items
from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.wording import beginning_of


def find_two_deliverables(subject: Subject) -> Iterator[Found]:
    """PM407"""
    for line, text, advice in open_items(subject):
        if second := advice.second_deliverable(text):
            yield Found(
                line, f"{beginning_of(text)!r} promises two things: make an item of its own of {beginning_of(second, 40)!r}"
            )
