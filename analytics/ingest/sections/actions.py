"""Section 7: the action items of the three horizons, with owner, due date, status and the reason of a Won't Do."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, cast

from analytics.ingest.outline import Item, Table
from analytics.ingest.reading import Reading, Section, table_records
from analytics.ingest.sections.action_lists import list_items
from analytics.ingest.sections.passages import keep_passage
from analytics.ingest.values import is_placeholder, parse_date
from analytics.model import ActionItem, ActionStatus, Horizon

_HORIZONS: dict[str, Horizon | None] = {
    "actions": None,
    "actions.immediate": "immediate",
    "actions.short_term": "short_term",
    "actions.long_term": "long_term",
}


class WrittenStatus(NamedTuple):
    """A status cell taken apart: what it says, and the words behind it."""

    status: ActionStatus | None
    rest: str


def load_actions(section: Section, reading: Reading) -> None:
    """Tables with an item a row, and lists with an item a bullet; other words of the section are kept as a passage."""
    horizon = _HORIZONS[section.name]
    for block in section.blocks:
        if isinstance(block, Table):
            reading.set_aside(block.line)
            for row, cells in table_records(block, reading.dialect.columns["actions"]):
                _load_action(row.line, cells, horizon, reading)
    for written in list_items(section.blocks, reading):
        _load_action(written.line, written.cells, horizon, reading)
    keep_passage([block for block in section.blocks if not isinstance(block, Table | Item)], section, reading)


def _load_action(line: int, cells: dict[str, str], horizon: Horizon | None, reading: Reading) -> None:
    action = cells.get("action", "")
    if is_placeholder(action):
        reading.set_aside(line)
        return
    reading.capture_line(line)
    status_text = cells.get("status", "").strip()
    status, rest = read_status(status_text, reading, line)
    owner = cells.get("owner", "").strip()
    completed_on = _cell_date(cells, "completed_on", line, reading)
    if completed_on is None and status == "complete":
        completed_on = parse_date(rest)
    item = ActionItem(
        line=line,
        number=_number(cells.get("number", "")),
        horizon=horizon,
        action=action,
        owner=None if is_placeholder(owner) else owner,
        due_date=_cell_date(cells, "due_date", line, reading),
        status=status,
        status_text=status_text or None,
        reason=(rest or None) if status == "wont_do" else None,
        opened_on=_cell_date(cells, "opened_on", line, reading),
        completed_on=completed_on,
        completed_basis="stated" if completed_on else None,
    )
    reading.postmortem.action_items.append(item)


def _number(text: str) -> int | None:
    digits = text.strip(" #.")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None


def _cell_date(cells: dict[str, str], column: str, line: int, reading: Reading) -> date | None:
    text = cells.get(column, "")
    if is_placeholder(text):
        return None
    day = parse_date(text)
    first, last = reading.settings.ingest.years
    if day is None:
        reading.report(line, "PM102", f"{text!r} is no date")
    elif not first <= day.year <= last:
        reading.report(line, "PM205", f"the year of {text!r} is outside {first} to {last}")
        return None
    return day


def read_status(text: str, reading: Reading, line: int) -> WrittenStatus:
    """`✅`, `🔄 In progress`, `❌ Won't do (superseded by #4)`: emoji and word may stand together, a reason behind them."""
    if not text or is_placeholder(text):
        return WrittenStatus(None, "")
    status: str | None = None
    rest = text
    while found := _leading_status(rest, reading.dialect.words["action_status"]):
        status = status or found[0]
        rest = found[1]
    if status is None:
        reading.report(line, "PM105", f"{text!r} is no known status of an action item")
    return WrittenStatus(cast("ActionStatus | None", status), rest)


def _leading_status(text: str, words: dict[str, str] | object) -> tuple[str, str] | None:
    lowered = text.lower()
    table = cast("dict[str, str]", words)
    for word in sorted((word for word in table if lowered.startswith(word)), key=len, reverse=True):
        behind = text[len(word) :]
        if not (word[-1].isalnum() and behind[:1].isalnum()):
            return table[word], _unwrapped(behind)
    return None


def _unwrapped(text: str) -> str:
    """Without the punctuation that joins a reason to its status: ` - (superseded by #4)` -> `superseded by #4`."""
    text = text.strip().lstrip("\ufe0f:,;–—- ").strip()
    return text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text
