"""Section 9: related incidents, links to metrics, the communication log, reference documents."""

from __future__ import annotations

import re

from analytics.ingest.outline import Item, Line, Paragraph
from analytics.ingest.reading import Reading, Section, cell_date, has_column, table_records
from analytics.ingest.sections.passages import keep_other_columns
from analytics.ingest.sections.timeline import Clock, declared_zone, header_zone
from analytics.ingest.values import is_placeholder, parse_incident_id
from analytics.model import LinkKind, LogEntry, ReferenceLink, RelatedIncident

_BARE_URL = re.compile(r"<?(https?://[^\s>]+)>?")
_LINK_KINDS: dict[str, LinkKind] = {"appendix.metrics": "metrics", "appendix.references": "document"}


def load_related(section: Section, reading: Reading) -> None:
    """Tables with an incident a row, and bullets that begin with an id."""
    for block in section.blocks:
        if isinstance(block, Item):
            _load_related_item(block, reading)
        if not has_column(block, reading.dialect.columns["related"], "related_id"):
            continue
        reading.set_aside(block.line)
        for row, cells in table_records(block, reading.dialect.columns["related"]):
            related_id = cells.get("related_id", "").strip()
            if is_placeholder(related_id):
                reading.set_aside(row.line)
                continue
            reading.capture_line(row.line)
            when = cells.get("related_date", "")
            relationship = cells.get("relationship", "").strip()
            day = cell_date(when, row.line, reading)
            kind = None if is_placeholder(relationship) else relationship
            reading.postmortem.related_incidents.append(RelatedIncident(row.line, related_id, day, kind))
        keep_other_columns(block, reading.dialect.columns["related"], "related_id", section, reading)


def _load_related_item(item: Item, reading: Reading) -> None:
    """`INC-12: the same cause`; a bullet without an id in front names no incident."""
    related_id, relationship = parse_incident_id(" ".join(line.text for line in item.lines))
    if related_id:
        reading.capture(item.lines)
        reading.postmortem.related_incidents.append(RelatedIncident(item.lines[0].line, related_id, None, relationship))


def load_log(section: Section, reading: Reading) -> None:
    """The communication log; its times are placed like those of the timeline."""
    clock = Clock(reading, declared_zone(section, reading))
    for block in section.blocks:
        if not has_column(block, reading.dialect.columns["log"], "message"):
            continue
        reading.set_aside(block.line)
        zone = header_zone(block, reading)
        for row, cells in table_records(block, reading.dialect.columns["log"]):
            time_text = cells.get("time", "").strip()
            channel, message = (_stated(cells.get(name, "")) for name in ("channel", "message"))
            timeless = is_placeholder(time_text)
            if timeless and (message is None or reading.dialect.is_prompt(message)):
                reading.set_aside(row.line)
                continue
            reading.capture_line(row.line)
            occurred_at = None if timeless else clock.place(row.line, time_text, zone)
            reading.postmortem.communication_log.append(LogEntry(row.line, occurred_at, time_text, channel, message))
        keep_other_columns(block, reading.dialect.columns["log"], "message", section, reading)


def _stated(text: str) -> str | None:
    return None if is_placeholder(text) else text.strip()


def load_links(section: Section, reading: Reading) -> None:
    """Every link of the section; a line without one keeps its words as the label."""
    kind = _LINK_KINDS[section.name]
    for block in section.blocks:
        if isinstance(block, Item | Paragraph):
            for line in block.lines:
                _load_link(line, kind, reading)


def _load_link(line: Line, kind: LinkKind, reading: Reading) -> None:
    links = reading.links.get(line.line, [])
    if not links and is_placeholder(line.text):
        reading.set_aside(line.line)
        return
    reading.capture_line(line.line)
    records = reading.postmortem.reference_links
    if links:
        records.extend(ReferenceLink(line.line, kind, link.label or link.url, link.url) for link in links)
        return
    url = _BARE_URL.search(line.text)
    label = _BARE_URL.sub("", line.text).strip(" :-–—") if url else line.text
    records.append(ReferenceLink(line.line, kind, label or (url[1] if url else line.text), url[1] if url else None))
