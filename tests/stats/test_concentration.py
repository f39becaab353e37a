from __future__ import annotations

import math

import pytest

from analytics.stats.concentration import incidents_for_half, top_share


def test_one_long_incident_makes_half_of_the_hours() -> None:
    hours = [1.5, 2.0, 0.5, 900.0, 3.0]
    assert incidents_for_half(hours) == 1
    assert top_share(hours, 1) == pytest.approx(900 / 907)
    assert top_share(hours, 2) == pytest.approx(903 / 907)


def test_equal_hours_take_half_of_the_incidents() -> None:
    assert incidents_for_half([4.0] * 10) == 5
    assert incidents_for_half([4.0] * 11) == 6


def test_what_cannot_be_said_is_none() -> None:
    assert incidents_for_half([]) is None
    assert incidents_for_half([0.0, 0.0]) is None
    assert top_share([], 3) is None
    assert top_share([0.0], 1) is None
    assert incidents_for_half([None, math.nan, math.inf, 2.0, -5.0]) == 1
    assert (top_share([2.0, 6.0], 0), top_share([2.0, 6.0], 9)) == (0.0, 1.0)
