"""A Markdown file's bytes -> its text, and the text to parse, in which damaged characters are mended.

Both texts have the same lines, so that a line number in one is a line number in the other.
"""

from __future__ import annotations

from typing import NamedTuple

from analytics.diagnostics import Diagnostic, diagnose

NAME = "markdown"

DAMAGED = {
    "\u00e2\u008f\u00b3": "⏳",
    "\u00e2\u00b3": "⏳",
    "\u00f0\u0178\u201d\u201e": "🔄",
    "\u00e2\u0153\u2026": "✅",
    "\u00e2\u009d\u0152": "❌",
    "\u00e2\u0152": "❌",
    "\u00e2\u0153\u201c": "✓",
    "\u00e2\u0161\u00a0\u00ef\u00b8\u008f": "⚠️",
    "\u00e2\u0161\u00a0\u00ef\u00b8": "⚠️",
    "\u00f0\u0178\u008d\u20ac": "🍀",
    "\u00f0\u0178\u20ac": "🍀",
    "\u00e2\u2020\u0090": "←",
    "\u00e2\u2020": "←",
}
"""UTF-8 once read as Windows-1252, with and without the five bytes which that code page does not define. Where they were dropped
no general repair can bring the character back; the template's own marks are known, and so they can be."""


class Text(NamedTuple):
    """The file's text as it is, and with its damaged marks mended."""

    original: str
    mended: str


def read_markdown(path: str, data: bytes) -> tuple[Text, list[Diagnostic]]:
    """Decode UTF-8, with or without a byte-order mark; anything else is read as Windows-1252, and said so."""
    diagnostics = []
    try:
        original = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        diagnostics.append(diagnose(path, line, "PM002", "the bytes are not UTF-8; read as Windows-1252"))
        original = data.decode("cp1252", errors="replace")
    original = original.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    mended = _mend(original)
    if mended is not original:
        line = next(n for n, (a, b) in enumerate(zip(original.split("\n"), mended.split("\n"), strict=True), 1) if a != b)
        diagnostics.append(diagnose(path, line, "PM005", "damaged marks are read as the template's ⏳ 🔄 ✅ ❌ ✓ ⚠️ 🍀 ←"))
    return Text(original, mended), diagnostics


def _mend(text: str) -> str:
    if "\u00e2" not in text and "\u00f0\u0178" not in text:
        return text
    mended = text
    for damaged, mark in DAMAGED.items():
        mended = mended.replace(damaged, mark)
    return text if mended == text else mended
