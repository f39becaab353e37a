"""Pipes that a table lacks: at the ends of its rows, and in a rule below the header that has another number of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.ingest.fixes.edits import Edit, Line, split_lines
from analytics.ingest.outline import Paragraph, Table, parse_outline

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r" {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)*(?:[ \t]*:?-+:?[ \t]*)?$")
_INDENTED = re.compile(r" {0,3}(?=\S)")


def mend_rules(text: str) -> Iterator[Edit]:
    """A rule with too few or too many columns: with it Markdown sees no table, and its rows would not be read."""
    lines = split_lines(text)
    for block in parse_outline(_plain(lines)).blocks:
        if not isinstance(block, Paragraph) or block.quoted:
            continue
        for number in range(block.lines[0].line, min(block.lines[-1].line, len(lines) - 1)):
            header, rule = lines[number], lines[number + 1]
            if header.text.lstrip().startswith("|") and "|" in rule.text and "-" in rule.text and _RULE.match(rule.text):
                yield from _fit_rule(rule, wanted=_columns(header.text))
                break


def _fit_rule(rule: Line, wanted: int) -> Iterator[Edit]:
    present = _columns(rule.text)
    end = len(rule.text.rstrip())
    if present < wanted:
        closed = rule.text.rstrip().endswith("|")
        yield Edit(rule.start + end, rule.start + end, ("" if closed else "|") + "---|" * (wanted - present))
    elif present > wanted:
        pipes = [match.end() for match in _PIPE.finditer(rule.text)]
        opened = rule.text.lstrip().startswith("|")
        keep = pipes[wanted if opened else wanted - 1]
        yield Edit(rule.start + keep, rule.start + end, "")


def _columns(text: str) -> int:
    inner = text.strip()
    pipes = len(_PIPE.findall(inner))
    return pipes + 1 - inner.startswith("|") - bool(len(inner) > 1 and _PIPE.search(inner, len(inner) - 1))


def mend_pipes(text: str) -> Iterator[Edit]:
    """Rows that lack the first or the last pipe, in a table that has them: the cells stay what they are."""
    lines = split_lines(text)
    for block in parse_outline(_plain(lines)).blocks:
        if isinstance(block, Table) and lines[block.line + 1].text.lstrip().startswith("|"):
            last = block.rows[-1].line if block.rows else block.line + 1
            for line in lines[block.line : last + 1]:
                yield from _close_row(line)


def _close_row(line: Line) -> Iterator[Edit]:
    indent, end = _INDENTED.match(line.text), len(line.text.rstrip())
    if indent is None or not _PIPE.search(line.text):  # nested in a list, or a line that only Markdown counts as a row
        return
    if line.text[indent.end()] != "|":
        yield Edit(line.start + indent.end(), line.start + indent.end(), "| ")
    if not _PIPE.search(line.text, end - 1, end):
        yield Edit(line.start + end, line.start + end, "|" if _RULE.match(line.text) else " |")


def _plain(lines: list[Line]) -> str:
    """The text as the readers give it to the outline: one kind of line ending, no byte-order mark."""
    return "\n".join(line.text for line in lines[1:]).removeprefix("\ufeff")
