"""A fix as edits of a text: what is not in an edit stays as it is, to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


class Edit(NamedTuple):
    """`text[start:end]` becomes `new`."""

    start: int
    end: int
    new: str


class Line(NamedTuple):
    """One line without its ending, and where it begins in the text."""

    start: int
    text: str


def split_lines(text: str) -> list[Line]:
    """The lines by number, from 1; their endings may be of any kind, as the readers take them."""
    return [Line(0, ""), *(Line(match.start(), match[0].rstrip("\r\n")) for match in _LINE.finditer(text))]


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits, which must not overlap."""
    return "".join(_parts(text, edits))


def _parts(text: str, edits: Iterable[Edit]) -> Iterator[str]:
    end = 0
    for edit in sorted(edits):
        yield text[end : edit.start]
        yield edit.new
        end = edit.end
    yield text[end:]
