"""The told part of a document: what happened, whom it hit, why, how it was found and handled."""

from __future__ import annotations

from analytics.generate.case import Case
from analytics.generate.labels import CHANNEL_LABELS, FACTOR_LABELS, IMPACT_LABELS, METHOD_LABELS
from analytics.generate.library import fill
from analytics.model import (
    AffectedFeature,
    CommunicationChannel,
    ContributingFactor,
    CustomerCommunication,
    DetectionMethod,
    DetectionSuggestion,
    Factor,
    Impact,
    Method,
    Observation,
    ObservationKind,
    Postmortem,
    UserImpact,
    Why,
)

_CAUSE_CHANCES = (0.94, 0.66, 0.34)
"""How likely the cause's first, second and third factor is to be ticked."""
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
