"""The records of a postmortem, in the shape of the template and of the store's tables.

A field of `Incident` is a column of the table `incidents`; a list of `Postmortem` is the child table of the same name, and
the fields of its records are that table's columns (docs/schema.md describes each). Instants are timezone-aware UTC, durations are
minutes, unknown is None. Every `line` is 1-based in the source file.

Records are plain tuples and slotted dataclasses: they are built by the million from parsers that mypy checks, and the store's
schema checks them once more.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

Severity = Literal["P0", "P1", "P2", "P3", "P4"]
Status = Literal["draft", "in_review", "final"]
Basis = Literal["stated", "timeline"]
TeamBasis = Literal["document", "front_matter", "path", "owner_map"]
EventKind = Literal[
    "impact_started", "detected", "acknowledged", "investigating", "identified", "mitigated", "resolved", "closed"
]
Impact = Literal["no_access", "degraded", "incorrect_data", "error_messages", "subset", "other"]
Factor = Literal[
    "monitoring",
    "documentation",
    "process",
    "testing",
    "configuration",
    "human_error",
    "third_party",
    "capacity",
    "other",
]
Method = Literal["automated_alert", "user_report", "internal_user", "health_check", "third_party", "other"]
CommunicationChannel = Literal["status_page", "social", "email", "in_app", "support", "other"]
ObservationKind = Literal["went_well", "could_improve", "got_lucky"]
Horizon = Literal["immediate", "short_term", "long_term"]
ActionStatus = Literal["pending", "in_progress", "complete", "wont_do"]
LessonKind = Literal["technical", "process", "other"]
DocumentationKind = Literal["runbook", "architecture", "onboarding", "other"]
LinkKind = Literal["metrics", "document"]
NoteKind = Literal["discussion", "decision"]
Level = Literal["error", "warning", "info"]
Certainty = Literal["exact", "approximate", "range"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
STATUSES: tuple[Status, ...] = get_args(Status)
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)
FACTORS: tuple[Factor, ...] = get_args(Factor)
METHODS: tuple[Method, ...] = get_args(Method)
IMPACTS: tuple[Impact, ...] = get_args(Impact)
HORIZONS: tuple[Horizon, ...] = get_args(Horizon)

DURATIONS = ("duration", "time_to_detect", "time_to_acknowledge", "time_to_mitigate", "time_to_resolve")
"""The five durations; each has the columns `<name>_min`, `stated_<name>_min`, `timeline_<name>_min` and `<name>_basis`."""


class FieldSource(NamedTuple):
    """Where a column of `incidents` was read: its name, its line and the words that stand there, and how sure these are.

    `low` and `high` are the ends of a range in the form of the column: minutes, a number, an ISO 8601 day or instant.
    """

    line: int
    field: str
    text: str
    certainty: Certainty = "exact"
    low: str | None = None
    high: str | None = None


class TimelineEvent(NamedTuple):
    line: int
    occurred_at: datetime | None
    time_text: str
    event: str
    kind: EventKind | None


class UserImpact(NamedTuple):
    line: int
    impact: Impact
    text: str


class AffectedFeature(NamedTuple):
    line: int
    feature: str
    description: str | None


class CustomerCommunication(NamedTuple):
    line: int
    channel: CommunicationChannel
    text: str


class Why(NamedTuple):
    line: int
    depth: int
    question: str
    answer: str | None
    is_root_cause: bool


class ContributingFactor(NamedTuple):
    line: int
    factor: Factor
    text: str


class DetectionMethod(NamedTuple):
    line: int
    method: Method
    text: str


class DetectionSuggestion(NamedTuple):
    line: int
    suggestion: str


class Observation(NamedTuple):
    line: int
    kind: ObservationKind
    text: str


ItemBasis = Literal["stated", "ticket", "git", "ingest"]


class ActionItem(NamedTuple):
    """One promised action. `reason` is what stands behind a Won't Do.

    `opened_on` and `completed_on` are what the document states (basis `stated`), else what its ticket or its history tells. `item_key`
    follows the item through every version of its document. `ticket_url` is an address of the web or None, so that it may become a link.
    """

    line: int
    number: int | None
    horizon: Horizon | None
    action: str
    owner: str | None
    due_date: date | None
    status: ActionStatus | None
    status_text: str | None
    reason: str | None
    opened_on: date | None
    completed_on: date | None
    completed_basis: ItemBasis | None
    opened_basis: ItemBasis | None = None
    ticket: str | None = None
    item_key: str | None = None
    ticket_url: str | None = None


class Lesson(NamedTuple):
    line: int
    kind: LessonKind
    lesson: str
    application: str | None


class DocumentationUpdate(NamedTuple):
    line: int
    kind: DocumentationKind
    name: str | None
    what: str | None
    done: bool


class RelatedIncident(NamedTuple):
    line: int
    related_id: str
    related_date: date | None
    relationship: str | None


class LogEntry(NamedTuple):
    """One row of the communication log."""

    line: int
    occurred_at: datetime | None
    time_text: str
    channel: str | None
    message: str | None


class ReferenceLink(NamedTuple):
    """A link of section 9: `metrics` from Metrics & Graphs, `document` from Reference Documents."""

    line: int
    kind: LinkKind
    label: str
    url: str | None


class Passage(NamedTuple):
    """The words of a section that has no column of its own: background, trigger, detection, resolution …"""

    line: int
    kind: str
    heading: str
    text: str


class ReviewNote(NamedTuple):
    line: int
    kind: NoteKind
    text: str


class SignOff(NamedTuple):
    line: int
    role: str
    name: str | None
    signed_on: date | None
    signed: bool


@dataclass(slots=True)
class Incident:
    """The columns of `incidents` that one document fills; the meaning of each is in docs/schema.md."""

    incident_key: str
    source_path: str
    source_line: int
    dialect: str
    incident_id: str | None = None
    title: str | None = None
    status: Status | None = None
    incident_date: date | None = None
    quarter: str | None = None
    team: str | None = None
    team_basis: TeamBasis | None = None
    authors: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    severity: Severity | None = None
    severity_text: str | None = None
    summary: str | None = None
    user_experience: str | None = None
    what_happened: str | None = None
    root_cause: str | None = None
    duration_min: float | None = None
    stated_duration_min: float | None = None
    timeline_duration_min: float | None = None
    duration_basis: Basis | None = None
    time_to_detect_min: float | None = None
    stated_time_to_detect_min: float | None = None
    timeline_time_to_detect_min: float | None = None
    time_to_detect_basis: Basis | None = None
    time_to_acknowledge_min: float | None = None
    stated_time_to_acknowledge_min: float | None = None
    timeline_time_to_acknowledge_min: float | None = None
    time_to_acknowledge_basis: Basis | None = None
    time_to_mitigate_min: float | None = None
    stated_time_to_mitigate_min: float | None = None
    timeline_time_to_mitigate_min: float | None = None
    time_to_mitigate_basis: Basis | None = None
    time_to_resolve_min: float | None = None
    stated_time_to_resolve_min: float | None = None
    timeline_time_to_resolve_min: float | None = None
    time_to_resolve_basis: Basis | None = None
    users_affected: int | None = None
    users_affected_text: str | None = None
    revenue_impact: float | None = None
    revenue_currency: str | None = None
    business_revenue: float | None = None
    business_revenue_currency: str | None = None
    sla_breach_min: float | None = None
    reputation: str | None = None
    data_impact: str | None = None
    started_at: datetime | None = None
    detected_at: datetime | None = None
    acknowledged_at: datetime | None = None
    identified_at: datetime | None = None
    mitigated_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    alert_name: str | None = None
    detect_target_min: float | None = None
    detect_actual_min: float | None = None
    false_positives: int | None = None
    review_date: date | None = None
    review_attendees: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Postmortem:
    """One incident with everything its document says about it; each list is the child table of the same name."""

    incident: Incident
    field_sources: list[FieldSource] = field(default_factory=list)
    timeline_events: list[TimelineEvent] = field(default_factory=list)
    user_impacts: list[UserImpact] = field(default_factory=list)
    affected_features: list[AffectedFeature] = field(default_factory=list)
    customer_communications: list[CustomerCommunication] = field(default_factory=list)
    whys: list[Why] = field(default_factory=list)
    contributing_factors: list[ContributingFactor] = field(default_factory=list)
    detection_methods: list[DetectionMethod] = field(default_factory=list)
    detection_suggestions: list[DetectionSuggestion] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    action_items: list[ActionItem] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)
    documentation_updates: list[DocumentationUpdate] = field(default_factory=list)
    related_incidents: list[RelatedIncident] = field(default_factory=list)
    communication_log: list[LogEntry] = field(default_factory=list)
    reference_links: list[ReferenceLink] = field(default_factory=list)
    review_notes: list[ReviewNote] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    sign_offs: list[SignOff] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """One file that was looked at, whether it holds an incident or not.

    `line_map`: the line in the file of each line of `text`, where the file was converted into it; None where the two are one.
    """

    source_path: str
    sha256: str
    bytes: int
    modified_at: datetime
    reader: str
    dialect: str | None
    incidents: int
    content_lines: int
    captured_lines: int
    boilerplate_lines: int
    text: str
    line_map: list[int] | None


INCIDENT_COLUMNS: tuple[str, ...] = tuple(f.name for f in dataclasses.fields(Incident))
DOCUMENT_COLUMNS: tuple[str, ...] = tuple(f.name for f in dataclasses.fields(Document))

CHILD_TABLES: dict[str, tuple[str, ...]] = {
    "field_sources": FieldSource._fields,
    "timeline_events": TimelineEvent._fields,
    "user_impacts": UserImpact._fields,
    "affected_features": AffectedFeature._fields,
    "customer_communications": CustomerCommunication._fields,
    "whys": Why._fields,
    "contributing_factors": ContributingFactor._fields,
    "detection_methods": DetectionMethod._fields,
    "detection_suggestions": DetectionSuggestion._fields,
    "observations": Observation._fields,
    "action_items": ActionItem._fields,
    "lessons": Lesson._fields,
    "documentation_updates": DocumentationUpdate._fields,
    "related_incidents": RelatedIncident._fields,
    "communication_log": LogEntry._fields,
    "reference_links": ReferenceLink._fields,
    "review_notes": ReviewNote._fields,
    "passages": Passage._fields,
    "sign_offs": SignOff._fields,
}
"""Child table -> the columns that its records fill; `incident_key` and `ordinal` (1-based) come from the place in the list."""
