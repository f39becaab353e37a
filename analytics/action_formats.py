"""Open action items as text, Markdown, JSON, CSV and a calendar. What documents say is data in all of them, and never markup."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pandas as pd

from analytics.csv_text import write_csv
from analytics.metrics.filters import NOT_STATED
from analytics.metrics.ledger import OpenItem, Promises

if TYPE_CHECKING:  # only a calendar needs it
    from icalendar import Event

WIDTH = 100
_MARKUP = re.compile(
    r"[\\`\[\]]"
    r"|\*(?!\s)|(?<=\S)\*"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside of a word it emphasises nothing
    r"|(?<=\S)[~$]"  # what ends something; without its end nothing begins
    r"|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
    r"|:(?=//|[\w+-]+:)|(?<=www)\.|(?<=[\w.+-])@(?=\w)"  # addresses, emoji
    r"|@(?=(?:all|channel|everyone|group|here)\b)",  # what a document says must not call everybody
    re.IGNORECASE,
)
"""What is markup in the middle of a line; what is so only at its beginning never stands there. Anything else would show its backslash
wherever a chat takes the text as it is."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is to be shown: the items in their order, what was asked for, and the day of judgement."""

    items: Sequence[OpenItem]
    wanted: Promises
    as_of: date


def summarise(ledger: Ledger) -> str:
    """`7 action items are overdue as of 2026-10-05.`"""
    count, days = len(ledger.items), ledger.wanted.due_within
    within = f"due within {days} {'day' if days == 1 else 'days'} of {ledger.as_of}" if days is not None else ""
    late = "overdue" if within else f"overdue as of {ledger.as_of}"
    asked = " or ".join(filter(None, [late if ledger.wanted.overdue else "", within]))
    items = "1 action item is" if count == 1 else f"{count:,} action items are"
    if asked:
        return f"{items} {asked}." if count else f"Nothing is {asked}."
    if not count:
        return f"No action item is open as of {ledger.as_of}."
    overdue = sum(item.overdue_days is not None for item in ledger.items)
    return f"{items} open, {overdue:,} of them overdue, as of {ledger.as_of}."


def render_text(ledger: Ledger) -> str:
    """Grouped by team and owner, at most 100 columns wide but for addresses and paths, which are not broken."""
    lines = [summarise(ledger)]
    for heading, items in _groups(ledger.items):
        lines += ["", heading, *(line for item in items for line in _text_of(item))]
    return "\n".join(lines) + "\n"


def _text_of(item: OpenItem) -> Iterator[str]:
    yield from _wrap(f"{_due(item)}  {_name(item)}", "  ")
    yield from _wrap(_clean(item.action), "    ")
    yield from _wrap("  ".join(filter(None, [_place(item), *_ticket_words(item)])), "    ")


def _wrap(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _ticket_words(item: OpenItem) -> list[str]:
    return [_clean(part) for part in dict.fromkeys((item.ticket, item.ticket_url)) if part]


def render_markdown(ledger: Ledger) -> str:
    """A list for a chat or a pull request, which not all of them could show as a table."""
    lines = [f"**{_escape(summarise(ledger))}**"]
    for heading, items in _groups(ledger.items):
        lines += ["", _escape(heading), "", *map(_markdown_of, items)]
    return "\n".join(lines) + "\n"


def _markdown_of(item: OpenItem) -> str:
    link = _markdown_ticket(item)
    place = f"{_escape(_place(item))}{f', {link}' if link else ''}"
    return f"- **{_escape(_due(item))}** {_escape(_name(item))}: {_escape(item.action)} ({place})"


def _markdown_ticket(item: OpenItem) -> str:
    if not item.ticket_url:
        return _escape(item.ticket) if item.ticket else ""
    address = re.sub(r"[\s<>\\()]", lambda found: f"%{ord(found[0]):02X}", item.ticket_url)
    return f"[{_escape(item.ticket or item.ticket_url)}](<{address}>)"


def render_json(ledger: Ledger) -> str:
    """A list of records with the keys of `OpenItem`."""
    return json.dumps([item._asdict() for item in ledger.items], indent=1, ensure_ascii=False, default=date.isoformat) + "\n"


def render_csv(ledger: Ledger) -> bytes:
    """The same records as rows; no cell of them can become a formula."""
    frame = pd.DataFrame(ledger.items, columns=list(OpenItem._fields))
    whole = {"number": "Int64", "overdue_days": "Int64"}
    return write_csv(frame.astype(whole), mark=False)


def render_calendar(ledger: Ledger) -> bytes:
    """RFC 5545: an all-day event on the due date of each item that has one. The same snapshot gives the same bytes."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Postmortem Insights//Action items//EN")
    calendar.add("version", "2.0")
    for item in ledger.items:
        if item.due_date:
            calendar.add_component(_event_of(item, item.due_date))
    return bytes(calendar.to_ical())


def _event_of(item: OpenItem, due: date) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{item.item_key}@postmortem-insights")
    event.add("dtstamp", datetime.combine(item.as_of, time(), UTC))
    event.add("dtstart", due)
    event.add("summary", f"Due: {_clean(item.action)}")
    event.add("description", "\n".join(filter(None, [_name(item), _who(item), _place(item), *_ticket_words(item)])))
    event.add("transp", "TRANSPARENT")  # a day on which something is due is not a day on which its owner is busy
    if item.ticket_url:
        event.add("url", item.ticket_url)
    return event


def _groups(items: Sequence[OpenItem]) -> Iterable[tuple[str, list[OpenItem]]]:
    """By team and owner, in the order of the first item of each."""
    groups: dict[str, list[OpenItem]] = {}
    for item in items:
        groups.setdefault(_who(item), []).append(item)
    return groups.items()


def _who(item: OpenItem) -> str:
    return f"{_clean(item.team or f'team {NOT_STATED}')}, {_clean(item.owner or 'no owner')}"


def _due(item: OpenItem) -> str:
    if item.due_date is None:
        return "no due date"
    if item.overdue_days is not None:
        return f"{item.overdue_days} {'day' if item.overdue_days == 1 else 'days'} overdue ({item.due_date})"
    left = (item.due_date - item.as_of).days
    return f"due {'today' if not left else 'tomorrow' if left == 1 else f'in {left} days'} ({item.due_date})"


def _name(item: OpenItem) -> str:
    name = _clean(item.incident_id or item.title or "incident without an id")
    number = f" #{item.number}" if item.number is not None else ""
    return f"{name}{number}{f', {item.severity}' if item.severity else ''}"


def _place(item: OpenItem) -> str:
    return f"{_clean(item.source_path)}:{item.line}"


def _clean(text: str) -> str:
    """On one line, without characters that steer a terminal or turn the direction of writing."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", _clean(text))


RENDERERS: dict[str, Callable[[Ledger], str | bytes]] = {
    "text": render_text,
    "json": render_json,
    "csv": render_csv,
    "ics": render_calendar,
    "md": render_markdown,
}
