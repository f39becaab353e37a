"""One slide: its title, what stands on it, its stamp, its number and its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.slide import Slide

from analytics.reports.pptx.base import Box, Ground, placeholders_of
from analytics.reports.pptx.colours import TONE, fill_xml
from analytics.reports.pptx.lettering import LEADING, Fit, Run, Words, fit, is_right_to_left, shorten_to
from analytics.reports.pptx.paper import NAMESPACES, clean, quote

_STAMP_SIZES, _KICKER_SIZE = (8.0, 7.0), 11.0
_SMALLEST_TITLE = 15


@dataclass(slots=True)
class Page:
    """A slide in the making. `whole`: texts that had to be cut on it, which its notes tell in full."""

    ground: Ground
    slide: Slide
    notes: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)

    def put(self, box: Box, fitted: Fit, colour: str = TONE.text, *, name: str = "Text", gap: float = 0.0) -> None:
        """A text that has been fitted to a box."""
        shape = self.slide.shapes.add_textbox(*box.emus())
        shape.name = f"{name} {shape.shape_id}"
        write_text(shape._element.txBody, fitted, colour, gap)

    def write(self, box: Box, paragraphs: Sequence[Words], sizes: Sequence[float], colour: str = TONE.text, **look: Any) -> Fit:  # noqa: ANN401 - those of put
        """As large as fits; what has to be cut goes into the notes."""
        fitted = fit(paragraphs, box.width, box.height, sizes, look.get("gap", 0.0))
        if fitted.shortened:
            self.whole += [plain(words) for words in paragraphs]
        self.put(box, fitted, colour, **look)
        return fitted


def plain(words: Words) -> str:
    return "".join(run.text for run in words)


def start_page(ground: Ground, title: str, stamp: str, kicker: str = "") -> Page:
    """With title, stamp and number."""
    page = _start(ground, ground.presentation.slides.add_slide(ground.page), title, ground.title, ground.title_size)
    said = f"{kicker}  ·  {stamp}" if kicker and not ground.kicker else stamp
    if kicker and ground.kicker:
        page.put(ground.kicker, _one_line(kicker, ground.kicker, _KICKER_SIZE), TONE.muted, name="Section")
    page.write(ground.stamp, [(Run(said),)], _STAMP_SIZES, TONE.muted, name="Stamp")
    _number(page)
    return page


def start_cover(ground: Ground, title: str, words: Sequence[Words]) -> Page:
    page = _start(ground, ground.presentation.slides.add_slide(ground.cover), title, ground.cover_title, 36.0)
    [subtitle] = [one for one in page.slide.placeholders if one.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE]
    fitted = fit(words, ground.cover_words.width, ground.cover_words.height, (18, 16, 14, 12, 10), gap=0.4)
    write_text(subtitle._element.txBody, fitted, "", gap=0.4)
    return page


def _start(ground: Ground, slide: Slide, title: str, box: Box, size: float) -> Page:
    page = Page(ground, slide)
    for empty in list(slide.placeholders):
        if empty.placeholder_format.type not in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.SUBTITLE):
            empty._element.getparent().remove(empty._element)
    sizes = [size - step for step in range(0, max(1, int(size) - _SMALLEST_TITLE + 1), 1)]
    fitted = fit([(Run(title, bold=True),)], box.width, box.height, sizes)
    if fitted.shortened:
        page.whole.append(title)
    shape = slide.shapes.title
    if shape is not None:
        bare = Fit(tuple((Run(plain(words)),) for words in fitted.paragraphs), fitted.size, fitted.height, fitted.shortened)
        write_text(shape._element.txBody, bare, "")
    return page


def _one_line(text: str, box: Box, size: float) -> Fit:
    return Fit(((Run(shorten_to(text, box.width, size)),),), size, size * LEADING, shortened=False)


def write_text(body: Any, fitted: Fit, colour: str, gap: float = 0.0) -> None:  # noqa: ANN401 - a txBody of python-pptx
    """Replaces the paragraphs. `colour` empty: that of the template, and whether it is bold too."""
    if colour:
        frame = body.bodyPr
        frame.attrib.update({"wrap": "square", "lIns": "0", "tIns": "0", "rIns": "0", "bIns": "0"})
        frame[:] = []
    for stale in list(body.p_lst):
        body.remove(stale)
    for place, words in enumerate(fitted.paragraphs):
        after = gap if place < len(fitted.paragraphs) - 1 else 0.0
        body.append(parse_xml(paragraph_xml(words, fitted.size, colour, after)))


def paragraph_xml(words: Words, size: float, colour: str, gap: float = 0.0, align: str = "l") -> str:
    """`gap`: below it, of the size of the letters. Arabic and Hebrew run from right to left."""
    turned = is_right_to_left(plain(words))
    way = ' algn="r" rtl="1"' if turned else f' algn="{align}"' if colour else ""
    spaced = f'<a:lnSpc><a:spcPts val="{round(size * LEADING * 100)}"/></a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef>'
    after = f'<a:spcAft><a:spcPts val="{round(gap * size * 100)}"/></a:spcAft>'
    paint = fill_xml(colour) if colour else ""
    runs = "".join(
        f'<a:r><a:rPr lang="en-US" sz="{round(size * 100)}"{_weight(run, colour)}>{paint}</a:rPr><a:t>{_kept(run.text)}</a:t></a:r>'
        for run in words
        if run.text
    )
    end = f'<a:endParaRPr lang="en-US" sz="{round(size * 100)}"/>'
    return f"<a:p {NAMESPACES}><a:pPr{way}>{spaced}{after}<a:buNone/></a:pPr>{runs}{end}</a:p>"


def _weight(run: Run, colour: str) -> str:
    return f' b="{int(run.bold)}"' if colour else ""


def _kept(text: str) -> str:
    """Escaped, with the spaces at its ends, which part it from the run beside it."""
    before, after = (" " if text[:1] == " " else ""), (" " if len(text) > 1 and text[-1:] == " " else "")
    return f"{before}{quote(text)}{after}"


def _number(page: Page) -> None:
    """In the place that the layout has for it, else at the end of the stamp."""
    field = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="en-US"%s/><a:t>‹#›</a:t></a:fld>'
    box = page.ground.number
    if box is None:
        page.slide.shapes._spTree.append(parse_xml(
            f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{_next_id(page)}" name="Slide Number"/>'
            '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f'<p:nvPr><p:ph type="sldNum" sz="quarter" idx="{_number_index(page)}"/></p:nvPr></p:nvSpPr><p:spPr/>'
            f"<p:txBody><a:bodyPr/><a:lstStyle/><a:p>{field % ''}</a:p></p:txBody></p:sp>"
        ))  # fmt: skip
        return
    shape = page.slide.shapes.add_textbox(*box.emus())
    shape.name = "Slide Number"
    body: Any = shape._element.txBody
    write_text(body, Fit((), _STAMP_SIZES[0], 0.0, shortened=False), TONE.muted)
    size = f' sz="{_STAMP_SIZES[0] * 100:.0f}"'
    body.append(parse_xml(f'<a:p {NAMESPACES}><a:pPr algn="r"/>{field % size}</a:p>'))


def _next_id(page: Page) -> int:
    return max(shape.shape_id for shape in page.slide.shapes) + 1


def _number_index(page: Page) -> object:
    kinds = ((one.placeholder_format.type, one.placeholder_format.idx) for one in placeholders_of(page.ground.page))
    return next(idx for kind, idx in kinds if kind == PP_PLACEHOLDER.SLIDE_NUMBER)


def write_notes(page: Page, last: Sequence[str]) -> None:
    """What a presenter needs: the notes, the whole of what was cut, and at last the stamp with the definitions."""
    cut = ["In full:", *page.whole] if page.whole else []
    lines = [clean(line) for line in (*page.notes, *cut, *last)]
    frame = page.slide.notes_slide.notes_text_frame
    if frame is None:
        return
    frame.text = "\n".join(line for line in lines if line)
    for paragraph in frame.paragraphs:
        if is_right_to_left(paragraph.text):
            paragraph._p.get_or_add_pPr().set("rtl", "1")
