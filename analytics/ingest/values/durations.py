"""Durations in minutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from analytics.ingest.values.value import (
    Rule,
    Value,
    qualified,
    single_spaced,
    sounds_estimated,
    split_comment,
    take_qualifier,
    upper_end,
    without_footnotes,
)

_UNIT_MINUTES = {"w": 10080.0, "d": 1440.0, "h": 60.0, "m": 1.0, "s": 1 / 60}
_UNIT = r"weeks?|wks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s"
_PART = re.compile(rf"(?<![0-9.,])([0-9]++(?:[.,][0-9]++)?+)[\s-]*+({_UNIT})(?![a-z])\.?", re.IGNORECASE)
_JOINT = re.compile(r"(?:\s|,|and\b|&)*", re.IGNORECASE)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_TAIL = re.compile(
    r"(?:in total|total|overall|estimated|approximately|approx\.?|or so|long"
    r"|of (?:[a-z-]+ ){0,2}(?:impact|downtime|outage|degradation|disruption|unavailability))?\.?",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def parse_duration(text: str) -> Value[float] | None:
    """Minutes in `1 hour 52 minutes`, `2d 1h 29m`, `seven hours`, `10-15 minutes`, `~8 hours (estimated)`, `1:30 h`, `PT1H`.

    None where anything else stands in the text.
    """
    minutes = _plain(text) if len(text) < 60 else None
    if minutes is not None:
        return Value(minutes)
    words = without_footnotes(_with_digits(single_spaced(text)))
    readings = (read(words, text) for read in _FORMS)
    return next((value for value in readings if value is not None), None)


def _plain(text: str) -> float | None:
    """Numbers with units, the larger unit first, and nothing between them but "and"."""
    minutes, end, last = 0.0, 0, float("inf")
    for part in _PART.finditer(text):
        unit, number = _UNIT_MINUTES[part[2][0].lower()], _number(part[1])
        # `20 min 30 min` are two durations, whatever joins them.
        if number is None or unit >= last or not _JOINT.fullmatch(text, end, part.start()):
            return None
        minutes += number * unit
        end, last = part.end(), unit
    return round(minutes, 6) if end and not text[end:].strip() else None


def _number(text: str) -> float | None:
    if _TWO_WAYS.fullmatch(text):
        return None
    return float(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text.replace(",", "."))


# words for numbers

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905 - counting
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORDS = {word: number for number, word in enumerate((*_ONES, *_TEENS), 1)} | _TENS
_NUMBER_WORD = re.compile(rf"\b(?:({'|'.join(_TENS)})[- ]({'|'.join(_ONES)})|({'|'.join(_WORDS)}))\b", re.IGNORECASE)
_ANY_WORD = re.compile(r"[a-z]{3}|\b(?:a|an)\b|[½¼¾/]", re.IGNORECASE)
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_FRACTION = re.compile(r"(?:\b([0-9]{1,4})\s?)?(½|¼|¾|\b(?:1/2|1/4|3/4))(?=\s?[a-z])", re.IGNORECASE)
_HALF_BEHIND = re.compile(r"\b([0-9]{1,4}) (hours?|days?|weeks?|minutes?) and a half\b", re.IGNORECASE)
_HALF_BEFORE = re.compile(r"\b([0-9]{1,4}) and a half (?=hours|days|weeks|minutes)", re.IGNORECASE)
_ARTICLE = re.compile(r"\ban? (?=hour|minute|day|week|second)", re.IGNORECASE)


def _with_digits(text: str) -> str:
    """`seven hours` -> `7 hours`, `half an hour` -> `0.5 hour`, `1 1/2 hours` -> `1.5 hours`, `an hour` -> `1 hour`."""
    if not _ANY_WORD.search(text):
        return text
    text = re.sub(r"\b(?:half an|a half) hour\b", "0.5 hour", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:a )?quarter of an hour\b", "0.25 hour", text, flags=re.IGNORECASE)
    text = _NUMBER_WORD.sub(_digits_of, text)
    # "half a day" is left: of the clock, or of the working day?
    text = re.sub(r"(?<!half )" + _ARTICLE.pattern, "1 ", text, flags=re.IGNORECASE)
    text = _HALF_BEHIND.sub(r"\1.5 \2", text)
    text = _HALF_BEFORE.sub(r"\1.5 ", text)
    return _FRACTION.sub(lambda found: f"{int(found[1] or 0) + _FRACTIONS[found[2]]:g}", text)


def _digits_of(found: re.Match[str]) -> str:
    if found[3]:
        return str(_WORDS[found[3].lower()])
    return str(_TENS[found[1].lower()] + _WORDS[found[2].lower()])


# the other forms; each takes the words made ready and the text to name in a rule

_ISO = re.compile(
    r"P(?=.)(?:([0-9]{1,4})W)?(?:([0-9]{1,6})D)?(?:T(?=.)(?:([0-9]{1,9}(?:\.[0-9]+)?)H)?(?:([0-9]{1,9}(?:\.[0-9]+)?)M)?(?:([0-9]{1,9}(?:\.[0-9]+)?)S)?)?"
)
_CLOCK = re.compile(
    r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?(?:\s?(?:(h|hrs?|hours?)|(mins?|minutes?|m))\.?)?", re.IGNORECASE
)
_HOURS_MINUTES = re.compile(r"([0-9]{1,4})\s?h\s?([0-5][0-9])", re.IGNORECASE)
_BARE = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?")
_RANGE_SIGN = re.compile(r"\s?(?:[-–—]|\bto\b)\s?(?=~?[0-9])", re.IGNORECASE)
_AND = re.compile(r"\sand\s(?=[0-9])", re.IGNORECASE)
_FIRST_UNIT = re.compile(rf"[0-9.,]+\s?({_UNIT})(?![a-z])", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"\s/\s|\s?;\s?")
_PLUS = re.compile(r"\s\+\s|\splus\s", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"\b[0-9]{1,2}[:.][0-9]{2}\b")


def _read_iso(words: str, _text: str) -> Value[float] | None:
    match = _ISO.fullmatch(words)
    if match is None:
        return None
    return Value(round(sum(float(n or 0) * unit for n, unit in zip(match.groups(), _UNIT_MINUTES.values(), strict=True)), 6))


def _read_clock(words: str, text: str) -> Value[float] | None:
    """`1:30 h`, `01:30:00`; of `00:20` alone the written rule says: hours and minutes."""
    if match := _HOURS_MINUTES.fullmatch(words):
        return Value(float(match[1]) * 60 + float(match[2]))
    match = _CLOCK.fullmatch(words)
    if match is None:
        return None
    first, second, third, hours, minutes = match.groups()
    if minutes:
        return None if third else Value(round(float(first) + float(second) / 60, 6))
    value = Value(round(float(first) * 60 + float(second) + float(third or 0) / 60, 6))
    if third or hours:
        return value
    return value._replace(rule=Rule("PM113", f"{text!r} is read as hours and minutes"))


def _read_single(words: str, text: str) -> Value[float] | None:
    """`~8 hours (estimated 09:00 - 17:00)`, `5 hours of active impact`, `< 5 min`."""
    words, comment = split_comment(words)
    qualifier, words = take_qualifier(words)
    last = _last_part(words)
    tail = words[last.end() :].strip() if last else ""
    if last is None or not _TAIL.fullmatch(tail):
        return None
    minutes = _plain(words[: last.end()])
    if minutes is None:
        return None
    if qualifier == "exact" and sounds_estimated(f"{tail} {comment}"):
        qualifier = "about"
    return qualified(text, minutes, qualifier, zero=0.0)


def _last_part(words: str) -> re.Match[str] | None:
    return next(iter([*_PART.finditer(words)][::-1]), None)


def _read_clock_with_comment(words: str, text: str) -> Value[float] | None:
    words, comment = split_comment(words)
    return _read_clock(words, text) if comment else None


def _read_bracketed(words: str, text: str) -> Value[float] | None:
    """`21:45 to 23:28 UTC (103 minutes)`: the span in times, and the duration behind it."""
    words, comment = split_comment(words)
    if len(_TIME_OF_DAY.findall(words)) != 2 or _PART.search(words):
        return None
    return _read_single(comment, text)


def _read_range(words: str, text: str) -> Value[float] | None:
    """`10-15 minutes`, `2 to 3 hours`, `between 5 and 10 min`, `45 min - 1 h`."""
    words, _ = split_comment(words)
    _, words = take_qualifier(words)
    sign = _RANGE_SIGN
    if words.lower().startswith("between "):
        words, sign = words[8:], _AND
    ends = sign.split(words)
    if len(ends) != 2:
        return None
    high = _read_single(ends[1].lstrip("~"), text)
    low = _low_end(ends[0].strip(), ends[1])
    if high is None or low is None or low > high.value:
        return None
    return upper_end(text, low, high.value)


def _low_end(low: str, high: str) -> float | None:
    """The lower end, in the first unit of the upper one where it has none of its own."""
    unit = _FIRST_UNIT.search(high)
    return _plain(f"{low} {unit[1]}" if unit and _BARE.fullmatch(low) else low)


def _read_alternatives(words: str, text: str) -> Value[float] | None:
    """`00:20 (GCP) / 01:25 (AWS)`: the longest counts, both ends are kept."""
    parts = _ALTERNATIVE.split(words)
    if not 2 <= len(parts) <= 6:
        return None
    found = [_read_clock(split_comment(part)[0], text) or _read_single(part, text) for part in parts]
    minutes = [value.value for value in found if value]
    if len(minutes) < len(parts):
        return None
    rule = Rule("PM110", f"{text!r} states {len(parts)} durations; the longest counts")
    return Value(max(minutes), "range", min(minutes), max(minutes), rule)


def _read_sum(words: str, text: str) -> Value[float] | None:
    """`~13 min silent + ~8 min to fix`: what the author joins with a plus is added up."""
    parts = _PLUS.split(words)
    if not 2 <= len(parts) <= 6:
        return None
    found = [_read_labelled(part, text) for part in parts]
    minutes = [value.value for value in found if value and value.certainty != "range"]
    if len(minutes) < len(parts):
        return None
    rough = any(value.certainty == "approximate" for value in found if value)
    total = round(sum(minutes), 6)
    return Value(total, "approximate" if rough else "exact", rule=Rule("PM113", f"{text!r} is added up to {total:g} minutes"))


def _read_labelled(part: str, text: str) -> Value[float] | None:
    """A duration with words behind it, as in `8 min to fix`."""
    last = _last_part(part)
    return _read_single(part[: last.end()], text) if last and not re.search(r"[0-9]", part[last.end() :]) else None


_FORMS: tuple[Callable[[str, str], Value[float] | None], ...] = (
    _read_single,
    _read_clock,
    _read_clock_with_comment,
    _read_range,
    _read_iso,
    _read_alternatives,
    _read_sum,
    _read_bracketed,
)
