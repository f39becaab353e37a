"""Every number of a page says what changed and what could have been seen, in the words and numbers of `postmortems metrics`."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import pandas as pd
import pytest

from analytics.metrics.actions import list_actions
from analytics.metrics.filters import Filters
from analytics.metrics.incidents import list_incidents
from analytics.metrics.records import MetricRecord, compute_records
from analytics.store.database import Store
from analytics.ui.changes import name_number
from analytics.ui.links import ITEM_STATES
from tests.conftest import MakeStore
from tests.handmade import Row
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import PAGES, texts

NEWEST = Filters("2026Q3", "2026Q3")
SHOWN = {
    "Response times": {"ttd", "tta", "ttm", "ttr", "clock_shares", "ttr_attainment"},
    "Severity and impact": {"severity_mix", "user_impacts", "reputation", "data_impact", "incidents", "users_affected"},
    "Contributing factors": {"factor_share"},
    "Detection": {"detection_methods", "detected_internally", "alert_false_positives"},
    "Action items": {"action_completion", "action_on_time", "action_gaps", "repeat_incidents"},
    "Data quality": {"disagreements", "coverage", "postmortem_lag"},
}
ROUNDABOUT = ("Postmortem lag", "Where the clock went", "Time until actions are done", "Fields filled")
"""Whose list also holds the few that give no value, because no narrowing asks for two dates or three times; or which counts fields."""


def records_of(store: Store) -> list[MetricRecord]:
    with store.cursor() as cursor:
        return compute_records(cursor, NEWEST, ("quarter",))


def table_of(store: Store, open_page: OpenPage, title: str) -> pd.DataFrame:
    app = open_page(store, PAGES[title], changes="true", from_="2026 Q3", to="2026 Q3")
    [table] = [table.value for table in app.dataframe if table.proto.alt == "The newest quarter in numbers"]
    return table


@pytest.mark.parametrize("title", SHOWN)
def test_every_number_of_a_page_stands_with_interval_change_verdict_and_what_could_be_seen(
    title: str, sample_store: Store, open_page: OpenPage
) -> None:
    table = table_of(sample_store, open_page, title)
    printed = [one for one in records_of(sample_store) if one.metric in SHOWN[title]]
    assert {one.metric for one in printed} == SHOWN[title]
    for one in printed:
        told = table[table["basis"] == f"{one.n:,} of {one.of:,}"]
        told = told[told["verdict"].str.replace("not compared", "–") == (one.verdict or "–")]
        assert len(told), one
    assert (table["smallest"] == "–").sum() < len(table) or title == "Data quality"
    assert not table["said"].isin(["", "–"]).all()


@pytest.mark.parametrize("title", SHOWN)
def test_every_number_leads_to_what_it_counts(title: str, sample_store: Store, open_page: OpenPage) -> None:
    printed = records_of(sample_store)
    for row in table_of(sample_store, open_page, title).to_dict("records"):
        page, _, query = str(row["behind"]).partition("?")
        asked = parse_qs(query.partition("#")[0])
        narrow = [(name, value) for part in asked.get("only", asked.get("of", [])) for name, _, value in [part.partition(":")]]
        assert ("quarter", "2026Q3") in narrow
        with sample_store.cursor() as cursor:
            if page == "incidents":
                listed = len(list_incidents(cursor, NEWEST, narrow=narrow))
            else:
                [state] = [state for state, label in ITEM_STATES.items() if [label] == asked["items"]]
                listed = len(list_actions(cursor, NEWEST, state=state, narrow=narrow))
        # Sums of two currencies have one name.
        counted = {count for one in printed if name_number(one) == row["number"] for count in (one.n, one.attained, one.value)}
        assert listed in counted or row["number"].startswith(ROUNDABOUT), (row["number"], listed, counted)


def test_what_is_not_compared_says_why_and_units_are_those_of_the_number(sample_store: Store, open_page: OpenPage) -> None:
    quality = table_of(sample_store, open_page, "Data quality").set_index("number")
    assert str(quality.loc["Postmortem lag, median", "goal"]).replace("\xa0", " ").startswith("within 10 days")
    assert str(quality.loc["Fields filled", "change_words"]).startswith("every document is counted")
    assert quality.loc["Fields filled", "verdict"] == "not compared"
    impact = table_of(sample_store, open_page, "Severity and impact").set_index("number")
    assert {said[0] for said in impact.loc[["Revenue impact, sum"], "said"]} == {"$", "€", "£"}
    assert str(impact.loc["P0 and P1", "smallest"]).replace("\xa0", " ") == "a rise of 235 %"


def test_charts_of_shares_say_below_what_changed_and_what_could_be_seen(sample_store: Store, open_page: OpenPage) -> None:
    for title, query in (("Detection", {}), ("Severity and impact", {"business": "true"}), ("Overview", {})):
        page = texts(open_page(sample_store, PAGES[title], **query))
        said = page.count("2026 Q3 against 2026 Q2: no share changed detectably. Smallest visible change: ")
        assert said == {"Detection": 1, "Severity and impact": 4, "Overview": 1}[title]
    assert "Against 2026 Q2: typically 22 % longer (−33 % to +136 %); smallest visible change: a cut of 55 %." in texts(
        open_page(sample_store, PAGES["Response times"])
    )
    assert "smallest visible change: 26 points." in texts(open_page(sample_store, PAGES["Action items"]))


def test_a_quarter_alone_is_compared_with_the_one_that_the_selection_leaves_out(sample_store: Store, open_page: OpenPage) -> None:
    page = texts(open_page(sample_store, PAGES["Detection"], from_="2026 Q3", to="2026 Q3"))
    assert "2026 Q3 against 2026 Q2: no share changed detectably" in page


def test_a_kind_that_changed_is_named_with_its_interval(make_store: MakeStore, open_page: OpenPage) -> None:
    rows: list[Row] = [
        {"incident_key": f"{quarter}-{number}", "incident_date": date(2026, month, 2), "severity": severity}
        for quarter, month, severe in (("a", 5, 0), ("b", 8, 30))
        for number, severity in enumerate(["P1"] * severe + ["P3"] * (40 - severe))
    ]
    page = texts(open_page(make_store(incidents=rows), PAGES["Severity and impact"]))
    assert "2026 Q3 against 2026 Q2: P1 is higher by 75 points (+57 to +86 points); P3 is lower by 75 points" in page
    assert "other share changed" not in page


def test_without_an_earlier_quarter_nothing_is_compared(make_store: MakeStore, open_page: OpenPage) -> None:
    rows: list[Row] = [{"incident_key": "a", "incident_date": date(2026, 8, 2), "severity": "P1"}]
    page = texts(open_page(make_store(incidents=rows), PAGES["Severity and impact"]))
    assert "gainst" not in page
