"""What became of every line of a document, and by which rule: what `postmortems lint --explain` shows.

A document is read as always, with a `Trace`; the answers are put together from what it noted, the records and the account of lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from analytics.diagnostics import Diagnostic
from analytics.ingest.dialect import (
    BY_INCIDENT_HEADING,
    BY_PATH,
    Claim,
    Dialect,
    column_name,
    field_name,
    heading_names,
    normalise_heading,
    normalise_prompt,
)
from analytics.ingest.dialect_values import with_decimal_point
from analytics.ingest.outline import Block, Heading, Html, Item, Table
from analytics.ingest.reading import BLANK, BOILERPLATE, CAPTURED, CONTENT, Named, Section, Trace
from analytics.ingest.sections import BOILERPLATE_SECTIONS
from analytics.model import CHILD_TABLES, Postmortem

State = Literal["blank", "left over", "boilerplate", "captured"]
_STATES: dict[int, State] = {BLANK: "blank", CONTENT: "left over", BOILERPLATE: "boilerplate", CAPTURED: "captured"}
_KEY = "item_key"
"""It stands in no line: it is worked out from where the item stands."""
_SHORT = 40
"""The beginning is enough to see what was taken: the rest of a longer text stands in the line itself, or in those that go on."""
_COLUMNS_OF = {
    "timeline_events": "timeline",
    "action_items": "actions",
    "related_incidents": "related",
    "communication_log": "log",
    "sign_offs": "sign_offs",
}
_KINDS_OF = {
    "user_impacts": "impact",
    "customer_communications": "channel",
    "contributing_factors": "factor",
    "detection_methods": "method",
    "documentation_updates": "documentation",
}
_WORDS_OF_FIELDS = frozenset({"severity", "status", "reputation", "data_impact"})
_LABELS_OF = {"affected_features": "affected_features", "detection_suggestions": "suggestions"}
_FIELD_NAME = re.compile(r"([^\W\d][^:|]{0,40}):")
_MARKUP = re.compile(r"[*_`>#\s]+")


class Stored(NamedTuple):
    """A column or a row that a line went into, with the values there; of long ones the beginning."""

    table: str
    values: dict[str, str]


class ExplainedLine(NamedTuple):
    """One line of the document: what it is, where its words went, and by which rules."""

    line: int
    state: State
    text: str
    into: list[Stored]
    rules: list[str]
    diagnostics: list[Diagnostic]


class Recognised(NamedTuple):
    """A dialect beside what it found in the document of what it is recognised by."""

    dialect: str
    by: str
    found: list[str]
    of: int
    at_least: int
    score: float


class Explanation(NamedTuple):
    """A whole document, or one issue of an export. `runner_up`: the dialect that would have come next."""

    path: str
    incidents: int
    title: str
    recognised: Recognised
    runner_up: Recognised | None
    lines: list[ExplainedLine]
    counts: dict[State, int]
    remarks: list[Diagnostic]


def explain(path: str, trace: Trace) -> Explanation:
    """The explanation of a text of the file at `path`, from what was noted while it was read."""
    dialect = trace.dialect
    assert dialect is not None  # noqa: S101 - read_file notes it in every trace
    lines = _Lines(trace, dialect)
    explained = [lines.explain(number, text) for number, text in enumerate(trace.text.original.split("\n"), 1)]
    if explained and not explained[-1].text:  # behind the last line break there is no line
        explained.pop()
    counts = {state: sum(line.state == state for line in explained) for state in _STATES.values()}
    recognised, runner_up = _recognised(dialect, trace)
    remarks = [found for found in trace.diagnostics if found.code == "PM003"]
    name = f"{path} {trace.text.key}" if trace.text.key else path
    return Explanation(name, len(trace.postmortems), dialect.title, recognised, runner_up, explained, counts, remarks)


def _recognised(dialect: Dialect, trace: Trace) -> tuple[Recognised, Recognised | None]:
    ranked = sorted(zip(trace.dialects, trace.claims, strict=True), key=lambda pair: pair[1][:2], reverse=True)
    own = next(claim for known, claim in ranked if known is dialect)
    others = [(known, claim) for known, claim in ranked if known is not dialect and claim.found]
    return _as_recognised(dialect, own), _as_recognised(*others[0]) if others else None


def _as_recognised(dialect: Dialect, claim: Claim) -> Recognised:
    known = dialect.recognition
    by = {BY_PATH: "path", BY_INCIDENT_HEADING: "incident heading"}.get(claim.by, "headings" if claim.by else "nothing")
    of = len(known.headings) + len(known.front_matter)
    return Recognised(dialect.name, by, sorted(claim.found), of, known.at_least, round(claim.score, 2))


@dataclass(slots=True)
class _Goal:
    """Where the words of a line went, and by which rules."""

    into: list[Stored]
    rules: list[str]


class _Lines:
    """Answers for one line after the other."""

    def __init__(self, trace: Trace, dialect: Dialect) -> None:
        self.trace, self.dialect = trace, dialect
        self.sections = sorted(trace.sections, key=lambda section: section.line)
        self.starts = [section.line for section in self.sections]
        self.blocks = dict(_blocks_by_line(trace.outline.blocks))
        self.tables = {row.line: table for table in trace.outline.blocks if isinstance(table, Table) for row in table.rows}
        self.fields: dict[int, list[Named]] = {}
        for named in trace.fields:
            self.fields.setdefault(named.line, []).append(named)
        self.stored: dict[int, list[Stored]] = {}
        self.rules: dict[int, list[str]] = {}
        for postmortem in trace.postmortems:
            self._note_fields(postmortem)
            self._note_rows(postmortem)
        self.findings: dict[int, list[Diagnostic]] = {}
        for found in trace.diagnostics:
            if found.code not in {"PM003", "PM004"}:
                self.findings.setdefault(found.line, []).append(found)
        self.last: _Goal | None = None
        self.last_line = 0

    def explain(self, line: int, text: str) -> ExplainedLine:
        state = _STATES[self.trace.marks[line]]
        goal = self._goal(line, text, state)
        rules = [*goal.rules, *(self._word_rules(line) if state == "captured" else ())]
        return ExplainedLine(self.trace.text.source_line(line), state, text, goal.into, rules, self.findings.get(line, []))

    def _goal(self, line: int, text: str, state: State) -> _Goal:
        if state == "captured":
            return self._captured(line)
        if state == "boilerplate":
            return _Goal([], [self._why_boilerplate(line, text)])
        return _Goal([], [self._why_left_over(line, text)] if state == "left over" else [])

    # captured

    def _captured(self, line: int) -> _Goal:
        """A line of which no record says that it stands there goes on with the one above it in its section."""
        section = self._section(line)
        if line in self.stored:
            self.last = _Goal(self.stored[line], self.rules[line] or [self._heading_rule(section)])
            self.last_line = line
            return self.last
        if line in self.fields:
            return _Goal([], ["stated further up already, or not understood"])
        if self.last and section is self._section(self.last_line):
            return _Goal(
                self.last.into[-1:] and [Stored(self.last.into[-1].table, {})],
                [f"goes on from line {self.trace.text.source_line(self.last_line)}"],
            )
        return _Goal([], ["front matter: no field of this name" if line < self._first_block() else self._heading_rule(section)])

    def _note_fields(self, postmortem: Postmortem) -> None:
        columns: dict[int, dict[str, str]] = {}
        for source in postmortem.field_sources:
            columns.setdefault(source.line, {})[source.field] = _cut(_shown(getattr(postmortem.incident, source.field)))
        for line, values in columns.items():
            self._store(line, Stored("incidents", values))
            self.rules[line] += dict.fromkeys(map(self._field_rule, self.fields.get(line, [])))
        for source in postmortem.field_sources:
            if source.field in _WORDS_OF_FIELDS:
                self.rules[source.line] += self._meaning_rule(
                    "words", source.field, source.field, getattr(postmortem.incident, source.field), source.text
                )

    def _field_rule(self, named: Named) -> str:
        if named.place:
            layer = self.dialect.layer_of(("fields", named.place, named.field), named.name)
            return f"{layer}: [fields.{named.place}] {named.field}"
        section = self._section(named.line)
        if section and section.name.endswith(f".{named.field}"):
            return self._heading_rule(section)
        block = self.blocks.get(named.line)
        if isinstance(block, Heading) and self.dialect.begins_incident(block.level, block.text):
            return self._incident_rule(block)
        return "a heading above the sections: the title"

    def _incident_rule(self, heading: Heading) -> str:
        """What made a heading begin an incident."""
        key = "split_level" if heading.level == self.dialect.split_level else "split_heading"
        if self.dialect.incident_heading.match(heading.text):
            key = "incident_heading"
        return f"{self.dialect.layer_with('documents', key)}: [documents] {key}"

    def _word_rules(self, line: int) -> list[str]:
        """The dialect's own words, and its decimal comma, by which a value of the line was read."""
        meanings: dict[str, list[str]] = {}
        comma: list[str] = []
        for family, text, known in self.trace.words.get(line, ()):
            for meaning, layer in self.dialect.words_read(family, text, known).items():
                meanings.setdefault(f"{layer}: [words.{family}]", []).append(meaning)
            if family == "value" and self.dialect.decimal_comma and with_decimal_point(text) != text:
                comma = [f"{self.dialect.layer_with('documents', 'decimal_comma')}: [documents] decimal_comma"]
        return [f"{words} {', '.join(dict.fromkeys(names))}" for words, names in meanings.items()] + comma

    def _note_rows(self, postmortem: Postmortem) -> None:
        for table in CHILD_TABLES:
            for row in getattr(postmortem, table) if table != "field_sources" else ():
                shown = {
                    column: _cut(_shown(value))
                    for column, value in zip(row._fields[1:], row[1:], strict=True)
                    if value not in (None, "") and column != _KEY
                }
                self._store(row.line, Stored(table, shown))
                self.rules.setdefault(row.line, []).extend(self._row_rules(table, row))

    def _store(self, line: int, stored: Stored) -> None:
        self.stored.setdefault(line, []).append(stored)
        self.rules.setdefault(line, [])

    def _row_rules(self, table: str, row: Any) -> list[str]:  # noqa: ANN401 - a record of any child table
        rules: list[str] = []
        if table == "reference_links" and self.rules.get(row.line):  # of an action item, whose rules are noted
            return rules
        markdown = self.tables.get(row.line)
        if markdown and table == "passages" and self.rules.get(row.line):
            return ["its further columns are kept as words"]
        if markdown and table in _COLUMNS_OF:
            rules += self._column_rules(markdown, _COLUMNS_OF[table])
        else:
            rules.append(self._label_rule(table, row) or self._heading_rule(self._section(row.line)))
        if table == "timeline_events" and row.kind:
            rules.append(self._event_rule(row.event))
        if table == "action_items" and row.owner and not markdown:
            rules.append(f"{self.dialect.layer_with('actions', 'owner')}: [actions] owner")
        if table == "action_items" and row.status:
            rules += self._meaning_rule("words", "action_status", "action_status", row.status, row.status_text or "")
        if family := _KINDS_OF.get(table):
            text = next((str(value) for value in reversed(row) if isinstance(value, str)), "")
            rules += self._meaning_rule("kinds", family, "factors", row[1], text)
        return rules

    def _column_rules(self, table: Table, columns: str) -> list[str]:
        """The columns that the dialect knows, those from one dialect together."""
        by_layer: dict[str, list[str]] = {}
        for header in map(column_name, table.header):
            if column := self.dialect.columns[columns].get(header):
                by_layer.setdefault(self.dialect.layer_of(("columns", columns, column), header), []).append(column)
        return [f"{layer}: [columns.{columns}] {', '.join(names)}" for layer, names in by_layer.items()]

    def _label_rule(self, table: str, row: Any) -> str | None:  # noqa: ANN401
        label = row.kind if table == "review_notes" else _LABELS_OF.get(table)
        return f"{self.dialect.layer_with('labels', label)}: [labels] {label}" if label else None

    def _event_rule(self, event: str) -> str:
        """The marker, else the wording that gave the row its kind."""
        for key, text, patterns in (("markers", event, self.dialect.markers), ("events", event.lower(), self.dialect.events)):
            for kind, pattern in patterns:
                if pattern.search(text):
                    return f"{self.dialect.layer_of_pattern(key, pattern.pattern)}: [[{key}]] {kind}"
        return ""

    def _meaning_rule(self, table: str, family: str, alias: str, meaning: str, text: str) -> list[str]:
        """The list, of the dialect or of the settings, that gives words of the text their meaning."""
        pairs = self.dialect.kinds[family] if table == "kinds" else self.dialect.words[family].items()
        known = [word for word, means in pairs if means == meaning and word in text.lower()]
        if not known:
            return []
        word = known[0] if table == "kinds" else max(known, key=len)  # as the readers of both choose
        layer = self.dialect.layer_naming((table, family, meaning), word)
        return [f"{layer}: [{table}.{family}] {meaning}" if layer else f"settings: [aliases.{alias}] {meaning}"]

    # boilerplate and left over

    def _why_boilerplate(self, line: int, text: str) -> str:
        block = self.blocks.get(line)
        section = self._section(line)
        bare = _bare(text)
        if self.dialect.is_prompt(bare):
            return f"{self.dialect.layer_of(('boilerplate', 'prompts'), normalise_prompt(bare))}: [boilerplate] prompts"
        if isinstance(block, Heading):
            opened = section is not None and section.line == line and self.dialect.section_of(block.text)
            return self._heading_rule(section) if opened else "a heading within the section"
        if section is not None and section.name in BOILERPLATE_SECTIONS:
            return self._heading_rule(section)
        return _form_of(block, text, line)

    def _why_left_over(self, line: int, text: str) -> str:
        section, block = self._section(line), self.blocks.get(line)
        if isinstance(block, Heading) and self.dialect.section_of(block.text) is None:
            return f"no [headings] knows {normalise_heading(block.text)!r}"
        if section is None or section.name == "header":
            name = _FIELD_NAME.match(_bare(text))
            return f"no [fields.header] knows {field_name(name[1])!r}" if name else "above the first heading that is known"
        if self.dialect.section_of(section.heading) is None:
            return f"below a heading that no [headings] knows, {normalise_heading(section.heading)!r}"
        return f"[headings] {section.name}: nothing there is read from such a line"

    # where a line stands

    def _section(self, line: int) -> Section | None:
        position = bisect_right(self.starts, line) - 1
        return self.sections[position] if position >= 0 else None

    def _heading_rule(self, section: Section | None) -> str:
        if section is None or not section.heading:
            return "[headings] header: above the first heading that is known"
        names = heading_names(section.heading)
        word = next((name for name in names if name in self.dialect.headings), None)
        if word is None:
            return f"within [headings] {section.name}"
        return f"{self.dialect.layer_of(('headings', section.name), word)}: [headings] {section.name}"

    def _first_block(self) -> int:
        return min(self.blocks, default=0)


