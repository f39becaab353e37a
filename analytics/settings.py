"""postmortems.toml: targets, teams, calendar, aliases, ingest. Environment variables POSTMORTEMS_* override the file.

An unknown key or a wrong type is a SettingsError that names the key, the file and the line.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from analytics.annotations import Annotation, read_annotations
from analytics.diagnostics import CODES, RuleLevel
from analytics.errors import SettingsError, UsageError
from analytics.model import ActionStatus, EventKind, Factor, Severity, Status

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


def _checked_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(f"{name!r} is no time zone of the IANA database, such as Europe/Berlin") from error
    return name


def _checked_word(word: str) -> str:
    if not word.strip():
        raise ValueError("an empty word stands in every text; delete it")
    return word


Word = Annotated[str, AfterValidator(_checked_word)]
Words = tuple[Word, ...]


class Calendar(Section):
    """Fiscal year, the zone of times that state none, and the day on which "overdue" is judged."""

    fiscal_year_starts: int = Field(default=1, ge=1, le=12)
    time_zone: str = "UTC"
    as_of: date | None = Field(default=None, description="default: the day of the ingest")
    date_order: Literal["day_first", "month_first"] | None = Field(default=None, description="how 03/04/2026 is read")

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        return _checked_zone(name)


class Aliases(Section):
    """The organisation's words -> the template's. Matching ignores case."""

    severity: dict[Word, Severity] = Field(default_factory=dict)
    status: dict[Word, Status] = Field(default_factory=dict)
    action_status: dict[Word, ActionStatus] = Field(default_factory=dict)
    factors: dict[Word, Factor] = Field(default_factory=dict)
    zones: dict[Word, str] = Field(default_factory=dict, description="an abbreviation or place -> IANA time zone")

    @field_validator("zones")
    @classmethod
    def _zones_exist(cls, zones: dict[str, str]) -> dict[str, str]:
        return {word: _checked_zone(name) for word, name in zones.items()}


class Recognise(Section):
    """How a dialect knows its own documents."""

    headings: tuple[str, ...] = Field(default=(), description="normalised: lower case, without numbering and punctuation")
    at_least: int = Field(default=0, ge=0, description="so many of the headings and front-matter keys; 0: only by path")
    paths: tuple[str, ...] = Field(default=(), description="globs of paths that are always read in this dialect")
    front_matter: tuple[str, ...] = ()


class Documents(Section):
    """What a file is: how many incidents it holds, which files hold none, how its dates and times are meant."""

    incident_heading: str = Field(
        default=r"(?!)", description="a heading that begins an incident; the group `rest`: id and title"
    )
    split_heading: str | None = Field(default=None, description="a heading of this form begins an incident of its own")
    split_level: int | None = Field(
        default=None, ge=1, le=6, description="each heading of this level begins an incident of its own"
    )
    not_incidents: tuple[str, ...] = Field(default=(), description="globs of file names that hold no incident")
    keeps_introduction: bool = Field(default=False, description="words above the first known heading are kept as a passage")
    date_order: Literal["day_first", "month_first"] | None = None
    time_zone: str | None = Field(default=None, description="of times that state none; default: that of [calendar]")
    decimal_comma: bool = Field(default=False, description="1.234 is a thousand, 1,5 one and a half")

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str | None) -> str | None:
        return name and _checked_zone(name)


class EventWording(Section):
    """A regular expression over a timeline row, and the kind of event that it tells."""

    kind: EventKind
    pattern: str


OwnerPlace = Literal["label", "mention", "heading", "leading", "trailing"]


class Actions(Section):
    """How action items are written where they are lists: `Owner: name`, @name, a heading over the list, `name: …`, `… - name`."""

    owner: tuple[OwnerPlace, ...] = ()


class DialectTable(Section):
    """One dialect: a TOML file in ingest/dialects, or a table [dialects.NAME] of the settings."""

    title: str = ""
    extends: str | None = None
    recognise: Recognise = Recognise()
    documents: Documents = Documents()
    headings: dict[str, Words] = Field(default_factory=dict, description="section -> headings")
    fields: dict[str, dict[str, Words]] = Field(default_factory=dict, description="place -> field -> names")
    labels: dict[str, Words] = Field(default_factory=dict)
    actions: Actions = Actions()
    columns: dict[str, dict[str, Words]] = Field(default_factory=dict, description="table -> column -> headers")
    boilerplate: dict[Literal["prompts", "front_matter"], Words] = Field(default_factory=dict)
    markers: tuple[EventWording, ...] = Field(default=(), description="what authors write to mark an event; case counts")
    events: tuple[EventWording, ...] = Field(default=(), description="wording in lower case; the first that matches wins")
    kinds: dict[str, dict[str, Words]] = Field(default_factory=dict)
    words: dict[str, dict[str, Words]] = Field(default_factory=dict)


class Ingest(Section):
    """Which files, which number counts, and the limits past which a value is quarantined."""

    include: tuple[str, ...] = (
        *("*.md", "*.markdown", "*.mdx", "*.qmd", "*.md.erb", "*.txt"),
        *("*.html", "*.htm", "*.docx", "*.json", "*.csv"),
    )
    exclude: tuple[str, ...] = ()
    dialects: tuple[str, ...] = Field(default=(), description="files with a dialect each, beside the settings")
    annotations: str | None = Field(default=None, description="a CSV file with dated notes, beside the settings")
    tickets: str | None = Field(default=None, description="a CSV or JSON export of the tracker, beside the settings")
    prefer: Literal["stated", "timeline"] = "stated"
    max_span_days: float = Field(default=30, gt=0)
    years: tuple[int, int] = (2000, 2099)
    max_bytes: int = Field(default=20_000_000, gt=0)
    max_converted_bytes: int = Field(default=2_000_000, gt=0, description="HTML, and the text of a DOCX unpacked")
    max_line_length: int = Field(default=50_000, gt=0, description="characters of a line that are read")
    max_lines: int = Field(default=50_000, gt=0, description="lines of one document that are read")


class History(Section):
    """Where the dates come from that documents leave unsaid."""

    source: Literal["git", "ingest", "off"] = Field(
        default="git", description="commits where there are any, else what ingests saw; only the latter; neither"
    )


def _checked_ticket(address: str) -> str:
    if not address.startswith(("https://", "http://")) or address.count("{id}") != 1:
        raise ValueError(f"{address!r} is no address of the web with {{id}} in it, such as https://tracker.example/browse/{{id}}")
    return address


def _checked_pattern(pattern: str) -> str:
    try:
        matches_nothing = re.compile(pattern).search("")
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression ({error})") from error
    if matches_nothing:
        raise ValueError(f"{pattern!r} fits an empty text, and so every action item")
    return pattern


class Links(Section):
    """Where the tickets that documents name can be opened."""

    ticket: Annotated[str, AfterValidator(_checked_ticket)] | None = Field(
        default=None, description="the address of a ticket, with {id} in the place of its id"
    )
    ticket_pattern: Annotated[str, AfterValidator(_checked_pattern)] | None = Field(
        default=None, description="a regular expression for ids instead of ABC-123; its first group is the id"
    )


Paper = Literal["a4", "letter"]


class Report(Section):
    """How the quarterly review looks as a file."""

    paper: Paper = "a4"
    pptx_template: str | None = Field(default=None, description="a PowerPoint template or presentation, beside the settings")


def _check_code(code: str) -> str:
    if code not in CODES:
        raise ValueError(f"{code!r} is no code of a diagnostic, such as PM301")
    return code


RuleCode = Annotated[str, AfterValidator(_check_code)]


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
    history: History = History()
    links: Links = Links()
    report: Report = Report()
    annotations: tuple[Annotation, ...] = Field(default=(), description="dated notes that charts by quarter draw")
    rules: dict[RuleCode, RuleLevel] = Field(default_factory=dict, description="a diagnostic's code -> its level, or off")
    dialects: dict[str, DialectTable] = Field(default_factory=dict, description="own dialects, tried before the shipped ones")

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
    """The settings of a file (None: defaults), overridden by the environment, with what stands in files beside it.

    Raises:
        SettingsError: a file is no TOML, a key is unknown, or a value has the wrong type.
    """
    text = _read_text(file) if file else ""
    values = _parse_toml(file or Path(FILE_NAME), text)
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise _as_settings_error(error, file, text, values) from error
    settings = _with_annotations_file(settings, (file or Path(FILE_NAME)).parent)
    settings = _with_template(settings, (file or Path(FILE_NAME)).parent)
    return _with_dialect_files(settings, file or Path(FILE_NAME), text) if settings.ingest.dialects else settings


def _with_annotations_file(settings: Settings, folder: Path) -> Settings:
    """The settings with the rows of `ingest.annotations` behind their own, so that the store knows one list."""
    if settings.ingest.annotations is None:
        return settings
    file = folder / settings.ingest.annotations
    return settings.model_copy(update={"annotations": (*settings.annotations, *read_annotations(file, _read_text(file)))})


def _with_template(settings: Settings, folder: Path) -> Settings:
    """With the template's whole path: a report is written later, from the snapshot, and anywhere."""
    template = settings.report.pptx_template
    if template is None:
        return settings
    report = settings.report.model_copy(update={"pptx_template": str((folder / template).resolve())})
    return settings.model_copy(update={"report": report})


