"""One file -> (postmortems, the file's own row, diagnostics). Never raises on content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from copy import deepcopy
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.derive import FrontMatter, derive_durations, derive_instants, derive_quarter, derive_team
from analytics.ingest.dialect import Dialect, Dialects
from analytics.ingest.front_matter import Fields, take_front_matter
from analytics.ingest.history.keys import with_keys
from analytics.ingest.outline import Block, Code, Heading, Html, Item, Outline, Paragraph, parse_outline
from analytics.ingest.readers import reader_of
from analytics.ingest.readers.text import Contents, Text
from analytics.ingest.reading import BLANK, BOILERPLATE, CAPTURED, CONTENT, Named, OtherDate, Reading, Section, Trace, find_date
from analytics.ingest.relocate import relocate_diagnostics, relocate_postmortem
from analytics.ingest.rules import apply_rules
from analytics.ingest.rules.policy import settle
from analytics.ingest.rules.subject import Subject
from analytics.ingest.sections import BOILERPLATE_SECTIONS, loader_of
from analytics.ingest.sections.fields import load_field
from analytics.ingest.sections.root_cause import settle_root_cause
from analytics.ingest.sections.timeline import is_time
from analytics.ingest.skim import Title, keep_sections, list_titles
from analytics.ingest.values import Conventions, is_placeholder, parse_incident_id
from analytics.model import CHILD_TABLES, ActionItem, Document, Incident, Postmortem, ReferenceLink
from analytics.settings import Settings

_STRUCTURE = re.compile(
    r"^(?:[\s>*_=~`|:+-]*+"  # rules, fences, borders of tables
    r"|\s*+(?:`{3,}+|~{3,}+)\s*+[\w{}.+-]*+\s*+"  # a fence that names its language
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
_INCIDENT_WORDS = re.compile(
    r"\b(?:incidents?|outages?|post-?mortem|downtime|went down|disrupt|degraded|unavailable)", re.IGNORECASE
)
"""An introduction below no heading says by one of these that it tells of an incident."""
_ENOUGH_WORDS = 3
"""Kinds of sections that are filled in: fewer, and no date, stand in many a file that is no postmortem."""
_COMPACT_DATE = re.compile(r"(?<!\d)(\d{4})[-_]?(\d{2})[-_]?(\d{2})(?!\d)")
_BESIDE_PROMISES = ("actions", "header", "summary", "field.")
"""Sections from which the action items and the day of the incident come."""
_NO_EXPORT = {
    False: "no export of issues from GitHub, GitLab or Jira: 0 incidents",
    True: "no issue of this export has a section of a postmortem filled in: 0 incidents",
}


class FileRead(NamedTuple):
    """What one file gave: 0 or more postmortems, its row in `documents`, and what there is to report."""

    postmortems: list[Postmortem]
    document: Document
    diagnostics: list[Diagnostic]


class Promised(NamedTuple):
    """The action items of one incident as one version of its document has them.

    `place`: of the incident in the document, from which its key comes; `day`: of the incident.
    """

    incident_key: str
    place: str
    incident_id: str | None
    day: date | None
    items: list[ActionItem]


class _Part(NamedTuple):
    """The blocks and the lines of one incident, and the line of its heading."""

    blocks: list[Block]
    first_line: int
    last_line: int
    heading_line: int


class _Parsed(NamedTuple):
    """What one text gave; `marks` has one mark for each line of the text, from line 1."""

    text: Text
    dialect: Dialect
    postmortems: list[Postmortem]
    diagnostics: list[Diagnostic]
    marks: bytearray
    why_none: str
    trace: Trace | None


def read_file(
    path: str, data: bytes, modified_at: datetime, settings: Settings, dialects: Dialects, traces: list[Trace] | None = None
) -> FileRead:
    """Read the bytes of the file at `path`, relative to its source, as it was at `modified_at`; `traces` get one for each text."""
    contents = reader_of(path)(path, data, settings.ingest)
    notes = [None if traces is None else Trace(text) for text in contents.texts]
    parsed = [_read_text(path, text, settings, dialects, note) for text, note in zip(contents.texts, notes, strict=True)]
    postmortems = [postmortem for part in parsed for postmortem in part.postmortems]
    aside = list(contents.diagnostics)
    unread = not parsed and any(finding.level == "error" for finding in aside)
    if not postmortems and not unread:
        why = parsed[0].why_none if len(parsed) == 1 else _NO_EXPORT[bool(parsed)]
        (parsed[0].diagnostics if len(parsed) == 1 else aside).append(diagnose(path, 1, "PM003", why))
    diagnostics = settle(path, aside, "", settings.rules)
    for part in parsed:
        settled = settle(path, part.diagnostics, part.text.mended, settings.rules)
        diagnostics += relocate_diagnostics(settled, part.text)
        if traces is not None and part.trace is not None:
            part.trace.marks, part.trace.diagnostics = bytearray(1) + _marks_of(part, postmortems), settled
            traces.append(part.trace)
    document = _document(path, data, modified_at, contents, b"".join(_marks_of(part, postmortems) for part in parsed))
    document.incidents = len(postmortems)
    document.dialect = next((part.dialect.name for part in parsed if part.postmortems), None)
    return FileRead(postmortems, document, diagnostics)


def read_promises(path: str, data: bytes, settings: Settings, dialects: Dialects) -> list[Promised]:
    """The action items of a version of the file, as `read_file` gives them, for a fraction of its time."""
    contents = reader_of(path)(path, data, settings.ingest)
    return [promised for text in contents.texts for promised in _promises_of(path, text, settings, dialects)]


def _promises_of(path: str, text: Text, settings: Settings, dialects: Dialects) -> Iterable[Promised]:
    front_matter, _ = take_front_matter(path, text.mended)
    outline = parse_outline(_skim(path, front_matter, dialects))
    headings = [block.text for block in outline.blocks if isinstance(block, Heading)]
    dialect = dialects.recognise(path, headings, front_matter.fields)
    marks = bytearray(text.mended.count("\n") + 2)
    # Where words alone may be an incident, all of them are needed to say whether they are one; else no items are no harm.
    only = () if dialect.keeps_introduction else _BESIDE_PROMISES
    for position, part in enumerate(_split_incidents(path, outline, dialect, last_line=len(marks) - 1)):
        place = _place(position, text.key)
        incident = Incident(incident_key(path, place), path, part.heading_line, dialect.name)
        reading = Reading(path, dialect, settings, outline.links, outline.bold, marks, Postmortem(incident))
        reading.other_dates = _other_dates(path, front_matter.fields, reading.conventions)
        if _read_incident(reading, part.blocks, front_matter.fields, text.key, only) or only:
            relocate_postmortem(reading.postmortem, text)
            items = with_keys(incident.incident_key, incident.incident_id, reading.postmortem.action_items)
            yield Promised(incident.incident_key, place, incident.incident_id, _day_of(incident), items)


def _skim(path: str, front_matter: Fields, dialects: Dialects) -> str:
    """The text without the sections that promise nothing, where its headings can be told without parsing it."""
    lines = front_matter.text.split("\n")
    titles = list_titles(lines)
    if titles is None:
        return front_matter.text
    dialect = dialects.recognise(path, [title.text for title in titles], front_matter.fields)
    return front_matter.text if dialect.keeps_introduction else keep_sections(lines, titles, partial(_may_promise, dialect))


def _may_promise(dialect: Dialect, title: Title) -> bool:
    name = dialect.section_of(title.text)
    return name is None or name.startswith(_BESIDE_PROMISES) or dialect.begins_incident(title.level, title.text)


def _day_of(incident: Incident) -> date | None:
    instant = incident.started_at or incident.detected_at
    return incident.incident_date or (instant.date() if instant else None)


def _read_text(path: str, text: Text, settings: Settings, dialects: Dialects, trace: Trace | None) -> _Parsed:
    """The incidents of one text: of most files, of one issue of an export."""
    lines = ["", *text.mended.split("\n")]
    marks = _mark_lines(text, lines[1:])
    front_matter, diagnostics = take_front_matter(path, text.mended)
    if text.key is not None or diagnostics:  # stated beside an issue by its tracker, or reported as unreadable as a whole
        for line in range(1, front_matter.lines + 1):
            marks[line] = CAPTURED if marks[line] == CONTENT else marks[line]
    outline = parse_outline(front_matter.text)
    headings = [block.text for block in outline.blocks if isinstance(block, Heading)]
    dialect = dialects.recognise(path, headings, front_matter.fields)
    if trace is not None:
        trace.dialect, trace.dialects, trace.claims = dialect, dialects.all, dialects.claims(path, headings, front_matter.fields)
        trace.outline = outline
    postmortems: list[Postmortem] = []
    for position, part in enumerate(_split_incidents(path, outline, dialect, last_line=len(marks) - 1)):
        postmortem = Postmortem(Incident(incident_key(path, _place(position, text.key)), path, part.heading_line, dialect.name))
        reading = Reading(path, dialect, settings, outline.links, outline.bold, marks, postmortem, trace=trace)
        reading.other_dates = _other_dates(path, front_matter.fields, reading.conventions)
        if _read_incident(reading, part.blocks, front_matter.fields, text.key):
            postmortem.action_items = with_keys(
                postmortem.incident.incident_key, postmortem.incident.incident_id, postmortem.action_items
            )
            _load_link_definitions(reading, part, lines)
            diagnostics += reading.diagnostics
            diagnostics += apply_rules(_subject(reading, part, lines))
            diagnostics += _report_left_over(reading, part)
            if trace is not None:
                trace.postmortems.append(deepcopy(postmortem))
            relocate_postmortem(postmortem, text)
            postmortems.append(postmortem)
        else:
            _give_back(marks, part, dialect)
            diagnostics += [found._replace(incident_key=None) for found in reading.diagnostics if found.code == "PM012"]
    why_none = "" if postmortems else _why_none(path, outline, dialect)
    return _Parsed(text, dialect, postmortems, diagnostics, marks[1:], why_none, trace)


def _marks_of(part: _Parsed, postmortems: list[Postmortem]) -> bytes:
    """Beside postmortems, an issue of the same export that is none says nothing about an incident."""
    aside = postmortems and not part.postmortems
    marks = bytes(part.marks)
    return marks.replace(bytes([CONTENT]), bytes([BOILERPLATE])) if aside else marks


def _mark_lines(text: Text, lines: Iterable[str]) -> bytearray:
    """One mark a line, from line 1: blank, content, or boilerplate where only rules, fences, table borders or machine's marks stand."""
    marks = bytearray(1)
    for line in lines:
        # Most lines are blank or begin with a letter, as none of the structure does.
        if not line:
            marks.append(BLANK)
        elif line[0].isalpha() or not _STRUCTURE.match(line):
            marks.append(CONTENT)
        else:
            marks.append(BOILERPLATE if line.strip() else BLANK)
    if text.mended is not text.original:
        for number, line in enumerate(text.original.split("\n"), 1):
            if marks[number] == BLANK and line.strip():
                marks[number] = BOILERPLATE
    return marks


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


