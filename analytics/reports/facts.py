"""The data that a report carries for a later one to compare with: what its numbers are made from, every value as it is stored."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from analytics.charts.rows import rows_of
from analytics.metrics.actions import compute_action_overdue
from analytics.metrics.facts import IncidentFact, ItemFact, list_incident_facts, list_item_facts
from analytics.metrics.filters import EVERYTHING, Filters
from analytics.metrics.impact import compute_users_affected
from analytics.metrics.registry import DEFINITIONS, name_definition
from analytics.metrics.repeats import compute_repeats
from analytics.reports.cells import cell_of
from analytics.reports.parts.scorecard import exact_scorecard
from analytics.reports.records import Cell
from analytics.reports.review import Review
from analytics.settings import Settings

DATA_VERSION = 1
"""Counts up whenever a field of what is carried changes its name or its meaning."""

Fact = TypeVar("Fact", IncidentFact, ItemFact)
Pairs: TypeAlias = tuple[tuple[str, str], ...]


class NumberFact(NamedTuple):
    """A number of the scorecard, in the units of the definitions. `group`: of what, such as a horizon of action items."""

    metric: str
    statistic: str
    group: str | None
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    of: int
    target: float | None
    attained: int | None
    compared_with: str | None
    change: float | None
    change_low: float | None
    change_high: float | None
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report is about and what it was made from: the incidents and items of its selection up to its quarter.

    `elsewhere`: the keys, and nothing else, of the incidents that the corpus held outside of the selection. `definitions`: metric and
    version; `settings`: dotted key and value as JSON, or a digest of it where the value is nothing that a report tells.
    """

    quarter: str | None
    teams: tuple[str, ...]
    severities: tuple[str, ...]
    as_of: date
    fingerprint: str
    corpus: str
    product: str
    reader: str
    definitions: Pairs
    settings: Pairs
    numbers: tuple[NumberFact, ...]
    incidents: tuple[IncidentFact, ...]
    items: tuple[ItemFact, ...]
    elsewhere: tuple[str, ...]


class Baseline(NamedTuple):
    """An earlier report. `name`: of its file."""

    name: str
    facts: Facts


def collect_facts(review: Review) -> Facts:
    """The same for the same store, in the same order."""
    info, filters = review.info, review.scope.quarter if review.reviewed else EVERYTHING
    incidents, items = _selected(review) if review.reviewed else ([], [])
    inside = {incident.incident_key for incident in incidents}
    return Facts(
        review.reviewed.now if review.reviewed else None, filters.teams, filters.severities, info.as_of, info.corpus_fingerprint,
        info.source, info.product_version, info.reader_version,
        tuple((metric, name_definition(metric)) for metric in DEFINITIONS), tuple(_list_settings(info.settings)),
        tuple(_list_numbers(review)) if review.reviewed else (), tuple(incidents), tuple(items),
        tuple(one.incident_key for one in everything(review) if one.incident_key not in inside),
    )  # fmt: skip


def everything(review: Review) -> list[IncidentFact]:
    """The incidents of the whole corpus."""
    return review.load(list_incident_facts, filters=EVERYTHING)


def _selected(review: Review) -> tuple[list[IncidentFact], list[ItemFact]]:
    filters: Filters = review.scope.whole
    return review.load(list_incident_facts, filters=filters), review.load(list_item_facts, filters=filters)


def _list_numbers(review: Review) -> Iterator[NumberFact]:
    """The exact scorecard, and the counts beside it that the page's scorecard tells."""
    exact = exact_scorecard(review)
    names = [column.name for column in exact.columns]
    for row in exact.rows:
        told: Mapping[str, Any] = dict(zip(names, row, strict=True))
        yield NumberFact(**{name: cell_of(told[name]) for name in NumberFact._fields})  # type: ignore[arg-type]  # as EXACT says
    users = next(rows_of(review.load(compute_users_affected, filters=review.scope.quarter)))
    repeats = next(rows_of(review.load(compute_repeats, filters=review.scope.quarter)))
    overdue = next(rows_of(review.load(compute_action_overdue, filters=review.scope.whole)))
    yield _count("users_affected", "sum", cell_of(users.sum), users.n, users.of)
    yield _count("repeat_incidents", "count", cell_of(repeats.repeats), repeats.n, repeats.of)
    yield _count("action_overdue", "count", cell_of(overdue.overdue), overdue.n, overdue.of)


