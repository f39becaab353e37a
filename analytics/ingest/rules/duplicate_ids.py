"""An incident id that stands in several documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.rules.corpus import Corpus, Known


def find_duplicate_ids(corpus: Corpus) -> Iterator[Diagnostic]:
    """PM302"""
    by_id: dict[str, list[Known]] = defaultdict(list)
    for incident in corpus.incidents:
        by_id[incident.incident_id].append(incident)
    for same in by_id.values():
        for incident in same if len(same) > 1 else ():
            others = ", ".join(other.place for other in same if other is not incident)
            words = f"{incident.incident_id} also stands in {others}"
            yield diagnose(incident.source_path, incident.line, "PM302", words, incident.incident_key)
