"""Golden cases: a document and, beside it, everything that was read from it, as text that a colleague can check by eye.

`python -m tests.ingest.golden` writes the expected files anew; read the difference before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from analytics.ingest.dialect import load_dialects
from analytics.ingest.read import FileRead, read_file
from analytics.model import CHILD_TABLES, INCIDENT_COLUMNS, ActionItem, FieldSource
from analytics.settings import Settings, find_settings_file, load_settings
from tests.ingest.word import build_documents

CASES = Path(__file__).parent.parent / "cases"
_NOT_IN_THE_DOCUMENT = {"incident_key", "source_path", "dialect"}
_USUAL_DIALECT = "template"
_SHOWN = {"action_items": 11}
"""Fields of a row that are shown beside each other; the key is no reader's to check, a ticket stands in a line of its own."""


def documents() -> list[Path]:
    """Every file of the cases that has, or is to have, an expected one beside it; a DOCX is built, and is only a name here."""
    written = [path for path in CASES.rglob("*") if path.is_file() and path.suffix not in (".expected", ".toml")]
    return sorted([*written, *(CASES / "formats" / name for name in build_documents())])


def expected_file(document: Path) -> Path:
    if document.suffix == ".md":
        return document.with_suffix(".expected")
    return document.with_name(f"{document.name}.expected")


def name_of(document: Path) -> str:
    """A case is known by its folder and its name: `timeline/plain-lines`."""
    return str(document.relative_to(CASES).with_suffix(""))


def settings_of(document: Path) -> Settings:
    """Settings of the case alone, else those of its folder."""
    beside = document.with_suffix(".toml")
    return load_settings(beside if beside.is_file() else find_settings_file(document))


def read_document(document: Path) -> FileRead:
    settings = settings_of(document)
    dialects = load_dialects(settings)
    return read_file(document.name, source_of(document), datetime(2026, 10, 5, tzinfo=UTC), settings, dialects)


def source_of(document: Path) -> bytes:
    return build_documents()[document.name] if document.suffix == ".docx" else document.read_bytes()


def render(read: FileRead) -> str:
    """Every stated column with its line, every row of every table, the diagnostics, the account of lines."""
    return "\n".join(_lines(read)) + "\n"


def _lines(read: FileRead) -> Iterator[str]:
    for postmortem in read.postmortems:
        sources = {source.field: source for source in postmortem.field_sources}
        yield "incident"
        for column in INCIDENT_COLUMNS:
            value = getattr(postmortem.incident, column)
            if column not in _NOT_IN_THE_DOCUMENT and value not in (None, []):
                source = sources.get(column)
                yield f"  {source.line if source else '-':>4}  {column}: {_text(value)}{_how_sure(source) if source else ''}"
        for table in CHILD_TABLES:
            rows = getattr(postmortem, table)
            if table == "field_sources" or not rows:
                continue
            yield table
            for row in rows:
                yield f"  {row.line:>4}  " + " | ".join(_text(value) for value in row[1:][: _SHOWN.get(table)])
                yield from _ticket(row)
    if read.document.dialect not in (None, _USUAL_DIALECT):
        yield f"dialect: {read.document.dialect}"
    if read.document.reader != "markdown":
        yield f"reader: {read.document.reader}"
    yield "diagnostics"
    for finding in read.diagnostics:
        yield f"  {finding.line:>4}  {finding.level} {finding.code} {finding.message}"
    d = read.document
    left_over = d.content_lines - d.captured_lines - d.boilerplate_lines
    yield f"lines: {d.content_lines} = {d.captured_lines} captured + {d.boilerplate_lines} boilerplate + {left_over} left over"


def _ticket(row: NamedTuple) -> Iterator[str]:
    if isinstance(row, ActionItem) and row.ticket:
        yield f"        ticket: {row.ticket}"
        if row.ticket_url and row.ticket_url != row.ticket:
            yield f"        opens at: {row.ticket_url}"


def _how_sure(source: FieldSource) -> str:
    match source.certainty:
        case "exact":
            return ""
        case "approximate":
            return " (approximate)"
        case _:
            return f" (range {source.low or 'open'} to {source.high or 'open'})"


def _text(value: object) -> str:
    match value:
        case None:
            return "-"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%SZ").replace(":00Z", "Z")
        case date():
            return value.isoformat()
        case list():
            return ", ".join(map(str, value))
        case float():
            return f"{value:g}" if value < 1e6 else f"{value:.2f}"
        case _:
            return str(value).replace("\n", "⏎")


if __name__ == "__main__":
    for path in documents():
        expected_file(path).write_text(render(read_document(path)), encoding="utf-8")
