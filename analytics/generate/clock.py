"""When things happened in one incident, in whole minutes since 1970."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from analytics.generate.draw import Draw
from analytics.generate.interventions import Intervention, compute_factor
from analytics.generate.plan import Slot
from analytics.model import Severity

_REPAIR_BY_SEVERITY: dict[Severity, float] = {"P0": 0.65, "P1": 0.80, "P2": 1.0, "P3": 1.4, "P4": 1.7}
_DETECT_BY_SEVERITY: dict[Severity, float] = {"P0": 0.6, "P1": 0.8, "P2": 1.0, "P3": 1.3, "P4": 1.6}
_LONGEST_REPAIR = 6 * 24 * 60
_STAGES = ((0.30, 0.30), (0.08, 0.17), (0.10, 0.25))
"""The least share of a repair, and what may be added, until the cause is known, users are helped, the service is restored."""


class Clock(NamedTuple):
    started: int
    detected: int
    acknowledged: int
    investigating: int
    identified: int
    mitigated: int
    resolved: int
    closed: int


def draw_severity(draw: Draw, slot: Slot) -> Severity:
    """How bad it was, whatever it is called."""
    severity = draw.weighted(slot.team.severity)
    if severity == "P1":
        draw.uniform()  # a number that nothing needs: without it, all P1 documents of the sample would be other ones
    return severity


def draw_label(slot: Slot, seed: int, severity: Severity, interventions: tuple[Intervention, ...]) -> Severity:
    """What it is called. The stream is the label's own, so that a new label leaves the rest of the document as it was."""
    kept = compute_factor(interventions, "severe_label", slot.quarter, slot.team.name)
    is_renamed = severity in ("P0", "P1") and not Draw(seed, 3, slot.position).chance(kept)
    return "P2" if is_renamed else severity


def draw_clock(draw: Draw, slot: Slot, severity: Severity, interventions: tuple[Intervention, ...]) -> Clock:
    """Time to detect and to repair are log-normal around the team's medians: a long tail of days, as everywhere."""
    team = slot.team
    detect_factor = compute_factor(interventions, "time_to_detect", slot.quarter, team.name)
    repair_factor = compute_factor(interventions, "time_to_resolve", slot.quarter, team.name)
    detect = draw.log_normal(team.detect * _DETECT_BY_SEVERITY[severity] * detect_factor, 0.85)
    repair = draw.log_normal(team.repair * _REPAIR_BY_SEVERITY[severity], 1.08)
    repair = min(max(repair, 8.0), _LONGEST_REPAIR)
    detected = slot.started + max(1, round(detect))
    acknowledged = detected + max(1, round(draw.log_normal(4, 0.7)))
    investigating = acknowledged + draw.between(1, 4)
    stages = [max(1, round(repair * (least + spread * draw.uniform()))) for least, spread in _STAGES]
    stages = _shorten(stages, investigating - slot.started, repair_factor)
    _, identified, mitigated, resolved = accumulate(stages, initial=investigating)
    closed = resolved + draw.between(10, 50)
    return Clock(slot.started, detected, acknowledged, investigating, identified, mitigated, resolved, closed)


def _shorten(stages: list[int], lead: int, factor: float) -> list[int]:
    """The stages so that, with the minutes before them, they take `factor` of the time; where that leaves nothing, a minute each."""
    work = sum(stages)
    left = max(0.0, factor * (lead + work) - lead) / work
    return [max(1, round(stage * left)) for stage in stages]
