"""The ticket of an action item: from its own column, from a link beside it, or from the words of the action."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analytics.ingest.outline import Link

_ID = re.compile(r"(?<![\w-])(?P<project>[A-Z][A-Z0-9]{1,9})-\d{1,7}(?![\w-])")
_ADDRESS = re.compile(r"^https?://\S+/(?:browse|issues?|pull|merge_requests|tickets?|work_items|stories|story)/\S+$")
_STANDARDS = frozenset({"AES", "CVE", "HTTP", "IPV", "ISO", "MD", "RFC", "SHA", "SSL", "TLS", "UTF"})
"""What stands before a hyphen and a number and is no project: `SHA-256`, `ISO-8601`."""


def ticket_of(cell: str, action: str, links: Iterable[Link]) -> str | None:
    """`cell`: the words of the ticket column, without a status."""
    if cell:
        return _id_in(cell) or cell
    for link in links:
        if found := _id_in(link.label) or _id_in(link.url.rpartition("/")[2]):
            return found
        if _ADDRESS.match(link.url):
            return link.url
    return _id_in(action)


def _id_in(text: str) -> str | None:
    return next((match[0] for match in _ID.finditer(text) if match["project"] not in _STANDARDS), None)