def _place(position: int, key: str | None) -> str:
    """Among the file's incidents; of an export: the issue."""
    return str(position) if key is None else f"{key}/{position}"


def incident_key(path: str, place: str) -> str:
    """Stable across ingests: it depends on the path and on the place of the incident in the file."""
    return hashlib.blake2b(f"{path}\0{place}".encode(), digest_size=6).hexdigest()


def _read_incident(
    reading: Reading, blocks: list[Block], front_matter: FrontMatter, key: str | None, only: tuple[str, ...] = ()
) -> bool:
    """Fill the reading's record, from all sections or `only` some; whether it tells of an incident at all."""
    beside: set[str] = set()
    for section in _sections(blocks, reading):
        if only and not section.name.startswith(only):
            continue
        if reading.trace is not None:
            reading.trace.sections.append(section)
        if section.name in BOILERPLATE_SECTIONS:
            _set_aside_section(section, reading)
        elif loader := loader_of(section.name):
            loader(section, reading)
        if section.name == "header":  # before the times of the timeline need its date
            beside |= _load_front_matter(reading, front_matter, "header")
    beside |= _load_front_matter(reading, front_matter, "summary")
    settle_root_cause(reading)
    derive_instants(reading)
    derive_durations(reading)
    derive_quarter(reading)
    derive_team(reading, front_matter)
    if not _tells_of_an_incident(reading, beside, exported=key is not None):
        return False
    if key and (address := front_matter.get("issue")):
        reading.postmortem.reference_links.append(ReferenceLink(address.line, "document", f"Issue {key}", str(address.value)))
    return True


