"""The block above a document that states fields: YAML between `---`, TOML between `+++`."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from typing import NamedTuple

import yaml

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.derive import FrontMatter, Stated
from analytics.ingest.readers.decode import clean_text

_BLOCK = re.compile(
    r"(?P<mark>---|\+\+\+)[ \t]*\n(?P<body>(?:(?!---|\+\+\+|\.\.\.)[^\n]*\n){1,400}?)(?:(?P=mark)|\.\.\.)[ \t]*(?:\n|\Z)"
)
_FIRST_KEY = re.compile(r"""(?:[ \t]*#[^\n]*\n)*["']?\w[\w .-]*["']?[ \t]*[:=](?:\s|$)""")
_MAX_LENGTH = 50_000
_SCALARS = (int, float, date, datetime)


class Fields(NamedTuple):
    """The fields of the block, the text with the block left blank, and the number of lines that the block takes."""

    fields: FrontMatter
    text: str
    lines: int


def take_front_matter(path: str, text: str) -> tuple[Fields, list[Diagnostic]]:
    """A first line of dashes without fields below it is a rule, and its text a part of the document."""
    if not text.startswith(("---", "+++")):
        return Fields({}, text, 0), []
    block = _BLOCK.match(text, 0, _MAX_LENGTH)
    if block is None or not _FIRST_KEY.match(block["body"]):
        return Fields({}, text, 0), []
    lines = block[0].count("\n")
    rest = "\n" * lines + text[block.end() :]
    toml = block["mark"] == "+++"
    try:
        values = tomllib.loads(block["body"]) if toml else yaml.safe_load(block["body"])
    # ValueError: a date that the calendar does not have; the libraries let it through
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        kind = "TOML" if toml else "YAML"
        message = f"the front matter is not valid {kind}: {_problem(error)}"
        return Fields({}, rest, lines), [diagnose(path, 1, "PM007", message)]
    return Fields(_located(values, block["body"], "=" if toml else ":"), rest, lines), []


def _problem(error: Exception) -> str:
    if isinstance(error, yaml.YAMLError):
        return str(getattr(error, "problem", None) or "it cannot be parsed")
    return "it is nested too deep" if isinstance(error, RecursionError) else str(error)


def _located(values: object, body: str, sign: str) -> FrontMatter:
    """Each field with the line on which its key stands; the block's first line is the dashes above it."""
    if not isinstance(values, dict):
        return {}
    lines = body.split("\n")
    keys = [line.partition(sign)[0].strip().strip("'\"").lower() for line in lines]
    starts = sorted(keys.index(name) for name in {str(name).lower() for name in values} if name in keys)
    fields = {}
    for name, value in ((str(name).lower(), _plain(value)) for name, value in values.items()):
        if name not in keys:
            fields[name] = Stated(value, 1, range(0))
            continue
        key = keys.index(name)
        end = next((start for start in starts if start > key), len(lines))
        fields[name] = Stated(value, _line_of(value, lines, key), range(key + 2, end + 2))
    return fields


def _line_of(value: object, lines: list[str], key: int) -> int:
    """The line of the key, or of the first entry of a list that begins below it."""
    first = str(value[0]) if isinstance(value, list) and value else ""
    below = (number for number in range(key, len(lines)) if first in lines[number])
    return next(below, key) + 2


def _plain(value: object) -> object:
    """A scalar, or a list of them. No deeper: aliases of aliases make a page of a few lines as large as memory."""
    if isinstance(value, list):
        return [item for item in map(_scalar, value[:100]) if item is not None]
    return _scalar(value)


def _scalar(value: object) -> object:
    """Of anything nested only its `name` (Quarto's authors) says something that has a column."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, str):
        return clean_text(value)
    return value if isinstance(value, _SCALARS) else None
