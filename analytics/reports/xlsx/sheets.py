"""One sheet: heading, a real table, and the native chart beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlsxwriter.worksheet import Worksheet

from analytics.reports.records import Plot, Table
from analytics.reports.words import describe_definitions, describe_note, describe_rows, describe_stamp
from analytics.reports.xlsx.book import Book, Heading, set_up_paper
from analytics.reports.xlsx.charts import CHART_COLUMNS, Place, insert_chart
from analytics.reports.xlsx.grid import (
    FILTER_BUTTON,
    Field,
    dots_fields,
    fields_of,
    grid_of,
    line_counts,
    lines_needed,
    widths_of,
    write_text,
)
from analytics.reports.xlsx.plan import EACH, Planned

HEAD = 5
"""The row of the table's heading: title, note, stamp and link stand above."""
LINE = 15
"""Points that a line of text is high, at the size of the cells; a smaller one and the title take less and more."""
HIGHEST = 409
"""Points that a row can be high."""
MOST_ON_A_PAGE = 30
"""Categories of a chart with which its sheet is printed on one page."""
WIDEST_BESIDE = 112
"""Characters of a table beside which a window has room for the chart."""
USUAL_WIDTH = 8.43
NARROWEST_HEADING = 90
"""Characters over which title and stamp may run, whatever the table is wide."""


def write_sheet(book: Book, planned: Planned, back: str | None) -> None:
    """`back`: the sheet that lists the others."""
    exhibit = planned.exhibit
    if isinstance(exhibit, Plot):
        _write_plot(book, planned, exhibit, back)
    else:
        _write_table(book, planned, exhibit, back)


def _write_table(book: Book, planned: Planned, table: Table, back: str | None) -> None:
    sheet = book.workbook.add_worksheet(planned.name)
    fields = fields_of(table)
    heading = Heading(table.title, describe_rows(table, len(table.rows)), () if back else book.stamp.definitions, back)
    write_heading(book, sheet, heading, sum(widths_of(fields)), len(fields))
    if table.rows:
        put_table(book, sheet, HEAD, fields, table.name)
    else:
        sheet.write_string(HEAD, 0, write_text(table.empty), book.face("text"))
    _finish(book, sheet)


def _write_plot(book: Book, planned: Planned, plot: Plot, back: str | None) -> None:
    """The chart beside the table, or below where the table alone fills the window."""
    sheet = book.workbook.add_worksheet(planned.name)
    grid = grid_of(plot)
    width = sum(widths_of(grid.fields))
    beside = width <= WIDEST_BESIDE
    across, columns = (
        (width + CHART_COLUMNS * USUAL_WIDTH, len(grid.fields) + int(CHART_COLUMNS)) if beside else (width, len(grid.fields))
    )
    write_heading(book, sheet, Heading(plot.title, plot.source, plot.definitions, back), across, columns)
    if plot.categories:
        put_table(book, sheet, HEAD, grid.fields, plot.name)
    free = _write_notes(book, sheet, plot, grid.fields)
    _finish(book, sheet, pages=1 if len(plot.categories) <= MOST_ON_A_PAGE else 0)
    dots = _write_dots(book, planned.dots, plot, back) if planned.dots else None
    if plot.categories:
        place = Place(planned.name, HEAD + 1, HEAD + len(plot.categories))
        corner = (HEAD + 1, len(grid.fields)) if beside else (free + 1, 0)
        insert_chart(book, sheet, plot, grid, place, dots, corner=corner)


def _write_dots(book: Book, name: str, plot: Plot, back: str | None) -> Place:
    """The sheet of the single incidents, from which their marks are drawn."""
    sheet = book.workbook.add_worksheet(name)
    fields = dots_fields(plot)
    write_heading(
        book, sheet, Heading(f"{plot.title}: {EACH}", plot.source, plot.definitions, back), sum(widths_of(fields)), len(fields)
    )
    put_table(book, sheet, HEAD, fields, f"{plot.name}-each")
    _finish(book, sheet)
    return Place(name, HEAD + 1, HEAD + len(plot.dots))


