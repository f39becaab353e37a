"""What an executive reads: twelve numbers with the way behind them, times written in one way, what is left out."""

from __future__ import annotations

import json
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pytest

from analytics.charts.wording import format_brief_share, format_count, format_duration
from analytics.metrics.durations import compute_durations
from analytics.metrics.filters import Filters
from analytics.metrics.incidents import list_incidents
from analytics.metrics.records import compute_records
from analytics.metrics.scorecard import MEASURES
from analytics.store.database import Store
from analytics.ui.quality import FINDINGS_PART
from tests.conftest import MakeStore
from tests.handmade import Row
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import PAGES, assert_sound, texts

LABELS = (
    "Incidents", "P0 and P1", "Time to detect", "Time to acknowledge", "Time to mitigate", "Time to resolve", "Found internally",
    "Users affected", "Repeat incidents", "Actions done", "Actions on time", "Actions overdue",
)  # fmt: skip


def cards(html: str) -> dict[str, str]:
    """Each card's HTML by its label."""
    found = re.findall(r'<a class="card".*?</a>', html, re.DOTALL)
    return {re.sub(r".*<p class=\"label\">(.*?)</p>.*", r"\1", card, flags=re.DOTALL): card for card in found}


def incident(key: str, day: date | None, **more: object) -> Row:
    return {"incident_key": key, "incident_date": day, **more}


def test_twelve_cards_each_with_its_trend_and_its_way(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, None, team="Payments")
    found = cards(texts(app))
    assert tuple(found) == LABELS
    for card in found.values():
        assert "by quarter, the newest last" in card
        address = urlsplit(re.findall('href="(.*?)"', card)[0].replace("&amp;", "&"))
        assert address.path in ("incidents", "action_items")
        assert not address.netloc
        assert parse_qs(address.query)["team"] == ["Payments"]


def numbers_of_the_command_line(store: Store, filters: Filters) -> dict[str, str]:
    """The twelve numbers from the records of `postmortems metrics`, written as the cards write them."""
    with store.cursor() as cursor:
        records = compute_records(cursor, filters)
    told = {(record.metric, record.statistic): record for record in records if record.severity is None}
    severe = [r.attained or 0 for r in records if (r.metric, r.severity) in {("severity_mix", "P0"), ("severity_mix", "P1")}]
    medians = [format_duration(told[measure, "median"].value) for measure in MEASURES]
    internal, done, on_time = (
        format_brief_share(told[metric, "share"].attained or 0, told[metric, "share"].n)
        for metric in ("detected_internally", "action_completion", "action_on_time")
    )
    counted, users, repeats, overdue = (
        format_count(told[metric, statistic].value)
        for metric, statistic in (
            ("incidents", "count"), ("users_affected", "sum"), ("repeat_incidents", "count"), ("action_overdue", "count"),
        )
    )  # fmt: skip
    return dict(
        zip(
            LABELS,
            (counted, format_count(sum(severe)), *medians, internal, users, repeats, done, on_time, overdue),
            strict=True,
        )
    )


@pytest.mark.parametrize("teams", [(), ("Payments",)])
def test_overview_shows_the_twelve_numbers_of_the_command_line(
    teams: tuple[str, ...], sample_store: Store, open_page: OpenPage
) -> None:
    app = open_page(sample_store, None, from_="2026 Q3", to="2026 Q3", team=list(teams))
    shown = {label: re.findall('<p class="value">(.*?)</p>', card)[0] for label, card in cards(texts(app)).items()}
    expected = numbers_of_the_command_line(sample_store, Filters(quarter_from="2026Q3", quarter_to="2026Q3", teams=teams))
    assert shown == {label: number.replace("\xa0", " ") for label, number in expected.items()}


def test_what_is_compared_and_counted_is_named(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, None, from_="2026 Q3", to="2026 Q3")
    assert re.search(r"<p>\d+\s% more a day than 2026 Q2</p>", cards(texts(app))["Incidents"])
    assert "before " not in cards(texts(app))["Incidents"]
    assert re.search(r"<b>Overdue</b>.*?\d+ of P0 and P1\)", texts(open_page(sample_store)))


