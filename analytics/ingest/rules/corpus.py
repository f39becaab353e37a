"""What the rules of several documents look at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from analytics.diagnostics import Diagnostic


class Known(NamedTuple):
    """An incident of the corpus that has an id."""

    source_path: str
    line: int
    incident_id: str
    incident_key: str

    @property
    def place(self) -> str:
        return f"{self.source_path}:{self.line}"


class Reference(NamedTuple):
    """A related incident as one document names it."""

    source_path: str
    line: int
    related_id: str
    incident_key: str


class Corpus(NamedTuple):
    """The incidents that have an id, and the ids that documents refer to."""

    incidents: Collection[Known]
    references: Collection[Reference]


CorpusRule = Callable[[Corpus], Iterator[Diagnostic]]
