"""The incidents of a selection as arrays, fetched once for all the metrics of a page that need every value of a group anyway.

Planning a statement with an aggregate for each number takes several times as long as fetching the columns behind them, and at the sizes
of a page planning is what takes the time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from itertools import pairwise
from typing import Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar, cast

import numpy as np
import pandas as pd

from analytics.metrics.estimates import Sample
from analytics.metrics.filters import ACTIONS, INCIDENTS, NOT_STATED, Filters, Source, apply_filters
from analytics.metrics.grouping import DIMENSIONS, HORIZONS, By, Group
from analytics.store.database import Cursor, parse

Column: TypeAlias = np.ndarray[tuple[int], np.dtype[Any]]
STATUSES = ("pending", "in_progress", "complete", "wont_do")
OUTCOMES = ("on time", "late", "closed, date unknown", "open", "status unknown")
Choices = ParamSpec("Choices")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What the rows are. `numbers`: the columns of each, by name; `named`: the groups of the fetch that the metrics of a page share.

    Other groups take a fetch of their own: an incident may be in several of them, or in none, and an owner is told for few numbers.
    `read`: the groups that metrics look at, by whatever groups they are asked for.
    """

    source: Source
    named: tuple[Group, ...]
    read: tuple[Group, ...]
    numbers: dict[str, str]


