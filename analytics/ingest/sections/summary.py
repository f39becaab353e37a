"""The header block, and section 1: the paragraph for leadership and the table of headline values."""

from __future__ import annotations

from analytics.ingest.outline import Heading, Html, Paragraph, Table
from analytics.ingest.reading import Reading, Section, named_lines, named_rows, prose
from analytics.ingest.sections.fields import load_field


def load_header(section: Section, reading: Reading) -> None:
    """`**Status:** Final`, `**Date:** …` lines or a table of them."""
    names = reading.dialect.fields["header"]
    for block in section.blocks:
        match block:
            case Paragraph():
                for named in named_lines(block.lines, names):
                    load_field(reading, named)
            case Table():
                load_value_table(block, reading, "header")
            case _:
                pass


def load_summary(section: Section, reading: Reading) -> None:
    text_blocks = []
    names = reading.dialect.fields["summary"]
    for block in section.blocks:
        match block:
            case Table():
                load_value_table(block, reading, "summary")
            case Paragraph() if fields := list(named_lines(block.lines, names)):
                for named in fields:
                    load_field(reading, named)
            case Html() | Heading():
                continue
            case _:
                text_blocks.append(block)
    if text := prose(text_blocks):
        reading.record_prose("summary", text, text_blocks)


def load_value_table(table: Table, reading: Reading, place: str) -> None:
    """Each row of a table with the field's name in its first column."""
    reading.set_aside(table.line)
    for named in named_rows(table, reading.dialect.fields[place]):
        load_field(reading, named)
