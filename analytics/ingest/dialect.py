"""A dialect: which heading is which section, which name is which field, what the words mean. Loaded from dialects/*.toml.

A dialect may extend another: its own wording comes first, what it does not say is taken from the one it extends. `Dialects` holds those
of one ingest, in the order in which they are tried, and says which of them a document is written in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from analytics.ingest.dialect_advice import Advice, advice
from analytics.ingest.dialect_values import ITEM_WORDS, VALUE_WORDS, Wording, with_decimal_point, wording
from analytics.settings import Aliases, DialectTable, Settings

SHIPPED = (
    "template", "srebook", "pagerduty", "atlassian", "azure", "elastic", "google_incident_report", "kehoe", "real_world_sre",
    "cloud_administration", "retrospective", "generic",
)  # fmt: skip
"""The dialects that come with the product, in the order in which they are tried; the last one takes what no other knows."""

_BRACKETED = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*:?$")
_NUMBERING = re.compile(r"^[\d.]+\)?\s+")
_SHORTCODE = re.compile(r":[a-z_]+:")
_DECORATION = re.compile(r"[^\w\s/&'’#()\[\]-]+")
_QUOTING = re.compile(r'["“”*_>]')

NOT_CLAIMED, BY_SCORE, BY_INCIDENT_HEADING, OWN_BY_SCORE, BY_PATH = range(5)
"""What a dialect can claim a document by, the weakest first: an organisation's own dialect comes before every shipped one."""


class Recognition(NamedTuple):
    """How a dialect knows its own documents: by so many of these headings, by front-matter keys, by the path, by an incident's heading."""

    headings: frozenset[str]
    at_least: int
    paths: tuple[str, ...]
    front_matter: frozenset[str]
    incident_heading: re.Pattern[str] | None


class Claim(NamedTuple):
    """How sure a dialect is that a document is its own, and the headings and front-matter keys that say so. Claims sort by sureness."""

    by: int
    score: float
    found: tuple[str, ...]


class Names(dict[str, str]):
    """The names of the fields that may stand in one place -> the fields."""

    def __init__(self, place: str, names: Mapping[str, str]) -> None:
        super().__init__(names)
        self.place = place