def _load_front_matter(reading: Reading, front_matter: FrontMatter, place: str) -> set[str]:
    """The columns that only the front matter fills, from the fields of one place; the team has a rule of its own."""
    if not front_matter:
        return set()
    before = _facts(reading.postmortem)
    for name, stated in front_matter.items():
        field = reading.dialect.fields[place].get(name)
        if field and stated.value is not None:
            for line in stated.lines:
                reading.capture_line(line)
            if field != "team":
                words = ", ".join(map(str, stated.value)) if isinstance(stated.value, list) else str(stated.value)
                # A title may begin with the incident's id, as a heading may.
                load_field(reading, Named("incident_id" if field == "title" else field, stated.line, words, place, name))
        elif name in reading.dialect.machine_keys:
            for line in stated.lines:
                reading.set_aside(line)
    return _facts(reading.postmortem) - before


def _subject(reading: Reading, part: _Part, lines: list[str]) -> Subject:
    """The finished incident as the rules look at it."""
    return Subject(
        reading.postmortem, reading.settings, reading.other_dates, lines, part.first_line, part.last_line,
        "\n".join(lines[part.first_line : part.last_line + 1]), reading.marks, reading.conventions,
        reading.dialect.advice,
    )  # fmt: skip


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
    if current.name == "timeline" and is_time(heading.text, reading.dialect):
        reading.set_aside(heading.line)
        return None
    if reading.dialect.begins_incident(heading.level, heading.text):
        _load_own_heading(heading, reading)
        return current
    if name := reading.dialect.section_of(heading.text):
        return _open_known(name, heading, above, reading)
    if current.name == "header":
        return _open_title(heading, current, reading)
    return _open_unknown(heading, current, above, reading)


