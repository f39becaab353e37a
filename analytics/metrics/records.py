"""Every metric as records, the form in which programs read them (docs/commands.md, `postmortems metrics`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from analytics.metrics.changes import Compared, compute_changes, key_of, look_at
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import Group
from analytics.metrics.periods import Calendar, load_calendar, name_period
from analytics.metrics.registry import DEFINITIONS, HEADLINES, Definition, name_definition
from analytics.metrics.verdicts import Looked, Verdict, judge
from analytics.stats.interval import Change
from analytics.stats.shares import compare_shares
from analytics.store.database import Cursor

_STATISTICS = ("count", "sum", "share", "median", "mean", "p90")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRecord:
    """One metric, statistic and group. None is "cannot be said", never 0.

    `n` of `of` incidents (action items) carry the value; `attained` of them lie within `target`. Two factors that come together
    are `factor` and `with_factor`. `low` and `high`: the 95 % interval. `change` against the period before is a ratio for durations
    and counts, a difference for shares; the p-value is that of this change alone, the verdict allows for the others of its family.
    """

    metric: str
    statistic: str
    unit: str
    period: str | None
    team: str | None
    severity: str | None
    factor: str | None = None
    with_factor: str | None = None
    method: str | None = None
    impact: str | None = None
    level: str | None = None
    horizon: str | None = None
    owner: str | None = None
    value: float | None
    low: float | None
    high: float | None
    n: int
    of: int
    target: float | None
    attained: int | None
    compared_with: str | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    verdict: Verdict | None = None
    smallest_visible_change: float | None = None
    definition: str
    p_value: float | None = None


def compute_records(cursor: Cursor, filters: Filters, by: Sequence[Group] = ()) -> list[MetricRecord]:
    """One record for each metric, statistic and group, sorted. A metric that has no such groups has no record."""
    calendar = load_calendar(cursor)
    drafts = [
        draft
        for definition in DEFINITIONS.values()
        if definition.groups | {definition.own_group} >= set(by)
        for draft in _drafts_of(definition, cursor, calendar, filters, by)
    ]
    return sorted(_judge_all(drafts, calendar), key=_order)


def to_frame(records: Sequence[MetricRecord]) -> pd.DataFrame:
    """The records as a table, one column a field."""
    columns = list(MetricRecord.__dataclass_fields__)
    return pd.DataFrame([asdict(record) for record in records], columns=columns)


def own_groups(record: MetricRecord) -> tuple[str | None, ...]:
    """What a record is told apart by beside period, team and severity: few of these are set at a time."""
    return (
        record.factor, record.with_factor, record.method, record.impact, record.level, record.horizon, record.owner,
    )  # fmt: skip


def _drafts_of(
    definition: Definition, cursor: Cursor, calendar: Calendar, filters: Filters, by: Sequence[Group]
) -> Iterator[tuple[MetricRecord, Change | None]]:
    """Each record with its change, on which there is no verdict yet: that depends on what else is looked at."""
    groups = [group for group in by if group != definition.own_group]
    changes = compute_changes(cursor, definition, calendar, filters, groups)
    for row in definition.compute(cursor, filters, groups).to_dict("records"):
        compared = _read_change(row) or changes.get(key_of(row, groups, _own_column(definition, row)))
        for statistic, column in definition.statistics.items():
            record = _record(definition, statistic, column, row, filters)
            is_main = statistic == next(iter(definition.statistics))
            yield (
                with_change(record, compared) if compared and is_main else record,
                compared.change if compared and is_main else None,
            )


def _own_column(definition: Definition, row: Mapping[Hashable, Any]) -> str | None:
    """The column that tells a metric's rows apart; a pair has two."""
    return definition.own_group if definition.own_group in row else None


def _read_change(row: Mapping[Hashable, Any]) -> Compared | None:
    """What a row that carries its own earlier period says."""
    if "incidents_before" not in row or _number(row["n_before"]) is None:
        return None
    change = compare_shares(int(row["incidents_before"]), int(row["n_before"]), int(row["incidents"]), int(row["n"]))
    return Compared(str(row["compared_with"]), change)


def with_change(record: MetricRecord, compared: Compared) -> MetricRecord:
    change = compared.change
    return replace(
        record, compared_with=compared.compared_with, change=change.value, change_low=change.low, change_high=change.high,
        p_value=change.p, smallest_visible_change=change.smallest,
    )  # fmt: skip


def _judge_all(drafts: Sequence[tuple[MetricRecord, Change | None]], calendar: Calendar) -> Iterator[MetricRecord]:
    """The records with their verdicts. The changes of one period are a family: the headlines together, each other metric for itself."""
    families: dict[tuple[str | None, ...], dict[tuple[str, ...], Looked]] = defaultdict(dict)
    for record, change in drafts:
        if change is not None:
            families[_family_of(record)][_place_of(record)] = look_at(DEFINITIONS[record.metric], change)
    verdicts = {name: judge(family, is_provisional=calendar.waits_for(name[0] or "")) for name, family in families.items()}
    for record, change in drafts:
        yield record if change is None else replace(record, verdict=verdicts[_family_of(record)][_place_of(record)])


def _family_of(record: MetricRecord) -> tuple[str | None, ...]:
    return record.period, record.compared_with, "headlines" if record.metric in HEADLINES else record.metric


def _place_of(record: MetricRecord) -> tuple[str, ...]:
    return record.metric, *(group or "" for group in (record.team, record.severity, *own_groups(record)))


def _record(definition: Definition, statistic: str, column: str, row: Mapping[Hashable, Any], filters: Filters) -> MetricRecord:
    share = statistic == "share"
    judged = definition.id.endswith("_attainment")
    return MetricRecord(
        metric=definition.id,
        statistic=statistic,
        unit="share" if share else row.get("currency") or definition.unit,
        period=row.get("quarter") or row.get("month") or name_period(filters),
        team=row.get("team") or only(filters.teams),
        severity=row.get("severity") or only(filters.severities),
        factor=row.get("factor") or row.get("first"),
        with_factor=row.get("second"),
        method=row.get("method"),
        impact=row.get("impact"),
        level=row.get("level") or row.get("phase") or row.get("gap"),
        horizon=row.get("horizon"),
        owner=row.get("owner"),
        value=_number(row[column]),
        low=_number(row.get(f"{column}_low")),
        high=_number(row.get(f"{column}_high")),
        n=int(row["judged" if judged else "n"]),
        of=int(row["of"]),
        target=None if judged else _number(row.get("target")),
        attained=None if row.get("judged") == 0 else _count(row.get("attained")),
        definition=name_definition(definition.id),
    )


def only(values: Sequence[str]) -> str | None:
    return values[0] if len(values) == 1 else None


def _number(value: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if value is None or pd.isna(value) else float(value)


def _count(value: Any) -> int | None:  # noqa: ANN401 - a cell of a frame
    number = _number(value)
    return None if number is None else int(number)


def _order(record: MetricRecord) -> tuple[str, ...]:
    groups = (record.period, record.team, record.severity, *own_groups(record), record.compared_with)
    return (record.metric, *(group or "" for group in groups), str(_STATISTICS.index(record.statistic)), record.unit)
