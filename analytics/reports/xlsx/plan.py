"""Which sheets a workbook has, in their order, under names that a spreadsheet takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analytics.reports.records import Cell, Column, Exhibit, Outline, Paragraph, Section, Table
from analytics.reports.words import describe_evidence

LONGEST_NAME = 31
FIRST = "Review"
EACH = "each incident"
NAMED = 3
"""Documents that a row of the words names; the sheets of incidents have them all."""
NAMES = {
    "scorecard-exact": "Scorecard, exact", "left-out": "Exclusions", "longest-ttr": "Longest incidents",
    "overdue-actions": "Overdue action items",
}  # fmt: skip
"""Names of sheets where the table's own name does not say it."""
TOLD_ELSEWHERE = frozenset({"scorecard", "definitions-in-short"})
"""Tables of sections that have no sheet: the scorecard stands on the first, the definitions have one in full."""
_WORDS = (
    Column("section", "Section"), Column("name", "About"), Column("message", "Message", "long_text"),
    Column("heading", "Heading", "long_text"),
    Column("text", "Text", "long_text"), Column("incidents", "Rests on incidents", "count"), Column("evidence", "Such as", "long_text"),
)  # fmt: skip


class Planned(NamedTuple):
    """A sheet. `dots`: the name of the sheet that holds the single incidents of a chart."""

    name: str
    exhibit: Exhibit
    dots: str | None = None


def plan_sheets(outline: Outline) -> tuple[Planned, ...]:
    """The charts and tables of the sections, all their words, then the whole lists behind them."""
    names = Names([FIRST])
    behind = {table.name for table in outline.behind}
    planned = [
        names.plan(exhibit, section.number)
        for section in outline.sections for exhibit in section.exhibits
        if exhibit.name not in behind | TOLD_ELSEWHERE
    ]  # fmt: skip
    return (*planned, names.plan(words_of(outline)), *(names.plan(table) for table in outline.behind))


def plan_one(exhibit: Exhibit) -> Planned:
    """The one sheet (two where there are dots) of a chart or table for itself."""
    return Names([]).plan(exhibit)


class Names:
    """Gives each sheet a name that no other has."""

    def __init__(self, taken: list[str]) -> None:
        self._taken = {name.casefold() for name in taken}

    def plan(self, exhibit: Exhibit, number: str = "") -> Planned:
        told = NAMES.get(exhibit.name, exhibit.name.replace("-", " "))
        name = self.name(f"{number} {told[:1].upper()}{told[1:]}")
        dots = getattr(exhibit, "dots", ())
        return Planned(name, exhibit, self.name(f"{name.removesuffix(' by quarter')}, incidents") if dots else None)

    def name(self, wanted: str) -> str:
        """At most 31 characters, without those that a spreadsheet forbids, not `History`, and once, in any case."""
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", wanted).strip(" '") or "Sheet"
        plain = f"{plain} 1" if plain.casefold() == "history" else plain
        found, number = plain[:LONGEST_NAME].rstrip(" '"), 2
        while found.casefold() in self._taken:
            found, number = f"{plain[: LONGEST_NAME - 4].rstrip()} {number}", number + 1
        self._taken.add(found.casefold())
        return found


def words_of(outline: Outline) -> Table:
    """Every paragraph of the review, with its message and the incidents that it rests on."""
    rows = tuple(row for section in outline.sections for row in _rows_of(section))
    return Table("words", "The review in words", _WORDS, rows, len(rows), most=len(rows))


def _rows_of(section: Section) -> Iterator[tuple[Cell, ...]]:
    for paragraph in section.paragraphs or (Paragraph(""),):
        named = "; ".join(map(describe_evidence, paragraph.evidence[:NAMED]))
        total = max(paragraph.evidence_total, len(paragraph.evidence)) or None
        yield (
            section.number,
            section.name,
            section.message,
            paragraph.heading or None,
            paragraph.text or None,
            total,
            named or None,
        )
