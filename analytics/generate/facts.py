"""The single values of a document: the header, the summary table, the instants, the figures of sections 3.2 and 5."""

from __future__ import annotations

from datetime import timedelta

from analytics.generate.case import Case
from analytics.generate.wording import CURRENCIES, round_to_digits, to_instant, to_workday, write_duration, write_money
from analytics.model import DURATIONS, Incident, Severity, Status

PLACEHOLDERS = {
    "status": "Draft | In Review | Final",
    "incident_date": "[Incident Date]",
    "authors": "[Names]",
    "reviewers": "[Names]",
    "severity": "P0 / P1 / P2 / P3 / P4",
    "duration": "X hours Y minutes",
    "users_affected": "X users",
    "revenue_impact": "$X estimated",
    "time_to_detect": "X minutes",
    "time_to_acknowledge": "X minutes",
    "time_to_mitigate": "X minutes",
    "time_to_resolve": "X hours",
    "business_revenue": "$X lost / delayed",
    "sla_breach": "X minutes breach",
    "reputation": "Low / Medium / High",
    "data_impact": "None / Partial / Significant",
    "alert_name": "[Alert name and link]",
    "detect_target": "<5 min",
    "detect_actual": "X min",
    "detect_gap": "+/- X",
    "false_positives": "X false positives",
    "review_date": "YYYY-MM-DD",
    "review_attendees": "[Names]",
}
"""The template's own words for each value: they mean that it is not known."""

STATUS_WORDS: dict[Status, tuple[str, ...]] = {
    "draft": ("Draft",),
    "in_review": ("In Review",),
    "final": ("Final",) * 12 + ("Published",),
}
_REVENUE_BY_SEVERITY: dict[Severity, float] = {"P0": 85_000, "P1": 19_000, "P2": 4_200, "P3": 700, "P4": 150}
_REPUTATION_BY_SEVERITY: dict[Severity, dict[str, float]] = {
    "P0": {"high": 0.7, "medium": 0.3},
    "P1": {"high": 0.25, "medium": 0.55, "low": 0.2},
    "P2": {"medium": 0.35, "low": 0.65},
    "P3": {"low": 1.0},
    "P4": {"low": 1.0},
}


def add_header(case: Case, incident: Incident, cells: dict[str, str]) -> None:
    draw, team = case.draw, case.team
    incident.title = case.in_turn(case.cause.titles or case.scenario.titles)
    incident.status = case.status
    cells["status"] = draw.pick(STATUS_WORDS[case.status])
    if draw.chance(0.015):
        incident.status, cells["status"] = None, PLACEHOLDERS["status"]
    incident.team, incident.team_basis = team.name, case.slot.team_basis
    cells["team"] = team.spelling if draw.chance(0.06) else team.name
    people = [person for person in team.people if person != case.words["engineer"]]
    incident.authors = [case.words["engineer"], *draw.some(people, 0, 1)]
    if case.status != "draft" and draw.chance(0.95):
        reviewers = dict.fromkeys([team.lead, *draw.some(people, 1, 2)])
        incident.reviewers = [person for person in reviewers if person not in incident.authors][:2]
    cells["authors"], cells["reviewers"] = ", ".join(incident.authors), ", ".join(incident.reviewers) or PLACEHOLDERS["reviewers"]
    incident.incident_date = case.day
    cells["incident_date"] = case.day.isoformat()


def add_severity(case: Case, incident: Incident, cells: dict[str, str]) -> None:
    kind = case.draw.weighted({"plain": 0.84, "words": 0.06, "alias": 0.07, "unknown": 0.03})
    incident.severity = case.label
    if kind == "unknown":
        incident.severity = None
    incident.severity_text = {
        "plain": case.label,
        "words": f"{case.label} ({_SEVERITY_WORDS[case.label]})",
        "alias": f"SEV{case.label[1]}",
        "unknown": None,
    }[kind]
    cells["severity"] = incident.severity_text or PLACEHOLDERS["severity"]


_SEVERITY_WORDS: dict[Severity, str] = {"P0": "critical", "P1": "major", "P2": "moderate", "P3": "minor", "P4": "cosmetic"}


def add_instants(case: Case, incident: Incident) -> None:
    """Which moments the timeline will name: an author forgets some, and not all of them happen."""
    draw, clock = case.draw, case.clock
    chances = {
        "started": 0.9,
        "detected": 0.98,
        "acknowledged": 0.94,
        "identified": 0.9,
        "mitigated": 0.92,
        "resolved": 0.98,
        "closed": 0.7,
    }
    for name, chance in chances.items():
        if draw.chance(chance) and not (case.is_open and name in ("resolved", "closed")):
            setattr(incident, f"{name}_at", to_instant(getattr(clock, name)))
    if not incident.detected_at and not incident.started_at:
        incident.started_at = to_instant(clock.started)


