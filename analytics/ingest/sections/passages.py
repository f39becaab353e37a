"""Sections in words: what has a column fills it, the rest is kept as passages, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from analytics.ingest.dialect import Names, field_name
from analytics.ingest.outline import Block, Html, Item, Line, Paragraph, Table
from analytics.ingest.reading import Named, Reading, Section, first_line, named_lines, named_rows, pair_rows, pairs_of, prose
from analytics.ingest.sections.fields import load_field
from analytics.ingest.values import is_placeholder
from analytics.model import Passage


def load_passage(section: Section, reading: Reading) -> None:
    """`Name: value` lines are fields; all other words are one passage."""
    keep_passage(take_fields(section.blocks, reading), section, reading)


def load_cause(section: Section, reading: Reading) -> None:
    """The words of the section are the root cause, unless the document has given one already."""
    record_or_keep("root_cause", take_fields(section.blocks, reading), section, reading)


def load_heading_field(section: Section, reading: Reading) -> None:
    """A heading that is the name of a field: its value stands in the first line below."""
    field = section.name.partition(".")[2]
    for block in section.blocks:
        if isinstance(block, Paragraph | Item):
            load_field(reading, Named(field, block.lines[0].line, block.lines[0].text))
            block.lines[:] = block.lines[1:]
            break
    keep_passage([block for block in section.blocks if not isinstance(block, Paragraph | Item) or block.lines], section, reading)


class Pairs(Paragraph):
    """What is left of a table of names and values: a pair of which the dialect does not know the name."""


def take_fields(blocks: Iterable[Block], reading: Reading, place: str = "header") -> list[Block]:
    """Loads the lines and rows whose name the dialect knows in the place, and gives the blocks that are left."""
    names = reading.dialect.fields[place]
    left: list[Block] = []
    for block in blocks:
        match block:
            case Table() if named := list(named_rows(block, names)):
                reading.set_aside(block.line)
                left += _unnamed_pairs(block, names)
            case Paragraph() | Item() if named := list(named_lines(block.lines, names)):
                taken = {found.line for found in named}
                if rest := [line for line in block.lines if line.line not in taken]:
                    left.append(replace(block, lines=rest))
            case Html():
                continue
            case _:
                left.append(block)
                continue
        for found in named:
            load_field(reading, found)
    return left


def _unnamed_pairs(table: Table, names: Names) -> list[Block]:
    return [
        Pairs([Line(row.line, f"{name.strip(' :')}: {text}")], quoted=False)
        for row in pair_rows(table, names)
        for name, text in pairs_of(row)
        if field_name(name) not in names and not is_placeholder(text)
    ]


def record_or_keep(column: str, blocks: Sequence[Block], section: Section, reading: Reading) -> None:
    """The words of the blocks fill the column, or are a passage where an earlier section has filled it."""
    text = prose(blocks)
    if text and getattr(reading.incident, column) is None:
        reading.record_prose(column, text, blocks)
    else:
        keep_passage(blocks, section, reading)


def keep_passage(blocks: Sequence[Block], section: Section, reading: Reading) -> None:
    """The words of the blocks as one passage; nothing where there are none."""
    text = prose(blocks)
    if text is None:
        return
    for block in blocks:
        reading.capture_block(block)
    line = next(line for block in blocks if (line := first_line(block)))
    kind = section.name.partition(".")[0]
    reading.postmortem.passages.append(Passage(line, _KINDS.get(kind, kind), section.heading, text))


_KINDS = {
    "appendix": "references",
    "stats": "facts",
    "field": "facts",
    "review": "facts",
    "header": "background",
    "summary": "background",
}
"""Sections whose words are kept under another kind than the section's own name."""
