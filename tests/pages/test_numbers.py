"""The numbers of the pages beside the Overview are the records of `postmortems metrics`: what a chart exports equals what is printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from analytics.metrics import actions, clock, closure, counts, detection, durations, factors, impact, lag
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import By
from analytics.metrics.records import MetricRecord, compute_records
from analytics.settings import DurationTargets, Settings, Targets
from analytics.store.database import Store
from tests.conftest import MakeStore
from tests.handmade import Row
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import texts

FILTERS = Filters("2025Q2", "2026Q2", teams=("Payments", "Search"))
SHOWN: dict[str, tuple[Callable[..., pd.DataFrame], By, str, str]] = {
    "action_completion": (actions.compute_action_completion, ("horizon",), "share", "horizon"),
    "action_on_time": (actions.compute_action_on_time, ("quarter",), "share", "period"),
    "action_overdue": (actions.compute_action_overdue, ("team",), "overdue", "team"),
    "action_closure": (closure.compute_action_closure, (), "median", ""),
    "clock_shares": (clock.compute_clock_shares, ("quarter",), "share", "period phase"),
    "detected_internally": (detection.compute_detected_internally, ("quarter",), "share", "period"),
    "detection_methods": (detection.compute_detection_methods, (), "share", "method"),
    "alert_false_positives": (detection.compute_false_positives, ("quarter",), "sum", "period"),
    "incidents": (counts.compute_incidents, ("quarter",), "incidents", "period"),
    "severity_mix": (counts.compute_severity_mix, ("team",), "share", "team severity"),
    "ttr": (durations.compute_ttr, ("severity",), "median", "severity"),
    "ttd": (durations.compute_ttd, ("method",), "median", "method"),
    "users_affected": (impact.compute_users_affected, ("quarter",), "sum", "period"),
    "user_impacts": (impact.compute_user_impacts, (), "share", "impact"),
    "sla_breach_min": (impact.compute_sla_breach, ("quarter",), "sum", "period"),
    "business_revenue": (impact.compute_business_revenue, ("quarter",), "sum", "period unit"),
    "reputation": (impact.compute_reputation, (), "share", "level"),
    "data_impact": (impact.compute_data_impact, (), "share", "level"),
    "postmortem_lag": (lag.compute_postmortem_lag, ("quarter",), "median", "period"),
    "factor_share": (factors.compute_factor_shares, ("quarter",), "share", "period factor"),
}
"""What the pages draw: the metric's frame, its groups, the column of its number, and what tells its rows apart."""


def key_of(record: MetricRecord, names: list[str]) -> tuple[str | None, ...]:
    return tuple(getattr(record, {"phase": "level"}.get(name, name)) for name in names)


@pytest.mark.parametrize("metric", SHOWN)
def test_what_a_chart_exports_is_what_the_command_prints(metric: str, sample_store: Store) -> None:
    compute, by, column, told = SHOWN[metric]
    names = told.split()
    with sample_store.cursor() as cursor:
        frame, records = compute(cursor, FILTERS, by), compute_records(cursor, FILTERS, by)
    main = {"overdue": "count", "incidents": "count"}.get(column, column)
    printed = {key_of(one, names): one for one in records if (one.metric, one.statistic) == (metric, main)}
    rows = frame.rename(columns={"quarter": "period", "currency": "unit"}).to_dict("records")
    assert len(printed) == len(rows) > 0
    for row in rows:
        record = printed[tuple(row[name] for name in names)]
        said = [record.value, record.low, record.high, record.n, record.of]
        drawn = [row[column], row.get(f"{column}_low"), row.get(f"{column}_high"), row["n"], row["of"]]
        assert [value is None or pd.isna(value) for value in drawn] == [value is None for value in said]
        known = [pytest.approx(value) for value in drawn if value is not None and not pd.isna(value)]
        assert [value for value in said if value is not None] == known


def test_a_chart_says_once_that_a_quarter_is_provisional(sample_store: Store, open_page: OpenPage) -> None:
    captions = [caption.value.replace("\\", "") for caption in open_page(sample_store, "pages/review/response_times.py").caption]
    told = [caption.count("provisional: documents are still expected") for caption in captions]
    assert max(told) == 1


def test_the_verdict_on_actions_in_time_is_that_of_the_command(sample_store: Store, open_page: OpenPage) -> None:
    with sample_store.cursor() as cursor:
        [record] = [
            one for one in compute_records(cursor, Filters(), ("quarter",))
            if (one.metric, one.period) == ("action_on_time", "2026Q3")
        ]  # fmt: skip
    assert record.verdict == "no detectable change"
    page = texts(open_page(sample_store, "pages/review/action_items.py"))
    assert f"in 2026 Q3; against the quarter before: {record.verdict}" in page.replace("\\", "").replace("\xa0", " ")


