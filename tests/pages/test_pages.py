"""Every page on the sample, without a store, and on a corpus of one broken file: it says what it has to say and never fails."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from analytics.ingest.pipeline import ingest
from analytics.metrics.filters import Filters
from analytics.metrics.records import compute_records
from analytics.metrics.revisions import REVISIONS
from analytics.settings import load_settings
from analytics.store.database import Store
from analytics.ui.quality import FINDINGS_PART
from analytics.ui.stores import APP
from tests.pages.conftest import OpenPage

PAGES = {
    "Overview": "pages/review/overview.py",
    "Response times": "pages/review/response_times.py",
    "Severity and impact": "pages/review/severity_and_impact.py",
    "Contributing factors": "pages/review/contributing_factors.py",
    "Detection": "pages/review/detection.py",
    "Action items": "pages/review/action_items.py",
    "Incidents": "pages/explore/incidents.py",
    "Data quality": "pages/quality/data_quality.py",
    "Would we notice?": "pages/quality/would_we_notice.py",
    "Reports": "pages/deliver/reports.py",
    "Definitions": "pages/reference/definitions.py",
}
INCIDENT = "pages/explore/incident.py"


def texts(app: AppTest) -> str:
    """Everything that the page says in words, without the marks that keep it from being read as Markdown."""
    parts = [*app.title, *app.markdown, *app.caption, *app.code, *app.button]
    words = " ".join(str(getattr(part, "value", "") or "") + " " + str(getattr(part, "label", "") or "") for part in parts)
    html = " ".join(element.proto.body for element in app.get("html"))
    return f"{words} {html}".replace("\\", "").replace("\xa0", " ")


def assert_sound(app: AppTest) -> None:
    assert not app.exception
    assert "could not be built" not in texts(app)


@pytest.fixture(scope="module")
def broken_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A corpus of one file that is no text and no postmortem."""
    folder = tmp_path_factory.mktemp("broken")
    (folder / "broken.md").write_bytes(b"\x00\xff\xfe PK\x03\x04 \x80 | | \n# \n")
    store = Store(folder / "store")
    ingest([folder], store, load_settings(None), jobs=1)
    return store


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A published store without a single document."""
    folder = tmp_path_factory.mktemp("empty")
    store = Store(folder / "store")
    ingest([folder], store, load_settings(None), jobs=1)
    return store


@pytest.mark.parametrize("title", [*PAGES, "Incident"])
def test_page_on_an_empty_store(title: str, empty_store: Store, open_page: OpenPage) -> None:
    assert_sound(open_page(empty_store, PAGES.get(title, INCIDENT)))


@pytest.mark.parametrize("title", PAGES)
def test_every_chart_is_one_that_plotly_accepts(title: str, sample_store: Store, open_page: OpenPage) -> None:
    """The pages hand their specifications over without validation, so it is done here."""
    for element in open_page(sample_store, PAGES[title]).get("plotly_chart"):
        figure = go.Figure(json.loads(element.proto.spec))
        assert figure.data


@pytest.mark.parametrize("title", PAGES)
def test_page_on_the_sample(title: str, sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGES[title])
    assert_sound(app)
    assert [element.value for element in app.title] == [title]
    assert "180 of 180 incidents" in texts(app)


@pytest.mark.parametrize("title", [*PAGES, "Incident"])
def test_page_without_a_store_says_what_to_do(title: str, tmp_path: Path, open_page: OpenPage) -> None:
    app = open_page(tmp_path / "nothing", PAGES.get(title, INCIDENT))
    assert_sound(app)
    assert "postmortems ingest" in texts(app)


@pytest.mark.parametrize("title", [*PAGES, "Incident"])
def test_page_on_a_broken_file(title: str, broken_store: Store, open_page: OpenPage) -> None:
    app = open_page(broken_store, PAGES.get(title, INCIDENT))
    assert_sound(app)


def test_a_store_without_a_document_says_so_and_offers_no_filters(empty_store: Store, open_page: OpenPage) -> None:
    app = open_page(empty_store, PAGES["Overview"])
    assert "The folder that was read held no document" in texts(app)
    assert "Data quality says" not in texts(app)
    assert [*app.multiselect, *app.selectbox, *app.button_group] == []


def test_broken_file_is_named_on_data_quality(broken_store: Store, open_page: OpenPage) -> None:
    app = open_page(broken_store, PAGES["Data quality"], part=FINDINGS_PART)
    shown = " ".join(str(table.value.to_dict()) for table in app.dataframe)
    assert "broken.md" in shown


@pytest.mark.parametrize("title", [page for page in PAGES if page not in ("Data quality", "Definitions")])
def test_empty_selection_offers_to_reset(title: str, sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(
        sample_store, PAGES[title], team="Identity", severity="P4", status="Not stated", from_="2024 Q2", to="2024 Q2"
    )
    assert_sound(app)
    assert "No incident matches the filters" in texts(app) or "0 of 180" in texts(app)


def test_what_the_address_names_and_the_store_lacks_is_told(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGES["Incidents"], team=["Nope [x](y)", "Payments"], from_="1999 Q1", only="colour:red")
    told = [caption.value for caption in app.caption if "left out" in caption.value]
    for page in (texts(app), texts(app.run())):
        assert "names the quarter 1999 Q1 and the team Nope [x](y), which this store does not hold; they are left out." in page
        assert "narrows the list by “colour”, which does not exist; it is left out." in page
    assert "[x](y)" not in "".join(told), "read as Markdown it would be a link"
    app.multiselect(key="team").set_value(["Search"]).run()
    assert "does not hold" not in texts(app)


@pytest.mark.parametrize(
    ("search", "query", "cause"),
    [
        ("zyzzyva", {}, "No incident matches the search."),
        ("", {"only": "factor:nothing"}, "No incident matches what the list is narrowed to."),
        (
            "zyzzyva",
            {"only": "severe:true", "team": "Payments"},
            "No incident that the filters leave matches the search and what the list is narrowed to.",
        ),
    ],
)
def test_an_empty_list_names_its_cause(
    search: str, query: dict[str, str], cause: str, sample_store: Store, open_page: OpenPage
) -> None:
    app = open_page(sample_store, PAGES["Incidents"], **query).text_input(key="q").set_value(search).run()
    assert_sound(app)
    assert cause in texts(app)


def test_filters_of_the_address_narrow_the_numbers(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, None, from_="2026 Q3", to="2026 Q3", team="Payments")
    with sample_store.cursor() as cursor:
        selected = Filters(quarter_from="2026Q3", quarter_to="2026Q3", teams=("Payments",))
        (count,) = [record for record in compute_records(cursor, selected) if record.metric == "incidents"]
    assert_sound(app)
    assert app.multiselect(key="team").value == ["Payments"]
    assert f"{count.value:.0f} of 180 incidents" in texts(app).replace("**", "")


def test_one_incident_shows_its_fields_with_their_lines(sample_store: Store, open_page: OpenPage) -> None:
    with sample_store.cursor() as cursor:
        key, title = cursor.execute("SELECT incident_key, title FROM incidents WHERE severity = 'P0' ORDER BY 1").fetchall()[0]
        line = cursor.execute("SELECT line FROM field_sources WHERE incident_key = ? AND field = 'root_cause'", [key]).fetchall()[
            0
        ][0]
    app = open_page(sample_store, INCIDENT, incident=key)
    assert_sound(app)
    assert [element.value for element in app.title] == [title] or title in texts(app)
    assert f"line {line}" in texts(app)


def test_every_line_of_an_incident_is_a_way_into_its_text(sample_store: Store, open_page: OpenPage) -> None:
    with sample_store.cursor() as cursor:
        key, text = cursor.execute(
            "SELECT incident_key, text FROM incidents JOIN documents USING (source_path) WHERE severity = 'P0' ORDER BY 1"
        ).fetchall()[0]
    page = texts(open_page(sample_store, INCIDENT, incident=key))
    named = set(re.findall(r"\(#line-(\d+)\)", page))
    assert len(named) > 5
    shown = dict(re.findall(r'<span data-line="(\d+)" id="line-\1">(.*?)</span>', page))
    assert [unescape(line) for line in shown.values()] == [line.replace("\\", "") for line in text.split("\n")]
    assert named <= set(shown)


def test_unknown_incident_says_so(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, INCIDENT, incident="no-such-key")
    assert_sound(app)
    assert "not in the corpus" in texts(app)


def test_no_page_lies_directly_in_pages() -> None:
    """A .py file there would start Streamlit's older multipage mode, in which a deep link runs past app.py."""
    assert [file.name for file in (APP.parent / "pages").glob("*.py")] == ["__init__.py"]


