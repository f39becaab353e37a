"""The Markdown is what another reader of Markdown reads: its headings, its tables, and texts of documents as texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from analytics.reports.markdown import escape, write_markdown
from analytics.reports.records import Outline, Table
from analytics.reports.words import write_cell
from analytics.settings import Settings
from analytics.store.database import Store
from tests.reports.conftest import TITLES, compose

READER = MarkdownIt("js-default", {"html": True})


def written(outline: Outline) -> str:
    return write_markdown(outline, Settings()).decode()


def text_of(token: Token) -> str:
    return "".join(child.content for child in token.children or [])


def headings(tokens: list[Token], level: str) -> list[str]:
    return [text_of(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag == level]


def cells(tokens: list[Token]) -> Iterator[list[list[str]]]:
    """The rows of each table, its head first."""
    rows: list[list[str]] = []
    for at, token in enumerate(tokens):
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(text_of(tokens[at + 1]))
        elif token.type == "table_close":
            yield rows


def test_every_section_and_table_can_be_read_back(sample_store: Store) -> None:
    outline = compose(sample_store, "2026Q3")
    tokens = READER.parse(written(outline))
    assert headings(tokens, "h1") == [outline.title]
    assert headings(tokens, "h2") == [f"{section.number}. {section.message}" for section in outline.sections]
    assert headings(tokens, "h3") == [exhibit.title for section in outline.sections for exhibit in section.exhibits]
    found = list(cells(tokens))
    tables = [exhibit for section in outline.sections for exhibit in section.exhibits]
    assert len(found) == len(tables)
    for rows, table in zip(found, tables, strict=True):
        if isinstance(table, Table):
            assert rows[0] == [column.label for column in table.columns]
            shown = [[write_cell(v, c) for v, c in zip(row, table.columns, strict=True)] for row in table.rows[: table.most]]
            assert [[" ".join(cell.split()) for cell in row] for row in rows[1:]] == [
                [" ".join(c.split()) for c in r] for r in shown
            ]


def test_a_long_table_says_of_how_many_rows(sample_store: Store) -> None:
    assert "20 of 47 rows. Open items past their due date as of 2026-10-05." in written(compose(sample_store, "2026Q3"))


@pytest.mark.parametrize(
    "text",
    [
        *TITLES, "# no heading", "- no list", "1. no list", "12) neither", "---", "===", "+ plus", "> quote", "a | b", "*a* _b_ `c` ~~d~~",
        "[x](https://evil.example)", "![x](y)", "<b>bold</b>", "&lt;b&gt;", "$x$", "trailing \\", "ask @payments-oncall, now",
        "see https://evil.example/a_b?c=d.", "mail a.b@c.example!", "www.evil.example", "`@who`", "two\nlines",
    ],
)  # fmt: skip
def test_text_reads_as_it_was_written(text: str) -> None:
    for block in (escape(text), f"| {escape(text)} |\n| --- |"):
        tokens = READER.parse(block)
        kinds = {token.type for token in tokens}
        assert kinds <= {
            "paragraph_open",
            "inline",
            "paragraph_close",
            *(k for k in kinds if k.startswith(("table", "th", "tr"))),
        }
        [inline] = [token for token in tokens if token.type == "inline"]
        assert {child.type for child in inline.children or []} <= {"text", "text_special", "code_inline"}
        assert text_of(inline) == " ".join(text.split())


def test_nobody_is_called_and_nothing_is_a_link(sample_store: Store) -> None:
    inlines = [token for token in READER.parse(written(compose(sample_store, "2026Q3"))) if token.type == "inline"]
    children = [child for token in inlines for child in token.children or []]
    assert "@" in "".join(child.content for child in children)
    assert not re.search(r"@\w|https?://", " ".join(child.content for child in children if child.type != "code_inline"))
    assert {child.type for child in children} <= {
        "text", "text_special", "code_inline", "strong_open", "strong_close", "em_open", "em_close", "hardbreak",
    }  # fmt: skip


def test_wild_titles_break_no_table(wild: Store) -> None:
    outline = compose(wild)
    tokens = READER.parse(written(outline))
    assert len(headings(tokens, "h2")) == 15
    assert not [token for token in tokens if token.type.startswith("html")]
    for rows in cells(tokens):
        assert len({len(row) for row in rows}) == 1
