"""A click on a mark leads to the incidents behind it, and there are as many of them as the mark says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from analytics.charts.chart import Chart
from analytics.charts.durations import figure_distribution
from analytics.charts.quality import figure_coverage
from analytics.diagnostics import CODES
from analytics.metrics import actions, contradictions, detection, durations, impact, quality, spread
from analytics.metrics.filters import Filters
from analytics.metrics.incidents import NARROWINGS, list_incidents
from analytics.metrics.measures import Measure
from analytics.metrics.scorecard import MEASURES
from analytics.store.database import Cursor, Store
from tests.charts.test_figures import CHARTS, QUARTER
from tests.conftest import MakeStore
from tests.handmade import Row

Destination = str | list[str] | None


def destinations(chart: Chart) -> Iterator[Destination]:
    """What each mark of a chart says about where a click on it leads."""
    for trace in chart.figure.to_dict()["data"]:
        yield from trace.get("customdata") or []


def count_behind(cursor: Cursor, destination: Destination) -> int:
    parts = [destination] if isinstance(destination, str) else list(destination or ())
    narrow = [(part.split(":", 1)[0], part.split(":", 1)[1]) for part in parts]
    return len(list_incidents(cursor, Filters(), narrow=narrow, limit=1000))


def draw(cursor: Cursor, name: str) -> Chart:
    return CHARTS[name](cursor, Filters(), "light")


CURVES = {"closure", "closure of two groups"}
"""A day on a curve is nobody's: it stands for all items that have lasted as long."""


