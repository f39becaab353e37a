"""What stands in the columns of a sheet: headings that say the unit, values, and which of them a native chart draws."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from analytics.charts.wording import SHORTEST_DRAWN, shorten
from analytics.csv_text import guard_formula
from analytics.reports.records import Cell, Kind, Line, Plot, Series, Table
from analytics.reports.words import name_categories

UNITS: dict[Kind, str] = {"minutes": "min", "hours": "h", "days": "days"}
LONGEST_HEADING = 200
"""Characters; a spreadsheet takes 255."""
LONGEST_CELL = 32_767
"""UTF-16 units that a cell holds."""
LONGEST_CATEGORY = 40
"""Characters of a category for which a chart has room beside its bars."""
NARROWEST, WIDEST, WIDEST_OF_MANY, NARROWEST_TEXT, WIDEST_TEXT = 6, 44, 32, 30, 64
MANY_COLUMNS = 12
ROOM_FOR_TEXT = 220
"""Characters that all columns of sentences share."""
FILTER_BUTTON = 3
"""Characters that the button of a filter takes from its heading."""


class Field(NamedTuple):
    """A column. `is_helper`: for the chart alone, such as the length of an error bar."""

    label: str
    kind: Kind
    values: tuple[Cell, ...]
    is_helper: bool = False


class Drawn(NamedTuple):
    """The columns from which a series is drawn. `words`: each value as people say it; `up`, `down`: lengths of the error bars."""

    series: Series
    value: int
    words: int | None
    up: int | None
    down: int | None


class Grid(NamedTuple):
    """The columns of a plot, and which are drawn. `category`: the column of the categories as the chart names them."""

    fields: tuple[Field, ...]
    category: int
    series: tuple[Drawn, ...]
    lines: tuple[tuple[Line, int], ...]


def fields_of(table: Table) -> tuple[Field, ...]:
    """The columns of a table of a report, all rows."""
    columns = list(zip(*table.rows, strict=True)) or [() for _ in table.columns]
    return label_once([Field(_head(c.label, c.kind), c.kind, values) for c, values in zip(table.columns, columns, strict=True)])


def _head(label: str, kind: Kind) -> str:
    unit = UNITS.get(kind)
    named = label[:1].upper() + label[1:] if label not in ("n", "of") else label
    return f"{named} ({unit})" if unit and unit not in label.lower().split() else named


def label_once(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Headings on one line, and no two the same, as a table of a spreadsheet wants them."""
    told: set[str] = set()
    found = []
    for field in fields:
        label = guard_formula(shorten(" ".join(clean(field.label).split()), LONGEST_HEADING) or "–")
        number = 2
        unique = label
        while unique.casefold() in told:
            unique, number = f"{label} {number}", number + 1
        told.add(unique.casefold())
        found.append(field._replace(label=unique))
    return tuple(found)


def clean(text: str) -> str:
    """Without the control characters that XML does not have."""
    return "".join(mark for mark in text if mark >= " " or mark in "\t\n\r")


def write_text(text: str) -> str:
    """A text of a document as a cell holds it: no formula, also after the sheet was saved as CSV; cut where a cell has no room."""
    safe = guard_formula(clean(text))
    units = safe.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return safe
    return units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"


def grid_of(plot: Plot) -> Grid:
    """A row a category: for each series its value, in words, its interval, n and N; targets and limits; and what only the chart needs."""
    build = _Builder(plot)
    return build.build()


