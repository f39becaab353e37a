"""One incident while its document is being composed: its place, its stream of draws, and the words that fill the texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.generate.clock import Clock, draw_clock, draw_label, draw_severity
from analytics.generate.draft import Style, draw_style
from analytics.generate.draw import Draw
from analytics.generate.interventions import Intervention
from analytics.generate.library import Cause, Library, Phrases, Scenario, System, Team, Texts, fill
from analytics.generate.plan import AS_OF, Slot
from analytics.generate.wording import lower_first, round_to_digits, start_sentences, to_instant, write_day, write_duration
from analytics.model import Method, Severity, Status

_USERS_BY_SEVERITY: dict[Severity, float] = {"P0": 42_000, "P1": 9_000, "P2": 1_800, "P3": 260, "P4": 40}
_STATUS_BY_AGE: tuple[tuple[int, dict[Status, float]], ...] = (
    (12, {"draft": 0.5, "in_review": 0.4, "final": 0.1}),
    (40, {"draft": 0.12, "in_review": 0.28, "final": 0.6}),
    (120, {"draft": 0.04, "in_review": 0.06, "final": 0.9}),
    (10_000, {"draft": 0.01, "in_review": 0.01, "final": 0.98}),
)


@dataclass(frozen=True, slots=True)
class Case:
    """`label`: what its severity is called. `is_open`: at the time of writing the service was not yet restored.

    `users` is None where nobody counted.
    """

    slot: Slot
    draw: Draw
    scenario: Scenario
    system: System
    cause: Cause
    phrases: Phrases
    severity: Severity
    label: Severity
    status: Status
    style: Style
    clock: Clock
    method: Method
    users: int | None
    users_text: str
    is_open: bool
    words: dict[str, str]

    @property
    def team(self) -> Team:
        return self.slot.team

    @property
    def by_day(self) -> bool:
        """Whether it began in working hours."""
        start = to_instant(self.clock.started)
        return start.weekday() < 5 and 8 <= start.hour < 17

    @property
    def day(self) -> date:
        return to_instant(self.clock.started).date()

    def text(self, template: str) -> str:
        return start_sentences(fill(template, self.words))

    def pick(self, templates: tuple[str, ...]) -> str:
        return self.text(self.draw.pick(templates))

    def in_turn(self, templates: tuple[str, ...]) -> str:
        """One template after the other as the failure recurs, so that a corpus repeats a sentence as late as possible."""
        return self.text(templates[self.slot.turn % len(templates)])

    def on(self, days: int) -> date:
        """The date so many days after the incident."""
        return self.day + timedelta(days=days)


def open_case(slot: Slot, seed: int, library: Library, interventions: tuple[Intervention, ...]) -> Case:
    """Draws what the whole document hangs on: severity, times, how it was found, how many were affected."""
    draw = Draw(seed, 2, slot.position)
    scenario = library.scenarios[slot.scenario]
    system, cause = scenario.systems[slot.system], scenario.causes[slot.cause]
    severity = draw_severity(draw, slot)
    label = draw_label(slot, seed, severity, interventions)
    clock = draw_clock(draw, slot, severity, interventions)
    status = _draw_status(draw, clock)
    style = draw_style(draw, status)
    users, users_text = _draw_users(draw, severity)
    is_open = status == "draft" and draw.chance(0.25)
    words = _collect_words(draw, slot, scenario, system, library.phrases.regions, clock, is_open)
    words |= {"users": _say_users(users, users_text), "severity": label}
    words |= {name: fill(getattr(cause, name), words) for name in ("began", "found", "mitigation", "restored")}
    method = draw.weighted(scenario.methods)
    return Case(
        slot,
        draw,
        scenario,
        system,
        cause,
        library.phrases,
        severity,
        label,
        status,
        style,
        clock,
        method,
        users,
        users_text,
        is_open,
        words,
    )


def _draw_status(draw: Draw, clock: Clock) -> Status:
    age = (AS_OF - to_instant(clock.resolved).date()).days
    return draw.weighted(next(weights for limit, weights in _STATUS_BY_AGE if age <= limit))


def _draw_users(draw: Draw, severity: Severity) -> tuple[int | None, str]:
    kind = draw.weighted({"plain": 0.42, "bare": 0.16, "about": 0.14, "share": 0.10, "none": 0.03, "unknown": 0.15})
    count = round_to_digits(draw.log_normal(_USERS_BY_SEVERITY[severity], 1.1), 3)
    if kind == "share":
        region = draw.pick(("EU", "US", "mobile", "enterprise"))
        return None, f"about {draw.between(1, 40)} % of {region} users"
    if kind == "unknown":
        return None, draw.pick(("X users", "TBD", "N/A"))
    if kind == "none" and severity in ("P3", "P4"):
        return 0, "0 users"
    if kind == "bare":
        return count, f"{count:,}"
    return count, f"about {count:,} users" if kind == "about" else f"{count:,} users"


def _say_users(users: int | None, text: str) -> str:
    if users is not None:
        return f"{users:,} users" if users else "no customers"
    return text if "%" in text else "an unknown number of users"


def _collect_words(
    draw: Draw, slot: Slot, scenario: Scenario, system: System, regions: Texts, clock: Clock, is_open: bool
) -> dict[str, str]:
    engineer, second = draw.some(slot.team.people, 2, 2)
    spoken = "an as yet unconfirmed time" if is_open else write_duration(clock.resolved - clock.started)
    return {
        "id": slot.incident_id,
        "team": slot.team.name,
        "oncall": slot.team.oncall,
        "lead": slot.team.lead,
        "engineer": engineer,
        "second": second,
        "date": write_day(to_instant(clock.started).date()),
        "time": to_instant(clock.started).strftime("%H:%M UTC"),
        "duration": spoken,
        "detect": write_duration(clock.detected - clock.started),
        "region": draw.pick(regions),
        "alert": draw.pick(scenario.alerts),
        "feature": lower_first(system.features[0][0]),
        "feature_first": system.features[0][0],
        **system.slots,
        **{name: draw.pick(values) for name, values in scenario.choices.items()},
        **{name: f"{round_to_digits(draw.log_uniform(low, high)):,}" for name, (low, high) in scenario.numbers.items()},
    }
