"""A dialect: which heading is which section, which name is which field, what the words mean. Loaded from dialects/*.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from analytics.settings import Aliases

_BRACKETED = re.compile(r"\s*\([^)]*\)$")
_NUMBERING = re.compile(r"^[\d.]+\s+")
_DECORATION = re.compile(r"[^\w\s/&'’#()-]+")
_QUOTING = re.compile(r'["“”*_>]')


@dataclass(frozen=True, slots=True)
class Dialect:
    """The tables of one TOML file, turned round for look-up: normalised wording -> meaning."""

    name: str
    incident_heading: re.Pattern[str]
    headings: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    prompts: frozenset[str]
    events: tuple[tuple[str, re.Pattern[str]], ...]
    kinds: Mapping[str, tuple[tuple[str, str], ...]]
    words: Mapping[str, Mapping[str, str]]

    def section_of(self, heading: str) -> str | None:
        """The section that a heading opens, None for a heading the dialect does not know."""
        name = normalise_heading(heading)
        return self.headings.get(name) or self.headings.get(_BRACKETED.sub("", name))

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
        # The patterns look ahead; on a pasted line of megabytes that would take hours, and what kind an event is stands in front.
        lowered = event[:1000].lower()
        for kind, pattern in self.events:
            if pattern.search(lowered):
                return kind
        return None


@lru_cache(maxsize=4096)
def normalise_heading(text: str) -> str:
    """Lower case without numbering, emoji and closing punctuation: `4.2 Why It Happened` -> `why it happened`."""
    text = _DECORATION.sub("", _NUMBERING.sub("", text.strip()))
    return " ".join(text.split()).lower()


@lru_cache(maxsize=8192)
def normalise_prompt(text: str) -> str:
    return " ".join(_QUOTING.sub("", text).split()).lower()


def load_dialect(name: str, aliases: Aliases) -> Dialect:
    """A shipped dialect, with the organisation's own words of `[aliases]` before its own."""
    table = tomllib.loads(files("analytics.ingest.dialects").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    own: dict[str, Mapping[str, str]] = {
        "severity": aliases.severity,
        "status": aliases.status,
        "action_status": aliases.action_status,
    }
    words = {family: _look_up(values) | _lowered(own.get(family, {})) for family, values in table["words"].items()}
    kinds = {family: _pairs(values) for family, values in table["kinds"].items()}
    kinds["factor"] = (*_lowered(aliases.factors).items(), *kinds["factor"])
    return Dialect(
        name=table["name"],
        incident_heading=re.compile(table["incident_heading"], re.IGNORECASE),
        headings=_look_up(table["headings"]),
        fields={place: _look_up(names) for place, names in table["fields"].items()},
        labels=_look_up(table["labels"]),
        columns={place: _look_up(names) for place, names in table["columns"].items()},
        prompts=frozenset(table["boilerplate"]["prompts"]),
        events=tuple((event["kind"], re.compile(event["pattern"])) for event in table["events"]),
        kinds=kinds,
        words=words,
    )


def _look_up(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: meaning for meaning, words in table.items() for word in words}


def _pairs(table: Mapping[str, list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((word, kind) for kind, words in table.items() for word in words)


def _lowered(words: Mapping[str, Any]) -> dict[str, str]:
    return {word.strip().lower(): str(meaning) for word, meaning in words.items()}