def test_what_came_after_a_note_is_worked_out_when_it_is_opened(sample_store: Store, open_page: OpenPage) -> None:
    closed, opened = (open_page(sample_store, "pages/review/response_times.py", **query) for query in ({}, {"steps": "true"}))
    assert not [table for table in closed.dataframe if "note" in table.proto.alt]
    [table] = [table.value for table in opened.dataframe if "note" in table.proto.alt]
    told = {(row["note"], row["metric"]): row for row in table.to_dict("records")}
    row = told["1\xa0Jul\xa02025: Alerting programme launched", "time to detect"]
    assert row["verdict"] == "better"
    assert row["change_words"].startswith("typically 70\xa0% shorter (")
    [caption] = [caption.value.replace("\\", "") for caption in opened.caption if "need not come from it" in caption.value]
    assert "9 comparisons; each verdict allows for all of them and for the 9 of the page" in caption


def test_without_notes_nothing_is_offered(make_store: MakeStore, open_page: OpenPage) -> None:
    rows = [{"incident_key": "a", "incident_date": date(2026, 9, 7), "time_to_resolve_min": 5.0}]
    app = open_page(make_store(incidents=rows), "pages/review/response_times.py")
    assert not [box for box in app.expander if "note" in box.label]


@pytest.mark.parametrize(
    ("page", "query", "publisher"),
    [
        ("review/overview", {}, "GitLab handbook"),
        ("review/response_times", {}, "GitLab handbook"),
        ("review/detection", {}, "GitLab handbook"),
        ("review/action_items", {"part": "How long it takes"}, "Atlassian"),
        ("quality/data_quality", {"part": "How soon documents are final"}, "PagerDuty"),
    ],
)
def test_published_numbers_are_shown_where_the_address_asks_for_them(
    page: str, query: dict[str, str], publisher: str, sample_store: Store, open_page: OpenPage
) -> None:
    shut, asked = (open_page(sample_store, f"pages/{page}.py", **query, **more) for more in ({}, {"references": "true"}))
    assert "counted in other ways" not in texts(shut)
    assert f"what {publisher}" in texts(asked) or f"and {publisher}" in texts(asked)
    assert asked.toggle(key="references").value


def test_what_section_3_2_says_of_the_business_stands_behind_a_fold(sample_store: Store, open_page: OpenPage) -> None:
    shut, opened = (
        open_page(sample_store, "pages/review/severity_and_impact.py", **query) for query in ({}, {"business": "true"})
    )
    assert "Harm to the reputation" not in texts(shut)
    said = texts(opened).replace("\\", "").replace("\xa0", " ")
    assert re.search(r"Harm to the reputation: high in \d+ % \(\d+ of \d+\)", said)
    assert re.search(r"Impact on data: significant in \d+ % \(\d+ of \d+\)", said)
    assert re.search(
        r"\d+ of 180 incidents state an amount in USD in section 3.2, \$[\d.]+ M in all; the summary tables of \d+ say", said
    )


def test_a_card_says_what_is_open_and_whether_half_meet_their_own_target(make_store: MakeStore, open_page: OpenPage) -> None:
    """Two of three that state an end meet the target of their severity; one is open and never given an end."""
    rows: list[Row] = [
        {"incident_key": key, "incident_date": date(2026, 9, 7), "severity": severity, "time_to_resolve_min": minutes}
        for key, severity, minutes in (("a", "P0", 50.0), ("b", "P3", 170.0), ("c", "P0", 90.0), ("d", "P3", None))
    ]
    settings = Settings(targets=Targets(ttr=DurationTargets(P0=60, P3=180)))
    page = texts(open_page(make_store(settings, incidents=rows), "pages/review/overview.py"))
    [card] = [card for card in page.split('class="card"') if ">Time to resolve<" in card]
    assert all(words in card for words in ("1 open, not counted", "2 of 3 on target", "half within own target: met"))
    [detect] = [card for card in page.split('class="card"') if ">Time to detect<" in card]
    assert "open, not counted" not in detect
    assert "of all quarters shown" in page


def test_few_actions_are_told_without_a_percentage(make_store: MakeStore, open_page: OpenPage) -> None:
    items = [
        {"incident_key": "a", "status": "complete", "due_date": date(2026, 8, 1), "completed_on": done}
        for done in (date(2026, 7, 1), None, None, date(2026, 9, 1))
    ]
    store = make_store(incidents=[{"incident_key": "a", "incident_date": date(2026, 7, 1)}], action_items=items)
    assert "at most 3 of 4" in texts(open_page(store, "pages/review/overview.py"))
    assert "or up to 3 of 4: 2 are complete without a date" in texts(open_page(store, "pages/review/action_items.py"))


def test_the_verdicts_of_both_sources_say_of_how_many_comparisons_they_are(sample_store: Store, open_page: OpenPage) -> None:
    said = texts(open_page(sample_store, "pages/quality/data_quality.py")).replace("\\", "")
    assert (
        "on the newest quarter, for each of the two sources: 7 comparisons with 2026 Q2; each verdict allows for all of them"
        in said
    )
