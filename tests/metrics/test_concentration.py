"""How many of the longest incidents make half of the hours, and what share the longest have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from analytics.metrics.filters import Filters
from analytics.metrics.spread import Concentration, compute_concentration
from analytics.store.database import Cursor

OpenRows = Callable[..., Cursor]


def concentration(open_rows: OpenRows, minutes: Sequence[float | None]) -> Concentration:
    rows = [
        {"incident_key": str(place), "incident_date": date(2026, 8, 1), "time_to_resolve_min": value}
        for place, value in enumerate(minutes)
    ]
    return compute_concentration(open_rows(incidents=rows), Filters(), "ttr", 20)


def test_one_long_incident_makes_half_of_the_hours(open_rows: OpenRows) -> None:
    found = concentration(open_rows, [1.5, 2.0, 0.5, 900.0, 3.0])
    assert found.for_half == 1
    assert list(found.top["cumulative_share"])[:2] == pytest.approx([900 / 907, 903 / 907])


@pytest.mark.parametrize(("incidents", "half"), [(10, 5), (11, 6)])
def test_equal_hours_take_half_of_the_incidents(incidents: int, half: int, open_rows: OpenRows) -> None:
    assert concentration(open_rows, [4.0] * incidents).for_half == half


@pytest.mark.parametrize("minutes", [[], [0.0, 0.0]])
def test_what_cannot_be_said_is_none(minutes: list[float], open_rows: OpenRows) -> None:
    found = concentration(open_rows, minutes)
    assert found.for_half is None
    assert found.top["cumulative_share"].isna().all()


def test_an_incident_without_the_time_is_left_out(open_rows: OpenRows) -> None:
    found = concentration(open_rows, [None, 2.0, 6.0])
    assert (found.for_half, found.n) == (1, 2)
    assert list(found.top["cumulative_share"]) == [0.75, 1.0]