_DURATIONS = ("ttd", "tta", "ttm", "ttr", "duration")
INCIDENT_ROWS = Kind(
    INCIDENTS, ("quarter", "team", "severity"), ("quarter", "team", "severity"),
    {name: f"s.{name}" for name in (
        *_DURATIONS, *(f"{name}_target" for name in _DURATIONS), "factor_bits", "is_open", "is_internal", "is_repeat",
        "is_repeat_while_open", "users_affected",
    )},
)  # fmt: skip
ACTION_ROWS = Kind(
    ACTIONS, ("quarter", "team", "severity", "horizon"), (),
    {
        "incident_number": "s.incident_number", "is_open": "s.is_open", "overdue_days": "s.overdue_days",
        "is_dated": "s.due_date IS NOT NULL", "has_owner": "s.owner IS NOT NULL", "has_ticket": "s.ticket IS NOT NULL",
        "status": f"list_position({list(STATUSES)}, s.status)",
        "outcome": f"list_position({list(OUTCOMES)}, s.outcome)",
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows by group. `names`: what tells each group apart, in order, the empty ones too; `order`: the rows, group after group.

    `starts`: where each group begins in `order`, and where the last one ends.
    """

    names: dict[str, Column]
    order: Column
    starts: Column

    def count(self, mask: Column) -> Column:
        """How many rows of each group the mask holds."""
        return np.diff(np.concatenate([[0], np.cumsum(mask[self.order])])[self.starts])

    def samples(self, values: Sample) -> list[Sample]:
        """The known values of each group, ascending."""
        ordered = values[self.order]
        parts = (ordered[start:end] for start, end in pairwise(self.starts.tolist()))
        return [np.sort(part[~np.isnan(part)]) for part in parts]

    def sums(self, values: Sample) -> Sample:
        """The sum of the known values of each group, NaN where there is none."""
        return np.array([sample.sum() if sample.size else np.nan for sample in self.samples(values)], dtype=np.float64)

    def largest(self, values: Sample) -> Sample:
        """The largest known value of each group, NaN where there is none."""
        return np.array([sample[-1] if sample.size else np.nan for sample in self.samples(values)], dtype=np.float64)

    def within(self, mask: Column, values: Sample) -> list[Column]:
        """The values of the rows of each group that the mask holds, as whole numbers."""
        ordered, kept = values[self.order].astype(np.int64), mask[self.order]
        return [ordered[start:end][kept[start:end]] for start, end in pairwise(self.starts.tolist())]

    @property
    def sizes(self) -> Column:
        return np.diff(self.starts)


@dataclass(frozen=True)
class Rows:
    """Selected incidents, column by column: `numbers` (truth values as 1 and 0) with NaN where NULL, `names` of groups with None.

    `axes`: every value that a group must show, whether one has it or not. `targets`: by metric and horizon (None: of all horizons
    together), those that no severity decides.
    """

    numbers: dict[str, Sample]
    names: dict[str, Column]
    axes: dict[str, list[str]]
    targets: dict[tuple[str, str | None], float]

    def __len__(self) -> int:
        return len(next(iter(self.numbers.values())))

    def __getitem__(self, name: str) -> Sample:
        return self.numbers[name]

    def has(self, name: str, code: str) -> Column:
        """Which action items have this status or outcome."""
        known: Column = self.numbers[name] == 1 + (STATUSES if name == "status" else OUTCOMES).index(code)
        return known

    @cached_property
    def is_severe(self) -> Sample:
        """1 for P0 and P1, NaN where nobody wrote a severity."""
        severity = self.names["severity"]
        return np.where(severity == NOT_STATED, np.nan, np.isin(severity, ("P0", "P1")))

    def by(self, by: By) -> Groups:
        """The rows by every combination of these groups; without any, all rows as one group."""
        codes, values = np.zeros(len(self), dtype=np.int64), []
        for name in by:
            own, shown = _number(self.names[name], self.axes.get(name), name)
            codes = np.where((own < 0) | (codes < 0), -1, codes * len(shown) + own)
            values.append(shown)
        size = int(np.prod([len(shown) for shown in values]))
        places = np.unravel_index(np.arange(size), [len(shown) for shown in values]) if by else ()
        names = {name: np.array(shown, dtype=object)[place] for name, shown, place in zip(by, values, places, strict=True)}
        order = np.argsort(codes, kind="stable")
        return Groups(cast("dict[str, Column]", names), order, np.searchsorted(codes[order], np.arange(size + 1)))


def fetch_rows(cursor: Cursor, filters: Filters, kind: Kind, groups: By | None = None) -> Rows:
    """The selected incidents or action items. `groups`: by which they can be told apart, None for those that the kind names; what is in
    several groups of one stands there as often.
    """
    names = {name: DIMENSIONS[name].value for name in (kind.named if groups is None else groups)}
    columns = [f"{value} AS {name}" for name, value in (*kind.numbers.items(), *names.items())]
    joins = " ".join(DIMENSIONS[name].join for name in names)
    found = _fetch(
        cursor, f"SELECT {', '.join(columns)} FROM {kind.source.table} s {joins} WHERE {kind.source.conditions}", filters
    )
    numbers = {name: np.ma.filled(found[name].astype(np.float64), np.nan) for name in kind.numbers}
    axes: dict[str, list[str]] = {name: _fetch_axis(cursor, name, filters) for name in names if DIMENSIONS[name].axis}
    targets = {(metric, group): target for metric, group, target in cursor.execute(parse(cursor, _TARGETS)).fetchall()}
    return Rows(numbers, {str(name): _with_none(found[name]) for name in names}, axes, targets)


def _with_none(column: Column) -> Column:
    if isinstance(column, np.ma.MaskedArray):
        column[column.mask] = None
    return np.ma.getdata(column)


_TARGETS = "SELECT metric, horizon, target FROM targets WHERE severity IS NULL AND target IS NOT NULL"


def _fetch(cursor: Cursor, sql: str, filters: Filters) -> dict[str, Any]:
    statement, values = apply_filters(sql, filters)
    return cast("dict[str, Any]", cursor.execute(parse(cursor, statement), values).fetchnumpy())


def _fetch_axis(cursor: Cursor, name: Group, filters: Filters) -> list[str]:
    if name == "horizon":
        return HORIZONS
    return sorted(_fetch(cursor, f"FROM ({DIMENSIONS[name].axis})", filters)[name])


def _number(column: Column, axis: list[str] | None, name: str) -> tuple[Column, list[str]]:
    """The place of each row's value among the values to show, −1 where it has none; and these values, in order."""
    own, occurring = pd.factorize(column)
    rest = set(occurring).difference(axis or ())
    # Who is not stated stands last; by their letters, severities and horizons put it there anyway.
    shown = [*(axis or ()), *sorted(rest, key=lambda value: (name in ("team", "owner") and value == NOT_STATED, value))]
    place = {value: index for index, value in enumerate(shown)}
    return np.array([*(place.get(value, -1) for value in occurring), -1])[own], shown


class OfRows(Generic[Choices, Value]):
    """A metric over rows that is called as every other one, with a cursor and filters; a page that has the rows gives them to `of_rows`."""

    def __init__(self, kind: Kind, of_rows: Callable[Concatenate[Rows, Choices], Value]) -> None:
        self.kind, self.of_rows = kind, of_rows
        update_wrapper(self, of_rows)

    def __call__(self, cursor: Cursor, filters: Filters, /, *choices: Choices.args, **more: Choices.kwargs) -> Value:
        asked = _groups_in((*choices, *more.values()))
        groups = (
            None if asked <= set(self.kind.named) else [name for name in DIMENSIONS if name in asked or name in self.kind.read]
        )
        return self.of_rows(fetch_rows(cursor, filters, self.kind, groups), *choices, **more)

    def shares_rows(self, choices: Sequence[object]) -> bool:
        """Whether a fetch without groups of its own serves these choices."""
        return _groups_in(choices) <= set(self.kind.named)


def _groups_in(choices: Sequence[object]) -> set[str]:
    names = (name for choice in choices if isinstance(choice, tuple | list) for name in choice)
    return {name for name in names if name in DIMENSIONS}


def of_incidents(of_rows: Callable[Concatenate[Rows, Choices], Value]) -> OfRows[Choices, Value]:
    """Makes a metric of a function over the selected incidents."""
    return OfRows(INCIDENT_ROWS, of_rows)


def of_actions(of_rows: Callable[Concatenate[Rows, Choices], Value]) -> OfRows[Choices, Value]:
    """Makes a metric of a function over the action items of the selected incidents."""
    return OfRows(ACTION_ROWS, of_rows)
