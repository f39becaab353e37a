"""Targets and labels of a trend: what can be said is drawn, and no label lies on another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import plotly.graph_objects as go
import pytest

from analytics.charts.chart import Chart
from analytics.charts.durations import figure_trend
from analytics.charts.picture import Imprint, compose_picture
from analytics.charts.targets import target_ticks
from analytics.charts.wording import format_target
from analytics.metrics import durations, spread
from analytics.metrics.filters import Filters
from analytics.settings import Settings, load_settings
from tests.charts.test_figures import QUARTER
from tests.conftest import MakeStore
from tests.handmade import Row

SPARSE = [
    [(2, 60.0)],
    [(1, 30.0), (2, 60.0), (2, 90.0)],
    [(1, 0.2), (1, 40000.0), (2, 60.0), (2, 170.0), (2, 300.0)],
    [(1, 5000.0), (2, 1.0), (2, 1.1)],
    [(1, 1.0), (2, 5000.0), (2, 9000.0)],
]
"""(quarter, minutes) of each incident."""
LINE_HEIGHT = 1.3
PAGE_PLOT = 225


def draw(make_store: MakeStore, rows: list[Row], settings: Settings | None = None) -> Chart:
    with make_store(settings, incidents=rows).cursor() as cursor:
        groups = durations.compute_durations(cursor, Filters(), "ttr", QUARTER)
        return figure_trend(groups, spread.compute_dots(cursor, Filters(), "ttr", 300), measure="ttr", theme="light")


def incidents(times: list[tuple[int, float]]) -> list[Row]:
    return [
        {"incident_key": str(n), "incident_date": date(2026, 3 * quarter, 1), "time_to_resolve_min": minutes, "severity": "P1"}
        for n, (quarter, minutes) in enumerate(times)
    ]


def assert_apart(layout: go.Layout, plot: float) -> None:
    """The two labels, as boxes of two lines on the plot's height in pixels."""
    low, high = layout.yaxis.range
    labels = [note for note in layout.annotations if note.text.startswith(("<b>median", "MTTR"))]
    assert len(labels) == 2
    assert all(label.x < layout.xaxis.range[1] for label in labels), "outside of its axis a label is not drawn"
    height = 2 * LINE_HEIGHT * labels[0].font.size
    middles = sorted((note.y - low) / (high - low) * plot + (note.yshift or 0) for note in labels)
    assert middles[1] - middles[0] >= height
    assert middles[0] >= height / 2 - 1
    assert middles[1] <= plot - height / 2 + 1


@pytest.mark.parametrize("times", SPARSE)
def test_median_and_mean_never_lie_on_each_other(times: list[tuple[int, float]], make_store: MakeStore) -> None:
    chart = draw(make_store, incidents(times))
    assert_apart(go.Figure(chart.figure.to_dict()).layout, PAGE_PLOT)
    picture = go.Figure(compose_picture(chart, Imprint("2026", "2026-10-05", "abc"))).layout
    assert_apart(picture, picture.height - picture.margin.t - picture.margin.b)


def test_targets_that_differ_by_severity_are_a_band_with_both_ends(make_store: MakeStore, tmp_path: Path) -> None:
    rows: list[Row] = [
        {**row, "severity": severity} for row, severity in zip(incidents([(1, 90.0)] * 2), ("P0", "P3"), strict=True)
    ]
    settings = tmp_path / "postmortems.toml"
    settings.write_text("[targets.ttr]\nP0 = 60\nP3 = 180\n", encoding="utf-8")
    chart = draw(make_store, rows, load_settings(settings))
    layout = go.Figure(chart.figure.to_dict()).layout
    drawn = [(shape.type, shape.y0, shape.y1) for shape in layout.shapes]
    assert drawn == [("rect", 60, 180), ("line", 60, 60), ("line", 180, 180)]
    assert {"<b>strictest 1\u00a0h</b>", "<b>mildest<br>target 3\u00a0h</b>"} <= set(layout.yaxis.ticktext)
    assert "within the target of their severity (1\u00a0h to 3\u00a0h): 1 of 2" in chart.source
    picture = go.Figure(compose_picture(chart, Imprint("2026", "2026-10-05", "abc"))).layout
    assert len(picture.shapes) == 3


def test_a_target_says_whether_a_time_on_it_is_within() -> None:
    assert format_target("ttd", 5) == "under 5\u00a0min"
    assert format_target("ttr", 180) == "within 3\u00a0h"


def test_the_ends_of_a_narrow_band_do_not_share_their_place() -> None:
    assert list(target_ticks((60.0, 70.0), "ttr")) == [70.0]
