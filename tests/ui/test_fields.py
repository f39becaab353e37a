"""The table "All fields" of an incident says in words how sure a value is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analytics.metrics.incidents import IncidentDetail
from analytics.model import Certainty, Document, FieldSource, Incident, Postmortem
from analytics.ui.fields import field_rows


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
