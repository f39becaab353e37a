"""The command `report`: the quarterly review as files, without a server and without a browser session."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analytics.errors import InsightsError, UsageError
from analytics.settings import Paper, Settings
from analytics.store.database import Store

if TYPE_CHECKING:
    from analytics.reports import Format
    from analytics.reports.records import Outline

StoreOption = Annotated[Path, typer.Option("--store", help="Directory of the store.")]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("report")(report_command)


def report_command(
    store: StoreOption = Path("data/store"),
    quarter: Annotated[
        str | None, typer.Option(help="One quarter, such as 2026Q3; default: the newest that was over on the as-of day.")
    ] = None,
    team: Annotated[list[str] | None, typer.Option(help="Only this team; may be repeated.")] = None,
    severity: Annotated[list[str] | None, typer.Option(help="Only this severity; may be repeated.")] = None,
    formats: Annotated[str, typer.Option("--format", help="Formats, parted by commas.")] = "html",
    directory: Annotated[Path, typer.Option("-o", "--output", help="Folder to write to.")] = Path(),
    paper: Annotated[
        Paper | None, typer.Option(help="Paper of PDF and of a web page in print; default: that of the settings.")
    ] = None,
    section: Annotated[list[str] | None, typer.Option(help="Only this section, such as scorecard; may be repeated.")] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="An earlier report (.html): tell what changed since.")
    ] = None,
) -> None:
    """Write the quarterly review as files: the same numbers and words as on the pages."""
    # What reports need takes longer to load than any other command takes to run.
    from analytics.reports import FORMATS
    from analytics.reports.baseline import read_baseline_file
    from analytics.reports.outline import compose_outline

    chosen = [name.strip().lower() for name in formats.split(",") if name.strip()]
    if unknown := [name for name in chosen if name not in FORMATS]:
        raise UsageError(f"There is no format {unknown[0]!r}: choose from {', '.join(FORMATS)}.")
    if not chosen:
        raise UsageError(f"--format names no format: choose from {', '.join(FORMATS)}.")
    earlier = read_baseline_file(baseline) if baseline else None
    opened = Store(store)
    snapshot = opened.current()
    info = opened.info(snapshot)
    with opened.cursor(snapshot) as cursor:
        outline = compose_outline(
            cursor, info, _plain(quarter), teams=team or (), severities=severity or (), sections=section or (), baseline=earlier
        )
    settings = _on(paper, info.settings)
    files = {name: directory / f"{outline.file_name}.{FORMATS[name].ending}" for name in dict.fromkeys(chosen)}
    _keep(baseline, files.values())
    failed = [name for name, file in files.items() if not _write(FORMATS[name], outline, settings, file)]
    if failed:
        raise typer.Exit(InsightsError.exit_status)


def _write(chosen: Format, outline: Outline, settings: Settings, file: Path) -> bool:
    """A format that cannot be written here, as PDF without a browser, does not keep the others from being written."""
    try:
        content = chosen.write(outline, settings)
    except InsightsError as error:
        typer.echo(f"postmortems: No {chosen.name} was written. {error}", err=True)
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    typer.echo(file)
    return True


def _on(paper: Paper | None, settings: Settings) -> Settings:
    return settings.model_copy(update={"report": settings.report.model_copy(update={"paper": paper})}) if paper else settings


def _keep(baseline: Path | None, files: Iterable[Path]) -> None:
    """Reports of a quarter have the same name whatever their day."""
    for file in files:
        if baseline and file.exists() and file.samefile(baseline):
            raise UsageError(f"The new report would replace {file}, which it is compared with: give another folder with -o.")


def _plain(quarter: str | None) -> str | None:
    """`2026 q3` is 2026Q3 too."""
    return "".join(quarter.split()).upper() if quarter else None
