"""Marks one action item of a Markdown document as complete: its status cell or its box changes, and no other byte.

The edited bytes are read before anybody writes them. They must give the same incidents but for that status: what cannot be edited
with certainty is refused with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from analytics.errors import UsageError
from analytics.ingest.batch import read_data
from analytics.ingest.fixes.edits import Edit, Line, apply_edits, split_lines
from analytics.ingest.outline import Item, Table
from analytics.ingest.readers.markdown import NAME
from analytics.ingest.readers.mend import DAMAGED, DAMAGED_MARK
from analytics.ingest.reading import Trace, column_meanings
from analytics.ingest.sources import SourceFile
from analytics.ingest.values import is_placeholder, parse_status
from analytics.model import ActionItem, Postmortem
from analytics.settings import Settings

_DONE = "✅"
_DAMAGED_DONE = next(damaged for damaged, mark in DAMAGED.items() if mark == _DONE)
_PIPE = re.compile(r"(?<!\\)\|")
_BEFORE_CELLS = re.compile(r"[\s>]*")
_OPEN_BOX = re.compile(r"[\s>]*(?:[-*+]|\d{1,9}[.)])\s+(?P<box>\[ \])")
_ISO_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_COUNTERPARTS = {
    **dict.fromkeys(("", "pending", "not started", "in progress", "in-progress", "started"), "complete"),
    **dict.fromkeys(("open", "to do", "todo"), "done"),
}
"""The word for the end that goes with the word for the beginning."""


class Place(NamedTuple):
    """An action item by the keys of the store. `completed_on`: since when it is done, as far as the document or its history tells."""

    incident_key: str
    ordinal: int
    completed_on: date | None = None


class Completion(NamedTuple):
    """The bytes of the document with the item done, the words in the place of its old status, and since when it is done."""

    data: bytes
    before: str
    after: str
    on: date | None


class _Document(NamedTuple):
    """A document before the edit. `words`: what the words for a status mean in its dialect."""

    text: str
    lines: list[Line]
    trace: Trace
    words: Mapping[str, str]


def complete_item(source: SourceFile, data: bytes, settings: Settings, place: Place, on: date | None, today: date) -> Completion:
    """`on`: the day on which it was done, if somebody says so; a table gets today's without.

    Raises:
        UsageError: the item cannot be marked, or not without changing more than its status.
    """
    traces: list[Trace] = []
    read = read_data(source, data, settings, traces)
    if read.document.reader != NAME or len(traces) != 1:
        raise UsageError(
            f"{source.path} is not Markdown (it is read as {read.document.reader}): mark the item where it was exported."
        )
    item = _find(read.postmortems, place)
    _refuse_final(item, item.completed_on or place.completed_on)
    document = _open(source, data, traces[0])
    edit, day = _plan(document, item, on, today)
    edited = apply_edits(document.text, [edit]).encode()
    after = read_data(source, edited, settings).postmortems
    if after != _expected(read.postmortems, after, place, day):
        raise UsageError(
            f"Marking line {item.line} of {source.path} would change what else is read there, so nothing was written: edit it by hand."
        )
    return Completion(edited, document.text[edit.start : edit.end].strip(), edit.new.strip(), day)


def _find(postmortems: Sequence[Postmortem], place: Place) -> ActionItem:
    for postmortem in postmortems:
        if postmortem.incident.incident_key == place.incident_key and len(postmortem.action_items) >= place.ordinal:
            return postmortem.action_items[place.ordinal - 1]
    raise UsageError("The document is read otherwise than at the last ingest: run `postmortems ingest` again first.")


def _refuse_final(item: ActionItem, completed_on: date | None) -> None:
    if item.status == "complete":
        raise UsageError(f"The action item is complete already{f', since {completed_on}' if completed_on else ''}.")
    if item.status == "wont_do":
        raise UsageError(
            "The action item is marked as won't do: if it was done after all, edit its line, and its reason, by hand."
        )


def _open(source: SourceFile, data: bytes, trace: Trace) -> _Document:
    try:
        text = data.decode("utf-8")  # a byte-order mark stays the first character, and so it is written back
    except UnicodeDecodeError as error:
        raise UsageError(f"{source.path} is not UTF-8: save it as UTF-8 and ingest it first.") from error
    words = trace.dialect.words["action_status"] if trace.dialect else {}
    return _Document(text, split_lines(text), trace, words)


def _plan(document: _Document, item: ActionItem, on: date | None, today: date) -> tuple[Edit, date | None]:
    for block in document.trace.outline.blocks:
        if isinstance(block, Table) and any(row.line == item.line for row in block.rows):
            day = on or item.completed_on or today
            return _plan_cell(document, block, item.line, day), day
        if isinstance(block, Item) and block.lines and block.lines[0].line == item.line:
            return _plan_box(document, block, item.line, on), None
    raise UsageError(f"Line {item.line} is neither a row of a table nor an entry of a list: edit it by hand.")


def _plan_box(document: _Document, block: Item, number: int, on: date | None) -> Edit:
    line = document.lines[number]
    box = _OPEN_BOX.match(line.text)
    if block.checked is None or box is None:
        raise UsageError(f"The entry on line {number} has no box (- [ ]) to tick: write its status into its words by hand.")
    if on is not None:
        raise UsageError(f"The entry on line {number} is ticked in a list, which states no day: leave --on out.")
    return Edit(line.start + box.start("box"), line.start + box.end("box"), "[x]")


def _plan_cell(document: _Document, table: Table, number: int, day: date) -> Edit:
    cell = _status_cell(document, table, number)
    if cell is None:
        raise UsageError(f"The row on line {number} has no status cell: add the column Status to its table.")
    old = document.text[cell.start : cell.end]
    if "<" in old or "](" in old:  # a comment, a line break, a link: it would be lost
        raise UsageError(f"The status cell on line {number} holds more than a status: edit it by hand.")
    form = _form_of_others(document, table, day) or f"{_form_like(old.strip(), document.words)} {day}"
    return cell._replace(new=_fit(old, form))


def _status_cell(document: _Document, table: Table, number: int) -> Edit | None:
    """What stands between the two pipes of the row's status."""
    columns = column_meanings(table, document.trace.dialect.columns["actions"] if document.trace.dialect else {})
    spans = list(_cells(document.lines[number]))
    if "status" not in columns or columns.index("status") >= len(spans):
        return None
    return spans[columns.index("status")]


