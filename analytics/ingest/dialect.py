"""A dialect: which heading is which section, which name is which field, what the words mean. Loaded from dialects/*.toml.

A dialect may extend another: its own wording comes first, what it does not say is taken from the one it extends. `Dialects` holds those
of one ingest, in the order in which they are tried, and says which of them a document is written in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from analytics.settings import Aliases, DialectTable, Settings

SHIPPED = (
    "template", "srebook", "pagerduty", "atlassian", "azure", "elastic", "google_incident_report", "kehoe", "real_world_sre",
    "cloud_administration", "retrospective", "generic",
)  # fmt: skip
"""The dialects that come with the product, in the order in which they are tried; the last one takes what no other knows."""

_BRACKETED = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*:?$")
_NUMBERING = re.compile(r"^[\d.]+\s+")
_SHORTCODE = re.compile(r":[a-z_]+:")
_DECORATION = re.compile(r"[^\w\s/&'’#()\[\]-]+")
_QUOTING = re.compile(r'["“”*_>]')


class Recognition(NamedTuple):
    """How a dialect knows its own documents: by so many of these headings, by front-matter keys, or by the path."""

    headings: frozenset[str]
    at_least: int
    paths: tuple[str, ...]
    front_matter: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The tables of one TOML file, turned round for look-up: normalised wording -> meaning."""

    name: str
    recognition: Recognition
    incident_heading: re.Pattern[str]
    split_heading: re.Pattern[str] | None
    split_level: int | None
    not_incidents: tuple[str, ...]
    keeps_introduction: bool
    date_order: Literal["day_first", "month_first"] | None
    time_zone: str | None
    owner_places: tuple[str, ...]
    headings: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    prompts: frozenset[str]
    markers: tuple[tuple[str, re.Pattern[str]], ...]
    events: tuple[tuple[str, re.Pattern[str]], ...]
    kinds: Mapping[str, tuple[tuple[str, str], ...]]
    words: Mapping[str, Mapping[str, str]]

    def section_of(self, heading: str) -> str | None:
        """The section that a heading opens, None for a heading the dialect does not know."""
        name, bare = _heading_names(heading)
        return self.headings.get(name) or self.headings.get(bare) or self.headings.get(bare.partition(" - ")[0])

    def begins_incident(self, level: int, heading: str) -> bool:
        """Whether a heading is that of an incident, in a file that may hold several."""
        if level == self.split_level or self.incident_heading.match(heading):
            return True
        return self.split_heading is not None and self.split_heading.match(heading) is not None

    def is_prompt(self, text: str) -> bool:
        """Whether the words are the template's own and say nothing about an incident."""
        return normalise_prompt(text) in self.prompts

    def kind_of(self, family: str, text: str) -> str | None:
        """The kind in `family` whose words stand in the text, None where no kind's do."""
        lowered = text.lower()
        for words, kind in self.kinds[family]:
            if words in lowered:
                return kind
        return None

    def event_kind(self, event: str) -> str | None:
        """A marker that the author set types an event; else its wording."""
        for kind, pattern in self.markers:
            if pattern.search(event):
                return kind
        lowered = event.lower()
        for kind, pattern in self.events:
            if pattern.search(lowered):
                return kind
        return None

    def is_no_incident(self, path: str) -> bool:
        """Whether a file of this name holds no incident whatever stands in it: a README, an index, a template."""
        name = path.rsplit("/", 1)[-1].lower()
        return any(fnmatchcase(name, pattern) for pattern in self.not_incidents)

    def score(self, path: str, headings: Collection[str], front_matter: Collection[str]) -> float:
        """How sure the dialect is that a document is its own: 0 for not at all, infinite for a path that the settings give it."""
        known = self.recognition
        if any(fnmatchcase(path, pattern) for pattern in known.paths):
            return float("inf")
        found = len(known.headings.intersection(headings)) + len(known.front_matter.intersection(front_matter))
        return found + found / max(len(known.headings), 1) if known.at_least and found >= known.at_least else 0.0


@dataclass(frozen=True, slots=True)
class Dialects:
    """The dialects of one ingest. `all` ends with the one that takes what no other knows."""

    all: tuple[Dialect, ...]

    def recognise(self, path: str, headings: Iterable[str], front_matter: Collection[str]) -> Dialect:
        """The dialect that is surest; of equally sure ones the first; the last of all where none is sure."""
        names = {part for heading in headings for part in _heading_names(heading)}
        scores = [dialect.score(path, names, front_matter) for dialect in self.all]
        best = max(scores)
        return self.all[scores.index(best)] if best > 0 else self.all[-1]


