"""What is selected, in words; and a document's text that Markdown must not read."""

from __future__ import annotations

import pytest

from analytics.charts.selection import describe_selection, describe_severities
from analytics.charts.wording import format_percent
from analytics.metrics.filters import Filters
from analytics.metrics.selection import Choices
from analytics.ui.words import escape_markdown

CHOICES = Choices(("2026Q1", "2026Q2", "2026Q3"), ("Identity", "Payments"), ("P0", "P1"), ("final",), 57, 0, 60)


def test_nothing_chosen() -> None:
    words = describe_selection(Filters(), CHOICES, 57)
    assert words == "All quarters (2026 Q1 to 2026 Q3) · all teams · all severities · 57 of 57 incidents"


def test_everything_chosen() -> None:
    chosen = Filters("2026Q3", "2026Q3", ("Identity", "Payments"), ("P0", "P1", "P2"), ("in_review",))
    assert describe_selection(chosen, CHOICES, 41) == "2026 Q3 · Identity and Payments · P0–P2 · in review · 41 of 57 incidents"


def test_severities_that_are_no_neighbours_are_listed() -> None:
    assert describe_severities(("P3", "P0")) == "P0 and P3"
    assert describe_severities(("P1", "not stated")) == "P1 and not stated"


@pytest.mark.parametrize(
    "address", ["https://x.example/a", "HTTP://x.example", "www.x.example", "a.b+c@x.example", "_a_@y-z.example"]
)
def test_no_address_is_left_whole_for_streamlit_to_make_a_link_of(address: str) -> None:
    escaped = escape_markdown(f"see {address}")
    assert escaped.count(":small[]") == 1
    assert escaped.replace("\\", "").replace(":small[]", "") == f"see {address}"


def test_a_number_stays_with_its_unit_and_everything_on_one_line() -> None:
    assert escape_markdown(f" a cut\n of {format_percent(0.49)} ").replace("\\", "") == "a cut of 49\xa0%"


@pytest.mark.parametrize("attack", ["<script>", "[x](javascript:1)", ":red[x]", "$x$", "http://x.example", "*a* _b_ `c`", "# a"])
def test_no_character_of_a_document_is_markup(attack: str) -> None:
    escaped = escape_markdown(attack).replace(":small[]", "")
    assert all(escaped[at - 1] == "\\" for at, character in enumerate(escaped) if character in "<>[]()$*_`#:{}|~!")
    assert escaped.replace("\\", "") == attack
