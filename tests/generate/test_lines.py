"""Each fact of the truth stands on the line that the truth names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analytics.generate import Truth
from analytics.generate.labels import damage
from analytics.model import CHILD_TABLES

WORDS_OF: dict[str, tuple[str, ...]] = {
    "field_sources": (),
    "timeline_events": ("time_text", "event"),
    "user_impacts": ("text",),
    "affected_features": ("feature", "description"),
    "customer_communications": ("text",),
    "whys": ("question",),
    "contributing_factors": ("text",),
    "detection_methods": ("text",),
    "detection_suggestions": ("suggestion",),
    "observations": ("text",),
    "action_items": ("number", "action", "owner", "due_date", "status_text", "opened_on", "completed_on"),
    "lessons": ("lesson",),
    "documentation_updates": ("name", "what"),
    "related_incidents": ("related_id", "related_date", "relationship"),
    "communication_log": ("time_text", "channel", "message"),
    "reference_links": ("label", "url"),
    "review_notes": ("text",),
    "sign_offs": ("role", "name", "signed_on"),
}


def _read_lines(corpus: Path, truth: Truth) -> list[str]:
    data = (corpus / truth.source_path).read_bytes()
    text = data.decode("cp1252" if "windows_1252" in truth.flaws else "utf-8")
    return ["", *text.replace("`", "").split("\n")]


def _stands_in(word: Any, line: str) -> bool:
    return str(word) in line or damage(str(word)) in line


def test_every_record_stands_on_its_line(corpus: Path, truths: list[Truth]) -> None:
    assert WORDS_OF.keys() == CHILD_TABLES.keys() - {"passages"}, "the template has a place for everything"
    for truth in truths:
        lines = _read_lines(corpus, truth) if truth.postmortem else []
        for table, columns in WORDS_OF.items():
            for row in getattr(truth.postmortem, table, []):
                words = [getattr(row, column) for column in columns if getattr(row, column) is not None]
                assert [word for word in words if not _stands_in(word, lines[row.line])] == [], (truth.source_path, row)


def test_every_single_value_stands_on_its_line(corpus: Path, truths: list[Truth]) -> None:
    for truth in truths:
        lines = _read_lines(corpus, truth) if truth.postmortem else []
        for source in truth.postmortem.field_sources if truth.postmortem else []:
            first_line = source.text.split("\n")[0]
            assert _stands_in(first_line, lines[source.line]), (truth.source_path, source)


def test_the_heading_of_the_incident_stands_on_its_line(corpus: Path, truths: list[Truth]) -> None:
    for truth in truths:
        if truth.postmortem:
            heading = _read_lines(corpus, truth)[truth.postmortem.incident.source_line]
            assert heading.startswith(f"## Incident Postmortem: {truth.postmortem.incident.incident_id}")
