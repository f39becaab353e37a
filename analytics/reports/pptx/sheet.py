"""The workbook behind a chart: what PowerPoint and LibreOffice open when somebody edits its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from analytics.reports.pptx.paper import clean, quote

Value = str | float | None


class Column(NamedTuple):
    """A column of the sheet as a chart refers to it."""

    letter: str
    head: str
    values: tuple[Value, ...]

    def head_xml(self) -> str:
        cache = f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{quote(self.head)}</c:v></c:pt>'
        return f"<c:tx><c:strRef><c:f>Sheet1!${self.letter}$1</c:f><c:strCache>{cache}</c:strCache></c:strRef></c:tx>"

    def words_xml(self) -> str:
        return f"<c:strRef>{self._cells}<c:strCache>{self._points}</c:strCache></c:strRef>"

    def numbers_xml(self) -> str:
        return f"<c:numRef>{self._cells}<c:numCache><c:formatCode>General</c:formatCode>{self._points}</c:numCache></c:numRef>"

    @property
    def _cells(self) -> str:
        return f"<c:f>Sheet1!${self.letter}$2:${self.letter}${len(self.values) + 1}</c:f>"

    @property
    def _points(self) -> str:
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{quote(value) if isinstance(value, str) else repr(float(value))}</c:v></c:pt>'
            for place, value in enumerate(self.values)
            if value is not None
        )
        return f'<c:ptCount val="{len(self.values)}"/>{points}'


@dataclass(slots=True)
class Sheet:
    """Columns side by side, each with its head in the first row."""

    columns: list[Column] = field(default_factory=list)

    def add(self, head: str, values: Sequence[Value]) -> Column:
        told = tuple(clean(value) if isinstance(value, str) else value for value in values)
        column = Column(xl_col_to_name(len(self.columns)), clean(head), told)
        self.columns.append(column)
        return column

    def write(self, created: datetime) -> bytes:
        """As XLSX. A text of a document stays a text, whatever it begins with."""
        file = BytesIO()
        harmless = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
        with Workbook(file, {"in_memory": True, **harmless}) as workbook:
            workbook.set_properties({"created": created.replace(tzinfo=None)})
            sheet = workbook.add_worksheet("Sheet1")
            for place, column in enumerate(self.columns):
                sheet.write_row(0, place, [column.head])
                for row, value in enumerate(column.values, 1):
                    if value is not None:
                        sheet.write(row, place, value)
        return file.getvalue()
