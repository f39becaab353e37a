"""The quarter that a report is about: what is selected, what was computed for it, and how its charts and evidence are made.

Numbers come from the metric functions and pictures from the figures of the pages, so that a report and a page cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

import pandas as pd

from analytics.charts.chart import Chart, tell_undated
from analytics.charts.draw import draw_chart
from analytics.charts.rows import Row, rows_of
from analytics.charts.selection import describe_selection
from analytics.charts.wording import format_quarter
from analytics.errors import UsageError
from analytics.metrics.actions import compute_action_completion
from analytics.metrics.annotations import load_notes
from analytics.metrics.attention import compute_attention
from analytics.metrics.filters import EVERYTHING, Filters
from analytics.metrics.headlines import Headlines, headlines_of
from analytics.metrics.incidents import list_incidents
from analytics.metrics.periods import Calendar, load_calendar
from analytics.metrics.review import SHORTEST_TREND
from analytics.metrics.rows import OfRows, fetch_rows
from analytics.metrics.scorecard import compute_action_scorecard, compute_scorecard
from analytics.metrics.selection import Choices, compute_choices, count_selected
from analytics.reports.plots import plot_of
from analytics.reports.records import Evidence, Paragraph, Plot
from analytics.store.database import Cursor, SnapshotInfo

Value = TypeVar("Value")
NAMED = 8
"""Incidents that a statement names as its evidence; how many there are in all is told."""
MOST_DOTS = 300
"""As on the pages: more are not drawn one by one."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which incidents a report counts. `whole`: those up to the quarter under review; `trend`: of its last eight quarters;
    `quarter`: of itself.
    """

    now: str
    before: str | None
    quarter: Filters
    trend: Filters
    whole: Filters


@dataclass(frozen=True, slots=True)
class Review:
    """What every part of a report asks. `reviewed` None: no incident of the store has a date."""

    cursor: Cursor
    info: SnapshotInfo
    choices: Choices
    calendar: Calendar
    reviewed: Scope | None
    _known: dict[Hashable, Any] = field(default_factory=dict)

    def load(self, compute: Callable[..., Value], *choices: Hashable, filters: Filters, **more: Hashable) -> Value:
        """`compute(cursor, filters, *choices, **more)`, remembered. Do not change what it returns."""
        key = (compute, filters, choices, tuple(sorted(more.items())))
        if key not in self._known:
            self._known[key] = self._compute(compute, filters, *choices, **more)
        return cast("Value", self._known[key])

    def _compute(self, compute: Callable[..., Value], filters: Filters, *choices: Hashable, **more: Hashable) -> Value:
        if isinstance(compute, OfRows) and compute.shares_rows(choices):
            return cast("Value", compute.of_rows(self.load(fetch_rows, compute.kind, filters=filters), *choices, **more))
        return compute(self.cursor, filters, *choices, **more)

    def plot(self, figure: Callable[..., Chart], *data: object, dots: pd.DataFrame | None = None, **choices: Any) -> Plot:  # noqa: ANN401 - a figure's own
        """A chart of the pages as a record. `data`, `choices`: the figure's; `dots`: those among the data that are single incidents."""
        filters = self.scope.whole
        notes = self.load(load_notes, filters=EVERYTHING).of_teams(filters.teams)
        undated = self.load(count_selected, filters=replace(filters, quarter_from=None, quarter_to=None)).undated
        waiting = self.calendar.provisional
        chart = draw_chart(figure, *data, theme="light", notes=notes, waiting=waiting, **choices)
        return plot_of(tell_undated(chart, undated), dots, waiting)

    def evidence(self, filters: Filters, narrow: Sequence[tuple[str, str]] = ()) -> tuple[tuple[Evidence, ...], int]:
        """The first incidents behind a statement, the newest first, each with its line, and how many there are."""
        found = list_incidents(self.cursor, filters, narrow=narrow, limit=NAMED)
        rows = list(rows_of(found))
        return tuple(evidence_of(row) for row in rows), rows[0].total if rows else 0

    def rest(self, text: str, filters: Filters, *narrow: str, heading: str = "") -> Paragraph:
        """A paragraph with its evidence. `narrow`: what narrows the incidents, such as `severe:true`."""
        parted = [(name, value) for name, _, value in (one.partition(":") for one in narrow)]
        found, total = self.evidence(filters, parted)
        return Paragraph(text, heading, found, total)

    @property
    def headlines(self) -> Headlines:
        """The quarter in its headline numbers, as on the Overview."""
        scope = self.scope
        incidents = self.load(compute_scorecard, ("quarter",), filters=scope.trend)
        return self._remember("headlines", lambda: headlines_of(incidents, self.calendar, scope.whole, scope.now, scope.before))

    @property
    def actions(self) -> Row:
        """What came of the action items of all incidents up to the quarter: compute_action_scorecard."""
        return next(rows_of(self.load(compute_action_scorecard, filters=self.scope.whole)))

    @property
    def completion(self) -> pd.DataFrame:
        return self.load(compute_action_completion, ("horizon",), filters=self.scope.whole)

    @property
    def attention(self) -> pd.DataFrame:
        return self.load(compute_attention, filters=self.scope.whole)

    @property
    def found(self) -> int:
        """How many incidents the quarter under review has."""
        return int(self.headlines.records["incidents"].value or 0)

    @property
    def name(self) -> str:
        """The quarter as people write it."""
        return format_quarter(self.scope.now)

    @property
    def selection(self) -> str:
        filters = self.scope.quarter if self.reviewed else EVERYTHING
        return describe_selection(filters, self.choices, self.load(count_selected, filters=filters).incidents)

    @property
    def scope(self) -> Scope:
        """Which incidents are counted, for those parts that are built only where there is a quarter."""
        if self.reviewed is None:
            raise LookupError("there is no quarter to ask for")
        return self.reviewed

    def _remember(self, key: str, compute: Callable[[], Value]) -> Value:
        if key not in self._known:
            self._known[key] = compute()
        return cast("Value", self._known[key])


