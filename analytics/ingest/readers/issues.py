"""An issue of a tracker -> a text of its own: what the tracker states beside the body as front matter, then the body.

Only what a field of the template asks for is taken. When an issue was opened or closed is not when the incident was.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analytics.diagnostics import Diagnostic
from analytics.ingest.readers.decode import clean_text
from analytics.ingest.readers.mend import finish
from analytics.ingest.readers.text import Lines, Text
from analytics.settings import Ingest

_NUMBERED = re.compile(r"^sev(?:erity)?[-_ ]?\d$", re.IGNORECASE)
_SEVERITY = re.compile(r"^sev(?:erity)?\s*(?::{1,2}|[/=])\s*(\S.*)$", re.IGNORECASE)
_TEAM = re.compile(r"^team\s*(?::{1,2}|[/=])\s*(\S.*)$", re.IGNORECASE)
_OWN_ID = re.compile(r"^\W*[A-Za-z]+[-_ ]?\d")


class Stated(NamedTuple):
    """A field of the tracker and the line on which it stands."""

    name: str
    value: str
    line: int


class Issue(NamedTuple):
    """`key`: what names it for good, such as its number; `lines`: the source line of each line of its body."""

    key: str
    fields: list[Stated]
    body: str
    lines: Lines


def fields_of_labels(labels: Iterable[str], line: int) -> list[Stated]:
    """The severity and the team, where a label says in so many words that it is one."""
    fields = []
    for label in map(str.strip, labels):
        if _NUMBERED.match(label):
            fields.append(Stated("severity", label, line))
        elif match := _SEVERITY.match(label):
            fields.append(Stated("severity", match[1], line))
        elif match := _TEAM.match(label):
            fields.append(Stated("team", match[1], line))
    return fields


def title_field(title: str, key: str, line: int) -> Stated:
    """The title, with the tracker's key in front (Jira's `OPS-12`) unless it begins with an id of its own."""
    named = title if not key or _OWN_ID.match(title) else f"{key}: {title}"
    return Stated("incident", named, line)


def handle_field(handle: str, line: int) -> list[Stated]:
    name = handle.strip()
    if not name:
        return []
    return [Stated("authors", name if " " in name or name.startswith("@") else f"@{name}", line)]


def write_texts(path: str, issues: Sequence[Issue], limits: Ingest) -> tuple[list[Text], list[Diagnostic]]:
    """One text for each issue with a body."""
    texts: list[Text] = []
    diagnostics: list[Diagnostic] = []
    seen = Counter[str]()
    for issue in issues:
        seen[issue.key] += 1
        again = seen[issue.key]
        text, found = _write_text(path, issue if again == 1 else issue._replace(key=f"{issue.key} again {again}"), limits)
        texts.append(text)
        diagnostics += found
    return texts, diagnostics


def _write_text(path: str, issue: Issue, limits: Ingest) -> tuple[Text, list[Diagnostic]]:
    # JSON's way to write a string is YAML's too, on one line whatever the string holds.
    fields = [f"{field.name}: {json.dumps(clean_text(field.value), ensure_ascii=False)}" for field in _first(issue.fields)]
    places = [field.line for field in _first(issue.fields)]
    head = ["---", *fields, "---", ""] if fields else []
    lines = [places[0], *places, places[-1], places[-1]] if places else []
    body = clean_text(issue.body).split("\n")
    return finish(path, "\n".join([*head, *body]), limits, [*lines, *_fitting(issue.lines, len(body))], issue.key)


def _first(fields: Sequence[Stated]) -> list[Stated]:
    """The first of each name: front matter cannot state a field twice."""
    return list({field.name: field for field in reversed(fields) if field.value.strip()}.values())[::-1]


def _fitting(lines: Lines, count: int) -> list[int]:
    """One line for each line of the body; a body that stands on one line of the source stands there with all of its own."""
    return [lines[min(number, len(lines) - 1)] for number in range(count)]
