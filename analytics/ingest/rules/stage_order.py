"""The stages of an incident in an order in which they cannot have happened."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject

_ORDER = (("acknowledged_at", "resolved_at"), ("mitigated_at", "resolved_at"), ("resolved_at", "closed_at"))
"""Pairs of which no duration is made; the others are PM203. A cause may well be found after the recovery."""


def find_disorder(subject: Subject) -> Iterator[Found]:
    """PM306"""
    for first, second in _ORDER:
        earlier, later = getattr(subject.incident, first), getattr(subject.incident, second)
        if earlier and later and earlier > later:
            stage, end = first.removesuffix("_at"), second.removesuffix("_at")
            words = f"{stage} at {earlier:%Y-%m-%d %H:%M} UTC, after it was {end} at {later:%Y-%m-%d %H:%M} UTC"
            yield Found(subject.line_of(first), words)
