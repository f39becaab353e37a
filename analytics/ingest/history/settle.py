"""All that is known of one item -> its changes, each once: what an ingest saw before it was committed is the commit's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from analytics.ingest.history.versions import Change

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def settle(changes: Sequence[Change]) -> list[Change]:
    """By time, and where that is equal or not known in the order of the history; of two that say the same, one.

    Of a commit and an ingest the commit counts, because others can look it up; else the earlier one.
    """
    ordered = _by_time([change for change in changes if change.basis == "git"])
    for change in (change for change in changes if change.basis == "ingest"):
        _put_in(ordered, change)
    kept: list[Change] = []
    for change in ordered:
        before = next((other for other in reversed(kept) if _is_of_one_kind(other, change)), None)
        if before is None or not _says_the_same(before, change):
            kept.append(change)
        elif (before.basis, change.basis) == ("ingest", "git"):
            kept[kept.index(before)] = change
    return kept


def _by_time(changes: Sequence[Change]) -> list[Change]:
    """What several branches did to an item, one after the other; a change without a date follows the one before it."""
    last = _BEFORE_ALL
    times = []
    for change in changes:
        last = change.at or last
        times.append(last)
    return [changes[place] for place in sorted(range(len(changes)), key=times.__getitem__)]


def _put_in(ordered: list[Change], change: Change) -> None:
    later = (place for place, other in enumerate(ordered) if other.at and change.at and other.at > change.at)
    ordered.insert(next(later, len(ordered)), change)


def _is_of_one_kind(one: Change, other: Change) -> bool:
    """Changes of which only one can hold: two values of a field, or whether the item is there."""
    presence = ("appeared", "removed")
    return one.field == other.field or (one.field in presence and other.field in presence)


def _says_the_same(one: Change, other: Change) -> bool:
    return one.field == other.field and (one.field in ("appeared", "removed") or one.new == other.new)
