"""Numbers as people say them, and text that may stand in a figure."""

from __future__ import annotations

import html
import math
import re
import textwrap

from analytics.metrics.measures import WITHIN

HOUR, DAY = 60.0, 1440.0
GAP = "\u00a0"
"""Between a number and its unit: no line ends there."""

DURATION_TICKS: dict[float, str] = {
    0.5: "30 s", 1: "1 min", 5: "5 min", 15: "15 min", 60: "1 h", 240: "4 h", 1440: "1 d", 4320: "3 d", 10080: "7 d",
    43200: "30 d",
}  # fmt: skip
DENSE_DURATION_TICKS: dict[float, str] = {
    **DURATION_TICKS, 2: "2 min", 10: "10 min", 30: "30 min", 120: "2 h", 480: "8 h", 2880: "2 d",
}  # fmt: skip
SHORTEST_DRAWN = 0.5
"""A logarithmic axis has no zero: shorter durations are drawn here, and the source line says so."""

FEWEST_FOR_PERCENT = 5
MOST_NAMED = 3

CURRENCY_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}

LABELS: dict[str, str] = {
    "ttd": "time to detect",
    "tta": "time to acknowledge",
    "ttm": "time to mitigate",
    "ttr": "time to resolve",
    "duration": "duration",
    "monitoring": "Missing monitoring",
    "documentation": "Documentation gaps",
    "process": "Process not followed",
    "testing": "Inadequate testing",
    "configuration": "Configuration error",
    "human_error": "Human error",
    "third_party": "Third party",
    "low": "Low",
    "medium": "Medium",
    "high": "High",
    "none": "None",
    "partial": "Partial",
    "significant": "Significant",
    "capacity": "Capacity or scaling",
    "other": "Other",
    "automated_alert": "Automated alert",
    "user_report": "User report",
    "internal_user": "Internal user",
    "health_check": "Health check",
    "immediate": "Immediate (this week)",
    "short_term": "Short-term (this month)",
    "long_term": "Long-term (this quarter)",
    "no_access": "No access",
    "degraded": "Degraded performance",
    "incorrect_data": "Incorrect data",
    "error_messages": "Error messages",
    "subset": "Subset of users",
    "status_page": "Status page",
    "social": "Social media",
    "email": "E-mail",
    "in_app": "In the app",
    "support": "Support tickets",
    "went_well": "Went well",
    "could_improve": "Could be better",
    "got_lucky": "Lucky",
    "technical": "Technical",
    "runbook": "Runbook",
    "architecture": "Architecture",
    "onboarding": "Onboarding",
    "metrics": "Metrics",
    "document": "Document",
    "discussion": "Discussion",
    "decision": "Decision",
    "impact_started": "Impact started",
    "detected": "Detected",
    "acknowledged": "Acknowledged",
    "investigating": "Investigating",
    "identified": "Cause identified",
    "mitigated": "Mitigated",
    "resolved": "Resolved",
    "closed": "Closed",
    "pending": "Pending",
    "in_progress": "In progress",
    "complete": "Complete",
    "wont_do": "Won't do",
    "draft": "Draft",
    "in_review": "In review",
    "final": "Final",
    "launch": "launch",
    "freeze": "freeze",
    "change": "change",
    "definition": "definition changed",
    "not stated": "Not stated",
    "not recorded": "Not recorded",
}


SHORT_LABELS: dict[str, str] = {
    "monitoring": "Monitoring",
    "documentation": "Documentation",
    "process": "Process",
    "testing": "Testing",
    "configuration": "Configuration",
    "capacity": "Capacity",
    "immediate": "Immediate",
    "short_term": "Short-term",
    "long_term": "Long-term",
}


def format_label(value: str | None) -> str:
    """The words for a value of the store; unknown values (a team's name) stay as they are."""
    return "Not stated" if value is None else LABELS.get(value, value)


def format_short_label(value: str | None) -> str:
    """The first words of a label, for narrow columns and pairs: `Immediate`, `Monitoring`."""
    return SHORT_LABELS.get(value or "", format_label(value))


def format_quarter(quarter: str | None) -> str:
    """`2026Q3` → `2026 Q3`."""
    return re.sub(r"^(\d{4})(Q\d)$", r"\1 \2", quarter) if quarter else "no quarter"


