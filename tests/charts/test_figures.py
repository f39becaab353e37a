"""Every chart, on the sample and on nothing: a specification that Plotly accepts, words that tell what is left out, escaped text."""

from __future__ import annotations

import json
from collections.abc import Callable

import plotly.graph_objects as go
import pytest
from plotly.io import to_json

from analytics.charts.actions import figure_completion, figure_gaps, figure_overdue, figure_owners
from analytics.charts.backlog import figure_backlog
from analytics.charts.chart import Chart
from analytics.charts.clock import figure_clock
from analytics.charts.closure import figure_closure, figure_closure_groups
from analytics.charts.control import figure_incident_counts
from analytics.charts.counts import figure_severity_by_quarter, figure_severity_by_team
from analytics.charts.detection import figure_false_positives, figure_methods
from analytics.charts.durations import figure_by_group, figure_concentration, figure_distribution, figure_trend
from analytics.charts.factors import figure_factor_heat, figure_factor_pairs, figure_pareto, figure_top_factors
from analytics.charts.funnel import figure_team_funnel
from analytics.charts.impact import (
    figure_business_revenue,
    figure_levels,
    figure_revenue,
    figure_sla_breach,
    figure_user_impacts,
    figure_users,
)
from analytics.charts.lag import figure_lag
from analytics.charts.palette import ThemeName
from analytics.charts.picture import SIZES, Imprint, compose_picture
from analytics.charts.quality import figure_coverage, figure_disagreements, figure_findings, figure_reasons
from analytics.charts.shares import figure_attainment, figure_completion_by_quarter, figure_internal, figure_on_time_by_quarter
from analytics.metrics import actions, contradictions, counts, detection, durations, factors, impact, quality, spread
from analytics.metrics.backlog import compute_backlog
from analytics.metrics.clock import compute_clock_shares
from analytics.metrics.closure import compare_closures, compute_action_closure, compute_closure_curve
from analytics.metrics.filters import Filters
from analytics.metrics.funnel import compute_team_funnel
from analytics.metrics.grouping import By
from analytics.metrics.lag import compute_postmortem_lag
from analytics.store.database import Cursor, Store
from tests.conftest import MakeStore
from tests.handmade import Row

QUARTER: By = ("quarter",)
Draw = Callable[[Cursor, Filters, ThemeName], Chart]

CHARTS: dict[str, Draw] = {
    "trend": lambda c, f, t: figure_trend(
        durations.compute_durations(c, f, "ttd", QUARTER), spread.compute_dots(c, f, "ttd", 300), measure="ttd", theme=t
    ),
    "distribution": lambda c, f, t: figure_distribution(
        spread.compute_histogram(c, f, "ttr"), durations.compute_durations(c, f, "ttr"), measure="ttr", theme=t
    ),
    "by severity": lambda c, f, t: figure_by_group(
        durations.compute_durations(c, f, "ttr", ("severity",)),
        durations.compute_durations(c, f, "ttr"),
        measure="ttr",
        by="severity",
        theme=t,
    ),
    "concentration": lambda c, f, t: figure_concentration(
        spread.compute_concentration(c, f, "ttr", 20), measure="ttr", most=10, theme=t
    ),
    "backlog": lambda c, f, t: figure_backlog(compute_backlog(c, f), theme=t),
    "gaps": lambda c, f, t: figure_gaps(actions.compute_action_gaps(c, f), theme=t),
    "closure": lambda c, f, t: figure_closure(compute_closure_curve(c, f), compute_action_closure(c, f), theme=t),
    "closure of two groups": lambda c, f, t: figure_closure_groups(
        compare_closures(c, f, "severity"), names=("P0 and P1", "other severities"), theme=t
    ),
    "completion by team": lambda c, f, t: figure_completion(
        actions.compute_action_completion(c, f, ("team",)), by="team", theme=t
    ),
    "funnel": lambda c, f, t: figure_team_funnel(compute_team_funnel(c, f, "ttr"), measure="ttr", theme=t),
    "clock": lambda c, f, t: figure_clock(compute_clock_shares(c, f, QUARTER), theme=t),
    "incident counts": lambda c, f, t: figure_incident_counts(counts.compute_incidents(c, f, QUARTER), theme=t),
    "severity by quarter": lambda c, f, t: figure_severity_by_quarter(counts.compute_severity_mix(c, f, QUARTER), theme=t),
    "severity by team": lambda c, f, t: figure_severity_by_team(counts.compute_severity_mix(c, f, ("team",)), theme=t),
    "users": lambda c, f, t: figure_users(impact.compute_users_affected(c, f, QUARTER), theme=t),
    "breach": lambda c, f, t: figure_sla_breach(impact.compute_sla_breach(c, f, QUARTER), theme=t),
    "revenue": lambda c, f, t: figure_revenue(
        impact.compute_revenue_impact(c, f, QUARTER), impact.compute_users_affected(c, f, QUARTER), currency="USD", theme=t
    ),
    "business revenue": lambda c, f, t: figure_business_revenue(
        impact.compute_business_revenue(c, f, QUARTER),
        impact.compute_revenue_impact(c, f, QUARTER),
        impact.compute_users_affected(c, f, QUARTER),
        currency="USD",
        theme=t,
    ),
    "reputation": lambda c, f, t: figure_levels(impact.compute_reputation(c, f), metric="reputation", theme=t),
    "data impact": lambda c, f, t: figure_levels(impact.compute_data_impact(c, f), metric="data_impact", theme=t),
    "lag": lambda c, f, t: figure_lag(compute_postmortem_lag(c, f, QUARTER), theme=t),
    "user impacts": lambda c, f, t: figure_user_impacts(impact.compute_user_impacts(c, f), theme=t),
    "pareto": lambda c, f, t: figure_pareto(factors.compute_factor_shares(c, f), theme=t),
    "top factors": lambda c, f, t: figure_top_factors(factors.compute_factor_shares(c, f, QUARTER), most=5, before=4, theme=t),
    "factor heat": lambda c, f, t: figure_factor_heat(factors.compute_factor_shares(c, f, QUARTER), theme=t),
    "factor pairs": lambda c, f, t: figure_factor_pairs(factors.compute_factor_pairs(c, f), most=8, theme=t),
    "methods": lambda c, f, t: figure_methods(detection.compute_detection_methods(c, f), theme=t),
    "internal": lambda c, f, t: figure_internal(detection.compute_detected_internally(c, f, QUARTER), theme=t),
    "false positives": lambda c, f, t: figure_false_positives(detection.compute_false_positives(c, f, QUARTER), theme=t),
    "attainment": lambda c, f, t: figure_attainment(durations.compute_durations(c, f, "ttd", QUARTER), measure="ttd", theme=t),
    "completion": lambda c, f, t: figure_completion(actions.compute_action_completion(c, f, ("horizon",)), theme=t),
    "completion by quarter": lambda c, f, t: figure_completion_by_quarter(
        actions.compute_action_completion(c, f, QUARTER), theme=t
    ),
    "on time": lambda c, f, t: figure_on_time_by_quarter(actions.compute_action_on_time(c, f, QUARTER), theme=t),
    "overdue": lambda c, f, t: figure_overdue(actions.compute_action_overdue(c, f), theme=t),
    "owners": lambda c, f, t: figure_owners(actions.compute_action_overdue(c, f, ("owner",)), by="owner", most=12, theme=t),
    "findings": lambda c, f, t: figure_findings(quality.compute_findings(c, f), theme=t),
    "disagreements": lambda c, f, t: figure_disagreements(quality.compute_disagreements(c, f, QUARTER), theme=t),
    "reasons": lambda c, f, t: figure_reasons(contradictions.compute_reasons(c, f), theme=t),
    "coverage": lambda c, f, t: figure_coverage(
        quality.compute_coverage(c, f), quality.compute_coverage_by_quarter(c, f), team=None, theme=t
    ),
}
NOWHERE = Filters(teams=("nobody",))


