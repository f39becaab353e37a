"""Which slides a review has, in which order, and what stands on each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from analytics.charts.wording import format_plural
from analytics.reports.pptx.base import Box, Ground, open_ground
from analytics.reports.pptx.charts import put_chart
from analytics.reports.pptx.colours import TONE
from analytics.reports.pptx.lettering import Run, Words, fit, height_of
from analytics.reports.pptx.package import write_file
from analytics.reports.pptx.page import Page, plain, start_cover, start_page, write_notes
from analytics.reports.pptx.tables import draw_table, lay_out
from analytics.reports.records import Exhibit, Outline, Paragraph, Plot, Section, Stamp, Table
from analytics.reports.words import count_evidence, describe_definitions, describe_evidence, describe_rows, describe_stamp
from analytics.settings import Settings

_TEXT_SIZES = (24.0, 22.0, 20.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0)
_LEAD_SIZES = (14.0, 13.0, 12.0)
_LEAD_MOST = 0.2
"""The part of a slide's body that words above a chart or table may take; more words have a slide of their own."""
_GAP = 0.6
"""Between two paragraphs, of the size of their letters."""
_HEADING, _BENEATH = 13.0, 10.0


@dataclass(frozen=True, slots=True)
class Deck:
    """What every slide needs."""

    ground: Ground
    stamp: Stamp

    def start(self, title: str, kicker: str, definitions: Sequence[str] = ()) -> Page:
        versions = ", ".join(definitions) if definitions else "definitions in the notes" if self.stamp.definitions else ""
        return start_page(self.ground, title, " · ".join(filter(None, (describe_stamp(self.stamp), versions))), kicker)

    def finish(self, page: Page, notes: Sequence[str] = ()) -> None:
        page.notes += notes
        versions = f" {describe_definitions(self.stamp)}." if self.stamp.definitions else ""
        write_notes(page, [f"{describe_stamp(self.stamp)}.{versions}"])


def write_pptx(outline: Outline, settings: Settings) -> bytes:
    """The review as a presentation of 16:9, or of the template's size.

    Raises:
        UsageError: the template of the settings cannot be used.
    """
    deck = Deck(open_ground(settings.report.pptx_template), outline.stamp)
    _write_cover(deck, outline)
    for is_bare, sections in groupby(outline.sections, _is_bare):
        if is_bare:
            _write_bare(deck, list(sections))
        else:
            for section in sections:
                _write_section(deck, section)
    return write_file(deck.ground.presentation, outline.title, outline.stamp)


def write_one_slide(exhibit: Exhibit, stamp: Stamp, settings: Settings) -> bytes:
    """A presentation of one slide with this chart, whose title is the chart's; of as many as its rows need with a table."""
    deck = Deck(open_ground(settings.report.pptx_template), stamp)
    if isinstance(exhibit, Plot):
        page = deck.start(exhibit.title, "", exhibit.definitions)
        put_chart(page, exhibit, deck.ground.body, stamp.published)
        deck.finish(page)
    else:
        _write_table(deck, "", exhibit, exhibit.title, [], [])
    return write_file(deck.ground.presentation, exhibit.title, stamp)


def _write_cover(deck: Deck, outline: Outline) -> None:
    stamp = outline.stamp
    words = (stamp.selection, f"As of {stamp.as_of:%Y-%m-%d} · corpus {stamp.fingerprint}", stamp.product)
    page = start_cover(deck.ground, outline.title, [(Run(text),) for text in words])
    deck.finish(page)


def _is_bare(section: Section) -> bool:
    """Whether its message is all that it says."""
    return not section.paragraphs and not section.exhibits


def _write_bare(deck: Deck, sections: Sequence[Section]) -> None:
    """Messages without anything to show share a slide: a row of empty slides would say no more."""
    [first, *others] = sections
    if not others:
        _write_text(deck, replace(first, paragraphs=first.speaker_notes, speaker_notes=()))
        return
    told = [Paragraph(f"{section.message}.", f"{section.name}.") for section in sections]
    numbers = f"{first.number} to {others[-1].number}"
    notes = tuple(note for section in sections for note in section.speaker_notes)
    message = f"{format_plural(len(sections), 'part')} of this review have nothing to show"
    _write_text(deck, Section(first.id, numbers, "What there is not", message, tuple(told), (), notes))


def _write_section(deck: Deck, section: Section) -> None:
    """Words and the first chart or table on one slide where the words are few; each further chart or table on its own."""
    lead = [words_of(paragraph) for paragraph in section.paragraphs]
    room = deck.ground.body.height * _LEAD_MOST
    is_short = height_of(lead, _LEAD_SIZES[-1], deck.ground.body.width, _GAP) <= room
    if not section.exhibits or not is_short:
        _write_text(deck, section)
        lead = []
    for place, exhibit in enumerate(section.exhibits):
        is_first = place == 0 and is_short
        title = section.message if is_first else exhibit.title
        notes = list(notes_of(section)) if is_first else []
        _write_exhibit(deck, section, exhibit, title, lead if is_first else [], notes)


def kicker_of(section: Section) -> str:
    return f"{section.number} · {section.name}"


