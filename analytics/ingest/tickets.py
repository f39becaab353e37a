"""The tracker's own word on tickets: an export of `ticket, state, closed_at` as CSV or JSON, one row for each ticket.

A row that cannot be used is a finding with its line; a file that is no export at all is a mistake in the settings.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from analytics.diagnostics import Diagnostic, diagnose
from analytics.errors import SettingsError
from analytics.ingest.readers.decode import clean_text
from analytics.ingest.values import Conventions, parse_date, parse_status
from analytics.settings import Settings

_COLUMNS = ("ticket", "state", "closed_at")
_NEEDED = _COLUMNS[:2]

Cells = dict[str, str]


class TicketRow(NamedTuple):
    """`state`: a status of an action item. `closed_on`: of a ticket that is closed, if the export says it."""

    ticket: str
    state: str
    closed_on: date | None
    line: int


class TicketExport(NamedTuple):
    """What the file gave. `digest`: of its bytes, so that an ingest sees that it has changed."""

    rows: list[TicketRow]
    diagnostics: list[Diagnostic]
    digest: str


NO_EXPORT = TicketExport([], [], "")


def read_export(root: Path, settings: Settings, words: Mapping[str, str]) -> TicketExport:
    """The export that the settings name, beside them in `root`. `words`: what the words for a state mean.

    Raises:
        SettingsError: the file cannot be read, or is no such export.
    """
    name = settings.ingest.tickets
    if name is None:
        return NO_EXPORT
    file = root / name
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(file, 0, "ingest.tickets", f"the file cannot be read ({error})") from error
    records = _json_records(file, text) if text.lstrip().startswith("[") else _csv_records(file, text)
    rows, findings = _read_rows(records, name, settings, words)
    return TicketExport(rows, findings, hashlib.sha256(data).hexdigest())


def plain_id(ticket: str) -> str:
    """Capitals and the mark in front of a number make no difference: `#12`, `pay-7`."""
    return ticket.strip().lstrip("#!").upper()


def _csv_records(file: Path, text: str) -> Iterator[tuple[int, Cells]]:
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    line = 1
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        _check_columns(file, header)
        line = rows.line_num + 1  # a quoted cell may hold line ends: a row is named by its first line
        for row in rows:
            if any(cell.strip() for cell in row):
                yield line, dict(zip(header, map(str.strip, row), strict=False))
            line = rows.line_num + 1
    except csv.Error as error:
        raise SettingsError(file, line, "ingest.tickets", f"the CSV cannot be read ({error})") from error


def _json_records(file: Path, text: str) -> Iterator[tuple[int, Cells]]:
    """The objects of the list, each with the line on which it begins."""
    decoder, place = json.JSONDecoder(), text.index("[") + 1
    line = text.count("\n", 0, place) + 1
    try:
        json.loads(text)
        while text[(begin := _skip(text, place))] != "]":
            line += text.count("\n", place, begin)
            record, place = decoder.raw_decode(text, begin)
            yield line, _cells_of(record)
            line += text.count("\n", begin, place)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else line
        raise SettingsError(file, line, "ingest.tickets", f"the JSON cannot be read ({error})") from error


def _skip(text: str, place: int) -> int:
    while text[place] in " \t\r\n,":
        place += 1
    return place


def _cells_of(record: Any) -> Cells:  # noqa: ANN401 - whatever stands in the list
    pairs = record.items() if isinstance(record, dict) else ()
    return {str(key).strip().lower(): clean_text(str(value)).strip() for key, value in pairs if value is not None}


def _check_columns(file: Path, header: list[str]) -> None:
    for name in _NEEDED:
        if name not in header:
            raise SettingsError(file, 1, "ingest.tickets", f"the column {name} is missing; there must be {', '.join(_COLUMNS)}")


def _read_rows(
    records: Iterator[tuple[int, Cells]], name: str, settings: Settings, words: Mapping[str, str]
) -> tuple[list[TicketRow], list[Diagnostic]]:
    known: dict[str, TicketRow] = {}
    findings: list[Diagnostic] = []
    for line, cells in records:
        row, problem = _read_row(line, cells, settings, words)
        first = known.get(plain_id(row.ticket)) if row else None
        if first:
            problem = f"{first.ticket} stands on line {first.line} already, which counts"
        elif row:
            known[plain_id(row.ticket)] = row
        if problem:
            findings.append(diagnose(name, line, "PM507", problem))
    return list(known.values()), findings


def _read_row(line: int, cells: Cells, settings: Settings, words: Mapping[str, str]) -> tuple[TicketRow | None, str | None]:
    """The row, and what is wrong with it: without a ticket or a state it is of no use."""
    ticket, state, closed_at = (cells.get(name, "") for name in _COLUMNS)
    status = parse_status(state, words).status
    if not plain_id(ticket):
        return None, "the row names no ticket"
    if status is None:
        return None, f"{state!r} is no known state of a ticket"
    day = _day_of(closed_at, settings) if status in ("complete", "wont_do") else None
    problem = f"{closed_at!r} is no day in {settings.ingest.years[0]} to {settings.ingest.years[1]}"
    unread = day is None and closed_at and status in ("complete", "wont_do")
    return TicketRow(ticket, status, day, line), problem if unread else None


def _day_of(text: str, settings: Settings) -> date | None:
    """The day of an instant in the zone of the calendar."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        parsed = parse_date(text, Conventions(settings.calendar.date_order, ())) if text else None
        day = parsed.value if parsed and parsed.certainty == "exact" else None
    else:
        day = (instant.astimezone(ZoneInfo(settings.calendar.time_zone)) if instant.tzinfo else instant).date()
    return day if day and settings.ingest.years[0] <= day.year <= settings.ingest.years[1] else None
