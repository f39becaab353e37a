"""Action items written as lists: what stands in a bullet, told apart into the cells of a table's row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from analytics.ingest.outline import Block, Heading, Html, Item, Link, Paragraph
from analytics.ingest.reading import Reading
from analytics.ingest.sections.items import OuterItem, outer_items
from analytics.ingest.values import WrittenStatus, is_placeholder, parse_status, take_status
from analytics.ingest.values.dates import MONTH
from analytics.model import ReferenceLink

_LABEL = re.compile(r"\b(?:owner|assignee|assigned to)\s*:\s*(?P<owner>[^,;()\[\]]+?)(?:[.!]\s|[,;()\[\]]|$)", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:[,;(\[]|\s[-–—])\s*(?:owner|assignee|assigned to)\s+(?P<owner>@?[\w-]+(?:[/.][\w-]+)*)\s*(?:[.!]?$|[,;)\]])",
    re.IGNORECASE,
)
"""Without a colon it is a label only as a part of its own: "ask the owner for access" names nobody."""
_MENTION = re.compile(r"(?<![\w.])@[\w-]+(?:/[\w-]+)?")
_LEADING = re.compile(r"^(?P<owner>[^\s:][^:]{0,40}):\s+(?=\S)")
_TRAILING = re.compile(r"(?<!\s)\s++[-–—]\s++(?P<owner>@?[\w .-]{2,40})$")
_DAY = (
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+{MONTH}(?:\s+\d{{4}})?|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|{MONTH}\s+\d{{4}}|q[1-4](?:\s+\d{{4}})?|(?:next|this|end\s+of(?:\s+the)?)\s+(?:week|sprint|month|quarter|year)"
)
_DUE = re.compile(rf"\b(?:due(?: date)?|deadline|eta|estimated completion|by)\b\s*:?\s*(?P<due>{_DAY})\b", re.IGNORECASE)


class Row(NamedTuple):
    """An action item as the cells of a row, its status told apart."""

    line: int
    cells: dict[str, str]
    status: WrittenStatus


def list_items(blocks: Sequence[Block], reading: Reading) -> Iterator[Row]:
    """The outer items of lists; nested ones belong to the item above them."""
    headings = owner_headings(blocks, reading)
    owner = ""
    run: list[Block] = []
    for block in blocks:
        if isinstance(block, Item):
            run.append(block)
            continue
        yield from _items_of(run, owner, reading)
        run = []
        owner = headings.get(id(block), owner if isinstance(block, Html) else "")
    yield from _items_of(run, owner, reading)


def owner_headings(blocks: Sequence[Block], reading: Reading) -> dict[int, str]:
    """The headings and lines directly above a list, by the identity of their block, where the dialect says that owners stand there."""
    if "heading" not in reading.dialect.owner_places:
        return {}
    above = (block for block, below in pairwise(blocks) if isinstance(below, Item))
    return {id(block): _words_of(block) for block in above if isinstance(block, Heading | Paragraph)}


def _words_of(block: Heading | Paragraph) -> str:
    return block.text if isinstance(block, Heading) else " ".join(line.text for line in block.lines)


def _items_of(blocks: list[Block], owner: str, reading: Reading) -> Iterator[Row]:
    for item in outer_items(blocks):
        if is_placeholder(item.text):
            reading.set_aside_all(item.lines)
            continue
        reading.capture(item.lines)
        for line in item.lines:
            keep_links(line.line, reading.links.get(line.line, []), reading)
        yield _row_of(item, owner.strip(" :"), reading)


def keep_links(line: int, links: Iterable[Link], reading: Reading) -> None:
    """The tickets of an item, whose addresses its words do not hold."""
    for link in links:
        reading.postmortem.reference_links.append(ReferenceLink(line, "document", link.label or link.url, link.url or None))


def _row_of(item: OuterItem, owner: str, reading: Reading) -> Row:
    head, *nested = item.text.split("\n")
    words, status = take_status(head, reading.dialect.words["action_status"])
    action, status = ("\n".join([words, *nested]), status) if words else (item.text, WrittenStatus())
    if item.checked is not None and status.status is None:
        status = parse_status("[x]" if item.checked else "[ ]", reading.dialect.words["action_status"])
    labelled = reading.dialect.item_wording.turned(action)
    due = _DUE.search(reading.dialect.known_words(labelled))
    cells = {"owner": owner, "action": action, "due_date": due["due"] if due else ""}
    stated = _owner_cells(action, labelled, reading.dialect.owner_places)
    if due:
        reading.note_words(item.line, "value", action, due["due"])
    if due or stated:
        reading.note_words(item.line, "item", action, labelled)
    return Row(item.line, cells | stated, status)


def _owner_cells(action: str, labelled: str, places: tuple[str, ...]) -> dict[str, str]:
    """The owner where the dialect looks for one. The words of the action stay whole, but for a name in front or behind.

    `labelled`: the action with `Owner` in the place of the dialect's own word for it.
    """
    if "label" in places and (match := _LABEL.search(labelled) or _BESIDE.search(labelled)):
        return {"owner": match["owner"].strip()}
    if "leading" in places and (match := _LEADING.match(action)):
        return {"owner": match["owner"], "action": action[match.end() :]}
    if "trailing" in places and (match := _TRAILING.search(action)):
        return {"owner": match["owner"], "action": action[: match.start()]}
    if "mention" in places and (match := _MENTION.search(action)):
        return {"owner": match[0]}
    return {}
