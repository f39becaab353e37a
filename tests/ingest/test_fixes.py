"""`lint --fix` changes what it says it changes, and not one byte more."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.generate import generate_corpus
from analytics.ingest.dialect import load_dialects
from analytics.ingest.fixes import Fixed, fix_bytes
from analytics.ingest.read import read_file
from analytics.ingest.readers.mend import DAMAGED
from analytics.model import CHILD_TABLES, INCIDENT_COLUMNS, Postmortem
from analytics.settings import Settings
from tests.ingest.golden import documents

SETTINGS = Settings()
DIALECTS = load_dialects(SETTINGS)

DOCUMENT = """## Incident Postmortem: INCIDENT-2026-03-14-001: Queue stopped

**Status:** Final
**Date:** 2026-03-14

The words 14 March 2026 in a sentence stay, and so do a | b and 3/4/2026.

## 2. Timeline

| Time (UTC) | Event |
|------------|-------|
| 14:05 | Alert fired |
| 14:30 | Service restored |

### 7.1 Immediate (This Week)

| # | Action | Owner | Due Date | Status |
|---|--------|-------|----------|--------|
| 1 | Alert on live consumers | @payments-oncall | 2026-03-18 | ✅ |
"""


def read(data: bytes) -> list[Postmortem]:
    return read_file("one.md", data, datetime(2026, 10, 5, tzinfo=UTC), SETTINGS, DIALECTS).postmortems


def fix(data: bytes) -> Fixed:
    fixed = fix_bytes(data, read)
    assert fixed is not None
    return fixed


def facts(postmortems: list[Postmortem]) -> list[object]:
    """All records, without the words that a fix of a date or of an emoji rewrites."""
    return [_facts(postmortem) for postmortem in postmortems]


def _facts(postmortem: Postmortem) -> object:
    incident = {name: getattr(postmortem.incident, name) for name in INCIDENT_COLUMNS}
    tables = {name: getattr(postmortem, name) for name in CHILD_TABLES if name not in {"field_sources", "action_items"}}
    items = [item._replace(status_text=None) for item in postmortem.action_items]
    return incident, tables, items, [source[:2] for source in postmortem.field_sources]


@pytest.mark.parametrize(
    ("good", "bad", "what"),
    [
        ("✅ |\n", "âœ… |\n", "damaged marks"),
        ("**Date:** 2026-03-14", "**Date:** 14 March 2026", "dates"),
        ("**Date:** 2026-03-14", "**Date:** March 14th, 2026", "dates"),
        ("| 2026-03-18 |", "| 2026-3-18 |", "dates"),
        ("| 2026-03-18 |", "| 18th Mar 2026 |", "dates"),
        ("| Alert fired |", "| Alert fired", "table pipes"),
        ("| 14:30 |", "14:30 |", "table pipes"),
        ("| Time (UTC) | Event |", "| Time (UTC) | Event", "table pipes"),
        ("|------------|-------|\n", "|------------|-------\n", "table pipes"),
        ("|---|--------|-------|----------|--------|", "|---|--------|-------|----------|--------|---|", "table pipes"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_each_fix_mends_what_was_broken_and_nothing_else(good: str, bad: str, what: str, ending: str, mark: str) -> None:
    whole = (mark + DOCUMENT).replace("\n", ending)
    broken = whole.replace(good.replace("\n", ending), bad.replace("\n", ending), 1)
    assert broken != whole
    fixed = fix(broken.encode())
    if what == "table pipes" and "14:30" not in bad:
        assert fixed.data.decode() == whole
    assert fixed.counts == {what: 1}
    assert facts(read(fixed.data)) == facts(read(whole.encode()))


def test_a_rule_with_too_few_columns_makes_the_table_readable() -> None:
    broken = DOCUMENT.replace("|------------|-------|", "|------------|")
    assert [event.event for event in read(broken.encode())[0].timeline_events] != ["Alert fired", "Service restored"]
    fixed = fix(broken.encode())
    assert fixed.counts == {"table pipes": 1}
    assert [event.event for event in read(fixed.data)[0].timeline_events] == ["Alert fired", "Service restored"]


@pytest.mark.parametrize(
    "text",
    [
        DOCUMENT,
        DOCUMENT.replace("2026-03-18", "03/04/2026"),
        DOCUMENT.replace("2026-03-18", "around 18 March 2026"),
        DOCUMENT.replace("## 2.", "---\n\n## 2.").replace("\n", "\r"),
        "---\ndate: 14 March 2026\n---\n\n" + DOCUMENT.replace("**Date:** 2026-03-14\n", ""),
        DOCUMENT + "\n```\n| a | b\n|---|\n| c\n```\n\n> | a | b |\n> |---|\n",
        DOCUMENT.replace("| 14:05 | Alert fired |", "| 14:05 | `a \\| b` \\| c |"),
        "a | b\n---|---\n1 | 2\n",
        "",
    ],
)
def test_what_is_whole_or_could_mean_two_things_stays(text: str) -> None:
    assert fix(text.encode()) == Fixed(text.encode(), {})


@pytest.mark.parametrize("data", [DOCUMENT.encode("utf-16"), DOCUMENT.encode("utf-16-le"), "Größe â³".encode("cp1252")])
def test_files_that_are_not_utf_8_are_left_alone(data: bytes) -> None:
    assert fix_bytes(data, read) is None


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.stem)
def test_cases_keep_their_facts_and_a_second_run_changes_nothing(document: Path) -> None:
    before = document.read_bytes()
    fixed = fix_bytes(before, read)
    if fixed is None:
        return
    assert facts(read(fixed.data)) == facts(read(before))
    assert fix(fixed.data) == Fixed(fixed.data, {})


def test_a_generated_corpus_keeps_its_facts(tmp_path: Path) -> None:
    generate_corpus(tmp_path, 40, 5)
    for file in tmp_path.rglob("*.md"):
        before = file.read_bytes()
        if (fixed := fix_bytes(before, read)) is None:
            continue
        assert facts(read(fixed.data)) == facts(read(before)), file.name
        assert fix(fixed.data).counts == {}
        assert _outside_of_fixes(fixed.data) == _outside_of_fixes(before)


def _outside_of_fixes(data: bytes) -> str:
    text = data.decode()
    for damaged, mark in DAMAGED.items():
        text = text.replace(damaged, mark)
    return text


@settings(max_examples=60, deadline=None)
@given(chance=st.randoms(use_true_random=False), ending=st.sampled_from(["\n", "\r\n"]))
def test_any_mixture_of_damages_is_mended_in_one_run(chance: random.Random, ending: str) -> None:
    """Damage at random places of a whole document: what is left after the fix are the facts of the whole one."""
    lines = DOCUMENT.split("\n")
    damaged = [_damage(line, chance) for line in lines]
    fixed = fix(ending.join(damaged).encode())
    assert facts(read(fixed.data)) == facts(read(DOCUMENT.encode()))
    assert fix(fixed.data) == Fixed(fixed.data, {})
    untouched = [line for line, was in zip(damaged, lines, strict=True) if line == was]
    assert [line for line in untouched if line not in fixed.data.decode().split(ending)] == []


def _damage(line: str, chance: random.Random) -> str:
    if chance.random() < 0.5:
        return line
    if line.startswith("| ") and not line.startswith("| #") and chance.random() < 0.5:  # a leading # makes a heading
        line = line.removesuffix("|").rstrip() if chance.random() < 0.5 else line.removeprefix("| ")
    return line.replace("✅", "âœ…").replace("2026-03-18", "18 March 2026").replace("Date:** 2026-03-14", "Date:** Mar 14, 2026")


def test_every_table_of_records_is_compared() -> None:
    assert {field.name for field in dataclasses.fields(Postmortem)} == {"incident", *CHILD_TABLES}
