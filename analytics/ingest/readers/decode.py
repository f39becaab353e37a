"""Bytes -> characters: UTF-8, UTF-16 with or without a byte-order mark, else Windows-1252. What is no text is said to be none."""

from __future__ import annotations

import codecs
import re

from analytics.diagnostics import Diagnostic, diagnose

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""In this order: the mark of UTF-32 begins with that of UTF-16."""
_SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
_LOOKED_AT = 65_536
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HALVES = re.compile("[\ud800-\udfff]")
_MAX_CONTROLS = 0.01
_FALLBACK = "windows-1252-byte"


def decode(path: str, data: bytes) -> tuple[str | None, list[Diagnostic]]:
    r"""The text with `\n` at the end of each line; None where the bytes are no text."""
    if data.startswith(_SIGNATURES):
        return None, [_no_text(path)]
    encoding = _encoding_of(data)
    if encoding is None and _is_binary(data):
        return None, [_no_text(path)]
    text, diagnostics = _decode_as(path, data, encoding or "utf-8")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        diagnostics.append(diagnose(path, line, "PM010", f"{text.count(chr(0)):,} NUL characters are read as \ufffd"))
    return clean_text(text), diagnostics


def clean_text(text: str) -> str:
    r"""One form of line end, no NUL, no half of a character (`\ud83d` alone in JSON): the store can hold neither."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = _HALVES.sub("\ufffd", text)
    return text.replace("\0", "\ufffd")


def _decode_as(path: str, data: bytes, encoding: str) -> tuple[str, list[Diagnostic]]:
    if not encoding.startswith("utf-8"):
        message = f"the bytes are not UTF-8; read as {encoding.upper()}"
        return data.decode(encoding, errors="replace"), [diagnose(path, 1, "PM002", message)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "the bytes are not UTF-8; read as Windows-1252"
        return data.decode("utf-8-sig", errors=_FALLBACK), [diagnose(path, line, "PM002", message)]


def _encoding_of(data: bytes) -> str | None:
    """By the byte-order mark, else UTF-16 where every other byte is NUL, as it is in most Western text."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return encoding
    head = data[:_LOOKED_AT]
    if b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head) / 2 and even < 0.05 * odd:
        return "utf-16-le"
    if even > 0.4 * len(head) / 2 and odd < 0.05 * even:
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    head = data[:_LOOKED_AT]
    return sum(1 for _ in _CONTROLS.finditer(head)) > _MAX_CONTROLS * len(head) + 1


def _no_text(path: str) -> Diagnostic:
    return diagnose(path, 1, "PM008", "the file holds binary data, not text: nothing is read")


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Byte by byte, so that one stray character does not damage those of the file that are UTF-8."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.start + 1].decode("cp1252", errors="replace"), error.start + 1


codecs.register_error(_FALLBACK, _as_windows_1252)
