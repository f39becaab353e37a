"""Section 5: how the incident was noticed, how long that took, and what would have noticed it earlier."""

from __future__ import annotations

from typing import cast

from analytics.ingest.outline import Block, Item, Paragraph, Table
from analytics.ingest.reading import Named, Reading, Section, has_column, label_of, table_records
from analytics.ingest.sections.boxes import ticked_boxes
from analytics.ingest.sections.fields import load_field
from analytics.ingest.sections.passages import keep_other_columns, keep_passage, take_fields
from analytics.ingest.values import is_placeholder, parse_duration
from analytics.model import DetectionMethod, DetectionSuggestion, Method


def load_methods(section: Section, reading: Reading) -> None:
    """Ticked ways of detection, the alert that fired, and how it was in words."""
    for box in ticked_boxes(section.blocks, reading, "method"):
        reading.postmortem.detection_methods.append(DetectionMethod(box.line, cast(Method, box.kind), box.text))
    rest: list[Block] = [block for block in section.blocks if not (isinstance(block, Item) and block.checked is not None)]
    keep_passage(take_fields(take_fields(rest, reading, "detection"), reading), section, reading)


def load_analysis(section: Section, reading: Reading) -> None:
    """The table of target and actual, and the suggestions below their label."""
    in_suggestions = False
    for block in section.blocks:
        if isinstance(block, Table):
            _load_analysis_table(block, section, reading)
        elif label_of(block, reading.dialect.labels) == "suggestions":
            in_suggestions = True
            reading.set_aside_all(cast(Paragraph, block).lines)
        elif in_suggestions:
            _load_suggestion(block, reading)


def _load_analysis_table(table: Table, section: Section, reading: Reading) -> None:
    reading.set_aside(table.line)
    names, columns = reading.dialect.fields["detection"], reading.dialect.columns["analysis"]
    in_words = False
    for row, cells in table_records(table, columns):
        field = names.get(cells.get("metric", "").strip(" :").lower())
        if field is None:
            continue
        if field == "detect_actual":
            load_field(reading, Named("detect_target", row.line, cells.get("target", "")))
        load_field(reading, Named(field, row.line, cells.get("actual", "")))
        in_words = in_words or not _is_difference(cells.get("gap", ""))
    if has_column(table, columns, "metric"):
        known = {header: column for header, column in columns.items() if column != "gap"} if in_words else columns
        keep_other_columns(table, known, "metric", section, reading)


def _is_difference(gap: str) -> bool:
    """Whether a gap is no more than what lies between target and actual, which have columns of their own."""
    return is_placeholder(gap) or not any(map(str.isalpha, gap)) or parse_duration(gap.lstrip("+−- ")) is not None


def _load_suggestion(block: Block, reading: Reading) -> None:
    if not isinstance(block, Item | Paragraph):
        return
    text = " ".join(line.text for line in block.lines)
    if is_placeholder(text):
        reading.set_aside_all(block.lines)
        return
    reading.capture(block.lines)
    reading.postmortem.detection_suggestions.append(DetectionSuggestion(block.lines[0].line, text))
