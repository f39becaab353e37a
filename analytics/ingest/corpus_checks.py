"""What only the whole corpus can tell: ids used twice, related incidents that do not exist. Run anew at each publication."""

from __future__ import annotations

import duckdb

from analytics.diagnostics import CODES

_FORGET = "DELETE FROM diagnostics WHERE code IN ('PM302', 'PM304')"

_DUPLICATE_IDS = """
INSERT INTO diagnostics
SELECT source_path, source_line, 1, $level, 'PM302',
       incident_id || ' also stands in ' || array_to_string(list_filter(paths, lambda p: p <> place), ', '), $hint, incident_key
FROM (
    SELECT *, source_path || ':' || source_line AS place,
           list(source_path || ':' || source_line) OVER (PARTITION BY incident_id) AS paths
    FROM incidents WHERE incident_id IS NOT NULL
) WHERE len(paths) > 1
ORDER BY source_path, source_line
"""

_MISSING_RELATED = """
INSERT INTO diagnostics
SELECT i.source_path, r.line, 1, $level, 'PM304', r.related_id || ' is no incident of this corpus', $hint, i.incident_key
FROM related_incidents r JOIN incidents i USING (incident_key)
WHERE NOT EXISTS (SELECT 1 FROM incidents other WHERE other.incident_id = r.related_id)
ORDER BY ALL
"""


def check_corpus(connection: duckdb.DuckDBPyConnection) -> None:
    """Replace the diagnostics that concern several documents."""
    connection.execute(_FORGET)
    for code, statement in (("PM302", _DUPLICATE_IDS), ("PM304", _MISSING_RELATED)):
        connection.execute(statement, {"level": CODES[code].level, "hint": CODES[code].hint})
