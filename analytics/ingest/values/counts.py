"""Counts of users and the like."""

from __future__ import annotations

import re
from functools import lru_cache

from analytics.ingest.values.numbers import NUMBER, SCALE, read_number
from analytics.ingest.values.value import (
    Value,
    is_rate,
    qualified,
    single_spaced,
    sounds_estimated,
    split_comment,
    take_qualifier,
    upper_end,
    without_footnotes,
)

_COUNT = re.compile(
    rf"(?P<between>between\s)?(?P<low>{NUMBER})\s?(?P<low_scale>(?:{SCALE})\b)?"
    rf"(?:\s?(?:[-–—]|to\b|(?P<and>and)\b)\s?~?(?P<high>{NUMBER})\s?(?P<high_scale>(?:{SCALE})\b)?)?"
    r"(?P<more>\s?\+)?(?![\w%.,])(?P<noun>[^0-9%]*)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def parse_count(text: str) -> Value[int] | None:
    """`12,400 users`, `~12 000`, `1.2M users`, `10-15k`, `up to 300`, `300+`; a share (`3 % of users`) or rate is no count."""
    words, comment = split_comment(without_footnotes(single_spaced(text)))
    qualifier, words = take_qualifier(words)
    match = _COUNT.fullmatch(words)
    if match is None or is_rate(words) or bool(match["between"]) != bool(match["and"]):
        return None
    if match["high"]:
        return _range(text, match)
    number = _whole(match["low"], match["low_scale"])
    if number is None:
        return None
    if qualifier == "exact" and match["more"]:
        qualifier = "least"
    if qualifier == "exact" and sounds_estimated(f"{match['noun']} {comment}"):
        qualifier = "about"
    return qualified(text, number, qualifier, zero=0)


def _range(text: str, match: re.Match[str]) -> Value[int] | None:
    # In "10-15k" the scale stands once and holds for both.
    low = _whole(match["low"], match["low_scale"] or match["high_scale"])
    high = _whole(match["high"], match["high_scale"])
    if low is None or high is None or low > high:
        return None
    return upper_end(text, low, high)


def _whole(text: str, scale: str | None) -> int | None:
    number = read_number(text, scale)
    return int(number) if number is not None and number == int(number) else None
