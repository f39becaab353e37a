"""The told part of a document: what happened, why, how it was found, what was learned; and the timeline."""

from __future__ import annotations

from datetime import datetime, timedelta

from analytics.generate.case import Case
from analytics.generate.labels import CHANNEL_LABELS, FACTOR_LABELS, IMPACT_LABELS, METHOD_LABELS
from analytics.generate.library import fill
from analytics.generate.wording import to_instant, to_workday
from analytics.model import (
    EVENT_KINDS,
    AffectedFeature,
    CommunicationChannel,
    ContributingFactor,
    CustomerCommunication,
    DetectionMethod,
    DetectionSuggestion,
    DocumentationUpdate,
    EventKind,
    Factor,
    Impact,
    Incident,
    Lesson,
    LogEntry,
    Method,
    Observation,
    ObservationKind,
    Postmortem,
    ReferenceLink,
    RelatedIncident,
    ReviewNote,
    SignOff,
    TimelineEvent,
    UserImpact,
    Why,
)

_CAUSE_CHANCES = (0.94, 0.66, 0.34)
"""How likely the cause's first, second and third factor is to be ticked."""
_LONG_WAIT = 90
"""Minutes of repair past which a timeline speaks of updates and handovers."""
_DATED_SPAN = 20 * 60
"""Minutes past which an author writes the date with each time."""
_CHANNELS_BY_SEVERITY: dict[str, dict[CommunicationChannel, float]] = {
    "P0": {"status_page": 0.97, "social": 0.5, "email": 0.75, "in_app": 0.5, "support": 0.9, "other": 0.12},
    "P1": {"status_page": 0.9, "social": 0.2, "email": 0.45, "in_app": 0.3, "support": 0.75, "other": 0.08},
    "P2": {"status_page": 0.55, "social": 0.03, "email": 0.15, "in_app": 0.12, "support": 0.5, "other": 0.04},
}


def add_story(case: Case, postmortem: Postmortem) -> None:
    """Summary, what happened, and the whys that end in the root cause."""
    incident, cause = postmortem.incident, case.cause
    incident.summary = " ".join(
        (case.in_turn(cause.openings or case.scenario.openings), case.text(cause.cause), case.text(cause.fix))
    )
    code = f"```{cause.language}\n{fill(cause.code, case.words).strip()}\n```"
    incident.what_happened = f"{case.text(cause.what).strip()}\n\n{code}"
    if case.status == "draft" and case.draw.chance(0.35):
        return
    depth = len(cause.whys)
    for place, (question, answer) in enumerate(cause.whys, 1):
        marked = place == depth and case.style.root_cause_marked
        postmortem.whys.append(Why(0, place, case.text(question), case.text(answer), marked))
    incident.root_cause = postmortem.whys[-1].answer


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


def add_impact(case: Case, postmortem: Postmortem, cells: dict[str, str]) -> None:
    draw, incident = case.draw, postmortem.incident
    kinds: list[Impact] = [kind for kind in IMPACT_LABELS if draw.chance(case.scenario.impacts.get(kind, 0.0))]
    for kind in kinds or ["degraded"]:
        postmortem.user_impacts.append(UserImpact(0, kind, IMPACT_LABELS[kind]))
    if draw.chance(0.05):
        postmortem.user_impacts.append(UserImpact(0, "other", draw.pick(case.phrases.other_impacts)))
    for feature, description in draw.some(case.system.features, 1, 3):
        postmortem.affected_features.append(AffectedFeature(0, case.text(feature), case.text(description)))
    chances = _CHANNELS_BY_SEVERITY.get(case.severity, {"status_page": 0.12, "support": 0.25})
    for channel, chance in chances.items():
        if draw.chance(chance):
            text = draw.pick(case.phrases.other_communications) if channel == "other" else CHANNEL_LABELS[channel]
            postmortem.customer_communications.append(CustomerCommunication(0, channel, text))
    if draw.chance(0.6):
        told = [case.pick(case.phrases.experiences[impact.impact]) for impact in postmortem.user_impacts[:2]]
        incident.user_experience = " ".join(dict.fromkeys(told))
    incident.data_impact = draw.weighted({"partial": 0.75, "significant": 0.25}) if "incorrect_data" in kinds else "none"
    if draw.chance(0.1):
        incident.data_impact = None
    cells["data_impact"] = incident.data_impact.capitalize() if incident.data_impact else "None / Partial / Significant"


def add_factors(case: Case, postmortem: Postmortem) -> None:
    """The cause's own factors nearly always, those that the team's habits bring sometimes, others rarely."""
    draw = case.draw
    if case.status == "draft" and draw.chance(0.3):
        return
    chances: dict[Factor, float] = {factor: case.team.habits.get(factor, 0.03) for factor in FACTOR_LABELS}
    chances |= dict(zip(case.cause.factors, _CAUSE_CHANCES, strict=False))
    for factor, label in FACTOR_LABELS.items():
        if draw.chance(chances[factor]):
            if factor == "testing" and draw.chance(0.05):
                label = "No load test"
            postmortem.contributing_factors.append(ContributingFactor(0, factor, label))
    if draw.chance(0.06):
        postmortem.contributing_factors.append(ContributingFactor(0, "other", draw.pick(case.phrases.other_factors)))


