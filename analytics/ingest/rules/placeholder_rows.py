"""A row of the template's placeholders left in a table that somebody has filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.ingest.reading import BOILERPLATE, CAPTURED
from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.values import is_placeholder

_PIPE = re.compile(r"(?<!\\)\|")
_LETTER = re.compile(r"[^\W\d_]")
_ANSWERS = frozenset({"none", "n/a", "na", "unknown", "not stated"})


def find_placeholder_rows(subject: Subject) -> Iterator[Found]:
    """PM315: a table of records only; a name-and-value table whose value is a placeholder merely does not state it."""
    for table in _tables(subject):
        if any(subject.marks[line] == CAPTURED for line in table):
            for line in table[2:]:
                if subject.marks[line] == BOILERPLATE and _is_left_over(subject.lines[line]):
                    yield Found(line, "a row of the template's placeholders is left in a table that is filled in")


def _tables(subject: Subject) -> Iterator[list[int]]:
    """The lines of each run that begins with pipes."""
    run: list[int] = []
    for line, text in subject.numbered_lines():
        if text.lstrip().startswith("|"):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_left_over(text: str) -> bool:
    """The first cell that is no number is a placeholder in words: an empty row says nothing, and is no mistake."""
    cells = (cell.strip(" *_`") for cell in _PIPE.split(text.strip().strip("|")))
    first = next((cell for cell in cells if not cell.strip("#.").isdigit()), "")
    return first.lower() not in _ANSWERS and _LETTER.search(first) is not None and is_placeholder(first)
