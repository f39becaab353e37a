"""The items whose wording the rules look at, as advice to their author.

Only those that are still to be done: nobody is to reword what is finished. It is said of the item, never counted for a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.dialect_advice import Advice
from analytics.ingest.rules.subject import Subject

_OVER = frozenset({"complete", "wont_do"})


def open_items(subject: Subject) -> Iterator[tuple[int, str, Advice]]:
    """The items that are still to be done. One of several lines has its parts and its explanations below the first: it is left alone."""
    if subject.advice:
        for item in subject.postmortem.action_items:
            if item.status not in _OVER and "\n" not in item.action:
                yield item.line, item.action, subject.advice
