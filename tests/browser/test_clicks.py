"""Click a bar, a point or a card, with the mouse or from the keyboard: the incidents behind it appear. And labels keep apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from analytics.charts.durations import figure_trend
from analytics.charts.picture import Imprint, Picture, draw_picture
from analytics.charts.quality import figure_coverage
from analytics.metrics.durations import compute_durations
from analytics.metrics.filters import Filters
from analytics.metrics.incidents import list_incidents
from analytics.metrics.quality import compute_coverage, compute_coverage_by_quarter, compute_findings
from analytics.metrics.spread import compute_dots
from analytics.store.database import Store
from analytics.ui.links import incident_address
from analytics.ui.quality import FINDINGS_PART
from analytics.ui.serve import running
from tests.browser.conftest import Dashboard, free_port
from tests.handmade import publish_rows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OpenTab = Callable[[str], Page]

APART = """(chart) => {
    const boxes = [...chart.querySelectorAll('.annotation')]
        .filter(note => /^(median|MTT)/.test(note.textContent)).map(note => note.querySelector('text').getBoundingClientRect());
    return boxes.length === 2 && (boxes[0].bottom <= boxes[1].top || boxes[1].bottom <= boxes[0].top);
}"""


def chart_of(page: Page, title: str) -> Locator:
    """The chart in the frame whose title holds these words."""
    frame = page.locator("[data-testid=stVerticalBlock]").filter(has_text=title).filter(has=page.locator(".js-plotly-plot"))
    return frame.last.locator(".js-plotly-plot")


def click_middle(page: Page, mark: Locator) -> None:
    mark.wait_for()
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.click(box["x"] + min(box["width"] / 2, 20), box["y"] + box["height"] / 2)


def expect_narrowed(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text("Incidents")
    expect(page.get_by_text(re.compile(f"Narrowed to .*{words}"))).to_be_visible()


def test_a_bar_of_the_distribution_lists_its_incidents(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/response_times")
    click_middle(page, chart_of(page, "nine in ten within").locator(".barlayer .point path").nth(3))
    expect_narrowed(page, "time to resolve .* to ")


def test_a_cell_of_coverage_lists_the_documents_without_the_field(dashboard: Dashboard, open_tab: OpenTab) -> None:
    with dashboard.store.cursor() as cursor:
        chart = figure_coverage(
            compute_coverage(cursor, Filters()), compute_coverage_by_quarter(cursor, Filters()), team=None, theme="light"
        )
        cells = chart.figure.to_dict()["data"][1]["customdata"]
        place, (quarter, field) = next((at, cell) for at, cell in enumerate(cells) if "missing:reviewers" in cell)
        narrow = [("quarter", quarter.partition(":")[2]), ("missing", field.partition(":")[2])]
        rows = len(list_incidents(cursor, Filters(), narrow=narrow))
    page = open_tab(f"{dashboard.address}/data_quality")
    click_middle(page, chart_of(page, "is left empty most often").locator(".scatterlayer .point").nth(place))
    expect_narrowed(page, "documents that do not fill Reviewers")
    expect(page.get_by_text(re.compile(rf"^{rows} rows?\."))).to_be_visible()


def test_a_count_of_what_is_left_out_lists_its_incidents(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/data_quality")
    page.get_by_role("tab", name="What the numbers leave out").click()
    row = page.get_by_role("row").filter(has_text="Postmortem lag")
    count = row.get_by_role("link").last
    expect(count).to_have_text("11")
    with page.context.expect_page() as opened:
        count.click()
    expect_narrowed(opened.value, "left out of postmortem lag: not final")
    expect(opened.value.get_by_text("11 rows.")).to_be_visible()


def test_a_list_narrowed_to_a_number_opens_the_line_of_its_value(dashboard: Dashboard, open_tab: OpenTab) -> None:
    with dashboard.store.cursor() as cursor:
        row = list_incidents(cursor, Filters(), narrow=[("excluded", "ttr.impossible")]).iloc[0]
    # The list's own links name both quarters, as the address of the list does.
    address = incident_address(row["incident_key"], Filters(quarter_from="2024Q2", quarter_to="2026Q3"), int(row["place_line"]))
    page = open_tab(f"{dashboard.address}/{address}")
    expect(page.locator(f"#line-{row['place_line']}")).to_be_in_viewport()


def test_a_bar_of_the_findings_chooses_its_kind_and_lets_it_be_changed(dashboard: Dashboard, open_tab: OpenTab) -> None:
    with dashboard.store.cursor() as cursor:
        bar = list(compute_findings(cursor, Filters())["code"]).index("PM005")
    page = open_tab(f"{dashboard.address}/data_quality?part={quote(FINDINGS_PART)}")
    click_middle(page, chart_of(page, "findings").locator(".barlayer .point path").nth(bar))
    expect(page.get_by_text("71 rows. Of the whole corpus")).to_be_visible()
    expect(page).to_have_url(re.compile("code=PM005"))
    expect(page.locator("h1")).to_have_text("Data quality")
    page.get_by_role("combobox", name=re.compile("Kind of finding")).click()
    page.keyboard.type("PM201")
    page.get_by_role("option", name=re.compile("PM201")).click()
    expect(page.get_by_text("15 rows. Of the whole corpus")).to_be_visible()


def test_bars_that_lead_to_sums_and_to_owners(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/detection")
    click_middle(page, chart_of(page, "False alarms").locator(".barlayer .point path").first)
    expect_narrowed(page, "quarter 2024 Q2 and documents that fill False positives")
    page = open_tab(f"{dashboard.address}/action_items?part=Backlog+and+load")
    click_middle(page, chart_of(page, "by owner").locator(".barlayer .point path").first)
    expect(page.get_by_text(re.compile("Narrowed to owner @data-oncall"))).to_be_in_viewport()
    expect(page.get_by_text(re.compile("^3 rows"))).to_be_attached()


def test_a_bar_of_done_items_lists_them_below_and_from_the_overview(dashboard: Dashboard, open_tab: OpenTab) -> None:
    for address in ("action_items", ""):
        page = open_tab(f"{dashboard.address}/{address}")
        click_middle(page, chart_of(page, "Long-term actions").locator(".barlayer .point path").nth(2))
        expect(page.locator("h1")).to_have_text("Action items")
        expect(page.get_by_text(re.compile("Narrowed to horizon Long-term"))).to_be_in_viewport()
        expect(page.get_by_text(re.compile("^159 rows"))).to_be_attached()


@pytest.mark.parametrize("corner", [0.1, 0.5, 0.9])
def test_a_cell_of_the_heat_map_lists_its_incidents(corner: float, dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/contributing_factors")
    plot = chart_of(page, "When each factor was ticked").locator(".nsewdrag")
    plot.wait_for()
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    # Ten quarters with 0.1 of a quarter's room at both ends, nine factors: the second quarter, the most frequent factor.
    page.mouse.click(box["x"] + box["width"] * (1.1 + corner) / 10.2, box["y"] + box["height"] * corner / 9)
    expect_narrowed(page, "quarter 2024 Q3 and factor")


def test_a_card_leads_to_its_incidents_with_the_filters(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/?team=Payments")
    card = page.locator("a.card").filter(has_text="Time to detect")
    card.click()
    expect_narrowed(page, "quarter 2026 Q3 and documents that fill Time to detect")
    expect(page.get_by_text(re.compile("· Payments ·"))).to_be_visible()
    assert len(page.context.pages) == 1


def test_one_step_back_returns_from_a_card_and_from_a_bar(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/?team=Payments")
    bars = chart_of(page, "of them P0 or P1").locator(".barlayer .point path")
    card = page.locator("a.card").filter(has_text="Incidents")
    clicks: list[Callable[[], None]] = [lambda: card.first.click(), lambda: click_middle(page, bars.first)]
    for click in clicks:
        bars.first.wait_for()
        before = page.url
        click()
        expect_narrowed(page, "quarter")
        # What the page would still add to the history comes with its widgets.
        expect(page.get_by_text(re.compile(r"^\d+ rows?\."))).to_be_visible()
        page.wait_for_timeout(1000)
        page.go_back()
        expect(page.locator("h1")).to_have_text("Overview")
        assert page.url == before


def test_a_bar_leads_on_without_loading_the_dashboard_again(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/contributing_factors?team=Payments")
    page.evaluate("window.notLoadedAgain = true")
    for _ in range(2):  # a mark that was clicked must not lead on by itself after the way back
        click_middle(page, chart_of(page, "No single factor leads: ").locator(".barlayer .point path").first)
        expect_narrowed(page, "factor Inadequate testing")
        expect(page.get_by_text(re.compile("· Payments ·"))).to_be_visible()
        page.wait_for_timeout(1000)
        page.go_back()
        expect(page.locator("h1")).to_have_text("Contributing factors")
        page.wait_for_timeout(1000)
        expect(page.locator("h1")).to_have_text("Contributing factors")
    assert page.evaluate("window.notLoadedAgain")


def test_a_bar_of_another_quarter_lists_its_incidents_and_keeps_the_other_filters(
    dashboard: Dashboard, open_tab: OpenTab
) -> None:
    page = open_tab(f"{dashboard.address}/?from=2026%20Q2&to=2026%20Q2&severity=P1")
    click_middle(page, chart_of(page, "of them P0 or P1").locator(".barlayer .point path").nth(4))
    expect_narrowed(page, "quarter ")
    expect(page.get_by_text(re.compile(r"^\d+ rows?\."))).to_be_visible()
    expect(page.get_by_text(re.compile(r"2026 Q2 · "))).to_have_count(0)
    expect(page.get_by_text(re.compile("· P1 ·"))).to_be_visible()


def test_a_card_can_be_reached_from_the_keyboard_and_shows_it(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(dashboard.address)
    card = page.locator("a.card").filter(has_text="Actions overdue")
    card.wait_for()
    page.locator("a.card").filter(has_text="Actions on time").focus()
    page.keyboard.press("Tab")  # what its number means
    page.keyboard.press("Tab")
    expect(card).to_be_focused()
    outline = "card => [getComputedStyle(card).outlineStyle, parseFloat(getComputedStyle(card).outlineWidth)]"
    assert card.evaluate(outline) == ["solid", 3]
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Action items")


def test_a_column_of_durations_sorts_by_length_not_by_its_words(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(f"{dashboard.address}/incidents")
    table, first, second = (page.get_by_test_id(name) for name in ("stDataFrame", "glide-cell-6-0", "glide-cell-6-1"))
    expect(first).to_have_text("90")
    box = table.bounding_box()
    assert box
    for _ in range(2):
        page.mouse.click(box["x"] + 680, box["y"] + 17)
        page.wait_for_timeout(300)
    expect(first).to_have_text("1537")
    expect(second).to_have_text("1524")


def test_twelve_cards_stand_in_even_rows(dashboard: Dashboard, open_tab: OpenTab) -> None:
    page = open_tab(dashboard.address)
    expect(page.locator("a.card")).to_have_count(12)
    for width, rows in ((1280, 3), (1920, 2)):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        tops = page.locator("a.card").evaluate_all("cards => cards.map(card => Math.round(card.getBoundingClientRect().top))")
        assert len(set(tops)) == rows
        overhang = "cards => cards.some(card => card.scrollWidth > card.clientWidth + 1)"
        assert not page.locator("a.card").evaluate_all(overhang)


@pytest.fixture(scope="module")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Few incidents, so far apart that the axis is long and the last median and mean are close on it."""
    rows = [
        {"incident_key": key, "incident_date": day, "time_to_resolve_min": minutes, "severity": "P1"}
        for key, day, minutes in (
            ("a", date(2026, 2, 1), 0.3), ("b", date(2026, 2, 2), 40000.0), ("c", date(2026, 8, 1), 60.0),
            ("d", date(2026, 8, 2), 170.0), ("e", date(2026, 8, 3), 300.0),
        )
    ]  # fmt: skip
    return publish_rows(tmp_path_factory.mktemp("sparse") / "store", {"incidents": rows})


@pytest.fixture(scope="module")
def sparse_address(sparse: Store) -> Iterator[str]:
    with running(sparse.directory, free_port()) as (address, _process):
        yield address


def test_median_and_mean_keep_apart_on_the_page(sparse_address: str, open_tab: OpenTab) -> None:
    page = open_tab(f"{sparse_address}/response_times")
    chart = page.locator(".st-key-chart-time-to-resolve-by-quarter .js-plotly-plot")
    expect(chart.locator(".annotation").filter(has_text="median")).to_be_visible()
    assert chart.evaluate(APART)


def test_median_and_mean_keep_apart_in_the_picture(sparse: Store, sparse_address: str, open_tab: OpenTab) -> None:
    with sparse.cursor() as cursor:
        groups = compute_durations(cursor, Filters(), "ttr", ("quarter",))
        chart = figure_trend(groups, compute_dots(cursor, Filters(), "ttr", 300), measure="ttr", theme="light")
    page = open_tab(sparse_address)
    page.set_content(draw_picture(Picture(chart, Imprint("2026", "2026-10-01", "abc"), "svg")).decode())
    assert page.locator("body").evaluate(APART)
