"""One file -> (postmortems, the file's own row, diagnostics). Never raises on content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.derive import FrontMatter, derive_durations, derive_instants, derive_quarter, derive_team
from analytics.ingest.dialect import Dialect
from analytics.ingest.front_matter import take_front_matter
from analytics.ingest.outline import Block, Code, Heading, Html, Item, Outline, Paragraph, parse_outline
from analytics.ingest.readers import reader_of
from analytics.ingest.readers.text import Contents, Text
from analytics.ingest.reading import BLANK, BOILERPLATE, CAPTURED, CONTENT, Named, Reading, Section
from analytics.ingest.relocate import relocate_diagnostics, relocate_postmortem
from analytics.ingest.sections import BOILERPLATE_SECTIONS, LOADERS
from analytics.ingest.sections.fields import load_field
from analytics.ingest.values import is_placeholder
from analytics.model import CHILD_TABLES, Document, Incident, Postmortem, ReferenceLink
from analytics.settings import Settings

_STRUCTURE = re.compile(r"^[\s>*_=~`|:+-]*$")
_UNKNOWN = "unknown"
_NO_FACTS = frozenset({"detect_target_min", "team", "incident_id"})
"""Columns that an unfilled template may carry without telling of an incident."""
_OF_ANY_PAGE = frozenset({"title", "status", "incident_date", "authors"})
"""Columns that the front matter of a page about anything fills too."""
_NO_EXPORT = {
    False: "no export of issues from GitHub, GitLab or Jira: 0 incidents",
    True: "no issue of this export has a section of a postmortem filled in: 0 incidents",
}


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


class _Parsed(NamedTuple):
    """What one text gave, on the lines of the file; `marks` has one mark for each line of the text."""

    postmortems: list[Postmortem]
    diagnostics: list[Diagnostic]
    marks: bytearray
    why_none: str


def read_file(path: str, data: bytes, modified_at: datetime, settings: Settings, dialect: Dialect) -> FileRead:
    """Read the bytes of the file at `path`, relative to its source, as it was at `modified_at`."""
    contents = reader_of(path)(path, data, settings.ingest)
    parsed = [_read_text(path, text, settings, dialect) for text in contents.texts]
    postmortems = [postmortem for part in parsed for postmortem in part.postmortems]
    diagnostics = [*contents.diagnostics, *(finding for part in parsed for finding in part.diagnostics)]
    unread = not parsed and any(finding.level == "error" for finding in contents.diagnostics)
    if not postmortems and not unread:
        diagnostics.append(diagnose(path, 1, "PM003", parsed[0].why_none if len(parsed) == 1 else _NO_EXPORT[bool(parsed)]))
    document = _document(path, data, modified_at, contents, b"".join(_marks_of(part, postmortems) for part in parsed))
    document.incidents = len(postmortems)
    document.dialect = dialect.name if postmortems else None
    return FileRead(postmortems, document, diagnostics)


def _read_text(path: str, text: Text, settings: Settings, dialect: Dialect) -> _Parsed:
    """The incidents of one text: of most files, of one issue of an export."""
    marks = _mark_lines(text)
    front_matter, diagnostics = take_front_matter(path, text.mended)
    for line in range(1, front_matter.lines + 1):
        marks[line] = CAPTURED if marks[line] == CONTENT else marks[line]
    outline = parse_outline(front_matter.text)
    postmortems: list[Postmortem] = []
    for position, part in enumerate(_split_incidents(outline, dialect, last_line=len(marks) - 1)):
        postmortem = Postmortem(Incident(_incident_key(path, position, text.key), path, part.heading_line, dialect.name))
        reading = Reading(path, dialect, settings, outline.links, marks, postmortem)
        if _read_incident(reading, part.blocks, front_matter.fields, text.key):
            postmortems.append(postmortem)
            diagnostics += reading.diagnostics
            diagnostics += _report_left_over(reading, part)
            relocate_postmortem(postmortem, text)
        else:
            _give_back(marks, part, dialect)
    return _Parsed(postmortems, relocate_diagnostics(diagnostics, text), marks[1:], _why_none(outline, dialect))


def _marks_of(part: _Parsed, postmortems: list[Postmortem]) -> bytes:
    """Beside postmortems, an issue of the same export that is none says nothing about an incident."""
    aside = postmortems and not part.postmortems
    marks = bytes(part.marks)
    return marks.replace(bytes([CONTENT]), bytes([BOILERPLATE])) if aside else marks


def _mark_lines(text: Text) -> bytearray:
    """One mark a line, from line 1: blank, content, or boilerplate where only rules, fences, table borders or machine's marks stand."""
    marks = bytearray(1)
    for line in text.mended.split("\n"):
        marks.append(CONTENT if not _STRUCTURE.match(line) else BOILERPLATE if line.strip() else BLANK)
    if text.mended is not text.original:
        for number, line in enumerate(text.original.split("\n"), 1):
            if marks[number] == BLANK and line.strip():
                marks[number] = BOILERPLATE
    return marks


def _split_incidents(outline: Outline, dialect: Dialect, last_line: int) -> list[_Part]:
    """The part of each incident: from its heading to the next one's, with what stands before the first; else the whole file."""
    blocks = outline.blocks
    starts = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and dialect.incident_heading.match(block.text)]
    if not starts:
        return [_Part(blocks, 1, last_line, _line_of(blocks[0]))] if blocks else []
    parts = []
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(blocks)
        heading = _line_of(blocks[start])
        last = _line_of(blocks[end]) - 1 if end < len(blocks) else last_line
        parts.append(_Part(blocks[start if position else 0 : end], heading if position else 1, last, heading))
    return parts


