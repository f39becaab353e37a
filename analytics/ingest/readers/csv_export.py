"""Issues exported as CSV by GitHub, GitLab or Jira -> one text an issue. A body keeps the lines that it has in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from analytics.diagnostics import diagnose
from analytics.ingest.readers.decode import decode
from analytics.ingest.readers.issues import Issue, Stated, fields_of_labels, handle_field, title_field, write_texts
from analytics.ingest.readers.jira import convert_description
from analytics.ingest.readers.text import Contents
from analytics.settings import Ingest

NAMES = {"github": "github_csv", "gitlab": "gitlab_csv", "jira": "jira_csv"}
NO_EXPORT = "csv"

_COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "jira": {
        "key": ("issue key",),
        "title": ("summary",),
        "body": ("description",),
        "author": ("reporter", "creator"),
        "labels": ("labels",),
        "severity": ("custom field (severity)", "severity"),
        "team": ("custom field (team)",),
    },
    "gitlab": {
        "key": ("issue id", "iid"),
        "title": ("title",),
        "body": ("description",),
        "author": ("author username", "author"),
        "labels": ("labels",),
        "url": ("url",),
    },
    "github": {
        "key": ("number", "issue number"),
        "title": ("title",),
        "body": ("body",),
        "author": ("author", "user", "user.login", "author.login"),
        "labels": ("labels",),
        "url": ("html_url", "url"),
    },
}
"""The columns of each tracker's export by what they hold, the best name first; the first three are what it is known by."""


class _Cell(NamedTuple):
    text: str
    line: int


def read_csv(path: str, data: bytes, limits: Ingest) -> Contents:
    """A table that has not the columns of an export holds no document."""
    text, diagnostics = decode(path, data)
    if text is None:
        return Contents(NO_EXPORT, [], diagnostics)
    rows = _rows(text)
    try:
        header = [cell.text.strip().lower() for cell in next(rows, [])]
        system = _system_of(header)
        if system is None:
            return Contents(NO_EXPORT, [], diagnostics)
        issues = [issue for row in rows if (issue := _issue(system, header, row))]
    except csv.Error as error:
        return Contents(NO_EXPORT, [], [*diagnostics, diagnose(path, 1, "PM008", f"the CSV cannot be read: {error}")])
    texts, more = write_texts(path, issues, limits)
    return Contents(NAMES[system], texts, diagnostics + more)


def _rows(text: str) -> Iterator[list[_Cell]]:
    """Each row's cells with the line on which each begins: a quoted cell may hold line ends."""
    head = text[: text.find("\n") if "\n" in text else None]
    separator = max(",;\t", key=head.count)
    # The library's own limit, one for the whole process, is shorter than a long body: it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    line = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for row in reader:
        yield _placed(row, line)
        line = reader.line_num + 1


def _placed(row: list[str], line: int) -> list[_Cell]:
    cells = []
    for text in row:
        cells.append(_Cell(text, line))
        line += text.count("\n")
    return cells


def _system_of(header: list[str]) -> str | None:
    for system, columns in _COLUMNS.items():
        if all(any(name in header for name in columns[needed]) for needed in ("key", "title", "body")):
            return system
    return None


def _issue(system: str, header: list[str], row: list[_Cell]) -> Issue | None:
    cells = {name: _cells(names, header, row) for name, names in _COLUMNS[system].items()}
    if not cells["key"] or not cells["title"] or not cells["body"]:
        return None
    key, title, body = (cells[name][0] for name in ("key", "title", "body"))
    fields = _fields(system, title, key, cells)
    if system != "jira":
        return Issue(
            f"#{key.text.strip().lstrip('#')}", fields, body.text, range(body.line, body.line + body.text.count("\n") + 1)
        )
    converted = convert_description(body.text)
    text = "\n".join(part.text for part in converted)
    return Issue(key.text.strip(), fields, text, [body.line + part.line - 1 for part in converted])


def _fields(system: str, title: _Cell, key: _Cell, cells: Mapping[str, list[_Cell]]) -> list[Stated]:
    fields = [title_field(title.text.strip(), key.text.strip() if system == "jira" else "", title.line)]
    for author in cells["author"]:
        fields += handle_field(author.text, author.line)
    for name in ("severity", "team"):
        fields += [Stated(name, cell.text, cell.line) for cell in cells.get(name, [])]
    for labels in cells["labels"]:
        fields += fields_of_labels(labels.text.strip("[]").replace('"', "").split(","), labels.line)
    return fields + [Stated("issue", url.text, url.line) for url in cells.get("url", []) if url.text.startswith("http")]


def _cells(names: tuple[str, ...], header: list[str], row: list[_Cell]) -> list[_Cell]:
    """The filled cells of the columns of these names; Jira repeats a column for each of several values."""
    by_name = [cell for name in names for title, cell in zip(header, row, strict=False) if title == name]
    return [cell for cell in by_name if cell.text.strip()]