def open_review(
    cursor: Cursor, info: SnapshotInfo, quarter: str | None, teams: Sequence[str] = (), severities: Sequence[str] = ()
) -> Review:
    """`quarter` None: the newest one that was over on the as-of day.

    Raises:
        UsageError: the store holds no such quarter, team or severity.
    """
    choices, calendar = compute_choices(cursor), load_calendar(cursor)
    _check("team", teams, choices.teams)
    _check("severity", severities, choices.severities)
    if quarter is not None:
        _check("quarter", [quarter], choices.quarters)
    now = quarter or _last_over(calendar)
    scope = (
        _scope_of(choices.quarters, now, Filters(teams=tuple(sorted(teams)), severities=tuple(sorted(severities))))
        if now
        else None
    )
    return Review(cursor, info, choices, calendar, scope)


def _check(what: str, wanted: Sequence[str], known: Sequence[str]) -> None:
    """A misspelt team or quarter would give a report without incidents, which looks like good news."""
    for value in wanted:
        if value not in known:
            raise UsageError(f"There is no {what} {value!r} in this store: choose from {', '.join(known) or 'none'}.")


def _last_over(calendar: Calendar) -> str | None:
    over = [quarter.name for quarter in calendar.quarters if quarter.ends_on < calendar.as_of]
    names = over or [quarter.name for quarter in calendar.quarters]
    return names[-1] if names else None


def _scope_of(quarters: Sequence[str], now: str, filters: Filters) -> Scope:
    end = quarters.index(now)
    first = quarters[max(0, end - SHORTEST_TREND + 1)]
    return Scope(
        now, quarters[end - 1] if end else None, replace(filters, quarter_from=now, quarter_to=now),
        replace(filters, quarter_from=first, quarter_to=now), replace(filters, quarter_from=quarters[0], quarter_to=now),
    )  # fmt: skip


def evidence_of(row: Row) -> Evidence:
    """`row`: of list_incidents, or of another list that has the same columns for the incident and its place."""
    line = getattr(row, "place_line", None) or getattr(row, "line", None) or getattr(row, "source_line", None) or 1
    return Evidence(row.incident_key, row.incident_id or row.title or row.incident_key, row.source_path, int(line))