class Layer(NamedTuple):
    """The table of a dialect before it was merged with those that it extends."""

    dialect: str
    table: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The tables of one TOML file, turned round for look-up: normalised wording -> meaning."""

    name: str
    title: str
    own: bool
    layers: tuple[Layer, ...]
    recognition: Recognition
    incident_heading: re.Pattern[str]
    split_heading: re.Pattern[str] | None
    split_level: int | None
    not_incidents: tuple[str, ...]
    keeps_introduction: bool
    date_order: Literal["day_first", "month_first"] | None
    time_zone: str | None
    decimal_comma: bool
    owner_places: tuple[str, ...]
    headings: Mapping[str, str]
    fields: Mapping[str, Names]
    labels: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    prompts: frozenset[str]
    machine_keys: frozenset[str]
    markers: tuple[tuple[str, re.Pattern[str]], ...]
    events: tuple[tuple[str, re.Pattern[str]], ...]
    kinds: Mapping[str, tuple[tuple[str, str], ...]]
    words: Mapping[str, Mapping[str, str]]
    value_wording: Wording
    item_wording: Wording
    advice: Advice | None

    def section_of(self, heading: str) -> str | None:
        """The section that a heading opens, None for a heading the dialect does not know."""
        name, bare = heading_names(heading)
        return self.headings.get(name) or self.headings.get(bare) or self.headings.get(bare.partition(" - ")[0])

    def begins_incident(self, level: int, heading: str) -> bool:
        """Whether a heading is that of an incident, in a file that may hold several."""
        if level == self.split_level or self.incident_heading.match(heading):
            return True
        return self.split_heading is not None and self.split_heading.match(heading) is not None

    def known_words(self, text: str) -> str:
        """A value as the readers of values know it: their words for units and months, their decimal point."""
        text = self.value_wording.turned(text)
        return with_decimal_point(text) if self.decimal_comma else text

    def words_read(self, family: str, text: str, known: str) -> dict[str, str]:
        """The meanings of a family's own words in a text that was read as `known`, each with the dialect it comes from."""
        turned = (self.value_wording if family == "value" else self.item_wording).words_in(text)
        said = (
            (layer.dialect, meaning, word.rstrip("."))
            for layer in self.layers
            for meaning, words in layer.table.get("words", {}).get(family, {}).items()
            for word in words
        )
        return {meaning: layer for layer, meaning, word in said if word in turned and turned[word] in known}

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
        # The patterns look ahead; on a pasted line of megabytes that would take hours, and what kind an event is stands in front.
        event = event[:1000]
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

    def claim(self, path: str, headings: Sequence[str], names: Collection[str], front_matter: Collection[str]) -> Claim:
        """How sure the dialect is that a document is its own; `names`: its headings, normalised."""
        known = self.recognition
        found = known.headings.intersection(names)
        if front_matter:
            found |= known.front_matter.intersection(front_matter)
        score = len(found) + len(found) / max(len(known.headings), 1)
        return Claim(self._claims_by(path, headings, len(found)), score, tuple(found))

    def _claims_by(self, path: str, headings: Sequence[str], found: int) -> int:
        known = self.recognition
        if known.paths and any(fnmatchcase(path, pattern) for pattern in known.paths):
            return BY_PATH
        if known.at_least and found >= known.at_least and self.own:
            return OWN_BY_SCORE
        if known.incident_heading is not None and any(map(known.incident_heading.match, headings)):
            return BY_INCIDENT_HEADING
        return BY_SCORE if known.at_least and found >= known.at_least else NOT_CLAIMED

    def layer_of(self, key: Sequence[str], word: str) -> str:
        """The dialect, this one or one that it extends, from which a word in the list at `key` comes."""
        return self.layer_naming(key, word) or self.name

    def layer_naming(self, key: Sequence[str], word: str) -> str | None:
        """The same; None for a word of the settings' `[aliases]`, which no dialect names."""
        for layer in self.layers:
            entry: Any = layer.table
            for part in key:
                entry = entry.get(part, {})
            if word in entry:
                return layer.dialect
        return None

    def layer_with(self, *key: str) -> str:
        """The dialect, this one or one that it extends, whose table says something at `key`."""
        for layer in self.layers:
            entry: Any = layer.table
            for part in key:
                entry = entry.get(part, {})
            if entry:
                return layer.dialect
        return self.name

    def layer_of_pattern(self, key: str, pattern: str) -> str:
        """The dialect from which a pattern in the list of tables at `key` comes."""
        stating = (
            layer.dialect for layer in self.layers if any(entry["pattern"] == pattern for entry in layer.table.get(key, ()))
        )
        return next(stating, self.name)


@dataclass(frozen=True, slots=True)
class Dialects:
    """The dialects of one ingest. `all` ends with the one that takes what no other knows."""

    all: tuple[Dialect, ...]

    def recognise(self, path: str, headings: Sequence[str], front_matter: Collection[str]) -> Dialect:
        """The dialect that is surest; of equally sure ones the first; the last of all where none is sure."""
        claims = self.claims(path, headings, front_matter)
        best = max(range(len(claims)), key=lambda n: claims[n][:2])
        return self.all[best] if claims[best].by else self.all[-1]

    def claims(self, path: str, headings: Sequence[str], front_matter: Collection[str]) -> list[Claim]:
        """The claim of each dialect to a document, in the order of the dialects."""
        names = {part for heading in headings for part in heading_names(heading)}
        return [dialect.claim(path, headings, names, front_matter) for dialect in self.all]


def normalise_heading(text: str) -> str:
    """Lower case without numbering, emoji and closing punctuation: `4.2 Why It Happened` -> `why it happened`."""
    text = _DECORATION.sub("", _NUMBERING.sub("", _SHORTCODE.sub("", text).strip()))
    return " ".join(text.split()).lower()


