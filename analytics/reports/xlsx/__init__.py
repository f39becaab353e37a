"""The review as a workbook: each chart a sheet with its numbers and a native chart, and the whole lists behind them.

The library that writes workbooks is loaded when one is written: the command and the pages register formats that nobody may ask for.
"""

from __future__ import annotations

from analytics.reports.records import Exhibit, Outline, Plot, Stamp, Table
from analytics.settings import Settings


def write_xlsx(outline: Outline, _settings: Settings) -> bytes:
    """The same bytes for the same outline. No cell holds a formula or a link out of the workbook."""
    from analytics.reports.xlsx.book import Book
    from analytics.reports.xlsx.first import write_first
    from analytics.reports.xlsx.plan import FIRST, plan_sheets
    from analytics.reports.xlsx.sheets import write_sheet

    book = Book(outline.title, outline.stamp)
    sheets = plan_sheets(outline)
    write_first(book, outline, sheets)
    for planned in sheets:
        write_sheet(book, planned, FIRST)
    return book.close()


def write_chart(plot: Plot, stamp: Stamp) -> bytes:
    """One chart with its numbers."""
    return _write_one(plot, stamp)


def write_table(table: Table, stamp: Stamp) -> bytes:
    """One table, with all rows that it has."""
    return _write_one(table, stamp)


def _write_one(exhibit: Exhibit, stamp: Stamp) -> bytes:
    from analytics.reports.xlsx.book import Book
    from analytics.reports.xlsx.plan import plan_one
    from analytics.reports.xlsx.sheets import write_sheet

    book = Book(exhibit.title, stamp)
    write_sheet(book, plan_one(exhibit), None)
    return book.close()
