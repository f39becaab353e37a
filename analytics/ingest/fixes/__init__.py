"""`postmortems lint --fix`: what can be mended without asking anybody. Each fix is one module, registered here by hand.

A file that is not UTF-8 is left alone: nobody knows what its bytes were meant to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from analytics.ingest.fixes.dates import mend_dates
from analytics.ingest.fixes.edits import Edit, apply_edits
from analytics.ingest.fixes.emoji import mend_emoji
from analytics.ingest.fixes.table_pipes import mend_pipes, mend_rules
from analytics.model import Postmortem

ReadPostmortems = Callable[[bytes], list[Postmortem]]


class Fixed(NamedTuple):
    """A file after its fixes, and how many edits each of them made."""

    data: bytes
    counts: dict[str, int]


def fix_bytes(data: bytes, read: ReadPostmortems) -> Fixed | None:
    """The bytes of a file, mended; None for a file that is not UTF-8. A fix sees what those before it have made."""
    if b"\0" in data:
        return None
    try:
        text = data.decode("utf-8")  # a byte-order mark stays the first character, and so it is written back
    except UnicodeDecodeError:
        return None
    counts: dict[str, int] = {}
    for name, mend in _fixes(read):
        if edits := list(mend(text)):
            counts[name] = counts.get(name, 0) + len(edits)
            text = apply_edits(text, edits)
    return Fixed(text.encode("utf-8"), counts)


def _fixes(read: ReadPostmortems) -> Iterator[tuple[str, Callable[[str], Iterator[Edit]]]]:
    """In this order a table is whole before its rows are looked at, and read before its dates are."""
    yield "damaged marks", mend_emoji
    yield "table pipes", mend_rules
    yield "table pipes", mend_pipes
    yield "dates", lambda text: mend_dates(text, read(text.encode("utf-8")))