@lru_cache(maxsize=4096)
def heading_names(heading: str) -> tuple[str, str]:
    """A heading as it is looked up: with what stands in brackets behind it, and without."""
    name = normalise_heading(heading)
    return name, _BRACKETED.sub("", name)


@lru_cache(maxsize=8192)
def normalise_prompt(text: str) -> str:
    return " ".join(_QUOTING.sub("", text).split()).lower()


@lru_cache(maxsize=4096)
def column_name(header: str) -> str:
    """A column's name without its remark: `Time (UTC)` -> `time`, `Date and time in CET` -> `date and time`."""
    return header.partition("(")[0].partition(" in ")[0].strip(" :").lower()


def label_name(text: str) -> str:
    """What a line that heads a list says: `Affected features:` -> `affected features`."""
    return text.strip(" :?").lower()


def field_name(text: str) -> str:
    """`Severity :` -> `severity`."""
    return text.strip(" :").lower()


def load_dialects(settings: Settings) -> Dialects:
    """The organisation's own dialects, then the shipped ones, each with the words of `[aliases]` before its own."""
    own = own_tables(settings)
    tables = {**{name: shipped_table(name) for name in SHIPPED}, **own}
    return Dialects(tuple(_build(name, tables, settings.aliases, own=name in own) for name in [*own, *SHIPPED]))


def own_tables(settings: Settings) -> dict[str, Mapping[str, Any]]:
    """What the organisation's own dialects say; one that extends none extends the common names."""
    stated = {name: table.model_dump(exclude_unset=True) for name, table in settings.dialects.items()}
    return {name: _normalised({"extends": SHIPPED[-1], **table}) for name, table in stated.items()}


@lru_cache(maxsize=32)
def shipped_table(name: str) -> Mapping[str, Any]:
    """What a shipped dialect says itself, without what it takes from the one that it extends."""
    text = files("analytics.ingest.dialects").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return _normalised(DialectTable.model_validate(tomllib.loads(text)).model_dump(exclude_unset=True))