def format_duration(minutes: float | None) -> str:
    """`4 min`, `1 h 52 min`, `2.3 d`, `−2.3 d` where the end is before the start; unknown is a dash."""
    if minutes is None or is_unknown(minutes):
        return "–"
    if minutes < 0:
        return f"−{format_duration(-minutes)}"
    if 0 < minutes < 1:
        return f"{minutes * 60:.0f}{GAP}s"
    if minutes < HOUR - 0.5:
        return (f"{minutes:.1f}".removesuffix(".0") if minutes < 10 else f"{minutes:.0f}") + f"{GAP}min"
    if minutes < DAY:
        hours, rest = divmod(round(minutes), 60)
        return f"{hours}{GAP}h" + (f"{GAP}{rest}{GAP}min" if rest else "")
    return f"{minutes / DAY:,.1f}".removesuffix(".0") + f"{GAP}d"


def format_days(number: float | None) -> str:
    """`1 day`, `15 days`."""
    return "–" if is_unknown(number) else f"{number:.0f}{GAP}{'day' if number == 1 else 'days'}"


def format_target(measure: str, minutes: float) -> str:
    """`under 5 min` where a time on the target has missed it, `within 3 h` where it has not."""
    return f"{'under' if WITHIN.get(measure) == '<' else 'within'} {format_duration(minutes)}"


def format_count(number: float | None) -> str:
    return "–" if is_unknown(number) else f"{number:,.0f}"


def format_percent(share: float | None) -> str:
    return "–" if is_unknown(share) else f"{100 * (share or 0):.0f}{GAP}%"


def format_share(part: float | None, whole: float | None) -> str:
    """`78 % (75 of 96)`; fewer than five print no percentage, which would claim too much."""
    if is_unknown(part) or is_unknown(whole) or not whole:
        return "–"
    counts = f"{format_count(part)} of {format_count(whole)}"
    return counts if whole < FEWEST_FOR_PERCENT else f"{format_percent((part or 0) / whole)} ({counts})"


def format_brief_share(part: float, whole: float) -> str:
    """`78 %`, or `3 of 4` where a percentage would claim too much; the counts stand beside it."""
    return format_percent(part / whole) if whole >= FEWEST_FOR_PERCENT else format_share(part, whole)


def format_cell(part: float, whole: float) -> str:
    """The percentage as a bare number for a cell of a heat map, or `1/2` where it would claim too much."""
    return f"{100 * part / whole:.0f}" if whole >= FEWEST_FOR_PERCENT else f"{part:.0f}/{whole:.0f}"


def format_money(amount: float | None, currency: str | None) -> str:
    """`$12,300`, `CHF 1.25 M`: three digits are all that an estimate deserves."""
    if is_unknown(amount):
        return "–"
    sign = CURRENCY_SIGNS.get(currency or "", f"{currency} " if currency else "")
    rounded = round_to_digits(amount or 0.0, 3)
    if abs(rounded) >= 1e6:
        return f"{sign}{rounded / 1e6:.2f}".rstrip("0").rstrip(".") + f"{GAP}M"
    return f"{sign}{rounded:,.0f}"


def format_names(names: list[str] | tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def format_labels(values: list[str]) -> list[str]:
    """The words for several values as they stand in a sentence: only the first with a capital."""
    return [label.lower() if at else label for at, label in enumerate(map(format_label, values))]


def format_leaders(names: list[str], many: str) -> str:
    """Those that share the first place: by name, or `5 owners` where they would fill the line."""
    return format_names(names) if len(names) <= MOST_NAMED else f"{len(names):,} {many}"


def format_plural(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def format_number(number: float, one: str) -> str:
    """A sum with its unit: `1 user`, `92,987 users`."""
    return format_plural(round(number), one)


def round_to_digits(value: float, digits: int) -> float:
    return round(value, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0.0


def is_unknown(value: object) -> bool:
    return value is None or value != value


def escape_figure_text(text: str) -> str:
    """Text of a document for labels and hovers: Plotly reads tags and `%{…}` in them."""
    return html.escape(text, quote=False).replace("%{", "%&#123;")


def shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def wrap_lines(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters, broken between words."""
    return textwrap.wrap(text, width, break_long_words=True) or [""]
