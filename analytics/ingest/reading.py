"""What the section readers share: the blocks of one section, and the record they fill with its account of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeGuard, TypeVar

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.dialect import Claim, Dialect, Names, column_name, field_name, label_name
from analytics.ingest.outline import Block, Code, Heading, Html, Item, Line, Link, Outline, Paragraph, Row, Table
from analytics.ingest.readers.text import Text
from analytics.ingest.values import Conventions, Rule, Value, is_placeholder, is_two_ways, parse_date
from analytics.ingest.values.dates import Side
from analytics.model import FieldSource, Incident, Postmortem
from analytics.settings import Settings

T = TypeVar("T")

BLANK, CONTENT, BOILERPLATE, CAPTURED = range(4)
_BESIDE_A_VALUE = frozenset({"severity_text", "users_affected_text", "revenue_currency", "business_revenue_currency"})
"""Columns that say in words what another one holds as a value: what is said of that one holds for them."""
_LONGEST_VALUE = 100


@dataclass(slots=True)
class Section:
    """The blocks below one heading that the dialect knows, up to the next such heading."""

    name: str
    line: int
    level: int
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)


class Named(NamedTuple):
    """A `Name: value` line or pair of cells whose name the dialect knows; a heading is a value without a name."""

    field: str
    line: int
    text: str
    place: str = ""
    name: str = ""


class OtherDate(NamedTuple):
    """A date that stands elsewhere than in the header: in the id, the title, the front matter or the file's name."""

    day: date
    line: int
    place: str
    rule: Rule | None = None
    """The one by which it was read, where its form leaves a choice."""
    last: date | None = None
    """The last day of several: `14-19 March 2026`."""

    def holds(self, day: date) -> bool:
        return self.day <= day <= (self.last or self.day)


def find_date(text: str | None, line: int, place: str, conventions: Conventions) -> Iterator[OtherDate]:
    """The date in a text that stands elsewhere than in the header."""
    if text and (day := parse_date(text, conventions)):
        yield OtherDate(day.value, line, place, day.rule, day.high)


def heading_dates(incident: Incident, conventions: Conventions) -> Iterator[OtherDate]:
    """Those of the incident's heading: in its id, which is surer, and in its title."""
    yield from find_date(incident.incident_id, incident.source_line, "the incident id", conventions)
    yield from find_date(incident.title, incident.source_line, "the title", conventions)


class Turned(NamedTuple):
    """A text in a dialect's own words, of the family `value` or `item`, and as it was read."""

    family: str
    text: str
    known: str


