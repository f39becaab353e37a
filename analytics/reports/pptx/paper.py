"""What XML can hold: every text of a document is escaped, and letters that no XML file may carry are left out."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """On one line, without what XML forbids."""
    return re.sub(r"[ \t\r\n]+", " ", _FORBIDDEN.sub("", text)).strip()


def quote(text: str) -> str:
    """Ready to stand in an element or an attribute."""
    return escape(clean(text), {'"': "&quot;"})
