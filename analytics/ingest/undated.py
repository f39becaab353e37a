"""PM311 once the history and the tickets have been asked: only of items of which neither knows since when they are done.

Worked out at each publication, because a rebase or another export may take away a day that was known, and the document is not read
again for that.
"""

from __future__ import annotations

import duckdb

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.corpus_checks import texts_of
from analytics.ingest.rules.item_complete_without_date import without_date
from analytics.ingest.rules.policy import settle_corpus
from analytics.settings import Settings

_DROP_ANSWERED = """
DELETE FROM diagnostics WHERE code = 'PM311' AND (incident_key, line) IN (
    SELECT (incident_key, line) FROM action_items WHERE completed_basis IN ('git', 'ingest', 'ticket'))
"""
# A status that only the ticket has is none of the document's. Where the lines of the text are not the file's, its comments would be
# looked for on the wrong ones.
_UNANSWERED = """
SELECT i.source_path, a.line, a.action, a.incident_key
FROM action_items a JOIN incidents i USING (incident_key) JOIN documents d USING (source_path)
WHERE a.status = 'complete' AND a.status_text IS NOT NULL AND a.completed_on IS NULL AND d.line_map IS NULL
    AND (a.incident_key, a.line) NOT IN (SELECT (incident_key, line) FROM diagnostics WHERE code = 'PM311' AND incident_key IS NOT NULL)
ORDER BY ALL
"""


def settle_undated(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[Diagnostic]:
    """Removes the findings that have been answered; those that are to be asked again. Who gives the code a level wants every day."""
    if "PM311" in settings.rules:
        return []
    connection.execute(_DROP_ANSWERED)
    rows = connection.execute(_UNANSWERED).fetchall()
    findings = [diagnose(path, line, "PM311", without_date(action), key) for path, line, action, key in rows]
    return settle_corpus(findings, texts_of(connection, findings), settings.rules)
