"""What `postmortems metrics` prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import typer
from rich.console import Console
from rich.table import Table

from analytics.csv_text import write_csv
from analytics.errors import UsageError
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import Group
from analytics.metrics.records import MetricRecord, compute_records, own_groups, to_frame
from analytics.store.database import Cursor, Store

_NUMBERS = ("value", "low", "high", "n", "of", "target", "attained", "change")
_SHOWN = (
    *("metric", "statistic", "period", "team", "severity", "group"), *_NUMBERS[:3], "unit", *_NUMBERS[3:-1],
    *("compared_with", "change", "verdict"),
)  # fmt: skip


def print_metrics(store: Store, filters: Filters, by: Sequence[Group], output: str) -> None:
    """Every metric of the selection as `json`, `csv` or a table.

    Raises:
        UsageError: the filters name something that the store does not hold, or days that exclude each other.
    """
    with store.cursor() as cursor:
        _check_selection(cursor, filters)
        _check_days(cursor, filters)
        records = compute_records(cursor, filters, by)
    _print_records(records, output)


def _check_selection(cursor: Cursor, filters: Filters) -> None:
    """A misspelt team or quarter would give zeros that look like an answer."""
    for name, column, wanted in (
        ("quarter", "quarter", (filters.quarter_from,) if filters.quarter_from else ()),
        ("team", "team", filters.teams),
        ("severity", "severity", filters.severities),
    ):
        table = "quarters" if name == "quarter" else "incidents"
        rows = cursor.execute(f"SELECT DISTINCT coalesce({column}, 'not stated') FROM {table} ORDER BY 1").fetchall()
        known = [value for (value,) in rows]
        if unknown := [value for value in wanted if value not in known]:
            raise UsageError(f"There is no {name} {unknown[0]!r} in this store: choose from {', '.join(known) or 'none'}.")


def _check_days(cursor: Cursor, filters: Filters) -> None:
    """Days that no incident can lie in would give zeros too."""
    since, until = filters.since or date.min, filters.until or date.max
    if since > until:
        raise UsageError(f"--since {since} is later than --until {until}: exchange them.")
    if filters.quarter_from is None:
        return
    query = "SELECT starts_on, ends_on FROM quarters WHERE quarter = ?"
    [(first, last)] = cursor.execute(query, [filters.quarter_from]).fetchall()
    if first > until or last < since:
        raise UsageError(
            f"The quarter {filters.quarter_from} ({first} to {last}) holds none of the days of --since and --until: leave one of them out."
        )


def _print_records(records: list[MetricRecord], output: str) -> None:
    match output:
        case "json":
            typer.echo(json.dumps([asdict(record) for record in records], indent=1, ensure_ascii=False))
        case "csv":
            sys.stdout.buffer.write(write_csv(to_frame(records), mark=False))
        case _:
            _print_table(records)


def _print_table(records: list[MetricRecord]) -> None:
    rows = [{**asdict(record), "group": _group_of(record)} for record in records]
    shown = [name for name in _SHOWN if any(row[name] is not None for row in rows)]
    table = Table(box=None, pad_edge=False)
    for name in shown:
        table.add_column(name, justify="right" if name in _NUMBERS else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in shown))
    Console(width=None if sys.stdout.isatty() else 240).print(table)


def _group_of(record: MetricRecord) -> str | None:
    """One column for what seven fields hold: most of them are empty in most records."""
    return ", ".join(group for group in own_groups(record) if group) or None


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return (
        f"{value:,.3g}"
        if isinstance(value, float) and abs(value) < 1000
        else f"{value:,.0f}"
        if isinstance(value, float)
        else str(value)
    )
