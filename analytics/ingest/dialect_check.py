"""Whether the organisation's own dialects name only what there is; asked once, before anything is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import get_args

from analytics.errors import DialectError
from analytics.ingest.dialect import SHIPPED, shipped_table
from analytics.ingest.dialect_values import ITEM_WORDS, VALUE_WORDS
from analytics.ingest.sections import BOILERPLATE_SECTIONS, GROUPS, HEADING_FIELD, LOADERS
from analytics.ingest.sections.fields import READERS
from analytics.model import CommunicationChannel, DocumentationKind, Factor, Impact, Method
from analytics.settings import DialectTable, Settings

SECTIONS: tuple[str, ...] = (*LOADERS, *sorted(GROUPS), *sorted(BOILERPLATE_SECTIONS))
"""What may stand in [headings], beside `field.` and the name of a field."""

PLACES: tuple[str, ...] = tuple(shipped_table("template")["fields"])
LABELS: tuple[str, ...] = tuple(shipped_table("template")["labels"])
COLUMNS: dict[str, tuple[str, ...]] = {
    "timeline": ("time", "day", "who", "event"),
    "actions": ("number", "action", "owner", "due_date", "status", "opened_on", "completed_on", "ticket"),
    **{table: tuple(shipped_table("template")["columns"][table]) for table in ("related", "log", "sign_offs", "analysis")},
}
KINDS: dict[str, tuple[str, ...]] = {
    "impact": get_args(Impact),
    "channel": get_args(CommunicationChannel),
    "factor": get_args(Factor),
    "method": get_args(Method),
    "documentation": get_args(DocumentationKind),
}
WORDS: dict[str, tuple[str, ...]] = {
    **{family: tuple(meanings) for family, meanings in shipped_table("template")["words"].items()},
    "value": tuple(VALUE_WORDS),
    "item": tuple(ITEM_WORDS),
}

NOTHING: dict[str, tuple[str, ...]] = {"columns": ("none",), "kinds": (), "words": ()}
"""Where `none` takes back what an extended dialect says of a name."""


def check_dialects(settings: Settings) -> None:
    """Refuse a dialect that names something unknown: it would be read as if it had said nothing.

    Raises:
        DialectError: the first mistake, with its dialect, its key and the names that there are.
    """
    for name, table in settings.dialects.items():
        if name in SHIPPED:
            raise DialectError(name, "name", "a dialect of this name is shipped; give yours another")
        _check_parents(name, settings.dialects)
        _check_names(name, table)
        _check_patterns(name, table)


def _check_parents(name: str, dialects: Mapping[str, DialectTable]) -> None:
    chain = [name]
    while (parent := dialects[chain[-1]].extends) and parent not in SHIPPED:
        if parent not in dialects:
            raise DialectError(
                chain[-1], "extends", f"there is no dialect {parent!r}; known are {_listed([*dialects, *SHIPPED])}"
            )
        if parent in chain:
            raise DialectError(name, "extends", f"the dialects extend each other in a circle: {' -> '.join([*chain, parent])}")
        chain.append(parent)


def _check_names(name: str, table: DialectTable) -> None:
    for key, what, used, known in _names(table):
        for entry in used:
            if entry not in known:
                raise DialectError(name, f"{key}.{entry}", f"there is no such {what}; known are {_listed(known)}")


def _names(table: DialectTable) -> Iterator[tuple[str, str, Collection[str], Collection[str]]]:
    """The names in each table of the dialect: the table, what they are names of, those used, those that there are."""
    sections = [name for name in table.headings if not name.startswith(HEADING_FIELD)]
    yield "headings", "section", sections, (*SECTIONS, f"{HEADING_FIELD}FIELD with the name of a field")
    yield "headings", "field", table.headings.keys() - set(sections), tuple(f"{HEADING_FIELD}{field}" for field in READERS)
    yield "fields", "place of fields", table.fields, PLACES
    for place, fields in table.fields.items():
        yield f"fields.{place}", "field", fields, (*READERS, "none")
    yield "labels", "label", table.labels, LABELS
    for key, families, known in (
        ("columns", table.columns, COLUMNS),
        ("kinds", table.kinds, KINDS),
        ("words", table.words, WORDS),
    ):
        yield key, "table of words" if key != "columns" else "table", families, known
        for family, names in families.items():
            yield f"{key}.{family}", "column" if key == "columns" else "meaning", names, (*known[family], *NOTHING[key])


def _check_patterns(name: str, table: DialectTable) -> None:
    for key, pattern in _patterns(table):
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise DialectError(name, key, f"{pattern!r} is no regular expression ({error})") from error
        if key == "documents.incident_heading" and "rest" not in compiled.groupindex:
            raise DialectError(name, key, "the pattern needs the group (?P<rest>.*) for the id and the title")


def _patterns(table: DialectTable) -> Iterator[tuple[str, str]]:
    if "incident_heading" in table.documents.model_fields_set:
        yield "documents.incident_heading", table.documents.incident_heading
    if table.documents.split_heading:
        yield "documents.split_heading", table.documents.split_heading
    for key, events in (("markers", table.markers), ("events", table.events)):
        for number, event in enumerate(events, 1):
            yield f"{key}, entry {number}", event.pattern


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)