def _count(metric: str, statistic: str, value: Cell, n: int, of: int) -> NumberFact:
    number = cast("float | None", value)
    nothing = (None,) * 8
    return NumberFact(metric, statistic, None, "count", number, None, None, int(n), int(of), *nothing[:-1])


_TOLD = frozenset({"targets", "calendar", "ingest", "history", "rules"})
"""Sections of the settings whose values are carried. The others name people, teams and addresses: a digest says that they changed."""
DIGEST = "#"
"""What no JSON begins with."""
_NOT_COMPARED = re.compile(r"calendar\.as_of$|report\.")
"""The as-of day is told by itself, and how a file looks changes no number."""


def _list_settings(settings: Settings) -> Iterator[tuple[str, str]]:
    for section, content in settings.model_dump(mode="json").items():
        for key, value in _flatten(section, content, deep=section == "targets"):
            text = json.dumps(value, sort_keys=True)
            if not _NOT_COMPARED.match(key):
                yield key, text if section in _TOLD else f"{DIGEST}{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"


def _flatten(key: str, value: Any, *, deep: bool) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any value of the settings
    """Dotted keys: one level of a section, of the targets all."""
    if not isinstance(value, dict):
        yield key, value
        return
    for name, below in value.items():
        yield from _flatten(f"{key}.{name}", below, deep=deep) if deep else ((f"{key}.{name}", below),)


def pack_facts(facts: Facts) -> str:
    """One line of JSON in ASCII without `<`, `>` and `&`, so that it can stand in any file; the same for the same facts."""
    told = {
        "version": DATA_VERSION, "quarter": facts.quarter, "teams": facts.teams, "severities": facts.severities,
        "as_of": facts.as_of.isoformat(), "fingerprint": facts.fingerprint, "corpus": facts.corpus, "product": facts.product,
        "reader": facts.reader, "definitions": facts.definitions, "settings": facts.settings,
        **{name: {"columns": kind._fields, "rows": getattr(facts, name)} for name, kind in _KINDS.items()}, "elsewhere": facts.elsewhere,
    }  # fmt: skip
    text = json.dumps(told, separators=(",", ":"), default=date.isoformat, allow_nan=False)
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"})


_KINDS: dict[str, Any] = {"numbers": NumberFact, "incidents": IncidentFact, "items": ItemFact}
_DATES = frozenset({"occurred_on", "due_date", "completed_on"})


def version_of(told: Mapping[str, Any]) -> int:
    return int(told["version"])


def unpack_facts(told: Mapping[str, Any]) -> Facts:
    """What `pack_facts` wrote, read as JSON.

    Raises:
        KeyError, TypeError, ValueError: it wrote something else.
    """
    tables = {name: tuple(_unpack_rows(kind, **told[name])) for name, kind in _KINDS.items()}
    return Facts(
        told["quarter"], tuple(told["teams"]), tuple(told["severities"]), date.fromisoformat(told["as_of"]), told["fingerprint"],
        told["corpus"], told["product"], told["reader"], _pairs(told["definitions"]), _pairs(told["settings"]), tables["numbers"],
        tables["incidents"], tables["items"], tuple(told["elsewhere"]),
    )  # fmt: skip


def _pairs(told: Sequence[Sequence[str]]) -> Pairs:
    return tuple((name, value) for name, value in told)


def _unpack_rows(kind: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[Any]:  # noqa: ANN401 - one of _KINDS
    for row in rows:
        values = dict(zip(columns, row, strict=True))
        yield kind(**{name: date.fromisoformat(value) if name in _DATES and value else value for name, value in values.items()})
