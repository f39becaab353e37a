"""The incidents of a selection as arrays, fetched once for all the metrics of a page that need every value of a group anyway.

Planning a statement with an aggregate for each number takes several times as long as fetching the columns behind them, and at the sizes
of a page planning is what takes the time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from itertools import pairwise
from typing import Any, Concatenate, Generic, Literal, ParamSpec, TypeAlias, TypeVar, cast, get_args

import numpy as np
import pandas as pd

from analytics.metrics.estimates import Sample
from analytics.metrics.filters import ACTIONS, INCIDENTS, NOT_STATED, Filters, Source, apply_filters
from analytics.metrics.grouping import DIMENSIONS, HORIZONS, By, Group
from analytics.model import FACTORS, IMPACTS, METHODS
from analytics.store.database import Cursor, parse

Column: TypeAlias = np.ndarray[tuple[int], np.dtype[Any]]
STATUSES = ("pending", "in_progress", "complete", "wont_do")
OUTCOMES = ("on time", "late", "closed, date unknown", "open", "status unknown")
Choices = ParamSpec("Choices")
Value = TypeVar("Value")
PlacedGroup = Literal["quarter", "team", "severity", "horizon"]
"""The groups for which the store holds the place of each row's value among all values."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What the rows are. `numbers`: the columns of each, by name; `named`: the groups of the fetch that the metrics of a page share.

    Other groups take a fetch of their own: an incident may be in several of them, or in none, and an owner is told for few numbers.
    `read`: the groups that metrics look at, by whatever groups they are asked for.
    """

    source: Source
    named: tuple[PlacedGroup, ...]
    read: tuple[Group, ...]
    numbers: dict[str, str]


_DURATIONS = ("ttd", "tta", "ttm", "ttr", "duration")
INCIDENT_ROWS = Kind(
    INCIDENTS, ("quarter", "team", "severity"), ("quarter", "team", "severity"),
    {name: f"s.{name}" for name in (
        *_DURATIONS, *(f"{name}_target" for name in _DURATIONS), "factor_bits", "method_bits", "impact_bits", "is_open", "is_internal",
        "is_repeat", "is_repeat_while_open", "users_affected", "sla_breach_min", "false_positives",
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


SOURCE_ROWS = Kind(
    INCIDENTS, ("quarter", "team", "severity"), (),
    {name: f"s.{name}" for name in (
        *(f"{source}_{name}" for source in ("stated", "timeline") for name in _DURATIONS[:4]), "disagrees", "is_comparable", "is_internal",
        "filled_bits",
    )},
)  # fmt: skip
"""The incidents once more, with what each source gives and what the document fills: for the numbers about the documents themselves."""


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
        return np.array([math.fsum(sample) if sample.size else np.nan for sample in self.samples(values)], dtype=np.float64)

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


@dataclass(frozen=True, slots=True)
class Places:
    """For each row the place of its value among `values`, in the order in which they are shown; −1 where it has none.

    `axis`: those that are shown even where no row has them.
    """

    places: Column
    values: list[str]
    axis: frozenset[str] = frozenset()

    def shown(self) -> tuple[Column, list[str]]:
        """The same among the values of the axis and those that occur, and these values."""
        occurs = np.bincount(self.places + 1, minlength=len(self.values) + 1)[1:] > 0
        kept = [place for place, value in enumerate(self.values) if occurs[place] or value in self.axis]
        moved = np.full(len(self.values) + 1, -1)
        moved[kept] = np.arange(len(kept))
        return moved[self.places], [self.values[place] for place in kept]

    def among(self, values: Collection[str]) -> Column:
        """Which rows have one of these values."""
        return np.isin(self.places, [place for place, value in enumerate(self.values) if value in values])


@dataclass(frozen=True)
class Rows:
    """Selected incidents, column by column: `numbers` (truth values as 1 and 0) with NaN where NULL, and their groups.

    `targets`: by metric and horizon (None: of all horizons together), those that no severity decides.
    """

    numbers: dict[str, Sample]
    groups: dict[str, Places]
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
        severity = self.groups["severity"]
        return np.where(severity.among((NOT_STATED,)), np.nan, severity.among(("P0", "P1")))

    def by(self, by: By) -> Groups:
        """The rows by every combination of these groups; without any, all rows as one group."""
        codes, values = np.zeros(len(self), dtype=np.int64), []
        for name in by:
            own, shown = self.groups[name].shown()
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
    names = kind.named if groups is None else groups
    values = {name: _value_sql(name) for name in names}
    columns = [f"{value} AS {name}" for name, value in (*kind.numbers.items(), *values.items())]
    joins = " ".join(DIMENSIONS[name].join for name in names)
    found = _fetch(
        cursor, f"SELECT {', '.join(columns)} FROM {kind.source.table} s {joins} WHERE {kind.source.conditions}", filters
    )
    numbers = {name: np.ma.filled(found[name].astype(np.float64), np.nan) for name in kind.numbers}
    known = {**_fetch_values(cursor), **_TICKED}
    places = {
        str(name): _placed(found[name], known[name], axis) if name in known else _place(found[name], axis, name)
        for name, axis in ((name, _fetch_axis(cursor, name, filters)) for name in names)
    }
    return Rows(numbers, places, _fetch_targets(cursor))


_PLACED = frozenset(get_args(PlacedGroup))
_TICKED: dict[str, list[str]] = {"factor": [*sorted(FACTORS)], "method": [*sorted(METHODS)], "impact": [*sorted(IMPACTS)]}


def _value_sql(name: Group) -> str:
    """A place in the list of all values where that is known, else the value."""
    if name in _TICKED:
        return f"list_position({_TICKED[name]}, {DIMENSIONS[name].value}) - 1"
    return f"s.{name}_place" if name in _PLACED else DIMENSIONS[name].value


def _fetch_values(cursor: Cursor) -> dict[str, list[str]]:
    sql = f"SELECT {', '.join(sorted(_PLACED))} FROM group_values"
    return dict(zip(sorted(_PLACED), cursor.execute(parse(cursor, sql)).fetchall()[0], strict=True))


def _fetch_targets(cursor: Cursor) -> dict[tuple[str, str | None], float]:
    sql = "SELECT metric, horizon, target FROM targets WHERE severity IS NULL AND target IS NOT NULL"
    return {(metric, horizon): target for metric, horizon, target in cursor.execute(parse(cursor, sql)).fetchall()}


def _fetch(cursor: Cursor, sql: str, filters: Filters) -> dict[str, Any]:
    statement, values = apply_filters(sql, filters)
    return cast("dict[str, Any]", cursor.execute(parse(cursor, statement), values).fetchnumpy())


def _fetch_axis(cursor: Cursor, name: Group, filters: Filters) -> frozenset[str]:
    if name == "horizon":
        return frozenset(HORIZONS)
    axis = DIMENSIONS[name].axis
    return frozenset(_fetch(cursor, f"FROM ({axis})", filters)[name]) if axis else frozenset()


def _placed(column: Column, values: list[str], axis: frozenset[str]) -> Places:
    return Places(np.ma.filled(column.astype(np.int64), -1), values, axis)


def _place(column: Column, axis: frozenset[str], name: str) -> Places:
    """The places of names. Who is not stated stands last."""
    if isinstance(column, np.ma.MaskedArray):
        column[column.mask] = None
    own, occurring = pd.factorize(np.ma.getdata(column))
    values = sorted({*axis, *occurring}, key=lambda value: (name == "owner" and value == NOT_STATED, value))
    place_of = {value: place for place, value in enumerate(values)}
    places = np.array([*(place_of[value] for value in occurring), -1])
    return Places(places[own], values, axis)


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


def of_sources(of_rows: Callable[Concatenate[Rows, Choices], Value]) -> OfRows[Choices, Value]:
    """Makes a metric of a function over the selected incidents with what each source gives."""
    return OfRows(SOURCE_ROWS, of_rows)


def of_actions(of_rows: Callable[Concatenate[Rows, Choices], Value]) -> OfRows[Choices, Value]:
    """Makes a metric of a function over the action items of the selected incidents."""
    return OfRows(ACTION_ROWS, of_rows)
