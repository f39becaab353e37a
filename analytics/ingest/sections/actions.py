"""Section 7: the action items of the three horizons, with owner, due date, status and the reason of a Won't Do."""

from __future__ import annotations

from datetime import date
from typing import cast

from analytics.ingest.outline import Block, Item, Link
from analytics.ingest.reading import Reading, Section, cell_date, has_column, table_records
from analytics.ingest.sections.action_lists import keep_links, list_items, owner_headings, take_status
from analytics.ingest.sections.passages import keep_passage
from analytics.ingest.values import WrittenStatus, is_placeholder, parse_owner, parse_status, take_trailing_status
from analytics.model import ActionItem, ActionStatus, Horizon

_HORIZONS: dict[str, Horizon | None] = {
    "actions": None,
    "actions.immediate": "immediate",
    "actions.short_term": "short_term",
    "actions.long_term": "long_term",
}


def load_actions(section: Section, reading: Reading) -> None:
    """Tables with an item a row, and lists with an item a bullet; other words of the section are kept as a passage."""
    horizon = _HORIZONS[section.name]
    columns = reading.dialect.columns["actions"]
    tables = [block for block in section.blocks if has_column(block, columns, "action")]
    for table in tables:
        reading.set_aside(table.line)
        for row, cells in table_records(table, columns):
            _load_action(row.line, _with_ticket(row.line, cells, reading), horizon, reading)
    for written in list_items(section.blocks, reading):
        _load_action(written.line, written.cells, horizon, reading)
    owners = owner_headings(section.blocks, reading)
    for block in section.blocks:
        if id(block) in owners:
            reading.capture_block(block)
    rest: list[Block] = [
        block for block in section.blocks if block not in tables and not isinstance(block, Item) and id(block) not in owners
    ]
    keep_passage(rest, section, reading)


def _with_ticket(line: int, cells: dict[str, str], reading: Reading) -> dict[str, str]:
    """The cells of a row whose ticket is kept as a link; a status that stands in the ticket's column is taken from there."""
    ticket = cells.get("ticket", "").strip()
    if is_placeholder(ticket) or is_placeholder(cells.get("action", "")):
        return cells
    words = reading.dialect.words["action_status"]
    name, status = take_status(ticket, words)
    if not status and (last := ticket.rpartition(" "))[2].lower() in words:  # `SHIP-901 DONE`
        name, status = last[0], last[2]
    if name:
        links = [link for link in reading.links.get(line, []) if link.label in ticket] or [Link(name, "")]
        keep_links(line, links, reading)
    return cells if is_placeholder(status) else {"status": status, **cells}


def _load_action(line: int, cells: dict[str, str], horizon: Horizon | None, reading: Reading) -> None:
    action = cells.get("action", "")
    if is_placeholder(action):
        reading.set_aside(line)
        return
    reading.capture_line(line)
    (status, rest), action, status_text = _status_of(cells, reading, line)
    completed_on = cell_date(cells.get("completed_on", ""), line, reading)
    if completed_on is None and status == "complete":
        completed_on = _day_behind(rest, reading, line)
    item = ActionItem(
        line=line,
        number=_number(cells.get("number", "")),
        horizon=horizon,
        action=action,
        owner=parse_owner(cells.get("owner", ""), reading.dialect.words.get("owner", {})),
        due_date=cell_date(cells.get("due_date", ""), line, reading, by=True),
        status=cast("ActionStatus | None", status),
        status_text=status_text,
        reason=(rest or None) if status == "wont_do" else None,
        opened_on=cell_date(cells.get("opened_on", ""), line, reading),
        completed_on=completed_on,
        completed_basis="stated" if completed_on else None,
    )
    reading.postmortem.action_items.append(item)


def _number(text: str) -> int | None:
    digits = text.strip(" #.")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None


def _day_behind(words: str, reading: Reading, line: int) -> date | None:
    """The day behind a status, as in `✅ 2026-03-17`."""
    day = reading.day_of(words, reading.incident.incident_date)
    reading.report_rule(line, day.rule if day else None)
    return day.value if day else None


def read_status(text: str, reading: Reading, line: int) -> WrittenStatus:
    """The status in a cell and the words behind it; a word of no known meaning is reported."""
    written = parse_status(text, reading.dialect.words["action_status"])
    if written.status is None:
        if is_placeholder(text):
            return WrittenStatus(None, "")
        reading.report(line, "PM105", f"{text!r} is no known status of an action item")
    return written


def _status_of(cells: dict[str, str], reading: Reading, line: int) -> tuple[WrittenStatus, str, str | None]:
    """The status of a row, its action without it, and the status as written: the status cell's, else the one behind the action."""
    text, action = cells.get("status", "").strip(), cells.get("action", "")
    behind = take_trailing_status(action, reading.dialect.words["action_status"])
    if behind.status is None or (text and not is_placeholder(text)):
        return read_status(text, reading, line), action, text or None
    words = action.removeprefix(behind.rest).strip()
    if action.startswith("~~"):
        words = action
        reading.report(line, "PM113", f"{action!r} is struck out and read as complete")
    return WrittenStatus(behind.status, ""), behind.rest, words
