"""Line numbers that travel inside a text through a converter which keeps no positions.

Each line is marked, in private-use characters that no document needs; the marks come out of the converter where their text
does, and are taken out again.
"""

from __future__ import annotations

import re

_DIGITS = "".join(chr(0x100000 + digit) for digit in range(10))
_END = chr(0x10000A)
ANY_MARK = f"[{_DIGITS}{_END}]"
_MARK = re.compile(f"([{_DIGITS}]+){_END}")
_TO_MARK = str.maketrans("0123456789", _DIGITS)
_FROM_MARK = str.maketrans(_DIGITS, "0123456789")
_FORGED = str.maketrans(dict.fromkeys([*_DIGITS, _END], "\ufffd"))


def without_forged_marks(source: str) -> str:
    """The source without what would look like a mark of ours."""
    return source if source.isascii() else source.translate(_FORGED)


def mark_of(line: int) -> str:
    return str(line).translate(_TO_MARK) + _END


def mark_text(text: str, line: int) -> str:
    """A mark behind the last word of each line: in front of it, it would hide a list's or a heading's sign from escaping."""
    lines = text.split("\n")
    return "\n".join(_with_mark(words, line + n) if words and not words.isspace() else words for n, words in enumerate(lines))


def _with_mark(words: str, line: int) -> str:
    kept = words.rstrip()
    return f"{kept}{mark_of(line)}{words[len(kept) :]}"


def take_marks(markdown: str, first: int = 1) -> tuple[str, list[int]]:
    """The text and the line of each of its lines. One without a mark (a rule, a blank) stands where the one before it does."""
    lines: list[int] = []
    latest = first
    opened: int | None = None
    for row in markdown.split("\n"):
        if mark := _MARK.search(row):
            latest = int(mark[1].translate(_FROM_MARK))
            if opened is not None:  # a fence stands where its code does
                lines[opened] = latest
        opened = len(lines) if row.startswith("```") else None
        lines.append(latest)
    return _MARK.sub("", markdown), lines
