"""An incident's action items on its page: what belongs together in one cell, so that the action itself has room.

Everything is a document's text and escaped, the addresses of tickets with it.
"""

from __future__ import annotations

from urllib.parse import quote

import pandas as pd

from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import format_label, format_short_label, is_unknown
from analytics.ui.original import line_link
from analytics.ui.words import escape_markdown

_SAFE = ":/?#@!&'*+,;=%~"
"""What may stand in an address as it is: brackets would end the link, a dollar begins a formula."""

_UNBROKEN = 26


def item_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Markdown of each item; columns in which nothing stands are left out."""
    cells = pd.DataFrame([_cells_of(row) for row in rows_of(rows)])
    return cells.loc[:, (cells != "").any()]


def _cells_of(row: Row) -> dict[str, str]:
    return {
        "Line": line_link(row.line),
        "No.": "" if is_unknown(row.number) else str(int(row.number)),
        "Horizon": "" if is_unknown(row.horizon) else _small(format_short_label(row.horizon)),
        "Action": _words(row.action),
        "Owner": _small(row.owner),
        "Due": _small(row.due_date),
        "Status": _status(row),
        "Opened": _day(row.opened_on, row.opened_basis),
        "Completed": _day(row.completed_on, row.completed_basis),
        "Ticket": _ticket(row),
    }


def _status(row: Row) -> str:
    """The status with its reason; the document's own words where they are no status that is known."""
    if is_unknown(row.status):
        return "" if is_unknown(row.status_text) else f"not known: “{_words(row.status_text)}”"
    reason = "" if is_unknown(row.reason) else f": {_words(row.reason)}"
    return f"{escape_markdown(format_label(row.status))}{reason}"


def _day(day: object, basis: object) -> str:
    """A day and on whose word it is known."""
    return "" if is_unknown(day) else f"{_small(day)} :small[:gray[{_words(basis)}]]"


def _ticket(row: Row) -> str:
    if is_unknown(row.ticket) or is_unknown(row.ticket_url):
        return _small(row.ticket)
    return f"[{_words(row.ticket)}]({quote(row.ticket_url, safe=_SAFE)})"


def _small(value: object) -> str:
    """Text that does not break: days and names would at their hyphens. A longer one may."""
    words = _words(value)
    return f":small[{words}]" if words and len(words) <= _UNBROKEN else words


def _words(value: object) -> str:
    return "" if is_unknown(value) else escape_markdown(str(value))
