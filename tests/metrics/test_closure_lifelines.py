"""The curve that the page draws of 200 random histories in a store, against an independent implementation."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from numpy.typing import NDArray

from analytics.charts.closure import figure_closure
from analytics.metrics.closure import compute_action_closure, compute_closure_curve
from analytics.metrics.filters import Filters
from analytics.store.database import Cursor
from tests.handmade import AS_OF, Row

OpenRows = Callable[..., Cursor]
HISTORIES = 200
OPEN, DONE, DROPPED = 0, 1, 2
_STATUS = {OPEN: ("pending", "in_progress"), DONE: ("complete",), DROPPED: ("wont_do",)}


class History(NamedTuple):
    """The items of one team: how many days each has lasted, and how it ended."""

    team: str
    days: NDArray[np.int64]
    ends: NDArray[np.int64]


def draw(number: int) -> History:
    """With what is dropped, each item lasts another number of days, and none is done on its first: lifelines shifts ties at random."""
    rng = np.random.default_rng(number)
    count = int(rng.integers(1, 40))
    if number % 2:
        ends = rng.choice([OPEN, DONE, DROPPED], count, p=[0.3, 0.5, 0.2])
        return History(f"T{number}", rng.permutation(400)[:count] + 1, ends)
    return History(f"T{number}", rng.geometric(0.03, count) - 1, rng.choice([OPEN, DONE], count))


def rows_of(history: History) -> tuple[Row, list[Row]]:
    rng = np.random.default_rng(len(history.days))
    items: list[Row] = []
    for lasted, end in zip(history.days.tolist(), history.ends.tolist(), strict=True):
        ended = None if end == OPEN else AS_OF - timedelta(int(rng.integers(0, 500)))
        opened = (ended or AS_OF) - timedelta(lasted)
        status = _STATUS[end][int(rng.integers(len(_STATUS[end])))]
        items.append({"incident_key": history.team, "status": status, "opened_on": opened, "completed_on": ended})
    return {"incident_key": history.team, "team": history.team, "incident_date": AS_OF - timedelta(900)}, items


@pytest.fixture
def cursor(open_rows: OpenRows) -> Cursor:
    drawn = [rows_of(draw(number)) for number in range(HISTORIES)]
    return open_rows(incidents=[incident for incident, _ in drawn], action_items=[item for _, items in drawn for item in items])


def expected(history: History) -> Any:
    """Share that is done by day: 1 - Kaplan and Meier's where nothing was dropped, else Aalen and Johansen's."""
    if not (history.ends == DROPPED).any():
        return 1 - KaplanMeierFitter().fit(history.days, history.ends == DONE).survival_function_.iloc[:, 0]
    with warnings.catch_warnings():  # about a variance that is not looked at
        warnings.simplefilter("ignore")
        fitted = AalenJohansenFitter(calculate_variance=False).fit(history.days, history.ends, event_of_interest=DONE)
    return fitted.cumulative_density_.iloc[:, 0]


def test_the_curves_of_two_hundred_histories_are_those_of_lifelines(cursor: Cursor) -> None:
    for history in map(draw, range(HISTORIES)):
        filters = Filters(teams=(history.team,))
        curve = compute_closure_curve(cursor, filters)
        theirs = expected(history)
        assert curve["days"].tolist() == theirs.index.tolist(), history.team
        assert curve["share"].to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-12), history.team
        assert curve["at_risk"].tolist() == [int((history.days >= day).sum()) for day in curve["days"]], history.team
        reached = theirs[theirs >= 0.5 - 1e-12]
        half = compute_action_closure(cursor, filters)["median"].iloc[0]
        assert half == pytest.approx(reached.index[0] if len(reached) else np.nan, nan_ok=True), history.team


def test_the_page_draws_that_curve(cursor: Cursor) -> None:
    for history in map(draw, range(0, HISTORIES, 20)):
        filters = Filters(teams=(history.team,))
        chart = figure_closure(compute_closure_curve(cursor, filters), compute_action_closure(cursor, filters), theme="light")
        theirs = expected(history)
        drawn = chart.data.drop_duplicates("days", keep="last").set_index("days")["share"]
        assert drawn.reindex(theirs.index).to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-12), history.team
