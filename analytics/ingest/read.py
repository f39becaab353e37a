"""One file -> (postmortems, the file's own row, diagnostics). Never raises on content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import yaml

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.derive import FrontMatter, Stated, derive_durations, derive_instants, derive_quarter, derive_team
from analytics.ingest.dialect import Dialect, Dialects
from analytics.ingest.outline import Block, Code, Heading, Html, Item, Outline, Paragraph, parse_outline
from analytics.ingest.readers import markdown
from analytics.ingest.reading import BLANK, BOILERPLATE, CAPTURED, CONTENT, Named, OtherDate, Reading, Section, Trace
from analytics.ingest.rules import apply_rules
from analytics.ingest.rules.policy import settle
from analytics.ingest.rules.subject import Subject
from analytics.ingest.sections import BOILERPLATE_SECTIONS, loader_of
from analytics.ingest.sections.fields import load_field
from analytics.ingest.sections.root_cause import settle_root_cause
from analytics.ingest.sections.timeline import is_time
from analytics.ingest.values import is_placeholder, parse_date
from analytics.model import CHILD_TABLES, Document, Incident, Postmortem, ReferenceLink
from analytics.settings import Settings

_STRUCTURE = re.compile(
    r"^(?:[\s>*_=~`|:+-]*"  # rules, fences, borders of tables
    r"|\s*(?:`{3,}|~{3,})\s*[\w{}.+-]*\s*"  # a fence that names its language
    r"|(?:\s*</?[A-Za-z][^<>]*>)+\s*"  # nothing but tags
    r"|\s*!\[[^\]]*\]\([^()]*\)\s*)$"  # nothing but a picture
)
_LINK_DEFINITION = re.compile(r"^ {0,3}\[(?P<label>[^\]^][^\]]*)\]:\s*<?(?P<url>\S+?)>?(?:\s+[\"'(].*)?\s*$")
_UNKNOWN = "unknown"
_NO_FACTS = frozenset({"detect_target_min", "team", "incident_id"})
"""Columns that an unfilled template may carry without telling of an incident."""
_WORDS = frozenset({"field_sources", "passages"})
_PROSE = frozenset({"summary", "user_experience", "what_happened", "root_cause"})
_OF_ANY_DOCUMENT = _NO_FACTS | {"title", "incident_date", "authors", "status", "reviewers", "reference_links"}
_ENOUGH_WORDS = 3
"""Kinds of sections that are filled in: fewer, and no date, stand in many a file that is no postmortem."""
_COMPACT_DATE = re.compile(r"(?<!\d)(\d{4})[-_]?(\d{2})[-_]?(\d{2})(?!\d)")


class FileRead(NamedTuple):
    """What one file gave: 0 or more postmortems, its row in `documents`, and what there is to report."""

    postmortems: list[Postmortem]
    document: Document
    diagnostics: list[Diagnostic]


class _Part(NamedTuple):
    """The blocks and the lines of one incident, and the line of its heading."""

    blocks: list[Block]
    first_line: int
    last_line: int
    heading_line: int


def read_file(
    path: str, data: bytes, modified_at: datetime, settings: Settings, dialects: Dialects, trace: Trace | None = None
) -> FileRead:
    """Read the bytes of the file at `path`, relative to its source, as it was at `modified_at`; `trace` is told how."""
    text, diagnostics = markdown.read_markdown(path, data)
    outline = parse_outline(text.mended)
    marks = _mark_lines(text.original)
    lines = ["", *text.mended.split("\n")]
    front_matter = _read_front_matter(path, outline, marks, diagnostics)
    headings = [block.text for block in outline.blocks if isinstance(block, Heading)]
    dialect = dialects.recognise(path, headings, front_matter)
    if trace is not None:
        trace.dialect, trace.dialects, trace.claims = dialect, dialects.all, dialects.claims(path, headings, front_matter)
        trace.marks, trace.outline = marks, outline
    postmortems: list[Postmortem] = []
    for position, part in enumerate(_split_incidents(path, outline, dialect, last_line=len(marks) - 1)):
        postmortem = Postmortem(Incident(_incident_key(path, position), path, part.heading_line, dialect.name))
        reading = Reading(
            path, dialect, settings, outline.links, marks, postmortem, _other_dates(path, front_matter), trace=trace
        )
        _read_incident(reading, part.blocks, front_matter)
        if _tells_of_an_incident(reading):
            _load_link_definitions(reading, part, text.original)
            postmortems.append(postmortem)
            diagnostics += reading.diagnostics
            diagnostics += apply_rules(_subject(reading, part, lines))
            diagnostics += _report_left_over(reading, part)
        else:
            _give_back(marks, part, dialect)
            diagnostics += [found._replace(incident_key=None) for found in reading.diagnostics if found.code == "PM009"]
    if not postmortems:
        diagnostics.append(diagnose(path, 1, "PM003", _why_none(path, outline, dialect)))
    document = _document(path, data, modified_at, text.original, postmortems, marks, dialect)
    return FileRead(postmortems, document, settle(path, diagnostics, text.mended, settings.rules))


def _mark_lines(text: str) -> bytearray:
    """One mark a line, from line 1: blank, content, or boilerplate where only rules, fences and table borders stand."""
    marks = bytearray(1)
    for line in text.split("\n"):
        marks.append(CONTENT if not _STRUCTURE.match(line) else BOILERPLATE if line.strip() else BLANK)
    return marks


def _read_front_matter(path: str, outline: Outline, marks: bytearray, diagnostics: list[Diagnostic]) -> FrontMatter:
    if outline.front_matter is None:
        return {}
    for line in range(1, outline.front_matter.count("\n") + 2):
        marks[line] = CAPTURED if marks[line] == CONTENT else marks[line]
    try:
        values = yaml.safe_load(outline.front_matter)
    except yaml.YAMLError as error:
        diagnostics.append(diagnose(path, 1, "PM007", f"the front matter is not valid YAML: {_yaml_problem(error)}"))
        return {}
    if not isinstance(values, dict):
        return {}
    keys = [line.partition(":")[0].strip().strip("'\"").lower() for line in outline.front_matter.split("\n")]
    named = {str(name).lower(): value for name, value in values.items()}
    # The block begins below its first ---, on line 2.
    return {name: Stated(value, keys.index(name) + 2 if name in keys else 1) for name, value in named.items()}


def _yaml_problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or "it cannot be parsed")


def _split_incidents(path: str, outline: Outline, dialect: Dialect, last_line: int) -> list[_Part]:
    """The part of each incident: from its heading to the next one's, with what stands before the first; else the whole file."""
    blocks = outline.blocks
    if not blocks or dialect.is_no_incident(path):
        return []
    starts = [
        n for n, block in enumerate(blocks) if isinstance(block, Heading) and dialect.begins_incident(block.level, block.text)
    ]
    if not starts:
        return [_Part(blocks, 1, last_line, _line_of(blocks[0]))]
    parts = []
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(blocks)
        heading = _line_of(blocks[start])
        last = _line_of(blocks[end]) - 1 if end < len(blocks) else last_line
        parts.append(_Part(blocks[start if position else 0 : end], heading if position else 1, last, heading))
    return parts


