"""What a generated document says, as data: the answer that a reader of the file must arrive at."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, get_args, get_type_hints

from analytics.generate.draft import Draft
from analytics.generate.stories import Story, write_story
from analytics.model import CHILD_TABLES, INCIDENT_COLUMNS, Incident, Postmortem

FILE_NAME = "truth.jsonl"
Changes: TypeAlias = list[list[str | None]]
_FOLLOWED = ("action", "due_date", "status", "ticket")
"""What changes in the stories of action items."""


class Truth(NamedTuple):
    """One file of a generated corpus. No postmortem: it holds no incident.

    `history`: of a corpus with one, the changes of each action item in the order of the items, as [day, field, old, new]; behind
    them those of an item that was deleted again.

    `flaws`: what was spoilt on purpose, see flaws.py. The values that a flaw spoils tell what happened, not what is written.
    """

    source_path: str
    postmortem: Postmortem | None
    flaws: tuple[str, ...]
    history: tuple[Changes, ...] = ()


def write_truth(path: str, draft: Draft | None, flaws: list[str], stories: Sequence[Story] = ()) -> str:
    """One line of truth.jsonl. Unknown values and empty lists are left out; dates and instants are ISO 8601."""
    record: dict[str, Any] = {"source_path": path}
    if draft:
        incident = draft.postmortem.incident
        values = [getattr(incident, column) for column in INCIDENT_COLUMNS]
        record["postmortem"] = {"incident": _name_filled(INCIDENT_COLUMNS, values)} | {
            table: [_name_filled(columns, row) for row in rows]
            for table, columns in CHILD_TABLES.items()
            if (rows := getattr(draft.postmortem, table))
        }
    if stories:
        record["history"] = [write_story(story, _FOLLOWED) for story in stories]
    if flaws:
        record["flaws"] = flaws
    return json.dumps(record, ensure_ascii=False, default=_to_iso, separators=(",", ":")) + "\n"


def load_truth(file: Path) -> Iterator[Truth]:
    """The lines of a truth.jsonl as records, in their order."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            postmortem = _load_postmortem(record["postmortem"]) if "postmortem" in record else None
            yield Truth(record["source_path"], postmortem, tuple(record.get("flaws", ())), tuple(record.get("history", ())))


def _name_filled(columns: Sequence[str], values: Sequence[object]) -> dict[str, object]:
    return {
        column: _to_plain(value) if isinstance(value, str) and "`" in value else value
        for column, value in zip(columns, values, strict=True)
        if value is not None and value != []
    }


def _to_plain(value: str) -> str:
    """A text without the marks of inline code; fenced code stays as it is."""
    parts = value.split("```")
    return "```".join(part if odd % 2 else part.replace("`", "") for odd, part in enumerate(parts))


def _to_iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in {FILE_NAME}")


def _load_postmortem(values: dict[str, Any]) -> Postmortem:
    postmortem = Postmortem(Incident(**_parse(Incident, values["incident"])))
    hints = get_type_hints(Postmortem)
    for table in CHILD_TABLES:
        (record,) = get_args(hints[table])
        rows = [record(**dict.fromkeys(record._fields) | _parse(record, row)) for row in values.get(table, [])]
        setattr(postmortem, table, rows)
    return postmortem


def _parse(record: type, values: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {name: _from_iso(hints[name], value) for name, value in values.items()}


def _from_iso(hint: object, value: str) -> object:
    kinds = get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if datetime in kinds:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if date in kinds else value
