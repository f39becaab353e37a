"""Titles and source lines say what is so: ties, what is left out and why, and what only chance has brought together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from analytics.charts.actions import figure_completion, figure_owners
from analytics.charts.counts import figure_severity_by_team
from analytics.charts.detection import figure_methods
from analytics.charts.durations import figure_by_group, figure_distribution, figure_trend
from analytics.charts.factors import figure_factor_heat, figure_factor_pairs, figure_pareto, figure_top_factors
from analytics.charts.impact import figure_revenue, figure_sla_breach, figure_user_impacts, figure_users
from analytics.charts.intervals import mark_provisional
from analytics.charts.palette import ORANGE
from analytics.charts.quality import figure_coverage, figure_reasons, trust_sentences
from analytics.charts.shares import figure_internal
from analytics.metrics import actions, detection, durations, factors, impact
from analytics.metrics.contradictions import NO_GUESS
from analytics.metrics.counts import compute_severity_mix
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import By
from analytics.metrics.spread import compute_histogram
from analytics.settings import DurationTargets, HorizonTargets, Settings, Targets
from analytics.store.database import Cursor
from tests.handmade import Row

OpenRows = Callable[..., Cursor]
EVERYTHING = Filters()
QUARTER: By = ("quarter",)
WHOLE: By = ()
NO_DOTS: dict[str, list[str]] = {"quarter": [], "minutes": [], "incident_key": []}


def incidents(*keys: str, **more: object) -> list[Row]:
    return [{"incident_key": key, "incident_date": date(2026, 8, 1), **more} for key in keys]


def ticked(box: str, **keys: str) -> list[Row]:
    """`ticked("factor", a="testing process")`: the boxes of each incident."""
    return [{"incident_key": key, box: value} for key, values in keys.items() for value in values.split()]


def test_revenue_says_how_many_state_it_in_another_currency(open_rows: OpenRows) -> None:
    rows = incidents("a", "b", revenue_impact=100.0, revenue_currency="USD")
    rows += incidents("c", revenue_impact=70.0, revenue_currency="EUR") + incidents("d") + incidents("e", revenue_impact=5.0)
    cursor = open_rows(incidents=rows)
    sums, of = (
        impact.compute_revenue_impact(cursor, EVERYTHING, QUARTER),
        impact.compute_users_affected(cursor, EVERYTHING, QUARTER),
    )
    charts = [figure_revenue(sums, of, currency=currency, theme="light") for currency in ("EUR", "not stated")]
    assert [chart.source for chart in charts] == [
        "1 of 5 incidents state an amount in EUR, 3 in others, 1 states none.",
        "1 of 5 incidents state an amount in an unstated currency, 3 in others, 1 states none.",
    ]
    assert [chart.title for chart in charts] == [
        "Revenue impact in EUR: €70 in 2026 Q3", "Revenue impact in an unstated currency: 5 in 2026 Q3",
    ]  # fmt: skip


def test_times_by_method_count_each_incident_once(open_rows: OpenRows) -> None:
    rows = incidents("a", "b", time_to_detect_min=4.0)
    cursor = open_rows(incidents=rows, detection_methods=ticked("method", a="automated_alert user_report", b="user_report"))
    groups = durations.compute_durations(cursor, EVERYTHING, "ttd", ("method",))
    whole = durations.compute_durations(cursor, EVERYTHING, "ttd")
    chart = figure_by_group(groups, whole, measure="ttd", by="method", theme="light")
    assert chart.source.startswith("2 of 2 incidents;")
    assert "may tick several methods" in chart.source


def test_found_internally_says_what_cannot_be_told(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=incidents("a", "b"), detection_methods=ticked("method", a="automated_alert", b="other"))
    chart = figure_internal(detection.compute_detected_internally(cursor, EVERYTHING, QUARTER), theme="light")
    assert "1 incident ticks no way of detection or only “Other” and is left out." in chart.source


def test_a_breach_is_written_as_a_duration_and_drawn_in_hours(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=incidents("a", "b", sla_breach_min=225.0))
    chart = figure_sla_breach(impact.compute_sla_breach(cursor, EVERYTHING, QUARTER), theme="light")
    spec = chart.figure.to_dict()
    assert chart.title.replace("\xa0", " ") == "In breach of a service level: 7 h 30 min in 2026 Q3"
    assert spec["data"][0]["y"] == [7.5]
    assert spec["layout"]["annotations"][0]["text"].replace("\xa0", " ") == "7 h<br>30 min"
    assert spec["layout"]["yaxis"]["title"]["text"] == "hours, stated"


def test_the_first_place_is_shared_in_words(open_rows: OpenRows) -> None:
    items = [
        {"incident_key": "a", "owner": owner, "status": "pending", "due_date": date(2026, 8, 2)}
        for owner in ("@x", "@y", "@z", "@w")
    ]
    cursor = open_rows(
        incidents=incidents("a", "b"), action_items=items, user_impacts=ticked("impact", a="no_access degraded", b="no_access degraded"),
        contributing_factors=ticked("factor", a="testing process", b="testing process"),
        detection_methods=ticked("method", a="health_check automated_alert", b="health_check automated_alert"),
    )  # fmt: skip
    overdue = actions.compute_action_overdue(cursor, EVERYTHING, ("owner",))
    shares, by_quarter = (factors.compute_factor_shares(cursor, EVERYTHING, by) for by in (WHOLE, QUARTER))
    titles = [
        figure_owners(overdue, by="owner", most=8, theme="light").title,
        figure_user_impacts(impact.compute_user_impacts(cursor, EVERYTHING), theme="light").title,
        figure_methods(detection.compute_detection_methods(cursor, EVERYTHING), theme="light").title,
        figure_pareto(shares, theme="light").title,
        figure_top_factors(by_quarter, most=5, before=4, theme="light").title,
    ]
    assert titles == [
        "Open items by owner: 4 of 4 overdue",
        "Degraded performance and no access are what users felt most: 2 of 2 each",
        "Automated alert and health check noticed most: 2 of 2 each",
        "Process not followed and inadequate testing lead; they cannot be told apart",
        "Process not followed and inadequate testing lead in 2026 Q3; they cannot be told apart",
    ]


def test_fields_that_are_left_empty_most_often_are_all_named() -> None:
    coverage = pd.DataFrame({"field": ["title", "ttr", "root_cause"], "n": [9, 2, 2], "of": 9, "share": [1.0, 2 / 9, 2 / 9]})
    by_quarter = coverage.assign(quarter="2026Q1")
    chart = figure_coverage(coverage, by_quarter, team=None, theme="light")
    assert chart.title.replace("\xa0", " ") == "Ttr and Root cause are left empty most often: 78 % (7 of 9) each"
    assert "1 of 3 fields are filled by all and have no row" in chart.source
    assert figure_coverage(coverage.head(1), by_quarter.head(1), team="Search", theme="light").title == (
        "Every field is filled in every document by Search"
    )


def test_every_percentage_has_the_space_before_its_sign(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=incidents("a", "b"), contributing_factors=ticked("factor", a="testing", b="process"))
    axis = figure_pareto(factors.compute_factor_shares(cursor, EVERYTHING), theme="light").figure.to_dict()["layout"]["xaxis"]
    assert axis["ticktext"] == ["0\xa0%", "20\xa0%", "40\xa0%", "60\xa0%", "80\xa0%", "100\xa0%"]


def test_the_heat_map_names_its_denominator(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=incidents("a", "b"), contributing_factors=ticked("factor", a="testing"))
    chart = figure_factor_heat(factors.compute_factor_shares(cursor, EVERYTHING, QUARTER), theme="light")
    assert "incidents that record a factor" in chart.title


@pytest.mark.parametrize(
    ("ticks", "title"),
    [
        (
            {"a": "testing process", "b": "testing process", "c": "testing process", "d": "capacity other"},
            "No pair of factors comes together detectably more often than by chance; 2 pairs compared",
        ),
        (
            {name: "testing process" if name < "m" else "capacity" for name in "abcdefghijklmnopqrstuvwx"},
            "Process and testing come together more often than by chance: 12 incidents, 6.0 expected",
        ),
    ],
)
def test_only_a_pair_above_chance_is_named(ticks: dict[str, str], title: str, open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=incidents(*ticks), contributing_factors=ticked("factor", **ticks))
    chart = figure_factor_pairs(factors.compute_factor_pairs(cursor, EVERYTHING), most=8, theme="light")
    assert chart.title == title


def test_the_pair_of_the_title_is_drawn_also_where_others_are_more_frequent(open_rows: OpenRows) -> None:
    ticks = {str(n): "testing process" for n in range(8)} | {str(n): "testing" for n in range(8, 14)}
    ticks |= {str(n): "process" for n in range(14, 20)} | {str(n): "capacity other" for n in range(20, 27)}
    cursor = open_rows(incidents=incidents(*ticks), contributing_factors=ticked("factor", **ticks))
    chart = figure_factor_pairs(factors.compute_factor_pairs(cursor, EVERYTHING), most=1, theme="light")
    assert chart.title.startswith("Capacity and other")
    assert chart.figure.to_dict()["layout"]["yaxis"]["ticktext"] == ["Capacity + other"]


def test_an_open_incident_is_told_as_open_and_not_as_missing(open_rows: OpenRows) -> None:
    rows = [*incidents("a", "b", time_to_resolve_min=40.0), *incidents("c", detected_at=None)]
    groups = durations.compute_durations(open_rows(incidents=rows), EVERYTHING, "ttr", QUARTER)
    source = figure_trend(groups, pd.DataFrame(NO_DOTS), measure="ttr", theme="light").source
    assert source.startswith("2 of 3 incidents; 1 states no time to resolve: it is open")


def test_few_incidents_have_no_ninetieth_percentile_but_a_longest_one(open_rows: OpenRows) -> None:
    rows = [{"incident_key": str(at), "incident_date": date(2026, 8, 1), "time_to_resolve_min": 10.0 + at} for at in range(36)]
    titles = []
    for few in (rows[:9], rows):
        cursor = open_rows(incidents=few)
        summary = durations.compute_durations(cursor, EVERYTHING, "ttr")
        bins = compute_histogram(cursor, EVERYTHING, "ttr")
        titles.append(figure_distribution(bins, summary, measure="ttr", theme="light").title.replace("\xa0", " "))
    assert titles == [
        "Half within 14 min (95 %: 11 min to 17 min), the longest 18 min",
        "Half within 28 min (95 %: 21 min to 34 min), nine in ten within 42 min (38 min to 45 min)",
    ]


def test_a_cell_of_few_incidents_is_written_as_k_of_n(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=incidents("a", "b"), contributing_factors=ticked("factor", a="testing", b="process"))
    chart = figure_factor_heat(factors.compute_factor_shares(cursor, EVERYTHING, QUARTER), theme="light")
    assert {text for row in chart.figure.to_dict()["data"][0]["text"] for text in row} == {"1/2"}


def test_a_provisional_quarter_is_marked_on_bars_too(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=incidents("a", users_affected=7))
    chart = figure_users(impact.compute_users_affected(cursor, EVERYTHING, QUARTER), theme="light")
    marked = mark_provisional(chart, frozenset({"2026Q3"}))
    assert marked.figure.to_dict()["layout"]["xaxis"]["ticktext"][-1] == "Q3*<br>2026"
    assert marked.source.endswith("2026 Q3 (*) is provisional: documents are still expected.")
    assert mark_provisional(chart, frozenset({"2026Q2"})) is chart


@pytest.mark.parametrize(
    ("counts", "title", "sentence"),
    [
        ({"other end": 3, "date": 3, "units": 1},
         "Other end event and date or midnight are the most frequent guesses: 3 documents each",
         "because the author counts up to another event, such as the mitigation, or because a date is wrong"),
        ({"other end": 3, "date": 2}, "Other end event is the most frequent guess: 3 documents",
         "mostly, by the look of it, because the author counts up to another event"),
        ({NO_GUESS: 3, "date": 2}, "Why stated times and timelines may differ", "most often for reasons that the two values do not tell"),
    ],
)  # fmt: skip
def test_guesses_that_tie_are_named_together(counts: dict[str, int], title: str, sentence: str) -> None:
    reasons = pd.DataFrame({"reason": list(counts), "incidents": list(counts.values())})
    assert figure_reasons(reasons, theme="light").title.replace("\xa0", " ").lower() == title.lower()
    of = sum(counts.values())
    groups = pd.DataFrame({"n": [20], "of": [20], "attained": [min(of, 6)]})
    assert sentence in trust_sentences(groups, reasons, pd.DataFrame(columns=["metric"]))[0]


def promised(team: str, done: int, of: int) -> tuple[list[Row], list[Row]]:
    """An incident for each item, so that those of a team stand alone."""
    keys = [f"{team}-{at}" for at in range(of)]
    rows: list[Row] = [{"incident_key": key, "incident_date": date(2026, 8, 1), "team": team} for key in keys]
    return rows, [{"incident_key": key, "status": "complete" if at < done else "pending"} for at, key in enumerate(keys)]


def test_teams_are_never_ranked(open_rows: OpenRows) -> None:
    """The team with most incidents and most overdue items stands where its name puts it, and no title names it."""
    rows = [
        {"incident_key": f"{team}-{at}", "incident_date": date(2026, 8, 1), "team": team, "severity": "P2"}
        for team, number in (("Alpha", 2), ("Beta", 9), ("Gamma", 5))
        for at in range(number)
    ]
    items = [{"incident_key": row["incident_key"], "status": "pending", "due_date": date(2026, 9, 1)} for row in rows]
    cursor = open_rows(incidents=[*rows, {"incident_key": "x", "incident_date": date(2026, 8, 1)}], action_items=items)
    mix = figure_severity_by_team(compute_severity_mix(cursor, EVERYTHING, ("team",)), theme="light")
    by_team = actions.compute_action_overdue(cursor, EVERYTHING, ("team",))
    owners = figure_owners(by_team, by="team", most=8, theme="light")
    shown = [chart.figure.to_dict()["layout"]["yaxis"] for chart in (mix, owners)]
    # The axis goes upwards.
    drawn = [[name for _, name in sorted(zip(axis["tickvals"], axis["ticktext"], strict=True), reverse=True)] for axis in shown]
    assert drawn == [["Alpha", "Beta", "Gamma", "Not stated"], ["Alpha", "Beta", "Gamma"]]
    assert "Beta" not in mix.title + owners.title
    assert "rank nobody" in mix.source
    assert "order of their names" in owners.source
    assert owners.title == "Open items by team: 16 of 16 overdue"


@pytest.mark.parametrize(
    ("done", "title", "said"),
    [
        (
            (4, 20),
            "Alpha is below target; Beta below it within chance",
            ["70 points below 90 %", "10 points below 90 %, within chance"],
        ),
        ((20, 20), "No team is below target for certain; Beta below it within chance", ["target 90 %", "within chance"]),
    ],
)
def test_a_target_missed_within_chance_is_called_that(
    done: tuple[int, int], title: str, said: list[str], open_rows: OpenRows
) -> None:
    parts = [promised("Alpha", *done), promised("Beta", 8, 10)]
    cursor = open_rows(
        Settings(targets=Targets(action_completion=HorizonTargets(default=0.9))),
        incidents=[row for rows, _ in parts for row in rows], action_items=[item for _, items in parts for item in items],
    )  # fmt: skip
    chart = figure_completion(actions.compute_action_completion(cursor, EVERYTHING, ("team",)), by="team", theme="light")
    texts = [label["text"].replace("\xa0", " ") for label in chart.figure.to_dict()["layout"]["annotations"]]
    assert chart.title == title
    assert all(words in text for words, text in zip(said, texts, strict=True))
    colours = chart.figure.to_dict()["data"][0]["marker"]["color"]
    assert (colours[0] == ORANGE, colours[1] == ORANGE) == (done[0] < done[1], False)


def test_actions_of_a_horizon_are_several(open_rows: OpenRows) -> None:
    rows, items = promised("Alpha", 4, 20)
    cursor = open_rows(
        Settings(targets=Targets(action_completion=HorizonTargets(default=0.9))),
        incidents=rows, action_items=[{**item, "horizon": "long_term"} for item in items],
    )  # fmt: skip
    chart = figure_completion(actions.compute_action_completion(cursor, EVERYTHING, ("horizon",)), by="horizon", theme="light")
    assert chart.title == "Long-term actions are below target"


def test_counts_of_four_digits_are_whole_beside_rows_of_a_chart(open_rows: OpenRows) -> None:
    rows: list[Row] = [
        {"incident_key": f"a-{at}", "incident_date": date(2026, 8, 1), "severity": "P2", "time_to_resolve_min": 30.0}
        for at in range(1200)
    ]
    cursor = open_rows(Settings(targets=Targets(ttr=DurationTargets(default=60))), incidents=rows)
    whole, groups = (durations.compute_durations(cursor, EVERYTHING, "ttr", by) for by in ((), ("severity",)))
    layout = figure_by_group(groups, whole, measure="ttr", by="severity", theme="light").figure.to_dict()["layout"]
    [label] = [one["text"] for one in layout["annotations"] if "on target" in one["text"]]
    assert label == "1,200 of 1,200 on target"
    # 12.5 pixels of Source Sans give a character about 6 pixels.
    assert layout["margin"]["r"] >= 6 * len(label)
    mix = figure_severity_by_team(compute_severity_mix(cursor, EVERYTHING, ("team",)), theme="light").figure.to_dict()
    assert [one["text"] for one in mix["layout"]["annotations"]] == ["<b>1,200</b>"]
    assert mix["layout"]["template"]["layout"]["xaxis"]["separatethousands"]