def _finish(book: Book, sheet: Worksheet, *, pages: int = 0) -> None:
    sheet.freeze_panes(HEAD + 1, 0)
    sheet.hide_gridlines(2)
    set_up_paper(sheet, book.stamp, head=HEAD, pages=pages)


def write_heading(book: Book, sheet: Worksheet, heading: Heading, across: float, columns: int) -> None:
    """`across`: characters that the columns below have room for, `columns`: how many they are."""
    width = max(across, NARROWEST_HEADING)
    last = columns - 1 if across >= NARROWEST_HEADING else columns + int((NARROWEST_HEADING - across) / USUAL_WIDTH)
    stamp = describe_stamp(book.stamp)
    if heading.definitions:
        stamp += f". {describe_definitions(replace(book.stamp, definitions=heading.definitions))}."
    for row, (text, face, size) in enumerate(
        ((heading.title, "title", 1.35), (heading.note, "wrapped", 1.0), (stamp, "small", 0.85))
    ):
        write_across(book, sheet, row, text, face, last=last, width=width / size, high=LINE * size)
    if heading.back:
        sheet.write_url(3, 0, f"internal:'{heading.back}'!A1", book.face("link"), f"Back to {heading.back}")


def write_across(
    book: Book, sheet: Worksheet, row: int, text: str, face: str, *, last: int, width: float, high: float = LINE
) -> None:
    """A text over several columns: merged cells do not grow by themselves, so the row gets the height that it needs."""
    if not text:
        return
    said = write_text(text)
    if last:
        sheet.merge_range(row, 0, row, last, "", book.face(face))
    sheet.write_string(row, 0, said, book.face(face))
    sheet.set_row(row, high * lines_needed(said, width) + 3)


def put_table(book: Book, sheet: Worksheet, head: int, fields: Sequence[Field], name: str, *, widen: bool = True) -> None:
    """A real table with its filters; `widen`: columns as wide as their content."""
    rows = len(fields[0].values)
    columns = [{"header": field.label, "header_format": book.face(_head_face(field))} for field in fields]
    sheet.add_table(head, 0, head + rows, len(fields) - 1, {
        "columns": columns, "name": book.name_table(name), "style": "Table Style Light 1", "banded_rows": False,
    })  # fmt: skip
    widths = widths_of(fields)
    for place, field in enumerate(fields):
        if widen:
            sheet.set_column(place, place, widths[place])
        for row, value in enumerate(field.values, head + 1):
            book.write(sheet, row, place, value, field.kind, helper=field.is_helper)
    if widen:
        _set_heights(sheet, head, fields, widths)


def _set_heights(sheet: Worksheet, head: int, fields: Sequence[Field], widths: Sequence[float]) -> None:
    """Rows as high as their texts: programs other than Excel do not see to it when they open a file."""
    lines = max(lines_needed(field.label, width - FILTER_BUTTON) for field, width in zip(fields, widths, strict=True))
    sheet.set_row(head, LINE * lines + 3)
    for row, count in enumerate(line_counts(fields, widths), head + 1):
        if count > 1:
            sheet.set_row(row, min(LINE * count, HIGHEST))


def _head_face(field: Field) -> str:
    if field.kind in ("text", "long_text", "date"):
        return "head"
    return "head_helper" if field.is_helper else "head_number"


def _write_notes(book: Book, sheet: Worksheet, plot: Plot, fields: Sequence[Field]) -> int:
    """The organisation's dated notes and what the grey columns are, below the table; gives the next free row."""
    row = HEAD + len(plot.categories) + 2
    width = sum(widths_of(fields))
    helpers = "The columns in grey are what the chart needs beside the numbers." if any(f.is_helper for f in fields) else ""
    for text in (*map(describe_note, plot.notes), helpers):
        if text:
            write_across(book, sheet, row, text, "small", last=len(fields) - 1, width=width / 0.85, high=LINE * 0.85)
            row += 1
    return row
