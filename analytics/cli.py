"""The command `postmortems`. Thin: each function turns its options into one call and prints the result.

Results go to stdout, progress and diagnostics to stderr. Exit status 0: done; 1: the documents have errors; 2: usage, settings or
environment.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from analytics import cli_actions, cli_data, cli_report
from analytics.charts.wording import format_plural
from analytics.errors import InsightsError, StoreMissingError, UsageError
from analytics.generate import COURSES, SAMPLE_COUNT, SAMPLE_SEED, CourseName, generate_corpus, new_postmortem
from analytics.ingest.explain_text import explanation_record, render_explanation
from analytics.ingest.fix_files import plan_fixes, render_diff, write_fix
from analytics.ingest.lint import explain_paths, lint_paths
from analytics.ingest.lint_formats import RENDERERS, render_hints
from analytics.ingest.pipeline import Summary, ingest
from analytics.settings import Settings, find_settings_file, load_settings, one_settings_file
from analytics.store.database import Store
from analytics.store.snapshot import read_current
from analytics.ui.serve import serve

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Postmortems into metrics.")
cli_data.register(app)
cli_actions.register(app)
cli_report.register(app)

StoreOption = Annotated[Path, typer.Option("--store", help="Directory of the store.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="Settings file; default: postmortems.toml in the source.")]


class LintFormat(StrEnum):
    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"postmortems {metadata.version('postmortem-insights')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Postmortems into metrics."""


@app.command("ingest")
def ingest_command(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE...", help="Folders or files with postmortems.")],
    store: StoreOption = Path("data/store"),
    config: ConfigOption = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Worker processes; default: one for each core.")] = None,
) -> None:
    """Read postmortem files into the store; only what changed is read again."""
    file = config or one_settings_file(map(find_settings_file, sources))
    with _progress() as report:
        summary = ingest(sources, Store(store), load_settings(file), jobs, report, file.parent if file else Path())
    typer.echo(_render_summary(summary))
    raise typer.Exit(1 if summary.errors else 0)


@app.command("lint")
def lint_command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders to check.")],
    output: Annotated[LintFormat, typer.Option("--format", help="How to print the findings.")] = LintFormat.text,
    config: ConfigOption = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is safe to mend, then report the rest.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="With --fix: show what would be mended; write nothing.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show, line by line, what was read into what, by which rule.")
    ] = False,
) -> None:
    """Report what cannot be read as it stands; store nothing."""
    file = config or one_settings_file(next(filter(None, map(find_settings_file, _folders_of(path))), None) for path in paths)
    settings, root = load_settings(file), file.parent if file else None
    if explain:
        _explain(paths, output, settings, root)
        return
    if diff:
        if not fix:
            raise UsageError("--diff shows what --fix would change: give both.")
        raise typer.Exit(1 if _show_fixes(paths, settings, root) else 0)
    if fix:
        _apply_fixes(paths, settings, root)
    findings = lint_paths(paths, settings, root)
    typer.echo(RENDERERS[output](findings), nl=False)
    if output is LintFormat.text:  # the other formats have a place for it; here it would break the form of a finding a line
        typer.echo(render_hints(findings), nl=False, err=True)
    raise typer.Exit(1 if any(finding.diagnostic.level == "error" for finding in findings) else 0)


def _folders_of(path: Path) -> list[Path]:
    """Where the settings of a path may be: in a folder itself; for a file, in its folder or in one above, the nearest first."""
    return [path] if path.is_dir() else list(path.parents)


def _show_fixes(paths: list[Path], settings: Settings, root: Path | None) -> bool:
    changes = False
    for file, before, fixed in plan_fixes(paths, settings, root):
        if fixed is None:
            typer.echo(f"{file}: not UTF-8, left alone", err=True)
        else:
            typer.echo(render_diff(file.as_posix(), before, fixed.data), nl=False)
            changes = True
    return changes


