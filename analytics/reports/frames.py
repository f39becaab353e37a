"""Frames that pages export, as tables: all columns that the CSV has, numbers as numbers and days as days."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from analytics.charts.wording import LABELS
from analytics.csv_text import join_list
from analytics.reports.cells import cell_of
from analytics.reports.records import Cell, Column, Kind, Table

MINUTES = frozenset({"minutes", "ttd", "tta", "ttm", "ttr", "duration", "stated", "timeline", "apart"})
_SHARE = re.compile(r"(^|_)share(_low|_high)?$")


def table_of_frame(name: str, title: str, frame: pd.DataFrame, note: str = "") -> Table:
    """All rows and columns; a list becomes `a; b`, as in the CSV."""
    columns = tuple(
        Column(str(c), LABELS.get(str(c), str(c).replace("_", " ")), kind_of(str(c), frame[c])) for c in frame.columns
    )
    values = [[_cell(value) for value in frame[column]] for column in frame.columns]
    rows = tuple(zip(*values, strict=True))
    return Table(name, title, columns, rows, len(rows), note, most=len(rows))


def kind_of(name: str, values: pd.Series[Any]) -> Kind:
    """What a column holds, as a spreadsheet writes it."""
    if pd.api.types.is_bool_dtype(values.dtype):
        return "text"
    if pd.api.types.is_numeric_dtype(values.dtype):
        return "minutes" if name in MINUTES else "share" if _SHARE.search(name) else "number"
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return "date"
    told = values.dropna()
    return "date" if len(told) and all(isinstance(value, date) for value in told) else "text"


def _cell(value: Any) -> Cell:  # noqa: ANN401 - a cell of a frame
    """A moment keeps its time of day: that is what the list of events is about."""
    joined = join_list(value)
    if joined is pd.NA or joined is pd.NaT:
        return None
    if isinstance(joined, bool | np.bool_):
        return "yes" if joined else "no"
    if isinstance(joined, datetime):
        return joined.to_pydatetime() if isinstance(joined, pd.Timestamp) else joined
    return cell_of(joined)
