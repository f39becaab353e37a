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
    action, status = _take_leading_status(item.text, reading.dialect.words["action_status"])
    if item.checked is not None:
        status = status or ("[x]" if item.checked else "[ ]")
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


def _take_leading_status(text: str, words: Mapping[str, str]) -> tuple[str, str]:
    """The status in front of the words: `DONE: …`, `[done] …`, `✅ …`. One behind them is taken where the row is read."""
    match = _leading_status(frozenset(words)).match(text)
    return (text[match.end() :], match[match.lastgroup]) if match and match.lastgroup and match.end() < len(text) else (text, "")


@lru_cache(maxsize=16)
def _leading_status(words: frozenset[str]) -> re.Pattern[str]:
    """A mark, or a word with brackets around it or a dash or colon behind it."""
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    named = "|".join(word for word in longest_first if word[0].isalpha())
    marks = "|".join(word for word in longest_first if not word[0].isalpha())
    return re.compile(
        rf"(?:(?P<mark>{marks})\ufe0f?|[(\[](?P<bracketed>{named})[)\]]|(?P<word>{named})(?=\s*[:–—-]\s))\s*[:–—-]?\s*",
        re.IGNORECASE,
    )
