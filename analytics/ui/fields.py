"""What the fields of an incident are called, and in which sections its records stand."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pandas as pd

from analytics.metrics.incidents import IncidentDetail
from analytics.model import CHILD_TABLES, INCIDENT_COLUMNS, Document, FieldSource
from analytics.ui.links import ACTIONS_SECTION

FIELD_LABELS: dict[str, str] = {
    "time_to_detect": "Time to detect",
    "time_to_acknowledge": "Time to acknowledge",
    "time_to_mitigate": "Time to mitigate",
    "time_to_resolve": "Time to resolve",
    "duration": "Duration",
    "user_experience": "What users experienced",
    "what_happened": "What happened",
    "root_cause": "Root cause",
    "occurred_at": "Time (UTC)",
    "time_text": "As written",
    "is_root_cause": "Root cause",
    "signed_on": "Date",
    "url": "Address",
}

SECTIONS: dict[str, dict[str, str]] = {
    "Cause and impact": {
        "whys": "Why it happened",
        "contributing_factors": "Contributing factors",
        "user_impacts": "What users felt",
        "affected_features": "Affected features",
        "customer_communications": "Told customers through",
    },
    "Detection and response": {
        "detection_methods": "How it was noticed",
        "detection_suggestions": "What could have noticed it earlier",
        "observations": "What went well, could be better, was lucky",
        "timeline_events": "Timeline",
        "communication_log": "Communication log",
    },
    ACTIONS_SECTION: {
        "action_items": "Action items",
        "lessons": "Lessons",
        "documentation_updates": "Documentation to update",
    },
    "Review and references": {
        "related_incidents": "Related incidents",
        "reference_links": "References",
        "review_notes": "Review meeting",
        "sign_offs": "Sign-offs",
    },
}


def field_rows(found: IncidentDetail) -> pd.DataFrame:
    """Every column of the incident with its value, how sure it is, its own words and those of its line, and the line."""
    sources, lines = first_sources(found), lines_by_number(found.document)
    rows = [
        {
            "Field": name,
            "Value": as_text(getattr(found.postmortem.incident, name)),
            "How sure": _how_sure(sources[name]) if name in sources else None,
            "As written": sources[name].text if name in sources else None,
            "Words of the line": quote_source(lines, sources[name]) if name in sources else None,
            "Line": sources[name].line if name in sources else None,
        }
        for name in INCIDENT_COLUMNS
    ]
    return pd.DataFrame(rows).astype({"Line": "Int64"})


def first_sources(found: IncidentDetail) -> dict[str, FieldSource]:
    """Where each field is stated first."""
    return {source.field: source for source in reversed(found.postmortem.field_sources)}


def record_rows(found: IncidentDetail, table: str) -> pd.DataFrame:
    """The records of one child table in the document's order, each with its line."""
    return pd.DataFrame(getattr(found.postmortem, table), columns=list(CHILD_TABLES[table]))


def lines_of(found: IncidentDetail, *fields: str) -> list[int]:
    """Where the document states any of the fields."""
    return [source.line for source in found.postmortem.field_sources if source.field in fields]


def numbered_lines(document: Document) -> list[tuple[int, str]]:
    """The text line by line, each with its number in the file: the lines that the facts name. A converted file has a map of them."""
    lines = document.text.split("\n")
    return list(zip(document.line_map or range(1, len(lines) + 1), lines, strict=False))


QUOTED = 110
"""Characters of a quotation in a table's cell."""
_CERTAIN = 24
"""So many characters of a value find it in its line; a longer one may go on in the next."""
_MARKS = re.compile(r"^\s*(?:#+|[-*+>]|\d+[.)])\s+|\*\*|__")


def lines_by_number(document: Document) -> dict[int, list[str]]:
    """The lines of the text by their number in the file: one of a converted file may give several."""
    found: dict[int, list[str]] = {}
    for number, line in numbered_lines(document):
        found.setdefault(number, []).append(line)
    return found


def quote_source(lines: dict[int, list[str]], source: FieldSource, most: int = QUOTED) -> str:
    """The words of the line in which a value stands, so that it can be judged without opening the text. `lines`: lines_by_number."""
    there = lines.get(source.line) or [source.text]
    return quote_line(next((line for line in there if source.text[:_CERTAIN] in line), there[0]), source.text, most)


def quote_line(line: str, words: str, most: int = QUOTED) -> str:
    """A line without the marks of Markdown; of a long one the part around `words`, cut with an ellipsis."""
    cells = [cell.strip() for cell in _MARKS.sub("", line).strip().strip("|").split("|")]
    whole = " · ".join(cell for cell in cells if cell)
    if len(whole) <= most:
        return whole
    start = min(max(whole.find(words[:_CERTAIN]) - most // 3, 0), len(whole) - most)
    part = whole[start : start + most]
    if start:
        part = "…" + (part.partition(" ")[2] or part)
    return part if start + most == len(whole) else (part.rpartition(" ")[0] or part) + "…"


def split_code(text: str) -> list[tuple[str, bool]]:
    """Prose and fenced code blocks in their order: (text, whether it is code)."""
    parts = _FENCE.split(text)
    pieces = [(part.strip("\n"), bool(index % 2)) for index, part in enumerate(parts)]
    return [(part, is_code) for part, is_code in pieces if part.strip()]


_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```[^\n]*$", re.MULTILINE | re.DOTALL)


def _how_sure(source: FieldSource) -> str | None:
    """`approximate`, `range 10 to 15`, `up to 300`, `120 or more`; nothing where the value is exact."""
    if source.certainty == "exact":
        return None
    low, high = source.low, source.high
    if low is None and high is None:
        return source.certainty
    if high is None:
        return f"{low} or more"
    return f"up to {high}" if low == "0" else f"range {low} to {high}"


def as_text(value: Any) -> str | None:  # noqa: ANN401 - a column of any type
    """A value as people read it; None where there is none."""
    if value is None or value != value or value == []:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
