"""Numbers as people write them: 12,400 and 12 400 and 1.234,56 and 1.2M; what could mean two things is none."""

from __future__ import annotations

import re

NUMBER = r"[0-9]++(?:[.,'’\u00a0\u202f\u2009 ][0-9]++)*+"
"""Anything that may be one number; `read_number` says whether it is."""
SCALE = r"thousand|million|billion|mio|mn|bn|k|m|b"
SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}

_LARGEST = 1e15
"""Above it a double no longer holds every whole number; nobody's users or money need more."""
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")  # 1.234 is one thousand in Berlin and a little over one in London
_POINT = re.compile(
    r"(?:[0-9]{1,3}(?:([,'’\u00a0\u202f\u2009 ])[0-9]{3})(?:\1[0-9]{3})*|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?:\.[0-9]+)?"
)
_COMMA = re.compile(
    r"[0-9]+,[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?"
    r"|[0-9]{1,3}(?:[\u00a0\u202f\u2009' ][0-9]{3})+,[0-9]{1,2}"
)


def read_number(text: str, scale: str | None = None) -> float | None:
    """The number, times its scale (`k`, `million`); None where the separators do not say which number it is."""
    factor = SCALES[scale.lower()] if scale else 1.0
    if _PLAIN.fullmatch(text):
        if _TWO_WAYS.fullmatch(text) and not scale:
            return None
        return _sized(text, factor)
    if _POINT.fullmatch(text):
        return _sized(re.sub(r"[^0-9.]", "", text), factor)
    if _COMMA.fullmatch(text):
        return _sized(re.sub(r"[^0-9,]", "", text).replace(",", "."), factor)
    return None


def _sized(digits: str, factor: float) -> float | None:
    # 2.3 * 1e6 is a hair below 2300000: the nearest hundredth is what was meant.
    number = round(float(digits) * factor, 2) if factor > 1 else float(digits)
    return number if number <= _LARGEST else None
