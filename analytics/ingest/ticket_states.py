"""What the tickets say of the action items in a draft. The document comes first, then the ticket, then the history.

A ticket gives the day on which its item was done, and the status where the document has none. Where the two contradict each other the
document counts, and the contradiction is a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import duckdb
import pyarrow as pa

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.corpus_checks import texts_of
from analytics.ingest.rules.policy import set_levels, settle_corpus
from analytics.ingest.tickets import TicketExport, TicketRow, plain_id
from analytics.settings import Settings

Connection: TypeAlias = duckdb.DuckDBPyConnection

_FORGET = (
    "DELETE FROM diagnostics WHERE code IN ('PM507', 'PM508')",
    # A document that has a status has words for it.
    "UPDATE action_items SET status = NULL WHERE status IS NOT NULL AND status_text IS NULL",
    "UPDATE action_items SET completed_on = NULL, completed_basis = NULL WHERE completed_basis = 'ticket'",
)
_MATCH = """
CREATE OR REPLACE TEMP TABLE ticket_states AS
WITH found AS (
    SELECT incident_key, ordinal, t.* FROM action_items a JOIN tickets t ON t.plain = upper(ltrim(trim(a.ticket), '#!'))
    UNION
    SELECT incident_key, ordinal, t.* FROM action_items a JOIN tickets t ON t.ticket = a.ticket_url
)
FROM found QUALIFY row_number() OVER (PARTITION BY incident_key, ordinal ORDER BY line) = 1
"""
_TAKE_STATUS = """
UPDATE action_items a SET status = t.state FROM ticket_states t
WHERE t.incident_key = a.incident_key AND t.ordinal = a.ordinal AND a.status IS NULL AND a.status_text IS NULL
"""
_AGREE = "(t.state = a.status OR (t.state = 'complete' AND a.status = 'wont_do'))"
"""A tracker closes what won't be done as well."""
_TAKE_DAY = f"""
UPDATE action_items a SET completed_on = t.closed_on, completed_basis = 'ticket' FROM ticket_states t
WHERE t.incident_key = a.incident_key AND t.ordinal = a.ordinal AND t.closed_on IS NOT NULL AND {_AGREE}
    AND a.completed_basis IS DISTINCT FROM 'stated'
"""
_CONTRADICTIONS = f"""
SELECT source_path, a.line, incident_key, t.ticket, t.state, t.closed_on, a.status
FROM action_items a JOIN ticket_states t USING (incident_key, ordinal) JOIN incidents USING (incident_key)
WHERE a.status IS NOT NULL AND NOT {_AGREE} AND NOT (t.state IN ('pending', 'in_progress') AND a.status IN ('pending', 'in_progress'))
ORDER BY ALL
"""
_WORDS = {"pending": "open", "in_progress": "in progress", "complete": "closed", "wont_do": "closed as won't do"}
_OF_ITEMS = {"pending": "pending", "in_progress": "in progress", "complete": "complete", "wont_do": "won't do"}


def forget_tickets(connection: Connection) -> None:
    """Leaves what documents state and the history tells, for the history to be followed: an export is no change of a document."""
    for statement in _FORGET:
        connection.execute(statement)


def take_tickets(connection: Connection, export: TicketExport, settings: Settings) -> list[Diagnostic]:
    """Fills in what the export says of the items; what there is to report of its rows, and of items that contradict it."""
    if not export.rows:
        return list(set_levels(export.diagnostics, settings.rules))
    connection.register("tickets", _table_of(export.rows))
    connection.execute(_MATCH)
    connection.unregister("tickets")
    connection.execute(_TAKE_STATUS)
    connection.execute(_TAKE_DAY)
    findings = [_contradiction(*row) for row in connection.execute(_CONTRADICTIONS).fetchall()]
    connection.execute("DROP TABLE ticket_states")
    own = list(set_levels(export.diagnostics, settings.rules))
    return own + settle_corpus(findings, texts_of(connection, findings), settings.rules)


def _table_of(rows: Sequence[TicketRow]) -> pa.Table:
    return pa.table({
        "ticket": pa.array([row.ticket for row in rows], pa.string()),
        "plain": pa.array([plain_id(row.ticket) for row in rows], pa.string()),
        "state": pa.array([row.state for row in rows], pa.string()),
        "closed_on": pa.array([row.closed_on for row in rows], pa.date32()),
        "line": pa.array([row.line for row in rows], pa.int32()),
    })  # fmt: skip


def _contradiction(path: str, line: int, key: str, ticket: str, state: str, closed_on: object, status: str) -> Diagnostic:
    since = f" since {closed_on}" if closed_on else ""
    message = f"{ticket} is {_WORDS[state]}{since}, but the item is {_OF_ITEMS[status]}"
    return diagnose(path, line, "PM508", message, key)
