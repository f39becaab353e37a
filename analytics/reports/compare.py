"""What is another today than in an earlier report: every value as it is stored, whatever its words round it to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analytics.metrics.facts import IncidentFact, ItemFact
from analytics.reports.facts import Facts, NumberFact, Pairs
from analytics.reports.records import Cell

INCIDENT_FIELDS = (
    "occurred_on", "quarter", "team", "severity", "status", "ttd", "tta", "ttm", "ttr", "duration", "users_affected", "revenue_impact",
    "revenue_currency", "factors", "methods",
)  # fmt: skip
ITEM_FIELDS = ("status", "owner", "due_date", "completed_on")
_NUMBER_FIELDS = NumberFact._fields[4:]


class Arrival(NamedTuple):
    """An incident that the earlier report did not count. `is_late`: the corpus did not hold it; else it stood outside of the selection."""

    incident: IncidentFact
    is_late: bool


class Departure(NamedTuple):
    """An incident that is counted no more. `now`: as it stands outside of the selection; None: it left the corpus."""

    incident: IncidentFact
    now: IncidentFact | None


class Change(NamedTuple):
    """`incident`: as it is now."""

    incident: IncidentFact
    field: str
    before: Cell
    now: Cell


class ItemChange(NamedTuple):
    """`item`: as it is now, or was last. `field`: one of ITEM_FIELDS; `outcome` where that alone changed, because days passed; `item`
    where it is new in its document, or stands there no more.
    """

    incident: IncidentFact
    item: ItemFact
    field: str
    before: Cell
    now: Cell


class NumberChange(NamedTuple):
    """None: there was, or is, no such number. `fields`: those that differ."""

    before: NumberFact | None
    now: NumberFact | None
    fields: tuple[str, ...]

    @property
    def either(self) -> NumberFact:
        told = self.now or self.before
        assert told is not None  # noqa: S101 - a change has at least one side
        return told


class PairChange(NamedTuple):
    key: str
    before: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Differences:
    """`arrived_items`: how many action items came with the incidents that arrived."""

    arrived: tuple[Arrival, ...]
    left: tuple[Departure, ...]
    values: tuple[Change, ...]
    items: tuple[ItemChange, ...]
    arrived_items: int
    numbers: tuple[NumberChange, ...]
    definitions: tuple[PairChange, ...]
    settings: tuple[PairChange, ...]
    origins: tuple[PairChange, ...]

    @property
    def is_empty(self) -> bool:
        """Where the program alone is another one, no number is."""
        return not (self.arrived or self.left or self.values or self.items or self.numbers or self.definitions or self.settings)


def compare_facts(before: Facts, now: Facts, corpus: Sequence[IncidentFact]) -> Differences:
    """`corpus`: every incident there is now, selected or not."""
    inside = {incident.incident_key for incident in now.incidents}
    pairs = match_incidents(before.incidents, corpus)
    stayed = [(old, new) for old, new in pairs if new.incident_key in inside]
    known = {new.incident_key for _, new in pairs}
    arrived = [incident for incident in now.incidents if incident.incident_key not in known]
    moved = {old.incident_key: new for old, new in pairs if new.incident_key not in inside}
    kept = {old.incident_key for old, _ in stayed}
    came = {incident.incident_key for incident in arrived}
    return Differences(
        tuple(Arrival(incident, incident.incident_key not in before.elsewhere) for incident in arrived),
        tuple(Departure(old, moved.get(old.incident_key)) for old in before.incidents if old.incident_key not in kept),
        tuple(_compare_incidents(stayed)),
        tuple(_compare_items(stayed, before.items, now.items)),
        sum(item.incident_key in came for item in now.items),
        tuple(_compare_numbers(before.numbers, now.numbers)),
        tuple(_compare_pairs(before.definitions, now.definitions)),
        tuple(_compare_pairs(before.settings, now.settings)),
        tuple(_compare_pairs(_origins(before), _origins(now))),
    )


def _origins(facts: Facts) -> Pairs:
    return ("Corpus", facts.corpus), ("Product", facts.product), ("Reader", facts.reader)


Name = Callable[[IncidentFact], tuple[Hashable, ...]]
_NAMES: tuple[Name, ...] = (
    lambda one: (one.incident_key, one.incident_id),
    lambda one: _whole(one.incident_id),
    lambda one: _whole(one.incident_key, one.title),
    lambda one: _whole(one.title, one.occurred_on),
    lambda one: _whole(one.incident_key, one.occurred_on),
)
"""What the same incident is known by, the surest first: a key is that of a place in a file, which may move or hold another one later."""


def _whole(*parts: Hashable) -> tuple[Hashable, ...]:
    """No name where a part of it is unknown."""
    return () if None in parts else parts


def match_incidents(before: Sequence[IncidentFact], now: Sequence[IncidentFact]) -> list[tuple[IncidentFact, IncidentFact]]:
    """The same incidents, in the order of now; each at most once."""
    pairs: dict[str, tuple[IncidentFact, IncidentFact]] = {}
    old, new = list(before), list(now)
    for name in _NAMES:
        found = _match(old, new, name)
        pairs.update({after.incident_key: (one, after) for one, after in found})
        gone = {one.incident_key for one, _ in found}
        old = [one for one in old if one.incident_key not in gone]
        new = [one for one in new if one.incident_key not in pairs]
    return [pairs[one.incident_key] for one in now if one.incident_key in pairs]


def _match(old: Sequence[IncidentFact], new: Sequence[IncidentFact], name: Name) -> list[tuple[IncidentFact, IncidentFact]]:
    """A name that several have is none."""
    before, after = _by_name(old, name), _by_name(new, name)
    return [(before[key], after[key]) for key in before if key in after]


def _by_name(incidents: Sequence[IncidentFact], name: Name) -> dict[Hashable, IncidentFact]:
    counted = Counter(name(one) for one in incidents)
    return {name(one): one for one in incidents if name(one) and counted[name(one)] == 1}


def _compare_incidents(pairs: Iterable[tuple[IncidentFact, IncidentFact]]) -> Iterator[Change]:
    for old, new in pairs:
        for field in INCIDENT_FIELDS:
            before, now = getattr(old, field), getattr(new, field)
            if before != now:
                yield Change(new, field, before, now)


def _compare_items(
    pairs: Iterable[tuple[IncidentFact, IncidentFact]], before: Sequence[ItemFact], now: Sequence[ItemFact]
) -> Iterator[ItemChange]:
    was, is_now = _by_incident(before), _by_incident(now)
    for old, new in pairs:
        matched = _match_items(was.get(old.incident_key, ()), is_now.get(new.incident_key, ()))
        for earlier, later in matched:
            yield from _compare_item(new, earlier, later)


def _by_incident(items: Sequence[ItemFact]) -> dict[str, list[ItemFact]]:
    found: dict[str, list[ItemFact]] = {}
    for item in items:
        found.setdefault(item.incident_key, []).append(item)
    return found


def _match_items(before: Sequence[ItemFact], now: Sequence[ItemFact]) -> Iterator[tuple[ItemFact | None, ItemFact | None]]:
    """The same items of one incident: by their keys, else by their words, as a file that moved has other keys; then those gone."""
    by_key = {item.item_key: item for item in before}
    found = {item.item_key: by_key.pop(item.item_key, None) for item in now}
    by_words = {" ".join(item.action.casefold().split()): item for item in by_key.values()}
    for item in now:
        same = found[item.item_key] or by_words.pop(" ".join(item.action.casefold().split()), None)
        by_key.pop(same.item_key if same else "", None)
        yield same, item
    yield from ((item, None) for item in by_key.values())


def _compare_item(incident: IncidentFact, old: ItemFact | None, new: ItemFact | None) -> Iterator[ItemChange]:
    if old is None or new is None:
        item = new or old
        assert item is not None  # noqa: S101 - one of the two is there
        yield ItemChange(incident, item, "item", None if old is None else "there", None if new is None else "there")
        return
    changed = [field for field in ITEM_FIELDS if getattr(old, field) != getattr(new, field)]
    if not changed and old.outcome != new.outcome:
        changed = ["outcome"]
    for field in changed:
        yield ItemChange(incident, new, field, getattr(old, field), getattr(new, field))


def _compare_numbers(before: Sequence[NumberFact], now: Sequence[NumberFact]) -> Iterator[NumberChange]:
    was, is_now = ({one[:3]: one for one in numbers} for numbers in (before, now))
    for key in dict.fromkeys([*is_now, *was]):
        old, new = was.get(key), is_now.get(key)
        differ = tuple(field for field in _NUMBER_FIELDS if getattr(old, field, None) != getattr(new, field, None))
        if differ or old is None or new is None:
            yield NumberChange(old, new, differ)


def _compare_pairs(before: Pairs, now: Pairs) -> Iterator[PairChange]:
    was, is_now = dict(before), dict(now)
    for key in dict.fromkeys([*is_now, *was]):
        if was.get(key) != is_now.get(key):
            yield PairChange(key, was.get(key), is_now.get(key))
