"""The status of an action item: what it means, and where it stands among the words of an item.

In a status cell the text is all status, with perhaps a date or a reason behind it (`parse_status`). Among the words of an item, of
a row's action or of a ticket it stands in front or behind (`take_status`). What the words mean comes from the dialect.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from analytics.ingest.values.words import without_struck


class WrittenStatus(NamedTuple):
    """A status, the words that state it, and those behind them: a reason, a date."""

    status: str | None = None
    written: str = ""
    behind: str = ""


_AROUND = "[]()*_ "
_BOX = re.compile(r"^\[(?P<tick>[ xX✓✔])\]\s*")


def parse_status(text: str, words: Mapping[str, str]) -> WrittenStatus:
    """`✅`, `🔄 In progress`, `(Done)`, `[x]`, `❌ Won't do (superseded by #4)`: emoji and word may stand together, a reason behind."""
    rest = without_struck(text.strip())
    if box := _BOX.match(rest):
        rest = f"{'complete' if box['tick'].strip() else 'pending'} {rest[box.end() :]}".strip()
    status: str | None = None
    while found := _leading(rest, words) or _leading(rest.strip(_AROUND), words):
        if status not in (None, found[0]):
            break  # a word of another meaning belongs to the reason: "Won't do (done by #4)"
        status, rest = found
    return WrittenStatus(status, text.strip(), rest)


def _leading(text: str, words: Mapping[str, str]) -> tuple[str, str] | None:
    """The status that a text begins with, and what is behind it."""
    if not text:
        return None
    lowered = text[:60].lower()
    for word in sorted((word for word in words if lowered.startswith(word)), key=len, reverse=True):
        behind = text[len(word) :]
        if not (word[-1].isalnum() and behind[:1].isalnum()):
            return words[word], _unwrapped(behind)
    return None


def _unwrapped(text: str) -> str:
    """Without the punctuation that joins a reason to its status: ` - (superseded by #4)` -> `superseded by #4`."""
    text = text.strip().lstrip("\ufe0f:,;–—- ").strip()
    return text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text


def take_status(text: str, words: Mapping[str, str]) -> tuple[str, WrittenStatus]:
    """An item without its status: `DONE: …`, `… (Done)`, `… - **DONE**`, `✅ …`, `~~…~~`; of a status alone nothing is left."""
    text = text.strip()
    if text.startswith("~~") and text.endswith("~~") and len(text) > len("~~~~"):
        return text.strip("~").strip(), WrittenStatus("complete", text)
    if text.lower() in words:
        return "", parse_status(text, words)
    for pattern in _patterns(frozenset(words)):
        match = pattern.search(text)
        if match and match.lastgroup and (rest := (text[: match.start()] + text[match.end() :]).strip()):
            return rest, parse_status(match[match.lastgroup], words)
    return text, WrittenStatus()


@lru_cache(maxsize=16)
def _patterns(words: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The status behind the words of an item, and in front of them; a word needs brackets, a dash or a colon around it."""
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    named = "|".join(word for word in longest_first if word[0].isalpha())
    marks = "|".join(word for word in longest_first if not word[0].isalpha())
    named, marks = (part or r"(?!)" for part in (named, marks))  # a dialect need not have both; nothing would match everywhere
    behind = (
        rf"(?<!\s)\s*+(?:[(\[](?P<bracketed>{named})[)\]]|[-–—:]\s+(?P<dashed>{named})|[-–—:]?\s*(?P<mark>{marks})\ufe0f?)\s*\.?$"
    )
    before = rf"^(?:(?P<mark>{marks})\ufe0f?|[(\[](?P<bracketed>{named})[)\]]|(?P<dashed>{named})(?=\s*[:–—-]\s))\s*[:–—-]?\s*"
    return re.compile(behind, re.IGNORECASE), re.compile(before, re.IGNORECASE)
