"""A row of the template's placeholders left in a table that somebody has filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from analytics.ingest.reading import BOILERPLATE, CAPTURED
from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.values import is_placeholder

_FIRST_CELL = re.compile(r"\|+(?:[ *_`]*[#.]*\d+[#.]*[ *_`]*\|)*+(?P<words>(?:[^|\\]|\\.)*)")
"""The first cell of a row that is more than a number."""
_LETTER = re.compile(r"[^\W\d_]")
_ANSWERS = frozenset({"none", "n/a", "na", "unknown", "not stated"})


def find_placeholder_rows(subject: Subject) -> Iterator[Found]:
    """PM315: a table of records only; a name-and-value table whose value is a placeholder merely does not state it."""
    rows = [line for line in subject.line_numbers() if subject.lines[line][:1] == "|"]
    left_over = [line for line in rows if subject.marks[line] == BOILERPLATE and _is_left_over(subject.lines[line])]
    filled = _lines_of_filled_tables(rows, subject) if left_over else ()
    for line in left_over:
        if line in filled:
            yield Found(line, "a row of the template's placeholders is left in a table that is filled in")


def _lines_of_filled_tables(rows: list[int], subject: Subject) -> set[int]:
    """Lines that follow each other are one table; it is filled in where something of it was read."""
    filled: set[int] = set()
    for _, run in groupby(enumerate(rows), lambda numbered: numbered[1] - numbered[0]):
        table = [line for _, line in run]
        if any(subject.marks[line] == CAPTURED for line in table):
            filled.update(table)
    return filled


def _is_left_over(text: str) -> bool:
    """The first cell that is no number is a placeholder in words: an empty row says nothing, and is no mistake."""
    cell = _FIRST_CELL.match(text)
    words = cell["words"].strip(" *_`") if cell else ""
    return is_placeholder(words) and words.lower() not in _ANSWERS and _LETTER.search(words) is not None
