"""Markdown text -> headings, paragraphs, list items, tables and code, each with its line in the source.

The only module that knows the Markdown library. The text of a block is what a reader sees: emphasis and code marks are gone, ~~ stays,
links leave their label (their targets stay in `Outline.links`), `<br>` ends a line, comments vanish.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, count
from operator import add
from typing import Any, ClassVar, NamedTuple, TypedDict, cast

from pyromark import Markdown, Options

_PARSER = Markdown(options=Options.ENABLE_TABLES | Options.ENABLE_TASKLISTS | Options.ENABLE_STRIKETHROUGH)
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


class Line(NamedTuple):
    """One line of inline text and the 1-based source line on which it begins."""

    line: int
    text: str


class Link(NamedTuple):
    label: str
    url: str


@dataclass(slots=True)
class Heading:
    line: int
    level: int
    text: str


@dataclass(slots=True)
class Paragraph:
    lines: list[Line]
    quoted: bool


@dataclass(slots=True)
class Item:
    """A list item without the items nested in it, which follow it with a greater depth."""

    lines: list[Line]
    depth: int
    number: int | None
    checked: bool | None


class Row(NamedTuple):
    line: int
    cells: list[str]


@dataclass(slots=True)
class Table:
    line: int
    header: list[str]
    rows: list[Row]


@dataclass(slots=True)
class Code:
    """A code block; `line` and `last_line` include the fences, `source` is the block as written."""

    line: int
    last_line: int
    source: str


@dataclass(slots=True)
class Html:
    line: int
    last_line: int
    comment: bool
    closed: bool = True
    """False for a comment whose end is missing: it hides the rest of the document."""


Block = Heading | Paragraph | Item | Table | Code | Html


@dataclass(slots=True)
class Outline:
    blocks: list[Block] = field(default_factory=list)
    links: dict[int, list[Link]] = field(default_factory=dict)
    bold: dict[int, list[str]] = field(default_factory=dict)
    """The bold words at the beginning of a line, where no colon ends them: `**Date** 2026-03-14`."""


def parse_outline(text: str) -> Outline:
    """The blocks of a document in order. Time is linear in the length of the text."""
    return _Builder(text).build()


class Span(TypedDict):
    """Where an event stands, as byte offsets in the UTF-8 source."""

    start: int
    end: int


class _Builder:
    """Folds the library's events into blocks. One method an event; unknown events only pass their text on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.source = text.encode()
        lengths = map(len, self.source.split(b"\n"))
        self.starts = [0, *map(add, accumulate(lengths), count(1))]  # each line is longer by the byte that ends it
        self.outline = Outline()
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.part_line = 0
        self.numbers: list[int | None] = []
        self.items: list[Item | None] = []
        self.quotes = 0
        self.table: Table | None = None
        self.cells: list[str] = []
        self.cell_end = 0
        self.bold_mark = 0
        self.link_mark: tuple[int, str, int] | None = None
        self.raw: tuple[str, int] | None = None

    def build(self) -> Outline:
        events = cast("Iterator[tuple[str | dict[str, Any], Span]]", _PARSER.events_with_range(self.text))
        starters, enders, inline = self._STARTERS, self._ENDERS, self._INLINE
        # `Start` and `End` name what starts or ends: `"Item"`, or the one key of `{"Heading": {...}}`.
        for event, span in events:
            if isinstance(event, str):
                self._break(event, span["start"])
                continue
            kind, value = event.popitem()
            if kind == "Text":
                # As _add does: half of all events are texts, and calls are what folding them costs.
                if not self.parts:
                    self.part_line = bisect_right(self.starts, span["start"])
                self.parts.append(value)
            elif kind == "Start":
                if starter := starters.get(value if isinstance(value, str) else next(iter(value))):
                    starter(self, value, span)
            elif kind == "End":
                if ender := enders.get(value if isinstance(value, str) else next(iter(value))):
                    ender(self, span)
            elif handler := inline.get(kind):
                handler(self, value, span)
        return self.outline

    def _line_of(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def _add(self, text: str, offset: int) -> None:
        if not self.parts:
            self.part_line = bisect_right(self.starts, offset)
        self.parts.append(text)

    def _break(self, event: str, offset: int) -> None:
        if event != "Rule":
            self._end_line()
            self.part_line = self._line_of(offset) + 1

    def _end_line(self) -> None:
        if self.parts:
            text = "".join(self.parts).strip()
            if text:
                self.lines.append(Line(self.part_line, text))
            self.parts = []

    def _take_lines(self) -> list[Line]:
        self._end_line()
        lines, self.lines = self.lines, []
        return lines

    # inline events

    def _code(self, text: str, span: Span) -> None:
        self._add(text, span["start"])

    def _checked(self, value: bool, _span: Span) -> None:
        self._open_item().checked = value

    def _inline_html(self, text: str, span: Span) -> None:
        if _LINE_BREAK_TAG.fullmatch(text):
            self._end_line()
            if self.table is not None:
                self._add("\n", span["start"])
        elif not text.startswith("<!--"):
            self._add(text, span["start"])

    def _html(self, text: str, span: Span) -> None:
        first = self._line_of(span["start"])
        last = self._line_of(max(span["start"], span["end"] - 1))
        blocks = self.outline.blocks
        if blocks and isinstance(blocks[-1], Html) and blocks[-1].last_line + 1 >= first:
            blocks[-1].last_line = last
            blocks[-1].closed = blocks[-1].closed or "-->" in text
        else:
            comment = text.lstrip().startswith("<!--")
            blocks.append(Html(first, last, comment, closed=not comment or "-->" in text))

    def _start_struck(self, _value: Any, span: Span) -> None:
        self._add(self._strike_mark(span), span["start"])

    def _end_struck(self, span: Span) -> None:
        self._add(self._strike_mark(span), span["start"])

    def _strike_mark(self, span: Span) -> str:
        """Kept in the text: what is struck out is no longer stated. A single ~ says "about" more often than it strikes."""
        return "~~" if self.source.startswith(b"~~", span["start"]) else "~"

    # blocks

    def _start_heading(self, value: Any, span: Span) -> None:
        self._flush_item()
        level = int(value["Heading"]["level"][1])
        self.outline.blocks.append(Heading(self._line_of(span["start"]), level, ""))

    def _end_heading(self, _span: Span) -> None:
        heading = self.outline.blocks[-1]
        if isinstance(heading, Heading):
            heading.text = " ".join([line.text for line in self._take_lines()])

    def _start_paragraph(self, _value: Any, _span: Span) -> None:
        self._end_line()

    def _end_paragraph(self, _span: Span) -> None:
        if self.numbers:  # a loose list: the paragraph is (part of) an item's text
            self._end_line()
        elif lines := self._take_lines():
            self.outline.blocks.append(Paragraph(lines, quoted=self.quotes > 0))

    def _start_quote(self, _value: Any, _span: Span) -> None:
        self.quotes += 1

    def _end_quote(self, _span: Span) -> None:
        self.quotes -= 1

    def _start_list(self, value: Any, _span: Span) -> None:
        self._flush_item()
        self.numbers.append(value["List"])

    def _end_list(self, _span: Span) -> None:
        self.numbers.pop()

    def _open_item(self) -> Item:
        item = self.items[-1] or Item([], len(self.numbers), self.numbers[-1], None)
        self.items[-1] = item
        return item

    def _start_item(self, _value: Any, _span: Span) -> None:
        self.items.append(None)

    def _flush_item(self) -> None:
        """Give the text gathered so far to the item it stands in, before something else begins inside that item."""
        if not (self.parts or self.lines):
            return
        lines = self._take_lines()
        if not lines:
            return
        if not self.items:
            self.outline.blocks.append(Paragraph(lines, quoted=self.quotes > 0))
            return
        item = self._open_item()
        if not item.lines:
            self.outline.blocks.append(item)
        item.lines.extend(lines)

    def _end_item(self, _span: Span) -> None:
        self._flush_item()
        self.items.pop()
        if self.numbers[-1] is not None:
            self.numbers[-1] += 1

    def _start_table(self, _value: Any, span: Span) -> None:
        self._flush_item()
        self.table = Table(self._line_of(span["start"]), [], [])

    def _end_table(self, _span: Span) -> None:
        if self.table is not None:
            self.outline.blocks.append(self.table)
        self.table = None

    def _end_cell(self, span: Span) -> None:
        self.cell_end = span["end"]
        text = "".join(self.parts).strip() if self.parts else ""
        self.parts = []
        if self.lines:  # a <br> inside the cell
            text = "\n".join([*(line.text for line in self.lines), text]).strip()
            self.lines = []
        self.cells.append(text)

    def _end_head(self, _span: Span) -> None:
        if self.table is not None:
            self.table.header, self.cells = self.cells, []

    def _end_row(self, span: Span) -> None:
        if self.table is not None:
            if span["end"] > self.cell_end + len("|\n"):
                self.cells += self._cells_beyond(span)
            self.table.rows.append(Row(self._line_of(span["start"]), self.cells))
            self.cells = []

    def _cells_beyond(self, span: Span) -> list[str]:
        """Cells behind the last column, which the library leaves out as if nobody had written them."""
        words = self.source[self.cell_end : span["end"]].decode().split("|")
        return [word.strip() for word in words if word.strip()]

    def _start_code(self, _value: Any, _span: Span) -> None:
        self._flush_item()

    def _end_code(self, span: Span) -> None:
        self.parts = []
        source = self.source[span["start"] : span["end"]].decode()
        first = self._line_of(span["start"])
        self.outline.blocks.append(Code(first, first + source.rstrip("\n").count("\n"), source.rstrip("\n")))

    def _start_strong(self, _value: Any, _span: Span) -> None:
        self.bold_mark = len(self.parts)

    def _end_strong(self, _span: Span) -> None:
        if self.bold_mark == 0 and self.table is None and self.parts and not self.parts[-1].endswith(":"):
            self.outline.bold.setdefault(self.part_line, []).append("".join(self.parts))

    def _start_link(self, value: Any, span: Span) -> None:
        url = next(iter(value.values()))["dest_url"]
        self.link_mark = (len(self.parts), url, self._line_of(span["start"]))

    def _end_link(self, _span: Span) -> None:
        if self.link_mark is None:
            return
        mark, url, line = self.link_mark
        self.link_mark = None
        self.outline.links.setdefault(line, []).append(Link("".join(self.parts[mark:]).strip(), url))

    _INLINE: ClassVar[dict[str, Callable[[_Builder, Any, Span], None]]] = {
        "Code": _code,
        "TaskListMarker": _checked,
        "InlineHtml": _inline_html,
        "Html": _html,
    }
    _STARTERS: ClassVar[dict[str, Callable[[_Builder, Any, Span], None]]] = {
        "Heading": _start_heading,
        "Paragraph": _start_paragraph,
        "BlockQuote": _start_quote,
        "List": _start_list,
        "Item": _start_item,
        "Table": _start_table,
        "CodeBlock": _start_code,
        "Link": _start_link,
        "Image": _start_link,
        "Strikethrough": _start_struck,
        "Strong": _start_strong,
    }
    _ENDERS: ClassVar[dict[str, Callable[[_Builder, Span], None]]] = {
        "Heading": _end_heading,
        "Paragraph": _end_paragraph,
        "BlockQuote": _end_quote,
        "List": _end_list,
        "Item": _end_item,
        "Table": _end_table,
        "TableCell": _end_cell,
        "TableHead": _end_head,
        "TableRow": _end_row,
        "CodeBlock": _end_code,
        "Link": _end_link,
        "Image": _end_link,
        "Strikethrough": _end_struck,
        "Strong": _end_strong,
    }
