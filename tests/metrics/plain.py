"""Frames as plain values, so that a test reads like the table on the page."""

from __future__ import annotations

from typing import Any

import pandas as pd


def table(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of some columns; a value that cannot be given is None, a number is rounded to 4 digits."""
    return [tuple(_plain(value) for value in row) for row in frame[list(columns)].itertuples(index=False)]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    return round(float(value), 4) if isinstance(value, float) else value
