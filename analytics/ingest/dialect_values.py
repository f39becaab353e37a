"""Words inside values, in the language of a dialect: units, months, `about`. They are turned into those that the readers of values know.

Only what is read is turned, never what is kept: every text column and every message has the document's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SAME = (*_NUMBERS, *_MONTHS, "week", "day", "hour", "minute", "second", "and", "to", "thousand", "million", "none", "unknown")

VALUE_WORDS: dict[str, str] = {
    **{word: word for word in _SAME},
    "half_an_hour": "half an hour",
    "about": "~",
    "up_to": "up to",
    "less_than": "less than",
    "more_than": "more than",
}
"""The meanings of [words.value], and what each is to the readers of values."""

ITEM_WORDS: dict[str, str] = {"owner": "owner", "due": "due"}
"""The same for [words.item]: what stands in a bullet in front of who does it, and in front of the day."""

_COMMA_NUMBER = re.compile(r"(?<![\w.,])(?P<whole>\d{1,3}(?:\.\d{3})++(?!\d)|\d++)(?:,(?P<part>\d++))?(?![.,]*\d)")


class Wording(NamedTuple):
    """A dialect's words for what the readers of values call by another name."""

    pattern: re.Pattern[str] | None
    known: Mapping[str, str]

    def turned(self, text: str) -> str:
        """The text with the words that are known elsewhere in the place of the dialect's."""
        if self.pattern is None:
            return text
        # To a pattern that ignores capitals some letters are the same which are none in lower case: they are left as they are.
        return self.pattern.sub(lambda found: self.known.get(found[1].lower(), found[0]), text)

    def words_in(self, text: str) -> dict[str, str]:
        """The dialect's words in a text -> those that are known elsewhere."""
        found = (match[1].lower() for match in self.pattern.finditer(text)) if self.pattern else ()
        return {word: self.known[word] for word in found if word in self.known}


def wording(words: Mapping[str, str], meanings: Mapping[str, str]) -> Wording:
    """From own word -> meaning; a full stop behind a word (`Std.`) makes no difference."""
    known = {word.rstrip("."): meanings[meaning] for word, meaning in words.items()}
    longest_first = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    # A number may stand directly in front of a unit, a letter may not.
    pattern = re.compile(rf"(?<![^\W\d_])({longest_first})(?!\w)\.?", re.IGNORECASE) if known else None
    return Wording(pattern, known)


def with_decimal_point(text: str) -> str:
    """`1.234,5` -> `1234.5`, `12.400` -> `12400`, for documents that write a decimal comma; dates stay as they are."""
    return _COMMA_NUMBER.sub(_number, text)


def _number(found: re.Match[str]) -> str:
    whole = found["whole"].replace(".", "")
    return f"{whole}.{found['part']}" if found["part"] else whole
