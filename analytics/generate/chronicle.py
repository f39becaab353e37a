"""The timeline and the communication log of a document, and the columns that follow from the instants."""

from __future__ import annotations

from datetime import datetime

from analytics.generate.case import Case
from analytics.generate.wording import to_instant
from analytics.model import EVENT_KINDS, EventKind, Incident, LogEntry, Postmortem, TimelineEvent

_LONG_WAIT = 90
"""Minutes of repair past which a timeline speaks of updates and handovers."""
_DATED_SPAN = 20 * 60
"""Minutes past which an author writes the date with each time."""


def add_timeline(case: Case, postmortem: Postmortem) -> None:
    """The typed moments that the incident's columns name, with rows of no kind between them."""
    incident, draw, clock, phrases = postmortem.incident, case.draw, case.clock, case.phrases
    rows: list[tuple[int, str, EventKind | None]] = []
    for kind in EVENT_KINDS:
        name = {"impact_started": "started"}.get(kind, kind)
        if (kind == "investigating" and draw.chance(0.88)) or getattr(incident, f"{name}_at", None) is not None:
            wording = phrases.detected[case.method] if kind == "detected" else getattr(phrases, name)
            rows.append((getattr(clock, name), case.pick(wording), kind))
    rows += [(minute, case.text(text), None) for minute, text in _draw_neutral_rows(case)]
    rows.sort(key=lambda row: row[0])
    dated = rows[-1][0] - rows[0][0] > _DATED_SPAN
    for minute, text, event_kind in rows:
        at = to_instant(minute)
        postmortem.timeline_events.append(TimelineEvent(0, at, _write_time(at, dated), text, event_kind))
    incident.incident_date = to_instant(rows[0][0]).date()


def _draw_neutral_rows(case: Case) -> list[tuple[int, str]]:
    """Rows of no kind, where they make sense: organisation at the beginning, search until the cause is known, waiting anywhere."""
    draw, clock, phrases = case.draw, case.clock, case.phrases
    waiting = phrases.neutral_waiting if clock.mitigated - clock.acknowledged > _LONG_WAIT else ()
    spans = (
        (clock.acknowledged, clock.investigating, draw.some(phrases.neutral, 0, 2)),
        (clock.investigating, clock.identified, draw.some(case.cause.neutral, 1, 3)),
        (clock.identified, clock.mitigated, draw.some(waiting, 0, 2)),
    )
    return [
        row for first, last, texts in spans for row in zip(sorted(draw.between(first, last) for _ in texts), texts, strict=True)
    ]


def add_log(case: Case, postmortem: Postmortem) -> None:
    clock, log = case.clock, case.phrases.log
    rows = [
        (clock.acknowledged, "Slack #incidents", "report"),
        (clock.investigating + 5, "Status page", "investigating"),
        (clock.identified, "Status page", "identified"),
        (clock.mitigated, "Status page", "monitoring"),
        (clock.resolved, "Status page", "resolved"),
    ]
    rows = [row for row in rows if row[2] != "monitoring" or case.draw.chance(0.5)]
    rows = sorted(rows[: 2 if case.is_open else 5], key=lambda row: row[0])
    first_day = postmortem.incident.incident_date
    dated = rows[-1][0] - rows[0][0] > _DATED_SPAN or to_instant(rows[0][0]).date() != first_day
    for minute, channel, kind in rows:
        at = to_instant(minute)
        postmortem.communication_log.append(LogEntry(0, at, _write_time(at, dated), channel, case.pick(log[kind])))


def compute_derived(incident: Incident) -> None:
    """The columns that follow from the others, as the contract defines them: timeline durations, and stated before timeline."""
    origin = incident.started_at or incident.detected_at
    spans = {
        "duration": (origin, incident.resolved_at),
        "time_to_detect": (incident.started_at, incident.detected_at),
        "time_to_acknowledge": (incident.detected_at, incident.acknowledged_at),
        "time_to_mitigate": (origin, incident.mitigated_at),
        "time_to_resolve": (origin, incident.resolved_at),
    }
    for name, (start, end) in spans.items():
        stated, timeline = getattr(incident, f"stated_{name}_min"), _minutes_between(start, end)
        value = stated if stated is not None else timeline
        basis = "stated" if stated is not None else "timeline" if timeline is not None else None
        setattr(incident, f"timeline_{name}_min", timeline)
        setattr(incident, f"{name}_min", value)
        setattr(incident, f"{name}_basis", basis)
    moment = origin.date() if origin else incident.incident_date
    incident.quarter = f"{moment.year}Q{(moment.month + 2) // 3}" if moment else None


def _minutes_between(start: datetime | None, end: datetime | None) -> float | None:
    return (end - start).total_seconds() / 60 if start and end else None


def _write_time(at: datetime, dated: bool) -> str:
    return at.strftime("%Y-%m-%d %H:%M" if dated else "%H:%M")
