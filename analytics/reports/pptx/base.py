"""The presentation that slides are put into: ours, or a company's template with its layouts, fonts and colours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, cast
from zipfile import BadZipFile, ZipFile

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation
from pptx.slide import SlideLayout
from pptx.util import Emu

from analytics.charts.palette import CATEGORIES
from analytics.errors import UsageError
from analytics.reports.pptx.colours import TONE

POINT = 12700
_WIDE, _HIGH, _EDGE = 960.0, 540.0, 40.0
FONT = "Arial"
"""On every Windows and macOS; elsewhere a font of the same widths stands in."""
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FEET = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_OWN_LAYOUTS = ("Title Slide", "Title Only")
_INSET_ACROSS, _INSET_UP = 7.2, 3.6
"""Points between a placeholder and its text, where a template says nothing else."""
_LARGEST_TITLE = 26.0
_STRIP, _TWO_LINES, _GAP = 14.0, 20.0, 8.0
_LEAST_ROOM = 180.0
"""Points: a lower body has no room for a chart with its source."""


class Box(NamedTuple):
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def emus(self) -> tuple[Emu, Emu, Emu, Emu]:
        left, top, width, height = (Emu(round(side * POINT)) for side in self)
        return left, top, width, height

    def below(self, used: float) -> Box:
        """What is left under the first points."""
        return Box(self.left, self.top + used, self.width, self.height - used)

    def inside(self, across: float, up: float) -> Box:
        return Box(self.left + across, self.top + up, self.width - 2 * across, self.height - 2 * up)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where things go. `title`, `cover_title`, `cover_words`: the room that their text has; `number`: where the layout has no place for it;
    `kicker`: the line above a title, where there is room for one.
    """

    presentation: Presentation
    cover: SlideLayout
    page: SlideLayout
    title: Box
    cover_title: Box
    cover_words: Box
    body: Box
    stamp: Box
    title_size: float
    number: Box | None = None
    kicker: Box | None = None


def open_ground(template: str | None) -> Ground:
    """The presentation without slides.

    Raises:
        UsageError: the template is not there, is no presentation, or has no layout that can be used.
    """
    return _of_template(Path(template)) if template else _own()


def _own() -> Ground:
    """16:9, from the plain presentation that python-pptx has with it."""
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Emu(round(_WIDE * POINT)), Emu(round(_HIGH * POINT))
    for layout in list(presentation.slide_layouts):
        if layout.name not in _OWN_LAYOUTS:
            presentation.slide_layouts.remove(layout)
    cover, page = presentation.slide_layouts
    _dress(presentation)
    title, cover_title = Box(_EDGE, 36, _WIDE - 2 * _EDGE, 66), Box(_EDGE, 130, _WIDE - 2 * _EDGE, 110)
    words = Box(_EDGE, cover_title.bottom + 16, _WIDE - 2 * _EDGE, 150)
    for one, place in ((presentation.slide_master, title), (page, title), (cover, cover_title)):
        _arrange(one.placeholders, place, words)
    stamp = Box(_EDGE, _HIGH - 28, _WIDE - 2 * _EDGE - 50, _STRIP)
    body = _between(title, stamp.top - 2 * _GAP)
    kicker = Box(_EDGE, 18, _WIDE - 2 * _EDGE, 16)
    return Ground(presentation, cover, page, title, cover_title, words, body, stamp, _LARGEST_TITLE, kicker=kicker)


def _between(title: Box, bottom: float) -> Box:
    top = title.bottom + _GAP
    return Box(title.left, top, title.width, bottom - top)


def _arrange(placeholders: Iterable[Any], title: Box, words: Box) -> None:
    """Our places for the title, what is below it, and the foot, in a master or a layout."""
    foot = Box(_EDGE, _HIGH - 28, 200, _STRIP)
    places = {
        **dict.fromkeys(_TITLES, title), PP_PLACEHOLDER.SUBTITLE: words, PP_PLACEHOLDER.BODY: words, PP_PLACEHOLDER.DATE: foot,
        PP_PLACEHOLDER.FOOTER: foot, PP_PLACEHOLDER.SLIDE_NUMBER: Box(_WIDE - _EDGE - 44, foot.top, 44, _STRIP),
    }  # fmt: skip
    for shape in placeholders:
        kind = shape.placeholder_format.type
        shape.left, shape.top, shape.width, shape.height = places[kind].emus()
        _flush(shape, "b" if kind in _TITLES else "ctr" if kind in _FEET else "t")


def _flush(shape: Any, anchor: str) -> None:  # noqa: ANN401 - placeholders of masters and layouts have no common type
    """Text begins where its box does, so that titles, text and tables stand on one line."""
    body = shape._element.txBody.bodyPr
    for side in ("lIns", "rIns", "tIns", "bIns"):
        body.set(side, "0")
    body.set("anchor", anchor)


def _dress(presentation: Presentation) -> None:
    """Our colours and font in the theme, titles in bold at the left."""
    [theme] = [rel.target_part for rel in presentation.slide_master.part.rels.values() if rel.reltype.endswith("/theme")]
    text = theme.blob.decode()
    colours = {f"accent{place}": colour for place, colour in enumerate(CATEGORIES[:6], 1)} | {
        "dk1": TONE.text,
        "lt1": TONE.background,
    }
    for name, colour in colours.items():
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\1<a:srgbClr val="{colour[1:]}"/>\2', text, flags=re.DOTALL)
    theme._blob = re.sub(r'(<a:m(?:aj|in)orFont>\s*<a:latin typeface=")[^"]*', rf"\1{FONT}", text).encode()
    [level] = presentation.slide_master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr")
    level.set("algn", "l")
    [letters] = presentation.slide_master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr")
    letters.set("sz", f"{_LARGEST_TITLE * 100:.0f}")
    letters.set("b", "1")
    for layout in presentation.slide_layouts:
        for paragraph in layout._element.xpath(".//p:txBody/a:lstStyle/a:lvl1pPr"):
            paragraph.set("algn", "l")
    for one in (presentation.slide_master, *presentation.slide_layouts):
        for paragraph in one._element.xpath(".//p:sp[p:nvSpPr/p:nvPr/p:ph/@type='sldNum']/p:txBody/a:lstStyle/a:lvl1pPr"):
            paragraph.set("algn", "r")


