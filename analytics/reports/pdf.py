"""The review as PDF, for reading beforehand: the web page, printed by a Chrome or Chromium, with bookmarks by section."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from choreographer import Browser
from choreographer.errors import DevtoolsProtocolError
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Destination, DictionaryObject, NameObject, TextStringObject

from analytics.charts.browser import drive
from analytics.charts.pdf_file import About, settle_pdf
from analytics.reports.html import says_more, write_html
from analytics.reports.records import Outline
from analytics.reports.words import describe_stamp
from analytics.settings import Settings

_SECONDS = 120.0
"""The sample's takes two; a machine that swaps may need its time."""
_PRINTING = {
    "preferCSSPageSize": True, "printBackground": True, "generateTaggedPDF": True, "generateDocumentOutline": True,
}  # fmt: skip


def write_pdf(outline: Outline, settings: Settings) -> bytes:
    """Selectable text, vector charts, page numbers and the stamp on every page; on the paper of the settings.

    Raises:
        BrowserMissingError, BrowserBrokenError: there is no Chrome or Chromium to print with, or it does not print.
    """
    page = write_html(outline, settings).decode()

    async def work(browser: Browser) -> bytes:
        return await _print(browser, page)

    about = About(outline.title, describe_stamp(outline.stamp), outline.stamp.product, outline.stamp.published)
    identity = sha256(page.encode()).digest()[:16]
    return settle_pdf(drive(Browser, work, _SECONDS), about, identity, lambda writer: _add_bookmarks(writer, outline))


async def _print(browser: Browser, page: str) -> bytes:
    """Printed twice: only then is it known on which pages the sections of the contents begin, and the numbers move nothing.

    No program of the page runs: what it adds is for the screen. The page is handed over, so no file has to be reachable.
    """
    tab = await browser.create_tab("about:blank")

    async def ask(command: str, **parameters: object) -> dict[str, Any]:
        answer = await tab.send_command(command, parameters)
        if "error" in answer:
            raise DevtoolsProtocolError(answer)
        result: dict[str, Any] = answer["result"]
        return result

    async def print_page(html: str) -> bytes:
        await ask("Page.setDocumentContent", frameId=frame, html=html)
        return base64.b64decode((await ask("Page.printToPDF", **_PRINTING))["data"])

    await ask("Emulation.setScriptExecutionDisabled", value=True)
    frame = (await ask("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    return await print_page(_number_contents(page, await print_page(page)))


def _number_contents(page: str, printed: bytes) -> str:
    """The page, whose contents say on which page of paper each section begins."""
    reader = PdfReader(io.BytesIO(printed))
    starts = [reader.get_destination_page_number(mark) for mark in _sections(reader)]
    numbers = (
        f'nav li:nth-child({place}) a::after {{ content: "{start + 1}" }}'
        for place, start in enumerate(starts, start=1)
        if start is not None
    )
    return page.replace("</head>", f"<style>@media print {{ {' '.join(numbers)} }}</style></head>", 1)


def _sections(reader: PdfReader) -> list[Destination]:
    """The bookmarks of the sections: those right below that of the title."""
    below = reader.outline[1] if len(reader.outline) > 1 else []
    return [mark for mark in below if isinstance(mark, Destination)] if isinstance(below, list) else []


def _add_bookmarks(writer: PdfWriter, outline: Outline) -> None:
    """Chromium makes one for each heading that is seen, and swallows the spaces at which a heading's lines end."""
    marks = _walk(writer.get_outline_root())
    for mark, name in zip(marks, _bookmarks(outline), strict=True):
        mark[NameObject("/Title")] = TextStringObject(name)
    writer.page_mode = "/UseOutlines"


def _bookmarks(outline: Outline) -> Iterator[str]:
    """A section begins with its number and name: a reader's list of bookmarks is narrow and a message is long."""
    yield outline.title
    for section in outline.sections:
        yield f"{section.number} {section.name}: {section.message}"
        yield from (exhibit.title for exhibit in section.exhibits if says_more(exhibit, section))


def _walk(mark: DictionaryObject) -> Iterator[DictionaryObject]:
    """The marks below one, in the order of the pages."""
    child = mark.get("/First")
    while child is not None:
        one: DictionaryObject = child.get_object()
        yield one
        yield from _walk(one)
        child = one.get("/Next")