def _incident_key(path: str, position: int) -> str:
    """Stable across ingests: it depends on the path and on the place among the file's incidents, on nothing else."""
    return hashlib.blake2b(f"{path}\0{position}".encode(), digest_size=6).hexdigest()


def _read_incident(reading: Reading, blocks: list[Block], front_matter: FrontMatter) -> None:
    for section in _sections(blocks, reading):
        if reading.trace is not None:
            reading.trace.sections.append(section)
        if section.name in BOILERPLATE_SECTIONS:
            _set_aside_section(section, reading)
        elif loader := loader_of(section.name):
            loader(section, reading)
    settle_root_cause(reading)
    _load_front_matter(reading, front_matter)
    derive_instants(reading)
    derive_durations(reading)
    derive_quarter(reading)
    derive_team(reading, front_matter)


def _load_front_matter(reading: Reading, front_matter: FrontMatter) -> None:
    """Header fields that only the front matter states; the team has a rule of its own."""
    for name, (value, line) in front_matter.items():
        field = reading.dialect.fields["header"].get(name)
        if field and field != "team" and value is not None:
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            load_field(reading, Named(field, line, words, "header", name))


def _subject(reading: Reading, part: _Part, lines: list[str]) -> Subject:
    """The finished incident as the rules look at it."""
    return Subject(
        reading.postmortem, reading.settings, reading.other_dates, lines, part.first_line, part.last_line, reading.marks
    )


