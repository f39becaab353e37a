"""The one place where lines of a text become lines of the file that it was converted from."""

from __future__ import annotations

from typing import Any

from analytics.diagnostics import Diagnostic
from analytics.ingest.readers.text import Text
from analytics.model import CHILD_TABLES, Postmortem


def relocate_postmortem(postmortem: Postmortem, text: Text) -> None:
    """Put every record of the incident on its line in the file."""
    if text.lines is None:
        return
    postmortem.incident.source_line = text.source_line(postmortem.incident.source_line)
    for table in CHILD_TABLES:
        records: list[Any] = getattr(postmortem, table)
        records[:] = [record._replace(line=text.source_line(record.line)) for record in records]


def relocate_diagnostics(diagnostics: list[Diagnostic], text: Text) -> list[Diagnostic]:
    if text.lines is None:
        return diagnostics
    return [finding._replace(line=text.source_line(finding.line)) for finding in diagnostics]
