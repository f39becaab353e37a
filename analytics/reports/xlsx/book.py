"""An open workbook: its formats, its clock, and how a cell, a heading and a page of paper look."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analytics.charts.palette import TONES
from analytics.charts.wording import is_unknown, shorten
from analytics.reports.records import Cell, Kind, Stamp
from analytics.reports.words import describe_stamp
from analytics.reports.xlsx.grid import write_text

TONE = TONES["light"]
NUMBER_FORMATS: dict[str, str] = {
    "count": "#,##0", "minutes": "#,##0", "hours": "#,##0.0", "days": "#,##0", "share": "0%", "number": "#,##0",
    "number.": "#,##0.00", "count.": "#,##0.0", "plain": "General", "minutes.": "#,##0.0", "number..": "0.0000",
    "days.": "#,##0.0", "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm", "text": "@", "long_text": "@",
}  # fmt: skip
"""By kind; with a dot where the value has a fraction, with two where it is a small one."""
LEFT = frozenset({"text", "long_text", "date", "moment", "plain"})
"""What stands at the left edge of its column, a little in, so that it does not touch a number before it."""
LONGEST_FOOTER = 255
A4 = 9
_FACES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": True},
    "small": {"font_color": TONE.muted, "font_size": 9, "text_wrap": True},
    "wrapped": {"text_wrap": True},
    "bold": {"bold": True, "text_wrap": True},
    "link": {"font_color": TONE.main, "underline": 1},
    "listed": {"font_color": TONE.main, "underline": 1, "align": "left", "indent": 1},
    "beside": {"text_wrap": True, "align": "left", "indent": 1},
    "head": {"bold": True, "text_wrap": True, "bg_color": TONE.grid, "bottom": 1, "bottom_color": TONE.outline, "align": "left",
             "indent": 1},
    "head_number": {"bold": True, "text_wrap": True, "bg_color": TONE.grid, "bottom": 1, "bottom_color": TONE.outline, "align": "right"},
    "head_helper": {"italic": True, "text_wrap": True, "bg_color": TONE.grid, "bottom": 1, "bottom_color": TONE.outline,
                    "align": "right", "font_color": TONE.muted},
}  # fmt: skip


class Book:
    """A workbook in memory. The same sheets give the same bytes: its only clock is the stamp's."""

    def __init__(self, title: str, stamp: Stamp) -> None:
        self.stamp = stamp
        self._buffer = io.BytesIO()
        self.workbook = Workbook(self._buffer, {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        })  # fmt: skip
        self._formats: dict[tuple[str, bool], Format] = {}
        self._tables: set[str] = set()
        published = stamp.published.astimezone(UTC).replace(tzinfo=None) if stamp.published.tzinfo else stamp.published
        self.workbook.set_properties({
            "title": shorten(title, LONGEST_FOOTER), "author": stamp.product, "created": published,
            "comments": shorten(describe_stamp(stamp), LONGEST_FOOTER),
        })  # fmt: skip

    def close(self) -> bytes:
        self.workbook.close()
        return self._buffer.getvalue()

    def face(self, name: str, *, helper: bool = False) -> Format:
        """The format of a part of the sheet, or of a number of a kind."""
        if (name, helper) not in self._formats:
            shown = _FACES.get(name) or _look_of(name)
            grey = {"font_color": TONE.muted} if helper else {}
            self._formats[name, helper] = self.workbook.add_format({"valign": "top", **shown, **grey})
        return self._formats[name, helper]

    def name_table(self, name: str) -> str:
        """A name for a table that is no address of a cell and that no other table has."""
        plain = "data_" + re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")[:80]
        found, number = plain, 2
        while found.casefold() in self._tables:
            found, number = f"{plain}_{number}", number + 1
        self._tables.add(found.casefold())
        return found

    def write(self, sheet: Worksheet, row: int, column: int, value: Cell, kind: Kind, *, helper: bool = False) -> None:
        """A value as what it is: number, date, or text that is never a formula or a link; nothing where it is unknown."""
        if value is None or is_unknown(value) or value in (float("inf"), float("-inf")):
            return
        face = self.face(_face_of(value, kind), helper=helper)
        if isinstance(value, str):
            sheet.write_string(row, column, write_text(value), face)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, _plain_day(value), face)
        else:
            sheet.write_number(row, column, value, face)


def _plain_day(value: date) -> date:
    """A spreadsheet knows no time zones: moments are UTC."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


def _look_of(kind: str) -> dict[str, object]:
    wrap = {"text_wrap": True} if kind in ("text", "long_text") else {}
    align = {"align": "left", "indent": 1} if kind in LEFT else {}
    return {"num_format": NUMBER_FORMATS[kind], **wrap, **align}


def _face_of(value: Cell, kind: Kind) -> str:
    """The kind whose number format fits: as many decimals as the value has use for."""
    if isinstance(value, str):
        return "long_text" if kind == "long_text" else "text"
    if isinstance(value, date):
        return "moment" if isinstance(value, datetime) and value.time() != time() else "date"
    if kind in LEFT:
        return "plain"
    named = kind
    if value is None or float(value).is_integer():
        return named
    if named == "number" and abs(value) < 0.1:
        return "number.."
    return f"{named}." if f"{named}." in NUMBER_FORMATS else named


def set_up_paper(sheet: Worksheet, stamp: Stamp, *, head: int | None, pages: int = 0) -> None:
    """Landscape A4, as wide as the page, the heading on each page, the stamp at the foot.

    `head`: the row of the heading, `pages`: how many it may take, 0 for as many as it needs.
    """
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, pages)
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.7)
    if head is not None:
        sheet.repeat_rows(head)
    sheet.set_footer(write_footer(stamp))


def write_footer(stamp: Stamp) -> str:
    """An ampersand begins a code in a footer, and two are one; the whole has 255 characters at most."""
    start, end = "&L&8", "&R&8Page &P of &N"
    room = LONGEST_FOOTER - len(start) - len(end) - 4
    words = clean_line(describe_stamp(stamp))
    for length in range(len(words), 0, -1):
        told = shorten(words, length).replace("&", "&&")
        if len(told) <= room:
            # A digit after the size of the letters would be read as part of it.
            return f"{start} {told}{end}"
    return end


def clean_line(text: str) -> str:
    return " ".join(write_text(text).split())


class Heading(NamedTuple):
    """What stands above a table: title, what is counted, versions of its definitions, and the sheet that lists the others."""

    title: str
    note: str
    definitions: tuple[str, ...]
    back: str | None
