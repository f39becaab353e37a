"""Real postmortems of other organisations, read where they stand beside the project; nothing of them is part of it."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from analytics.ingest.dialect import load_dialects
from analytics.ingest.read import FileRead, read_file
from analytics.model import DURATIONS
from analytics.settings import load_settings

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the real corpora do not stand beside the project on this machine")

NOT_INCIDENTS = {
    "README.md", "datahub/index.qmd", "dfds/PMyyyy-nnn_-_Postmortem_template.md", "kubernetes-test-infra/README.md", "posthog/README.md",
    "posthog/investigations_template.md", "taskcluster/template.md",
}  # fmt: skip
STATED = [
    *(f"stated_{name}_min" for name in DURATIONS),
    "severity",
    "users_affected",
    "revenue_impact",
    "business_revenue",
    "sla_breach_min",
]


@cache
def reads() -> dict[str, FileRead]:
    settings = load_settings(None)
    dialects = load_dialects(settings)
    files = sorted(file for file in CORPORA.rglob("*") if file.is_file() and file.name not in {"LICENSE", "truth.csv"})
    now = datetime(2026, 10, 5, tzinfo=UTC)
    paths = {str(file.relative_to(CORPORA)): file for file in files}
    return {path: read_file(path, file.read_bytes(), now, settings, dialects) for path, file in paths.items()}


def lines_of(path: str) -> list[str]:
    return ["", *(CORPORA / path).read_text(encoding="utf-8").split("\n")]


def test_every_document_is_an_incident_and_no_other_file_is() -> None:
    assert {path for path, read in reads().items() if not read.postmortems} == NOT_INCIDENTS
    assert {len(read.postmortems) for path, read in reads().items() if path not in NOT_INCIDENTS} == {1}


def test_every_line_is_accounted_for() -> None:
    for path, read in reads().items():
        document = read.document
        left_over = document.content_lines - document.captured_lines - document.boilerplate_lines
        if read.postmortems:
            told = [int(found.message.split(" ", 1)[0]) for found in read.diagnostics if found.code == "PM004"]
            assert sum(told) == left_over, path
    content = sum(read.document.content_lines for read in reads().values() if read.postmortems)
    captured = sum(
        read.document.captured_lines + read.document.boilerplate_lines for read in reads().values() if read.postmortems
    )
    assert captured / content > 0.95


def test_timelines_of_which_no_row_has_a_time_are_reported_and_no_other() -> None:
    found = {(path, finding.line) for path, read in reads().items() for finding in read.diagnostics if finding.code == "PM211"}
    assert found == {
        ("datahub/2022-01-20-package-dependency-upgrade-incident.qmd", 35),  # a day and two times in braces above the words
        ("kubernetes-test-infra/2019-03-26.md", 74),  # `[12-05 16:21]`: which of the two is the month nobody says
        ("posthog/2025-11-15-persons-db-migration.md", 47),  # nothing but that it stands on another page
    }


def truths() -> list[dict[str, str]]:
    with (CORPORA / "dfds" / "truth.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    return float(text) if text else None


def test_stated_times_are_those_of_the_answers() -> None:
    for truth in truths():
        incident = reads()[f"dfds/{truth['file']}"].postmortems[0].incident
        stated = (incident.stated_time_to_detect_min, incident.stated_time_to_resolve_min)
        assert stated == (number(truth["stated_ttd_min"]), number(truth["stated_ttr_min"])), truth["file"]


def test_timeline_rows_are_those_of_the_answers() -> None:
    rows = placed = 0
    for truth in truths():
        events = reads()[f"dfds/{truth['file']}"].postmortems[0].timeline_events
        assert len(events) == int(truth["timeline_rows"]), truth["file"]
        rows += int(truth["parseable_rows"])
        placed += min(sum(event.occurred_at is not None for event in events), int(truth["parseable_rows"]))
    assert placed / rows >= 0.98


def test_dates_of_documents_that_state_none_are_written_in_every_dated_row_of_their_timelines() -> None:
    days = {}
    for path in (f"dfds/{truth['file']}" for truth in truths()):
        [postmortem] = reads()[path].postmortems
        if day := postmortem.incident.incident_date:
            days[path] = day
            dates = re.findall(r"^\| *(\d{4}-\d\d-\d\d)", "\n".join(lines_of(path)), re.MULTILINE)
            assert set(dates) == {str(day)}, path
    assert len(days) == 7


@pytest.mark.parametrize(
    ("heading", "table"), [("Contributing Factors", "contributing_factors"), ("Action Items", "action_items")]
)
def test_every_bullet_stands_in_a_record(heading: str, table: str) -> None:
    found = there = 0
    for truth in truths():
        path = f"dfds/{truth['file']}"
        records = {row.line: " ".join(str(value) for value in row) for row in getattr(reads()[path].postmortems[0], table)}
        words = " ".join(records.values())
        bullets = _bullets(lines_of(path), heading)
        there += len(bullets)
        found += sum(_bare(bullet) in _bare(words) for bullet in bullets)
    assert found / there >= 0.98


def _bullets(lines: list[str], heading: str) -> list[str]:
    bullets, inside = [], False
    for line in lines:
        if line.startswith("#"):
            inside = heading in line
        elif inside and (match := re.match(r"\s*[-*]\s+(\S.*)", line)):
            bullets.append(match[1])
    return bullets


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", re.sub(r"\]\([^)]*\)", "", text)).lower()


def test_no_value_is_invented() -> None:
    """Each severity, number of users, amount and duration stands in the line that it names."""
    checked = 0
    for path, read in reads().items():
        lines = lines_of(path)
        for postmortem in read.postmortems:
            for source in postmortem.field_sources:
                if source.field in STATED:
                    checked += 1
                    assert _bare(source.text) in _bare(lines[source.line]), (path, source)
            sources = {source.field for source in postmortem.field_sources}
            filled = {column for column in STATED if getattr(postmortem.incident, column) is not None}
            assert filled <= sources, path
    assert checked > 30
