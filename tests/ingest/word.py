"""DOCX files as Word and Google Docs write them, built anew for each test run: a binary in the repository could not be reviewed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from docx import Document
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

_TICK_BOX = (
    '<w:sdt {} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdtPr><w14:checkbox>'
    '<w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>'
)


def _add_table(word: Word, rows: list[list[str]], *, bold: bool = False) -> None:
    table = word.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, row in zip(rows, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            run = cell.paragraphs[0].add_run(text)
            run.bold = bold and cells is rows[0]


def _add_box(word: Word, text: str, *, ticked: bool) -> None:
    paragraph = word.add_paragraph()
    paragraph._p.append(parse_xml(_TICK_BOX.format(nsdecls("w"), int(ticked), "☒" if ticked else "☐")))
    paragraph.add_run(f" {text}")


def _word_document(word: Word) -> None:
    word.add_heading("Incident Postmortem: INCIDENT-2026-07-01-001: Mail stopped", 1)
    for name, value in {"Status": "Final", "Date": "2026-07-01", "Authors": "@mail-oncall"}.items():
        paragraph = word.add_paragraph()
        paragraph.add_run(f"{name}:").bold = True
        paragraph.add_run(f" {value}")
    word.add_heading("1. Executive Summary", 2)
    word.add_paragraph("No mail left the system for an hour.")
    _add_table(word, [["Metric", "Value"], ["Severity", "P2"], ["Duration", "1 hour"]])
    word.add_heading("2. Timeline", 2)
    _add_table(word, [["Time (UTC)", "Event"], ["08:00", "Alert fired"], ["09:00", "Service restored"]])
    word.add_heading("4.3 Contributing Factors", 2)
    _add_box(word, "Configuration error", ticked=True)
    _add_box(word, "Human error", ticked=False)
    word.add_heading("6.1 What Went Well", 2)
    word.add_paragraph("The queue kept every mail", style="List Bullet")
    word.add_paragraph("Nobody was paged twice", style="List Bullet")
    word.add_heading("7.1 Immediate", 2)
    _add_table(
        word, [["#", "Action", "Owner", "Due Date", "Status"], ["1", "Watch the queue", "@mail-oncall", "2026-07-10", "✅"]]
    )


def _google_document(word: Word) -> None:
    word.add_paragraph("INCIDENT-2026-07-02-001: Uploads fail", style="Title")
    word.add_paragraph("Status: Draft")
    word.add_paragraph("Date: 2026-07-02")
    word.add_heading("Executive Summary", 1)
    word.add_paragraph("Uploads failed for everybody.")
    _add_table(word, [["Severity", "P1"], ["Time to Resolve", "45 min"]])
    word.add_heading("User Impact", 1)
    word.add_paragraph("☑ Users could not access the service")
    word.add_paragraph("☐ Error messages")
    word.add_heading("Timeline", 1)
    _add_table(word, [["UTC", "What"], ["10:00", "Alert fired"]], bold=True)


def _minutes(word: Word) -> None:
    word.add_heading("Minutes of the weekly meeting", 1)
    word.add_paragraph("Nothing was decided.")


_BUILDERS: dict[str, Callable[[Word], None]] = {
    "word": _word_document,
    "google-docs": _google_document,
    "minutes-of-a-meeting": _minutes,
}


def build_documents() -> dict[str, bytes]:
    """Name -> bytes of every DOCX among the golden cases."""
    found = {f"{name}.docx": _save(build) for name, build in _BUILDERS.items()}
    found["text-named-docx.docx"] = b"This is no archive."
    found["archive-without-a-document.docx"] = pack({"readme.txt": b"hello"})
    return found


def _save(build: Callable[[Word], None]) -> bytes:
    word = Document()
    build(word)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def pack(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()
