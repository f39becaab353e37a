"""Histories in a draft: what it knows of items, what its documents say now, and what an ingest found out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

import duckdb
import pyarrow as pa

from analytics.ingest.history.follow import Known
from analytics.ingest.history.incidents import Arrived
from analytics.ingest.history.settle import settle
from analytics.ingest.history.tracker import Standing
from analytics.ingest.history.versions import Basis, Change, Content, Entry, Version
from analytics.ingest.read import Promised
from analytics.model import ActionItem

Connection: TypeAlias = duckdb.DuckDBPyConnection

_SAME = " AND ".join(
    f"h.{name} IS NOT DISTINCT FROM a.{name}" for name in ("number", "horizon", "action", "owner", "due_date", "status", "ticket")
)
_HERE = f"h.incident_key = a.incident_key AND h.item_ordinal = a.ordinal AND {_SAME}"

KEEP_KEYS = f"""UPDATE action_items a SET item_key = h.item_key FROM action_item_histories h
WHERE {_HERE} AND h.removed_basis IS NULL AND a.item_key <> h.item_key"""
"""An item that stands where it stood and says what it said is the one that stood there."""

KEEP_LINES = """UPDATE action_item_histories h SET line = a.line, source_path = i.source_path, incident_id = i.incident_id
FROM action_items a JOIN incidents i USING (incident_key)
WHERE h.item_key = a.item_key AND h.incident_key = a.incident_key AND h.item_ordinal = a.ordinal AND h.removed_basis IS NULL
    AND (h.line, h.source_path, h.incident_id) IS DISTINCT FROM (a.line, i.source_path, i.incident_id)"""

DIFFERENT = f"""
SELECT DISTINCT incident_key FROM (
    SELECT a.incident_key FROM action_items a ANTI JOIN (FROM action_item_histories WHERE removed_basis IS NULL) h
        ON h.item_key = a.item_key AND {_HERE}
    UNION ALL
    SELECT h.incident_key FROM (FROM action_item_histories WHERE removed_basis IS NULL) h ANTI JOIN action_items a
        ON h.item_key = a.item_key AND {_HERE})
ORDER BY ALL"""

TAKE_AS_FOUND = """
INSERT INTO action_item_histories BY NAME
SELECT a.item_key, a.incident_key, a.ordinal AS item_ordinal, i.incident_id, i.source_path, a.line, a.number, a.horizon, a.action,
    a.owner, a.due_date, a.status, a.ticket
FROM action_items a JOIN incidents i USING (incident_key)
WHERE a.incident_key NOT IN (SELECT incident_key FROM action_item_histories)
    AND a.item_key NOT IN (SELECT item_key FROM action_item_histories)"""
"""Of what an ingest finds before it knows anything nobody knows since when it has been so."""

_FINAL = "('complete', 'wont_do')"
DATE_ITEMS = f"""
WITH first AS (
    SELECT item_key, changed_at, basis FROM action_item_changes
    WHERE ordinal = 1 AND field = 'appeared' AND coalesce(new, '') NOT IN {_FINAL}
), last AS (
    SELECT item_key, new AS status, max_by(changed_at, ordinal) AS changed_at, max_by(basis, ordinal) AS basis
    FROM action_item_changes WHERE field = 'status' AND new IN {_FINAL} GROUP BY ALL
), dated AS (
    SELECT a.incident_key, a.ordinal,
        CASE WHEN a.opened_basis = 'stated' THEN a.opened_on ELSE timezone($zone, first.changed_at)::DATE END AS opened_on,
        CASE WHEN a.opened_basis = 'stated' THEN 'stated' WHEN first.changed_at IS NOT NULL THEN first.basis END AS opened_basis,
        CASE WHEN a.completed_basis = 'stated' THEN a.completed_on ELSE timezone($zone, last.changed_at)::DATE END AS completed_on,
        CASE WHEN a.completed_basis = 'stated' THEN 'stated' WHEN last.changed_at IS NOT NULL THEN last.basis END AS completed_basis
    FROM action_items a LEFT JOIN first USING (item_key) LEFT JOIN last ON last.item_key = a.item_key AND last.status = a.status
)
UPDATE action_items a SET opened_on = d.opened_on, opened_basis = d.opened_basis, completed_on = d.completed_on,
    completed_basis = d.completed_basis
