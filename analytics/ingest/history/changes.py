"""Two versions of an incident -> what became of each item, under keys that stay."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from analytics.ingest.history.identity import match_items
from analytics.ingest.history.keys import birth_key, normal_text
from analytics.ingest.history.versions import FOLLOWED, Change, Content, Entry, Stamp, Version, content_of
from analytics.ingest.read import Promised


class Unsure(NamedTuple):
    """An item that may be any of several of the version before, and was taken for a new one."""

    path: str
    line: int
    action: str
    candidates: tuple[str, ...]
    stamp: Stamp


class Step(NamedTuple):
    """What one version of an incident gives: its entries, what changed, which entries have gone, and what is unsure."""

    entries: tuple[Entry, ...]
    changes: list[Change]
    gone: list[Entry]
    unsure: list[Unsure]


def step(
    path: str,
    promised: Promised,
    old: Version | None,
    lost: Mapping[str, Entry],
    stamp: Stamp,
    beside: Sequence[Version] = (),
    is_taken: Callable[[str], bool] = lambda _key: False,
) -> Step:
    """The incident's items as `promised` has them, each with the key of the one of `old` that it is.

    `lost`: by their words, items that the incident had once; one that comes back is the same. `beside`: the incident in the other
    parents of a merge; what comes from one of them is no change of the merge. `is_taken`: whether an item of another incident has a key.
    """
    olds = old.entries if old else ()
    others = {entry.key: entry for version in beside for entry in version.entries}
    contents = [content_of(item) for item in promised.items]
    matched, unsure = _match(olds, others, contents)
    keyed = _with_keys(promised, contents, matched, {*others, *(entry.key for entry in olds)}, lost, is_taken)
    entries: list[Entry] = []
    changes: list[Change] = []
    for j, (item, content, (key, before)) in enumerate(zip(promised.items, contents, keyed, strict=True)):
        found = list(_changes_of(key, path, item.line, before, content, stamp, others.get(key), arrived=j not in matched))
        entries.append(_entry(key, item.line, content, before, stamp, changed=bool(found)))
        changes += found
    gone = [entry for entry in olds if entry.key not in {key for key, _ in keyed}]
    if old and not stamp.silent:  # what another parent does not hold went on its branch
        changes += [removal(old.path, entry, stamp) for entry in gone if all(_holds(other, entry.key) for other in beside)]
    return Step(tuple(entries), changes, gone, list(_unsure(path, promised, unsure, stamp)))


def _match(
    olds: Sequence[Entry], others: Mapping[str, Entry], contents: Sequence[Content]
) -> tuple[dict[int, Entry], dict[int, list[Entry]]]:
    """Each item as it was before, and those that may have been any of several: by the first parent, then as a branch calls them."""
    first = match_items([entry.content for entry in olds], contents)
    matched = {j: olds[i] for j, i in first.pairs.items()}
    unsure = {j: [olds[i] for i in places] for j, places in first.unsure.items()}
    taken, of_key = {entry.key for entry in matched.values()}, {entry.key: entry for entry in olds}
    rest = [entry for key, entry in others.items() if key not in taken]
    places = [j for j in range(len(contents)) if j not in matched]
    if rest and places:
        second = match_items([entry.content for entry in rest], [contents[j] for j in places])
        matched |= {places[j]: of_key.get(rest[i].key, rest[i]) for j, i in second.pairs.items()}
    return matched, {j: entries for j, entries in unsure.items() if j not in matched}


def _with_keys(
    promised: Promised,
    contents: Sequence[Content],
    matched: Mapping[int, Entry],
    known: Collection[str],
    lost: Mapping[str, Entry],
    is_taken: Callable[[str], bool],
) -> list[tuple[str, Entry | None]]:
    """The key of each item, and the item as it was before."""
    taken = set(known)
    found: list[tuple[str, Entry | None]] = []
    for j, content in enumerate(contents):
        before = matched[j] if j in matched else _returning(content, lost, taken, is_taken)
        found.append((before.key if before else _new_key(promised, content, taken, is_taken), before))
        taken.add(found[-1][0])
    return found


def _holds(version: Version, key: str) -> bool:
    return any(entry.key == key for entry in version.entries)


def _returning(
    content: Content, lost: Mapping[str, Entry], taken: Collection[str], is_taken: Callable[[str], bool]
) -> Entry | None:
    entry = lost.get(normal_text(content.action)) or (lost.get(content.ticket) if content.ticket else None)
    return entry if entry and entry.key not in taken and not is_taken(entry.key) else None


def _new_key(promised: Promised, content: Content, taken: Collection[str], is_taken: Callable[[str], bool]) -> str:
    """The key of an item that appears here for the first time; the same on every branch on which it does."""
    text, turn = normal_text(content.action), 0
    while (key := birth_key(promised.incident_key, promised.incident_id, text, turn)) in taken or is_taken(key):
        turn += 1
    return key


def _entry(key: str, line: int, content: Content, before: Entry | None, stamp: Stamp, *, changed: bool) -> Entry:
    if before and not changed and (before.line, before.content) == (line, content):
        return before
    at = _not_before(stamp.at, before) if changed and not stamp.silent else before.at if before else None
    return Entry(key, line, before.content if before and before.content == content else content, at)


def _not_before(at: datetime | None, before: Entry | None) -> datetime | None:
    """A rebase keeps the dates of authors and may turn their order round; a change is never older than what it changes."""
    last = before.at if before else None
    return max(at, last) if at and last else at


def _changes_of(
    key: str,
    path: str,
    line: int,
    before: Entry | None,
    content: Content,
    stamp: Stamp,
    other: Entry | None,
    *,
    arrived: bool,
) -> Iterator[Change]:
    if stamp.silent:
        return
    at = _not_before(stamp.at, before)
    rest = (stamp.basis, stamp.revision, path, line)
    if arrived:
        yield Change(key, at, "appeared", None, content.status, *rest)
    if before is None:
        return
    for name in FOLLOWED:
        old, new = getattr(before.content, name), getattr(content, name)
        if _differ(name, old, new) and not (other and other is not before and getattr(other.content, name) == new):
            yield Change(key, at, name, _text(old), _text(new), *rest)


def _differ(name: str, old: object, new: object) -> bool:
    if name == "action" and isinstance(old, str) and isinstance(new, str):
        return normal_text(old) != normal_text(new)
    return old != new


def removal(path: str, entry: Entry, stamp: Stamp) -> Change:
    """That an item has gone; the line is the one on which it stood last."""
    at = _not_before(stamp.at, entry)
    return Change(entry.key, at, "removed", entry.content.status, None, stamp.basis, stamp.revision, path, entry.line)


def _text(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def _unsure(path: str, promised: Promised, unsure: Mapping[int, list[Entry]], stamp: Stamp) -> Iterator[Unsure]:
    for j, entries in unsure.items():
        item = promised.items[j]
        yield Unsure(path, item.line, item.action, tuple(entry.content.action for entry in entries), stamp)
