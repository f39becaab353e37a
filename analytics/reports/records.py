"""What a quarterly review consists of, in records that know no format: words, tables and charts, each with where it comes from.

Every text in them may hold words of documents and is unescaped: a format escapes all of it. Numbers are numbers, days are days, unknown is
None; `words.write_cell` gives the words for each, the same in every format.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

PRODUCT = "Postmortem Insights"

Cell: TypeAlias = str | int | float | date | None
Kind = Literal["text", "long_text", "count", "number", "minutes", "hours", "days", "share", "date"]
"""What a column or axis holds: words (`long_text`: sentences, which wrap), whole numbers, other numbers, durations in minutes or hours,
days, shares between 0 and 1, dates."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place in a document that a statement rests on. `name`: how people call the incident."""

    incident_key: str
    name: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences. `heading`: what stands before them in bold; `evidence`: the first of `evidence_total` incidents that they rest on."""

    text: str
    heading: str = ""
    evidence: tuple[Evidence, ...] = ()
    evidence_total: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """`name`: for programs and files; `weight`: its share of the width of a page, a narrow column being 2."""

    name: str
    label: str
    kind: Kind = "text"
    weight: int = 2

    @property
    def is_number(self) -> bool:
        """Numbers stand at the right edge of their column."""
        return self.kind not in ("text", "long_text", "date")


@dataclass(frozen=True, slots=True)
class Table:
    """`total`: how many rows there are, of which `rows` may be the first; `note`: what is counted and left out.

    `most`: how many rows a page that people read through should show; the rest is for the workbook. `empty`: what to say without rows.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    note: str = ""
    most: int = 20
    empty: str = "There are no rows."


PlotKind = Literal["line", "columns", "stacked", "stacked_share", "bars", "dots"]
"""By category from left to right: a line with marks, columns, stacked columns, stacked columns to 100 %; from top to bottom: bars (several
series beside each other); `dots`: each incident a mark at its category, with lines over them."""


@dataclass(frozen=True, slots=True)
class Axis:
    """`log`: durations of single incidents; `step`: between two ticks where it matters, else the format's choice."""

    title: str
    kind: Kind
    log: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A value for each category of its plot. `low` and `high`: the ends of the 95 % intervals, empty where none are drawn.

    `labels`: each value in words, as it stands beside its mark; `n` and `of`: how many incidents (items) carry the value, of how many.
    `role`: `value` is drawn as the plot's kind says, `context` the same but lighter, `target` as a mark across:
    a target, or what else each value is held against. `colour`: `#RRGGBB`;
    `colours`: those of the single values where they differ, because one misses its target or is more than chance allows.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str
    role: Literal["value", "context", "target"] = "value"
    colours: tuple[str, ...] = ()
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    labels: tuple[str, ...] = ()
    n: tuple[int, ...] = ()
    of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Across the whole plot at a value: a target, or a limit of what chance allows, or the mean."""

    label: str
    value: float
    role: Literal["target", "limit", "mean"]


@dataclass(frozen=True, slots=True)
class Note:
    """A dated note: its letter on the chart, its words, and where it begins and ends on the axis of categories, 0 being the first."""

    letter: str
    words: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Dot:
    """One incident. `place`: on the axis of categories, 0 being the first; spread so that neighbours do not hide each other."""

    incident_key: str
    name: str
    on: date | None
    place: float
    value: float
    severity: str | None
    team: str | None


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with everything that a native one is made from.

    `categories`: from left to right, or from top to bottom, as people read them; `provisional`: those whose documents are still expected.
    `source`: n, N and what is left out; `notes`: dated notes that lie in its quarters; `definitions`: such as `ttr/1`.
    """

    name: str
    kind: PlotKind
    title: str
    alt: str
    source: str
    category: str
    categories: tuple[str, ...]
    axis: Axis
    series: tuple[Series, ...]
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    provisional: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    definitions: tuple[str, ...] = ()


Exhibit: TypeAlias = Table | Plot


@dataclass(frozen=True, slots=True)
class Section:
    """One message with what carries it: a slide, a sheet, a chapter.

    `number`: `1` to `12`, `A` to `C` in the appendix; `name`: what it is about; `message`: what it says, a sentence without its full stop.
    `speaker_notes`: what a presenter needs beside it.
    """

    id: str
    number: str
    name: str
    message: str
    paragraphs: tuple[Paragraph, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    speaker_notes: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands on every page. `published`: when the snapshot was, the only clock that a file may carry.

    `baseline`: the earlier report that this one is compared with, in words.
    """

    selection: str
    as_of: date
    fingerprint: str
    corpus: str
    definitions: tuple[str, ...]
    product: str
    published: datetime
    baseline: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A quarterly review. `behind`: whole lists for those who ask for the workbook behind a number. `file_name`: without its ending.

    `data`: what a later report compares itself with (facts.py), in ASCII without `<`, `>` and `&`.
    """

    title: str
    quarter: str | None
    file_name: str
    stamp: Stamp
    sections: tuple[Section, ...]
    behind: tuple[Table, ...]
    data: str
