"""Damaged characters (UTF-8 once read as Windows-1252) -> what they were, line by line, at no cost to a text that has none."""

from __future__ import annotations

import re

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.readers.text import Lines, Text
from analytics.settings import Ingest

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
DAMAGED_MARK = re.compile("|".join(map(re.escape, sorted(DAMAGED, key=len, reverse=True))))

_FOLLOWS = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_SUSPICIOUS = re.compile(f"[\u00c2-\u00f4][{_FOLLOWS}]")
"""The first two bytes of any character of UTF-8, as Windows-1252 shows them."""
_DEEP = 100
_DEEP_QUOTE = re.compile(rf"^(?:[ \t]*>){{{_DEEP}}}", re.MULTILINE)


def finish(
    path: str, original: str, limits: Ingest, lines: Lines | None = None, key: str | None = None, blanked: str | None = None
) -> tuple[Text, list[Diagnostic]]:
    """The text as it is parsed. `blanked`: the same lines without what only a machine reads."""
    text = Text(original, original if blanked is None else blanked, lines, key)
    diagnostics: list[Diagnostic] = []
    if _looks_damaged(text.mended):
        text = _mend(path, text, diagnostics)
    if len(text.mended) > min(limits.max_line_length, limits.max_lines):
        text = _shorten(path, text, limits, diagnostics)
    if ">>>>" in text.mended or "> > > >" in text.mended:
        _report_depth(path, text, diagnostics)
    return text, diagnostics


def _looks_damaged(text: str) -> bool:
    # Each first byte of a damaged character is written C3 xx in UTF-8; looking for that byte costs next to nothing.
    return b"\xc3" in text.encode() and _SUSPICIOUS.search(text) is not None


def _mend(path: str, text: Text, diagnostics: list[Diagnostic]) -> Text:
    mended = DAMAGED_MARK.sub(lambda damaged: DAMAGED[damaged[0]], text.mended)
    if _looks_damaged(mended):
        mended = "\n".join([_mend_line(line) if _SUSPICIOUS.search(line) else line for line in mended.split("\n")])
    if mended == text.mended:
        return text
    lines = zip(text.mended.split("\n"), mended.split("\n"), strict=True)
    changed = [number for number, (before, after) in enumerate(lines, 1) if before != after]
    words = "damaged characters are" if len(changed) == 1 else f"damaged characters in {len(changed)} lines are"
    message = f"{words} read as what they were before UTF-8 was taken for Windows-1252"
    diagnostics.append(diagnose(path, text.source_line(changed[0]), "PM005", message))
    return text._replace(mended=mended)


def _mend_line(line: str) -> str:
    # Imported here: few files are damaged, and the library takes as long to load as ten documents to read.
    from ftfy import fix_encoding

    fixed = fix_encoding(line)
    return line if "\n" in fixed or "\r" in fixed else fixed


def _shorten(path: str, text: Text, limits: Ingest, diagnostics: list[Diagnostic]) -> Text:
    """Cut what is parsed, never what is kept: reading time stays in proportion to the limits, whatever was pasted."""
    mended = text.mended.split("\n")
    cut = limits.max_line_length
    long = [number for number, line in enumerate(mended, 1) if len(line) > cut]
    if long:
        words = "a line is" if len(long) == 1 else f"{len(long):,} lines are"
        message = f"{words} longer than {cut:,} characters; what comes after them is kept and not read"
        diagnostics.append(diagnose(path, text.source_line(long[0]), "PM009", message))
        mended = [line[:cut] for line in mended]
    if len(mended) > limits.max_lines:
        message = f"{len(mended):,} lines; those after the first {limits.max_lines:,} are kept and not read"
        diagnostics.append(diagnose(path, text.source_line(limits.max_lines + 1), "PM009", message))
        mended = [line if number < limits.max_lines else "" for number, line in enumerate(mended)]
    return text._replace(mended="\n".join(mended))


def _report_depth(path: str, text: Text, diagnostics: list[Diagnostic]) -> None:
    if deep := _DEEP_QUOTE.search(text.mended):
        line = text.mended.count("\n", 0, deep.start()) + 1
        message = f"quotes are nested more than {_DEEP} deep; their words are read, their depth is not"
        diagnostics.append(diagnose(path, text.source_line(line), "PM009", message))
