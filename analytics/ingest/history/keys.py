"""What an action item is called for good: the words with which it first appeared, and where."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from analytics.model import ActionItem

_MARKS = re.compile(r"[\s*_`~\"'“”‘’]+")
_ENDS = " .,;:!-–—"


def normal_text(action: str) -> str:
    """The words of an action without what an editor changes in passing: case, spaces, emphasis, the full stop."""
    return _MARKS.sub(" ", action).strip(_ENDS).casefold()


def with_keys(incident_key: str, incident_id: str | None, items: Sequence[ActionItem]) -> list[ActionItem]:
    """The items under the keys that they have as long as nothing is known of earlier versions."""
    seen: Counter[str] = Counter()
    keyed = []
    for item in items:
        text = normal_text(item.action)
        keyed.append(item._replace(item_key=birth_key(incident_key, incident_id, text, seen[text])))
        seen[text] += 1
    return keyed


def birth_key(incident_key: str, incident_id: str | None, text: str, turn: int) -> str:
    """`turn`: how many items of the incident have the same words already.

    The incident is named by its place and by its id, because the place may hold another one later.
    """
    return hashlib.blake2b(
        f"{incident_key}\0{incident_id}\0{text}\0{turn}".encode(errors="surrogatepass"), digest_size=8
    ).hexdigest()