@lru_cache(maxsize=4096)
def normalise_heading(text: str) -> str:
    """Lower case without numbering, emoji and closing punctuation: `4.2 Why It Happened` -> `why it happened`."""
    text = _DECORATION.sub("", _NUMBERING.sub("", _SHORTCODE.sub("", text).strip()))
    return " ".join(text.split()).lower()


def _heading_names(heading: str) -> tuple[str, str]:
    name = normalise_heading(heading)
    return name, _BRACKETED.sub("", name)


@lru_cache(maxsize=8192)
def normalise_prompt(text: str) -> str:
    return " ".join(_QUOTING.sub("", text).split()).lower()


def load_dialects(settings: Settings) -> Dialects:
    """The organisation's own dialects, then the shipped ones, each with the words of `[aliases]` before its own."""
    tables = {name: _shipped(name) for name in SHIPPED}
    own = {name: table.model_dump(exclude_unset=True) for name, table in settings.dialects.items()}
    names = [*own, *(name for name in SHIPPED if name not in own)]
    return Dialects(tuple(_build(name, _extended(name, {**tables, **own}), settings.aliases) for name in names))


def load_dialect(name: str, aliases: Aliases) -> Dialect:
    """One shipped dialect, with the organisation's own words of `[aliases]` before its own."""
    return _build(name, _extended(name, {shipped: _shipped(shipped) for shipped in SHIPPED}), aliases)


@lru_cache(maxsize=32)
def _shipped(name: str) -> Mapping[str, Any]:
    text = files("analytics.ingest.dialects").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return DialectTable.model_validate(tomllib.loads(text)).model_dump(exclude_unset=True)


def _extended(name: str, tables: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """A dialect's table with what it takes from the one that it extends; how it is recognised is never inherited."""
    table = dict(tables[name])
    parent = table.pop("extends", None)
    if parent is None:
        return table
    inherited = {key: value for key, value in _extended(parent, tables).items() if key != "recognise"}
    return _merged(table, inherited)


def _merged(own: Mapping[str, Any], inherited: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are merged and lists joined, the own entries first: where a word has two meanings, the first one counts."""
    merged = {**own, **{key: value for key, value in inherited.items() if key not in own}}
    for key in own.keys() & inherited.keys():
        if isinstance(own[key], Mapping):
            merged[key] = _merged(own[key], inherited[key])
        elif isinstance(own[key], list | tuple):
            merged[key] = [*own[key], *inherited[key]]
    return merged


def _build(name: str, table: Mapping[str, Any], aliases: Aliases) -> Dialect:
    spelled: dict[str, Mapping[str, str]] = {
        "severity": aliases.severity,
        "status": aliases.status,
        "action_status": aliases.action_status,
    }
    words = {family: _look_up(values) | _lowered(spelled.get(family, {})) for family, values in table["words"].items()}
    kinds = {family: _pairs(values) for family, values in table["kinds"].items()}
    kinds["factor"] = (*_lowered(aliases.factors).items(), *kinds["factor"])
    documents = table.get("documents", {})
    split = documents.get("split_heading")
    return Dialect(
        name=name,
        recognition=_recognition(table.get("recognise", {})),
        incident_heading=re.compile(documents["incident_heading"], re.IGNORECASE),
        split_heading=re.compile(split, re.IGNORECASE) if split else None,
        split_level=documents.get("split_level"),
        not_incidents=tuple(documents.get("not_incidents", ())),
        keeps_introduction=documents.get("keeps_introduction", False),
        date_order=documents.get("date_order"),
        time_zone=documents.get("time_zone"),
        owner_places=tuple(table.get("actions", {}).get("owner", ())),
        headings=_look_up(table["headings"]),
        fields={place: _look_up(names) for place, names in table["fields"].items()},
        labels=_look_up(table["labels"]),
        columns={place: _look_up(names) for place, names in table["columns"].items()},
        prompts=frozenset(table["boilerplate"]["prompts"]),
        markers=_patterns(table.get("markers", ())),
        events=_patterns(table["events"]),
        kinds=kinds,
        words=words,
    )


def _recognition(table: Mapping[str, Any]) -> Recognition:
    return Recognition(
        frozenset(table.get("headings", ())),
        table.get("at_least", 0),
        tuple(table.get("paths", ())),
        frozenset(table.get("front_matter", ())),
    )


def _patterns(events: Sequence[Mapping[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((event["kind"], re.compile(event["pattern"])) for event in events)


def _look_up(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Wording -> meaning; what comes first (the dialect's own, before what it inherits) wins."""
    turned: dict[str, str] = {}
    for meaning, words in table.items():
        for word in words:
            turned.setdefault(word, meaning)
    return turned


def _pairs(table: Mapping[str, list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((word, kind) for kind, words in table.items() for word in words)


def _lowered(words: Mapping[str, Any]) -> dict[str, str]:
    return {word.strip().lower(): str(meaning) for word, meaning in words.items()}
