"""Time zones by offset, IANA name, abbreviation, city and state.

An abbreviation says an offset, and is taken at its word: `CET` in July is an hour behind the clocks of Berlin, which show CEST then.
`is_out_of_season` tells, so that a diagnostic can.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+−-])\s*([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
_UTC = frozenset({"utc", "gmt", "z", "zulu", "utc time", "universal time"})

_ABBREVIATIONS: dict[str, tuple[float, str]] = {
    "WET": (0, "Europe/Lisbon"),
    "WEST": (1, "Europe/Lisbon"),
    "CET": (1, "Europe/Berlin"),
    "CEST": (2, "Europe/Berlin"),
    "EET": (2, "Europe/Helsinki"),
    "EEST": (3, "Europe/Helsinki"),
    "EST": (-5, "America/New_York"),
    "EDT": (-4, "America/New_York"),
    "PST": (-8, "America/Los_Angeles"),
    "PDT": (-7, "America/Los_Angeles"),
    "AKST": (-9, "America/Anchorage"),
    "AKDT": (-8, "America/Anchorage"),
    "HST": (-10, "Pacific/Honolulu"),
    "JST": (9, "Asia/Tokyo"),
    "KST": (9, "Asia/Seoul"),
    "AEST": (10, "Australia/Sydney"),
    "AEDT": (11, "Australia/Sydney"),
    "ACST": (9.5, "Australia/Adelaide"),
    "ACDT": (10.5, "Australia/Adelaide"),
    "NZST": (12, "Pacific/Auckland"),
    "NZDT": (13, "Pacific/Auckland"),
}
"""Abbreviation -> hours from UTC, and a zone whose clocks show it for a part of the year. BST, CST, IST, MST and SST are not here:
several zones share them, and `[aliases.zones]` says which one is meant."""

_REGIONS = {
    "pt": "America/Los_Angeles",
    "pacific": "America/Los_Angeles",
    "us pacific": "America/Los_Angeles",
    "california": "America/Los_Angeles",
    "washington state": "America/Los_Angeles",
    "mt": "America/Denver",
    "us mountain": "America/Denver",
    "colorado": "America/Denver",
    "us central": "America/Chicago",
    "illinois": "America/Chicago",
    "et": "America/New_York",
    "us eastern": "America/New_York",
    "massachusetts": "America/New_York",
    "new york state": "America/New_York",
    "san francisco": "America/Los_Angeles",
    "seattle": "America/Los_Angeles",
    "boston": "America/New_York",
    "central european": "Europe/Berlin",
    "germany": "Europe/Berlin",
    "denmark": "Europe/Copenhagen",
    "france": "Europe/Paris",
    "uk": "Europe/London",
    "india": "Asia/Kolkata",
    "japan": "Asia/Tokyo",
}
"""States and cities that the IANA database does not name, and zones by their everyday name. docs/reading.md lists them."""

ABBREVIATIONS = (*_ABBREVIATIONS, "PT", "MT", "ET")
"""Those that are understood without settings."""

_LOOKS_LIKE_A_ZONE = re.compile(
    r"[A-Z]{2,5}|[A-Z][A-Za-z_]+/[A-Za-z_/+-]+|(?:UTC|GMT)?[+-][0-9:]{1,5}|.* time(?: zone)?", re.ASCII
)


@lru_cache(maxsize=512)
def parse_zone(text: str, own: tuple[tuple[str, str], ...] = ()) -> tzinfo | None:
    """`UTC`, `+02:00`, `UTC+2`, `Europe/Berlin`, `CET`, `PT`, `Copenhagen time`, `California`; `own` words come first.

    Abbreviations that several zones share (`CST`, `IST`) are not understood without `own`.
    """
    if len(text) > 60:
        return None
    name = re.sub(r"\s(?:local\s)?time(?: zone)?$", "", " ".join(text.split()), flags=re.IGNORECASE)
    for word, zone in own:
        if word.lower() == name.lower():
            return _zone(zone)
    if name.lower() in _UTC:
        return UTC
    return _offset(name) or _abbreviation(name) or _named(name)


def _offset(name: str) -> tzinfo | None:
    match = _OFFSET.fullmatch(name)
    if match is None or int(match[3] or 0) > 59 or int(match[2]) > 14:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(offset if match[1] == "+" else -offset)


def _abbreviation(name: str) -> tzinfo | None:
    known = _ABBREVIATIONS.get(name.upper())
    return timezone(timedelta(hours=known[0]), name.upper()) if known else None


def _named(name: str) -> tzinfo | None:
    if "/" in name:
        return _zone(name)
    known = _REGIONS.get(name.lower()) or (_cities().get(name.lower()) if len(name) > 3 else None)
    return _zone(known) if known else None


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return None


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """The cities of the IANA database, in small letters; a name in two regions is left out."""
    found: dict[str, set[str]] = {}
    for zone in available_timezones():
        region, _, city = zone.rpartition("/")
        if region and region not in ("Etc", "SystemV", "US", "Canada", "Brazil", "Mexico", "Chile"):
            found.setdefault(city.replace("_", " ").lower(), set()).add(zone)
    return {city: zones.pop() for city, zones in found.items() if len(zones) == 1}


def looks_like_a_zone(text: str) -> bool:
    """Whether the words mean to be a zone, known or not: `XST`, `Europe/Berln`, `Gotham time`."""
    return len(text) <= 60 and _LOOKS_LIKE_A_ZONE.fullmatch(text.strip()) is not None


def is_out_of_season(zone: tzinfo, instant: datetime) -> bool:
    """Whether an abbreviation names the other half of the year: CET in July, PDT in January."""
    known = _ABBREVIATIONS.get(zone.tzname(None) or "") if isinstance(zone, timezone) else None
    if known is None:
        return False
    clocks = _zone(known[1])
    return clocks is not None and instant.astimezone(clocks).utcoffset() != zone.utcoffset(None)