def _sections(blocks: list[Block], reading: Reading) -> Iterable[Section]:
    """The blocks below each known heading. A heading of no known name belongs to the section that it stands in."""
    section = Section("header", _line_of(blocks[0]), 0)
    above: list[Section] = []
    for block in blocks:
        if not isinstance(block, Heading):
            _add_block(section, block, reading)
            continue
        opened = _open_section(block, section, above, reading)
        if opened is None:
            section.blocks.append(block)
        elif opened is not section:
            yield section
            section = opened
    yield section


def _open_section(heading: Heading, current: Section, above: list[Section], reading: Reading) -> Section | None:
    """The section that a heading opens; `current` for the incident's own heading, None for a part of the current section.

    `above`: the known sections that the heading may stand in, the outermost first.
    """
    if current.name == "timeline" and is_time(heading.text):
        reading.set_aside(heading.line)
        return None
    if reading.dialect.begins_incident(heading.level, heading.text):
        match = reading.dialect.incident_heading.match(heading.text)
        load_field(reading, Named("incident_id", heading.line, match["rest"] if match else heading.text))
        return current
    if name := reading.dialect.section_of(heading.text):
        return _open_known(name, heading, above, reading)
    if current.name == "header":
        _load_title(heading, reading)
        return current
    return _open_unknown(heading, current, above, reading)


def _open_known(name: str, heading: Heading, above: list[Section], reading: Reading) -> Section:
    reading.set_aside(heading.line)
    opened = Section(name, heading.line, heading.level, heading.text)
    above[:] = [*(section for section in above if section.level < heading.level), opened]
    return opened


def _open_unknown(heading: Heading, current: Section, above: list[Section], reading: Reading) -> Section | None:
    """A part of the section around it, which a deeper known one may have interrupted; else a section of no known name."""
    above[:] = [section for section in above if section.level < heading.level]
    if not above:
        return Section(_UNKNOWN, heading.line, heading.level, heading.text)
    reading.set_aside(heading.line)
    around = above[-1]
    return None if around is current else Section(around.name, heading.line, around.level, heading.text)


def _load_title(heading: Heading, reading: Reading) -> None:
    """A heading above the sections is the title, unless it is that of the template, or of a file of several incidents."""
    splits = reading.dialect.split_level or reading.dialect.split_heading
    of_the_file = splits and heading.line < reading.incident.source_line
    if reading.dialect.is_prompt(heading.text) or of_the_file:
        reading.set_aside(heading.line)
    else:
        load_field(reading, Named("incident_id", heading.line, heading.text))


def _add_block(section: Section, block: Block, reading: Reading) -> None:
    """Leave out the template's own prompts and comments."""
    if isinstance(block, Html) and block.comment:
        if not block.closed:
            reading.report(block.line, "PM009", "the comment that begins here has no end: nothing below it is read")
            return
        for line in range(block.line, block.last_line + 1):
            reading.set_aside(line)
        return
    if isinstance(block, Paragraph):
        prompts = [line for line in block.lines if reading.dialect.is_prompt(line.text)]
        if prompts:
            reading.set_aside_all(prompts)
            rest = [line for line in block.lines if line not in prompts]
            if not rest:
                return
            block = Paragraph(rest, block.quoted)
    _set_aside_placeholder(block, reading)
    section.blocks.append(block)


def _set_aside_placeholder(block: Block, reading: Reading) -> None:
    if isinstance(block, Paragraph | Item):
        reading.set_aside_all(line for line in block.lines if is_placeholder(line.text))
    elif isinstance(block, Code) and is_placeholder(block.source.strip("`~\n ")):
        for line in range(block.line, block.last_line + 1):
            reading.set_aside(line)


def _set_aside_section(section: Section, reading: Reading) -> None:
    for block in section.blocks:
        if isinstance(block, Paragraph | Item):
            reading.set_aside_all(block.lines)


