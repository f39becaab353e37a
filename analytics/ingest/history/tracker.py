"""Versions of a corpus one after the other, and what is known of its items after each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from analytics.ingest.history.changes import Unsure, removal, step
from analytics.ingest.history.incidents import Arrived, pair_incidents
from analytics.ingest.history.keys import normal_text
from analytics.ingest.history.versions import Change, Entry, Stamp, Version
from analytics.ingest.read import Promised

BROUGHT_IN_DAYS = 30
"""A document that comes so long after its incident was written elsewhere, and nobody knows since when its items stood in it."""


class Standing(NamedTuple):
    """An item where it was seen last; `ordinal` is 0 where it had gone already."""

    path: str
    incident_key: str
    incident_id: str | None
    ordinal: int
    entry: Entry


class Tracker:
    """What was seen so far. The versions themselves belong to the caller: a corpus has as many as it has commits."""

    def __init__(self, owner_of: Callable[[str], str | None] = lambda _key: None) -> None:
        """`owner_of`: the incident that the item of a key is known to stand in, where this tracker has not seen it."""
        self._owner_of = owner_of
        self.changes: list[Change] = []
        self.unsure: list[Unsure] = []
        self.seen: dict[str, Standing] = {}
        """Every item under its key, as the newest version has it that was looked at."""
        self._lost: dict[str, dict[str, Entry]] = {}
        """By the name of an incident, the items that it lost at some time, by their words and by their tickets."""

    def advance(
        self,
        old: Sequence[Version],
        new: Sequence[Arrived],
        stamp: Stamp,
        renamed: Mapping[str, str] | None = None,
        beside: Sequence[Sequence[Version]] = (),
        moved_in: Collection[str] = (),
    ) -> dict[str, list[Version]]:
        """The incidents of `new`, by their path, under the keys of `old`. Both hold the documents that differ, and may hold others.

        `renamed`: new path -> old path. `beside`: the same documents in the other parents of a merge. `moved_in`: documents that lay
        elsewhere before: nobody knows since when their items stood there.
        """
        pairs = pair_incidents(old, new, renamed or {})
        elsewhere = [(versions, pair_incidents(versions, new, renamed or {})) for versions in beside]
        found: dict[str, list[Version]] = {path: [] for path, _ in new}
        for j, (path, promised) in enumerate(new):
            before = old[pairs[j]] if j in pairs else None
            others = [versions[places[j]] for versions, places in elsewhere if j in places]
            told = stamp._replace(silent=True) if before is None and path in moved_in else stamp
            found[path].append(self._step(path, promised, before, told, others))
        for i in set(range(len(old))) - set(pairs.values()):
            self._lose_all(old[i], stamp, beside)
        return found

    def _step(self, path: str, promised: Promised, before: Version | None, stamp: Stamp, beside: Sequence[Version]) -> Version:
        lost = self._lost_items(promised.incident_key, promised.incident_id)
        if before is None and not beside and not lost and _is_brought_in(promised, stamp):
            stamp = stamp._replace(silent=True)
        done = step(path, promised, before, lost, stamp, beside, lambda key: self._is_elsewhere(key, promised.incident_key))
        for ordinal, entry in enumerate(done.entries, 1):
            self.seen[entry.key] = Standing(path, promised.incident_key, promised.incident_id, ordinal, entry)
        if before:
            self._lose(before, done.gone)
        self.changes += done.changes
        self.unsure += done.unsure
        return Version(path, promised.incident_key, promised.incident_id, done.entries)

    def _is_elsewhere(self, key: str, incident_key: str) -> bool:
        """Whether a key belongs to an item of another incident: a document may take the name that another one had."""
        if standing := self.seen.get(key):
            return standing.ordinal > 0 and standing.incident_key != incident_key
        return self._owner_of(key) not in (None, incident_key)

    def _lose_all(self, version: Version, stamp: Stamp, beside: Sequence[Sequence[Version]]) -> None:
        """An incident that has gone with its items. Where a branch took it out before the merge, it went there."""
        gone_before = any(not any(_is_same(version, other) for other in versions) for versions in beside)
        self._lose(version, version.entries)
        if not stamp.silent and not gone_before:
            self.changes += [removal(version.path, entry, stamp) for entry in version.entries]

    def _lose(self, version: Version, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self.lose(version.incident_key, version.incident_id, entry)
            self.seen[entry.key] = Standing(version.path, version.incident_key, version.incident_id, 0, entry)

    def lose(self, incident_key: str, incident_id: str | None, entry: Entry) -> None:
        """Remember an item that has gone, in case that it comes back."""
        for name in _names(incident_key, incident_id):
            items = self._lost.setdefault(name, {})
            items[normal_text(entry.content.action)] = entry
            if entry.content.ticket:
                items[entry.content.ticket] = entry

    def _lost_items(self, incident_key: str, incident_id: str | None) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for name in _names(incident_key, incident_id):
            found |= self._lost.get(name, {})
        return found


def _is_same(one: Version, other: Version) -> bool:
    return one.incident_key == other.incident_key or (one.incident_id is not None and one.incident_id == other.incident_id)


def _names(incident_key: str, incident_id: str | None) -> Iterable[str]:
    return (incident_key, incident_id) if incident_id else (incident_key,)


def _is_brought_in(promised: Promised, stamp: Stamp) -> bool:
    return bool(stamp.at and promised.day and stamp.at.date() - promised.day > timedelta(days=BROUGHT_IN_DAYS))
