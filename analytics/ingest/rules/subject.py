"""What a rule looks at, and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from analytics.ingest.dialect_advice import Advice
from analytics.ingest.reading import OtherDate
from analytics.ingest.values import Conventions
from analytics.model import Incident, Postmortem
from analytics.settings import Settings


class Subject(NamedTuple):
    """One finished incident and the text in which it stands.

    `lines`: the whole file's, the first one at index 1; `first_line` to `last_line` are this incident's, put together in `text`.
    `marks`: what became of each. `advice`: None where the dialect's language has none.
    """

    postmortem: Postmortem
    settings: Settings
    other_dates: Sequence[OtherDate]
    lines: Sequence[str]
    first_line: int
    last_line: int
    text: str
    marks: bytearray
    conventions: Conventions
    advice: Advice | None

    @property
    def incident(self) -> Incident:
        return self.postmortem.incident

    def line_of(self, column: str) -> int:
        """The line on which a column of the incident was read; that of its heading for one that stands nowhere."""
        stated = (source.line for source in self.postmortem.field_sources if source.field == column)
        return next(stated, self.incident.source_line)

    def words_of(self, column: str) -> str:
        """The words from which a column was read."""
        return next((source.text for source in self.postmortem.field_sources if source.field == column), "")

    def line_numbers(self) -> range:
        """Where in `lines` and `marks` the incident stands."""
        return range(self.first_line, min(self.last_line + 1, len(self.lines)))

    def lines_with(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
        """The lines in which something is found that stands on one line: looked for in the whole text, because most have nothing."""
        line, reached, given = self.first_line, 0, 0
        for found in pattern.finditer(self.text):
            line += self.text.count("\n", reached, found.start())
            reached = found.start()
            if line != given:
                yield line, self.lines[line]
            given = line


class Found(NamedTuple):
    """A finding before it has its code, level and hint."""

    line: int
    message: str


Rule = Callable[[Subject], Iterator[Found]]