def test_a_quarter_alone_has_no_trend(make_store: MakeStore, open_page: OpenPage) -> None:
    store = make_store(incidents=[incident("a", date(2026, 9, 1), time_to_detect_min=5.0)], as_of=date(2026, 9, 30))
    app = open_page(store)
    assert_sound(app)
    assert "the newest last" not in texts(app)


def test_a_median_on_a_target_that_asks_for_less_is_missed_in_words(make_store: MakeStore, open_page: OpenPage) -> None:
    store = make_store(incidents=[incident("a", date(2026, 9, 1), time_to_detect_min=5.0)])
    card = cards(texts(open_page(store)))["Time to detect"]
    assert "target under 5 min: missed" in card
    definitions = open_page(store, PAGES["Definitions"]).dataframe[0].value
    goals = definitions.set_index("name")["goal"]
    assert goals["Time to detect"].replace("\xa0", " ") == "under 5 min"


def test_charts_by_quarter_say_how_many_incidents_have_no_date(make_store: MakeStore, open_page: OpenPage) -> None:
    payments = [incident("a", date(2026, 9, 1), team="Payments"), incident("b", None, team="Payments")]
    store = make_store(incidents=[*payments, incident("c", None), incident("d", date(2026, 2, 1))])
    for page in ("Severity and impact", "Overview"):
        assert "2 incidents without a date are in no quarter" in texts(open_page(store, PAGES[page]))
    assert "1 incident without a date is in no quarter" in texts(open_page(store, PAGES["Detection"], team="Payments"))
    assert "without a date" not in texts(open_page(store, PAGES["Detection"], from_="2026 Q3", to="2026 Q3"))


def test_tables_count_their_rows_in_words(make_store: MakeStore, open_page: OpenPage) -> None:
    store = make_store(incidents=[incident("a", date(2026, 9, 1))])
    assert "1 row." in texts(open_page(store, PAGES["Incidents"]))


def test_a_table_writes_durations_as_the_charts_do(make_store: MakeStore, open_page: OpenPage) -> None:
    store = make_store(incidents=[incident("a", date(2026, 9, 1), time_to_resolve_min=90.0)])
    [table] = open_page(store, PAGES["Incidents"]).dataframe
    shown = pa.ipc.open_stream(table.proto.arrow_data.styler.display_values).read_pandas()
    assert [words.replace("\xa0", " ") for words in shown["ttr"]] == ["1 h 30 min"]
    assert list(table.value["ttr"]) == [90.0]


@pytest.mark.parametrize(
    ("title", "only"),
    [(title, "") for title in ("Response times", "Action items", "Incidents", "Data quality", "Definitions")]
    + [("Incidents", "ttr_between:0..9999"), ("Incidents", "factor:testing"), ("Incidents", "excluded:ttr.impossible")],
)
def test_no_text_of_a_table_is_cut_at_1280_pixels(title: str, only: str, sample_store: Store, open_page: OpenPage) -> None:
    for table in open_page(sample_store, PAGES[title], **({"only": only} if only else {})).dataframe:
        lines = 2.8 if table.proto.row_height > 60 else 1  # words do not fill the three lines to their ends
        for column, config in json.loads(table.proto.columns).items():
            if config.get("type_config", {}).get("type") == "text" and config.get("width") and column in table.value:
                longest = table.value[column].dropna().astype(str).map(len).max()
                assert longest * 5.8 <= lines * (config["width"] - 16), (table.proto.alt or title, column, longest)


def test_a_table_shows_two_hundred_rows_and_says_how_many_there_are(make_store: MakeStore, open_page: OpenPage) -> None:
    items = [{"incident_key": "a", "action": f"Do {n}", "status": "pending", "due_date": date(2026, 8, 1)} for n in range(230)]
    store = make_store(incidents=[incident("a", date(2026, 7, 1))], action_items=items)
    app = open_page(store, PAGES["Action items"])
    [ledger] = [table for table in app.dataframe if table.proto.alt == "Overdue items, the oldest first"]
    assert len(ledger.value) == 200
    assert "200 of 230 rows." in texts(app)


