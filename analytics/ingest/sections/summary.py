"""The header block, and section 1: the paragraph for leadership and the table of headline values."""

from __future__ import annotations

from analytics.ingest.outline import Block, Heading, Table
from analytics.ingest.reading import Reading, Section, named_rows
from analytics.ingest.sections.fields import load_field
from analytics.ingest.sections.passages import Pairs, keep_passage, record_or_keep, take_fields


def load_header(section: Section, reading: Reading) -> None:
    """`**Status:** Final`, `**Date:** …` lines or a table of them; an introduction in words, where the dialect has one."""
    left = take_fields(section.blocks, reading)
    if reading.dialect.keeps_introduction:
        keep_passage(left, section, reading)


def load_summary(section: Section, reading: Reading) -> None:
    """The words are the summary; fields of the summary and of the header may stand among them."""
    left = take_fields(take_fields(section.blocks, reading, "summary"), reading)
    text_blocks: list[Block] = [block for block in left if not isinstance(block, Pairs | Heading)]
    if reading.dialect.keeps_introduction:
        keep_passage([block for block in left if isinstance(block, Pairs)], section, reading)
    else:
        text_blocks = [block for block in text_blocks if not isinstance(block, Table)]
    record_or_keep("summary", text_blocks, section, reading)  # a conclusion, say, is a second summary


def load_value_table(table: Table, reading: Reading, place: str) -> None:
    """Each row of a table with the field's name in its first column."""
    reading.set_aside(table.line)
    for named in named_rows(table, reading.dialect.fields[place]):
        load_field(reading, named)