HEADLINE_LOOKS = "7 comparisons with 2026 Q2; each verdict allows for all of them (Benjamini–Hochberg, 5 %)."
TREND_LOOKS = "over the quarters, told only where it stands out among 9 comparisons (Bonferroni)."


@pytest.mark.parametrize(
    ("title", "counted"),
    [
        ("Overview", [HEADLINE_LOOKS, f"1 more is a trend {TREND_LOOKS}"]),
        (
            "Response times",
            [
                HEADLINE_LOOKS,
                f"2 more are trends {TREND_LOOKS.replace('it stands', 'they stand')}",
                "comparisons with the limits: by chance alone",
            ],
        ),
        ("Detection", [HEADLINE_LOOKS, f"1 more is a trend {TREND_LOOKS}"]),
        ("Action items", ["1 comparison with 2026 Q2; tested at 5 %."]),
        ("Contributing factors", ["9 comparisons.", "factors with the quarters before", "(Benjamini–Hochberg, 5 % a kind)"]),
        ("Severity and impact", ["10 comparisons with them."]),
        ("Data quality", [f"for each of the two sources: {HEADLINE_LOOKS}"]),
    ],
)
def test_a_page_that_compares_says_how_many_comparisons_it_makes(
    title: str, counted: list[str], sample_store: Store, open_page: OpenPage
) -> None:
    said = texts(open_page(sample_store, PAGES[title]))
    assert [words for words in counted if words not in said] == []


