"""Which incidents a corpus holds: when, whose, which failure, under which id and path. Everything else is drawn per document."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from analytics.generate.draw import Draw
from analytics.generate.library import Library, Team
from analytics.generate.wording import EPOCH, to_instant
from analytics.model import TeamBasis

AS_OF = date(2026, 10, 5)
FIRST_YEAR, FIRST_QUARTER, QUARTERS = 2024, 2, 10
TEAM_BASES: dict[TeamBasis, float] = {"document": 0.70, "front_matter": 0.10, "path": 0.12, "owner_map": 0.08}
_ANY = -1
"""Stands for any failure."""
SHARED_FOLDER = "shared"
"""Holds the documents whose folder says nothing about the team."""


class Slot(NamedTuple):
    """One incident's place in the corpus. `started` is in minutes since 1970; `scenario`, `system`, `cause` are positions."""

    position: int
    started: int
    quarter: str
    team: Team
    scenario: int
    system: int
    cause: int
    incident_id: str
    team_basis: TeamBasis
    folder: str
    related: tuple[tuple[str, date], ...]
    earlier_id: str
    turn: int


def plan_slots(count: int, seed: int, library: Library, *, grows: bool) -> list[Slot]:
    """`count` incidents in the order in which they began, spread over the quarters by each team's rate.

    `grows`: the rate changes from quarter to quarter by the team's growth; else it is the same on every day.
    """
    draw = Draw(seed, 0)
    starts = sorted(_draw_starts(count, draw, library.teams, grows=grows))
    decks = {team.name: _Deck(library, team.name, Draw(seed, 1, place)) for place, team in enumerate(library.teams)}
    history = _History()
    return [_plan_slot(position, start, draw, library, decks, history) for position, start in enumerate(starts)]


def _plan_slot(
    position: int, start: tuple[int, str, int], draw: Draw, library: Library, decks: dict[str, _Deck], history: _History
) -> Slot:
    started, quarter, place = start
    team = library.teams[place]
    scenario, system, cause = decks[team.name].next()
    day = to_instant(started).date()
    basis = draw.weighted(TEAM_BASES)
    folder = f"{SHARED_FOLDER if basis == 'owner_map' else team.slug}/{day.year}"
    related = history.pick_related(draw, team.name, scenario)
    earlier_id = history.last_id
    incident_id = history.add(team.name, scenario, day)
    turn = system + history.count_turn(scenario, system)
    return Slot(
        position, started, quarter, team, scenario, system, cause, incident_id, basis, folder, related, earlier_id, turn
    )  # fmt: skip


def _draw_starts(count: int, draw: Draw, teams: tuple[Team, ...], *, grows: bool) -> list[tuple[int, str, int]]:
    cells = [(quarter, place) for quarter in range(QUARTERS) for place in range(len(teams))]
    bounds = list(accumulate(_weigh(teams[place], quarter, grows=grows) for quarter, place in cells))
    starts = []
    for _ in range(count):
        quarter, place = cells[min(bisect(bounds, draw.uniform() * bounds[-1]), len(cells) - 1)]
        starts.append((_draw_start(draw, quarter), _name_quarter(quarter), place))
    return starts


def _weigh(team: Team, quarter: int, *, grows: bool) -> float:
    days = (_first_day(quarter + 1) - _first_day(quarter)).days
    return team.weight * (team.growth**quarter if grows else days)


def _draw_start(draw: Draw, quarter: int) -> int:
    """A minute of the quarter; most things break while people work on them."""
    first, after = _first_day(quarter), _first_day(quarter + 1)
    day = first + timedelta(days=draw.between(0, (after - first).days - 1))
    if day.weekday() >= 5 and draw.chance(0.6):
        day += timedelta(days=2) if (after - day).days > 2 else timedelta(days=-2)
    minute = draw.between(7 * 60, 18 * 60) if draw.chance(0.68) else draw.between(0, 24 * 60 - 1)
    begin = datetime(day.year, day.month, day.day, tzinfo=EPOCH.tzinfo)
    return int((begin - EPOCH).total_seconds()) // 60 + minute


def _first_day(quarter: int) -> date:
    year, place = divmod(FIRST_QUARTER - 1 + quarter, 4)
    return date(FIRST_YEAR + year, 3 * place + 1, 1)


def _name_quarter(quarter: int) -> str:
    first = _first_day(quarter)
    return f"{first.year}Q{(first.month + 2) // 3}"


class _Deck:
    """All ways in which a team's systems can fail, in random order, and again from the start when all have happened."""

    def __init__(self, library: Library, team: str, draw: Draw) -> None:
        self._draw = draw
        self._left: list[tuple[int, int, int]] = []
        self._all = [
            (s, y, c)
            for s, scenario in enumerate(library.scenarios)
            for y, system in enumerate(scenario.systems)
            for c in range(len(scenario.causes))
            if system.team == team
        ]

    def next(self) -> tuple[int, int, int]:
        if not self._left:
            self._left = list(self._all)
        return self._left.pop(self._draw.between(0, len(self._left) - 1))


class _History:
    """What has happened before in the corpus: ids in use, the last incident by team and failure, how often a failure occurred."""

    def __init__(self) -> None:
        self.last_id = ""
        self._numbers: Counter[date] = Counter()
        self._turns: Counter[tuple[int, int]] = Counter()
        self._last: dict[tuple[str, int], tuple[str, date]] = {}

    def add(self, team: str, scenario: int, day: date) -> str:
        """The id of a new incident."""
        self._numbers[day] += 1
        self.last_id = f"INCIDENT-{day.isoformat()}-{self._numbers[day]:03d}"
        self._last[team, scenario] = self._last[team, _ANY] = (self.last_id, day)
        return self.last_id

    def count_turn(self, scenario: int, system: int) -> int:
        """How often this system has failed in this way before."""
        self._turns[scenario, system] += 1
        return self._turns[scenario, system] - 1

    def pick_related(self, draw: Draw, team: str, scenario: int) -> tuple[tuple[str, date], ...]:
        same, last = self._last.get((team, scenario)), self._last.get((team, _ANY))
        picked = [same] if same and draw.chance(0.6) else []
        if last and last not in picked and draw.chance(0.18):
            picked.append(last)
        return tuple(picked)