def _cells(line: Line) -> Iterator[Edit]:
    """The cells of a row, each as the edit that leaves it as it is."""
    before = _BEFORE_CELLS.match(line.text)
    start = before.end() if before else 0
    ends = [match.start() for match in _PIPE.finditer(line.text, start)]
    if line.text[ends[-1] + 1 if ends else start :].strip():  # the last pipe of a row may be left out, as the first may
        ends.append(len(line.text))
    begin = start
    for end in ends:
        if end > start or begin > start:
            yield Edit(line.start + begin, line.start + end, line.text[begin:end])
        begin = end + 1


def _form_of_others(document: _Document, table: Table, day: date) -> str | None:
    """How the document itself writes that an item is done, first of all in the same table, with this day in it."""
    others = [block for block in document.trace.outline.blocks if isinstance(block, Table) and block is not table]
    for block in (table, *others):
        for row in block.rows:
            cell = _status_cell(document, block, row.line)
            if cell and (form := _with_day(cell.new.strip(), document.words, day)):
                return form
    return None


def _with_day(written: str, words: Mapping[str, str], day: date) -> str | None:
    """The words of a status that is complete with another day in them; None where they hold more than that."""
    status = parse_status(_mended(written), words)
    days = _ISO_DAY.findall(written)
    if status.status != "complete" or "~~" in written:
        return None
    if not status.behind:
        return f"{written} {day}"
    return written.replace(days[0], str(day)) if [status.behind] == days else None


def _form_like(old: str, words: Mapping[str, str]) -> str:
    """`✅ Complete` in the place of `⏳ Pending`, `✅` in that of `⏳`, `Done` in that of `Open`, with the same capitals."""
    mended = _mended(old)
    if mended == "[ ]":
        return "[x]"
    if is_placeholder(mended):
        return f"{_DONE} Complete"
    has_mark = not mended[0].isascii() and not mended[0].isalpha()
    mark = (_DAMAGED_DONE if mended != old else _DONE) if has_mark else ""
    plain = " ".join(re.findall(r"[^\W\d_][\w'-]*", mended))
    return " ".join(filter(None, [mark, _word_like(plain, words) if plain else ""]))


def _word_like(plain: str, words: Mapping[str, str]) -> str:
    known = next((word for word in _COUNTERPARTS if word and plain.lower().startswith(word)), None)
    done = (word for word, meaning in words.items() if meaning == "complete" and word[0].isalpha())
    word = _COUNTERPARTS[known] if known else next(done, "complete")
    return word.upper() if plain.isupper() else word.capitalize() if plain[0].isupper() else word


def _mended(text: str) -> str:
    return DAMAGED_MARK.sub(lambda damaged: DAMAGED[damaged[0]], text)


def _fit(old: str, new: str) -> str:
    """The new words in the cell's own padding: it stays as wide as it is where they are not longer."""
    lead = old[: len(old) - len(old.lstrip())] if old.strip() else old[:1]
    end = old[-1:] if old[-1:].isspace() else ""
    return f"{lead}{new}{end}".ljust(len(old))


def _expected(before: Sequence[Postmortem], after: Sequence[Postmortem], place: Place, day: date | None) -> list[Postmortem]:
    """The incidents as they must be after the edit. How the status is written is left to what the reader made of it."""
    return [_completed(postmortem, after, place, day) for postmortem in before]


def _completed(postmortem: Postmortem, after: Sequence[Postmortem], place: Place, day: date | None) -> Postmortem:
    if postmortem.incident.incident_key != place.incident_key:
        return postmortem
    items = list(postmortem.action_items)
    written = _find(after, place).status_text
    items[place.ordinal - 1] = items[place.ordinal - 1]._replace(
        status="complete", status_text=written, completed_on=day, completed_basis="stated" if day else None
    )
    return replace(postmortem, action_items=items)
