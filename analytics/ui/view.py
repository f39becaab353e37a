"""One page run: which snapshot it is pinned to, what is selected, and what earlier runs have worked out for the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd
import streamlit as st

from analytics.charts.chart import Chart, tell_undated
from analytics.charts.draw import draw_chart
from analytics.charts.palette import ThemeName
from analytics.charts.selection import describe_selection
from analytics.metrics.annotations import Notes, load_notes
from analytics.metrics.filters import EVERYTHING, Filters
from analytics.metrics.periods import Calendar, load_calendar
from analytics.metrics.rows import OfRows, fetch_rows
from analytics.metrics.selection import Choices, compute_choices
from analytics.store.database import Snapshot, SnapshotInfo, Store
from analytics.ui.memory import Memory

Value = TypeVar("Value")
Exhibit = Chart | tuple[str, pd.DataFrame]

REMEMBERED = 1024
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A metric to compute: `compute(cursor, filters, *choices)`; filters None: those of the page."""

    compute: Callable[..., object]
    choices: tuple[Hashable, ...]
    filters: Filters | None


def ask(compute: Callable[..., object], *choices: Hashable, filters: Filters | None = None) -> Asked:
    return Asked(compute, choices, filters)


@dataclass(slots=True)
class View:
    """What a page needs to know. `exhibits` collects what it shows, for the export of the whole page.

    `left_out`: kind and value of what the address names and the store does not hold. `references`: whether charts show the published
    numbers of others. `has_ledger`: whether this is the page that lists action items.
    """

    store: Store
    snapshot: Snapshot
    info: SnapshotInfo
    choices: Choices
    calendar: Calendar
    filters: Filters
    selected: int
    theme: ThemeName
    undated: int = 0
    left_out: tuple[tuple[str, str], ...] = ()
    references: bool = False
    has_ledger: bool = False
    exhibits: list[Exhibit] = field(default_factory=list)

    @property
    def selection(self) -> str:
        return describe_selection(self.filters, self.choices, self.selected)

    @property
    def addressed(self) -> Filters:
        """The filters as an address names them: the whole range of quarters too, which is no restriction."""
        if self.filters.quarter_from or not self.choices.quarters:
            return self.filters
        return replace(self.filters, quarter_from=self.choices.quarters[0], quarter_to=self.choices.quarters[-1])

    @property
    def notes(self) -> Notes:
        """The organisation's dated notes that concern the teams shown."""
        return self.load(load_notes, filters=EVERYTHING).of_teams(self.filters.teams)

    def load(self, compute: Callable[..., Value], *choices: Hashable, filters: Filters | None = None, **more: Hashable) -> Value:
        """`compute(cursor, filters, *choices, **more)`, remembered. Do not change what it returns."""
        chosen = filters or self.filters
        key = (self.snapshot.path, compute, chosen, choices, tuple(sorted(more.items())))
        return cast("Value", _memory().recall(key, lambda: self._compute(compute, chosen, *choices, **more)))

    def work_out(self, compute: Callable[..., Value], *data: Hashable) -> Value:
        """`compute(*data)`, remembered: for what takes long without asking the store. Do not change what it returns."""
        return cast("Value", _memory().recall((compute, data), lambda: compute(*data)))

    def load_all(self, *asked: Asked) -> tuple[Any, ...]:
        """The same for several metrics at once: the database plans and runs them side by side."""
        memory = _memory()
        pending = [_workers().submit(self._recall, memory, one) for one in asked]
        return tuple(future.result() for future in pending)

    def draw(self, figure: Callable[..., Chart], *data: object, **choices: Hashable) -> Chart:
        """`figure(*data, theme=…, **choices)`, remembered as long as the data are: they must come from `load`."""
        # What is remembered holds the data, so an id cannot pass to other data while its entry lives.
        key = (
            figure,
            tuple(id(part) for part in data),
            tuple(sorted(choices.items())),
            self.theme,
            self.filters.teams,
            self.references,
        )
        notes = self.notes
        chart, _ = cast(
            "tuple[Chart, object]",
            _memory().recall(
                key,
                lambda: (
                    draw_chart(
                        figure,
                        *data,
                        theme=self.theme,
                        notes=notes,
                        waiting=self.calendar.provisional,
                        references=self.references,
                        **choices,
                    ),
                    data,
                ),
            ),
        )
        return tell_undated(chart, self.undated)

    def _recall(self, memory: Memory, asked: Asked) -> object:
        chosen = asked.filters or self.filters
        key = (self.snapshot.path, asked.compute, chosen, asked.choices, ())
        return memory.recall(key, lambda: self._compute(asked.compute, chosen, *asked.choices))

    def _compute(self, compute: Callable[..., Value], filters: Filters, *choices: Hashable, **more: Hashable) -> Value:
        if isinstance(compute, OfRows) and compute.shares_rows(choices):
            return cast("Value", compute.of_rows(self.load(fetch_rows, compute.kind, filters=filters), *choices, **more))
        with self.store.cursor(self.snapshot) as cursor:
            return compute(cursor, filters, *choices, **more)


@st.cache_resource(show_spinner=False)
def _memory() -> Memory:
    return Memory(REMEMBERED)


@st.cache_resource(show_spinner=False)
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, "metrics")


@st.cache_resource(max_entries=4, show_spinner=False)
def open_store(directory: Path) -> Store:
    return Store(directory)


def load_info(store: Store, snapshot: Snapshot) -> SnapshotInfo:
    """What the snapshot says about itself, remembered."""
    return cast("SnapshotInfo", _memory().recall(("info", snapshot.path), lambda: store.info(snapshot)))


def load_choices(store: Store, snapshot: Snapshot) -> Choices:
    """What the snapshot offers for each filter, remembered."""

    def compute() -> Choices:
        with store.cursor(snapshot) as cursor:
            return compute_choices(cursor)

    return cast("Choices", _memory().recall(("choices", snapshot.path), compute))


def load_quarters(store: Store, snapshot: Snapshot) -> Calendar:
    """The snapshot's quarters, remembered."""

    def compute() -> Calendar:
        with store.cursor(snapshot) as cursor:
            return load_calendar(cursor)

    return cast("Calendar", _memory().recall(("calendar", snapshot.path), compute))


current: ContextVar[View | Exception] = ContextVar("current")
"""The view of this script run, or why there is none. A run is a thread, so pages of different sessions never meet."""
