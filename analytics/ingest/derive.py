"""What follows from the facts of one incident: instants, durations, quarter and team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from analytics.ingest.reading import Reading
from analytics.ingest.sections.timeline import base_day
from analytics.ingest.values import Value, is_placeholder
from analytics.ingest.wording import span_in_words
from analytics.model import DURATIONS, Basis, Incident, TeamBasis, TimelineEvent
from analytics.quarters import quarter_of
from analytics.settings import Settings

_INSTANTS = {
    "impact_started": "started_at",
    "detected": "detected_at",
    "acknowledged": "acknowledged_at",
    "identified": "identified_at",
    "mitigated": "mitigated_at",
    "resolved": "resolved_at",
    "closed": "closed_at",
}
_LAST_COUNTS = frozenset({"resolved", "closed"})


def derive_instants(reading: Reading) -> None:
    """The first event of a kind sets the incident's instant; of `resolved` and `closed` the last: incidents flare up again."""
    for event in reading.postmortem.timeline_events:
        column = _INSTANTS.get(event.kind or "")
        if column is None or event.occurred_at is None:
            continue
        if getattr(reading.incident, column) is None:
            _record(reading, column, event)
        elif event.kind in _LAST_COUNTS and event.occurred_at >= getattr(reading.incident, column):
            _replace(reading, column, event)


def _record(reading: Reading, column: str, event: TimelineEvent) -> None:
    instant: Value[datetime | None] = Value(event.occurred_at)
    reading.record_value(column, reading.inexact_times.get(event.line) or instant, event.line, f"{event.time_text} {event.event}")


def _replace(reading: Reading, column: str, event: TimelineEvent) -> None:
    sources = reading.postmortem.field_sources
    sources[:] = [source for source in sources if source.field != column]
    setattr(reading.incident, column, None)
    _record(reading, column, event)


def derive_durations(reading: Reading) -> None:
    """`timeline_*` from the instants; then the value the metrics use, by the setting `prefer`, unless it is impossible.

    detect = started → detected; acknowledge = detected → acknowledged; mitigate, resolve, duration = started (else detected) →
    mitigated, resolved, resolved.
    """
    i = reading.incident
    begin = i.started_at or i.detected_at
    i.timeline_time_to_detect_min = _minutes(i.started_at, i.detected_at)
    i.timeline_time_to_acknowledge_min = _minutes(i.detected_at, i.acknowledged_at)
    i.timeline_time_to_mitigate_min = _minutes(begin, i.mitigated_at)
    i.timeline_time_to_resolve_min = _minutes(begin, i.resolved_at)
    i.timeline_duration_min = i.timeline_time_to_resolve_min
    lines = {source.field: source.line for source in reading.postmortem.field_sources}
    for name in DURATIONS:
        _choose_duration(reading, name, lines)