@pytest.mark.parametrize(
    ("narrowing", "words"),
    [
        ("ttr_between:60..88", "time to resolve 1 h to 1 h 28 min"),
        ("ttd_between:0..0.68", "time to detect under 41 s"),
        ("ttr_between:x", "time to resolve x"),
        ("missing:sla_breach_min", "documents that do not fill SLA breach"),
        ("quarters:2025Q3..2026Q2", "quarters 2025 Q3 to 2026 Q2"),
        ("owner_overdue:@x", "an overdue action item of @x"),
        ("severe:true", "P0 and P1"),
        ("reason:support hours", "stated times that the timeline contradicts, support hours"),
        ("excluded:ttr.impossible", "left out of time to resolve: impossible value"),
        ("excluded:x", "left out of x: "),
        ("outside:true", "incidents outside the filters"),
        ("undated:true", "incidents without a date"),
    ],
)
def test_a_narrowing_is_told_in_words(narrowing: str, words: str, sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGES["Incidents"], only=narrowing)
    assert_sound(app)
    assert f"Narrowed to {words}" in texts(app)


def test_the_time_to_detect_card_leads_to_the_incidents_that_state_it(sample_store: Store, open_page: OpenPage) -> None:
    card = cards(texts(open_page(sample_store, None, from_="2026 Q3", to="2026 Q3")))["Time to acknowledge"]
    query = parse_qs(urlsplit(re.findall('href="(.*?)"', card)[0].replace("&amp;", "&")).query)
    app = open_page(sample_store, PAGES["Incidents"], only=query["only"], from_=query["from"][0], to=query["to"][0])
    with sample_store.cursor() as cursor:
        n = compute_durations(cursor, Filters(quarter_from="2026Q3", quarter_to="2026Q3"), "tta").iloc[0]["n"]
    assert len(app.dataframe[0].value) == n


def test_a_cards_definition_is_reached_without_a_mouse_and_without_leaving(sample_store: Store, open_page: OpenPage) -> None:
    """A button of its own beside the link: a tooltip would be there for a mouse only."""
    page = texts(open_page(sample_store))
    meanings = re.findall(
        r'</a><details name="meaning"><summary aria-label="What “(.*?)” means"[^>]*>ⓘ</summary><div>(.*?)</div>', page
    )
    assert tuple(label for label, _ in meanings) == LABELS
    assert all("95 % interval" in words and re.search(r"[a-z_]+/\d$", words) for _, words in meanings)
    assert 'class="card" href' in page
    assert "title=" not in "".join(cards(page).values())


@pytest.mark.parametrize(("title", "part"), [("Would we notice?", ""), ("Data quality", FINDINGS_PART), ("Overview", "")])
def test_every_chart_says_what_its_numbers_mean(title: str, part: str, sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGES[title], **({"part": part} if part else {}))
    charts = len(app.get("plotly_chart"))
    assert sum(bool(text.help) for text in app.markdown) >= charts > 0


def test_the_numbers_of_an_incident_and_columns_of_tables_say_what_they_mean(sample_store: Store, open_page: OpenPage) -> None:
    listed = open_page(sample_store, PAGES["Incidents"])
    columns = json.loads(listed.dataframe[0].proto.columns)
    assert columns["ttd"]["help"].startswith("Time from the start of impact")
    with sample_store.cursor() as cursor:
        key = list_incidents(cursor, Filters(), limit=1)["incident_key"][0]
    shown = open_page(sample_store, "pages/explore/incident.py", incident=key)
    assert len(shown.metric) == 6
    assert all(number.help for number in shown.metric)
    assert any("the document's own timeline" in (text.help or "").replace("\\", "") for text in shown.markdown)