def _incident_key(path: str, position: int, key: str | None) -> str:
    """Stable across ingests: it depends on the path and on the place among the file's incidents (of an export: on the issue)."""
    place = str(position) if key is None else f"{key}/{position}"
    return hashlib.blake2b(f"{path}\0{place}".encode(), digest_size=6).hexdigest()


def _read_incident(reading: Reading, blocks: list[Block], front_matter: FrontMatter, key: str | None) -> bool:
    """Fill the reading's record; whether it tells of an incident at all."""
    beside: set[str] = set()
    for section in _sections(blocks, reading):
        if section.name in BOILERPLATE_SECTIONS:
            _set_aside_section(section, reading)
        elif loader := LOADERS.get(section.name):
            loader(section, reading)
        if section.name == "header":  # before the times of the timeline need its date
            beside |= _load_front_matter(reading, front_matter, "header")
    beside |= _load_front_matter(reading, front_matter, "summary")
    if not _tells_of_an_incident(reading.postmortem, beside, exported=key is not None):
        return False
    if key and (address := front_matter.get("issue")):
        reading.postmortem.reference_links.append(ReferenceLink(address.line, "document", f"Issue {key}", str(address.value)))
    derive_instants(reading)
    derive_durations(reading)
    derive_quarter(reading)
    derive_team(reading, front_matter)
    if reading.incident.severity_text is None:
        reading.report(reading.incident.source_line, "PM403", "the summary table states no severity")
    return True


def _load_front_matter(reading: Reading, front_matter: FrontMatter, place: str) -> set[str]:
    """The columns that only the front matter fills, from the fields of one place; the team has a rule of its own."""
    if not front_matter:
        return set()
    before = _facts(reading.postmortem)
    for name, (value, line) in front_matter.items():
        field = reading.dialect.fields[place].get(name)
        if field and field != "team" and value is not None:
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            # A title may begin with the incident's id, as a heading may.
            load_field(reading, Named("incident_id" if field == "title" else field, line, words))
    return _facts(reading.postmortem) - before


def _sections(blocks: list[Block], reading: Reading) -> Iterable[Section]:
    """The blocks below each known heading. A deeper heading of no known name belongs to the section it stands in."""
    section = Section("header", _line_of(blocks[0]), 0)
    for block in blocks:
        if not isinstance(block, Heading):
            _add_block(section, block, reading)
            continue
        opened = _open_section(block, section, reading)
        if opened is None:
            section.blocks.append(block)
        elif opened is not section:
            yield section
            section = opened
    yield section


def _open_section(heading: Heading, current: Section, reading: Reading) -> Section | None:
    """The section that a heading opens; `current` for the incident's own heading, None for a part of the current section."""
    if match := reading.dialect.incident_heading.match(heading.text):
        load_field(reading, Named("incident_id", heading.line, match["rest"]))
        return current
    if name := reading.dialect.section_of(heading.text):
        reading.set_aside(heading.line)
        return Section(name, heading.line, heading.level)
    if current.name == "header":
        _load_title(heading, reading)
        return current
    if heading.level > current.level:
        return None
    return Section(_UNKNOWN, heading.line, heading.level)


def _load_title(heading: Heading, reading: Reading) -> None:
    """A heading above the sections is the title, unless it is that of the template."""
    if reading.dialect.is_prompt(heading.text):
        reading.set_aside(heading.line)
    else:
        load_field(reading, Named("incident_id", heading.line, heading.text))


def _add_block(section: Section, block: Block, reading: Reading) -> None:
    """Leave out the template's own prompts and comments."""
    if isinstance(block, Html) and block.comment:
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


def _facts(postmortem: Postmortem) -> set[str]:
    return {source.field for source in postmortem.field_sources} - _NO_FACTS


def _tells_of_an_incident(postmortem: Postmortem, beside: set[str], *, exported: bool) -> bool:
    """Whether anything is filled in beyond what an empty template carries.

    `beside`: the columns from front matter. Some of them any page has; and what a tracker states beside an issue is there for
    every issue, whether it is a postmortem or not.
    """
    if any(getattr(postmortem, table) for table in CHILD_TABLES if table != "field_sources"):
        return True
    facts = _facts(postmortem)
    if exported:
        return len(facts - beside) > 2
    return len(facts) > 2 and bool(facts - (beside & _OF_ANY_PAGE) - {"title"})


def _why_none(outline: Outline, dialect: Dialect) -> str:
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


def _document(path: str, data: bytes, modified_at: datetime, contents: Contents, marks: bytes) -> Document:
    mapped = [text.lines for text in contents.texts if text.lines is not None]
    return Document(
        source_path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        modified_at=modified_at,
        reader=contents.reader,
        dialect=None,
        incidents=0,
        content_lines=len(marks) - marks.count(BLANK),
        captured_lines=marks.count(CAPTURED),
        boilerplate_lines=marks.count(BOILERPLATE),
        text="\n".join(text.original for text in contents.texts),
        line_map=[line for lines in mapped for line in lines] if mapped else None,
    )