FROM dated d WHERE d.incident_key = a.incident_key AND d.ordinal = a.ordinal
    AND (a.opened_on, a.opened_basis, a.completed_on, a.completed_basis)
        IS DISTINCT FROM (d.opened_on, d.opened_basis, d.completed_on, d.completed_basis)"""
"""What a document states counts; else the first appearance, unless it came with its end, and the last change to the status it has."""

_HISTORY = pa.schema(
    [
        *(
            (name, pa.string())
            for name in ("item_key", "incident_key", "incident_id", "source_path", "horizon", "action", "owner")
        ),
        *((name, pa.string()) for name in ("status", "ticket", "appeared_basis", "removed_basis")),
        *((name, pa.int32()) for name in ("item_ordinal", "line", "number")),
        ("due_date", pa.date32()),
        *((name, pa.timestamp("us", "UTC")) for name in ("appeared_at", "removed_at")),
    ]
)
_CHANGE = pa.schema(
    [
        *(
            (name, pa.string())
            for name in ("item_key", "incident_key", "field", "old", "new", "basis", "revision", "source_path")
        ),
        *((name, pa.int32()) for name in ("ordinal", "line")),
        ("changed_at", pa.timestamp("us", "UTC")),
    ]
)


class Row(NamedTuple):
    """An item of `action_item_histories`. `removed`: its basis, where it stands nowhere any more."""

    standing: Standing
    removed: Basis | None


def is_known(connection: Connection) -> bool:
    """Whether the draft knows the history of any item."""
    return bool(connection.execute("SELECT count(*) FROM action_item_histories").fetchall()[0][0])


def load_rows(connection: Connection, condition: str = "true", values: Mapping[str, object] | None = None) -> list[Row]:
    """Rows of `action_item_histories`, in the order in which their items stand."""
    found = connection.execute(
        f"""SELECT source_path, incident_key, incident_id, coalesce(item_ordinal, 0), item_key, line, number, horizon, action, owner,
            due_date, status, ticket,
            (SELECT max(changed_at) FROM action_item_changes c WHERE c.item_key = h.item_key AND basis = 'git') AS at, removed_basis
        FROM action_item_histories h WHERE {condition} ORDER BY source_path, incident_key, item_ordinal, item_key""",
        dict(values or {}),
    ).fetchall()
    return [
        Row(Standing(path, key, ident, ordinal, Entry(item_key, line, Content(*content), at)), removed)
        for path, key, ident, ordinal, item_key, line, *content, at, removed in found
    ]


def versions_of(rows: Iterable[Row]) -> list[Version]:
    """The incidents as their items stand, from rows in order."""
    live = [row.standing for row in rows if row.removed is None]
    return [
        Version(path, key, ident, tuple(standing.entry for standing in items))
        for (path, key, ident), items in groupby(live, attrgetter("path", "incident_key", "incident_id"))
    ]


def load_known(connection: Connection, paths: Collection[str]) -> Known:
    """What the draft knows of the items of some documents, and of those that have gone: one may come back in any document."""
    condition = "removed_basis IS NOT NULL OR list_contains($paths, source_path)"
    rows = load_rows(connection, condition, {"paths": sorted(paths)})
    versions: dict[str, list[Version]] = defaultdict(list)
    for version in versions_of(rows):
        versions[version.path].append(version)
    return Known(versions, [row.standing for row in rows if row.removed], partial(load_owner, connection))


def load_owner(connection: Connection, key: str) -> str | None:
    """The incident in which the item of a key stands; None where it stands in none."""
    found = connection.execute(
        "SELECT incident_key FROM action_item_histories WHERE item_key = $key AND removed_basis IS NULL", {"key": key}
    ).fetchone()
    return str(found[0]) if found else None


def load_present(connection: Connection, incidents: Collection[str]) -> list[Arrived]:
    """Incidents as the documents have them now."""
    found = connection.execute(
        """SELECT i.source_path, i.incident_key, i.incident_id, coalesce(i.incident_date, i.started_at::DATE, i.detected_at::DATE),
            a.line, a.number, a.horizon, a.action, a.owner, a.due_date, a.status, a.status_text, a.reason, NULL, NULL, NULL, NULL,
            a.ticket, a.item_key
        FROM incidents i JOIN action_items a USING (incident_key) WHERE list_contains($keys, incident_key)
        ORDER BY i.source_path, i.source_line, i.incident_key, a.ordinal""",
        {"keys": sorted(incidents)},
    ).fetchall()
    return [
        (path, Promised(key, "", ident, day, [ActionItem(*row[4:]) for row in rows]))
        for (path, key, ident, day), rows in groupby(found, lambda row: row[:4])
    ]


def load_changes(connection: Connection, keys: Collection[str]) -> dict[str, list[Change]]:
    """The changes of items, in their order."""
    found = connection.execute(
        """SELECT item_key, changed_at, field, old, new, basis, revision, source_path, line FROM action_item_changes
        WHERE list_contains($keys, item_key) ORDER BY item_key, ordinal""",
        {"keys": sorted(keys)},
    ).fetchall()
    changes: dict[str, list[Change]] = defaultdict(list)
    for row in found:
        changes[row[0]].append(Change(*row))
    return changes


def replace_items(
    connection: Connection,
    standing: Mapping[str, Standing],
    live: Collection[str],
    changes: Mapping[str, Sequence[Change]],
    basis: Basis,
) -> None:
    """Writes what is known of items anew. `live`: those that stand somewhere. `basis`: of who says that the others do not."""
    settled = {key: settle(changes.get(key, ())) for key in standing}
    delete_items(connection, standing)
    rows = [_history_row(place, settled[key], basis, is_live=key in live) for key, place in standing.items()]
    _insert(connection, "action_item_histories", _HISTORY, rows)
    _insert(connection, "action_item_changes", _CHANGE, _change_rows(standing, settled))


def delete_items(connection: Connection, keys: Iterable[str]) -> None:
    connection.register("leaving_items", pa.table({"item_key": pa.array(sorted(keys), pa.string())}))
    for table in ("action_item_histories", "action_item_changes"):
        connection.execute(f"DELETE FROM {table} WHERE item_key IN (SELECT item_key FROM leaving_items)")
    connection.unregister("leaving_items")


def _history_row(place: Standing, changes: Sequence[Change], basis: Basis, *, is_live: bool) -> dict[str, Any]:
    appeared = changes[0] if changes and changes[0].field == "appeared" else None
    removed = None if is_live else next((change for change in reversed(changes) if change.field == "removed"), None)
    return {
        "item_key": place.entry.key,
        "incident_key": place.incident_key,
        "item_ordinal": place.ordinal if is_live else None,
        "incident_id": place.incident_id,
        "source_path": place.path,
        "line": place.entry.line,
        **place.entry.content._asdict(),
        "appeared_at": appeared.at if appeared else None,
        "appeared_basis": appeared.basis if appeared else None,
        "removed_at": removed.at if removed else None,
        "removed_basis": None if is_live else removed.basis if removed else basis,
    }


def _change_rows(standing: Mapping[str, Standing], settled: Mapping[str, Sequence[Change]]) -> Iterator[dict[str, Any]]:
    for key, changes in settled.items():
        for ordinal, change in enumerate(changes, 1):
            yield {
                "item_key": key,
                "ordinal": ordinal,
                "incident_key": standing[key].incident_key,
                "changed_at": change.at,
                "field": change.field,
                "old": change.old,
                "new": change.new,
                "basis": change.basis,
                "revision": change.revision,
                "source_path": change.path,
                "line": change.line,
            }


def _insert(connection: Connection, table: str, schema: pa.Schema, rows: Iterable[Mapping[str, Any]]) -> None:
    arriving = pa.Table.from_pylist(list(rows), schema)
    if arriving.num_rows:
        connection.register("arriving_rows", arriving)
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM arriving_rows")
        connection.unregister("arriving_rows")


def date_items(connection: Connection, zone: str) -> None:
    """Works out `opened_on` and `completed_on` of every item; days are those of the calendar's zone."""
    connection.execute(DATE_ITEMS, {"zone": zone})