@pytest.mark.parametrize("name", CHARTS.keys() - CURVES)
def test_every_mark_leads_somewhere(name: str, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        found = list(destinations(draw(cursor, name)))
    assert found
    for destination in found:
        for part in [destination] if isinstance(destination, str) else destination or ():
            kind, value = part.split(":", 1)
            if destination and destination[0].startswith("items:"):
                assert value in actions.ITEM_STATES if kind == "items" else kind in actions.ITEM_NARROWINGS
                continue
            assert kind in NARROWINGS or kind == "incident" or (kind == "code" and value in CODES)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_bars_of_a_distribution_lead_to_the_incidents_of_that_range(measure: Measure, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        bins = spread.compute_histogram(cursor, Filters(), measure)
        chart = figure_distribution(bins, durations.compute_durations(cursor, Filters(), measure), measure=measure, theme="light")
        assert [count_behind(cursor, destination) for destination in destinations(chart)] == list(bins["n"])


def test_the_first_bar_of_a_distribution_holds_the_shortest_times(make_store: MakeStore) -> None:
    rows: list[Row] = [
        {"incident_key": key, "time_to_detect_min": minutes} for key, minutes in (("a", 0.0), ("b", 0.5), ("c", 10.0))
    ]
    with make_store(incidents=rows).cursor() as cursor:
        bins = spread.compute_histogram(cursor, Filters(), "ttd")
        chart = figure_distribution(bins, durations.compute_durations(cursor, Filters(), "ttd"), measure="ttd", theme="light")
        counts = [count_behind(cursor, destination) for destination in destinations(chart)]
    assert (counts[0], counts[-1], sum(counts)) == (2, 1, 3)


@pytest.mark.parametrize("team", [None, "Payments"])
def test_the_cells_of_coverage_lead_to_the_documents_without_the_field(team: str | None, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        whole = quality.compute_coverage(cursor, Filters(), team)
        by_quarter = quality.compute_coverage_by_quarter(cursor, Filters(), team)
        chart = figure_coverage(whole, by_quarter, team=team, theme="light")
        cells = [*whole.to_dict("records"), *by_quarter.to_dict("records")]
        missing = {(row["field"], row.get("quarter")): row["of"] - row["n"] for row in cells}
        # Each cell is a query, so one in nine has to do.
        for destination in list(destinations(chart))[::9]:
            told = dict(part.split(":", 1) for part in destination or ())
            assert count_behind(cursor, destination) == missing[told["missing"], told.get("quarter")] > 0


def test_the_bars_of_reasons_lead_to_as_many_documents(sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        reasons = contradictions.compute_reasons(cursor, Filters())
        assert [count_behind(cursor, d) for d in destinations(draw(cursor, "reasons"))] == list(reasons["incidents"])


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("users", impact.compute_users_affected),
        ("breach", impact.compute_sla_breach),
        ("false positives", detection.compute_false_positives),
    ],
)
def test_a_sums_bars_lead_to_the_incidents_that_state_a_number(name: str, groups: Any, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        expected = list(groups(cursor, Filters(), QUARTER)["n"])
        assert [count_behind(cursor, destination) for destination in destinations(draw(cursor, name))] == expected


def test_the_points_of_disagreements_lead_to_the_documents_that_disagree(sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        groups = quality.compute_disagreements(cursor, Filters(), QUARTER)
        found = list(destinations(draw(cursor, "disagreements")))
        disagreeing = [count_behind(cursor, d) for d, attained in zip(found, groups["attained"], strict=True) if attained]
    assert disagreeing == [attained for attained in groups["attained"] if attained]


def items_behind(cursor: Cursor, destination: Destination) -> int:
    assert isinstance(destination, list)
    first, *rest = destination
    narrow = [(part.split(":", 1)[0], part.split(":", 1)[1]) for part in rest]
    return len(actions.list_actions(cursor, Filters(), 1000, state=first.removeprefix("items:"), narrow=narrow))


@pytest.mark.parametrize(
    ("name", "compute", "by", "columns"),
    [
        ("completion", actions.compute_action_completion, ("horizon",), ["n"]),
        ("completion by team", actions.compute_action_completion, ("team",), ["n"]),
        ("completion by quarter", actions.compute_action_completion, QUARTER, ["n"]),
        ("on time", actions.compute_action_on_time, QUARTER, ["n"]),
        ("overdue", actions.compute_action_overdue, (), ["days_0_7", "days_8_30", "days_31_90", "days_over_90"]),
        ("gaps", actions.compute_action_gaps, (), ["attained"]),
    ],
)
def test_a_mark_about_action_items_leads_to_exactly_those_items(
    name: str, compute: Any, by: Any, columns: list[str], sample_store: Store
) -> None:
    with sample_store.cursor() as cursor:
        frame = compute(cursor, Filters(), by)
        counted = [int(number) for column in columns for number in frame[column]]
        assert sum(counted) > 10
        assert [items_behind(cursor, destination) for destination in destinations(draw(cursor, name))] == counted


def test_the_states_of_a_share_add_up_to_what_it_counts(sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        on_time = actions.compute_action_on_time(cursor, Filters()).iloc[0]
        complete = actions.compute_action_completion(cursor, Filters()).iloc[0]
        listed = {state: items_behind(cursor, [f"items:{state}"]) for state in actions.ITEM_STATES}
    assert (listed["on_time"], listed["late"], listed["due"]) == (on_time["attained"], on_time["late"], on_time["n"])
    assert (listed["complete"], listed["wont_do"], listed["promised"]) == (
        complete["attained"], complete["wont_do"], complete["n"],
    )  # fmt: skip
    assert listed["complete"] + listed["not_done"] == listed["promised"] == listed["all"] - listed["wont_do"]
    assert listed["overdue"] + listed["waiting"] == listed["open"] == complete["open"]


def test_an_owners_bars_lead_to_the_incidents_of_those_very_items(make_store: MakeStore) -> None:
    rows: list[Row] = [{"incident_key": "a"}, {"incident_key": "b"}]
    items: list[Row] = [
        {"incident_key": "a", "owner": "@x", "status": "pending", "due_date": date(2026, 9, 1)},
        {"incident_key": "b", "owner": "@x", "status": "pending", "due_date": date(2026, 12, 1)},
        {"incident_key": "b", "owner": "@y", "status": "pending", "due_date": date(2026, 9, 1)},
    ]
    with make_store(incidents=rows, action_items=items).cursor() as cursor:
        frame = actions.compute_action_overdue(cursor, Filters(), ("owner",))
        overdue = list_incidents(cursor, Filters(), narrow=[("owner_overdue", "@x")])
        waiting = list_incidents(cursor, Filters(), narrow=[("owner_waiting", "@x")])
    assert frame.set_index("owner")["overdue"].to_dict() == {"@x": 1, "@y": 1}
    assert (list(overdue["incident_key"]), list(waiting["incident_key"])) == (["a"], ["b"])


@pytest.mark.parametrize("name", ["ttr_between", "quarters", "stated", "missing"])
def test_an_address_that_makes_no_sense_narrows_to_nothing(name: str, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        assert list_incidents(cursor, Filters(), narrow=[(name, "x'; DROP TABLE incidents --")]).empty
