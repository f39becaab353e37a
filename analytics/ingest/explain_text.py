"""An explanation as text for a terminal of 100 columns, and as records for a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analytics.ingest.explain import ExplainedLine, Explanation, Recognised, Stored

_RULE = re.compile(r"[\w-]+: \[")
_WIDTH = 100
_INDENT = " " * 18


def render_explanation(explanation: Explanation) -> str:
    """Why the document was read in its dialect, each line with what became of it, and the sum."""
    lines = [line for explained in explanation.lines for line in _render_line(explained)]
    return "\n".join([*_render_header(explanation), "", *lines, "", _render_sum(explanation)])


def explanation_record(explanation: Explanation) -> dict[str, Any]:
    """The same for a program: plain dictionaries and lists."""
    return {
        "path": explanation.path,
        "incidents": explanation.incidents,
        "recognised": explanation.recognised._asdict(),
        "runner_up": explanation.runner_up._asdict() if explanation.runner_up else None,
        "lines": [_line_record(line) for line in explanation.lines],
        "counts": explanation.counts,
    }


def _line_record(line: ExplainedLine) -> dict[str, Any]:
    return {
        **line._asdict(),
        "into": [stored._asdict() for stored in line.into],
        "diagnostics": [found._asdict() for found in line.diagnostics],
    }


def _render_header(explanation: Explanation) -> Iterator[str]:
    incidents = "1 incident" if explanation.incidents == 1 else f"{explanation.incidents} incidents"
    yield f"{explanation.path}: {incidents}"
    yield from _wrapped(f"dialect {explanation.recognised.dialect} ({explanation.title}), {_why(explanation.recognised)}", 8)
    if explanation.runner_up:
        yield from _wrapped(f"next    {explanation.runner_up.dialect}: {_found(explanation.runner_up)}", 8)
    for finding in explanation.remarks:
        yield f"{finding.level.upper()} {finding.code} {finding.message}"


def _why(recognised: Recognised) -> str:
    match recognised.by:
        case "path":
            return "because [recognise] paths names this file"
        case "incident heading":
            return "because of a heading in the form of its [documents] incident_heading"
        case "headings":
            return f"by its headings: {_found(recognised)}"
    return "because no dialect recognised the document"


def _found(recognised: Recognised) -> str:
    found = ", ".join(recognised.found)
    return f"{len(recognised.found)} of {recognised.of} ({found}); it asks for {recognised.at_least}, score {recognised.score:g}"


def _render_line(explained: ExplainedLine) -> Iterator[str]:
    if explained.state == "blank":
        yield f"{explained.line:>5}"
        return
    yield f"{explained.line:>5} {explained.state:<11} {_cut(explained.text, _WIDTH - 18)}"
    for text in (*map(_stored, explained.into), *map(_rule, explained.rules)):
        yield from _wrapped(f"{_INDENT}{text}", len(_INDENT) + 2)
    for found in explained.diagnostics:
        yield from _wrapped(f"{_INDENT}{found.level.upper()} {found.code} {found.message}", len(_INDENT) + 2)


def _stored(stored: Stored) -> str:
    values = ", ".join(f"{column} = {value}" for column, value in stored.values.items())
    return f"-> {stored.table}: {values}" if values else f"-> {stored.table}"


def _rule(rule: str) -> str:
    """A rule of a dialect, or the remark that stands where no rule is needed."""
    return f"by {rule}" if _RULE.match(rule) else f"({rule})"


def _render_sum(explanation: Explanation) -> str:
    """The account of the document's lines, which adds up."""
    counts = explanation.counts
    written = counts["captured"] + counts["boilerplate"] + counts["left over"]
    account = f"{counts['captured']} captured + {counts['boilerplate']} boilerplate + {counts['left over']} left over"
    return f"{written + counts['blank']} lines = {account} + {counts['blank']} blank"


def _cut(text: str, width: int) -> str:
    text = text.expandtabs(4)
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _wrapped(text: str, indent: int) -> Iterator[str]:
    """The text in lines that fit, broken at spaces; the next ones are indented."""
    while len(text) > _WIDTH:
        at = text.rfind(" ", indent, _WIDTH)
        at = at if at > indent else _WIDTH
        yield text[:at]
        text = " " * indent + text[at:].strip()
    yield text