class _Builder:
    """Collects columns; a column's place is its number."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.kind: Kind = plot.axis.kind
        self.fields: list[Field] = []

    def build(self) -> Grid:
        plot = self.plot
        category = self.add(plot.category, "text", name_categories(plot))
        counts_agree = all(len({getattr(s, name) for s in plot.series if getattr(s, name)}) <= 1 for name in ("n", "of"))
        values = [self.add_series(series, with_counts=not counts_agree) for series in plot.series]
        if counts_agree:
            self.add_counts("", *(next((getattr(s, name) for s in plot.series if getattr(s, name)), ()) for name in ("n", "of")))
        lines = [(line, self.add(line.label, self.kind, (line.value,) * len(plot.categories))) for line in plot.lines]
        if any(len(name) > LONGEST_CATEGORY for name in plot.categories):
            short = tuple(shorten(name, LONGEST_CATEGORY) for name in name_categories(plot))
            category = self.add("on the chart", "text", short, is_helper=True)
        drawn = tuple(self.add_bars(one) for one in values)
        return Grid(label_once(self.fields), category, drawn, tuple(lines))

    def add(self, label: str, kind: Kind, values: tuple[Cell, ...], *, is_helper: bool = False) -> int:
        self.fields.append(Field(_head(label, kind), kind, values, is_helper))
        return len(self.fields) - 1

    def add_series(self, series: Series, *, with_counts: bool) -> Drawn:
        kind = "number" if self.kind == "count" and not _are_whole(series.values) else self.kind
        value = self.add(series.name, kind, series.values)
        words = self.add(f"{series.name}, in words", "text", series.labels) if self._says_words(series) else None
        if series.low or series.high:
            self.add(f"{series.name}, 95 % from", kind, series.low)
            self.add(f"{series.name}, 95 % to", kind, series.high)
        if with_counts:
            self.add_counts(f"{series.name}, ", series.n, series.of)
        return Drawn(series, value, words, None, None)

    def _says_words(self, series: Series) -> bool:
        """A count reads as it is; what stands beside the main numbers has a number only, or the table grows too wide for its chart."""
        return (
            bool(series.labels)
            and self.kind != "count"
            and (series.role == "value" or (series.role == "context" and self.plot.kind == "bars"))
        )

    def add_counts(self, prefix: str, n: tuple[int, ...], of: tuple[int, ...]) -> None:
        for label, counts in (("n", n), ("of", of)):
            if counts:
                self.fields.append(Field(f"{prefix}{label}", "count", counts))

    def add_bars(self, drawn: Drawn) -> Drawn:
        """The lengths of the error bars, and where a logarithmic axis cannot show a value, where it is drawn instead."""
        series = drawn.series
        shown = tuple(self._at(value) for value in series.values)
        if shown != series.values:
            drawn = drawn._replace(value=self.add(f"{series.name}, drawn at", self.kind, shown, is_helper=True))
        if not (series.low or series.high):
            return drawn
        up = tuple(_apart(self._at(high), value) for high, value in zip(series.high, shown, strict=True))
        down = tuple(_apart(value, self._at(low)) for low, value in zip(series.low, shown, strict=True))
        return drawn._replace(
            up=self.add(f"{series.name}, error bar up", self.kind, up, is_helper=True),
            down=self.add(f"{series.name}, error bar down", self.kind, down, is_helper=True),
        )

    def _at(self, value: float | None) -> float | None:
        return max(value, SHORTEST_DRAWN) if self.plot.axis.log and value is not None else value


def _apart(high: float | None, low: float | None) -> float | None:
    return None if high is None or low is None else max(0.0, high - low)


def _are_whole(values: Sequence[Cell]) -> bool:
    return all(value is None or float(value) == int(value) for value in values if isinstance(value, int | float | None))


def dots_fields(plot: Plot) -> tuple[Field, ...]:
    """The incidents that a plot draws one by one; `place`: on the axis of categories, on which the first is 1."""
    kind, dots = plot.axis.kind, plot.dots
    value = plot.axis.title.partition(",")[0]
    shown = tuple(max(dot.value, SHORTEST_DRAWN) if plot.axis.log else dot.value for dot in dots)
    return label_once([
        Field("Date", "date", tuple(dot.on for dot in dots)),
        Field("Incident", "text", tuple(dot.name for dot in dots)),
        Field("Team", "text", tuple(dot.team for dot in dots)),
        Field("Severity", "text", tuple(dot.severity for dot in dots)),
        Field(_head(value, kind), kind, tuple(dot.value for dot in dots)),
        Field("Key", "text", tuple(dot.incident_key for dot in dots)),
        Field("Place on the chart", "number", tuple(dot.place + 1 for dot in dots), is_helper=True),
        Field(_head("drawn at", kind), kind, shown, is_helper=True),
    ])  # fmt: skip


def widths_of(fields: Sequence[Field]) -> list[float]:
    """In characters: as wide as the longest value, within limits that are narrower where there are many columns."""
    sentences = sum(field.kind == "long_text" for field in fields)
    widest = WIDEST if len(fields) <= MANY_COLUMNS else WIDEST_OF_MANY
    widest_text = max(NARROWEST_TEXT, min(WIDEST_TEXT, ROOM_FOR_TEXT / max(sentences, 1)))
    return [_width_of(field, widest_text if field.kind == "long_text" else widest) for field in fields]


def _width_of(field: Field, widest: float) -> float:
    """A heading breaks between words."""
    words = max((display_width(word) for word in field.label.split()), default=0)
    content = max((display_width(text) for text in _written(field)), default=0)
    return min(max(NARROWEST, words + FILTER_BUTTON, content + 3), widest)


def line_counts(fields: Sequence[Field], widths: Sequence[float]) -> list[int]:
    """For each row how many lines its longest text takes."""
    counts = [1] * len(fields[0].values)
    for field, width in zip(fields, widths, strict=True):
        for row, value in enumerate(field.values):
            if isinstance(value, str) and (display_width(value) > width - 1 or "\n" in value):
                counts[row] = max(counts[row], lines_needed(value, width - 1))
    return counts


def _written(field: Field) -> Iterator[str]:
    for value in field.values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, date):
            yield "2026-10-05" if field.kind == "date" else str(value)
        elif value is not None:
            yield f"{value:,.2f}"


def display_width(text: str) -> int:
    """East Asian signs are twice as wide as Latin ones."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(mark) else 1 + (unicodedata.east_asian_width(mark) in "WF") for mark in text)


def lines_needed(text: str, width: float) -> int:
    """Lines that a text takes in a column of this width, which breaks between words, and words that are longer."""
    return sum(_wrapped(line.split(), max(int(width), 1)) for line in text.split("\n"))


def _wrapped(words: Sequence[str], width: int) -> int:
    lines, used = 1, 0
    for word in words:
        size = display_width(word)
        if used and used + 1 + size > width:
            lines, used = lines + 1, 0
        more, rest = divmod(max(size - 1, 0), width)
        lines, used = lines + more, (used + 1 if used else 0) + (rest + 1 if size else 0)
    return lines
