"""Every metric as records, the form in which programs read them (docs/commands.md, `postmortems metrics`)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from analytics.metrics.filters import Filters
from analytics.metrics.grouping import Group
from analytics.metrics.registry import DEFINITIONS, Definition
from analytics.store.database import Cursor

RECORD_GROUPS: tuple[Group, ...] = ("quarter", "month", "team", "severity", "factor", "method", "horizon", "owner")
_STATISTICS = ("count", "sum", "share", "median", "mean", "p90")


@dataclass(frozen=True, slots=True)
class MetricRecord:
    """One metric, statistic and group. None is "cannot be said", never 0.

    `n` of `of` incidents (action items) carry the value; `attained` of them lie within `target`. Two factors that come together
    are `factor` and `with_factor`. Only `factor_change` is compared with another period; intervals and verdicts are not given yet.
    """

    metric: str
    statistic: str
    unit: str
    period: str | None
    team: str | None
    severity: str | None
    factor: str | None
    with_factor: str | None
    method: str | None
    impact: str | None
    level: str | None
    horizon: str | None
    owner: str | None
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
    smallest_visible_change: float | None
    definition: str


def compute_records(cursor: Cursor, filters: Filters, by: Sequence[Group] = ()) -> list[MetricRecord]:
    """One record for each metric, statistic and group, sorted. A metric that has no such groups has no record."""
    records = [
        record
        for definition in DEFINITIONS.values()
        if definition.groups | {definition.own_group} >= set(by)
        for record in _records_of(definition, cursor, filters, by)
    ]
    return sorted(records, key=_order)


def to_frame(records: Sequence[MetricRecord]) -> pd.DataFrame:
    """The records as a table, one column a field."""
    columns = list(MetricRecord.__dataclass_fields__)
    return pd.DataFrame([asdict(record) for record in records], columns=columns)


def own_groups(record: MetricRecord) -> tuple[str | None, ...]:
    """What a record is told apart by beside period, team and severity: few of these are set at a time."""
    return (
        record.factor, record.with_factor, record.method, record.impact, record.level, record.horizon, record.owner,
    )  # fmt: skip


def _records_of(definition: Definition, cursor: Cursor, filters: Filters, by: Sequence[Group]) -> Iterator[MetricRecord]:
    groups = [group for group in by if group != definition.own_group]
    for row in definition.compute(cursor, filters, groups).to_dict("records"):
        for statistic, column in definition.statistics.items():
            yield _record(definition, statistic, column, row, filters)


def _record(definition: Definition, statistic: str, column: str, row: Mapping[Hashable, Any], filters: Filters) -> MetricRecord:
    share = statistic == "share"
    judged = definition.id.endswith("_attainment")
    return MetricRecord(
        metric=definition.id,
        statistic=statistic,
        unit="share" if share else row.get("currency") or definition.unit,
        period=row.get("quarter") or row.get("month") or _period(filters),
        team=row.get("team") or _only(filters.teams),
        severity=row.get("severity") or _only(filters.severities),
        factor=row.get("factor") or row.get("first"),
        with_factor=row.get("second"),
        method=row.get("method"),
        impact=row.get("impact"),
        level=row.get("level"),
        horizon=row.get("horizon"),
        owner=row.get("owner"),
        value=_number(row[column]),
        low=None,
        high=None,
        n=int(row["judged" if judged else "n"]),
        of=int(row["of"]),
        target=None if judged else _number(row.get("target")),
        attained=None if row.get("judged") == 0 else _count(row.get("attained")),
        compared_with=_text(row.get("compared_with")),
        change=_number(row.get("change")),
        change_low=None,
        change_high=None,
        verdict=None,
        smallest_visible_change=None,
        definition=f"{definition.id}/{definition.version}",
    )


def _period(filters: Filters) -> str | None:
    """`2026Q3`, or an ISO 8601 interval of quarters or days; None where the selection is not limited in time."""
    by_day = filters.since or filters.until
    first, last = (filters.since, filters.until) if by_day else (filters.quarter_from, filters.quarter_to)
    if first is None and last is None:
        return None
    return str(first) if first == last else f"{first or '..'}/{last or '..'}"


def _only(values: Sequence[str]) -> str | None:
    return values[0] if len(values) == 1 else None


def _text(value: Any) -> str | None:  # noqa: ANN401 - a cell of a frame
    return None if value is None or pd.isna(value) else str(value)


def _number(value: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if value is None or pd.isna(value) else float(value)


def _count(value: Any) -> int | None:  # noqa: ANN401 - a cell of a frame
    number = _number(value)
    return None if number is None else int(number)


def _order(record: MetricRecord) -> tuple[str, ...]:
    groups = (record.period, record.team, record.severity, *own_groups(record), record.compared_with)
    return (record.metric, *(group or "" for group in groups), str(_STATISTICS.index(record.statistic)), record.unit)
