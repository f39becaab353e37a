"""The template's marks, damaged by a wrong encoding, as what they were."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.fixes.edits import Edit
from analytics.ingest.readers.mend import DAMAGED, DAMAGED_MARK


def mend_emoji(text: str) -> Iterator[Edit]:
    for match in DAMAGED_MARK.finditer(text):
        yield Edit(match.start(), match.end(), DAMAGED[match[0]])
