"""The rows of a frame, one after the other."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias

import pandas as pd

Row: TypeAlias = Any
"""A tuple whose fields are a frame's columns."""


def rows_of(frame: pd.DataFrame) -> Iterator[Row]:
    """Each row as a tuple with the columns' names, unknown values as None; what a cell holds is said by the metric's docstring.

    A tenth of the time of `itertuples`, which matters where a page draws eight charts in 60 ms.
    """
    columns = [[None if value is pd.NA or value != value else value for value in frame[name].tolist()] for name in frame.columns]
    return map(_row_type(tuple(frame.columns))._make, zip(*columns, strict=True))


def leaders_of(frame: pd.DataFrame, name: str, number: str) -> list[str]:
    """The values of `name` in the rows with the highest `number`: several where they tie."""
    return list(frame.loc[frame[number] == frame[number].max(), name])


@lru_cache(maxsize=128)
def _row_type(names: tuple[str, ...]) -> Row:
    return namedtuple("Row", names)