def words_of(paragraph: Paragraph) -> Words:
    heading = (Run(f"{paragraph.heading} ", bold=True),) if paragraph.heading else ()
    return (*heading, Run(paragraph.text))


def notes_of(section: Section) -> Iterator[str]:
    """What the presenter says, and each statement with the incidents it rests on, file and line."""
    for paragraph in (*section.speaker_notes, *section.paragraphs):
        if paragraph in section.speaker_notes or paragraph.evidence:
            yield plain(words_of(paragraph))
        if paragraph.evidence:
            yield f"{count_evidence(paragraph)}:"
            yield from (f"– {describe_evidence(one)}" for one in paragraph.evidence)


def _write_text(deck: Deck, section: Section) -> None:
    """As many slides as the paragraphs need in letters that a room can read."""
    body = deck.ground.body
    whole = fit([words_of(paragraph) for paragraph in section.paragraphs], body.width, body.height, _TEXT_SIZES, _GAP)
    groups = [section.paragraphs] if not whole.shortened else list(_share_out(section.paragraphs, body))
    for place, group in enumerate(groups, 1):
        title = f"{section.message} ({place} of {len(groups)})" if len(groups) > 1 else section.message
        page = deck.start(title, kicker_of(section))
        if group:
            page.write(body, [words_of(paragraph) for paragraph in group], _TEXT_SIZES, gap=_GAP)
        first = section.speaker_notes if place == 1 else ()
        deck.finish(page, list(notes_of(replace(section, paragraphs=group, speaker_notes=first))))


def _share_out(paragraphs: Sequence[Paragraph], body: Box) -> Iterator[tuple[Paragraph, ...]]:
    """About the same on each of the fewest slides that hold them all."""
    size = _TEXT_SIZES[-2]
    high = [height_of([words_of(one)], size, body.width) + _GAP * size for one in paragraphs]
    slides = max(2, int(sum(high) / body.height) + 1)
    goal, group, used = sum(high) / slides, list[Paragraph](), 0.0
    for one, height in zip(paragraphs, high, strict=True):
        if group and (used + height > body.height or used + height / 2 > goal):
            yield tuple(group)
            group, used = [], 0.0
        group.append(one)
        used += height
    yield tuple(group)


def _write_exhibit(deck: Deck, section: Section, exhibit: Exhibit, title: str, lead: Sequence[Words], notes: list[str]) -> None:
    if isinstance(exhibit, Plot):
        page = deck.start(title, kicker_of(section), exhibit.definitions)
        put_chart(page, exhibit, _write_lead(page, exhibit, title, lead), deck.stamp.published)
        deck.finish(page, notes)
    else:
        _write_table(deck, kicker_of(section), exhibit, title, lead, notes)


def _write_lead(page: Page, exhibit: Exhibit, title: str, lead: Sequence[Words]) -> Box:
    """The words above, and the exhibit's own title where the slide's says something else; returns the room below."""
    body = page.ground.body
    if lead:
        used = page.write(Box(*body[:3], body.height * _LEAD_MOST), lead, _LEAD_SIZES, gap=_GAP).height
        body = body.below(used + 10)
    if exhibit.title and exhibit.title != title:
        heading = [(Run(exhibit.title, bold=True),)]
        used = page.write(Box(*body[:3], 36.0), heading, (_HEADING, 12.0, 11.0), TONE.muted, name="Heading").height
        body = body.below(used + 6)
    return body


def _write_table(deck: Deck, kicker: str, table: Table, title: str, lead: Sequence[Words], notes: list[str]) -> None:
    """As many slides as its rows need; each says which rows it shows, the last what is counted."""
    page = deck.start(title, kicker)
    first = _write_lead(page, table, title, lead)
    if not table.rows:
        page.write(first, [(Run(table.empty),)], (16.0, 14.0))
        deck.finish(page, notes)
        return
    foot = fit([(Run(describe_rows(table, 0) or "0 of 0 rows"),)], first.width, 40.0, (_BENEATH,)).height + 18
    rest = Box(*deck.ground.body[:3], deck.ground.body.height - foot)
    sheaf = lay_out(table, rest, Box(*first[:3], first.height - foot))
    for place, rows in enumerate(sheaf.pages):
        if place:
            deck.finish(page, notes if place == 1 else [])
            page = deck.start(f"{title} ({place + 1} of {len(sheaf.pages)})", kicker)
        box = rest if place else first
        high = draw_table(page, table, sheaf, rows, box)
        words = _beneath(table, rows, len(sheaf.pages))
        if words:
            page.write(
                Box(box.left, box.top + high + 8, box.width, 30.0), [(Run(words),)], (_BENEATH, 9.0), TONE.muted, name="Rows"
            )
    deck.finish(page, notes if len(sheaf.pages) == 1 else [])


def _beneath(table: Table, rows: Sequence[int], pages: int) -> str:
    """`Rows 1 to 12 of 47.`, and the note of the table."""
    if pages == 1:
        return describe_rows(table, len(rows))
    return f"Rows {rows[0] + 1:,} to {rows[-1] + 1:,} of {table.total:,}. {table.note}".strip()
