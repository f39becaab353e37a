"""The first sheet: the answer in words, the scorecard, and the way to every other sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from analytics.reports.records import Outline, Paragraph, Table
from analytics.reports.words import describe_rows
from analytics.reports.xlsx.book import Book, Heading, set_up_paper
from analytics.reports.xlsx.grid import Field, fields_of, lines_needed, write_text
from analytics.reports.xlsx.plan import EACH, FIRST, Planned
from analytics.reports.xlsx.sheets import LINE, put_table, write_across, write_heading

WIDTHS = (32, 14, 26, 8, 8, 22, 20, 24, 24)
"""Of the columns, in characters: those of the scorecard, wide enough for the names of sheets in the first."""
GUARDED = (
    "Durations are minutes, unless a heading says hours or days. Text that a spreadsheet could take for a formula has an apostrophe in"
    " front, as in the CSV."
)


def write_first(book: Book, outline: Outline, sheets: Sequence[Planned]) -> None:
    sheet = book.workbook.add_worksheet(FIRST)
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    write_heading(book, sheet, Heading(outline.title, "", outline.stamp.definitions, None), sum(WIDTHS), len(WIDTHS))
    row = _write_answer(book, sheet, outline)
    row = _write_scorecard(book, sheet, outline, row + 1)
    _write_index(book, sheet, sheets, row + 1)
    sheet.hide_gridlines(2)
    set_up_paper(sheet, book.stamp, head=None)


def _write_answer(book: Book, sheet: Worksheet, outline: Outline) -> int:
    """What the first section says; gives the next free row."""
    row = 3
    section = next((one for one in outline.sections if one.id == "answer"), None)
    if section is None:
        return row
    for paragraph in (Paragraph("", f"{section.message}."), *section.paragraphs):
        said = " ".join(part for part in (paragraph.heading, paragraph.text) if part)
        face = "wrapped" if paragraph.text else "bold"
        write_across(book, sheet, row, said, face, last=len(WIDTHS) - 1, width=sum(WIDTHS))
        row += 1
    return row


def _write_scorecard(book: Book, sheet: Worksheet, outline: Outline, row: int) -> int:
    section = next((one for one in outline.sections if one.id == "scorecard"), None)
    table = next((one for one in section.exhibits if isinstance(one, Table)), None) if section else None
    if section is None or table is None or not table.rows:
        return row
    write_across(book, sheet, row, f"{section.name}: {section.message}", "bold", last=len(WIDTHS) - 1, width=sum(WIDTHS))
    fields = fields_of(table)
    put_table(book, sheet, row + 1, fields, table.name, widen=False)
    for at in range(len(table.rows)):
        sheet.set_row(row + 2 + at, LINE * _lines_of(fields, at) + 3)
    row += 2 + len(table.rows)
    write_across(book, sheet, row, describe_rows(table, len(table.rows)), "small", last=len(WIDTHS) - 1, width=sum(WIDTHS))
    return row + 1


def _lines_of(fields: Sequence[Field], at: int) -> int:
    texts = ((str(field.values[at] or ""), width) for field, width in zip(fields, WIDTHS, strict=False))
    return max(lines_needed(text, width) for text, width in texts)


def _write_index(book: Book, sheet: Worksheet, sheets: Sequence[Planned], row: int) -> None:
    """Each sheet with what it shows."""
    last, width = len(WIDTHS) - 1, sum(WIDTHS[1:])
    for column, label in enumerate(("Sheet", "What it shows")):
        sheet.write_string(row, column, label, book.face("head"))
    sheet.merge_range(row, 1, row, last, "What it shows", book.face("head"))
    for name, title in _list(sheets):
        row += 1
        said = write_text(title)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", book.face("listed"), name)
        sheet.merge_range(row, 1, row, last, "", book.face("beside"))
        sheet.write_string(row, 1, said, book.face("beside"))
        sheet.set_row(row, LINE * lines_needed(said, width) + 3)
    write_across(book, sheet, row + 2, GUARDED, "small", last=last, width=sum(WIDTHS))


def _list(sheets: Sequence[Planned]) -> Iterator[tuple[str, str]]:
    """Each sheet and its title; single incidents have one of their own."""
    for planned in sheets:
        yield planned.name, planned.exhibit.title
        if planned.dots:
            yield planned.dots, f"{planned.exhibit.title}: {EACH}"
