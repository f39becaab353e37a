"""Tables of slides: columns as wide as they need, rows as high as their text, and as many slides as that takes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pptx.oxml import parse_xml
from pptx.util import Emu

from analytics.charts.palette import VERDICTS
from analytics.reports.html import tone_of
from analytics.reports.pptx.base import POINT, Box
from analytics.reports.pptx.colours import TONE, line_xml
from analytics.reports.pptx.lettering import LEADING, Run, Words, count_lines, fit, width_of
from analytics.reports.pptx.page import Page, paragraph_xml
from analytics.reports.pptx.paper import NAMESPACES, clean
from analytics.reports.records import Cell, Column, Table
from analytics.reports.words import write_cell

_SIZES = (13.0, 12.0, 11.0, 10.0, 9.5, 9.0)
_SIZE_OF_MANY = 10.0
"""Points: the largest in which a table stays on one slide; one that needs several has a readable one."""
_ACROSS, _UP = 7.0, 3.0
"""Points of room around the words of a cell."""
_MOST_LINES = 3
_PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The style of PowerPoint without colours and lines: ours are in the cells."""


class Sheaf(NamedTuple):
    """A table cut into slides: the places of the rows that each shows. `heads`: how high the row of the heads is."""

    size: float
    widths: tuple[float, ...]
    pages: tuple[tuple[int, ...], ...]
    heights: tuple[float, ...]
    head: float


def lay_out(table: Table, box: Box, first: Box) -> Sheaf:
    """`first`: the room on the first slide, where words stand above the table."""
    shown = _shown(table)
    for size in _SIZES:
        widths = widths_of(table, size, box.width)
        heights, head = _heights(table, shown, size, widths)
        if head + sum(heights) <= first.height:
            return Sheaf(size, widths, (tuple(range(len(shown))),), heights, head)
    widths = widths_of(table, _SIZE_OF_MANY, box.width)
    heights, head = _heights(table, shown, _SIZE_OF_MANY, widths)
    return Sheaf(_SIZE_OF_MANY, widths, tuple(_pages(heights, head, first.height, box.height)), heights, head)


def _pages(heights: Sequence[float], head: float, first: float, rest: float) -> Iterator[tuple[int, ...]]:
    page: list[int] = []
    used, room = head, first
    for place, height in enumerate(heights):
        if page and used + height > room:
            yield tuple(page)
            page, used, room = [], head, rest
        page.append(place)
        used += height
    yield tuple(page)


def _shown(table: Table) -> list[tuple[Run, ...]]:
    """The words of the cells: what stands out by its colour is bold, and wider, too."""
    return [
        tuple(
            Run(clean(write_cell(value, column)), bold=bool(tone_of(value, column)))
            for value, column in zip(row, table.columns, strict=True)
        )
        for row in table.rows[: table.most]
    ]


def widths_of(table: Table, size: float, whole: float) -> tuple[float, ...]:
    """What each column needs for its longest words on one line, and the rest by weights; where that is too much, by weights only what
    each may take at most, but at least its longest single word.
    """
    needed = [_needed(table, place, size) for place in range(len(table.columns))]
    weights = [column.weight for column in table.columns]
    lines, words = [line for line, _ in needed], [word for _, word in needed]
    if sum(lines) <= whole:
        spare = whole - sum(lines)
        return tuple(wide + spare * weight / sum(weights) for wide, weight in zip(lines, weights, strict=True))
    if sum(words) >= whole:
        return tuple(whole * wide / sum(words) for wide in words)
    low, high = 0.0, whole
    for _ in range(40):
        share = (low + high) / 2
        taken = sum(_between(share * weight, *both) for weight, both in zip(weights, needed, strict=True))
        low, high = (share, high) if taken <= whole else (low, share)
    return tuple(_between(low * weight, *both) for weight, both in zip(weights, needed, strict=True))


def _between(wide: float, line: float, word: float) -> float:
    return min(line, max(word, wide))


_LONGEST_WORD = 130.0
"""Points: a longer word is broken."""


def _needed(table: Table, place: int, size: float) -> tuple[float, float]:
    """For its longest words on one line, and for its longest single word."""
    column = table.columns[place]
    texts = [clean(write_cell(row[place], column)) for row in table.rows[: table.most]]
    head = max((width_of(word, size, True) for word in column.label.split()), default=0.0)
    bold = any(tone_of(row[place], column) for row in table.rows[: table.most])
    line = max((width_of(text, size, bold) for text in texts), default=0.0)
    words = (
        line if column.is_number else max((width_of(word, size, bold) for text in texts for word in text.split(" ")), default=0.0)
    )
    room = 2 * _ACROSS + 1
    return max(line, head) + room, max(min(words, _LONGEST_WORD), head) + room


