"""How much room words take on a slide, and what is done where there is too little.

The widths are those of DejaVu Sans, which is as wide as Verdana and wider than Arial, Helvetica and Calibri: what fits in them fits
in whatever a reader's machine puts in the place of the font that the slide names. Lines stand at a distance that the slide states, so
that the height of a text does not depend on the font either. All lengths are points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

LEADING = 1.2
"""From line to line, of the size of the letters."""
_PLAIN = {
    0.28: "'ijl", 0.3: "IJ", 0.32: " ,.·‘’", 0.34: "/:;\\|", 0.36: "f", 0.38: "-", 0.4: "()[]t", 0.42: "!r", 0.46: '"', 0.5: "*_`–",
    0.52: "“”", 0.54: "?sz", 0.56: "Lc", 0.58: "Fk", 0.6: "vxy•", 0.62: "PTYaeo", 0.64: "$0123456789ESbdghnpqu{}", 0.66: "K",
    0.7: "ABCRVXZ", 0.74: "U", 0.76: "HN", 0.78: "&DG", 0.8: "OQ", 0.82: "w", 0.84: "#+<=>^~×−≥≤", 0.88: "M", 0.96: "%", 0.98: "m",
    1.0: "@W—…",
}  # fmt: skip
_BOLD = {
    0.32: "'", 0.36: " ijl", 0.38: ",./IJ\\|·‘’", 0.4: ":;", 0.42: "-", 0.44: "f", 0.46: "!()[]", 0.48: "t", 0.5: "_`r–", 0.54: '"*',
    0.6: "?csz", 0.64: "L•", 0.66: "vxy“”", 0.68: "aek", 0.7: "$0123456789EFTo", 0.72: "bdghnpqu{}", 0.74: "CPSYZ", 0.78: "ABKRVX",
    0.82: "U", 0.84: "#+<=>DGHN^~×−≥≤", 0.86: "OQ", 0.88: "&", 0.94: "w", 1.0: "@M—…", 1.02: "%", 1.06: "m", 1.12: "W",
}  # fmt: skip
_WIDTHS = {
    bold: {letter: width for width, letters in table.items() for letter in letters}
    for bold, table in ((False, _PLAIN), (True, _BOLD))
}
_OTHER, _SQUARE = 0.72, 1.05
"""Letters of other alphabets, on the wide side; those of Chinese, Japanese and Korean fill a square."""
_PIECE = re.compile(r"[^ \t\n\-/]*[ \t\n\-/]|[^ \t\n\-/]+")
"""A word with what follows it: a line may end after a space, a hyphen or a slash."""


class Run(NamedTuple):
    """Words in one kind of letters."""

    text: str
    bold: bool = False


Words = tuple[Run, ...]
"""A paragraph."""


class Fit(NamedTuple):
    """A text that fits: `paragraphs` as they stand on the slide, `shortened` where something of them had to be left out."""

    paragraphs: tuple[Words, ...]
    size: float
    height: float
    shortened: bool


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, bold: bool = False) -> float:
    return size * sum(_width_of_letter(letter, bold) for letter in text)


@lru_cache(maxsize=4096)
def _width_of_letter(letter: str, bold: bool) -> float:
    known = _WIDTHS[bold].get(letter)
    if known is not None:
        return known
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    return _SQUARE if is_square(letter) else _OTHER * (1.12 if bold else 1.0)


def is_square(letter: str) -> bool:
    """Of Chinese, Japanese, Korean, or an emoji: a line may end behind each of them."""
    return unicodedata.east_asian_width(letter) in "WF"


def is_right_to_left(text: str) -> bool:
    """By the first letter that has a direction, as readers and browsers decide."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def count_lines(words: Sequence[Run], size: float, width: float) -> int:
    """How many lines a paragraph takes: words go to the next line where they do not fit, a word longer than a line is broken."""
    lines, at = 1, 0.0
    for piece, wide, bare in _pieces(words, size):
        if at and at + bare > width:
            lines, at = lines + 1, 0.0
        if bare > width:
            lines, at = _break_word(piece, size, width, lines)
        else:
            at += wide
    return lines


def _break_word(piece: Run, size: float, width: float, lines: int) -> tuple[int, float]:
    at = 0.0
    for letter in piece.text:
        wide = size * _width_of_letter(letter, piece.bold)
        if at and at + wide > width:
            lines, at = lines + 1, 0.0
        at += wide
    return lines, at


def _pieces(words: Sequence[Run], size: float) -> Iterator[tuple[Run, float, float]]:
    """What stands together on a line, its width, and its width where the space behind it falls on the end of the line."""
    for text, bold in words:
        for found in _PIECE.findall(text):
            for part in _parts(found):
                yield Run(part, bold), width_of(part, size, bold), width_of(part.rstrip(), size, bold)


def _parts(word: str) -> Iterator[str]:
    """Square letters each alone, the others together."""
    together = ""
    for letter in word:
        if is_square(letter):
            if together:
                yield together
            yield letter
            together = ""
        else:
            together += letter
    if together:
        yield together


def height_of(paragraphs: Sequence[Words], size: float, width: float, gap: float = 0.0) -> float:
    """`gap`: between two paragraphs, of the size of the letters."""
    lines = sum(count_lines(words, size, width) for words in paragraphs)
    return LEADING * size * lines + gap * size * max(0, len(paragraphs) - 1)


def fit(paragraphs: Sequence[Words], width: float, height: float, sizes: Sequence[float], gap: float = 0.0) -> Fit:
    """The largest of `sizes` in which all fits, else the smallest with every paragraph cut to what fits.

    `sizes`: from the largest to the smallest.
    """
    for size in sizes:
        high = height_of(paragraphs, size, width, gap)
        if high <= height:
            return Fit(tuple(paragraphs), size, high, shortened=False)
    size = sizes[-1]
    kept = _cut(paragraphs, lambda shown: height_of(shown, size, width, gap) <= height)
    return Fit(kept, size, height_of(kept, size, width, gap), shortened=True)


def _cut(paragraphs: Sequence[Words], fits: Callable[[Sequence[Words]], bool]) -> tuple[Words, ...]:
    """The longest length to which each paragraph may be cut so that all of them fit; the last ones go where even that is too much."""
    most = max(sum(len(run.text) for run in words) for words in paragraphs)
    low, high = 1, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits([shorten_words(words, middle) for words in paragraphs]) else (low, middle - 1)
    kept = [shorten_words(words, low) for words in paragraphs]
    while len(kept) > 1 and not fits(kept):
        kept.pop()
    return tuple(kept)


def shorten_words(words: Words, length: int) -> Words:
    """At most so many letters, the last of them an ellipsis where something is left out."""
    kept: list[Run] = []
    for text, bold in words:
        if len(text) <= length:
            kept.append(Run(text, bold))
            length -= len(text)
            continue
        kept.append(Run(f"{text[: max(0, length - 1)].rstrip()}…", bold))
        break
    return tuple(kept)


def shorten_to(text: str, width: float, size: float, bold: bool = False) -> str:
    """On one line of this width."""
    if width_of(text, size, bold) <= width:
        return text
    kept = text
    while kept and width_of(f"{kept}…", size, bold) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
