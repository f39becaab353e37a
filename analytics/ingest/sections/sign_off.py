"""Section 10: the review meeting with its points and decisions, and who signed."""

from __future__ import annotations

from typing import cast

from analytics.ingest.outline import Item, Paragraph
from analytics.ingest.reading import Reading, Section, cell_date, has_column, label_of, named_lines, table_records
from analytics.ingest.sections.fields import load_field
from analytics.ingest.sections.passages import keep_other_columns
from analytics.ingest.values import is_placeholder, is_ticked
from analytics.model import NoteKind, ReviewNote, SignOff


def load_meeting(section: Section, reading: Reading) -> None:
    names = reading.dialect.fields["review"]
    kind: NoteKind | None = None
    for block in section.blocks:
        if isinstance(block, Paragraph):
            for named in named_lines(block.lines, names, reading.bold):
                load_field(reading, named)
            if label := label_of(block, reading.dialect.labels):
                kind = cast(NoteKind, label)
                reading.set_aside(block.lines[-1].line)
        elif isinstance(block, Item) and kind:
            _load_note(block, kind, reading)


def _load_note(item: Item, kind: NoteKind, reading: Reading) -> None:
    text = " ".join(line.text for line in item.lines)
    if is_placeholder(text):
        reading.set_aside_all(item.lines)
        return
    reading.capture(item.lines)
    reading.postmortem.review_notes.append(ReviewNote(item.lines[0].line, kind, text))


def load_sign_offs(section: Section, reading: Reading) -> None:
    """The rows of the sign-off table; a row with neither name nor date is the template's own."""
    for block in section.blocks:
        if not has_column(block, reading.dialect.columns["sign_offs"], "name"):
            continue
        reading.set_aside(block.line)
        for row, cells in table_records(block, reading.dialect.columns["sign_offs"]):
            name, when = cells.get("name", "").strip(), cells.get("signed_on", "")
            if is_placeholder(name) and is_placeholder(when):
                reading.set_aside(row.line)
                continue
            reading.capture_line(row.line)
            day = cell_date(when, row.line, reading)
            signed = is_ticked(cells.get("signature", ""))
            stated = None if is_placeholder(name) else name
            reading.postmortem.sign_offs.append(SignOff(row.line, cells.get("role", ""), stated, day, signed))
        keep_other_columns(block, reading.dialect.columns["sign_offs"], "name", section, reading)
