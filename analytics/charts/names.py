"""Parts of file names."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 60


def slug(text: str) -> str:
    """`Time to resolve` → `time-to-resolve`: letters and digits of every script, so that two teams never share a name for want of Latin."""
    kept = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", text).lower())
    return kept.strip("-")[:_LONGEST].strip("-") or "unnamed"
