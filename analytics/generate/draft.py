"""A document before it is written down: the records, the words in which single values are given, and the author's habits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple

from analytics.generate.draw import Draw
from analytics.model import Postmortem, Status

ActionStamps = Literal["none", "both"]


@dataclass(frozen=True, slots=True)
class Style:
    """How an author treats the template. `quotes` is the share of its quoted instructions that stay in the document."""

    damaged: bool
    quotes: float
    title_in_heading: bool
    phase_line: bool
    tick: str
    legend: bool
    notes: bool
    short_durations: bool
    stamps: ActionStamps
    acknowledge_row: bool
    status_words: Literal["emoji", "both", "word"]
    root_cause_marked: bool
    linked_alert: bool


class Promise(NamedTuple):
    """What really happened to an action item, whether its document states it or not; `ended`: done. None: not, or given up."""

    opened: date
    ended: date | None


@dataclass(slots=True)
class Draft:
    """`cells`: field → the words as written, the template's placeholder where the value is unknown.

    `promises`: what became of each action item, in their order.
    """

    postmortem: Postmortem
    style: Style
    cells: dict[str, str]
    path: str
    promises: list[Promise] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    encoding: str = "utf-8"
    postscript: str | None = None


def draw_style(draw: Draw, status: Status) -> Style:
    careless = status != "final"
    return Style(
        damaged=draw.chance(0.3),
        quotes=draw.weighted({0.0: 0.45, 0.5: 0.3, 1.0: 0.25 + 0.3 * careless}),
        title_in_heading=draw.chance(0.25),
        phase_line=draw.chance(0.3),
        tick=draw.weighted({"x": 0.85, "X": 0.15}),
        legend=draw.chance(0.8),
        notes=draw.chance(0.25 + 0.3 * careless),
        short_durations=draw.chance(0.35),
        stamps=draw.weighted({"none": 0.3, "both": 0.7}),
        acknowledge_row=draw.chance(0.4),
        status_words=draw.weighted({"emoji": 0.68, "both": 0.24, "word": 0.08}),
        root_cause_marked=draw.chance(0.93),
        linked_alert=draw.chance(0.5),
    )


def with_utf8_problem(style: Style) -> Style:
    """The style of a file in Windows-1252, which knows the damaged marks but not the real ones."""
    return replace(style, damaged=True)
