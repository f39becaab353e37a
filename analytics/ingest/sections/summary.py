"""The header block, and section 1: the paragraph for leadership and the table of headline values."""

from __future__ import annotations

from analytics.ingest.outline import Block, Heading, Table
from analytics.ingest.reading import Reading, Section, named_rows
from analytics.ingest.sections.fields import load_field
from analytics.ingest.sections.passages import Pairs, Remarks, keep_passage, record_or_keep, remarks_of, take_fields


def load_header(section: Section, reading: Reading) -> None:
    """`**Status:** Final`, `**Date:** …` lines or a table of them; an introduction in words, where the dialect has one."""
    left = take_fields(section.blocks, reading)
    kept = left if reading.dialect.keeps_introduction else [block for block in left if isinstance(block, Remarks)]
    keep_passage(kept, section, reading)


def load_summary(section: Section, reading: Reading) -> None:
    """The words are the summary; fields of the summary and of the header may stand among them."""
    left = take_fields(take_fields(section.blocks, reading, "summary"), reading)
    text_blocks: list[Block] = [block for block in left if not isinstance(block, Pairs | Heading)]
    kept = Pairs if reading.dialect.keeps_introduction else Remarks
    keep_passage([block for block in left if isinstance(block, kept)], section, reading)
    if not reading.dialect.keeps_introduction:
        text_blocks = [block for block in text_blocks if not isinstance(block, Table)]
    record_or_keep("summary", text_blocks, section, reading)  # a conclusion, say, is a second summary


def load_value_table(table: Table, section: Section, reading: Reading, place: str) -> None:
    """Each row of a table with the field's name in its first column; remarks in a third one are kept as a passage."""
    reading.set_aside(table.line)
    names = reading.dialect.fields[place]
    for named in named_rows(table, names):
        load_field(reading, named)
    keep_passage(remarks_of(table, names), section, reading)
