"""When things happened in one incident, in whole minutes since 1970."""

from __future__ import annotations

from typing import NamedTuple

from analytics.generate.draw import Draw
from analytics.generate.interventions import Intervention, compute_factor
from analytics.generate.plan import Slot
from analytics.model import Severity

_REPAIR_BY_SEVERITY: dict[Severity, float] = {"P0": 0.65, "P1": 0.80, "P2": 1.0, "P3": 1.4, "P4": 1.7}
_DETECT_BY_SEVERITY: dict[Severity, float] = {"P0": 0.6, "P1": 0.8, "P2": 1.0, "P3": 1.3, "P4": 1.6}
_LONGEST_REPAIR = 6 * 24 * 60


class Clock(NamedTuple):
    started: int
    detected: int
    acknowledged: int
    investigating: int
    identified: int
    mitigated: int
    resolved: int
    closed: int


def draw_severity(draw: Draw, slot: Slot, interventions: tuple[Intervention, ...]) -> Severity:
    severity = draw.weighted(slot.team.severity)
    kept = compute_factor(interventions, "p1_label", slot.quarter, slot.team.name)
    return "P2" if severity == "P1" and not draw.chance(kept) else severity


def draw_clock(draw: Draw, slot: Slot, severity: Severity, interventions: tuple[Intervention, ...]) -> Clock:
    """Time to detect and to repair are log-normal around the team's medians: a long tail of days, as everywhere."""
    team = slot.team
    detect_factor = compute_factor(interventions, "time_to_detect", slot.quarter, team.name)
    repair_factor = compute_factor(interventions, "time_to_resolve", slot.quarter, team.name)
    detect = draw.log_normal(team.detect * _DETECT_BY_SEVERITY[severity] * detect_factor, 0.85)
    repair = draw.log_normal(team.repair * _REPAIR_BY_SEVERITY[severity] * repair_factor, 1.08)
    repair = min(max(repair, 8.0), _LONGEST_REPAIR)
    detected = slot.started + max(1, round(detect))
    acknowledged = detected + max(1, round(draw.log_normal(4, 0.7)))
    investigating = acknowledged + draw.between(1, 4)
    identified = investigating + max(1, round(repair * (0.30 + 0.30 * draw.uniform())))
    mitigated = identified + max(1, round(repair * (0.08 + 0.17 * draw.uniform())))
    resolved = mitigated + max(1, round(repair * (0.10 + 0.25 * draw.uniform())))
    closed = resolved + draw.between(10, 50)
    return Clock(slot.started, detected, acknowledged, investigating, identified, mitigated, resolved, closed)
