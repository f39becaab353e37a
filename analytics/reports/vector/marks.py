"""The elements of a picture: text that fits, paint that follows the page, marks that say what they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

from analytics.charts.palette import CATEGORIES, ORANGE, TONES, VERDICTS
from analytics.charts.wording import GAP

WIDTH = 760
"""Of every picture, in its own units; a page gives it the width that it has."""
SIZE, SMALL = 13.0, 11.5
"""Of letters."""
LINE = 15.0
_DARKEST_UNDER_BLACK = 0.19
"""The relative luminance from which on black can be read better than white."""
_NARROW, _BROAD = frozenset(f" {GAP}.,:;'|!()[]/-ijl"), frozenset("mwMW%@—…")

_TONE = TONES["light"]
PAINTS = {
    _TONE.main: "var(--main)", _TONE.muted: "var(--muted)", _TONE.outline: "var(--outline)", _TONE.context: "var(--context)",
    _TONE.target: "var(--target)", ORANGE: "var(--orange)", VERDICTS["light"]["better"]: "var(--main)",
    VERDICTS["light"]["worse"]: "var(--worse)", CATEGORIES[0]: "var(--main)",
}  # fmt: skip
"""Colours of the light theme that have another one on a dark page."""


def tag(name: str, *children: str, **attributes: object) -> str:
    """An element; `class_` and `data_tip` stand for `class` and `data-tip`. Children are markup, attributes are escaped here."""
    given = "".join(f' {_attribute(key)}="{escape(_write(value))}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>"


def _attribute(name: str) -> str:
    return name if name == "viewBox" else name.rstrip("_").replace("_", "-")


def _write(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def words(x: float, y: float, text: str, *, anchor: str = "start", kind: str = "", **more: object) -> str:
    """One line of text. `kind`: classes of the page's style, such as `muted` or `strong`."""
    return tag("text", escape(text), x=x, y=y, text_anchor=anchor if anchor != "start" else None, class_=kind or None, **more)


def lines_of(x: float, y: float, texts: Sequence[str], *, anchor: str = "start", kind: str = "") -> str:
    """Several lines, the middle of them at y."""
    top = y - LINE * (len(texts) - 1) / 2 + SIZE / 3
    return "".join(words(x, top + LINE * at, text, anchor=anchor, kind=kind) for at, text in enumerate(texts))


def paint(colour: str) -> str:
    return PAINTS.get(colour, colour)


def ink(colour: str) -> str:
    """What can be read on a fill."""
    if colour == _TONE.main:
        return "var(--on-main)"
    return "#FFFFFF" if _luminance(colour) < _DARKEST_UNDER_BLACK else "#1B1F24"


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def width_of(text: str, size: float = SIZE) -> float:
    """About how wide a text is in the widest of the usual faces, so that nothing is cut in any."""
    return size * sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    """As a part of the size of letters; those of East Asia fill a square."""
    if letter in _NARROW:
        return 0.36
    if letter in _BROAD or unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return 0.72 if letter.isupper() else 0.62


def fit(text: str, width: float, size: float = SIZE) -> str:
    """The text, cut where it would be wider."""
    if width_of(text, size) <= width:
        return text
    kept = text
    while kept and width_of(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrap(text: str, width: float, most: int, size: float = SIZE) -> list[str]:
    """At most so many lines, broken between words (not at the gap before a unit), the last one cut."""
    lines: list[str] = []
    for word in text.replace(GAP, "\x00").split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    lines = [line.replace("\x00", GAP) for line in lines] or [""]
    kept = lines[:most] if len(lines) <= most else [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [fit(line, width, size) for line in kept]


def tip(*parts: str) -> str:
    """What a mark says when somebody points at it: parts, each on its own line."""
    return "\n".join(part for part in parts if part)