def test_the_overview_compares_no_factor_beside_its_headline_numbers(sample_store: Store, open_page: OpenPage) -> None:
    """Sixteen verdicts would have to allow for each other, or one unchanged quarter in ten would show a false one."""
    app = open_page(sample_store, PAGES["Overview"])
    assert "Contributing factors says which of them changed detectably." in texts(app)
    assert "· higher" not in texts(app)


def test_every_card_has_a_verdict_or_says_why_not(sample_store: Store, open_page: OpenPage) -> None:
    cards = texts(open_page(sample_store, PAGES["Overview"])).split('class="card"')[1:]
    assert len(cards) == 12
    assert [card for card in cards if not re.search(r"no verdict: |better|worse|no detectable change|too few to say", card)] == []
    assert all("95 %: " in card or "no interval, no verdict: " in card for card in cards)


def test_a_raised_version_says_since_when_and_what_it_changed(sample_store: Store, open_page: OpenPage) -> None:
    said = texts(open_page(sample_store, PAGES["Definitions"])).replace("\\", "")
    assert "action_on_time, version 2" in said
    assert (
        "version 2 since 2026-11-24: the interval allows for items of one incident to stand or fall together and is wider" in said
    )
    assert said.count("*Changed:*") == len(REVISIONS)


def test_published_numbers_are_named_and_no_target(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGES["Definitions"])
    [shut] = [part for part in app.expander if part.label == "Published reference numbers of others"]
    assert not shut.proto.expanded
    [table] = [part.value for part in shut.dataframe]
    assert set(table["publisher"]) == {"GitLab handbook", "PagerDuty", "Atlassian", "Google SRE workbook"}
    assert "Context, not targets" in texts(app)


@pytest.mark.parametrize("title", ["Overview", "Severity and impact", "Action items", "Contributing factors"])
def test_every_chart_by_quarter_marks_the_provisional_one(title: str, sample_store: Store, open_page: OpenPage) -> None:
    """Hollow marks where there are marks, a star at the quarter where there are bars or cells."""
    app = open_page(sample_store, PAGES[title])
    by_quarter = [
        spec for e in app.get("plotly_chart") if "<br>2026" in str((spec := json.loads(e.proto.spec))["layout"]["xaxis"])
    ]
    told = re.findall(r"2026 Q3 \((?:hollow|\*)\) is provisional", texts(app))
    assert len(told) == len(by_quarter) > 0
