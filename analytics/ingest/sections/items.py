"""Lists in which an outer item is one record and what is nested in it belongs to that record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analytics.ingest.outline import Block, Item, Line


class OuterItem(NamedTuple):
    """An outer item: its own lines, then those of each item nested in it."""

    parts: list[list[Line]]
    checked: bool | None

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part]

    @property
    def line(self) -> int:
        return self.parts[0][0].line

    @property
    def text(self) -> str:
        """The words, wrapped lines put together, nested items each on a line of its own."""
        return "\n".join(" ".join(line.text for line in part) for part in self.parts)


def outer_items(blocks: Iterable[Block]) -> Iterator[OuterItem]:
    """Each item of the outermost depth of its list, in order; a block between two items ends a list."""
    current: OuterItem | None = None
    depth = 0
    for block in blocks:
        if not isinstance(block, Item):
            depth = 0
        elif current is not None and depth and block.depth > depth:
            current.parts.append(block.lines)
        else:
            if current is not None:
                yield current
            current, depth = OuterItem([block.lines], block.checked), block.depth
    if current is not None:
        yield current
