"""Sections in words: what has a column fills it, the rest is kept as passages, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from analytics.ingest.dialect import Names, field_name
from analytics.ingest.outline import Block, Html, Item, Line, Paragraph, Table
from analytics.ingest.reading import (
    CAPTURED,
    Named,
    Reading,
    Section,
    column_meanings,
    first_line,
    named_lines,
    named_rows,
    pair_rows,
    pairs_of,
    prose,
)
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


class Remarks(Pairs):
    """What stands behind a pair of which the dialect knows the name."""


def take_fields(blocks: Iterable[Block], reading: Reading, place: str = "header") -> list[Block]:
    """Loads the lines and rows whose name the dialect knows in the place, and gives the blocks that are left."""
    names = reading.dialect.fields[place]
    left: list[Block] = []
    for block in blocks:
        match block:
            case Table() if named := list(named_rows(block, names)):
                reading.set_aside(block.line)
                left += _unnamed_pairs(block, names)
                left += remarks_of(block, names)
            case Paragraph() | Item() if named := list(named_lines(block.lines, names, reading.bold)):
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


def remarks_of(table: Table, names: Names) -> list[Block]:
    """The third cell of each row that holds a pair with a known name, beside that name."""
    return [
        Remarks([Line(row.line, " | ".join([row.cells[0], *words]))], quoted=False)
        for row in pair_rows(table, names)
        if len(row.cells) % 2 and field_name(row.cells[0]) in names
        if (words := [cell for cell in row.cells[2:] if not is_placeholder(cell)])
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
    _add_passage(line, text, section, reading)


def keep_other_columns(table: Table, names: Mapping[str, str], key: str, section: Section, reading: Reading) -> None:
    """The columns of a table of records that no field holds, as one passage: each filled row of them behind its `key`.

    Called once the rows are loaded: what is left of the template's own rows is no word of the author's.
    """
    meanings = column_meanings(table, names)
    widest = max([len(meanings), *(len(row.cells) for row in table.rows)])
    other = [n for n in range(widest) if n >= len(meanings) or meanings[n] is None]
    rows = [row for row in table.rows if reading.marks[row.line] == CAPTURED and _says_more(row.cells, other)] if other else []
    if rows:
        filled = [n for n in other if any(_says_more(row.cells, [n]) for row in rows)]
        columns = [meanings.index(key), *filled]
        lines = [
            " | ".join(cells[n] for n in columns if n < len(cells)) for cells in (table.header, *(row.cells for row in rows))
        ]
        _add_passage(rows[0].line, "\n".join(lines), section, reading)


def _says_more(cells: Sequence[str], columns: Iterable[int]) -> bool:
    return any(n < len(cells) and not is_placeholder(cells[n]) for n in columns)


def _add_passage(line: int, text: str, section: Section, reading: Reading) -> None:
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
