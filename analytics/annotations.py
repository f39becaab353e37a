"""Dated notes of the organisation (a launch, a freeze, a definition change): the record, and the CSV file that may hold them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from analytics.errors import SettingsError

AnnotationKind = Literal["launch", "freeze", "change", "definition", "other"]
KINDS: tuple[str, ...] = get_args(AnnotationKind)
METRICS = (
    "incidents", "severe_incidents", "severity_mix", "ttd", "ttd_attainment", "tta", "tta_attainment", "ttm", "ttm_attainment",
    "ttr", "ttr_attainment", "duration", "clock_shares", "users_affected", "revenue_impact", "business_revenue",
    "sla_breach_min", "reputation", "data_impact", "user_impacts", "factor_share", "factor_change", "factor_pairs",
    "detection_methods", "detected_internally", "alert_false_positives", "action_completion", "action_on_time",
    "action_overdue", "action_closure", "action_backlog", "action_gaps", "postmortem_lag", "repeat_incidents", "coverage", "disagreements",
)  # fmt: skip
"""The ids of the definition registry, which stands in a layer above; a test holds the two together."""
COLUMNS = ("on", "until", "text", "kind", "teams", "metric")
_REQUIRED = ("on", "text")
_TEAM_SEPARATOR = ";"


def _read_day(value: object) -> object:
    """Text must be an ISO date: pydantic would take any number for seconds since 1970."""
    if not isinstance(value, str | int | float):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"{value!r} is no date, such as 2025-05-12") from error


def _check_metric(metric: str) -> str:
    if metric not in METRICS:
        raise ValueError(f"{metric!r} is no id of a metric, such as ttr")
    return metric


Day = Annotated[date, BeforeValidator(_read_day)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
MetricId = Annotated[str, AfterValidator(_check_metric)]


class Annotation(BaseModel):
    """A note at a day, or over a span of days (both ends included). No team: it concerns all of them; no metric: every chart."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: Day
    until: Day | None = None
    text: Words
    kind: AnnotationKind = "other"
    teams: tuple[Words, ...] = ()
    metric: MetricId | None = Field(default=None, description="id in the definition registry")

    @field_validator("until")
    @classmethod
    def _ends_after_its_start(cls, until: date | None, info: ValidationInfo) -> date | None:
        if until and "on" in info.data and until < info.data["on"]:
            raise ValueError(f"{until} is earlier than on = {info.data['on']}")
        return until


def read_annotations(file: Path, text: str) -> Iterator[Annotation]:
    """The rows of a CSV with the columns on, until, text, kind, teams (separated by semicolons) and metric, in any order.

    Raises:
        SettingsError: a column is missing or unknown, or a row is not as it has to be.
    """
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator_of(text), strict=True)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        _check_header(file, header)
        line = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _read_row(file, line, header, row)
            line = rows.line_num + 1  # a quoted cell may hold line ends: a row is named by its first line
    except csv.Error as error:
        raise SettingsError(file, rows.line_num, "annotations", f"the CSV cannot be read: {error}") from error


def _separator_of(text: str) -> str:
    """A spreadsheet writes the separator of its own language."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _check_header(file: Path, header: list[str]) -> None:
    for name in header:
        if name not in COLUMNS:
            raise SettingsError(file, 1, name or "(empty)", f"unknown column; there are {', '.join(COLUMNS)}")
        if header.count(name) > 1:
            raise SettingsError(file, 1, name, "the column stands twice")
    for name in _REQUIRED:
        if name not in header:
            raise SettingsError(file, 1, name, "the column is missing")


def _read_row(file: Path, line: int, header: list[str], row: list[str]) -> Annotation:
    if len(row) > len(header):
        raise SettingsError(
            file, line, "annotations", f"{len(row)} cells in {len(header)} columns; put text with commas in quotes"
        )
    cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if cell.strip()}
    teams = [team for team in cells.pop("teams", "").split(_TEAM_SEPARATOR) if team.strip()]
    try:
        return Annotation.model_validate({**cells, "teams": tuple(teams)})
    except ValidationError as error:
        [first, *_] = error.errors()
        # A check of our own raises a ValueError whose words are the sentence; pydantic puts its class in front of them.
        raise SettingsError(file, line, str(first["loc"][0]), first["msg"].removeprefix("Value error, ")) from error
