"""Action items written as lists: what stands in a bullet, told apart into the cells of a table's row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from analytics.ingest.outline import Block, Heading, Item, Paragraph
from analytics.ingest.reading import Reading
from analytics.ingest.sections.items import OuterItem, outer_items
from analytics.ingest.values import is_placeholder

_LABEL = re.compile(r"[\s(\[,;–—-]*\b(?:owner|assignee|assigned to)\s*:\s*(?P<owner>[^,;()\[\]]+)[)\]]?", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w.])@[\w-]+(?:/[\w-]+)?")
_LEADING = re.compile(r"^(?P<owner>[^\s:][^:]{0,40}):\s+(?=\S)")
_TRAILING = re.compile(r"\s+[-–—]\s+(?P<owner>@?[\w .-]{2,40})$")
_DUE = re.compile(r"[\s(\[,;–—-]*\b(?:due|deadline|by)\b\s*:?\s*(?P<due>\d{4}-\d{2}-\d{2})[)\]]?", re.IGNORECASE)


class ListItem(NamedTuple):
    """One bullet as the cells of a row."""

    line: int
    cells: dict[str, str]


def list_items(blocks: Iterable[Block], reading: Reading) -> Iterator[ListItem]:
    """The outer items of lists; nested ones belong to the item above them."""
    owner = ""
    run: list[Block] = []
    for block in blocks:
        if isinstance(block, Item):
            run.append(block)
            continue
        yield from _items_of(run, owner, reading)
        run = []
        if "heading" in reading.dialect.owner_places and isinstance(block, Heading | Paragraph):
            owner = block.text if isinstance(block, Heading) else " ".join(line.text for line in block.lines)
    yield from _items_of(run, owner, reading)


def _items_of(blocks: list[Block], owner: str, reading: Reading) -> Iterator[ListItem]:
    for item in outer_items(blocks):
        if is_placeholder(item.text):
            reading.set_aside_all(item.lines)
            continue
        reading.capture(item.lines)
        yield ListItem(item.line, {"owner": owner.strip(" :"), **_cells(item, reading)})


def _cells(item: OuterItem, reading: Reading) -> dict[str, str]:
    action, status = _take_status(item.text, reading.dialect.words["action_status"])
    if item.checked is not None:
        status = status or ("[x]" if item.checked else "[ ]")
    if item.struck and not status:
        reading.report(item.line, "PM110", f"{action!r} is struck through: read as complete")
        status = "[x]"
    cells = {"action": action, "status": status}
    if match := _DUE.search(action):
        cells["due_date"] = match["due"]
    return {**cells, **_owner_cells(action, reading.dialect.owner_places)}


def _owner_cells(action: str, places: tuple[str, ...]) -> dict[str, str]:
    """The owner where the dialect looks for one. The words of the action stay whole, but for a name in front or behind."""
    if "label" in places and (match := _LABEL.search(action)):
        return {"owner": match["owner"].strip()}
    if "leading" in places and (match := _LEADING.match(action)):
        return {"owner": match["owner"], "action": action[match.end() :]}
    if "trailing" in places and (match := _TRAILING.search(action)):
        return {"owner": match["owner"], "action": action[: match.start()]}
    if "mention" in places and (match := _MENTION.search(action)):
        return {"owner": match[0]}
    return {}


def _take_status(text: str, words: Mapping[str, str]) -> tuple[str, str]:
    """The status that stands in front of the words or behind them: `DONE: …`, `… (Done)`, `… - **DONE**`, `✅ …`."""
    for pattern in _status_patterns(frozenset(words)):
        match = pattern.search(text)
        if match and match.lastgroup and (rest := (text[: match.start()] + text[match.end() :]).strip()):
            return rest, match[match.lastgroup]
    return text, ""


@lru_cache(maxsize=16)
def _status_patterns(words: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The status behind the words of an item, and in front of them; a word needs brackets, a dash or a colon around it."""
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    named = "|".join(word for word in longest_first if word[0].isalpha())
    marks = "|".join(word for word in longest_first if not word[0].isalpha())
    behind = rf"\s*(?:[(\[](?P<bracketed>{named})[)\]]|[-–—:]\s+(?P<dashed>{named})|(?P<mark>{marks})\ufe0f?)\s*\.?$"
    before = rf"^(?:(?P<mark>{marks})\ufe0f?|[(\[](?P<bracketed>{named})[)\]]|(?P<dashed>{named})(?=\s*[:–—-]\s))\s*[:–—-]?\s*"
    return re.compile(behind, re.IGNORECASE), re.compile(before, re.IGNORECASE)