def specification(chart: Chart) -> dict[str, object]:
    """The figure as the browser gets it."""
    found: dict[str, object] = json.loads(to_json(chart.figure.to_dict(), validate=False))
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", CHARTS)
def test_plotly_accepts_the_figure(name: str, theme: ThemeName, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        chart = CHARTS[name](cursor, Filters(), theme)
    assert not chart.data.empty
    assert go.Figure(specification(chart)).data
    assert chart.title
    assert chart.alt
    assert chart.source.endswith(".")


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_selection_gives_a_chart_without_a_failure(name: str, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        chart = CHARTS[name](cursor, NOWHERE, "light")
    go.Figure(specification(chart))
    assert "nan" not in f"{chart.title} {chart.source}".lower().replace("finance", "")


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_store_gives_a_chart_without_a_failure(name: str, make_store: MakeStore) -> None:
    with make_store().cursor() as cursor:
        chart = CHARTS[name](cursor, Filters(), "light")
    go.Figure(specification(chart))


@pytest.mark.parametrize("name", CHARTS)
def test_the_picture_carries_title_selection_date_and_fingerprint(name: str, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        chart = CHARTS[name](cursor, Filters(), "light")
    for size in SIZES.values():
        picture = compose_picture(chart, Imprint("2026 Q3 · all teams", "2026-10-05", "abc123"), size)
        figure = go.Figure(picture)
        words = " ".join(annotation.text for annotation in figure.layout.annotations).replace("<br>", " ")
        assert (figure.layout.width, figure.layout.height) == (size.width, size.height)
        assert "2026 Q3 · all teams" in words
        assert "As of 2026-10-05, corpus abc123." in words


def test_a_target_that_all_share_is_a_dashed_line_with_its_value(sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        chart = CHARTS["trend"](cursor, Filters(), "light")
    layout = go.Figure(specification(chart)).layout
    assert [shape.line.dash for shape in layout.shapes] == ["dash"]
    assert any("target" in label for label in layout.yaxis.ticktext)


def test_the_source_line_says_what_is_left_out(make_store: MakeStore) -> None:
    rows: list[Row] = [
        {"incident_key": "a", "quarter": "2026Q1", "time_to_detect_min": 4.0},
        {"incident_key": "b", "quarter": "2026Q1"},
        {"incident_key": "c", "quarter": "2026Q1", "time_to_detect_min": 9.0},
    ]
    with make_store(incidents=rows).cursor() as cursor:
        chart = CHARTS["trend"](cursor, Filters(), "light")
    assert chart.source.startswith("2 of 3 incidents; 1 states no time to detect")


def test_a_documents_text_is_escaped_in_hovers_and_labels(make_store: MakeStore) -> None:
    attack = "<a href='javascript:alert(1)'>x</a>"
    rows: list[Row] = [
        {"incident_key": "a", "quarter": "2026Q1", "title": attack, "team": attack, "time_to_resolve_min": 9.0, "severity": "P1"}
    ]
    for name in ("concentration", "severity by team", "trend", "by severity"):
        with make_store(incidents=rows).cursor() as cursor:
            chart = CHARTS[name](cursor, Filters(), "light")
        shown = json.dumps([trace | {"customdata": None} for trace in specification(chart)["data"]])  # type: ignore[attr-defined]
        layout = json.dumps(specification(chart)["layout"])
        assert "<a href" not in shown + layout
