"""The wording of action items, as advice to their author: what is to be done in front, one deliverable, an end that can be checked.

Only of items that are still to be done: nobody is to reword what is finished. It is said of the item, never counted for a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.dialect_advice import Advice
from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.wording import beginning_of

_OVER = frozenset({"complete", "wont_do"})


def find_no_deed_in_front(subject: Subject) -> Iterator[Found]:
    """PM406"""
    for line, text, advice in _open_items(subject):
        if opener := advice.opener(text):
            words = f"{beginning_of(text)!r} begins with {opener!r}"
            yield Found(line, f"{words}: begin with the verb that says what is to be done, such as Add or Test")


def find_two_deliverables(subject: Subject) -> Iterator[Found]:
    """PM407"""
    for line, text, advice in _open_items(subject):
        if second := advice.second_deliverable(text):
            yield Found(
                line, f"{beginning_of(text)!r} promises two things: make an item of its own of {beginning_of(second, 40)!r}"
            )


def find_no_end(subject: Subject) -> Iterator[Found]:
    """PM408"""
    for line, text, advice in _open_items(subject):
        if advice.without_end(text):
            yield Found(line, f"nobody can tell when {beginning_of(text)!r} is done: say what will be there then, or until when")


def _open_items(subject: Subject) -> Iterator[tuple[int, str, Advice]]:
    """The items that are still to be done. One of several lines has its parts and its explanations below the first: it is left alone."""
    if subject.advice:
        for item in subject.postmortem.action_items:
            if item.status not in _OVER and "\n" not in item.action:
                yield item.line, item.action, subject.advice
