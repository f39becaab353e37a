"""Rows into and out of a draft. The caller holds the draft of `publishing`; every call is a transaction of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from typing import TypeAlias

import duckdb
import pyarrow as pa

from analytics.model import CHILD_TABLES
from analytics.quarters import quarter_bounds, quarters_between
from analytics.settings import Settings, Targets
from analytics.store.snapshot import SCHEMA_VERSION, Draft

Connection: TypeAlias = duckdb.DuckDBPyConnection
Batches: TypeAlias = Mapping[str, "pa.RecordBatch | pa.Table"]

TABLES: tuple[str, ...] = ("documents", "incidents", *CHILD_TABLES, "diagnostics")
"""The tables that documents fill, parents first."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a snapshot says about where it comes from."""

    as_of: date
    source: str
    corpus_fingerprint: str
    reader_version: str


def insert_batches(connection: Connection, batches: Batches) -> None:
    """Appends each table's rows in the order given; columns go by name, those left out are NULL."""
    for table in TABLES:
        if table in batches and batches[table].num_rows:
            connection.register("arriving", batches[table])
            try:
                connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM arriving")
            finally:
                connection.unregister("arriving")


def delete_documents(connection: Connection, paths: Collection[str]) -> None:
    """Removes documents with everything that came from them; a path that is not there is no error."""
    if not paths:
        return
    connection.register("leaving_paths", pa.table({"source_path": pa.array(sorted(paths), pa.string())}))
    try:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE leaving AS "
            "SELECT incident_key FROM incidents SEMI JOIN leaving_paths USING (source_path)"
        )
        for table in CHILD_TABLES:
            connection.execute(f"DELETE FROM {table} WHERE incident_key IN (SELECT incident_key FROM leaving)")
        for table in ("diagnostics", "incidents", "documents"):
            connection.execute(f"DELETE FROM {table} WHERE source_path IN (SELECT source_path FROM leaving_paths)")
        connection.execute("DROP TABLE leaving")
    finally:
        connection.unregister("leaving_paths")


def write_snapshot_info(draft: Draft, settings: Settings, origin: Origin) -> None:
    """Replaces the one row of `snapshot_info`."""
    draft.connection.execute("DELETE FROM snapshot_info")
    draft.connection.execute(
        "INSERT INTO snapshot_info VALUES ($generation, now(), $as_of, $source, $corpus_fingerprint, $schema_version, "
        "$reader_version, $product_version, $settings)",
        {
            "generation": draft.generation,
            "as_of": origin.as_of,
            "source": origin.source,
            "corpus_fingerprint": origin.corpus_fingerprint,
            "schema_version": SCHEMA_VERSION,
            "reader_version": origin.reader_version,
            "product_version": metadata.version("postmortem-insights"),
            "settings": settings.model_dump_json(),
        },
    )


def write_quarters(connection: Connection, settings: Settings) -> None:
    """Replaces `quarters` by every fiscal quarter from the first incident's to the last one's."""
    connection.execute("DELETE FROM quarters")
    first, last = connection.execute("SELECT min(quarter), max(quarter) FROM incidents").fetchall()[0]
    if first is None:
        return
    starts = settings.calendar.fiscal_year_starts
    rows = [[quarter, *quarter_bounds(quarter, starts)] for quarter in quarters_between(first, last)]
    connection.executemany("INSERT INTO quarters VALUES (?, ?, ?)", rows)


def write_targets(connection: Connection, settings: Settings) -> None:
    """Replaces `targets`."""
    connection.execute("DELETE FROM targets")
    for row in target_rows(settings):
        connection.execute("INSERT INTO targets VALUES (?, ?, ?, ?, ?)", row)


def write_annotations(connection: Connection, settings: Settings) -> None:
    """Replaces `annotations`."""
    connection.execute("DELETE FROM annotations")
    in_order = sorted(settings.annotations, key=lambda note: (note.on, note.until or note.on))
    for ordinal, note in enumerate(in_order, 1):
        row = [ordinal, note.on, note.until, note.text, note.kind, list(note.teams), note.metric]
        connection.execute("INSERT INTO annotations VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def target_rows(settings: Settings) -> list[tuple[str, str | None, str | None, float, str]]:
    """The rows of `targets`. What the settings file or the environment names is 'settings', also where it equals the default."""
    named = {(metric, key) for metric, key, _ in _targets(settings.targets, only_named=True)}
    return [
        (
            metric,
            key if key in _SEVERITIES else None,
            key if key in _HORIZONS else None,
            value,
            "settings" if (metric, key) in named else "default",
        )
        for metric, key, value in _targets(settings.targets)
    ]


_SEVERITIES = frozenset({"P0", "P1", "P2", "P3", "P4"})
_HORIZONS = frozenset({"immediate", "short_term", "long_term"})


def _targets(targets: Targets, *, only_named: bool = False) -> list[tuple[str, str, float]]:
    """Every number of [targets], or only those that somebody set, as (metric, severity or horizon or 'default', number)."""
    rows = []
    for metric, value in targets.model_dump(exclude_unset=only_named).items():
        keyed = value if isinstance(value, dict) else {"default": value}
        rows += [(metric, key, float(number)) for key, number in keyed.items() if number is not None]
    return rows
