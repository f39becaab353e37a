"""What every reader of a value returns: the value, how sure it is, both ends of a range, and the rule that had to decide."""

from __future__ import annotations

import re
from typing import Generic, Literal, NamedTuple, TypeVar

from analytics.model import Certainty

T = TypeVar("T")

LONGEST = 300
"""Characters; a longer text is prose and no value. Every pattern of this package meets at most this much."""


class Rule(NamedTuple):
    """A written rule that decided, as the diagnostic to report at the line: its code, and what was decided."""

    code: str
    message: str


class Value(NamedTuple, Generic[T]):
    """`low` and `high` are the ends of a range as written; an open end (`> 2 h`) is None."""

    value: T
    certainty: Certainty = "exact"
    low: T | None = None
    high: T | None = None
    rule: Rule | None = None


class Conventions(NamedTuple):
    """What a corpus settles once for all: the order of 03/04/2026, and the zones its abbreviations mean (word, IANA name)."""

    date_order: Literal["day_first", "month_first"] | None = None
    zones: tuple[tuple[str, str], ...] = ()


NO_CONVENTIONS = Conventions()


# What stands around a number, whatever it counts

_ABOUT_WORDS = r"~|≈|about|approximately|approx\b\.?|around|roughly|circa|ca\b\.?|some|nearly|almost|an estimated|estimated|est\."
_QUALIFIER = re.compile(
    rf"(?:(?P<about>{_ABOUT_WORDS})"
    r"|(?P<most><=?|≤|up to|under|below|less than|fewer than|at most|no more than|maximum|max\b\.?)"
    r"|(?P<least>>=?|≥|more than|over|above|at least|minimum))\s*",
    re.IGNORECASE,
)
_ESTIMATED = re.compile(r"~|≈|\b(?:about|approx|around|roughly|circa|estimate|est\b|or so\b)", re.IGNORECASE)
_RATE = re.compile(
    r"\bper\b|percent|/\s?(?:s|sec|second|min|minute|h|hour|day|month|user)\b|\b(?:a|an|each|every) (?:second|minute|hour|day|month)\b",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"[¹²³⁰⁴-⁹†‡*§]+|\s?\[\^?[0-9]{1,3}\]")

Qualifier = Literal["exact", "about", "most", "least"]


def single_spaced(text: str) -> str:
    """The words with single spaces between them; empty where the text is too long to be a value."""
    return " ".join(text.split()) if len(text) <= LONGEST else ""


def without_footnotes(text: str) -> str:
    """`45¹ min`, `45 min [1]`, `45 min*` -> `45 min`."""
    return _FOOTNOTE.sub("", text).strip()


def split_comment(text: str) -> tuple[str, str]:
    """`8 hours (estimated)` -> (`8 hours`, `estimated`); a text without brackets at its end has no comment."""
    if not text.endswith(")"):
        return text, ""
    words, bracket, comment = text[:-1].rpartition("(")
    return (words.strip(), comment) if bracket and words.strip() and ")" not in comment else (text, "")


def take_qualifier(text: str) -> tuple[Qualifier, str]:
    """`up to 300` -> (`most`, `300`); `about` wins nothing over a limit: `up to ~300` is a limit."""
    found: Qualifier = "exact"
    while match := _QUALIFIER.match(text):
        kind: Qualifier = "most" if match["most"] else "least" if match["least"] else "about"
        found = kind if found in ("exact", "about") else found
        text = text[match.end() :]
    return found, text


def sounds_estimated(words: str) -> bool:
    return _ESTIMATED.search(words) is not None


def is_rate(words: str) -> bool:
    """`per hour`, `/min`, `a day`: not an amount of something."""
    return _RATE.search(words) is not None


def qualified(text: str, number: T, qualifier: Qualifier, *, zero: T) -> Value[T]:
    """A number with what stands before it: a limit is a range of which one end is written, and that end counts."""
    match qualifier:
        case "most":
            return Value(number, "range", zero, number, Rule("PM110", f"{text!r} states a limit, which counts"))
        case "least":
            return Value(number, "range", number, None, Rule("PM110", f"{text!r} states a lower limit, which counts"))
        case "about":
            return Value(number, "approximate")
        case _:
            return Value(number)


def upper_end(text: str, low: T, high: T) -> Value[T]:
    """A range of amounts: its upper end counts, so that no number stands that nobody wrote and none flatters."""
    return Value(high, "range", low, high, Rule("PM110", f"{text!r} is a range; its upper end counts"))
