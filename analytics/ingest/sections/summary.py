"""The header block, and section 1: the paragraph for leadership and the table of headline values."""

from __future__ import annotations

from analytics.ingest.outline import Heading, Html, Paragraph, Table
from analytics.ingest.reading import Reading, Section, named_lines, named_rows, prose
from analytics.ingest.sections.fields import load_field
from analytics.ingest.sections.passages import keep_passage, take_fields


def load_header(section: Section, reading: Reading) -> None:
    """`**Status:** Final`, `**Date:** …` lines or a table of them; an introduction in words, where the dialect has one."""
    left = take_fields(section.blocks, reading)
    if reading.dialect.keeps_introduction:
        keep_passage(left, section, reading)


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
