"""Frames of metrics as tables of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from analytics.charts.rows import Row, rows_of
from analytics.reports.records import Cell, Column, Table


def table_from(
    name: str,
    title: str,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    total: int | None = None,
    written: Mapping[str, Callable[[Any], Cell]] | None = None,
    note: str = "",
    most: int = 20,
    empty: str = "There are no rows.",
) -> Table:
    """`columns`: those of the frame that are shown; `written`: how the values of some of them become words."""
    write = written or {}
    rows = tuple(tuple(cell_of(getattr(row, c.name), write.get(c.name)) for c in columns) for row in rows_of(frame))
    return Table(name, title, tuple(columns), rows, total if total is not None else len(rows), note, most, empty)


def cell_of(value: Any, write: Callable[[Any], Cell] | None = None) -> Cell:  # noqa: ANN401 - a cell of a frame
    """A value of a frame as Python has it: no NaN, no numpy, no time of day."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if write is not None:
        return write(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, np.generic):
        return cell_of(value.item())
    return value if isinstance(value, str | int | float | date) else str(value)


def total_of(frame: pd.DataFrame) -> int:
    """How many rows a list has before its limit."""
    return int(frame["total"].max()) if len(frame) else 0


def name_incident(row: Row) -> str:
    return str(row.title or row.incident_id or row.incident_key)
