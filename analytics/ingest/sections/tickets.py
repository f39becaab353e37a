"""The ticket of an action item: from its own column, from a link beside it, or from the words of the action. And where it opens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from analytics.ingest.outline import Link
from analytics.settings import Links

_ID = re.compile(r"(?<![\w-])(?P<project>[A-Z][A-Z0-9]{1,9})-\d{1,7}(?![\w-])")
_ADDRESS = re.compile(r"^https?://\S+/(?:browse|issues?|pull|merge_requests|tickets?|work_items|stories|story)/\S+$")
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_ONE_WORD = re.compile(r"[#!]?(?P<id>(?=[^\d]*\d)[A-Za-z0-9][A-Za-z0-9._/-]*)")
"""What may be an id: `to be filed` and `board` are none, and an address made of them would lead nowhere."""
_STANDARDS = frozenset({"AES", "CVE", "HTTP", "IPV", "ISO", "MD", "RFC", "SHA", "SSL", "TLS", "UTF"})
"""What stands before a hyphen and a number and is no project: `SHA-256`, `ISO-8601`."""


class Ticket(NamedTuple):
    """Its id as written, else the address of a link to it; and its address, which is one of the web or none."""

    name: str | None = None
    url: str | None = None


def ticket_of(cell: str, action: str, links: Iterable[Link], wording: Links) -> Ticket:
    """`cell`: the words of the ticket column, without a status. The document's own link comes before the one of the settings."""
    links = list(links)
    if cell:
        name = _id_in(cell, wording) or cell
        return Ticket(name, _own_address(name, links) or _made_address(name, wording))
    for link in links:
        if found := _id_in(link.label, wording) or _id_in(link.url.rpartition("/")[2], wording):
            return Ticket(found, _web_address(link.url) or _made_address(found, wording))
        if _ADDRESS.match(link.url):
            return Ticket(link.url, link.url)
    if found := _id_in(action, wording):
        return Ticket(found, _made_address(found, wording))
    return Ticket()


def _id_in(text: str, wording: Links) -> str | None:
    if wording.ticket_pattern is not None:
        own = re.search(wording.ticket_pattern, text)
        return next(filter(None, [*own.groups(), own[0]]), None) if own else None
    return next((match[0] for match in _ID.finditer(text) if match["project"] not in _STANDARDS), None)


def _own_address(name: str, links: Iterable[Link]) -> str | None:
    """The address that stands in the cell, or behind the link in it."""
    return _web_address(name) or next(
        (link.url for link in links if name in (link.label, link.url) and _web_address(link.url)), None
    )


def _web_address(text: str) -> str | None:
    return text if _WEB.fullmatch(text) else None


def _made_address(name: str, wording: Links) -> str | None:
    match = _ONE_WORD.fullmatch(name)
    return wording.ticket.replace("{id}", quote(match["id"], safe="")) if wording.ticket and match else None