def _heights(
    table: Table, shown: Sequence[Sequence[Run]], size: float, widths: Sequence[float]
) -> tuple[tuple[float, ...], float]:
    """Of the rows, whose cells are cut after some lines, and of their head, which never is."""

    def high(runs: Sequence[Run], most: float) -> float:
        lines = max(count_lines((run,), size, width - 2 * _ACROSS) for run, width in zip(runs, widths, strict=True))
        return min(lines, most) * size * LEADING + 2 * _UP

    head = [Run(column.label, bold=True) for column in table.columns]
    return tuple(high(row, _MOST_LINES) for row in shown), high(head, math.inf)


def draw_table(page: Page, table: Table, sheaf: Sheaf, rows: Sequence[int], box: Box) -> float:
    """A real table; returns how high it is."""
    high = sheaf.head + sum(sheaf.heights[place] for place in rows)
    left, top, width, height = Box(box.left, box.top, sum(sheaf.widths), high).emus()
    frame = page.slide.shapes.add_table(len(rows) + 1, len(table.columns), left, top, width, height)
    frame.name = table.title or table.name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(f"Table: {table.title}. {len(rows)} of {table.total} rows."))
    drawn = frame.table
    drawn.horz_banding = False
    [style] = drawn._tbl.xpath("./a:tblPr/a:tableStyleId")
    style.text = _PLAIN_STYLE
    for place, wide in enumerate(sheaf.widths):
        drawn.columns[place].width = Emu(round(wide * POINT))
    _head(drawn, table, sheaf)
    for line, place in enumerate(rows, 1):
        drawn.rows[line].height = Emu(round(sheaf.heights[place] * POINT))
        for at, column in enumerate(table.columns):
            _fill(page, drawn.cell(line, at), _words(table.rows[place][at], column), column, sheaf, at)
    return high


_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def _head(drawn: Any, table: Table, sheaf: Sheaf) -> None:  # noqa: ANN401 - a table of python-pptx
    drawn.rows[0].height = Emu(round(sheaf.head * POINT))
    for at, column in enumerate(table.columns):
        align = "r" if column.is_number else "l"
        _set(
            drawn.cell(0, at), ((Run(column.label, bold=True),),), sheaf.size, TONE.text, align, line_xml(TONE.outline, 1.25), "b"
        )


def _words(value: Cell, column: Column) -> tuple[Words, str]:
    """The words of a cell and their colour: a verdict or a missed target that stands out is bold too."""
    told = tone_of(value, column)
    return (Run(clean(write_cell(value, column)), bold=bool(told)),), VERDICTS["light"][told] if told else TONE.text


def _fill(page: Page, cell: Any, told: tuple[Words, str], column: Column, sheaf: Sheaf, at: int) -> None:  # noqa: ANN401 - as above
    words, colour = told
    fitted = fit([words], sheaf.widths[at] - 2 * _ACROSS, _MOST_LINES * sheaf.size * LEADING + 0.1, (sheaf.size,))
    if fitted.shortened:
        page.whole.append(f"{column.label}: {words[0].text}")
    _set(cell, fitted.paragraphs, sheaf.size, colour, "r" if column.is_number else "l", line_xml(TONE.grid, 0.75), "t")


def _set(cell: Any, paragraphs: Sequence[Words], size: float, colour: str, align: str, rule: str, anchor: str) -> None:  # noqa: ANN401 - as above
    body, tag = cell._tc.txBody, rule.replace("<a:ln ", "<a:lnB ").replace("</a:ln>", "</a:lnB>")
    for stale in list(body.p_lst):
        body.remove(stale)
    for words in paragraphs:
        body.append(parse_xml(paragraph_xml(words, size, colour, align=align)))
    margins = (
        f'marL="{round(_ACROSS * POINT)}" marR="{round(_ACROSS * POINT)}" marT="{round(_UP * POINT)}" marB="{round(_UP * POINT)}"'
    )
    stale = cell._tc.find(f"{_A}tcPr")
    if stale is not None:
        cell._tc.remove(stale)
    cell._tc.append(parse_xml(f'<a:tcPr {NAMESPACES} {margins} anchor="{anchor}">{tag}<a:noFill/></a:tcPr>'))
