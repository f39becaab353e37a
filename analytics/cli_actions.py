"""The commands that follow action items to their end: `actions`, `actions complete`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from analytics.action_formats import RENDERERS, Ledger
from analytics.metrics.ledger import Promises, list_open_items
from analytics.store.database import Store

StoreOption = Annotated[Path, typer.Option("--store", help="Directory of the store.")]
actions_app = typer.Typer(help="Open action items: who has promised what, and by when.")


class ActionsFormat(StrEnum):
    text = "text"
    json = "json"
    csv = "csv"
    ics = "ics"
    md = "md"


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
        return
    wanted = Promises(tuple(team or ()), tuple(owner or ()), tuple(severity or ()), overdue, due_within)
    opened = Store(store)
    snapshot = opened.current()
    with opened.cursor(snapshot) as cursor:
        ledger = Ledger(list_open_items(cursor, wanted), wanted, opened.info(snapshot).as_of)
    _write(RENDERERS[output](ledger))
    undated = sum(item.due_date is None for item in ledger.items)
    if output is ActionsFormat.ics and undated:
        typer.echo(f"{undated} of {len(ledger.items)} action items have no due date, and so no day in the calendar.", err=True)
    raise typer.Exit(1 if fail_if_any and ledger.items else 0)


def _write(rendered: str | bytes) -> None:
    """A calendar and CSV end their lines as their standards say, on every system."""
    sys.stdout.buffer.write(rendered.encode() if isinstance(rendered, str) else rendered)
