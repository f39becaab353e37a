"""Lists of boxes of which the ticked ones are facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analytics.ingest.outline import Block, Item
from analytics.ingest.reading import Reading
from analytics.ingest.values import is_placeholder


class Box(NamedTuple):
    """A ticked box: its line, its kind in the family asked for, its words."""

    line: int
    kind: str
    text: str


def ticked_boxes(blocks: Iterable[Block], reading: Reading, family: str) -> Iterator[Box]:
    """The ticked boxes among the blocks; an unticked one is a choice not taken and counts as boilerplate."""
    for block in blocks:
        if not isinstance(block, Item) or block.checked is None:
            continue
        text = " ".join(line.text for line in block.lines)
        if not block.checked or is_placeholder(text):
            reading.set_aside_all(block.lines)
            continue
        reading.capture(block.lines)
        yield Box(block.lines[0].line, _kind(text, block.lines[0].line, reading, family), text)


def _kind(text: str, line: int, reading: Reading, family: str) -> str:
    kind = reading.dialect.kind_of(family, text)
    if kind:
        return kind
    if not text.lower().startswith("other"):
        reading.report(line, "PM109", f"{text!r} is no {family} that the template knows")
    return "other"
