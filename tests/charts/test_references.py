"""Published numbers of others on the charts they fit: named, in view, and never without having been asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import plotly.graph_objects as go
import pytest

from analytics.charts.chart import Chart
from analytics.charts.closure import figure_closure
from analytics.charts.durations import figure_trend
from analytics.charts.references import draw_references
from analytics.metrics import durations, spread
from analytics.metrics.closure import compute_action_closure, compute_closure_curve
from analytics.metrics.filters import Filters
from analytics.metrics.references import REFERENCES
from analytics.store.database import Cursor, Store
from tests.charts.test_figures import CHARTS, NOWHERE, QUARTER

OpenRows = Callable[..., Cursor]


def trend(cursor: Cursor) -> Chart:
    groups, dots = (
        durations.compute_durations(cursor, Filters(), "ttr", QUARTER),
        spread.compute_dots(cursor, Filters(), "ttr", 300),
    )
    return figure_trend(groups, dots, measure="ttr", theme="light")


def closure(cursor: Cursor) -> Chart:
    return figure_closure(compute_closure_curve(cursor, Filters()), compute_action_closure(cursor, Filters()), theme="light")


def dotted(chart: Chart) -> list[go.layout.Shape]:
    return [shape for shape in go.Figure(chart.figure.to_dict()).layout.shapes if shape.line.dash == "dot"]


def labels(chart: Chart) -> list[str]:
    return [note.text for note in go.Figure(chart.figure.to_dict()).layout.annotations]


def test_every_number_is_drawn_or_says_why_not(sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        names = {draw(cursor, Filters(), "light").name for draw in CHARTS.values()} | {trend(cursor).name, closure(cursor).name}
    for one in REFERENCES:
        assert bool(one.lines) != bool(one.not_drawn), one
        assert {line.chart for line in one.lines} <= names


def test_a_line_is_named_with_its_publisher_and_within_the_plot(open_rows: OpenRows) -> None:
    """The times are far longer than GitLab's half hour: the axis goes down to it."""
    rows = [{"incident_key": str(at), "incident_date": date(2026, 9, 1), "time_to_resolve_min": 600.0 + at} for at in range(8)]
    chart = trend(open_rows(incidents=rows))
    drawn = draw_references(chart, "light")
    [line] = dotted(drawn)
    assert (line.y0, line.y1) == (30, 30)
    assert "GitLab handbook: under 30 min" in labels(drawn)
    low, high = go.Figure(drawn.figure.to_dict()).layout.yaxis.range
    assert low < math.log10(30) < high
    assert drawn.source.endswith(
        "Dotted: what GitLab handbook (median time to restore under 30 min) publishes, for context: other incidents, counted in other ways."
    )
    assert not dotted(chart)


def test_lines_beyond_the_last_day_widen_the_axis(open_rows: OpenRows) -> None:
    items = [{"incident_key": "a", "status": "complete", "opened_on": date(2026, 9, 1), "completed_on": date(2026, 9, 3)}]
    drawn = draw_references(
        closure(open_rows(incidents=[{"incident_key": "a", "incident_date": date(2026, 9, 1)}], action_items=items)), "light"
    )
    assert [line.x0 for line in dotted(drawn)] == [15, 30, 28, 56]
    assert go.Figure(drawn.figure.to_dict()).layout.xaxis.range[1] > 56
    assert {"PagerDuty: Sev-1, 15 days", "Atlassian: 8 weeks"} <= set(labels(drawn))
    assert "PagerDuty (actions closed within 15 days (Sev-1) and 30 days (Sev-2)) and Atlassian" in drawn.source


@pytest.mark.parametrize("name", CHARTS)
def test_only_the_charts_that_fit_get_lines(name: str, sample_store: Store) -> None:
    fits = {"internal", "lag", "closure"}
    with sample_store.cursor() as cursor:
        chart, empty = (CHARTS[name](cursor, filters, "light") for filters in (Filters(), NOWHERE))
    drawn = draw_references(chart, "light")
    assert (drawn is not chart) == (name in fits)
    assert draw_references(empty, "light").figure.to_dict()["layout"].keys() == empty.figure.to_dict()["layout"].keys()
    assert go.Figure(drawn.figure.to_dict()).data