def _normalised(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same with every word in the form in which it is looked up, so that authors of a dialect write as their documents do."""
    changed = dict(table)
    forms: dict[str, Callable[[str], str]] = {
        "headings": normalise_heading,
        "fields": field_name,
        "labels": label_name,
        "columns": column_name,
        "boilerplate": normalise_prompt,
        "kinds": str.lower,
        "words": str.lower,
    }
    for key in forms.keys() & table.keys():
        changed[key] = _mapped(table[key], forms[key])
    if recognise := table.get("recognise"):
        changed["recognise"] = {
            **recognise,
            "headings": tuple(map(normalise_heading, recognise.get("headings", ()))),
            "front_matter": tuple(map(str.lower, recognise.get("front_matter", ()))),
        }
    return changed


def _mapped(entry: Any, form: Callable[[str], str]) -> Any:  # noqa: ANN401 - tables of tables of lists, as TOML has them
    if isinstance(entry, Mapping):
        return {key: _mapped(value, form) for key, value in entry.items()}
    return tuple(form(word) for word in entry)


def _layers(name: str, tables: Mapping[str, Mapping[str, Any]]) -> tuple[Layer, ...]:
    """A dialect and those that it extends, itself first."""
    parent = tables[name].get("extends")
    return (Layer(name, tables[name]), *(_layers(parent, tables) if parent else ()))


def _extended(layers: Sequence[Layer]) -> Mapping[str, Any]:
    """A dialect's table with what it takes from those that it extends; how it is recognised is never inherited."""
    table = dict(layers[0].table)
    if len(layers) == 1:
        return table
    inherited = {key: value for key, value in _extended(layers[1:]).items() if key not in {"recognise", "title"}}
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


def _build(name: str, tables: Mapping[str, Mapping[str, Any]], aliases: Aliases, *, own: bool) -> Dialect:
    layers = _layers(name, tables)
    table = _extended(layers)
    spelled: dict[str, Mapping[str, str]] = {
        "severity": aliases.severity,
        "status": aliases.status,
        "action_status": aliases.action_status,
    }
    documents = table.get("documents", {})
    split = documents.get("split_heading")
    return Dialect(
        name=name,
        title=table.get("title", ""),
        own=own,
        layers=layers,
        recognition=_recognition(layers[0].table),
        incident_heading=re.compile(documents["incident_heading"], re.IGNORECASE),
        split_heading=re.compile(split, re.IGNORECASE) if split else None,
        split_level=documents.get("split_level"),
        not_incidents=tuple(documents.get("not_incidents", ())),
        keeps_introduction=documents.get("keeps_introduction", False),
        date_order=documents.get("date_order"),
        time_zone=documents.get("time_zone"),
        decimal_comma=documents.get("decimal_comma", False),
        owner_places=tuple(table.get("actions", {}).get("owner", ())),
        headings=_look_up(layers, "headings"),
        fields={place: Names(place, _without_none(_look_up(layers, "fields", place))) for place in table["fields"]},
        labels=_look_up(layers, "labels"),
        columns={place: _without_none(_look_up(layers, "columns", place)) for place in table["columns"]},
        prompts=frozenset(table["boilerplate"]["prompts"]),
        machine_keys=frozenset(table["boilerplate"].get("front_matter", ())),
        markers=_patterns(table.get("markers", ())),
        events=_patterns(table["events"]),
        kinds={family: _pairs(layers, family, aliases) for family in table["kinds"]},
        words={family: _look_up(layers, "words", family) | _lowered(spelled.get(family, {})) for family in table["words"]},
        value_wording=wording(_look_up(layers, "words", "value"), VALUE_WORDS),
        item_wording=wording(_look_up(layers, "words", "item"), ITEM_WORDS),
        advice=advice(tuple(_words_of(_same_language(layers), "words", "advice"))),
    )


def _recognition(table: Mapping[str, Any]) -> Recognition:
    """Of the dialect's own table alone: one that takes over another's headings of incidents is not recognised by them."""
    recognise = table.get("recognise", {})
    heading = table.get("documents", {}).get("incident_heading")
    return Recognition(
        frozenset(recognise.get("headings", ())),
        recognise.get("at_least", 0),
        tuple(recognise.get("paths", ())),
        frozenset(recognise.get("front_matter", ())),
        re.compile(heading, re.IGNORECASE) if heading else None,
    )


def _patterns(events: Sequence[Mapping[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((event["kind"], re.compile(event["pattern"])) for event in events)


def _look_up(layers: Sequence[Layer], *key: str) -> dict[str, str]:
    """Wording -> meaning. What the dialect says itself comes before what it inherits; of two meanings the first counts."""
    turned: dict[str, str] = {}
    for word, meaning in _words_of(layers, *key):
        turned.setdefault(word, meaning)
    return turned


def _words_of(layers: Sequence[Layer], *key: str) -> Iterator[tuple[str, str]]:
    for layer in layers:
        entry: Any = layer.table
        for part in key:
            entry = entry.get(part, {})
        for meaning, words in entry.items():
            yield from ((word, meaning) for word in words)


def _same_language(layers: Sequence[Layer]) -> Sequence[Layer]:
    """A dialect that has its own words for what stands inside values is in another language than those that it extends."""
    for count, layer in enumerate(layers, 1):
        if layer.table.get("words", {}).get("value"):
            return layers[:count]
    return layers


def _without_none(names: dict[str, str]) -> dict[str, str]:
    """Without the names of which a dialect says that they mean nothing, whatever they mean in the one that it extends."""
    return {name: meaning for name, meaning in names.items() if meaning != "none"}


def _pairs(layers: Sequence[Layer], family: str, aliases: Aliases) -> tuple[tuple[str, str], ...]:
    spelled = _lowered(aliases.factors) if family == "factor" else {}
    return (*spelled.items(), *_words_of(layers, "kinds", family))


def _lowered(words: Mapping[str, Any]) -> dict[str, str]:
    return {word.strip().lower(): str(meaning) for word, meaning in words.items()}
