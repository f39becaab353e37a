"""A window of two times of day beside a duration that it does not have: `11:07–13:40 (2 h 37)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.values import parse_time
from analytics.ingest.wording import span_in_words

# Spaces and digits are counted out: a line may be as long as a file.
_S = r"\s{0,4}"
_CLOCK = r"(?<!\d)\d{1,2}:\d{2}(?:\s?[ap]m\b)?"
_ZONE = rf"(?:{_S}(?:UTC|GMT|[A-Z]{{2,4}}T)\b)?"
_WINDOW = rf"(?P<start>{_CLOCK}){_ZONE}{_S}(?:[-–—]|\bto\b|\buntil\b|\btill\b){_S}(?P<end>{_CLOCK}){_ZONE}"
_MINUTES = rf"{_S}(?:minutes?|mins?|m)(?![a-z])"
_LENGTH = (
    rf"(?<![\d.])(?P<length>(?P<hours>\d{{1,5}}(?:\.\d{{1,2}})?){_S}(?:hours?|hrs?|h)(?![a-z])"
    rf"(?:{_S}(?:,|and)?{_S}(?P<rest>\d{{1,2}})(?:{_MINUTES}|(?={_S}(?:[().,;|]|$))))?"
    rf"|(?P<minutes>\d{{1,5}}(?:\.\d{{1,2}})?){_MINUTES})"
)
_MEANS = rf"{_S}[(\[,;=:–—-]?{_S}(?:i\.e\.|that is|is|called|lasting|lasted|for|a total of|in total|total(?: of)?)?{_S}[:=]?{_S}"
_FROM = rf"{_S}[(\[,;:–—-]?{_S}(?:from|between)?{_S}"
_PATTERNS = tuple(re.compile(text, re.IGNORECASE) for text in (_WINDOW + _MEANS + _LENGTH, _LENGTH + _FROM + _WINDOW))
_WINDOWS = re.compile(_WINDOW, re.IGNORECASE)
_ROUGHLY = re.compile(r"(?:~|≈|about|approx\w*\.?|around|roughly|nearly|almost|over|more than|less than)\s?$", re.IGNORECASE)
_TWO_TIMES = re.compile(r":\d.*:\d")
"""Quick to look for, and most lines have none."""
_MARKS = re.compile(r"[*_`]")


class _Length(NamedTuple):
    """A duration as written, and by how much it may be rounded: authors who write hours alone mean whole hours."""

    minutes: float
    tolerance: float


def find_wrong_windows(subject: Subject) -> Iterator[Found]:
    """PM309: rows of the timeline are left out, whose words tell of other spans; so are sums of all windows of a line."""
    rows = {event.line for event in subject.postmortem.timeline_events}
    for line, text in subject.lines_with(_TWO_TIMES):
        if line not in rows:
            yield from (Found(line, words) for words in _wrong_in(_MARKS.sub("", text)))


def _wrong_in(text: str) -> Iterator[str]:
    windows = [span for match in _WINDOWS.finditer(text) if (span := _span(match)) is not None]
    seen: set[tuple[str, str]] = set()
    for match in (found for pattern in _PATTERNS for found in pattern.finditer(text)):
        span, length = _span(match), _length(match)
        place = match["start"], match["end"]
        if span is None or place in seen or _ROUGHLY.search(text[: match.start("length")][-12:]):
            continue
        seen.add(place)
        if not any(abs(length.minutes - gap) <= length.tolerance for gap in (span, sum(windows))):
            yield f"{match['start']} to {match['end']} is {span_in_words(span)}, not {match['length'].strip()}"


def _span(match: re.Match[str]) -> float | None:
    """Minutes from start to end, past midnight where the end is the earlier one; None where one of them is no time of day."""
    start, end = parse_time(match["start"]), parse_time(match["end"])
    halves = [text[-1:].lower() == "m" for text in (match["start"], match["end"])]
    if start is None or end is None or halves[0] != halves[1]:
        return None
    minutes = [found.value.clock.hour * 60 + found.value.clock.minute for found in (start, end)]
    return float((minutes[1] - minutes[0]) % 1440)


def _length(match: re.Match[str]) -> _Length:
    if match["minutes"]:
        return _Length(float(match["minutes"]), 1.0)
    hours, rest = match["hours"], match["rest"]
    return _Length(float(hours) * 60 + float(rest or 0), 1.0 if rest else 3.0 if "." in hours else 30.0)
