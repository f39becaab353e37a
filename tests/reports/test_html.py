"""The page is one file that asks for nothing, says what the outline says, and treats texts of documents as texts."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup, Tag

from analytics.reports.html import write_html
from analytics.reports.records import Plot, Table
from analytics.settings import Settings
from analytics.store.database import Store
from tests.conftest import MakeStore
from tests.reports.conftest import TITLES, compose
from tests.reports.test_outline import EMPTY


def page_of(store: Store, quarter: str | None = None) -> BeautifulSoup:
    return BeautifulSoup(write_html(compose(store, quarter), Settings()), "lxml")


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text().split())


def test_it_says_what_the_outline_says(sample_store: Store) -> None:
    outline = compose(sample_store, "2026Q3")
    page = page_of(sample_store, "2026Q3")
    assert words(page.h1) == outline.title
    assert [words(h2) for h2 in page.find_all("h2")] == [" ".join(s.message.split()) for s in outline.sections]
    exhibits = [exhibit for section in outline.sections for exhibit in section.exhibits]
    assert [words(h3) for h3 in page.find_all("h3")] == [" ".join(e.title.split()) for e in exhibits]
    assert len(page.select("svg[role=img][aria-label]")) == sum(isinstance(e, Plot) for e in exhibits)
    text = words(page.body)
    for section in outline.sections:
        assert all(" ".join(p.text.split()) in text for p in (*section.paragraphs, *section.speaker_notes))


def test_each_chart_says_its_numbers_in_a_table_beneath(sample_store: Store) -> None:
    page = page_of(sample_store, "2026Q3")
    for figure in page.select("figure.picture"):
        marks = [mark["data-tip"] for mark in figure.select("svg [data-tip]")]
        rows = figure.select("details.data tbody tr")
        assert marks
        assert rows
    [resolve] = [f for f in page.select("figure.picture") if words(f.h3).startswith("Time to resolve: median")]
    first, each = resolve.select("table")
    assert len(each.select("tbody tr")) == len(resolve.select("svg circle.dot")) == 143
    last = [words(cell) for cell in first.select("tbody tr")[-1].select("td")]
    assert last[:2] == ["2026 Q3 (provisional)", "1 h 18 min"]


def test_tables_have_captions_and_scopes(sample_store: Store) -> None:
    page = page_of(sample_store, "2026Q3")
    tables = page.find_all("table")
    assert len(tables) > 20
    for table in tables:
        assert words(table.caption)
        assert all(th.get("scope") == "col" for th in table.find_all("th"))


def test_a_long_table_ends_and_says_so(sample_store: Store) -> None:
    outline = compose(sample_store, "2026Q3")
    [ledger] = [e for s in outline.sections for e in s.exhibits if isinstance(e, Table) and e.name == "overdue-actions"]
    page = page_of(sample_store, "2026Q3")
    [figure] = [f for f in page.select("figure.table") if words(f.h3) == ledger.title]
    assert len(figure.select("tbody tr")) == ledger.most < ledger.total
    assert "20 of 47 rows." in words(figure.figcaption)


@pytest.mark.parametrize("store", ["sample_store", "wild"])
def test_it_asks_for_nothing(store: str, request: pytest.FixtureRequest) -> None:
    html = write_html(compose(request.getfixturevalue(store)), Settings()).decode()
    page = BeautifulSoup(html, "lxml")
    assert [tag for tag in page.find_all(True) if tag.get("src") or (tag.get("href") or "#")[0] != "#"] == []
    assert not page.find_all(["link", "iframe", "object", "img", "base", "form"])
    assert "@import" not in html
    assert "url(" not in re.sub(r"url\(#hatch\)", "", html)
    [policy] = [meta["content"] for meta in page.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})]
    assert str(policy).startswith("default-src 'none'")
    assert len(html) < 1_000_000


def test_texts_of_documents_are_texts(wild: Store) -> None:
    page = page_of(wild)
    assert [script.get("type") for script in page.find_all("script")] == ["application/json", None]
    assert not page.find_all("i")
    text = page.get_text()
    for title in TITLES:
        assert title in text or title[:120] in text


@pytest.mark.parametrize("case", EMPTY)
def test_it_stands_without_incidents(case: str, make_store: MakeStore) -> None:
    quarter, incidents = EMPTY[case]
    page = page_of(make_store(incidents=incidents), quarter)
    assert len(page.find_all("h2")) == 15
    assert not re.search(r"\b(nan|None|NaT|inf)\b", words(page.body))
    numbers = " ".join(str(value) for tag in page.select("svg *") for value in tag.attrs.values())
    assert not re.search(r"\b(nan|None|inf)\b", numbers)