def add_durations(case: Case, incident: Incident, cells: dict[str, str]) -> None:
    """The stated durations agree with the timeline: from its begin of impact where it names one, else from detection."""
    clock, draw = case.clock, case.draw
    origin = clock.started if incident.started_at else clock.detected
    minutes = {
        "duration": clock.resolved - origin,
        "time_to_detect": clock.detected - clock.started,
        "time_to_acknowledge": clock.acknowledged - clock.detected,
        "time_to_mitigate": clock.mitigated - origin,
        "time_to_resolve": clock.resolved - origin,
    }
    missing = {
        "duration": 0.05,
        "time_to_detect": 0.08,
        "time_to_acknowledge": 0.1,
        "time_to_mitigate": 0.12,
        "time_to_resolve": 0.08,
    }
    for name in DURATIONS:
        unknown = draw.chance(missing[name] + 0.25 * (case.status == "draft"))
        absent = name == "time_to_acknowledge" and not case.style.acknowledge_row
        if unknown or absent or (case.is_open and name in ("duration", "time_to_resolve")):
            cells[name] = draw.pick((PLACEHOLDERS[name], PLACEHOLDERS[name], "TBD", "N/A"))
            continue
        setattr(incident, f"stated_{name}_min", float(minutes[name]))
        cells[name] = write_duration(minutes[name], short=case.style.short_durations)


def add_impact_figures(case: Case, incident: Incident, cells: dict[str, str]) -> None:
    draw = case.draw
    incident.users_affected = case.users
    cells["users_affected"] = case.users_text
    if case.users is not None or "%" in case.users_text:
        incident.users_affected_text = case.users_text
    _add_revenue(case, incident, cells)
    if draw.chance(0.85):
        incident.reputation = draw.weighted(_REPUTATION_BY_SEVERITY[case.severity])
    cells["reputation"] = incident.reputation.capitalize() if incident.reputation else PLACEHOLDERS["reputation"]
    if draw.chance({"P0": 0.85, "P1": 0.6, "P2": 0.3, "P3": 0.1, "P4": 0.05}[case.severity]) and not case.is_open:
        incident.sla_breach_min = float(max(0, case.clock.mitigated - case.clock.started - 30))
        cells["sla_breach"] = f"{incident.sla_breach_min:.0f} minutes breach"
    else:
        cells["sla_breach"] = draw.pick((PLACEHOLDERS["sla_breach"], "N/A"))


def _add_revenue(case: Case, incident: Incident, cells: dict[str, str]) -> None:
    draw = case.draw
    cells["revenue_impact"], cells["business_revenue"] = draw.pick((PLACEHOLDERS["revenue_impact"], "TBD", "N/A")), "N/A"
    if not draw.chance(0.78 if case.team.name == "Payments" else 0.42):
        return
    amount = float(round_to_digits(draw.log_normal(_REVENUE_BY_SEVERITY[case.severity], 1.1)))
    currency = draw.weighted({"USD": 0.72, "EUR": 0.2, "GBP": 0.08})
    incident.revenue_impact, incident.revenue_currency = amount, currency
    cells["revenue_impact"] = write_money(amount, currency) + draw.pick((" estimated", " estimated", ""))
    if draw.chance(0.8):
        incident.business_revenue = amount if draw.chance(0.6) else float(round_to_digits(amount * (0.3 + 0.6 * draw.uniform())))
        incident.business_revenue_currency = currency
        cells["business_revenue"] = write_money(incident.business_revenue, currency) + draw.pick((" lost", " delayed"))
    else:
        cells["business_revenue"] = f"{CURRENCIES[currency]}X lost / delayed"


def add_detection_figures(case: Case, incident: Incident, cells: dict[str, str]) -> None:
    draw = case.draw
    incident.detect_target_min = 5.0
    cells["detect_target"] = "<5 min"
    for name in ("detect_actual", "detect_gap", "false_positives", "alert_name"):
        cells[name] = PLACEHOLDERS[name]
    if incident.stated_time_to_detect_min is not None and draw.chance(0.92):
        actual = int(incident.stated_time_to_detect_min)
        incident.detect_actual_min = float(actual)
        cells["detect_actual"], cells["detect_gap"] = f"{actual} min", f"{actual - 5:+d} min"
    if draw.chance(0.8):
        incident.false_positives = draw.weighted({0: 0.62, 1: 0.2, 2: 0.1, 3: 0.05, 7: 0.03})
        cells["false_positives"] = f"{incident.false_positives} false positive{'' if incident.false_positives == 1 else 's'}"
    if case.method == "automated_alert":
        incident.alert_name = case.words["alert"]
        link = f"[{incident.alert_name}](https://alerts.example/rules/{incident.alert_name})"
        cells["alert_name"] = link if case.style.linked_alert else incident.alert_name
    elif draw.chance(0.5):
        cells["alert_name"] = "N/A"


def add_review(case: Case, incident: Incident, cells: dict[str, str]) -> None:
    held = (case.status == "final" and case.draw.chance(0.93)) or (case.status == "in_review" and case.draw.chance(0.3))
    cells["review_date"], cells["review_attendees"] = PLACEHOLDERS["review_date"], PLACEHOLDERS["review_attendees"]
    if held:
        day = to_workday(to_instant(case.clock.resolved).date() + timedelta(days=case.draw.between(2, 12)))
        incident.review_date = day
        incident.review_attendees = list(dict.fromkeys([*incident.authors, *incident.reviewers, case.team.oncall]))
        cells["review_date"], cells["review_attendees"] = day.isoformat(), ", ".join(incident.review_attendees)
