"""Markdown and plain text in all their endings: what ERB, MDX and Quarto put around the words is no text."""

from __future__ import annotations

import re

from analytics.ingest.readers.decode import decode
from analytics.ingest.readers.mend import finish
from analytics.ingest.readers.text import Contents
from analytics.settings import Ingest

NAME = "markdown"

_ERB = re.compile(r"<%.*?%>", re.DOTALL)
_MDX_COMMENT = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
_MDX_MODULE = re.compile(r"^(?:import\s.*?\bfrom\s+['\"].*|import\s+['\"].*|export\s+(?:const|default|function|\{).*)$")
_DIV = re.compile(r"^[ \t]*:{3,}[ \t]*(?:\{[^}]*\}|[\w.-]*)[ \t]*$")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})")


def read_markdown(path: str, data: bytes, limits: Ingest) -> Contents:
    """The file's own text, line by line."""
    original, diagnostics = decode(path, data)
    if original is None:
        return Contents(NAME, [], diagnostics)
    text, found = finish(path, original, limits, blanked=_blank(path.lower(), original))
    return Contents(NAME, [text], diagnostics + found)


def _blank(path: str, text: str) -> str:
    """The text without machine's marks, on the same lines; the text itself where it has none."""
    if path.endswith(".erb") and "<%" in text:
        text = _ERB.sub(_line_ends, text)
    if path.endswith(".mdx"):
        text = _blank_lines(_MDX_COMMENT.sub(_line_ends, text), _MDX_MODULE)
    if ":::" in text:
        text = _blank_lines(text, _DIV)
    return text


def _line_ends(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _blank_lines(text: str, pattern: re.Pattern[str]) -> str:
    """Blank the lines that match, but those inside a code block."""
    lines = text.split("\n")
    fence = ""
    for number, line in enumerate(lines):
        if match := _FENCE.match(line):
            mark = match[1]
            fence = "" if fence and mark.startswith(fence) else fence or mark
        elif not fence and pattern.match(line):
            lines[number] = ""
    return "\n".join(lines)
