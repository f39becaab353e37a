"""Authors who state another time to resolve than their own timeline gives: in the ways in which people come to do so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from analytics.generate.draft import Draft
from analytics.generate.plan import Slot
from analytics.generate.wording import write_duration
from analytics.model import Incident

EVERY = 12
"""One document in so many contradicts itself, unless it is spoilt already: about ten of the sample's 180."""
_OPENS, _CLOSES, _SATURDAY = 9, 18, 5
_DAY = 24 * 60
_LEAST = 2
"""Minutes apart, below which two values are one that was rounded."""


def contradict_draft(draft: Draft, slot: Slot, seed: int) -> None:
    """States another time where it is due at this place of the corpus, in every way in turn that the incident allows."""
    turn, rest = divmod(slot.position, EVERY)
    incident = draft.postmortem.incident
    truth = incident.timeline_time_to_resolve_min
    if rest != seed % EVERY or draft.flaws or truth is None or incident.stated_time_to_resolve_min is None:
        return
    # Few incidents last into the night: where one does, that is what its author leaves out.
    first, *others = WAYS
    names = [first, *(others[(turn + step) % len(others)] for step in range(len(others)))]
    told = ((name, WAYS[name](incident, int(truth))) for name in names)
    found = next(((name, minutes) for name, minutes in told if minutes and abs(minutes - truth) >= _LEAST), None)
    if found:
        draft.flaws.append(found[0])
        draft.cells["time_to_resolve"] = write_duration(found[1], short=draft.style.short_durations)


def _support_hours(incident: Incident, minutes: int) -> int | None:
    """What Monday to Friday from nine to six leave of it, where that is an hour less or more."""
    began, ended = incident.started_at or incident.detected_at, incident.resolved_at
    if began is None or ended is None:
        return None
    days = [began.date() + timedelta(days) for days in range((ended.date() - began.date()).days + 1)]
    opened = sum(
        max((min(ended, _at(began, day, _CLOSES)) - max(began, _at(began, day, _OPENS))).total_seconds(), 0.0)
        for day in days
        if day.weekday() < _SATURDAY
    )
    return int(opened // 60) if opened // 60 <= minutes - 60 else None


def _at(zone: datetime, day: object, hour: int) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=zone.tzinfo)


def _from_detection(incident: Incident, minutes: int) -> int | None:
    return minutes - int(incident.timeline_time_to_detect_min or 0) if incident.started_at else None


def _to_mitigation(incident: Incident, _minutes: int) -> int | None:
    return int(incident.timeline_time_to_mitigate_min or 0)


def _day_too_many(_incident: Incident, minutes: int) -> int:
    return minutes + _DAY


def _digits_swapped(_incident: Incident, minutes: int) -> int | None:
    """`1 h 23` for `1 h 32`: two digits of the minutes, where that gives minutes."""
    hours, rest = divmod(minutes, 60)
    swapped = rest % 10 * 10 + rest // 10
    return 60 * hours + swapped if swapped < 60 and min(rest, swapped) >= 10 else None


WAYS: dict[str, Callable[[Incident, int], int | None]] = {
    "counts_support_hours": _support_hours,
    "counts_from_detection": _from_detection,
    "day_too_many": _day_too_many,
    "counts_to_mitigation": _to_mitigation,
    "digits_swapped": _digits_swapped,
}
