"""Is a store whole? What `postmortems store verify` asks."""

from __future__ import annotations

from pathlib import Path

import duckdb

from analytics.errors import StoreDamagedError
from analytics.model import CHILD_TABLES
from analytics.store.connect import open_reader
from analytics.store.database import Store

_CHECKS: dict[str, str] = {
    "incidents whose document is missing": "SELECT count(*) FROM incidents ANTI JOIN documents USING (source_path)",
    "documents whose number of incidents is wrong": """SELECT count(*) FROM documents d WHERE d.incidents <>
        (SELECT count(*) FROM incidents i WHERE i.source_path = d.source_path)""",
    "diagnostics whose document is missing": r"""SELECT count(*) FROM diagnostics ANTI JOIN documents
        USING (source_path) WHERE NOT regexp_matches(source_path, '(^|/)\.git$')""",
    "incidents without their derived row": "SELECT count(*) FROM incidents ANTI JOIN incident_facts USING (incident_key)",
    "incidents in a quarter that the calendar lacks": """SELECT count(*) FROM incidents
        ANTI JOIN quarters USING (quarter) WHERE quarter <> ''""",
    "action items without their history": """SELECT count(*) FROM action_items SEMI JOIN incidents USING (incident_key), snapshot_info
        WHERE settings->>'$.history.source' <> 'off' AND item_key NOT IN (SELECT item_key FROM action_item_histories)""",
    "histories of an action item that is not there": """SELECT count(*) FROM action_item_histories h ANTI JOIN action_items a
        ON a.item_key = h.item_key AND a.incident_key = h.incident_key AND a.ordinal = h.item_ordinal
        WHERE h.item_ordinal IS NOT NULL""",
    "keys of action items used twice": """SELECT count(*) FROM
        (SELECT 1 FROM action_item_histories GROUP BY item_key HAVING count(*) > 1)""",
    "changes of action items without their history": """SELECT count(*) FROM action_item_changes
        ANTI JOIN action_item_histories USING (item_key)""",
    "descriptions of the snapshot other than one": "SELECT abs(count(*) - 1) FROM snapshot_info",
    **{
        f"rows of {table} without their incident": f"SELECT count(*) FROM {table} ANTI JOIN incidents USING (incident_key)"
        for table in CHILD_TABLES
    },
    **{
        f"rows of {table} with an ordinal used twice": f"""SELECT count(*) FROM
            (SELECT 1 FROM {table} GROUP BY incident_key, ordinal HAVING count(*) > 1)"""
        for table in CHILD_TABLES
    },
}


def verify(store: Store) -> list[str]:
    """What is wrong with the live snapshot, a sentence each; empty where nothing is.

    Raises:
        StoreMissingError: nothing was published here.
        StoreDamagedError: the snapshot's file is gone or no database that this version can open.
    """
    path = store.current().path
    _read_every_block(path)
    with store.cursor() as cursor:
        counts = {words: cursor.execute(query).fetchall()[0][0] for words, query in _CHECKS.items()}
    return [f"{count} {words}" for words, count in counts.items() if count]


def _read_every_block(path: Path) -> None:
    """A checksum stands beside every block: reading all columns of all tables proves them."""
    if not path.is_file():
        raise StoreDamagedError(path, "the file is gone")
    try:
        with open_reader(path) as connection:
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
                # Statistics alone answer a count of a column that cannot be NULL; a hash has to see every value.
                connection.execute(f"SELECT bit_xor(hash(COLUMNS(*))) FROM {table}").fetchall()
    except duckdb.Error as error:
        raise StoreDamagedError(path, str(error).splitlines()[0]) from error
