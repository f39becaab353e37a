"""A Markdown text -> the same lines without those of sections that nobody asked for: parsing what is left takes a third of the time.

Where a heading or the address of a link may stand in something else (a list, a quote, HTML, a line above its underline) the text stays
whole: it must be read as it would be without this. Most lines say by their first letter that they are words and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from analytics.ingest.outline import Heading, parse_outline

_MARKS = frozenset(" \t>*+-.)0123456789#`~<[=")
"""A line that begins with none of these is words, or a row of a table."""
_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_DEPENDENT = re.compile(r"[\[\\<]|&[#\w]+;")
"""What a heading's words depend on something else for, or may."""
_ADDRESS = re.compile(r"\[[^\]^\\]+\]:[ \t]*\S+[^\\]*")
_DOUBTFUL = re.compile(
    r"[ \t>*+.)\d-]*(?:#{1,6}(?:[ \t]|$)|```|~~~|<(?!https?:|mailto:)[!?/A-Za-z]|\[[^\]]+\]:)|[ \t>*+.)\d=-]*[=-][ \t]*$"
)
"""A heading, a fence, a tag, a comment or an address that may stand inside of something; a rule that may underline a heading."""


class Title(NamedTuple):
    """A heading, as parsing gives it, and its place among the lines."""

    level: int
    text: str
    place: int


def list_titles(lines: Sequence[str]) -> list[Title] | None:
    """The headings of a text; None where only parsing all of it can tell."""
    titles: list[Title] = []
    fence = ""
    for place, line in enumerate(lines):
        if line[:1] not in _MARKS:
            continue
        if fence:
            fence = "" if _ends(line, fence) else fence
            if line[0] == "[" and "]:" in line:  # an address, if the fence is gone
                return None
        elif _HEADING.match(line) and not _DEPENDENT.search(line):
            titles.append(Title(*_heading_of(line), place))
        elif match := _FENCE.fullmatch(line):
            fence = match[1]
        elif _is_doubtful(line, lines[place - 1] if place else ""):
            return None
    return None if fence else titles


def _ends(line: str, fence: str) -> bool:
    rest = line.lstrip(" ")
    return rest.startswith(fence) and len(line) - len(rest) < 4 and not rest.rstrip(" \t").strip(fence[0])


def _is_doubtful(line: str, above: str) -> bool:
    """Where nothing stands above it, a rule is a rule and an address is an address."""
    if line[0] == "[":
        may_be_address = "]:" in line or "]" not in line
        return may_be_address and (bool(above) or not _ADDRESS.fullmatch(line))
    return _DOUBTFUL.match(line) is not None and bool(above or line.strip("-= \t"))


def keep_sections(lines: Sequence[str], titles: Sequence[Title], is_wanted: Callable[[Title], bool]) -> str:
    """The text with the lines below a heading that is not wanted left blank up to the next one; addresses of links stay."""
    kept = list(lines)
    for title, end in zip(titles, [*(title.place for title in titles[1:]), len(lines)], strict=True):
        if not is_wanted(title):
            kept[title.place + 1 : end] = [line if line[:1] == "[" else "" for line in lines[title.place + 1 : end]]
    return "\n".join(kept)


@lru_cache(maxsize=4096)
def _heading_of(line: str) -> tuple[int, str]:
    """Documents of one corpus have the same headings, but for those of incidents."""
    [heading] = [block for block in parse_outline(line).blocks if isinstance(block, Heading)]
    return heading.level, heading.text
