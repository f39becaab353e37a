"""The template's wording of its tick boxes, and the marks that it uses for states."""

from __future__ import annotations

from analytics.model import (
    ActionStatus,
    CommunicationChannel,
    DocumentationKind,
    Factor,
    Horizon,
    Impact,
    LessonKind,
    Method,
    ObservationKind,
)

IMPACT_LABELS: dict[Impact, str] = {
    "no_access": "Users could not access the service",
    "degraded": "Users experienced degraded performance",
    "incorrect_data": "Users received incorrect data",
    "error_messages": "Users received error messages",
    "subset": "Subset of users affected",
}
CHANNEL_LABELS: dict[CommunicationChannel, str] = {
    "status_page": "Status page updated",
    "social": "Twitter/X notification posted",
    "email": "Email sent to affected users",
    "in_app": "In-app banner displayed",
    "support": "Support ticket responses",
}
FACTOR_LABELS: dict[Factor, str] = {
    "monitoring": "Missing monitoring/alerting",
    "documentation": "Documentation gaps",
    "process": "Process not followed",
    "testing": "Inadequate testing",
    "configuration": "Configuration error",
    "human_error": "Human error",
    "third_party": "Third-party dependency",
    "capacity": "Capacity/scaling issue",
}
METHOD_LABELS: dict[Method, str] = {
    "automated_alert": "Automated monitoring alert",
    "user_report": "User report",
    "internal_user": "Internal user noticed",
    "health_check": "Scheduled health check",
    "third_party": "Third-party notification",
}
HORIZON_HEADINGS: dict[Horizon, str] = {
    "immediate": "### 7.1 Immediate (This Week)",
    "short_term": "### 7.2 Short-term (This Month)",
    "long_term": "### 7.3 Long-term (This Quarter)",
}
LESSON_HEADINGS: dict[LessonKind, str] = {"technical": "### 8.1 Technical Lessons", "process": "### 8.2 Process Lessons"}
DOCUMENTATION_LABELS: dict[DocumentationKind, str] = {
    "runbook": "Runbook",
    "architecture": "Architecture docs",
    "onboarding": "Onboarding docs",
}
OBSERVATION_MARKS: dict[ObservationKind, str] = {"went_well": "✅", "could_improve": "⚠️", "got_lucky": "🍀"}
STATUS_MARKS: dict[ActionStatus, tuple[str, str]] = {
    "pending": ("⏳", "Pending"),
    "in_progress": ("🔄", "In Progress"),
    "complete": ("✅", "Complete"),
    "wont_do": ("❌", "Won't Do"),
}
ROOT_CAUSE_MARK = "**← ROOT CAUSE**"
SIGNED_MARK = "✓"


def damage(text: str) -> str:
    """The template's marks as they look after UTF-8 was read as Windows-1252; all other text stays."""
    for mark, damaged in _DAMAGED.items():
        text = text.replace(mark, damaged)
    return text


_MARKS = ("⏳", "🔄", "✅", "❌", "⚠️", "🍀", "←", "✓")
_DAMAGED = {mark: mark.encode().decode("cp1252", errors="ignore") for mark in _MARKS}
