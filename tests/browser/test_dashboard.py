"""What an executive does: open, filter, share the address, click through to an incident, take a picture and the numbers home."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from analytics.metrics.durations import compute_durations
from analytics.metrics.filters import Filters
from tests.browser.conftest import Dashboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OpenTab = Callable[[str], Page]
PAGES = (
    "response_times",
    "severity_and_impact",
    "contributing_factors",
    "detection",
    "action_items",
    "incidents",
    "data_quality",
    "definitions",
)

NEW_DOCUMENT = """## Incident Postmortem: INCIDENT-2026-09-30-901: A document that came later

**Status:** Final
**Date:** 2026-09-30
**Team:** Payments

## 1. Executive Summary

{summary}

| Metric | Value |
|--------|-------|
| **Severity** | P1 |
| **Time to Resolve** | 40 min |
"""


def open_export(page: Page, chart: str) -> None:
    """Open the export menu of the chart whose name begins so, once the chart stands on the page."""
    page.locator(".js-plotly-plot").first.wait_for()
    page.locator(f"[class*='st-key-export-{chart}']").get_by_role("button").first.click()


def test_open_and_read(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(dashboard.address)
    expect(page.locator("h1")).to_have_text("Overview")
    expect(page.locator(".js-plotly-plot")).to_have_count(4)


def test_what_needs_attention_stands_above_the_charts_and_can_be_read_whole(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(dashboard.address)
    page.locator(".js-plotly-plot").first.wait_for()
    listed = page.locator(".st-key-attention")
    expect(listed.locator("a")).to_have_count(6)
    box, chart = listed.bounding_box(), page.locator(".js-plotly-plot").first.bounding_box()
    assert box
    assert chart
    assert box["y"] + box["height"] < min(chart["y"], 2 * 900)
    expect(listed.get_by_text(re.compile("mandatory in the rollout of limits .* locks customers out"))).to_be_visible()
    assert "…" not in listed.inner_text()
    cut = "texts => texts.filter(text => text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight + 2).length"
    assert listed.locator("a").evaluate_all(cut) == 0
    listed.locator("a").first.click()
    page.wait_for_url(re.compile(r"/incident\?.*#line-\d+$"))
    expect(page.locator(":target")).to_be_visible()


def test_the_closed_menu_says_which_page_this_is(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/detection")
    told = """sections => sections.map(section => {
        const [name, style] = [section.querySelector('p'), getComputedStyle(section)];
        return [name.innerText + getComputedStyle(name, '::after').content.replace(/^none$|"/g, ''), style.boxShadow !== 'none'];
    })"""
    sections = page.get_by_test_id("stTopNavSection")
    expect(sections.nth(0)).not_to_have_css("box-shadow", "none")
    assert sections.evaluate_all(told) == [
        ["Review · Detection", True], ["Explore", False], ["Quality", False], ["Deliver", False], ["Reference", False],
    ]  # fmt: skip
    sections.filter(has_text="Reference").click()
    page.locator("a").filter(has_text=re.compile("^Definitions$")).first.click()
    expect(page.locator("h1")).to_have_text("Definitions")
    expect(sections.nth(4)).not_to_have_css("box-shadow", "none")
    assert sections.evaluate_all(told)[0] == ["Review", False]
    assert sections.evaluate_all(told)[4] == ["Reference · Definitions", True]


def test_nothing_stands_out_of_the_window(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(dashboard.address)
    overhang = "(main => main.scrollWidth - main.clientWidth)(document.querySelector('[data-testid=stMain]'))"
    for name in PAGES:
        page.goto(f"{dashboard.address}/{name}")
        page.locator("h1").wait_for()
        expect(page.locator(".st-key-export-page")).to_be_visible()
        expect(page).to_have_title(f"{name.capitalize().replace('_', ' ')} · Postmortem Insights")
        for width in (1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(300)
            assert page.evaluate(overhang) <= 0, (name, width)


def test_the_quarters_of_the_filters_can_be_read_whole(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(dashboard.address)
    fields = page.get_by_test_id("stSidebar").get_by_role("combobox", name=re.compile("quarter"))
    expect(fields).to_have_count(2)
    for width in (1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        shown = fields.evaluate_all("fields => fields.map(field => [field.value, field.scrollWidth <= field.clientWidth])")
        assert shown == [["2024 Q2", True], ["2026 Q3", True]]


def test_filter_by_quarter_and_team_and_share_the_address(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/response_times")
    page.get_by_role("combobox", name=re.compile("From quarter")).click()
    page.get_by_role("option", name="2025 Q3").click()
    expect(page).to_have_url(re.compile("from=2025(%20|\\+)Q3"))
    page.get_by_role("combobox", name=re.compile("Teams")).click()
    page.get_by_role("option", name="Payments").click()
    expect(page).to_have_url(re.compile("team=Payments"))
    selection = page.get_by_text(re.compile("2025 Q3 to 2026 Q3 · Payments"))
    expect(selection).to_be_visible()
    told = selection.inner_text()
    colleague = open_tab(page.url)
    expect(colleague.get_by_text(re.compile("2025 Q3 to 2026 Q3 · Payments"))).to_be_visible()
    assert colleague.get_by_text(re.compile("2025 Q3 to 2026 Q3 · Payments")).inner_text() == told


def test_an_address_copied_without_any_choice_stays_on_its_quarters(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(dashboard.address)
    expect(page).to_have_url(re.compile(r"from=2024(%20|\+)Q2&to=2026(%20|\+)Q3"))
    added = dashboard.corpus / "payments" / "2026" / "next-quarter.md"
    text = NEW_DOCUMENT.format(summary="A quarter later.").replace("2026-09-30", "2026-11-02")
    added.write_text(text, encoding="utf-8")
    try:
        dashboard.ingest()
        colleague = open_tab(page.url)
        expect(colleague.get_by_text(re.compile("2026 Q3: 20 incidents")).first).to_be_visible()
        newcomer = open_tab(dashboard.address)
        expect(newcomer.get_by_text(re.compile("2026 Q4: 1 incident")).first).to_be_visible()
    finally:
        added.unlink()
        dashboard.ingest()


def test_filters_hold_across_pages(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/?team=Search")
    page.get_by_test_id("stTopNavSection").filter(has_text="Review").click()
    page.locator("a").filter(has_text=re.compile("^Detection$")).first.click()
    expect(page.locator("h1")).to_have_text("Detection")
    expect(page.get_by_text(re.compile("Search · all severities"))).to_be_visible()


def test_a_click_leads_to_the_incident(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/?from=2026%20Q3&to=2026%20Q3")
    page.locator(".st-key-attention a").first.click()
    expect(page).to_have_url(re.compile("incident=[0-9a-f]{12}"))
    expect(page.locator(".original").filter(has_text="Incident Postmortem")).to_be_visible()


def test_a_line_leads_to_the_text_and_a_copied_address_too(dashboard: Dashboard, open_tab: OpenTab) -> None:
    with dashboard.store.cursor() as cursor:
        query = "SELECT incident_key, line, answer FROM whys WHERE is_root_cause ORDER BY ALL"
        key, line, _ = cursor.execute(query).fetchall()[0]
    page = open_tab(f"{dashboard.address}/incident?incident={key}")
    page.evaluate("window.notLoadedAgain = true")
    page.get_by_role("listitem").get_by_role("link", name=re.compile(f"^line\\s{line}$")).click()
    marked = "line => line.matches(':target') && getComputedStyle(line).backgroundColor !== 'rgba(0, 0, 0, 0)'"
    for tab in (page, open_tab(page.url)):
        target = tab.locator(f"#line-{line}")
        expect(target).to_be_in_viewport()
        expect(target).to_have_attribute("data-line", str(line))
        tab.wait_for_function(f"({marked})(document.querySelector('#line-{line}'))")
    assert page.evaluate("window.notLoadedAgain")


def test_the_export_of_a_page_offers_pictures_where_there_are_any(dashboard: Dashboard, open_tab: OpenTab) -> None:
    for name, pictures in (("detection", 1), ("incidents", 0), ("definitions", 0)):
        page = open_tab(f"{dashboard.address}/{name}")
        page.locator(".st-key-export-page").get_by_role("button").click()
        expect(page.get_by_role("button", name=re.compile("Data of this page"))).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("Pictures of this page"))).to_have_count(pictures)


def test_a_click_on_a_bar_lists_its_incidents(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/contributing_factors")
    bar = page.locator(".js-plotly-plot").first.locator(".barlayer .point path").first
    bar.wait_for(timeout=20_000)
    box = bar.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("h1")).to_have_text("Incidents")
    expect(page.get_by_text(re.compile("Narrowed to"))).to_be_visible()


def test_picture_and_numbers_of_a_chart(dashboard: Dashboard, open_tab: OpenTab, tmp_path: Path) -> None:
    page = open_tab(f"{dashboard.address}/response_times?team=Payments")
    open_export(page, "time-to-detect")
    with page.expect_download(timeout=60_000) as picture:
        page.get_by_role("button", name=re.compile("PNG")).click()
    assert re.fullmatch(r"all-quarters_.*detect.*-slide_payments_as-of-2026-10-05\.png", picture.value.suggested_filename)
    picture.value.save_as(tmp_path / "chart.png")
    with Image.open(tmp_path / "chart.png") as image:
        assert image.size in {(1600, 900), (3200, 1800)}
        assert len(image.convert("RGB").getcolors(1 << 24) or []) > 50
    page.get_by_role("radio", name="Report").click()
    expect(page.get_by_text("16 cm wide")).to_be_visible()
    with page.expect_download(timeout=60_000) as report:
        page.get_by_role("button", name=re.compile("PDF")).click()
    assert report.value.suggested_filename.endswith("-report_payments_as-of-2026-10-05.pdf")
    report.value.save_as(tmp_path / "chart.pdf")
    assert float(PdfReader(tmp_path / "chart.pdf").pages[0].mediabox.width) == pytest.approx(16 / 2.54 * 72, abs=1)
    with page.expect_download(timeout=60_000) as numbers:
        page.get_by_role("button", name=re.compile(r"Data \(CSV\)")).click()
    numbers.value.save_as(tmp_path / "chart.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "chart.csv").read_text(encoding="utf-8-sig"))))
    with dashboard.store.cursor() as cursor:
        expected = compute_durations(cursor, Filters(teams=("Payments",)), "ttd", ("quarter",))
    assert [row["quarter"] for row in rows] == list(expected["quarter"])
    assert [float(row["median"]) for row in rows if row["median"]] == pytest.approx(list(expected["median"].dropna()))


def test_a_new_document_is_seen_after_a_rerun(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/incidents")
    expect(page.get_by_text(re.compile("180 of 180 incidents")).first).to_be_visible()
    added = dashboard.corpus / "payments" / "2026" / "later.md"
    added.write_text(NEW_DOCUMENT.format(summary="It came later."), encoding="utf-8")
    try:
        dashboard.ingest()
        page.get_by_placeholder(re.compile("Words in the id")).fill("came later")
        page.keyboard.press("Enter")
        expect(page.get_by_text(re.compile("181 of 181 incidents")).first).to_be_visible(timeout=20_000)
    finally:
        added.unlink()
        dashboard.ingest()


def test_a_documents_text_is_never_run(dashboard: Dashboard, open_tab: OpenTab) -> None:
    attack = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script> [x](javascript:alert(1))"
    attack += " https://evil.example/a www.evil.example b@evil.example"
    added = dashboard.corpus / "payments" / "2026" / "attack.md"
    text = NEW_DOCUMENT.format(summary=attack).replace("A document that came later", attack)
    added.write_text(text, encoding="utf-8")
    try:
        dashboard.ingest()
        with dashboard.store.cursor() as cursor:
            query = "SELECT incident_key FROM incidents WHERE source_path LIKE '%attack.md'"
            key = cursor.execute(query).fetchall()[0][0]
        for address in (
            f"/incident?incident={key}",
            "/incidents",
            "/?from=2026%20Q3&to=2026%20Q3",
            "/response_times?from=2026%20Q3&to=2026%20Q3",
        ):
            page = open_tab(dashboard.address + address)
            page.wait_for_timeout(1500)
            assert page.title() != "run"
            assert page.locator("img[src=x]").count() == 0
            assert page.locator("a[href^='javascript:'], a[href*='evil.example']").count() == 0
            if "incident=" in address:
                assert attack in page.locator(".original").inner_text()
    finally:
        added.unlink()
        dashboard.ingest()


def test_the_tables_of_an_incident_can_be_taken_home(dashboard: Dashboard, open_tab: OpenTab) -> None:
    with dashboard.store.cursor() as cursor:
        query = "SELECT incident_key, lower(incident_id) FROM incidents SEMI JOIN diagnostics USING (incident_key) ORDER BY ALL"
        key, name = cursor.execute(query).fetchall()[0]
    page = open_tab(f"{dashboard.address}/incident?incident={key}")
    for tab, table in (("Cause and impact", "contributing_factors"), ("All fields", "fields"), ("Findings", "findings")):
        page.get_by_role("tab", name=re.compile(tab)).click()
        page.locator(f"[class*='st-key-export-table-{table}']").get_by_role("button").first.click()
        content = {}
        for ending in ("csv", "xlsx"):
            with page.expect_download(timeout=60_000) as download:
                page.locator(f"[class*='st-key-{ending}-{table}']").get_by_role("button").first.click()
            assert f"{table.replace('_', '-')}-{name}" in download.value.suggested_filename
            assert download.value.suggested_filename.endswith(f".{ending}")
            content[ending] = download.value.path().read_bytes()
        rows = len(list(csv.reader(io.StringIO(content["csv"].decode("utf-8-sig")))))
        [sheet] = openpyxl.load_workbook(io.BytesIO(content["xlsx"])).worksheets
        assert rows > 1
        assert [rows] == [len(sheet[table.ref]) for table in sheet.tables.values()]
        page.keyboard.press("Escape")