def _open_known(name: str, heading: Heading, above: list[Section], reading: Reading) -> Section:
    reading.set_aside(heading.line)
    opened = Section(name, heading.line, heading.level, heading.text)
    above[:] = [section for section in above if section.level < heading.level]
    above.append(opened)
    return opened


def _open_unknown(heading: Heading, current: Section, above: list[Section], reading: Reading) -> Section | None:
    """A part of the section around it, which a deeper known one may have interrupted; else a section of no known name."""
    above[:] = [section for section in above if section.level < heading.level]
    if not above:
        return Section(_UNKNOWN, heading.line, heading.level, heading.text)
    reading.set_aside(heading.line)
    around = above[-1]
    return None if around is current else Section(around.name, heading.line, around.level, heading.text)


def _load_own_heading(heading: Heading, reading: Reading) -> None:
    """The incident's own heading names it; what it leaves open, one above it may say."""
    match = reading.dialect.incident_heading.match(heading.text)
    load_field(reading, Named("incident_id", heading.line, match["rest"] if match else heading.text))
    reading.title_level = heading.level
    for above in reading.names_above:
        incident_id, title = parse_incident_id(above.text)
        if incident_id and reading.incident.incident_id is None:
            load_field(reading, Named("incident_id", above.line, incident_id))
        if title and reading.incident.title is None:
            load_field(reading, Named("title", above.line, title))
        reading.set_aside(above.line)


def _open_title(heading: Heading, current: Section, reading: Reading) -> Section | None:
    """A heading above the sections is the title, unless it is that of the template, or of a file of several incidents.

    One further down, behind other words or much smaller, is a part of what stands there.
    """
    splits = reading.dialect.split_level or reading.dialect.split_heading
    above = heading.line < reading.incident.source_line
    if reading.dialect.is_prompt(heading.text) or (splits and above):
        reading.set_aside(heading.line)
    elif above:
        reading.names_above.append(heading)
    elif reading.title_level and heading.level > reading.title_level + (not current.blocks):
        return None
    else:
        load_field(reading, Named("incident_id", heading.line, heading.text))
        reading.title_level = heading.level
    return current


