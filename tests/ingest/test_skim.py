"""What is left out of a version before it is parsed changes nothing of what is read in the rest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ingest.dialect import load_dialects
from analytics.ingest.outline import Heading, parse_outline
from analytics.ingest.read import read_file, read_promises
from analytics.ingest.skim import keep_sections, list_titles
from analytics.settings import Settings

_LINES = [
    "", "", "words", "## Action Items", "### 7.1 Immediate (This Week)", "## 2. Timeline", "## Metrics & Graphs", "# Outage", "#hash",
    "## R&amp;D", "## [Link][t]", "  ## Action Items", "    ## Deep", "\t## Tab", "- ## In a list", "> ## In a quote", "- item",
    "  more", "    even more", "1. one", "```", "````", "```sh", "~~~", "  ```", "- ```", "``` a ` b", "---", "===", "> ---", "- - -",
    "<!-- a comment", "-->", "<div>", "</div>", "<https://example.com>", "- <b>bold</b>", "[t]: https://tickets.example/browse/SHIP-9",
    "[t]:", "https://tickets.example/browse/SHIP-8", "> [t]: https://tickets.example/browse/SHIP-7", "[t", "[x\\]y]: /u",
    "- [ ] Write it down, see [SHIP-9][t]", "- [x] Add an alert (@ops, due 2026-03-20)", "| # | Action | Owner | Due Date | Status |",
    "|---|--------|-------|----------|--------|", "| 1 | Rotate [the keys][t] | @ops | 2026-03-20 | ✅ Complete |", "**Date:** 2026-03-02",
    "#", "## ", "## Lessons Learned ##", "## Why *it* `broke`", "10:04 it broke", "## 10:04",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(_LINES), max_size=24).map("\n".join)


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_headings_that_are_told_by_their_lines_are_those_of_the_parser(text: str) -> None:
    titles = list_titles(text.split("\n"))
    if titles is not None:
        headings = [block for block in parse_outline(text).blocks if isinstance(block, Heading)]
        assert [(t.level, t.text, t.place + 1) for t in titles] == [(h.level, h.text, h.line) for h in headings]


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_the_items_of_any_document_are_those_of_reading_all_of_it(text: str) -> None:
    wanted, dialects = Settings(), load_dialects(Settings())
    read = read_file("INCIDENT-2026-03-02-001.md", text.encode(), datetime(2026, 3, 2, tzinfo=UTC), wanted, dialects)
    whole = {p.incident.incident_key: p.action_items for p in read.postmortems if p.action_items}
    promised = read_promises("INCIDENT-2026-03-02-001.md", text.encode(), wanted, dialects)
    assert {one.incident_key: one.items for one in promised if one.items} == whole


def test_lines_keep_their_place_and_addresses_stay() -> None:
    text = "# A\n\n## Timeline\n\n10:04 it broke\n\n[t]: https://example.com\n\n## Action items\n\n- [ ] Write"
    lines = text.split("\n")
    titles = list_titles(lines)
    assert titles is not None
    assert keep_sections(lines, titles, lambda title: title.text != "Timeline") == text.replace("10:04 it broke", "")


@pytest.mark.parametrize("line", ["- ## a", "> # a", "<div>", "```", "words\n---", "- [t]: /u", "## [a][t]", "words\n[t]: /u"])
def test_what_only_parsing_can_tell_is_left_to_it(line: str) -> None:
    assert list_titles(line.split("\n")) is None
