"""A related incident that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.rules.corpus import Corpus


def find_missing_related(corpus: Corpus) -> Iterator[Diagnostic]:
    """PM304"""
    known = {incident.incident_id for incident in corpus.incidents}
    for reference in corpus.references:
        if reference.related_id not in known:
            words = f"{reference.related_id} is no incident of this corpus"
            yield diagnose(reference.source_path, reference.line, "PM304", words, reference.incident_key)