def _add_block(section: Section, block: Block, reading: Reading) -> None:
    """Leave out the template's own prompts and comments."""
    if isinstance(block, Html) and block.comment:
        if not block.closed:
            reading.report(block.line, "PM012", "the comment that begins here has no end: nothing below it is read")
            return
        for line in range(block.line, block.last_line + 1):
            reading.set_aside(line)
        return
    if isinstance(block, Paragraph):
        prompts = [line for line in block.lines if reading.dialect.is_prompt(line.text)]
        if prompts:
            reading.set_aside_all(prompts)
            rest = [line for line in block.lines if not reading.dialect.is_prompt(line.text)]
            if not rest:
                return
            block = Paragraph(rest, block.quoted)
    _set_aside_placeholder(block, reading)
    section.blocks.append(block)


def _set_aside_placeholder(block: Block, reading: Reading) -> None:
    if isinstance(block, Paragraph | Item):
        for number, words in block.lines:
            if is_placeholder(words):
                reading.set_aside(number)
    elif isinstance(block, Code) and is_placeholder(block.source.strip("`~\n ")):
        for line in range(block.line, block.last_line + 1):
            reading.set_aside(line)


def _set_aside_section(section: Section, reading: Reading) -> None:
    for block in section.blocks:
        if isinstance(block, Paragraph | Item):
            reading.set_aside_all(block.lines)


def _line_of(block: Block) -> int:
    return block.lines[0].line if isinstance(block, Paragraph | Item) else block.line


def _other_dates(path: str, front_matter: FrontMatter, conventions: Conventions) -> list[OtherDate]:
    """The dates that the front matter and the file's name give."""
    stated = front_matter.get("date")
    name = _COMPACT_DATE.sub(r"\1-\2-\3", path.rsplit("/", 1)[-1])
    return [
        *(find_date(str(stated.value), stated.line, "the front matter", conventions) if stated else ()),
        *find_date(name, 1, "the file's name", conventions),
    ]


def _facts(postmortem: Postmortem) -> set[str]:
    return {source.field for source in postmortem.field_sources} - _NO_FACTS


def _tells_of_an_incident(reading: Reading, beside: set[str], *, exported: bool) -> bool:
    """Whether anything is filled in beyond what an empty template carries; words alone need a date to be an incident's.

    `beside`: the columns from front matter. Some of them any page has; and what a tracker states beside an issue is there for
    every issue, whether it is a postmortem or not.
    """
    postmortem = reading.postmortem
    facts = _facts(postmortem)
    records = [table for table in CHILD_TABLES if table not in _WORDS and getattr(postmortem, table)]
    if not reading.dialect.keeps_introduction:
        if records or postmortem.passages:
            return True
        return len(facts - beside) > 2 if exported else len(facts) > 2 and bool(facts - (beside & _OF_ANY_DOCUMENT) - {"title"})
    told = [passage for passage in postmortem.passages if passage.heading or _INCIDENT_WORDS.search(passage.text)]
    words = bool(told) + len(facts & _PROSE) + len(records)
    if postmortem.timeline_events or words >= _ENOUGH_WORDS:
        return True
    if exported:
        return len(facts - beside) > 2
    dated = bool(reading.incident.quarter or reading.other_dates or reading.date_is_unread)
    return dated and (words > 0 or bool(facts - _OF_ANY_DOCUMENT))


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


def _load_link_definitions(reading: Reading, part: _Part, lines: list[str]) -> None:
    """`[label]: address` lines, which Markdown keeps apart from the words that use them."""
    for number in reading.left_over(part.first_line, part.last_line):
        if match := _LINK_DEFINITION.match(lines[number]):
            reading.capture_line(number)
            reading.postmortem.reference_links.append(ReferenceLink(number, "document", match["label"], match["url"]))


def _report_left_over(reading: Reading, part: _Part) -> list[Diagnostic]:
    """One PM004 for each run of lines which no section took; blank lines do not end a run."""
    runs: list[list[int]] = []
    for line in reading.left_over(part.first_line, part.last_line):
        after = runs[-1][-1] + 1 if runs else 0
        if runs and reading.marks.count(BLANK, after, line) == line - after:
            runs[-1].append(line)
        else:
            runs.append([line])
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
