"""HTML (a page saved from a browser, a Confluence export or its storage format) -> Markdown with the source line of each line."""

from __future__ import annotations

import re
from html import escape

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.readers.decode import decode
from analytics.ingest.readers.marks import mark_of, mark_text, take_marks, without_forged_marks
from analytics.ingest.readers.mend import finish
from analytics.ingest.readers.text import Contents
from analytics.settings import Ingest

NAME = "html"

_TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)
    |<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)
    |<(?P<mute>script|style)\b.*?(?:</(?P=mute)\s*>|\Z)
    |<[A-Za-z/!?][^<>"']*+(?:(?:"[^"]*+"|'[^']*+')[^<>"']*+)*+>
    |(?P<text>[^<]+|<)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_SELF_CLOSED = re.compile(r"<([A-Za-z][\w:.-]*)(.*?)/>$", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*)")
_MAX_DEPTH = 100
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_CLOSED_BY_THE_NEXT = _VOID | {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "colgroup"}
"""Elements that cannot hold themselves: they need no end and add no depth."""


def read_html(path: str, data: bytes, limits: Ingest) -> Contents:
    """The page's own words as Markdown; what the wiki puts around them (trails, attachments, footers) is left out."""
    source, diagnostics = decode(path, data)
    if source is None:
        return Contents(NAME, [], diagnostics)
    converted, problem = convert_html(path, source, limits)
    if converted is None:
        return Contents(NAME, [], [*diagnostics, *problem])
    text, found = finish(path, converted[0], limits, converted[1])
    return Contents(NAME, [text], diagnostics + found)


def convert_html(path: str, source: str, limits: Ingest) -> tuple[tuple[str, list[int]] | None, list[Diagnostic]]:
    """Markdown and the source line of each of its lines; None where the page is larger or deeper than can be converted."""
    if len(source) > limits.max_converted_bytes:
        message = f"{len(source):,} characters of HTML; the limit is {limits.max_converted_bytes:,}: nothing is read"
        return None, [diagnose(path, 1, "PM009", message)]
    marked, depth = _mark_lines(source)
    if depth > _MAX_DEPTH:
        return None, [diagnose(path, 1, "PM009", f"elements are nested more than {_MAX_DEPTH} deep: nothing is read")]
    # Imported here: the parser and the converter take longer to load than a hundred Markdown documents to read.
    from analytics.ingest.readers.html_page import render_page

    return take_marks(render_page(marked)), []


def _mark_lines(source: str) -> tuple[str, int]:
    """The source with a mark on each line of text, and how deep its elements are nested: the converter recurses."""
    parts: list[str] = []
    line, depth, deepest = 1, 0, 0
    for token in _TOKEN.finditer(without_forged_marks(source)):
        part = _marked(token, line)
        parts.append(part)
        line += token[0].count("\n")
        depth = max(0, depth + _step(part))
        deepest = max(deepest, depth)
    return "".join(parts), deepest


def _step(part: str) -> int:
    tag = _TAG.match(part)
    if tag is None or tag[2].lower() in _CLOSED_BY_THE_NEXT:
        return 0
    if tag[1]:
        return -1
    return 0 if part.endswith(f"</{tag[2]}>") else 1


def _marked(token: re.Match[str], line: int) -> str:
    if token["text"] is not None:
        return mark_text(token["text"], line)
    if token["cdata"] is not None:  # the parser of HTML would take it for a comment
        return mark_text(escape(token["cdata"]), line)
    closed = _SELF_CLOSED.match(token[0])
    if closed and closed[1].lower() not in _VOID:  # XML's way, which HTML reads as left open
        mark = f' data-mark="{mark_of(line)}"' if closed[1].startswith("ri:") else ""
        return f"<{closed[1]}{closed[2]}{mark}></{closed[1]}>"
    return token[0]
