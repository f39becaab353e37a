"""docs/diagnostics.md explains every code, and its examples are true: the bad one gives the code, the good one does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analytics.diagnostics import CODES
from analytics.ingest.pipeline import ingest
from analytics.settings import Calendar, History, Settings
from analytics.store.database import Store
from tests.docs.documents import DOCS, find_section, read_blocks, read_sections

PAGE = DOCS / "diagnostics.md"
NOT_SHOWN = {
    "PM001", "PM002", "PM006", "PM008", "PM009", "PM010", "PM011",
    "PM501", "PM502", "PM503", "PM504", "PM505", "PM506", "PM507", "PM508", "PM509",
}  # fmt: skip
"""Codes about bytes on disk and their number, about earlier versions and other files: no example of one text can show them."""


def test_every_code_is_explained_and_no_other() -> None:
    explained = [section.title for section in read_sections(PAGE) if section.title.startswith("PM")]
    assert explained == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_explanation_names_level_and_title(code: str) -> None:
    text = "\n".join(find_section(PAGE, code).lines)
    assert text.strip().startswith(f"**{CODES[code].level.capitalize()}: {CODES[code].title}.**")
    assert "\nWhat to do: " in text


def test_every_code_that_text_can_show_has_a_bad_and_a_good_example() -> None:
    assert {code for code in CODES if set(_examples(code)) == {"Bad", "Good"}} == set(CODES) - NOT_SHOWN


def test_bad_examples_give_their_code_and_good_ones_do_not(tmp_path: Path) -> None:
    shown = sorted(set(CODES) - NOT_SHOWN)
    bad = _codes_by_file(tmp_path / "Bad", shown)
    good = _codes_by_file(tmp_path / "Good", shown)
    assert [code for code in shown if code not in bad[code]] == []
    assert [code for code in shown if code in good[code]] == []


@pytest.mark.parametrize(("after", "codes"), [("Bad", ["PM506"]), ("Good", [])])
def test_the_example_of_two_versions_is_true(tmp_path: Path, after: str, codes: list[str]) -> None:
    folder, store = tmp_path / "folder", Store(tmp_path / "store")
    folder.mkdir()
    for version in ("Before", after):
        (folder / "queue.md").write_text(_document(_examples("PM506")[version], 6), encoding="utf-8")
        ingest([folder], store, Settings(), jobs=1)
    with store.cursor() as cursor:
        assert cursor.execute("SELECT code FROM diagnostics WHERE code = 'PM506'").fetchall() == [(code,) for code in codes]


def _examples(code: str) -> dict[str, str]:
    """The examples of a code by the word above them, `Bad` or `Good`."""
    return {re.split(r"\W", block.above)[0]: block.text for block in read_blocks(PAGE, "markdown") if block.heading == code}


def _codes_by_file(folder: Path, codes: list[str]) -> dict[str, set[str]]:
    """Ingest one kind of example, each in a file of its own, and say which codes each gives."""
    folder.mkdir()
    for number, code in enumerate(codes):
        (folder / f"{code}.md").write_text(_document(_examples(code)[folder.name], number), encoding="utf-8")
    store = Store(folder.parent / f"store-{folder.name}")
    ingest([folder], store, Settings(calendar=Calendar(date_order="day_first"), history=History(source="ingest")), jobs=1)
    found: dict[str, set[str]] = {code: set() for code in codes}
    with store.cursor() as cursor:
        for path, code in cursor.execute("SELECT source_path, code FROM diagnostics").fetchall():
            found[path.removesuffix(".md")].add(code)
    return found


def _document(example: str, number: int) -> str:
    """The example, below a header where it shows only a part of a document."""
    if "Incident Postmortem" in example or example.startswith("# "):
        return example
    header = (
        f"## Incident Postmortem: INCIDENT-2026-03-14-2{number:02}: Queue stopped\n\n**Date:** 2026-03-14\n**Status:** Final\n\n"
    )
    return header + example
