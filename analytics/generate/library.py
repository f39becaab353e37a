"""What the synthetic organisation consists of: its teams, the ways in which its systems fail, and the words its people use.

All of it is data: teams.toml, phrases.toml and one file a kind of failure in scenarios/.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from analytics.model import DocumentationKind, Factor, Impact, Method, Severity

Slots = Mapping[str, str]
Pairs = tuple[tuple[str, str], ...]
Texts = tuple[str, ...]


class Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Team(Data):
    """`detect` and `repair` are medians in minutes; `discipline` is the share of actions that get done and ticked off."""

    name: str
    slug: str
    spelling: str
    oncall: str
    lead: str
    people: Texts
    weight: float
    growth: float
    severity: dict[Severity, float]
    detect: float
    repair: float
    discipline: float
    habits: dict[Factor, float]


class System(Data):
    """A system of a team that can fail in the scenario's way; `slots` are the words that stand for it in the texts."""

    team: str
    slots: dict[str, str]
    features: Pairs


class Cause(Data):
    """One way in which the failure comes about, with everything that follows from it.

    `titles` and `openings` stand in place of the scenario's where those do not fit; the last seven are beside the scenario's.
    `factors` begins with what contributed most.
    """

    cause: str
    fix: str
    began: str
    found: str
    mitigation: str
    restored: str
    what: str
    language: str
    code: str
    whys: Pairs
    factors: tuple[Factor, ...]
    immediate: Texts
    short_term: Texts
    long_term: Texts
    technical: Pairs
    neutral: Texts
    titles: Texts = ()
    openings: Texts = ()
    suggestions: Texts = ()
    well: Texts = ()
    could: Texts = ()
    lucky: Texts = ()
    process: Pairs = ()
    discussion: Texts = ()
    decisions: Texts = ()


class Scenario(Data):
    """A kind of failure. `numbers` are bounds between which a number is drawn once a document."""

    slug: str
    titles: Texts
    openings: Texts
    alerts: Texts
    methods: dict[Method, float]
    impacts: dict[Impact, float]
    choices: dict[str, Texts]
    numbers: dict[str, tuple[float, float]]
    systems: tuple[System, ...]
    causes: tuple[Cause, ...]
    suggestions: Texts
    well: Texts
    could: Texts
    lucky: Texts
    process: Pairs
    documentation: tuple[tuple[DocumentationKind, str, str], ...]
    dashboards: Texts
    discussion: Texts
    decisions: Texts


class Phrases(Data):
    """Words that fit any failure."""

    started: Texts
    detected: dict[Method, Texts]
    acknowledged: Texts
    investigating: Texts
    identified: Texts
    mitigated: Texts
    resolved: Texts
    closed: Texts
    neutral: Texts
    neutral_waiting: Texts
    well: Texts
    could: Texts
    lucky: Texts
    lucky_by_day: Texts
    lucky_by_night: Texts
    process: Pairs
    other_lessons: Pairs
    other_documentation: Pairs
    other_factors: Texts
    other_impacts: Texts
    other_communications: Texts
    other_methods: Texts
    wont_do: Texts
    discussion: Texts
    decisions: Texts
    relationships: Texts
    log: dict[str, Texts]
    experiences: dict[Impact, Texts]
    regions: Texts


class Library(NamedTuple):
    teams: tuple[Team, ...]
    scenarios: tuple[Scenario, ...]
    phrases: Phrases


@cache
def load_library() -> Library:
    """Teams and phrases as they stand in their files, scenarios in the order of their file names."""
    here = files("analytics.generate")
    teams = _read_toml(here / "teams.toml")["team"]
    scenario_files = sorted((here / "scenarios").iterdir(), key=lambda file: file.name)
    return Library(
        tuple(Team(**team) for team in teams),
        tuple(Scenario(**_read_toml(file)) for file in scenario_files if file.name.endswith(".toml")),
        Phrases(**_read_toml(here / "phrases.toml")),
    )


def read_asset(name: str) -> str:
    """The text of a file in assets/."""
    return (files("analytics.generate") / "assets" / name).read_text(encoding="utf-8")


def fill(text: str, slots: Slots) -> str:
    """The text with `{name}` replaced. Other braces, such as those of code, stay.

    Raises:
        KeyError: a slot that nothing fills.
    """
    parts = _split(text)
    if len(parts) == 1:
        return text
    return "".join(slots[part] if odd % 2 else part for odd, part in enumerate(parts))


@cache
def _split(text: str) -> list[str]:
    return re.split(r"\{([a-z][a-z0-9_]*)\}", text)


def _read_toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
