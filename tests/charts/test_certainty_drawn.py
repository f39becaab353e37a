"""Charts say how sure they are: intervals are drawn, ties have no winner, and only what chance does not do stands out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.charts.actions import figure_completion
from analytics.charts.chart import Chart
from analytics.charts.clock import figure_clock
from analytics.charts.control import figure_incident_counts
from analytics.charts.durations import figure_by_group, figure_concentration, figure_trend
from analytics.charts.factors import figure_pareto, figure_top_factors
from analytics.charts.funnel import figure_team_funnel
from analytics.charts.palette import VERDICTS
from analytics.charts.picture import Imprint, compose_picture
from analytics.charts.shares import figure_internal
from analytics.charts.trends import describe_trend
from analytics.metrics import detection, durations, factors, spread
from analytics.metrics.actions import compute_action_completion
from analytics.metrics.clock import compute_clock_shares
from analytics.metrics.counts import compute_incidents
from analytics.metrics.filters import Filters
from analytics.metrics.funnel import compute_team_funnel
from analytics.metrics.grouping import By
from analytics.store.database import Cursor
from tests.handmade import Row

OpenRows = Callable[..., Cursor]
QUARTER: By = ("quarter",)
DAYS = {"Q1": date(2026, 1, 5), "Q2": date(2026, 4, 5), "Q3": date(2026, 7, 5)}
ALL = Filters()


def timed(quarter: str, minutes: Iterable[float], team: str | None = None) -> list[Row]:
    return [
        {"incident_key": f"{quarter}{team}{n}", "incident_date": DAYS[quarter], "time_to_resolve_min": float(value), "team": team,
         "severity": "P1" if quarter == "Q1" else "P2"}
        for n, value in enumerate(minutes)
    ]  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def traces(chart: Chart) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart.figure.to_dict()["data"]
    return found


def notes(chart: Chart) -> list[str]:
    return [plain(note["text"]) for note in chart.figure.to_dict()["layout"].get("annotations", [])]


def draw_trend(cursor: Cursor, provisional: frozenset[str] = frozenset()) -> Chart:
    groups = durations.compute_durations(cursor, ALL, "ttr", QUARTER)
    dots = spread.compute_dots(cursor, ALL, "ttr", 300)
    return figure_trend(groups, dots, measure="ttr", theme="light", provisional=provisional)


def test_a_median_of_ten_reaches_from_the_second_to_the_ninth_value_and_one_of_five_has_no_bar(open_rows: OpenRows) -> None:
    chart = draw_trend(open_rows(incidents=[*timed("Q1", range(10, 110, 10)), *timed("Q2", range(10, 60, 10))]))
    median = traces(chart)[-1]
    assert median["y"][:2] == [55.0, 30.0]
    assert (median["error_y"]["arrayminus"][:2], median["error_y"]["array"][:2]) == ([35.0, 0.0], [35.0, 0.0])
    assert "median 55 min (95 %: 20 min to 1 h 30 min)" in plain(median["text"][0])
    assert "95 % interval of the median" in plain(chart.source)


def test_a_provisional_quarter_is_hollow_and_says_so(open_rows: OpenRows) -> None:
    chart = draw_trend(open_rows(incidents=[*timed("Q1", [10, 20]), *timed("Q2", [10, 20])]), frozenset({"2026Q2"}))
    median = traces(chart)[-1]
    assert [colour == "#FFFFFF" for colour in median["marker"]["color"]] == [False, True]
    assert "2026 Q2 (provisional)" in median["text"][1]
    assert "2026 Q2 (hollow) is provisional: documents are still expected." in chart.source


@pytest.mark.parametrize(
    ("medians", "words"),
    [
        (
            [100, 80, 81, 60, 65, 50, 45, 40, 38],
            "Trend over 9 quarters: 11 % shorter a quarter (95 %: 13 % to 9 % shorter; Mann-Kendall p 0.002 among 9 comparisons).",
        ),
        (
            [10, 12, 11, np.nan, 14, 17, 15, 19, 21],
            "Trend over 8 quarters: 9 % longer a quarter (95 %: 13 % to 5 % longer; Mann-Kendall p 0.02 among 9 comparisons).",
        ),
        (
            [100 * 0.9**n for n in range(7)],
            "Trend over 7 quarters: 10 % shorter a quarter (95 %: 10 % shorter; Mann-Kendall p 0.004 among 9 comparisons).",
        ),
        ([60, 94, 82, 88, 73, 51, 122], "No detectable trend over 7 quarters (Mann-Kendall p 1.00 among 9 comparisons)."),
        # By itself it would be one: p is 0.01.
        ([100, 80, 81, 60, 65, 50, 45], "No detectable trend over 7 quarters (Mann-Kendall p 0.10 among 9 comparisons)."),
        ([60, 50, 40, 30], ""),
    ],
)  # fmt: skip
def test_a_trend_is_told_only_where_there_is_one(medians: list[float], words: str) -> None:
    assert plain(describe_trend(medians, complete=False)) == words


def test_a_trend_leaves_out_what_is_not_complete() -> None:
    assert "over 5 complete quarters" in describe_trend([60, 50, 70, 30, 55], complete=True)


def test_a_verdict_stands_only_beside_the_quarters_that_it_is_on(open_rows: OpenRows) -> None:
    told = [*timed("Q1", [10, 20, 30]), *timed("Q2", [10, 20, 30])]
    for rows, ending in ((told, "20 min in 2026 Q1: too few to say"), ([*told, {**told[0], "incident_key": "untold",
                          "incident_date": DAYS["Q3"], "time_to_resolve_min": None}], "20 min in 2026 Q1")):  # fmt: skip
        cursor = open_rows(incidents=rows)
        groups, dots = durations.compute_durations(cursor, ALL, "ttr", QUARTER), spread.compute_dots(cursor, ALL, "ttr", 300)
        chart = figure_trend(groups, dots, measure="ttr", theme="light", verdict="too few to say")
        assert plain(chart.title).endswith(ending)


def test_few_incidents_of_a_severity_have_no_interval(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=[*timed("Q1", range(10, 70, 10)), *timed("Q2", [10, 20])])
    groups = durations.compute_durations(cursor, ALL, "ttr", ("severity",))
    chart = figure_by_group(groups, durations.compute_durations(cursor, ALL, "ttr"), measure="ttr", by="severity", theme="light")
    [bars] = [trace["error_x"] for trace in traces(chart) if "error_x" in trace]
    assert (bars["arrayminus"], bars["array"]) == ([25.0, 0.0], [25.0, 0.0])
    assert "Fewer than 6 incidents give no interval." in chart.source
    assert not [note for note in notes(chart) if "90th percentile" in note]


def counts(*incidents: int) -> pd.DataFrame:
    quarters = [f"{2023 + n // 4}Q{n % 4 + 1}" for n in range(len(incidents))]
    return pd.DataFrame(
        {"quarter": quarters, "incidents": incidents, "incidents_low": [0.5 * n for n in incidents],
         "incidents_high": [2.0 * n for n in incidents], "n": incidents, "of": incidents}
    )  # fmt: skip


def test_an_ordinary_quarter_is_within_what_chance_allows() -> None:
    chart = figure_incident_counts(counts(18, 14, 22, 18, 16, 20, 17), theme="light")
    assert chart.title == "Incidents by quarter are within what chance allows: 7 to 32"
    assert set(traces(chart)[0]["marker"]["line"]["color"]) & set(VERDICTS["light"].values()) == set()


def test_a_quarter_outside_of_the_limits_is_named_and_coloured() -> None:
    chart = figure_incident_counts(counts(10, 9, 11, 31, 10, 9, 10), theme="light")
    assert chart.title == "2023 Q4 had more incidents than chance allows: 31, not 4 to 26"
    assert "<b>31 (more)</b>" in notes(chart)
    colours = traces(chart)[0]["marker"]["line"]["color"]
    assert [colour == VERDICTS["light"]["worse"] for colour in colours] == [False, False, False, True, False, False, False]
    assert list(chart.data["limit_high"]) == [26.0] * 7


def test_the_newest_quarter_is_judged_by_limits_in_which_it_has_no_part() -> None:
    """With the 27 among them they would reach to 28."""
    chart = figure_incident_counts(counts(10, 9, 11, 10, 27), theme="light")
    assert chart.title == "2024 Q1 had more incidents than chance allows: 27, not 2 to 21"
    assert "Limits around the mean of the 4 quarters before 2024 Q1, which has no part in them" in chart.source


def test_a_running_quarter_moves_no_limit_and_is_never_few() -> None:
    running = figure_incident_counts(counts(18, 14, 22, 18, 16, 1), theme="light", provisional=frozenset({"2024Q2"}))
    assert running.title == figure_incident_counts(counts(18, 14, 22, 18, 16, 20), theme="light").title
    assert traces(running)[0]["marker"]["color"][-1] == "#FFFFFF"
    over = figure_incident_counts(counts(18, 14, 22, 18, 16, 1), theme="light")
    assert over.title.startswith("2024 Q2 had fewer incidents than chance allows")


def test_shares_have_wilsons_bars_and_fewer_than_five_none(open_rows: OpenRows) -> None:
    rows = [*timed("Q1", [1] * 10), *timed("Q2", [1] * 4)]
    methods = [{"incident_key": row["incident_key"], "method": "automated_alert"} for row in rows]
    chart = figure_internal(
        detection.compute_detected_internally(open_rows(incidents=rows, detection_methods=methods), ALL, QUARTER), theme="light"
    )
    bars = traces(chart)[0]["error_y"]
    assert bars["arrayminus"][:2] == pytest.approx([1 - 0.7225, 0.0], abs=1e-3)
    assert "<b>4 of 4</b>" in notes(chart)


def test_completion_by_horizon_has_intervals_and_fewer_than_five_items_none(open_rows: OpenRows) -> None:
    done = {"immediate": 10, "long_term": 4}
    items = [
        {"incident_key": f"{at}", "horizon": horizon, "status": "complete"}
        for horizon, count in done.items()
        for at in range(count)
    ]
    cursor = open_rows(incidents=[{"incident_key": f"{at}", "incident_date": DAYS["Q3"]} for at in range(10)], action_items=items)
    chart = figure_completion(compute_action_completion(cursor, ALL, ("horizon",)), theme="light")
    assert traces(chart)[0]["error_x"]["arrayminus"] == pytest.approx([1 - 0.7225, 0.0], abs=1e-3)
    assert "95\xa0% intervals" in chart.source


def ticked(**boxes: int) -> dict[str, list[Row]]:
    """So many incidents with each factor, one factor an incident."""
    keys = [(f"{factor}{n}", factor) for factor, times in boxes.items() for n in range(times)]
    return {
        "incidents": [{"incident_key": key, "incident_date": DAYS["Q3"]} for key, _ in keys],
        "contributing_factors": [{"incident_key": key, "factor": factor} for key, factor in keys],
    }


@pytest.mark.parametrize(
    ("boxes", "title", "tie"),
    [
        (
            {"testing": 12, "process": 9, "other": 1},
            "Inadequate testing and process not followed lead; they cannot be told apart", ["tied"],
        ),
        ({"testing": 40, "process": 5, "other": 4}, "Inadequate testing is the most frequent factor: 82 % (40 of 49)", []),
        (
            {"testing": 6, "process": 5, "other": 5, "capacity": 4, "monitoring": 4},
            "No single factor leads: the first 5 cannot be told apart", ["cannot be told apart"],
        ),
    ],
)  # fmt: skip
def test_a_tie_has_no_winner(boxes: dict[str, int], title: str, tie: list[str], open_rows: OpenRows) -> None:
    chart = figure_pareto(factors.compute_factor_shares(open_rows(**ticked(**boxes)), ALL), theme="light")
    assert plain(chart.title) == title
    assert [note for note in notes(chart) if note in ("tied", "cannot be told apart")] == tie
    assert bool(chart.figure.to_dict()["layout"]["shapes"]) is bool(tie)
    assert all(above > 0 for above in traces(chart)[0]["error_x"]["array"])


def test_a_share_is_written_behind_its_interval(open_rows: OpenRows) -> None:
    chart = figure_pareto(factors.compute_factor_shares(open_rows(**ticked(testing=8, process=2)), ALL), theme="light")
    [label] = [note for note in chart.figure.to_dict()["layout"]["annotations"] if "8 of" in note["text"]]
    assert label["x"] > traces(chart)[0]["x"][0]


def test_a_factor_that_changed_is_named_with_the_number_of_comparisons(open_rows: OpenRows) -> None:
    boxes = {("Q1", "testing"): 30, ("Q1", "process"): 2, ("Q3", "testing"): 10, ("Q3", "process"): 22}
    keys = [(f"{q}{factor}{n}", q, factor) for (q, factor), times in boxes.items() for n in range(times)]
    cursor = open_rows(
        incidents=[{"incident_key": key, "incident_date": DAYS[quarter]} for key, quarter, _ in keys],
        contributing_factors=[{"incident_key": key, "factor": factor} for key, _, factor in keys],
    )
    chart = figure_top_factors(factors.compute_factor_shares(cursor, ALL, QUARTER), most=5, before=4, theme="light")
    assert "Process not followed (higher) and Inadequate testing (lower) changed detectably; 9 comparisons." in chart.source
    assert "<b>69 % (22 of 32) · higher</b>" in notes(chart)
    undecided = figure_top_factors(
        factors.compute_factor_shares(cursor, ALL, QUARTER), most=5, before=4, judged=False, theme="light"
    )
    assert "comparison" not in undecided.source
    assert not [note for note in notes(undecided) if "higher" in note or "lower" in note]
    unchanged = figure_top_factors(
        factors.compute_factor_shares(cursor, Filters(quarter_to="2026Q1"), QUARTER), most=5, before=4, theme="light"
    )
    assert "comparison" not in unchanged.source


def draw_funnel(cursor: Cursor) -> Chart:
    return figure_team_funnel(compute_team_funnel(cursor, ALL, "ttr"), measure="ttr", theme="light")


def test_a_team_outside_of_the_funnel_is_marked_and_the_others_are_not(open_rows: OpenRows) -> None:
    rows = [
        *timed("Q1", range(20, 60), "Payments"),
        *timed("Q1", range(18, 58), "Search"),
        *timed("Q1", [500.0] * 12, "Platform"),
    ]
    chart = draw_funnel(open_rows(incidents=rows))
    points = traces(chart)[-1]
    assert plain(chart.title) == "Platform: time to resolve is longer than chance allows (median 8 h 20 min, all 42 min)"
    assert [text.strip() for text in points["text"]] == ["Payments", "<b>Platform (longer)</b>", "Search"]
    assert [colour == VERDICTS["light"]["worse"] for colour in points["marker"]["color"]] == [False, True, False]
    assert points["customdata"][1] == ["team:Platform", "stated:time_to_resolve_min"]
    assert points["x"] == [40, 12, 40]
    assert {"usual_low", "rare_high", "median_low"} <= set(chart.data)


def test_teams_that_differ_by_chance_are_not_ranked(open_rows: OpenRows) -> None:
    rows = [*timed("Q1", range(20, 60), "Payments"), *timed("Q1", range(10, 75, 5), "Search")]
    chart = draw_funnel(open_rows(incidents=rows))
    assert chart.title == "No team differs in time to resolve by more than chance allows"
    assert not set(traces(chart)[-1]["marker"]["color"]) & set(VERDICTS["light"].values())


def test_a_median_of_0_is_drawn_at_the_lower_end_of_the_axis(open_rows: OpenRows) -> None:
    rows = [*timed("Q1", [0.0] * 6, "Payments"), *timed("Q1", [0.0, 0.0, 0.0, 9.0], "Search")]
    line = traces(draw_funnel(open_rows(incidents=rows)))[4]
    assert line["y"]
    assert set(line["y"]) == {0.5}


def test_names_of_teams_never_lie_on_each_other(open_rows: OpenRows) -> None:
    rows = [row for n in range(20) for row in timed("Q1", range(20, 30), f"A team with the number {n}")]
    shown = [text for text in traces(draw_funnel(open_rows(incidents=rows)))[-1]["text"] if text]
    assert 0 < len(shown) < 20


def clocked(open_rows: OpenRows, times: list[tuple[int, int | None, int]]) -> Chart:
    rows = [
        {"incident_key": str(n), "incident_date": DAYS["Q3"], "time_to_detect_min": d, "time_to_mitigate_min": m, "time_to_resolve_min": r}
        for n, (d, m, r) in enumerate(times)
    ]  # fmt: skip
    return figure_clock(compute_clock_shares(open_rows(incidents=rows), ALL, QUARTER), theme="light")


def test_the_clock_says_where_the_hours_went_and_what_is_left_out(open_rows: OpenRows) -> None:
    chart = clocked(open_rows, [*[(10, 40, 100), (20, 60, 100)] * 3, (5, None, 500), (50, 20, 60)])
    assert plain(chart.title) == "Where the clock went: 50 % resolving, 35 % mitigating and 15 % detecting"
    assert chart.source.startswith(
        "6 of 8 incidents; 1 lacks a time to detect, mitigate or resolve; 1 gives them in an impossible order."
    )
    assert [trace["y"] for trace in traces(chart)] == [[0.15], [0.35], [0.5]]
    assert [trace["text"] for trace in traces(chart)] == [["15"], ["35"], ["50"]]
    assert "6/8" in notes(chart)


def test_the_clock_of_fewer_than_five_is_told_without_percentages(open_rows: OpenRows) -> None:
    chart = clocked(open_rows, [(10, 40, 100), (20, 60, 100)])
    assert plain(chart.title) == "Where the clock went: 1 h 40 min resolving, 1 h 10 min mitigating and 30 min detecting"
    assert [plain(text) for trace in traces(chart) for text in trace["text"]] == ["30 min", "1 h<br>10 min", "1 h<br>40 min"]
    assert not [text for trace in traces(chart) for text in trace["hovertext"] if "%" in text]


def test_the_long_tail_says_how_few_make_half_and_what_the_longest_make(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=timed("Q1", [500, 100, 100, 100, 100, 50, 50]))
    chart = figure_concentration(spread.compute_concentration(cursor, ALL, "ttr", 20), measure="ttr", most=3, theme="light")
    assert plain(chart.title) == "Half of all hours come from 1 of 7 incidents; the longest 3 make 70 %"


def test_a_quarter_without_incidents_breaks_no_chart(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=[*timed("Q1", [10]), *timed("Q3", [20])])
    assert figure_clock(compute_clock_shares(cursor, ALL, QUARTER), theme="dark").data.shape[0] == 9
    assert figure_incident_counts(compute_incidents(cursor, ALL, QUARTER), theme="dark").title.startswith("Incidents by quarter")


def test_the_names_of_the_phases_have_room_in_a_picture(open_rows: OpenRows) -> None:
    chart = figure_clock(compute_clock_shares(open_rows(incidents=timed("Q1", [10])), ALL, QUARTER), theme="light")
    assert "entrywidth" not in compose_picture(chart, Imprint("all", "2026-10-05", "abc"))["layout"]["legend"]


def test_the_newest_quarter_of_the_factors_says_that_it_is_provisional(open_rows: OpenRows) -> None:
    rows = [{"incident_key": str(at), "incident_date": DAYS[f"Q{1 + at % 3}"]} for at in range(9)]
    boxes = [{"incident_key": str(at), "factor": "monitoring"} for at in range(9)]
    shares = factors.compute_factor_shares(open_rows(incidents=rows, contributing_factors=boxes), ALL, QUARTER)
    waiting, complete = (
        figure_top_factors(shares, most=5, before=4, theme="light", provisional=provisional)
        for provisional in (frozenset({"2026Q3"}), frozenset[str]())
    )
    assert "<b>2026 Q3 (provisional)</b>" in notes(waiting)
    assert waiting.source.endswith("2026 Q3 is provisional: documents are still expected.")
    assert "<b>2026 Q3</b>" in notes(complete)
    assert "provisional" not in complete.source
