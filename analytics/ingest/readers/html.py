"""HTML (a page saved from a browser, a Confluence export or its storage format) -> Markdown with the source line of each line."""

from __future__ import annotations

import re
from html import escape

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.readers.decode import decode
from analytics.ingest.readers.marks import mark_text, take_marks, without_forged_marks
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
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


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
    # Imported here: the parser and the converter take longer to load than a hundred Markdown documents to read.
    from analytics.ingest.readers.html_page import render_page

    try:
        markdown = render_page(_mark_lines(source))
    except RecursionError:
        return None, [diagnose(path, 1, "PM009", "elements are nested too deep to be converted: nothing is read")]
    return take_marks(markdown), []


def _mark_lines(source: str) -> str:
    parts: list[str] = []
    line = 1
    for token in _TOKEN.finditer(without_forged_marks(source)):
        parts.append(_marked(token, line))
        line += token[0].count("\n")
    return "".join(parts)


def _marked(token: re.Match[str], line: int) -> str:
    if token["text"] is not None:
        return mark_text(token["text"], line)
    if token["cdata"] is not None:  # the parser of HTML would take it for a comment
        return mark_text(escape(token["cdata"]), line)
    closed = _SELF_CLOSED.match(token[0])
    if closed and closed[1].lower() not in _VOID:  # XML's way, which HTML reads as left open
        return f"<{closed[1]}{closed[2]}></{closed[1]}>"
    return token[0]
