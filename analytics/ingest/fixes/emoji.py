"""The template's marks, damaged by a wrong encoding, as what they were."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.ingest.fixes.edits import Edit
from analytics.ingest.readers.mend import DAMAGED

_ANY = re.compile("|".join(map(re.escape, sorted(DAMAGED, key=len, reverse=True))))


def mend_emoji(text: str) -> Iterator[Edit]:
    for match in _ANY.finditer(text):
        yield Edit(match.start(), match.end(), DAMAGED[match[0]])
