"""The review as a page, in Chromium without a network: no complaint, nothing cut, usable by keyboard and screen reader, and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from analytics.reports.html import write_html
from analytics.settings import Settings
from analytics.store.database import Store
from tests.reports.conftest import compose, wild  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Open = Callable[..., Page]


@pytest.fixture
def open_report(chromium: Browser, tmp_path: Path) -> Iterator[Open]:
    """`open_report(store, quarter, width=…, scheme=…)`: its page, offline. Whatever the console says fails the test."""
    said: list[str] = []
    contexts = []

    def open_page(store: Store, quarter: str | None = None, *, width: int = 1280, scheme: Any = "light") -> Page:
        file = tmp_path / "report.html"
        file.write_bytes(write_html(compose(store, quarter), Settings()))
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (400, "light")])
def test_axe_finds_nothing_serious(width: int, scheme: str, sample_store: Store, open_report: Open) -> None:
    page = open_report(sample_store, "2026Q3", width=width, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = Axe().run(page).response
    assert len(found["passes"]) > 30
    grave = [(one["impact"], one["id"], one["nodes"][0]["html"]) for one in found["violations"] if one["impact"] != "minor"]
    assert grave == []


_OUTSIDE = """() => [...document.querySelectorAll('svg.plot')].flatMap(svg => {
    const box = svg.viewBox.baseVal;
    return [...svg.querySelectorAll('text, rect, circle')].map(each => [each, each.getBBox()]).filter(([each, at]) =>
        !each.hasAttribute('transform') && (at.x < -1 || at.y < -1 || at.x + at.width > box.width + 1 || at.y + at.height > box.height + 1)
    ).map(([each]) => each.outerHTML);
})"""
_SIDEWAYS = """() => [...document.querySelectorAll('body *')].filter(each =>
    !each.closest('.wide, .chart, .unseen, .skip') && each.getBoundingClientRect().right > innerWidth + 1
).map(each => each.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("width", [400, 1280, 1920])
@pytest.mark.parametrize("store", ["sample_store", "wild"])
def test_nothing_is_cut_and_nothing_runs_over(store: str, width: int, request: pytest.FixtureRequest, open_report: Open) -> None:
    page = open_report(request.getfixturevalue(store), width=width)
    assert page.evaluate(_OUTSIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(_SIDEWAYS) == []


def test_a_mark_says_what_it_is_when_somebody_points_at_it(sample_store: Store, open_report: Open) -> None:
    page = open_report(sample_store, "2026Q3")
    page.locator("#incidents svg circle.mark").last.hover()
    assert page.locator("#tip").inner_text() == "2026 Q3 (provisional)\n20"


def test_the_arrow_keys_go_through_the_marks(sample_store: Store, open_report: Open) -> None:
    page = open_report(sample_store, "2026Q3")
    page.locator("#incidents .chart").focus()
    tip = page.locator("#tip")
    said = []
    for key in ("End", "ArrowLeft", "Escape"):
        page.keyboard.press(key)
        said.append(tip.inner_text())
    assert said == ["2026 Q3 (provisional)\n20", "2026 Q2\n18", ""]


def test_the_first_tab_skips_to_the_review(sample_store: Store, open_report: Open) -> None:
    page = open_report(sample_store, "2026Q3")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "review"


def test_a_table_sorts_by_a_column(sample_store: Store, open_report: Open) -> None:
    page = open_report(sample_store, "2026Q3")
    table = page.locator("#actions figure.table table")
    days = "rows => rows.map(row => Number(row.cells[0].textContent))"
    before = table.locator("tbody tr").evaluate_all(days)
    table.get_by_role("button", name="Days overdue").press("Enter")
    assert table.locator("tbody tr").evaluate_all(days) == sorted(before)
    assert table.locator("th").first.get_attribute("aria-sort") == "ascending"


def test_on_paper_every_page_has_its_stamp_and_number(sample_store: Store, open_report: Open, tmp_path: Path) -> None:
    page = open_report(sample_store, "2026Q3", scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("figure details").first.is_hidden()
    file = tmp_path / "report.pdf"
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)
    assert file.stat().st_size > 50_000