def _with_dialect_files(settings: Settings, file: Path, text: str) -> Settings:
    """The settings with the dialects of `ingest.dialects` among them, each under the name of its file."""
    dialects = dict(settings.dialects)
    for name in settings.ingest.dialects:
        beside = file.parent / name
        if beside.stem in dialects:
            line = _line_of(["ingest", "dialects"], text)
            raise SettingsError(file, line, "ingest.dialects", f"there is a dialect {beside.stem!r} already; rename {name}")
        dialects[beside.stem] = _load_dialect_file(beside)
    return settings.model_copy(update={"dialects": dialects})


def _load_dialect_file(file: Path) -> DialectTable:
    text = _read_text(file)
    values = _parse_toml(file, text)
    try:
        return DialectTable(**values)
    except ValidationError as error:
        raise _as_settings_error(error, file, text, values) from error


def _parse_toml(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise SettingsError(file, int(line[1]) if line else 1, "not valid TOML", str(error)) from error


def load_settings_of(sources: Iterable[Path], config: Path | None) -> Settings:
    """The settings of a file, else of the one that stands in the sources.

    Raises:
        SettingsError: as `load_settings`.
        UsageError: several sources have settings.
    """
    return load_settings(config or one_settings_file(map(find_settings_file, sources)))


def one_settings_file(found: Iterable[Path | None]) -> Path | None:
    """The one file that was found, None for none."""
    files = {file.resolve(): file for file in found if file}
    if len(files) > 1:
        raise UsageError("Several sources have a postmortems.toml: say which one counts with --config.")
    return next(iter(files.values()), None)


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
    path = [str(part) for part in first["loc"] if part != "[key]"]  # pydantic's mark for a key that is itself wrong
    problem = _in_plain_words(first)
    if not _stands_in(path, values):
        name = "POSTMORTEMS_" + "__".join(path).upper()
        return SettingsError(Path("environment"), 0, name, problem)
    return SettingsError(file or Path(FILE_NAME), _line_of(path, text), ".".join(path), problem)


_WHOLE, _NUMBER, _DATE = "a whole number is expected", "a number is expected", "a date such as 2026-03-14 is expected"
_LIST, _TABLE = "a list in square brackets is expected", "a table with keys of its own is expected"
_EXPECTED = {
    "bool_type": "true or false is expected",
    "bool_parsing": "true or false is expected",
    "string_type": "a text in quotes is expected",
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), _NUMBER),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _DATE),
    **dict.fromkeys(("tuple_type", "list_type"), _LIST),
    **dict.fromkeys(("dict_type", "model_type"), _TABLE),
    "literal_error": "one of {expected} is expected",
    "greater_than": "a number above {gt:g} is expected",
    "greater_than_equal": "{ge:g} or more is expected",
    "less_than_equal": "{le:g} or less is expected",
    "too_long": "no more than {max_length} values are expected",
}
"""What pydantic calls a mistake -> what to write instead. It has more kinds than our settings can show."""


def _in_plain_words(mistake: ErrorDetails) -> str:
    if mistake["type"] == "extra_forbidden":
        return "unknown key"
    if mistake["type"] == "missing":
        return "this value is missing"
    expected = _EXPECTED.get(mistake["type"])
    if expected is None:  # said by one of our own validators
        return mistake["msg"].removeprefix("Value error, ")
    given = mistake["input"]
    words = expected.format(**mistake.get("ctx", {}))
    return f"{words}, not {given!r}" if isinstance(given, str | int | float) else words


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
    seen: Counter[str] = Counter()
    wanted = ".".join(path)
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*(\[+)([^\]]+)\]", line):
            header = match[2].replace('"', "").replace("'", "").replace(" ", "")
            if match[1] == "[[":  # one of a list of tables: pydantic counts them
                seen[header] += 1
                header = f"{header}.{seen[header] - 1}"
            key = header
        elif match := re.match(r"""\s*["']?([^"'=]+?)["']?\s*=""", line):
            key = f"{header}.{match[1]}" if header else match[1]
        else:
            continue
        if key == wanted:
            return number
        if wanted.startswith(f"{key}."):
            best = number
    return best
