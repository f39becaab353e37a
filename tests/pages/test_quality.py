"""Data quality in words and numbers: what can be trusted, what moves, what is left out, and the way from each number to its line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from analytics.store.database import Store
from tests.conftest import MakeStore
from tests.handmade import Row
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import INCIDENT, PAGES, assert_sound, texts

BEGAN = datetime(2026, 9, 7, 10, tzinfo=UTC)


def incident(key: str, stated: float | None, timeline: float | None, **more: object) -> Row:
    return {
        "incident_key": key, "incident_date": date(2026, 9, 7), "started_at": BEGAN, "time_to_resolve_min": stated or timeline,
        "stated_time_to_resolve_min": stated, "timeline_time_to_resolve_min": timeline,
        "resolved_at": BEGAN + timedelta(minutes=timeline) if timeline else None, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [
                incident("a", 50, 50 + 1440), incident("b", 40, 40 + 2880), incident("c", 91, 33), incident("d", 30, 30),
                incident("e", 9, None),
            ],
            ("4 of 5 documents can be compared with their own timeline; 3 contradict it, mostly, by the look of it, "
            "because a date is wrong or the timeline crosses midnight wrongly. The median time to resolve would be "
            "12 h 42 min by 4 timelines instead of 40 min by 5 statements."),
        ),
        (
            [incident("a", 91, 33), incident("b", 30, 30)],
            ("2 of 2 documents can be compared with their own timeline; 1 contradicts it, for reasons that the two values do not tell. "
            "The median time to resolve would be 32 min by 2 timelines instead of 1 h by 2 statements."),
        ),
        (
            [incident("a", 30, 30)],
            ("1 of 1 document can be compared with their own timeline; none contradicts it. "
            "The median time to resolve is 30 min on stated and on timeline values."),
        ),
        ([incident("a", 30, None)], "No document states a time that its own timeline gives as well, so none can be compared."),
    ],
)  # fmt: skip
def test_the_page_opens_with_the_answer(rows: list[Row], said: str, make_store: MakeStore, open_page: OpenPage) -> None:
    app = open_page(make_store(incidents=rows), PAGES["Data quality"])
    assert_sound(app)
    assert said in texts(app).replace("**", "")


def test_a_contradiction_is_listed_with_its_guess(make_store: MakeStore, open_page: OpenPage) -> None:
    app = open_page(make_store(incidents=[incident("a", 60, 67), incident("b", 91, 33)]), PAGES["Data quality"])
    [table] = [table for table in app.dataframe if "contradicts" in table.proto.alt]
    assert dict(zip(table.value["apart"], table.value["reason"], strict=True)) == {58.0: "No guess", 7.0: "Rounded"}


def test_what_moves_is_told_with_its_interval_and_verdict(make_store: MakeStore, open_page: OpenPage) -> None:
    before = [incident(f"q{n}", 500 + n, 500 + n, incident_date=date(2026, 5, 7)) for n in range(12)]
    now = [incident(f"n{n}", 60 + n, 500 + n) for n in range(12)]
    app = open_page(make_store(incidents=[*before, *now], as_of=date(2027, 3, 1)), PAGES["Data quality"])
    row = app.dataframe[0].value.set_index("metric").loc["time to resolve"]
    assert (row["both"], row["moved"]) == (24, 12)
    assert row["move"].replace("\xa0", " ") == "+3 h 40 min (0 min to +7 h 20 min)"
    assert row["verdict"] == "better → no detectable change"


def test_each_count_of_what_is_left_out_leads_to_that_many_incidents(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGES["Data quality"], team="Model Serving", part="What the numbers leave out")
    cells = "".join(str(value) for table in app.table for value in table.value.to_numpy().ravel())
    links = re.findall(r"\[(\d+)\]\((incidents\?[^)]*)\)", cells)
    assert links
    told = {unquote(parse_qs(urlsplit(address).query)["only"][0]): int(count) for count, address in links}
    assert all(parse_qs(urlsplit(address).query)["team"] == ["Model Serving"] for _, address in links)
    listed = open_page(sample_store, PAGES["Incidents"], team="Model Serving", only="excluded:sla_breach_min.missing")
    assert len(listed.dataframe[0].value) == told["excluded:sla_breach_min.missing"]
    holding = open_page(sample_store, PAGES["Incidents"], team="Model Serving", only="excluded:action_on_time.not due")
    assert 0 < len(holding.dataframe[0].value) <= told["excluded:action_on_time.not due"]
    assert "an action item left out of action items on time: not due yet" in texts(holding)
    outside = re.search(r"\[(\d+) incidents\]\(incidents\?only=outside%3Atrue", texts(app))
    assert outside
    everything = open_page(sample_store, PAGES["Incidents"], team="Model Serving", only="outside:true")
    assert len(everything.dataframe[0].value) == int(outside[1])


def test_a_team_narrows_the_coverage_and_nothing_else(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGES["Data quality"], documents="Search")
    assert_sound(app)
    assert "left empty most often by Search" in texts(app)
    assert "180 of 180 incidents" in texts(app)


def test_a_number_of_an_incident_stands_beside_the_words_of_its_line(sample_store: Store, open_page: OpenPage) -> None:
    with sample_store.cursor() as cursor:
        [(key, line, text, end), *_] = cursor.execute(
            """SELECT incident_key, s.line, s.text, e.line FROM disagreements d JOIN field_sources s USING (incident_key)
            JOIN field_sources e USING (incident_key)
            WHERE s.field = 'stated_time_to_resolve_min' AND e.field = 'resolved_at'"""
        ).fetchall()
    page = texts(open_page(sample_store, INCIDENT, incident=key)).replace("\xa0", " ")
    assert f"“Time to Resolve · {text}” [line {line}](#line-{line})" in page
    assert re.search(rf"“[^”]*Service recovered[^”]*” \[line {end}\]\(#line-{end}\)", page)


def test_a_list_narrowed_to_a_number_leads_to_the_line(sample_store: Store, open_page: OpenPage) -> None:
    rows = open_page(sample_store, PAGES["Incidents"], only="stated:users_affected").dataframe[0].value
    with sample_store.cursor() as cursor:
        sources = dict(
            cursor.execute(
                "SELECT incident_key, line FROM field_sources WHERE field = 'users_affected' ORDER BY ordinal DESC"
            ).fetchall()
        )
    for address, line in zip(rows["open"], rows["place_line"], strict=True):
        key = parse_qs(urlsplit(address).query)["incident"][0]
        assert (line, urlsplit(address).fragment) == (sources[key], f"line-{line}")
