"""The page Reports: what it previews is what the files say."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from analytics.reports.html import write_html
from analytics.reports.outline import PARTS, compose_outline
from analytics.settings import Settings
from analytics.store.database import Store
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import assert_sound, texts

PAGE = "pages/deliver/reports.py"


def downloads(app: AppTest) -> list[str]:
    labels = [str(button.proto.label) for button in app.get("download_button")]
    return [label for label in labels if ".md" in label]


def test_the_preview_says_what_the_review_says(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGE)
    assert_sound(app)
    with sample_store.cursor() as cursor:
        outline = compose_outline(cursor, sample_store.info(), "2026Q3")
    shown = texts(app)
    assert [section.name for section in outline.sections if section.name not in shown] == []
    assert [section.message for section in outline.sections if f"**{section.message}.**".replace("\xa0", " ") not in shown] == []


def test_teams_of_the_frame_and_chosen_sections_and_quarters_decide(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGE, team="Payments")
    app.selectbox(key="report-quarter").set_value("2026Q2").run()
    app.multiselect(key="sections").set_value(["tail", "scorecard"]).run()
    shown = texts(app)
    assert [heading.value.replace("\\", "") for heading in app.subheader] == ["Quarterly review of incidents, 2026 Q2: Payments"]
    assert PARTS["scorecard"].name in shown
    assert PARTS["factors"].name not in shown


def test_a_file_is_offered_once_written_and_withdrawn_with_the_next_choice(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGE)
    app.button_group(key="formats").set_value(["md"]).run()
    assert downloads(app) == []
    app.button(key="write-report").click().run()
    assert_sound(app)
    assert len(downloads(app)) == 1
    assert downloads(app)[0].startswith("2026Q3_quarterly-review.md (")
    app.selectbox(key="report-quarter").set_value("2026Q1").run()
    assert downloads(app) == []


def test_filters_that_a_review_does_not_know_are_told(sample_store: Store, open_page: OpenPage) -> None:
    assert "does not keep to document status" in texts(open_page(sample_store, PAGE, status="Final"))


def page_of(store: Store, quarter: str) -> bytes:
    with store.cursor() as cursor:
        return write_html(compose_outline(cursor, store.info(), quarter), Settings())


def test_an_earlier_report_is_compared_with(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGE)
    assert "Nothing changed" not in texts(app)
    app.file_uploader(key="baseline").set_value(("october.html", page_of(sample_store, "2026Q3"), "text/html")).run()
    assert_sound(app)
    assert "Nothing changed since the report of 5 October 2026" in texts(app)
    app.button(key="write-report").click().run()
    assert_sound(app)


@pytest.mark.parametrize(
    ("quarter", "words"),
    [
        ("2026Q2", "october.html is about 2026 Q2 of all teams and severities, this report is about 2026 Q3"),
        (None, "october.html is no report"),
    ],
)
def test_a_file_that_does_not_compare_is_a_sentence(
    quarter: str | None, words: str, sample_store: Store, open_page: OpenPage
) -> None:
    app = open_page(sample_store, PAGE)
    content = page_of(sample_store, quarter) if quarter else b"<p>no report"
    app.file_uploader(key="baseline").set_value(("october.html", content, "text/html")).run()
    assert_sound(app)
    [warning] = app.warning
    assert words in warning.value.replace("\\", "")
    assert PARTS["answer"].name in texts(app)


def test_without_a_format_nothing_is_written(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGE)
    app.button_group(key="formats").set_value([]).run()
    assert app.button(key="write-report").disabled
