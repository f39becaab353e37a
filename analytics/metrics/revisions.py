"""How definitions changed: from which day on a version holds, and how far its numbers are from those of the version before.

A snapshot keeps what the documents say and no numbers, so every quarter that is shown, the oldest too, is computed by the newest
version: no chart across the day has a break in it. What does not compare is a number that was exported, or written down, before.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Revision(NamedTuple):
    """`what` is another, against the version before."""

    on: date
    what: str


_RISE = (
    "the smallest visible change is the rise that would be seen four times in five, no longer the smallest that is significant; value and "
    "interval are as before"
)
_TOGETHER = "the interval allows for items of one incident to stand or fall together and is wider; the value is as before"

REVISIONS: dict[str, tuple[Revision, ...]] = {
    "incidents": (Revision(date(2026, 11, 24), _RISE),),
    "severe_incidents": (Revision(date(2026, 11, 24), _RISE),),
    "action_closure": (Revision(date(2026, 11, 25), _TOGETHER),),
    "action_completion": (Revision(date(2026, 11, 24), _TOGETHER),),
    "action_on_time": (Revision(date(2026, 11, 24), f"{_TOGETHER}; two periods are compared"),),
}
"""By metric, oldest first: the first of them made version 2."""