def _apply_fixes(paths: list[Path], settings: Settings, root: Path | None) -> None:
    for file, _, fixed in plan_fixes(paths, settings, root):
        if fixed is None:
            typer.echo(f"{file}: not UTF-8, left alone", err=True)
        else:
            write_fix(file, fixed.data)
            typer.echo(f"{file}: mended {', '.join(f'{name} {count}' for name, count in fixed.counts.items())}", err=True)


def _explain(paths: list[Path], output: LintFormat, settings: Settings, root: Path | None) -> None:
    if output not in (LintFormat.text, LintFormat.json):
        raise UsageError("--explain is printed as text or json: give one of them as --format.")
    explanations = explain_paths(paths, settings, root)
    if output is LintFormat.json:
        typer.echo(json.dumps([explanation_record(found) for found in explanations], indent=2, ensure_ascii=False))
    else:
        typer.echo("\n\n".join(map(render_explanation, explanations)))


@app.command("serve")
def serve_command(
    store: StoreOption = Path("data/store"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
) -> None:
    """Open the dashboard on this machine."""
    if read_current(store) is None:
        typer.echo(f"postmortems: {StoreMissingError(store)} The dashboard starts all the same: reload it after that.", err=True)
    raise typer.Exit(serve(store, port))


@app.command("new")
def new_command(
    incident_id: Annotated[str, typer.Argument(metavar="INCIDENT-ID", help="Such as INCIDENT-2026-03-14-001.")],
    team: Annotated[str | None, typer.Option(help="The team that owns the incident.")] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write to.")] = Path(),
) -> None:
    """Write a fresh postmortem file from the template."""
    typer.echo(new_postmortem(incident_id, team, output))


@app.command("generate")
def generate_command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to fill; it must be new or empty.")],
    count: Annotated[int, typer.Option(min=1, help="How many postmortems.")] = SAMPLE_COUNT,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = SAMPLE_SEED,
    scenario: Annotated[CourseName, typer.Option(help="What the corpus tells.")] = CourseName.sample,
    history: Annotated[
        bool, typer.Option("--history", help="Make DIR a git repository with the history of the documents.")
    ] = False,
) -> None:
    """Write a synthetic corpus in the template, and what is true of it in truth.jsonl."""
    with _progress() as report:
        generate_corpus(directory, count, seed, report, course=COURSES[scenario], history=history)
    typer.echo(f"{count} postmortems in {directory}")


def main() -> None:
    """Run the command; an error that the user can mend is one sentence on stderr."""
    try:
        app()
    except InsightsError as error:
        typer.echo(f"postmortems: {error}", err=True)
        sys.exit(error.exit_status)
    except OSError as error:
        if error.filename is None:
            raise
        typer.echo(f"postmortems: {_explain_failure(error)}", err=True)
        sys.exit(2)


def _explain_failure(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{error.filename} does not exist: check the path."
    return f"{error.filename} cannot be read or written ({error.strerror}): check its permissions."


@contextmanager
def _progress() -> Iterator[Any]:
    """A bar on a terminal, a line every tenth of the way elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _PlainProgress()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total, what="files": bar.update(task, completed=done, total=total, description=f"reading {what}")


class _PlainProgress:
    def __init__(self) -> None:
        self.last = ("", 0)

    def __call__(self, done: int, total: int, what: str = "files") -> None:
        tenths = 10 * done // max(total, 1)
        if tenths and (what, tenths) != self.last:
            self.last = (what, tenths)
            typer.echo(f"{done} of {total} {what}", err=True)


def _render_summary(summary: Summary) -> str:
    changes = f"{summary.new} new, {summary.changed} changed, {summary.removed} removed, {summary.unchanged} unchanged"
    held = f"{format_plural(summary.files, 'file')}, {format_plural(summary.incidents, 'incident')}"
    lines = [f"{held} in {summary.seconds:.1f} s: {changes}."]
    if summary.diagnostics:
        codes = ", ".join(f"{code} {count}" for code, count in summary.diagnostics.items())
        lines.append(f"Diagnostics: {codes}. See the page Data quality, or run `postmortems lint`.")
    if not summary.published:
        lines.append("Nothing changed, so nothing was published.")
    return "\n".join(lines)