def _of_template(file: Path) -> Ground:
    presentation = _open(file)
    _drop_slides(presentation)
    layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    page, cover = _find_page(file, layouts), _find_cover(file, layouts)
    title = _place(_placeholder(page, *_TITLES))
    feet = [one for one in placeholders_of(page) if one.placeholder_format.type in _FEET and _place(one).top > title.bottom]
    bottom = min((_place(one).top for one in feet), default=(presentation.slide_height or 0) / POINT - 16)
    text = title.inside(_INSET_ACROSS, 0)
    strip = _STRIP if text.width >= _WIDE - 2 * _EDGE - 50 else _TWO_LINES
    stamp = Box(text.left, bottom - strip - 2, text.width, strip)
    body = _between(text, stamp.top - 2 * _GAP)
    if body.height < _LEAST_ROOM:
        raise UsageError(
            f"The layout {page.name!r} of the template {file} leaves too little room between its title and its foot."
        )
    number = None
    if not _has(page, PP_PLACEHOLDER.SLIDE_NUMBER):
        number = Box(stamp.left + stamp.width - 44, stamp.top, 44, _STRIP)
        stamp = stamp._replace(width=stamp.width - 50)
    words = _place(_placeholder(cover, PP_PLACEHOLDER.SUBTITLE)).inside(_INSET_ACROSS, _INSET_UP)
    cover_title = _place(_placeholder(cover, *_TITLES)).inside(_INSET_ACROSS, _INSET_UP)
    return Ground(
        presentation, cover, page, title.inside(_INSET_ACROSS, _INSET_UP), cover_title, words, body, stamp,
        min(_LARGEST_TITLE, _nominal_size(page)), number,
    )  # fmt: skip


def _open(file: Path) -> Presentation:
    try:
        return pptx.Presentation(_as_presentation(file))
    except FileNotFoundError as error:
        raise UsageError(
            f"The template {file} does not exist: correct pptx_template in [report] of the settings, and ingest again."
        ) from error
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        raise UsageError(
            f"The template {file} is no presentation of PowerPoint (.pptx or .potx): give another one, or none."
        ) from error


def _as_presentation(file: Path) -> BytesIO:
    """A template of PowerPoint (.potx) differs from a presentation by one word in its list of contents."""
    written = BytesIO()
    with ZipFile(file) as source, ZipFile(written, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"presentationml.template.main+xml", b"presentationml.presentation.main+xml")
            target.writestr(name, content)
    return written


def _drop_slides(presentation: Presentation) -> None:
    """A template's own slides, and what names them: sections and custom shows."""
    slides = presentation.slides._sldIdLst
    for slide in list(slides):
        presentation.part.drop_rel(slide.rId)
        slides.remove(slide)
    for stale in presentation.part._element.xpath("./p:custShowLst | ./p:extLst"):
        stale.getparent().remove(stale)


def _find_page(file: Path, layouts: Iterable[SlideLayout]) -> SlideLayout:
    """A title and nothing else where there is such a layout; else the one with the fewest other places, which stay empty."""
    found = [layout for layout in layouts if _has(layout, PP_PLACEHOLDER.TITLE)]
    if not found:
        raise UsageError(
            f"The template {file} has no layout with a title, such as “Title Only”: add one, or give another template."
        )
    return min(found, key=lambda layout: sum(1 for _ in _others(layout)))


def _find_cover(file: Path, layouts: Iterable[SlideLayout]) -> SlideLayout:
    for layout in layouts:
        if _has(layout, PP_PLACEHOLDER.SUBTITLE) and _has(layout, *_TITLES):
            return layout
    raise UsageError(
        f"The template {file} has no layout with a title and a subtitle, such as “Title Slide”: add one, or give another template."
    )


def _others(layout: SlideLayout) -> Iterator[Any]:
    return (one for one in placeholders_of(layout) if one.placeholder_format.type not in (*_TITLES, *_FEET))


def _has(layout: SlideLayout, *kinds: PP_PLACEHOLDER) -> bool:
    return any(one.placeholder_format.type in kinds for one in placeholders_of(layout))


def _placeholder(layout: SlideLayout, *kinds: PP_PLACEHOLDER) -> Any:  # noqa: ANN401 - it has the words of a shape
    return next(one for one in placeholders_of(layout) if one.placeholder_format.type in kinds)


def placeholders_of(layout: SlideLayout) -> list[Any]:
    """With the words of shapes; python-pptx types them as no list."""
    return list(cast("Iterable[Any]", layout.placeholders))


def _place(shape: Any) -> Box:  # noqa: ANN401 - as above
    return Box(*(side / POINT for side in (shape.left, shape.top, shape.width, shape.height)))


def _nominal_size(layout: SlideLayout) -> float:
    """The size that the template gives its titles."""
    own = _placeholder(layout, *_TITLES)._element.xpath("./p:txBody/a:lstStyle/a:lvl1pPr/a:defRPr/@sz")
    master = layout.slide_master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    return float((own or master or ["4400"])[0]) / 100