def _blocks_by_line(blocks: list[Block]) -> Iterator[tuple[int, Block]]:
    for block in blocks:
        match block:
            case Html():
                yield from ((line, block) for line in range(block.line, block.last_line + 1))
            case Heading() | Table():
                yield block.line, block
            case Item():
                yield from ((line.line, block) for line in block.lines)


def _form_of(block: Block | None, text: str, line: int) -> str:
    match block:
        case Html():
            return "a comment" if block.comment else "HTML"
        case Table() if block.line == line:
            return "the header of a table"
        case Item(checked=False):
            return "a box that is not ticked"
    return "a placeholder: no value" if re.search(r"\w", text) else "a rule, a fence or the border of a table"


def _bare(text: str) -> str:
    return _MARKUP.sub(" ", text).strip()


def _shown(value: object) -> str:
    """A value as it is stored, on one line."""
    return " ".join(_FORMS.get(type(value), str)(value).split())


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _instant(value: Any) -> str:  # noqa: ANN401
    return f"{value:%Y-%m-%d %H:%M:%SZ}".replace(":00Z", "Z")


_FORMS: Mapping[type, Callable[[Any], str]] = {
    datetime: _instant,
    date: lambda value: str(value.isoformat()),
    float: lambda value: f"{value:g}",
    list: lambda value: ", ".join(map(str, value)),
    bool: lambda value: "yes" if value else "no",
}