def _minutes(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else (end - start).total_seconds() / 60


_ENDS = {
    "time_to_detect": "detected_at",
    "time_to_acknowledge": "acknowledged_at",
    "time_to_mitigate": "mitigated_at",
    "time_to_resolve": "resolved_at",
    "duration": "resolved_at",
}


class _Candidate(NamedTuple):
    """One of the two values of a duration, and the line to name when it is impossible."""

    basis: Basis
    minutes: float
    line: int


def _choose_duration(reading: Reading, name: str, lines: dict[str, int]) -> None:
    candidates = _candidates(reading.incident, name, lines)
    if reading.settings.ingest.prefer == "timeline":
        candidates.reverse()
    # The timeline's duration is its time to resolve: reporting it under both names would say one thing twice.
    possible = [_is_possible(reading, name, c, quiet=name == "duration" and c.basis == "timeline") for c in candidates]
    if candidates and possible[0]:
        setattr(reading.incident, f"{name}_min", candidates[0].minutes)
        setattr(reading.incident, f"{name}_basis", candidates[0].basis)


def _candidates(incident: Incident, name: str, lines: dict[str, int]) -> list[_Candidate]:
    stated: float | None = getattr(incident, f"stated_{name}_min")
    timeline: float | None = getattr(incident, f"timeline_{name}_min")
    candidates = []
    if stated is not None:
        candidates.append(_Candidate("stated", stated, lines.get(f"stated_{name}_min", incident.source_line)))
    if timeline is not None:
        candidates.append(_Candidate("timeline", timeline, lines.get(_ENDS[name], incident.source_line)))
    return candidates


def _is_possible(reading: Reading, name: str, candidate: _Candidate, *, quiet: bool) -> bool:
    limit = reading.settings.ingest.max_span_days
    if 0 <= candidate.minutes <= limit * 1440:
        return True
    words = name.replace("_", " ")
    if candidate.minutes < 0:
        code, problem = "PM203", f"{words}: the end is {span_in_words(-candidate.minutes)} before the start"
    else:
        code, problem = "PM204", f"{words}: {candidate.minutes / 1440:.1f} days is more than {limit:g}"
    if not quiet:
        reading.report(candidate.line, code, problem)
    return False


def derive_quarter(reading: Reading) -> None:
    """From the impact start, else detection, in the zone of the calendar; else from the incident's date."""
    incident, calendar = reading.incident, reading.settings.calendar
    instant = incident.started_at or incident.detected_at
    day = (
        instant.astimezone(ZoneInfo(calendar.time_zone)).date() if instant else incident.incident_date or _day_elsewhere(reading)
    )
    incident.quarter = quarter_of(day, calendar.fiscal_year_starts) if day else None


def _day_elsewhere(reading: Reading) -> date | None:
    return None if reading.date_is_unread else base_day(reading) or _only_day_of_timeline(reading)


def _only_day_of_timeline(reading: Reading) -> date | None:
    """The day of every row of the timeline, as its authors' clock has it: of several nobody says which is the incident's."""
    rows = [event for event in reading.postmortem.timeline_events if not is_placeholder(event.time_text)]
    if len(reading.timeline_days) != 1 or not rows or any(row.occurred_at is None for row in rows):
        return None
    [day] = reading.timeline_days
    reading.record("incident_date", day, rows[0].line, rows[0].time_text)
    reading.report(
        rows[0].line, "PM210", f"the header states no date; {day} is taken from the timeline, all of whose rows are of that day"
    )
    return day


class Stated(NamedTuple):
    """A value of the front matter, the line on which it stands, and those from its key to the next one's."""

    value: object
    line: int
    lines: range


FrontMatter: TypeAlias = Mapping[str, Stated]


def derive_team(reading: Reading, front_matter: FrontMatter) -> None:
    """From the document, else its front matter, else its path, else the first author with a team in the owner map."""
    incident, settings = reading.incident, reading.settings
    team: str | None = incident.team
    basis: TeamBasis = "document"
    named = front_matter.get("team") or _team_in_other_words(reading, front_matter)
    if team is None and named and isinstance(named.value, str) and named.value.strip():
        team, basis = named.value.strip(), "front_matter"
        reading.record("team", team, named.line, team)
    if team is None:
        team, basis = _team_of_path(incident.source_path, settings), "path"
    if team is None:
        team, basis = _team_of_owner(incident, settings), "owner_map"
    if team is not None:
        incident.team, incident.team_basis = _known_name(team, settings), basis


def _team_in_other_words(reading: Reading, front_matter: FrontMatter) -> Stated | None:
    header = reading.dialect.fields["header"]
    return next((stated for name, stated in front_matter.items() if header.get(name) == "team"), None)


def _known_name(team: str, settings: Settings) -> str:
    names = {spelling.lower(): name for spelling, name in settings.teams.names.items()}
    return names.get(team.lower(), team)


def _team_of_path(path: str, settings: Settings) -> str | None:
    """The longest folder or glob of [teams.paths] that holds the file wins."""
    matching = [pattern for pattern in settings.teams.paths if _holds(pattern, path)]
    return settings.teams.paths[max(matching, key=len)] if matching else None


def _holds(pattern: str, path: str) -> bool:
    return path.startswith(pattern.rstrip("/") + "/") or fnmatchcase(path, pattern)


def _team_of_owner(incident: Incident, settings: Settings) -> str | None:
    owners = {owner.lstrip("@").lower(): team for owner, team in settings.teams.owners.items()}
    teams = (owners.get(author.lstrip("@").lower()) for author in incident.authors)
    return next((team for team in teams if team), None)
