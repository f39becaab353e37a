"""What only the whole corpus can tell: ids used twice, related incidents that do not exist. Run anew at each publication."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from analytics.diagnostics import Diagnostic
from analytics.ingest.rules import apply_corpus_rules
from analytics.ingest.rules.corpus import Corpus, Known, Reference
from analytics.ingest.rules.policy import settle_corpus
from analytics.settings import Settings

FORGET = "DELETE FROM diagnostics WHERE code IN ('PM302', 'PM304')"
"""What an earlier publication found: other documents may have changed since."""

_INCIDENTS = """
SELECT source_path, source_line, incident_id, incident_key FROM incidents WHERE incident_id IS NOT NULL ORDER BY ALL
"""
_REFERENCES = """
SELECT i.source_path, r.line, r.related_id, r.incident_key
FROM related_incidents r JOIN incidents i USING (incident_key) ORDER BY ALL
"""
_TEXTS = "SELECT source_path, text FROM documents WHERE list_contains($paths, source_path)"


def check_corpus(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[Diagnostic]:
    """The diagnostics that concern several documents, without those that the documents ignore."""
    incidents = [Known(*row) for row in connection.execute(_INCIDENTS).fetchall()]
    references = [Reference(*row) for row in connection.execute(_REFERENCES).fetchall()]
    findings = apply_corpus_rules(Corpus(incidents, references))
    return settle_corpus(findings, texts_of(connection, findings), settings.rules)


def texts_of(connection: duckdb.DuckDBPyConnection, findings: Iterable[Diagnostic]) -> dict[str, str]:
    """The documents that findings are about: they may ignore them."""
    paths = sorted({finding.path for finding in findings})
    return dict(connection.execute(_TEXTS, {"paths": paths}).fetchall()) if paths else {}
