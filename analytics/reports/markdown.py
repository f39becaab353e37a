"""The review as Markdown (CommonMark with the tables of GitHub), for a wiki or a pull request."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence

from analytics.charts.wording import GAP
from analytics.reports.records import Cell, Exhibit, Outline, Paragraph, Plot, Section, Table
from analytics.reports.words import (
    count_evidence,
    describe_definitions,
    describe_evidence,
    describe_lines,
    describe_note,
    describe_rows,
    describe_stamp,
    table_of,
    write_cell,
)
from analytics.settings import Settings

_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")
_HARMLESS = frozenset(",.;:'\"()/%?=+-")
"""What needs no escape inside of a line."""
_LINE_START = re.compile(r"^([-+=]|\d+(?=[.)](?:\s|$)))")
_ADDRESS = re.compile(r"((?:https?://|www\.|[\w.+-]*@(?=\w))[^\s`|<>]*[^\s`|<>.,;:!?'\"()])", re.IGNORECASE)
"""What GitHub and others make a link of, or a mention that calls somebody: it stands as code, which nobody reads as either."""


def write_markdown(outline: Outline, _settings: Settings) -> bytes:
    """UTF-8; long tables end after their `most` rows and say of how many."""
    blocks = [f"# {escape(outline.title)}", escape(describe_stamp(outline.stamp))]
    blocks += [block for section in outline.sections for block in _write_section(section)]
    blocks += ["---", escape(f"{describe_stamp(outline.stamp)}. {describe_definitions(outline.stamp)}.")]
    return ("\n\n".join(blocks) + "\n").encode()


def escape(text: str) -> str:
    """The text as it reads, on one line: what would be a link, a mention, a heading, HTML or emphasis is none."""
    line = re.sub(rf"[^\S{GAP}]+", " ", text).strip()
    parts = [f"`{part}`" if at % 2 else _escape_words(part) for at, part in enumerate(_ADDRESS.split(line))]
    return _LINE_START.sub(_escape_start, "".join(parts))


def _escape_words(words: str) -> str:
    return _PUNCTUATION.sub(lambda mark: mark[1] if mark[1] in _HARMLESS else f"\\{mark[1]}", words)


def _escape_start(found: re.Match[str]) -> str:
    """A list, a heading underlined or a rule could begin here."""
    mark = found[1]
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def _write_section(section: Section) -> Iterator[str]:
    yield f"## {section.number}\\. {escape(section.message)}"
    yield f"*{escape(section.name)}*"
    for paragraph in section.paragraphs:
        yield _write_paragraph(paragraph)
    for exhibit in section.exhibits:
        yield from _write_exhibit(exhibit)


def _write_paragraph(paragraph: Paragraph) -> str:
    heading = f"**{escape(paragraph.heading)}** " if paragraph.heading else ""
    return f"{heading}{escape(paragraph.text)}{_write_evidence(paragraph)}"


def _write_evidence(paragraph: Paragraph) -> str:
    if not paragraph.evidence:
        return ""
    named = "; ".join(escape(describe_evidence(one)) for one in paragraph.evidence)
    return f"  \n{escape(count_evidence(paragraph))}: {named}."


def _write_exhibit(exhibit: Exhibit) -> Iterator[str]:
    yield f"### {escape(exhibit.title)}"
    yield from _write_plot(exhibit) if isinstance(exhibit, Plot) else _write_table(exhibit)


def _write_plot(plot: Plot) -> Iterator[str]:
    """The numbers of the chart, its targets and limits, its source line and its dated notes."""
    table = table_of(plot)
    yield _write_rows(table, table.rows)
    yield "  \n".join(escape(words) for words in (describe_lines(plot), plot.source, *map(describe_note, plot.notes)) if words)


def _write_table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield escape(table.empty)
        return
    shown = table.rows[: table.most]
    yield _write_rows(table, shown)
    if words := describe_rows(table, len(shown)):
        yield escape(words)


def _write_rows(table: Table, rows: Sequence[Sequence[Cell]]) -> str:
    head = [escape(column.label) for column in table.columns]
    rule = ["---:" if column.is_number else ":---" for column in table.columns]
    cells = [[escape(write_cell(value, column)) for value, column in zip(row, table.columns, strict=True)] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, rule, *cells])
