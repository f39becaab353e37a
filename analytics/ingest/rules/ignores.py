"""`<!-- postmortems: ignore PM203 -->` in a document: what its author knows and does not want to hear again.

On a line with other text it holds for that line; on a line of its own for the block below it, up to the next blank line; above
everything but front matter for the whole document. A reason may stand behind the codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

_COMMENT = re.compile(r"(?<!`)<!--\s*postmortems:\s*ignore\b(?P<words>.*?)-->")
_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|~{3,})")
_CODE = re.compile(r"PM\w*")


class Ignore(NamedTuple):
    """One comment: the lines for which it holds, from `first` to `last`."""

    line: int
    column: int
    codes: tuple[str, ...]
    first: int
    last: int


def find_ignores(text: str) -> list[Ignore]:
    """The comments of a document in their order; those in fenced code are examples and say nothing."""
    if "postmortems:" not in text:
        return []
    lines = ["", *text.split("\n")]
    top, ends = _first_content(lines), _ends_of_blocks(lines)
    return [
        _read(match, number, lines, top, ends) for number in _outside_fences(lines) for match in _COMMENT.finditer(lines[number])
    ]


def _read(match: re.Match[str], number: int, lines: Sequence[str], top: int, ends: Sequence[int]) -> Ignore:
    first, last = number, number
    if not _COMMENT.sub("", lines[number]).strip():
        first, last = (0, len(lines)) if number < top else (number, ends[number])
    words = re.split(r"[\s,]+", match["words"].strip())
    return Ignore(number, match.start() + 1, tuple(takewhile(_CODE.fullmatch, words)), first, last)


def _ends_of_blocks(lines: Sequence[str]) -> list[int]:
    """For each line the last one of the block below it; blank lines between the two do not part them."""
    end, ends = len(lines) - 1, [len(lines) - 1] * len(lines)
    for number in range(len(lines) - 2, -1, -1):
        if lines[number + 1].strip() and (number + 2 == len(lines) or not lines[number + 2].strip()):
            end = number + 1
        ends[number] = end
    return ends


def _first_content(lines: Sequence[str]) -> int:
    """The first line that is neither blank nor front matter nor a comment of ours."""
    number = 1
    if len(lines) > 1 and lines[1].lstrip("\ufeff").strip() == "---":
        number = next((n for n in range(2, len(lines)) if lines[n].strip() in {"---", "..."}), 0) + 1
    return next((n for n in range(number, len(lines)) if _COMMENT.sub("", lines[n]).strip()), len(lines))


def _outside_fences(lines: Sequence[str]) -> Iterator[int]:
    fence = ""
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if match and not fence:
            fence = match["fence"]
        elif match and match["fence"].startswith(fence) and not line.strip(" `~"):
            fence = ""
        elif not fence:
            yield number
