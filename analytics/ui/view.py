"""One page run: which snapshot it is pinned to, what is selected, and the bounded caches behind it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar, cast

import pandas as pd
import streamlit as st

from analytics.charts.chart import Chart
from analytics.charts.palette import ThemeName
from analytics.metrics.filters import Filters
from analytics.metrics.selection import Choices, compute_choices
from analytics.store.database import Snapshot, SnapshotInfo, Store
from analytics.ui.words import describe_selection

Value = TypeVar("Value")
Exhibit = Chart | tuple[str, pd.DataFrame]


@dataclass(slots=True)
class View:
    """What a page needs to know. `exhibits` collects what it shows, for the export of the whole page."""

    store: Store
    snapshot: Snapshot
    info: SnapshotInfo
    choices: Choices
    filters: Filters
    selected: int
    theme: ThemeName
    exhibits: list[Exhibit] = field(default_factory=list)

    @property
    def selection(self) -> str:
        return describe_selection(self.filters, self.choices, self.selected)

    def load(self, compute: Callable[..., Value], *choices: object, filters: Filters | None = None, **more: object) -> Value:
        """`compute(cursor, filters, *choices)`, remembered by snapshot, filters and choices. Do not change what it returns."""
        chosen = filters or self.filters
        key = (str(self.snapshot.path), compute.__module__, compute.__qualname__, chosen, choices, sorted(more.items()))
        return cast("Value", _remember(repr(key), lambda: self._compute(compute, chosen, *choices, **more)))

    def draw(self, figure: Callable[..., Chart], *data: object, **choices: object) -> Chart:
        """`figure(*data, theme=…, **choices)`, remembered as long as the data are: they must come from `load`."""
        # What is remembered holds the data, so an id cannot pass to other data while its entry lives.
        key = (figure.__module__, figure.__qualname__, *(id(part) for part in data), sorted(choices.items()), self.theme)
        chart, _ = cast("tuple[Chart, object]", _remember(repr(key), lambda: (figure(*data, theme=self.theme, **choices), data)))
        return chart

    def _compute(self, compute: Callable[..., Value], *choices: object, **more: object) -> Value:
        with self.store.cursor(self.snapshot) as cursor:
            return compute(cursor, *choices, **more)


@st.cache_resource(max_entries=1024, ttl=timedelta(hours=2), show_spinner=False)
def _remember(key: str, _make: Callable[[], object]) -> object:  # noqa: ARG001 - the key is what the cache is looked up by
    return _make()


@st.cache_resource(max_entries=4, show_spinner=False)
def open_store(directory: Path) -> Store:
    return Store(directory)


@st.cache_resource(max_entries=8, show_spinner=False)
def load_info(_store: Store, path: str, _snapshot: Snapshot) -> SnapshotInfo:  # noqa: ARG001
    return _store.info(_snapshot)


@st.cache_resource(max_entries=8, show_spinner=False)
def load_choices(_store: Store, path: str, _snapshot: Snapshot) -> Choices:  # noqa: ARG001
    with _store.cursor(_snapshot) as cursor:
        return compute_choices(cursor)


current: ContextVar[View | Exception] = ContextVar("current")
"""The view of this script run, or why there is none. A run is a thread, so pages of different sessions never meet."""
