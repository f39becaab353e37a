"""Every document in tests/cases is read into exactly what stands beside it, and every fact is found again on its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analytics.ingest.read import FileRead
from analytics.ingest.readers.decode import decode
from analytics.model import CHILD_TABLES
from tests.ingest.golden import documents, expected_file, name_of, read_document, render, source_of

_WORD = re.compile(r"[A-Za-z0-9]{2,}")


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_document_is_read_as_expected(document: Path) -> None:
    assert render(read_document(document)) == expected_file(document).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_lines_add_up(document: Path) -> None:
    read = read_document(document)
    text = read.document.text
    written = [line for line in text.split("\n") if line.strip()]
    left_over = read.document.content_lines - read.document.captured_lines - read.document.boilerplate_lines
    reported = sum(int(d.message.split()[0]) for d in read.diagnostics if d.code == "PM004")
    assert read.document.content_lines == len(written)
    assert left_over >= 0
    assert read.document.incidents == 0 or reported == left_over


def test_every_table_is_filled_by_the_full_template() -> None:
    (postmortem,) = read_document(_full()).postmortems
    # The template has a place for everything: passages hold the words of documents in other dialects.
    assert [table for table in CHILD_TABLES if not getattr(postmortem, table)] == ["passages"]


@pytest.mark.parametrize("document", [_path for _path in documents() if "formats" in _path.parts], ids=lambda path: path.name)
def test_words_of_every_fact_stand_on_its_line_in_the_file(document: Path) -> None:
    """Rule 5 of the house: a fact's line is where a reader finds it, whatever the file was converted from."""
    read = read_document(document)
    lines = _lines_of(document, read)
    # An Atlassian document spreads one paragraph over many lines of JSON; the fact stands on the first.
    spread = 15 if "atlassian" in document.name else 1
    for postmortem in read.postmortems:
        for table in CHILD_TABLES:
            for row in getattr(postmortem, table):
                texts = [row.text] if table == "field_sources" else [value for value in row if isinstance(value, str)]
                words = [word for text in texts for word in _WORD.findall(text)]
                place = "\n".join(lines[row.line - 1 : row.line - 1 + spread])
                assert not words or any(word in place for word in words), (table, row, place)


def _lines_of(document: Path, read: FileRead) -> list[str]:
    """The file's own lines; a DOCX has none but those of the text it was converted to."""
    if document.suffix == ".docx":
        return read.document.text.split("\n")
    text, _ = decode(document.name, source_of(document))
    return text.split("\n") if text else []


def test_words_of_every_row_stand_on_its_line() -> None:
    """The full template fills every table."""
    read = read_document(_full())
    lines = read.document.text.split("\n")
    (postmortem,) = read.postmortems
    for table in CHILD_TABLES:
        for row in getattr(postmortem, table):
            words = [row.text] if table == "field_sources" else [value for value in row if isinstance(value, str)]
            place = lines[row.line - 1]
            assert any(word in place for text in words for word in _WORD.findall(text)), (table, row, place)


def test_every_stated_column_has_its_line() -> None:
    read = read_document(_full())
    (postmortem,) = read.postmortems
    lines = read.document.text.split("\n")
    sources = {source.field: source for source in postmortem.field_sources}
    assert lines[sources["severity"].line - 1] == "| **Severity** | P1 (major) |"
    assert lines[sources["summary"].line - 1].startswith("For 1 hour 52 minutes")
    assert lines[sources["root_cause"].line - 1].startswith("   Answer: The supervisor takes")
    assert lines[sources["started_at"].line - 1] == "| 22:31 | Impact began: consumers stop renewing their lease |"


def test_there_is_a_case_for_every_variation() -> None:
    assert len(documents()) >= 150


def _full() -> Path:
    return next(path for path in documents() if path.stem == "fully-filled")