def add_detection(case: Case, postmortem: Postmortem) -> None:
    draw = case.draw
    methods: list[Method] = [case.method]
    if case.method == "automated_alert" and draw.chance(0.12):
        methods.append("user_report")
    for method in methods:
        text = draw.pick(case.phrases.other_methods) if method == "other" else METHOD_LABELS[method]
        postmortem.detection_methods.append(DetectionMethod(0, method, text))
    low = 0 if case.status == "draft" else 1
    for suggestion in draw.some(case.scenario.suggestions + case.cause.suggestions, low, 3):
        postmortem.detection_suggestions.append(DetectionSuggestion(0, case.text(suggestion)))


def add_response(case: Case, postmortem: Postmortem) -> None:
    """Observations of section 6: those of the failure itself first, then some that fit any incident."""
    scenario, cause, phrases = case.scenario, case.cause, case.phrases
    by_hour = phrases.lucky_by_day if case.by_day else phrases.lucky_by_night
    groups: tuple[tuple[ObservationKind, tuple[str, ...], tuple[str, ...], int], ...] = (
        ("went_well", scenario.well + cause.well, phrases.well, 2),
        ("could_improve", scenario.could + cause.could, phrases.could, 2),
        ("got_lucky", scenario.lucky + cause.lucky, phrases.lucky + by_hour, 1),
    )
    if case.status == "draft" and case.draw.chance(0.4):
        return
    for kind, own, general, most in groups:
        for text in [*case.draw.some(own, 1, 2), *case.draw.some(general, 0, most)]:
            postmortem.observations.append(Observation(0, kind, case.text(text)))


def add_lessons(case: Case, postmortem: Postmortem) -> None:
    draw = case.draw
    if case.status == "draft" and draw.chance(0.6):
        return
    for lesson, application in draw.some(case.cause.technical, 1, 2):
        postmortem.lessons.append(Lesson(0, "technical", case.text(lesson), case.text(application)))
    for lesson, application in [
        *draw.some(case.scenario.process + case.cause.process, 0, 1),
        *draw.some(case.phrases.process, 1, 1),
    ]:
        postmortem.lessons.append(Lesson(0, "process", case.text(lesson), case.text(application)))
    for kind, name, what in draw.some(case.scenario.documentation, 1, 3):
        done = draw.chance(0.55)
        postmortem.documentation_updates.append(DocumentationUpdate(0, kind, case.text(name), case.text(what), done))
    if draw.chance(0.1):
        name, what = draw.pick(case.phrases.other_documentation)
        postmortem.documentation_updates.append(DocumentationUpdate(0, "other", name, case.text(what), draw.chance(0.5)))
    if draw.chance(0.1):
        lesson, application = draw.pick(case.phrases.other_lessons)
        postmortem.lessons.append(Lesson(0, "other", lesson, application))


def add_appendix(case: Case, postmortem: Postmortem) -> None:
    draw, slot = case.draw, case.slot
    for related_id, day in slot.related:
        postmortem.related_incidents.append(RelatedIncident(0, related_id, day, draw.pick(case.phrases.relationships)))
    for label in draw.some(case.scenario.dashboards, 1, 2):
        address = "-".join(label.lower().split())
        postmortem.reference_links.append(ReferenceLink(0, "metrics", label, f"https://grafana.example/d/{address}"))
    for label, url in _list_documents(case):
        postmortem.reference_links.append(ReferenceLink(0, "document", label, url))
    if case.severity in ("P0", "P1", "P2") and draw.chance(0.8):
        _add_log(case, postmortem)


def _list_documents(case: Case) -> list[tuple[str, str]]:
    number = 1000 + case.slot.position * 7 % 9000
    address = "-".join(case.words["service"].split())
    links = [
        (f"Incident ticket INC-{number}", f"https://tickets.example/INC-{number}"),
        (f"Pull request {number + 311}: {case.cause.immediate[0]}", f"https://git.example/{address}/pull/{number + 311}"),
        (f"Runbook of {case.words['service']}", f"https://runbooks.example/{address}"),
        (f"Architecture of {case.words['service']}", f"https://wiki.example/architecture/{address}"),
    ]
    return [(case.text(label), url) for label, url in case.draw.some(links, 1, 4)]


def _add_log(case: Case, postmortem: Postmortem) -> None:
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


def add_review_notes(case: Case, postmortem: Postmortem) -> None:
    draw, incident = case.draw, postmortem.incident
    if not incident.review_date:
        return
    for text in [*draw.some(case.scenario.discussion + case.cause.discussion, 0, 1), *draw.some(case.phrases.discussion, 1, 2)]:
        postmortem.review_notes.append(ReviewNote(0, "discussion", case.text(text)))
    for text in [*draw.some(case.scenario.decisions + case.cause.decisions, 0, 1), *draw.some(case.phrases.decisions, 1, 1)]:
        postmortem.review_notes.append(ReviewNote(0, "decision", case.text(text)))
    signed_on = to_workday(incident.review_date + timedelta(days=draw.between(0, 4)))
    final = case.status == "final"
    postmortem.sign_offs.append(SignOff(0, "Author", incident.authors[0], signed_on, True))
    postmortem.sign_offs.append(SignOff(0, "Engineering Lead", case.team.lead, signed_on if final else None, final))
    if case.severity in ("P0", "P1"):
        signed = final and draw.chance(0.85)
        day = to_workday(signed_on + timedelta(days=draw.between(0, 6)))
        postmortem.sign_offs.append(SignOff(0, "CTO/CAIO", "@cto-office", day if signed else None, signed))


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
