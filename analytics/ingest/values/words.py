"""Words: severities, owners, names, incident ids, ticks. The words themselves come from the dialect and the settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from analytics.ingest.values.placeholders import is_placeholder
from analytics.ingest.values.value import LONGEST, Rule, Value, split_comment

# one word of a family

_BEHIND_A_WORD = re.compile(r"[\s(\[,;:/|!—–-]|\.(?![0-9])|$")
_STRUCK = re.compile(r"~~[^~]*+~~")


def without_struck(text: str) -> str:
    """`~~P3~~ P2` -> `P2`: what is struck out is no longer stated."""
    return " ".join(_STRUCK.sub(" ", text).split()) if "~~" in text else text


def parse_word(text: str, words: Mapping[str, str]) -> Value[str] | None:
    """The meaning of the word at the beginning: `In review (second round)`, `✅ Final`; the longest known word counts."""
    lowered = _undecorated(without_struck(text[:LONGEST]).lower())
    if meaning := words.get(lowered.strip(" .")):
        return Value(meaning)
    known = [word for word in words if lowered.startswith(word) and _BEHIND_A_WORD.match(lowered, len(word))]
    return Value(words[max(known, key=len)]) if known else None


def _undecorated(text: str) -> str:
    """Without the emoji, bullets and brackets in front of the first word."""
    return re.sub(r"^[^\w]+", "", text)


# severities

_LEVEL = re.compile(
    r"(?<![\w.-])(?P<scheme>sev(?:erity)?|s|p|prio(?:rity)?)[\s_-]?(?P<number>[0-9])(?![\w%]|[.,][0-9])", re.IGNORECASE
)


def parse_severity(text: str, words: Mapping[str, str]) -> Value[str] | None:
    """`P1 (major)`, `Critical (P1)`, `SEV-1`, `Sev 2`, `S2`; the dialect's and the organisation's words come first.

    SEV1 and S1 of no known meaning are taken by their number, with a diagnostic. Two levels in one text are none.
    """
    text = " ".join(without_struck(text[:LONGEST]).split())
    if known := parse_word(_joined(text), words) or parse_word(text, words):
        return known if len(_levels(text)) < 2 else None
    levels = _levels(text)
    if len(levels) != 1:
        return None
    scheme, number = levels.pop()
    if meaning := words.get(f"{scheme}{number}") or words.get(f"p{number}" if scheme == "p" else ""):
        return Value(meaning)
    if meaning := words.get(f"p{number}"):
        return Value(meaning, rule=Rule("PM113", f"{text!r} is read as {meaning}, by its number"))
    return None


def _levels(text: str) -> set[tuple[str, str]]:
    """The levels that the text names outside its remark, else in it: `P2 (was P1)` is P2."""
    outside, _ = split_comment(text)
    found = _find_levels(outside)
    return found or _find_levels(text)


def _find_levels(text: str) -> set[tuple[str, str]]:
    return {
        ("p" if m["scheme"][0] in "pP" else "sev" if len(m["scheme"]) > 1 else "s", m["number"]) for m in _LEVEL.finditer(text)
    }


def _joined(text: str) -> str:
    """`SEV-1`, `Sev 1` -> `sev1`, as the tables of words write it."""
    return re.sub(r"^(sev|s|p)[\s_-]([0-9])(?![0-9])", r"\1\2", text.lower())


# names

_SEPARATORS = re.compile(r" ?(?:,|;|\n| / | and | & ) ?")


def parse_names(text: str) -> list[str]:
    """`@mira-k, @tomas-r and @on-call` -> the names in order, placeholders left out."""
    lines = "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))
    return [name for part in _SEPARATORS.split(lines) if not is_placeholder(name := part.strip())]


def parse_owner(text: str, nobody: Mapping[str, str]) -> str | None:
    """The owner as written: a handle, a name, a team or several; None for `Unassigned` and the like."""
    owner = text.strip()
    return None if is_placeholder(owner) or owner.lower().strip(" .!?()") in nobody else owner


# ids and ticks

_ID = re.compile(
    r"(?:(?P<id>[A-Za-z][\w-]*)(?:\s?:\s?|\s[–—|-]\s|$)"
    r"|\[(?P<bracketed>[A-Za-z][\w-]*)\]\s?(?:[:–—-]\s?)?"
    r"|(?P<loud>[A-Z][A-Z0-9]*-[A-Z0-9-]*[0-9])\s)",
)
_TICKS = frozenset("✓✔☑✅🗹")
_TICK_WORDS = frozenset({"x", "[x]", "(x)", "yes", "signed"})


@lru_cache(maxsize=2048)
def parse_incident_id(text: str) -> tuple[str | None, str | None]:
    """`INCIDENT-2026-03-14-001: Queue backlog` -> (id, title); a text without a leading id is all title."""
    text = text.strip()
    match = _ID.match(text)
    incident_id = match["id"] or match["bracketed"] or match["loud"] if match else None
    if match is None or incident_id is None or not _is_id(incident_id):
        return None, text or None
    return incident_id, text[match.end() :].strip() or None


def _is_id(word: str) -> bool:
    """An id has parts and a number: `INC-1234`."""
    return ("-" in word or "_" in word) and any(letter.isdigit() for letter in word)


def is_ticked(text: str) -> bool:
    """Whether a signature cell is signed: a tick anywhere in it, or nothing but x, [x], yes."""
    return any(mark in _TICKS for mark in text) or text.strip().lower() in _TICK_WORDS
