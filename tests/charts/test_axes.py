"""Axes: quarters never missing, durations with ticks that people read, targets labelled."""

from __future__ import annotations

import math

import pytest

from analytics.charts.axes import count_axis, duration_axis, quarter_axis
from analytics.charts.targets import target_ticks


def test_quarters_are_equally_spaced_and_name_each_year_once() -> None:
    axis = quarter_axis(["2025Q3", "2025Q4", "2026Q1"])
    assert axis["tickvals"] == [0, 1, 2]
    assert axis["ticktext"] == ["Q3<br>2025", "Q4", "Q1<br>2026"]


def test_a_crowd_of_quarters_is_labelled_by_year() -> None:
    axis = quarter_axis([f"{year}Q{quarter}" for year in range(2020, 2025) for quarter in range(1, 5)])
    assert [label for label in axis["ticktext"] if label] == ["2020", "2021", "2022", "2023", "2024"]


def test_durations_stand_on_a_logarithmic_axis_with_human_ticks() -> None:
    axis = duration_axis([0, 3, 2000], "time")
    assert axis["type"] == "log"
    assert {"1 min", "15 min", "1 h", "1 d"} <= set(axis["ticktext"])
    assert axis["range"][0] < math.log10(0.5)


def test_a_target_is_a_tick_and_no_other_tick_lies_on_it() -> None:
    axis = duration_axis([1, 400], "time", target_ticks((5.0,), "ttd"))
    assert "<b>target<br>under 5\u00a0min</b>" in axis["ticktext"]
    assert "5 min" not in axis["ticktext"]


@pytest.mark.parametrize(("low", "high", "targets"), [(20, 300, (60.0,)), (60, 60, (60.0,)), (60, 60, ()), (3, 9, (5.0,))])
def test_an_axis_of_durations_keeps_three_ticks(low: float, high: float, targets: tuple[float, ...]) -> None:
    axis = duration_axis([low, high, *targets], "time", target_ticks(targets, "ttr"))
    begin, end = axis["range"]
    assert len([tick for tick in axis["tickvals"] if begin <= math.log10(tick) <= end]) >= 3


def test_few_incidents_are_counted_in_whole_numbers() -> None:
    assert count_axis(1)["dtick"] == 1
    assert count_axis(0)["range"][1] >= 1
    assert "dtick" not in count_axis(40)


def test_nothing_known_still_gives_an_axis() -> None:
    assert duration_axis([float("nan")], "time")["ticktext"]
