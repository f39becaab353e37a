"""The commands that read a store: `metrics`, `export`, `store path|info|verify`."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import pyarrow.parquet
import typer

from analytics.csv_text import write_csv
from analytics.errors import UsageError
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import RECORD_GROUPS, Group
from analytics.store.carry import HISTORY_TABLES
from analytics.store.database import Cursor, Store
from analytics.store.load import TABLES
from analytics.store.verify import verify

EXPORTED = (*TABLES, *HISTORY_TABLES, "quarters", "targets", "annotations", "snapshot_info")
"""The tables that `export` writes where none is named."""
StoreOption = Annotated[Path, typer.Option("--store", help="Directory of the store.")]
GroupName = StrEnum("GroupName", {group: group for group in RECORD_GROUPS})  # type: ignore[misc]  # made from a tuple of names
store_app = typer.Typer(no_args_is_help=True, help="The current snapshot: where it is, what is in it, whether it is whole.")


class MetricsFormat(StrEnum):
    json = "json"
    csv = "csv"
    table = "table"


class ExportFormat(StrEnum):
    parquet = "parquet"
    csv = "csv"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("metrics")(metrics_command)
    app.command("export")(export_command)
    app.add_typer(store_app, name="store")


def metrics_command(
    store: StoreOption = Path("data/store"),
    quarter: Annotated[str | None, typer.Option(help="One quarter, such as 2026Q3.")] = None,
    team: Annotated[list[str] | None, typer.Option(help="Only this team; may be repeated.")] = None,
    severity: Annotated[list[str] | None, typer.Option(help="Only this severity; may be repeated.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Incidents of this day or later.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Incidents of this day or earlier.")] = None,
    by: Annotated[list[GroupName] | None, typer.Option(help="Groups; may be repeated.")] = None,
    output: Annotated[MetricsFormat, typer.Option("--format", help="How to print them.")] = MetricsFormat.table,
) -> None:
    """Print every metric of the definition registry: the same numbers as on the pages."""
    chosen = "".join(quarter.split()).upper() if quarter else None
    filters = Filters(
        quarter_from=chosen,
        quarter_to=chosen,
        teams=tuple(team or ()),
        severities=tuple(severity or ()),
        since=_day(since),
        until=_day(until),
    )
    # What the metrics need takes longer to load than any other command takes to run.
    from analytics.cli_metrics import print_metrics

    print_metrics(Store(store), filters, [cast(Group, group.value) for group in by or ()], output.value)


@store_app.command("path")
def path_command(store: StoreOption = Path("data/store")) -> None:
    """Print the current snapshot's file path."""
    typer.echo(Store(store).current().path)


@store_app.command("info")
def info_command(store: StoreOption = Path("data/store")) -> None:
    """Print what the current snapshot holds and where it comes from."""
    opened = Store(store)
    info = opened.info()
    lines = {
        "snapshot": opened.current().path,
        "published": f"{info.created_at:%Y-%m-%d %H:%M:%S} UTC",
        "as of": info.as_of,
        "source": info.source,
        "fingerprint": info.corpus_fingerprint,
        "schema": info.schema_version,
        "product": info.product_version,
    }
    with opened.cursor() as cursor:
        counts = {table: cursor.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in (*TABLES, *HISTORY_TABLES)}
    for name, value in {**lines, **counts}.items():
        typer.echo(f"{name:<26}{value}")


@store_app.command("verify")
def verify_command(store: StoreOption = Path("data/store")) -> None:
    """Check that the current snapshot is whole; exit 1 where it is not."""
    problems = verify(Store(store))
    for problem in problems:
        typer.echo(problem)
    if not problems:
        typer.echo("The snapshot is whole.")
    raise typer.Exit(1 if problems else 0)


def export_command(
    tables: Annotated[list[str] | None, typer.Argument(metavar="[TABLE]...", help="Tables; default: all of them.")] = None,
    store: StoreOption = Path("data/store"),
    output: Annotated[ExportFormat, typer.Option("--format", help="File format.")] = ExportFormat.parquet,
    directory: Annotated[Path, typer.Option("-o", "--output", help="Folder to write to.")] = Path(),
) -> None:
    """Write tidy tables, one file each."""
    chosen = tables or list(EXPORTED)
    with Store(store).cursor() as cursor:
        known = {name for (name,) in cursor.execute("SELECT table_name FROM information_schema.tables").fetchall()}
        if unknown := [name for name in chosen if name not in known]:
            raise UsageError(f"There is no table {unknown[0]!r}: choose from {', '.join(sorted(known))}.")
        directory.mkdir(parents=True, exist_ok=True)
        for table in chosen:
            typer.echo(_write_table(cursor, table, output, directory))


def _write_table(cursor: Cursor, table: str, output: ExportFormat, directory: Path) -> Path:
    file = directory / f"{table}.{output.value}"
    rows = cursor.sql(f"SELECT * FROM {table} ORDER BY ALL")
    match output:
        case ExportFormat.parquet:
            pyarrow.parquet.write_table(rows.to_arrow_table(), file)
        case ExportFormat.csv:
            file.write_bytes(write_csv(rows.df()))
        case ExportFormat.json:
            rows.df().to_json(file, orient="records", date_format="iso", force_ascii=False, indent=1)
    return file


def _day(instant: datetime | None) -> date | None:
    return instant.date() if instant else None