def load_sources(connection: Connection) -> dict[str, tuple[str, int]]:
    """Of each folder in git, the commit up to which it was read and how many commits that were."""
    found = connection.execute("SELECT folder, revision, commits FROM history_sources").fetchall()
    return {folder: (revision, commits) for folder, revision, commits in found}


def write_sources(connection: Connection, sources: Mapping[str, tuple[str, int]]) -> None:
    connection.execute("DELETE FROM history_sources")
    for folder, (revision, commits) in sorted(sources.items()):
        connection.execute("INSERT INTO history_sources VALUES (?, ?, ?)", [folder, revision, commits])


def load_paths(connection: Connection) -> set[str]:
    """The paths of all documents."""
    return {path for (path,) in connection.execute("SELECT source_path FROM documents").fetchall()}


def load_different(connection: Connection) -> list[str]:
    """The incidents whose items are not, or not where they are known to be."""
    return [key for (key,) in connection.execute(DIFFERENT).fetchall()]


def load_rows_of(connection: Connection, incidents: Collection[str]) -> list[Row]:
    """What is known of incidents, and of items that those of the same id have lost elsewhere."""
    condition = """list_contains($keys, incident_key) OR (removed_basis IS NOT NULL AND incident_id IN (
        SELECT incident_id FROM incidents WHERE list_contains($keys, incident_key)))"""
    return load_rows(connection, condition, {"keys": sorted(incidents)})


def forget_findings(connection: Connection, prefix: str, codes: Sequence[str]) -> None:
    """Removes what an earlier ingest reported about the documents below a folder, and about the folder itself."""
    connection.execute(
        "DELETE FROM diagnostics WHERE list_contains($codes, code) AND starts_with(source_path, $prefix)",
        {"codes": list(codes), "prefix": prefix},
    )


def forget_all(connection: Connection) -> None:
    for table in ("action_item_histories", "action_item_changes", "history_sources"):
        connection.execute(f"DELETE FROM {table}")


def forget_git(connection: Connection) -> None:
    """Leaves what ingests saw; an item of which only commits knew that it had gone is known no more."""
    connection.execute("DELETE FROM history_sources")
    connection.execute("DELETE FROM action_item_changes WHERE basis = 'git'")
    connection.execute("DELETE FROM action_item_histories WHERE removed_basis = 'git'")
    connection.execute("UPDATE action_item_histories SET appeared_at = NULL, appeared_basis = NULL WHERE appeared_basis = 'git'")