@dataclass(slots=True)
class Trace:
    """What `lint --explain` shows of one text, noted while it is read. Where nobody asks for it there is none."""

    text: Text
    sections: list[Section] = field(default_factory=list)
    fields: list[Named] = field(default_factory=list)
    words: dict[int, list[Turned]] = field(default_factory=dict)
    """The texts from which something was read in the dialect's own words, by line."""
    marks: bytearray = field(default_factory=bytearray)
    outline: Outline = field(default_factory=Outline)
    dialect: Dialect | None = None
    dialects: tuple[Dialect, ...] = ()
    claims: list[Claim] = field(default_factory=list)
    """What each of the dialects made of the document."""
    postmortems: list[Postmortem] = field(default_factory=list)
    """On the lines of the text, as are the diagnostics; those of the reading are put on the lines of the file."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """One incident while it is read: its record, the account of the file's lines, and what there is to report."""

    path: str
    dialect: Dialect
    settings: Settings
    links: Mapping[int, list[Link]]
    bold: Mapping[int, list[str]]
    marks: bytearray
    postmortem: Postmortem
    other_dates: list[OtherDate] = field(default_factory=list)
    date_is_unread: bool = False
    """The header states a date that is none: then no other place may stand in for it in the record."""
    title_level: int | None = None
    """Of the heading that is the title."""
    names_above: list[Heading] = field(default_factory=list)
    """The headings above that of the incident, which names it better: they count for what that one does not say."""
    last_answer: Line | None = None
    """The answer to the last why, where none is marked as the root cause."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    trace: Trace | None = None
    inexact_times: dict[int, Value[datetime]] = field(default_factory=dict)
    """The instants of timeline rows that are approximate or a range, by line."""
    timeline_days: set[date] = field(default_factory=set)
    """Those of its rows that could be placed, by the clock of their authors."""
    conventions: Conventions = field(init=False)

    def __post_init__(self) -> None:
        calendar, aliases = self.settings.calendar, self.settings.aliases
        self.conventions = Conventions(self.dialect.date_order or calendar.date_order, tuple(aliases.zones.items()))

    @property
    def incident(self) -> Incident:
        return self.postmortem.incident

    def value_of(self, parse: Callable[[str], Value[T] | None], text: str, line: int) -> Value[T] | None:
        """The value in a text whose words may be the dialect's; a rule that decided names the text as it stands."""
        known = self.dialect.known_words(text)
        value = parse(known)
        if value is None or known == text:
            return value
        self.note_words(line, "value", text, known)
        if value.rule is None:
            return value
        rule = value.rule._replace(message=value.rule.message.replace(repr(known), repr(text)))
        return value._replace(rule=rule)

    def day_of(self, text: str, line: int, near: date | None = None, side: Side = "nearest") -> Value[date] | None:
        """The day in a text, in the words and the order of the dialect."""
        return self.value_of(lambda known: parse_date(known, self.conventions, near, side), text, line)

    def note_words(self, line: int, family: str, text: str, known: str) -> None:
        """Keep for `lint --explain` that a text was read as `known`, by the dialect's words in `[words.<family>]`."""
        if self.trace is not None:
            self.trace.words.setdefault(line, []).append(Turned(family, text, known))

    def report(self, line: int, code: str, message: str) -> None:
        self.diagnostics.append(diagnose(self.path, line, code, message, self.incident.incident_key))

    def report_rule(self, line: int, rule: Rule | None) -> None:
        """Say at its line which rule decided, if one had to."""
        if rule:
            self.report(line, rule.code, rule.message)

    def record(self, column: str, value: object, line: int, text: str) -> None:
        """Fill a column of `incidents` once; the first place in the document wins."""
        if getattr(self.incident, column) in (None, []):
            setattr(self.incident, column, value)
            self.postmortem.field_sources.append(FieldSource(line, column, text))
        else:
            self._report_second(column, value, line, text)

    def record_value(self, column: str, value: Value[Any], line: int, text: str) -> None:
        """Fill a column once, with how sure its value is; the rule that read it is reported."""
        if getattr(self.incident, column) is None:
            setattr(self.incident, column, value.value)
            source = FieldSource(line, column, text, value.certainty, _end(value.low), _end(value.high))
            self.postmortem.field_sources.append(source)
            self.report_rule(line, value.rule)
        else:
            self._report_second(column, value.value, line, text)

    def _report_second(self, column: str, value: object, line: int, text: str) -> None:
        """Say that a value does not count because another one stands further up."""
        if column in _BESIDE_A_VALUE or value == getattr(self.incident, column):
            return
        if column == "incident_date" and any(other.line == line for other in self.other_dates):
            return  # PM307 compares the places of a date
        first = next(source for source in self.postmortem.field_sources if source.field == column)
        name = column.removeprefix("stated_").removesuffix("_min").replace("_", " ")
        self.report(line, "PM116", f"{text!r} does not count: line {first.line} states the {name} as {first.text!r}")

    def possible_day(self, line: int, text: str, day: Value[date] | None) -> Value[date] | None:
        """The day where it is one and lies in the years of the corpus; else None, and the line says why."""
        first, last = self.settings.ingest.years
        if day is None:
            two_ways = "could mean two days; [calendar] date_order says which" if is_two_ways(text) else "is no date"
            self.report(line, "PM102", f"{text!r} {two_ways}")
        elif not first <= day.value.year <= last:
            self.report(line, "PM205", f"the year of {text!r} is outside {first} to {last}")
        else:
            self.report_rule(line, day.rule)
            return day
        return None

    def record_prose(self, column: str, text: str, blocks: Iterable[Block]) -> None:
        """Fill a column with the text of blocks; its source is the first line of them that says something."""
        lines = [(line, words) for block in blocks for line, words in _written_lines(block) if not is_placeholder(words)]
        for block in blocks:
            self.capture_block(block)
        self.record(column, text, *lines[0])

    def capture(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self.marks[line.line] = CAPTURED

    def capture_line(self, line: int) -> None:
        self.marks[line] = CAPTURED

    def left_over(self, first: int, last: int) -> Iterator[int]:
        """The lines from `first` to `last` which nothing has taken."""
        line = self.marks.find(CONTENT, first, last + 1)
        while line >= 0:
            yield line
            line = self.marks.find(CONTENT, line + 1, last + 1)

    def set_aside(self, line: int) -> None:
        """Count a line as boilerplate, unless something on it was captured."""
        if self.marks[line] == CONTENT:
            self.marks[line] = BOILERPLATE

    def set_aside_all(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self.set_aside(line.line)

    def capture_block(self, block: Block) -> None:
        """Count every line of a block as captured."""
        match block:
            case Paragraph() | Item():
                self.capture(block.lines)
            case Code() | Html():
                for line in range(block.line, block.last_line + 1):
                    self.capture_line(line)
            case Table():
                for line in range(block.line, block.rows[-1].line + 1 if block.rows else block.line + 2):
                    self.capture_line(line)
            case Heading():
                self.capture_line(block.line)


def _end(end: Any) -> str | None:  # noqa: ANN401 - of whatever kind the column is
    match end:
        case None:
            return None
        case datetime():
            return f"{end:%Y-%m-%dT%H:%M:%SZ}"
        case float():
            return f"{end:.15g}"
        case _:
            return str(end)


def _written_lines(block: Block) -> list[tuple[int, str]]:
    match block:
        case Paragraph() | Item():
            return [(line.line, line.text) for line in block.lines]
        case Code():
            return [(block.line, block.source.split("\n", 1)[0])]
        case Table():
            return [(row.line, " | ".join(row.cells)) for row in block.rows]
        case Heading():
            return [(block.line, block.text)]
        case Html():
            return []


def first_line(block: Block) -> int:
    """The line on which a block's words begin."""
    return block.lines[0].line if isinstance(block, Paragraph | Item) else block.line


def named_lines(lines: Iterable[Line], names: Names, bold: Mapping[int, list[str]]) -> Iterator[Named]:
    """The `Name: value` lines whose name is in `names`; a bold name needs no colon."""
    for line in lines:
        name, colon, text = line.text.partition(":")
        if colon and (meaning := names.get(name.strip().lower())):
            yield Named(meaning, line.line, text.strip(), names.place, name.strip().lower())
        elif line.line in bold and (named := _named_in_bold(line, names, bold[line.line])):
            yield named


def _named_in_bold(line: Line, names: Names, bold: Iterable[str]) -> Named | None:
    """`**Severity** P1`. Words that go on in small letters are a sentence: `**Severity** was raised at noon`."""
    name = next((words for words in bold if line.text.startswith(words)), "")
    meaning, text = names.get(field_name(name)), line.text[len(name) :].lstrip(" –—-=|")
    if meaning is None or not text or len(text) > _LONGEST_VALUE or (text[0].islower() and " " in text):
        return None
    return Named(meaning, line.line, text, names.place, field_name(name))


def named_rows(table: Table, names: Names) -> Iterator[Named]:
    """The pairs of a name in `names` and the value beside it; the pairs may stand side by side, and in the header too."""
    for row in pair_rows(table, names):
        for name, text in pairs_of(row):
            if meaning := names.get(field_name(name)):
                yield Named(meaning, row.line, text, names.place, field_name(name))


def pair_rows(table: Table, names: Names) -> list[Row]:
    """The rows that may hold pairs. The header is one where rows below it do: side by side, or below a name that is known.

    A header of nothing but names has its values in the one row below it.
    """
    header = Row(table.line, table.header)
    if len(table.rows) == 1 and _are_names(table.header, names) and not _are_names(table.rows[0].cells[:1], names):
        [values] = table.rows
        return [Row(values.line, [cell for pair in zip(table.header, values.cells, strict=False) for cell in pair])]
    pairs = pairs_of(header)
    side_by_side = len(pairs) > 1 and len({text for _, text in pairs}) == len(pairs)
    named = any(field_name(name) in names for name, _ in pairs)
    if len(table.header) % 2 or not (side_by_side or named):
        return table.rows
    below = any(field_name(name) in names for row in table.rows for name, _ in pairs_of(row))
    return [header, *table.rows] if below else table.rows


def _are_names(cells: Iterable[str], names: Names) -> bool:
    return all(field_name(cell) in names for cell in cells)


def pairs_of(row: Row) -> list[tuple[str, str]]:
    """The names and values of a row: of an odd number of cells only the first two are a pair."""
    cells = row.cells if len(row.cells) % 2 == 0 else row.cells[:2]
    return list(zip(cells[::2], cells[1::2], strict=False))


def column_meanings(table: Table, names: Mapping[str, str]) -> list[str | None]:
    """What each column holds; None for a name that is not known, and for the second column of one meaning."""
    meanings: list[str | None] = []
    for header in table.header:
        meaning = names.get(column_name(header))
        meanings.append(None if meaning in meanings else meaning)
    return meanings


def table_records(table: Table, names: Mapping[str, str]) -> Iterator[tuple[Row, dict[str, str]]]:
    """Each row with its cells by the meaning of their column; `keep_other_columns` takes care of those without one."""
    columns = column_meanings(table, names)
    for row in table.rows:
        yield row, {column: cell for column, cell in zip(columns, row.cells, strict=False) if column}


def has_column(block: Block, names: Mapping[str, str], column: str) -> TypeGuard[Table]:
    """Whether a block is a table with the column without which its rows are no records; another table is words."""
    return isinstance(block, Table) and any(names.get(column_name(header)) == column for header in block.header)


def cell_date(text: str, line: int, reading: Reading, *, by: bool = False) -> date | None:
    """The day in a cell; a placeholder has none. `by`: a day to be met, so of a range the last, and a bare `Nov 19` lies ahead."""
    if is_placeholder(reading.dialect.known_words(text)):
        return None
    near = reading.incident.incident_date
    day = reading.possible_day(line, text, reading.day_of(text, line, near, "after" if by else "nearest"))
    return (day.high if by and day.high else day.value) if day else None


def label_of(block: Block, labels: Mapping[str, str]) -> str | None:
    """The list that a `Label:` paragraph heads."""
    if not isinstance(block, Paragraph):
        return None
    return labels.get(label_name(block.lines[-1].text))


def prose(blocks: Iterable[Block]) -> str | None:
    """The text of blocks as a reader sees it, paragraphs apart; code as written. None where there is none but placeholders."""
    parts = [part for part in map(_prose_of, blocks) if part]
    return "\n\n".join(parts) or None


def _prose_of(block: Block) -> str:
    match block:
        case Paragraph():
            text = " ".join(line.text for line in block.lines)
            return "" if is_placeholder(text) else text
        case Item():
            mark = "- " if block.number is None else f"{block.number}. "
            return mark + " ".join(line.text for line in block.lines)
        case Code():
            return "" if is_placeholder(block.source.strip("`~\n ")) else block.source
        case Table():
            filled = [row.cells for row in block.rows if not all(map(is_placeholder, row.cells))]
            return "\n".join(" | ".join(cells) for cells in [block.header, *filled]) if filled else ""
        case Heading():
            return block.text
        case Html():
            return ""
