"""An open action item that does not begin with what is to be done."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.open_items import open_items
from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.wording import beginning_of


def find_no_deed_in_front(subject: Subject) -> Iterator[Found]:
    """PM406"""
    for line, text, advice in open_items(subject):
        if opener := advice.opener(text):
            words = f"{beginning_of(text)!r} begins with {opener!r}"
            yield Found(line, f"{words}: begin with the verb that says what is to be done, such as Add or Test")
