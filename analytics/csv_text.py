"""Frames as CSV that a spreadsheet opens as data: no cell of it can become a formula."""

from __future__ import annotations

import numpy as np
import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(frame: pd.DataFrame, *, mark: bool = True) -> bytes:
    """RFC 4180 in UTF-8 with a byte-order mark, as spreadsheets want it; without where `mark` is False, as programs want it.

    Text that begins like a formula gets an apostrophe in front. A list becomes `a; b`.
    """
    safe = frame.copy(deep=False)
    for column in safe.columns:
        if safe[column].dtype == object or pd.api.types.is_string_dtype(safe[column].dtype):
            safe[column] = safe[column].map(_write_cell)
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig" if mark else "utf-8")


def _write_cell(value: object) -> object:
    text = join_list(value)
    return guard_formula(text) if isinstance(text, str) else text


def join_list(value: object) -> object:
    """A list as `a; b`, anything else as it is."""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple | np.ndarray) else value


def guard_formula(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet could take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
