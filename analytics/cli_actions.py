"""The commands that follow action items to their end: `actions`, `actions complete`."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from analytics.action_formats import RENDERERS, Ledger
from analytics.errors import UsageError
from analytics.ingest.completion import Completion, Place, complete_item
from analytics.ingest.fix_files import write_fix
from analytics.ingest.sources import SourceFile, find_files
from analytics.metrics.ledger import Promised, Promises, find_doubtful, find_item, list_open_items
from analytics.settings import Settings, load_settings_of
from analytics.store.database import Store

StoreOption = Annotated[Path, typer.Option("--store", help="Directory of the store.")]
actions_app = typer.Typer(help="Open action items: who has promised what, and by when.")


class ActionsFormat(StrEnum):
    text = "text"
    json = "json"
    csv = "csv"
    ics = "ics"
    md = "md"


class HorizonName(StrEnum):
    immediate = "immediate"
    short_term = "short_term"
    long_term = "long_term"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(actions_app, name="actions")


@actions_app.callback(invoke_without_command=True)
def actions_command(
    context: typer.Context,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only items whose due date has passed.")] = False,
    due_within: Annotated[
        int | None,
        typer.Option(metavar="DAYS", min=0, max=3650, help="Only items due from the as-of day on within so many days."),
    ] = None,
    team: Annotated[list[str] | None, typer.Option(help="Only this team; may be repeated.")] = None,
    owner: Annotated[list[str] | None, typer.Option(help="Only this owner; may be repeated.")] = None,
    severity: Annotated[list[str] | None, typer.Option(help="Only this severity; may be repeated.")] = None,
    output: Annotated[ActionsFormat, typer.Option("--format", help="How to print them.")] = ActionsFormat.text,
    fail_if_any: Annotated[bool, typer.Option("--fail-if-any", help="Exit status 1 where an item is listed.")] = False,
    store: StoreOption = Path("data/store"),
) -> None:
    """List open action items, for a terminal, a chat message, a calendar or another program."""
    if context.invoked_subcommand:
        _refuse_options(context)
        return
    wanted = Promises(tuple(team or ()), tuple(owner or ()), tuple(severity or ()), overdue, due_within)
    opened = Store(store)
    snapshot = opened.current()
    with opened.cursor(snapshot) as cursor:
        ledger = Ledger(list_open_items(cursor, wanted), wanted, opened.info(snapshot).as_of)
        doubtful = find_doubtful(cursor)
    _write(RENDERERS[output](ledger))
    undated = sum(item.due_date is None for item in ledger.items)
    if output is ActionsFormat.ics and undated:
        typer.echo(f"{undated} of {len(ledger.items)} action items have no due date, and so no day in the calendar.", err=True)
    if doubtful:
        items = "1 action item is" if len(doubtful) == 1 else f"{len(doubtful)} action items are"
        more = " …" if len(doubtful) > MOST_PLACES else ""
        places = ", ".join(doubtful[:MOST_PLACES])
        typer.echo(
            f"{items} past the due date without a status, and may be overdue: {places}{more}. Write how they stand.", err=True
        )
    raise typer.Exit(1 if fail_if_any and ledger.items else 0)


MOST_PLACES = 3
"""More of them would fill the message that a cron job sends."""


def _refuse_options(context: typer.Context) -> None:
    """`actions --store S complete …` would complete an item of another store than the one that is named."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source and source.name == "COMMANDLINE":
            raise UsageError(f"--{name.replace('_', '-')} stands in front of `complete`: write options behind it.")


def _write(rendered: str | bytes) -> None:
    """A calendar and CSV end their lines as their standards say, on every system."""
    sys.stdout.buffer.write(rendered.encode() if isinstance(rendered, str) else rendered)


@actions_app.command("complete")
def complete_command(
    incident_id: Annotated[str, typer.Argument(metavar="INCIDENT-ID", help="Such as INCIDENT-2026-03-14-001.")],
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The number of the action item.")],
    on: Annotated[
        datetime | None, typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Since when it is done; default: today.")
    ] = None,
    horizon: Annotated[HorizonName | None, typer.Option(help="Which of several items of this number.")] = None,
    source: Annotated[list[Path] | None, typer.Option(help="The ingested folder; may be repeated.")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings file; default: postmortems.toml in the source.")] = None,
    store: StoreOption = Path("data/store"),
) -> None:
    """Mark an action item as complete in its Markdown file; nothing else in the file changes."""
    opened = Store(store)
    snapshot = opened.current()
    with opened.cursor(snapshot) as cursor:
        item = find_item(cursor, incident_id, number, horizon.value if horizon else None)
    sources = source or _sources_here(opened.info(snapshot).source)
    done = _complete(item, sources, load_settings_of(sources, config), on)
    since = f" since {done.on}" if done.on else ""
    change = f"{done.before or 'no status'} → {done.after}"
    typer.echo(f"{incident_id} #{number} is complete{since}: {item.source_path}:{item.line}, {change}. The next ingest shows it.")


def _sources_here(names: str) -> list[Path]:
    """The folders of the last ingest by their names, as the store has them: in the working directory, or that itself."""
    if Path.cwd().name == names:
        return [Path()]
    folders = [Path(name) for name in names.split(", ")]
    if not all(folder.exists() for folder in folders):
        raise UsageError(f"What was ingested ({names}) is not in the working directory: say where it is with --source.")
    return folders


def _complete(item: Promised, sources: Sequence[Path], settings: Settings, on: datetime | None) -> Completion:
    """Edits the file, if it is still the one that was ingested."""
    today = datetime.now(ZoneInfo(settings.calendar.time_zone)).date()
    day = on.date() if on else None
    if day and day > today:
        raise UsageError(f"--on {day} lies in the future: give the day on which it was done.")
    document = _find_document(item, sources, settings)
    file = Path(document.file)
    data = file.read_bytes()
    if hashlib.sha256(data).hexdigest() != item.sha256:
        raise UsageError(f"{document.file} has changed since the last ingest: run `postmortems ingest` again first.")
    done = complete_item(document, data, settings, Place(item.incident_key, item.ordinal, item.completed_on), day, today)
    if file.read_bytes() != data:
        raise UsageError(
            f"{document.file} was changed by somebody else just now, so nothing was written: ingest it and try again."
        )
    write_fix(file, done.data)
    return done


def _find_document(item: Promised, sources: Sequence[Path], settings: Settings) -> SourceFile:
    """The file as an ingest finds it, so that no link leads out of the sources."""
    found = next((file for file in find_files(sources, settings.ingest) if file.path == item.source_path), None)
    if found is None or Path(found.file).is_symlink():
        places = ", ".join(map(str, sources))
        raise UsageError(f"There is no file {item.source_path} in {places}: name the ingested folder with --source.")
    if not os.access(found.file, os.W_OK):
        raise UsageError(f"{found.file} is write-protected: check its permissions.")
    return found