def _line_of(block: Block) -> int:
    return block.lines[0].line if isinstance(block, Paragraph | Item) else block.line


def _other_dates(path: str, front_matter: FrontMatter) -> list[OtherDate]:
    """The dates that the front matter and the file's name give."""
    found = []
    stated = front_matter.get("date")
    if stated and (day := parse_date(str(stated.value))):
        found.append(OtherDate(day.value, stated.line, "the front matter"))
    if day := parse_date(_COMPACT_DATE.sub(r"\1-\2-\3", path.rsplit("/", 1)[-1])):
        found.append(OtherDate(day.value, 1, "the file's name"))
    return found


def _tells_of_an_incident(reading: Reading) -> bool:
    """Whether anything is filled in beyond what an empty template carries; words alone need a date to be an incident's."""
    postmortem = reading.postmortem
    facts = {source.field for source in postmortem.field_sources} - _NO_FACTS
    records = [table for table in CHILD_TABLES if table not in _WORDS and getattr(postmortem, table)]
    if not reading.dialect.keeps_introduction:
        return len(facts) > 2 or bool(records) or bool(postmortem.passages)
    words = bool(postmortem.passages) + len(facts & _PROSE) + len(records)
    dated = bool(reading.incident.quarter or reading.other_dates)
    return bool(postmortem.timeline_events) or words >= _ENOUGH_WORDS or (dated and (words > 0 or bool(facts - _OF_ANY_DOCUMENT)))


def _why_none(path: str, outline: Outline, dialect: Dialect) -> str:
    if dialect.is_no_incident(path):
        return "a file of this name is a README, an index or a template: 0 incidents"
    headings = [block for block in outline.blocks if isinstance(block, Heading)]
    if any(dialect.incident_heading.match(heading.text) for heading in headings):
        return "a template that nobody has filled in: 0 incidents"
    return "no section of a postmortem is filled in here: 0 incidents"


def _give_back(marks: bytearray, part: _Part, dialect: Dialect) -> None:
    """Where there is no incident nothing was captured: the lines are the template's own, or nobody's."""
    unfilled = any(isinstance(b, Heading) and dialect.incident_heading.match(b.text) for b in part.blocks)
    for line in range(part.first_line, part.last_line + 1):
        if marks[line] == CAPTURED:
            marks[line] = BOILERPLATE if unfilled else CONTENT


def _load_link_definitions(reading: Reading, part: _Part, text: str) -> None:
    """`[label]: address` lines, which Markdown keeps apart from the words that use them."""
    if "]: " not in text:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if (
            part.first_line <= number <= part.last_line
            and reading.marks[number] == CONTENT
            and (match := _LINK_DEFINITION.match(line))
        ):
            reading.capture_line(number)
            reading.postmortem.reference_links.append(ReferenceLink(number, "document", match["label"], match["url"]))


def _report_left_over(reading: Reading, part: _Part) -> list[Diagnostic]:
    """One PM004 for each run of lines which no section took; blank lines do not end a run."""
    runs: list[list[int]] = []
    ended = True
    for line in range(part.first_line, part.last_line + 1):
        mark = reading.marks[line]
        if mark == CONTENT:
            if ended:
                runs.append([])
            runs[-1].append(line)
        if mark != BLANK:
            ended = mark != CONTENT
    return [_left_over(reading, lines) for lines in runs]


def _left_over(reading: Reading, lines: list[int]) -> Diagnostic:
    words = "1 line of text stands" if len(lines) == 1 else f"{len(lines)} lines of text stand"
    message = f"{words} in no section of the template"
    return diagnose(reading.path, lines[0], "PM004", message, reading.incident.incident_key)


def _document(
    path: str, data: bytes, modified_at: datetime, text: str, postmortems: list[Postmortem], marks: bytearray, dialect: Dialect
) -> Document:
    content = len(marks) - 1 - marks.count(BLANK, 1)
    return Document(
        source_path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        modified_at=modified_at,
        reader=markdown.NAME,
        dialect=dialect.name if postmortems else None,
        incidents=len(postmortems),
        content_lines=content,
        captured_lines=marks.count(CAPTURED, 1),
        boilerplate_lines=marks.count(BOILERPLATE, 1),
        text=text,
    )
