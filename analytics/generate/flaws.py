"""Documents that are spoilt as real ones are. Each kind names the diagnostic that ingest must give for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from analytics.generate.draft import Draft, with_utf8_problem
from analytics.generate.facts import PLACEHOLDERS
from analytics.generate.plan import Slot
from analytics.generate.wording import write_duration
from analytics.model import RelatedIncident, TimelineEvent

EVERY = 14
"""One document in so many is spoilt: about a dozen of the sample's 180."""

_NOTES = """## 11. Random notes

The bridge call was recorded, the link has expired since.
Somebody should write down who has the key to the cage in the second data centre."""


def spoil_draft(draft: Draft, slot: Slot, seed: int) -> None:
    """Applies the flaw that is due at this place of the corpus, if any; every kind in turn."""
    turn, rest = divmod(slot.position, EVERY)
    if rest == seed % EVERY:
        kind = tuple(FLAWS)[turn % len(FLAWS)]
        FLAWS[kind](draft, slot)
        draft.flaws.append(kind)


def _stated_disagrees(draft: Draft, _slot: Slot) -> None:
    incident = draft.postmortem.incident
    minutes = int(incident.timeline_time_to_resolve_min or incident.timeline_time_to_mitigate_min or 60)
    cell = "time_to_resolve" if incident.timeline_time_to_resolve_min else "time_to_mitigate"
    draft.cells[cell] = write_duration(2 * minutes + 25, short=False)


def _resolved_before_detected(draft: Draft, _slot: Slot) -> None:
    """The author typed the month before."""
    _replace_event(draft, ("resolved", "mitigated"), lambda event: f"{_month_before(event):%Y-%m-%d %H:%M}")


def _month_before(event: TimelineEvent) -> object:
    return event.occurred_at - timedelta(days=31) if event.occurred_at else None


def _time_forgotten(draft: Draft, _slot: Slot) -> None:
    _replace_event(draft, (None, "identified", "mitigated"), lambda event: f"{event.time_text[:2]}:??")


def _replace_event(draft: Draft, kinds: tuple[str | None, ...], write: Callable[[TimelineEvent], str]) -> None:
    """Rewrites the time of the last event of the first of the kinds that the timeline has."""
    events = draft.postmortem.timeline_events
    for kind in kinds:
        if places := [place for place, event in enumerate(events) if event.kind == kind and event.occurred_at]:
            events[places[-1]] = events[places[-1]]._replace(time_text=write(events[places[-1]]))
            return


def _year_typo(draft: Draft, _slot: Slot) -> None:
    day = draft.cells["incident_date"]
    draft.cells["incident_date"] = f"{day[:2]}0{day[2:]}"


def _date_missing(draft: Draft, _slot: Slot) -> None:
    draft.cells["incident_date"] = "[Incident Date]"


def _severity_unknown(draft: Draft, _slot: Slot) -> None:
    draft.cells["severity"] = draft.postmortem.incident.severity_text = "Code orange"


def _duration_unreadable(draft: Draft, _slot: Slot) -> None:
    draft.cells["duration"] = "most of the afternoon"


def _windows_1252(draft: Draft, _slot: Slot) -> None:
    draft.encoding = "cp1252"
    draft.style = with_utf8_problem(draft.style)


def _due_before_incident(draft: Draft, _slot: Slot) -> None:
    """A date of the year before, as it happens each January."""
    items = draft.postmortem.action_items
    day = draft.postmortem.incident.incident_date
    if items and day:
        items[0] = items[0]._replace(due_date=day - timedelta(days=350))


def _related_missing(draft: Draft, _slot: Slot) -> None:
    related = RelatedIncident(0, "INCIDENT-2023-11-17-004", None, "Similar root cause")
    draft.postmortem.related_incidents.append(related)


def _id_used_twice(draft: Draft, slot: Slot) -> None:
    """The document began as a copy of the one before."""
    draft.postmortem.incident.incident_id = slot.related[0][0] if slot.related else slot.earlier_id


def _placeholders_left(draft: Draft, _slot: Slot) -> None:
    """Called final, with half of the impact figures never filled in."""
    incident = draft.postmortem.incident
    incident.users_affected = incident.users_affected_text = incident.reputation = incident.data_impact = incident.alert_name = (
        None
    )
    incident.revenue_impact = incident.revenue_currency = incident.false_positives = None
    incident.business_revenue = incident.business_revenue_currency = None
    for cell in (
        "users_affected",
        "revenue_impact",
        "business_revenue",
        "reputation",
        "data_impact",
        "alert_name",
        "false_positives",
    ):
        draft.cells[cell] = PLACEHOLDERS[cell]


def _random_notes(draft: Draft, _slot: Slot) -> None:
    draft.postscript = _NOTES


FLAWS: dict[str, Callable[[Draft, Slot], None]] = {
    "stated_disagrees": _stated_disagrees,  # PM301
    "resolved_before_detected": _resolved_before_detected,  # PM203
    "year_typo": _year_typo,  # PM102
    "severity_unknown": _severity_unknown,  # PM104
    "duration_unreadable": _duration_unreadable,  # PM101
    "time_forgotten": _time_forgotten,  # PM103
    "windows_1252": _windows_1252,  # PM002
    "due_before_incident": _due_before_incident,  # PM305
    "related_missing": _related_missing,  # PM304
    "id_used_twice": _id_used_twice,  # PM302
    "random_notes": _random_notes,  # PM004
    "date_missing": _date_missing,  # PM207
    "placeholders_left": _placeholders_left,  # no finding: it lowers the coverage of these fields
}
