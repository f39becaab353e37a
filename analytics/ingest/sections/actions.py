"""Section 7: the action items of the three horizons, with owner, due date, status and the reason of a Won't Do."""

from __future__ import annotations

from datetime import date
from typing import cast

from analytics.ingest.outline import Block, Item, Link, Table
from analytics.ingest.reading import Reading, Section, cell_date, has_column, table_records
from analytics.ingest.sections.action_lists import Row, keep_links, list_items, owner_headings
from analytics.ingest.sections.passages import keep_other_columns, keep_passage
from analytics.ingest.sections.tickets import ticket_of
from analytics.ingest.values import (
    WrittenStatus,
    is_placeholder,
    parse_owner,
    parse_status,
    take_status,
    without_struck,
)
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
    rest: list[Block] = []
    for block in section.blocks:
        if has_column(block, reading.dialect.columns["actions"], "action"):
            _load_table(block, horizon, section, reading)
        elif not isinstance(block, Item):
            rest.append(block)
    for row in list_items(section.blocks, reading):
        _load_action(row, horizon, reading)
    owners = owner_headings(section.blocks, reading)
    for block in rest:
        if id(block) in owners:
            reading.capture_block(block)
    keep_passage([block for block in rest if id(block) not in owners], section, reading)


def _load_table(table: Table, horizon: Horizon | None, section: Section, reading: Reading) -> None:
    columns = reading.dialect.columns["actions"]
    reading.set_aside(table.line)
    for row, cells in table_records(table, columns):
        if is_placeholder(cells.get("action", "")):
            reading.set_aside(row.line)
        else:
            _load_action(_row_of(row.line, cells, reading), horizon, reading)
    keep_other_columns(table, columns, "action", section, reading)


def _row_of(line: int, cells: dict[str, str], reading: Reading) -> Row:
    """The status is that of its own cell, else the one beside the ticket, else the one in front of the action or behind it."""
    words = reading.dialect.words["action_status"]
    stated = parse_status(cells.get("status", ""), words)
    ticket, beside = _take_ticket(line, cells.get("ticket", "").strip(), reading)
    cells = {**cells, "ticket": ticket}
    if stated.status is not None or not is_placeholder(stated.written):
        return Row(line, cells, stated)
    if beside.status is not None:
        return Row(line, cells, beside)
    action, status = take_status(cells["action"], words)
    return Row(line, {**cells, "action": action}, status) if action else Row(line, cells, WrittenStatus())


def _take_ticket(line: int, ticket: str, reading: Reading) -> tuple[str, WrittenStatus]:
    """Keeps the ticket of a row as a link; its name, and the status that stands in its cell."""
    if is_placeholder(ticket):
        return "", WrittenStatus()
    words = reading.dialect.words["action_status"]
    name, status = take_status(ticket, words)
    if status.status is None and (last := ticket.rpartition(" "))[2].lower() in words:  # `SHIP-901 DONE`
        name, status = last[0], parse_status(last[2], words)
    if name:
        links = [link for link in reading.links.get(line, []) if link.label in ticket] or [Link(name, "")]
        keep_links(line, links, reading)
    return name, status


def _load_action(row: Row, horizon: Horizon | None, reading: Reading) -> None:
    line, cells, status = row
    reading.capture_line(line)
    _report_status(row, reading)
    completed_on = cell_date(cells.get("completed_on", ""), line, reading)
    if completed_on is None and status.status == "complete":
        completed_on = _day_behind(status.behind, reading, line)
    opened_on = cell_date(cells.get("opened_on", ""), line, reading)
    ticket = ticket_of(cells.get("ticket", ""), cells["action"], reading.links.get(line, ()), reading.settings.links)
    item = ActionItem(
        line=line,
        number=_number(cells.get("number", "")),
        horizon=horizon,
        action=cells["action"],
        owner=parse_owner(cells.get("owner", ""), reading.dialect.words.get("owner", {})),
        due_date=cell_date(cells.get("due_date", ""), line, reading, by=True),
        status=cast("ActionStatus | None", status.status),
        status_text=status.written or None,
        reason=(status.behind or None) if status.status == "wont_do" else None,
        opened_on=opened_on,
        completed_on=completed_on,
        completed_basis="stated" if completed_on else None,
        opened_basis="stated" if opened_on else None,
        ticket=ticket.name,
        ticket_url=ticket.url,
    )
    reading.postmortem.action_items.append(item)


def _report_status(row: Row, reading: Reading) -> None:
    """Say where a status was read by a rule, and where its words have no known meaning."""
    if row.status.status and not without_struck(row.status.written):
        reading.report(row.line, "PM113", f"{row.status.written!r} is struck out and read as complete")
    elif row.status.written and row.status.status is None:
        reading.report(row.line, "PM105", f"{row.status.written!r} is no known status of an action item")


def _number(text: str) -> int | None:
    digits = text.strip(" #.")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None


def _day_behind(words: str, reading: Reading, line: int) -> date | None:
    """The day behind a status, as in `✅ 2026-03-17`."""
    day = reading.day_of(words, line, reading.incident.incident_date)
    reading.report_rule(line, day.rule if day else None)
    return day.value if day else None
