"""A fresh postmortem from the template."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from analytics.errors import UsageError
from analytics.generate.library import read_asset

TEMPLATE_NAME = "incident-postmortem-template.md"
# What a document's heading is read as an id by, in the letters that every file system takes.
_ID = re.compile(r"(?=.*[-_])[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*[-_]?[0-9][A-Za-z0-9_-]*")
_LONGEST = 200


def new_postmortem(incident_id: str, team: str | None, directory: Path) -> Path:
    """Writes `<incident_id>.md` into the directory with id, date (where the id holds one) and team filled in; returns its path.

    Raises:
        UsageError: it cannot be an id and a file's name, or the file is there already.
    """
    if not _ID.fullmatch(incident_id) or len(incident_id) > _LONGEST:
        raise UsageError(
            f"{incident_id[:_LONGEST]!r} cannot be an incident's id and file name: use letters, digits and dashes, "
            "such as INCIDENT-2026-03-14-001."
        )
    file = directory / f"{incident_id}.md"
    directory.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as target:
            target.write(_fill_header(read_asset(TEMPLATE_NAME), incident_id, team))
    except FileExistsError as error:
        raise UsageError(f"{file} exists already: choose another id or folder.") from error
    return file


def _fill_header(text: str, incident_id: str, team: str | None) -> str:
    text = text.replace("[INCIDENT-YYYY-MM-DD-XXX]", incident_id, 1)
    if day := _find_day(incident_id):
        text = text.replace("[Incident Date]", day, 1)
    return text.replace("[Team]", team, 1) if team else text


def _find_day(incident_id: str) -> str | None:
    match = re.search(r"\d{4}-\d{2}-\d{2}", incident_id)
    try:
        return date.fromisoformat(match[0]).isoformat() if match else None
    except ValueError:
        return None
