"""What only several documents together can tell: ids used twice, related incidents that do not exist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analytics.diagnostics import Diagnostic, diagnose


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


def find_duplicate_ids(incidents: Iterable[Known]) -> Iterator[Diagnostic]:
    """PM302"""
    by_id: dict[str, list[Known]] = defaultdict(list)
    for incident in incidents:
        by_id[incident.incident_id].append(incident)
    for same in by_id.values():
        for incident in same if len(same) > 1 else ():
            others = ", ".join(other.place for other in same if other is not incident)
            words = f"{incident.incident_id} also stands in {others}"
            yield diagnose(incident.source_path, incident.line, "PM302", words, incident.incident_key)


def find_missing_related(incidents: Iterable[Known], references: Iterable[Reference]) -> Iterator[Diagnostic]:
    """PM304"""
    known = {incident.incident_id for incident in incidents}
    for reference in references:
        if reference.related_id not in known:
            words = f"{reference.related_id} is no incident of this corpus"
            yield diagnose(reference.source_path, reference.line, "PM304", words, reference.incident_key)
