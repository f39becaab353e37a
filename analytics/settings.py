"""postmortems.toml: targets, teams, calendar, aliases, ingest. Environment variables POSTMORTEMS_* override the file.

An unknown key or a wrong type is a SettingsError that names the key, the file and the line.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from analytics.errors import SettingsError
from analytics.model import ActionStatus, Factor, Severity, Status

FILE_NAME = "postmortems.toml"
Share = float


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DurationTargets(Section):
    """Minutes by severity; `default` holds for a severity without a target of its own and for incidents that state none."""

    default: float | None = Field(default=None, gt=0)
    P0: float | None = Field(default=None, gt=0)
    P1: float | None = Field(default=None, gt=0)
    P2: float | None = Field(default=None, gt=0)
    P3: float | None = Field(default=None, gt=0)
    P4: float | None = Field(default=None, gt=0)


class DetectTargets(DurationTargets):
    """The template's own target: under 5 minutes."""

    default: float | None = Field(default=5, gt=0)


class HorizonTargets(Section):
    """Shares between 0 and 1 by horizon; `default` for all of them together and for those not given."""

    default: Share = Field(default=0.9, gt=0, le=1)
    immediate: Share | None = Field(default=None, gt=0, le=1)
    short_term: Share | None = Field(default=None, gt=0, le=1)
    long_term: Share | None = Field(default=None, gt=0, le=1)


class Targets(Section):
    """What the organisation wants to reach; the template's own: detect in under 5 minutes."""

    ttd: DetectTargets = DetectTargets()
    tta: DurationTargets = DurationTargets()
    ttm: DurationTargets = DurationTargets()
    ttr: DurationTargets = DurationTargets()
    action_completion: HorizonTargets = HorizonTargets()
    action_on_time: HorizonTargets = HorizonTargets()
    detected_internally: Share | None = Field(default=None, gt=0, le=1)
    postmortem_lag: float | None = Field(default=None, gt=0, description="days from resolution to a final document")


class Teams(Section):
    """Whose incident it is where the document does not say: by folder, else by its first known author."""

    paths: dict[str, str] = Field(default_factory=dict, description="folder or glob below the source -> team")
    owners: dict[str, str] = Field(default_factory=dict, description="author or owner handle -> team")
    names: dict[str, str] = Field(default_factory=dict, description="a spelling -> the team's name")


class Calendar(Section):
    """Fiscal year, the zone of times that state none, and the day on which "overdue" is judged."""

    fiscal_year_starts: int = Field(default=1, ge=1, le=12)
    time_zone: str = "UTC"
    as_of: date | None = Field(default=None, description="default: the day of the ingest")

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError) as error:
            raise ValueError(f"{name!r} is no time zone of the IANA database, such as Europe/Berlin") from error
        return name


class Aliases(Section):
    """The organisation's words -> the template's. Matching ignores case."""

    severity: dict[str, Severity] = Field(default_factory=dict)
    status: dict[str, Status] = Field(default_factory=dict)
    action_status: dict[str, ActionStatus] = Field(default_factory=dict)
    factors: dict[str, Factor] = Field(default_factory=dict)


class Ingest(Section):
    """Which files, which number counts, and the limits past which a value is quarantined."""

    include: tuple[str, ...] = ("*.md", "*.markdown", "*.mdx", "*.qmd", "*.txt")
    exclude: tuple[str, ...] = ()
    prefer: Literal["stated", "timeline"] = "stated"
    max_span_days: float = Field(default=30, gt=0)
    years: tuple[int, int] = (2000, 2099)
    max_bytes: int = Field(default=20_000_000, gt=0)


class Settings(BaseSettings):
    """All sections. Build it with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix="POSTMORTEMS_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
    )

    targets: Targets = Targets()
    teams: Teams = Teams()
    calendar: Calendar = Calendar()
    aliases: Aliases = Aliases()
    ingest: Ingest = Ingest()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings


def load_settings(file: Path | None) -> Settings:
    """The settings of a file (None: defaults), overridden by the environment.

    Raises:
        SettingsError: the file is no TOML, a key is unknown, or a value has the wrong type.
    """
    text = _read_text(file) if file else ""
    try:
        values: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(file or Path(FILE_NAME), getattr(error, "lineno", 1), "not valid TOML", str(error)) from error
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _as_settings_error(error, file, text, values) from error


def find_settings_file(source: Path) -> Path | None:
    """postmortems.toml in the ingested folder (or beside the ingested file), if there is one."""
    candidate = (source if source.is_dir() else source.parent) / FILE_NAME
    return candidate if candidate.is_file() else None


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(file, 0, "settings", f"the file cannot be read ({error})") from error


def _as_settings_error(error: ValidationError, file: Path | None, text: str, values: dict[str, Any]) -> SettingsError:
    first = error.errors()[0]
    path = [str(part) for part in first["loc"]]
    problem = "unknown key" if first["type"] == "extra_forbidden" else first["msg"]
    if not _stands_in(path, values):
        name = "POSTMORTEMS_" + "__".join(path).upper()
        return SettingsError(Path("environment"), 0, name, problem)
    return SettingsError(file or Path(FILE_NAME), _line_of(path, text), ".".join(path), problem)


def _stands_in(path: list[str], values: object) -> bool:
    for part in path:
        if isinstance(values, list):
            return True
        if not isinstance(values, dict) or part not in values:
            return False
        values = values[part]
    return True


def _line_of(path: list[str], text: str) -> int:
    """The line of a key: after its section's header where it has one. tomllib keeps no positions."""
    header = ""
    best = 1
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*\[+([^\]]+)\]", line):
            header = match[1].replace('"', "").replace("'", "").replace(" ", "")
            key = header
        elif match := re.match(r"""\s*["']?([^"'=]+?)["']?\s*=""", line):
            key = f"{header}.{match[1]}" if header else match[1]
        else:
            continue
        wanted = ".".join(path)
        if key == wanted:
            return number
        if wanted.startswith(f"{key}."):
            best = number
    return best
