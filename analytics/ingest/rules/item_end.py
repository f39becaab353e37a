"""An open action item of which nobody can tell when it is done."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.open_items import open_items
from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.wording import beginning_of


def find_no_end(subject: Subject) -> Iterator[Found]:
    """PM408"""
    for line, text, advice in open_items(subject):
        if advice.without_end(text):
            yield Found(line, f"nobody can tell when {beginning_of(text)!r} is done: say what will be there then, or until when")
