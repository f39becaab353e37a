"""The table "All fields" of an incident says in words how sure a value is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analytics.metrics.incidents import IncidentDetail
from analytics.model import Certainty, Document, FieldSource, Incident, Postmortem
from analytics.ui.fields import field_rows, quote_line


@pytest.mark.parametrize(
    ("certainty", "low", "high", "words"),
    [
        ("exact", None, None, None),
        ("approximate", None, None, "approximate"),
        ("range", "10", "15", "range 10 to 15"),
        ("range", "0", "300", "up to 300"),
        ("range", "180", None, "180 or more"),
    ],
)
def test_how_sure_a_value_is(certainty: Certainty, low: str | None, high: str | None, words: str | None) -> None:
    postmortem = Postmortem(Incident("key", "a.md", 1, "template", stated_duration_min=15.0))
    postmortem.field_sources.append(FieldSource(12, "stated_duration_min", "as written", certainty, low, high))
    document = Document("a.md", "hash", 1, datetime(2026, 5, 4, tzinfo=UTC), "markdown", "template", 1, 1, 1, 0, "text", None)
    rows = field_rows(IncidentDetail(postmortem, [], document)).set_index("Field")
    said = rows.loc["stated_duration_min", "How sure"]
    assert (said if isinstance(said, str) else None) == words


@pytest.mark.parametrize(
    ("line", "words", "quoted"),
    [
        ("| **Duration** | 33 minutes |", "33 minutes", "Duration · 33 minutes"),
        ("- **Time to resolve:** 1 h", "1 h", "Time to resolve: 1 h"),
        ("## Queue backlog", "Queue backlog", "Queue backlog"),
        ("3. a_b * c", "c", "a_b * c"),
        ("", "", ""),
        (f"{'before ' * 20}33 minutes{' after' * 20}", "33 minutes", f"…{'before ' * 4}33 minutes{' after' * 8}…"),
    ],
)  # fmt: skip
def test_a_quotation_is_the_line_without_its_marks_around_the_value(line: str, words: str, quoted: str) -> None:
    found = quote_line(line, words, 90)
    assert found == quoted
    assert words in found
