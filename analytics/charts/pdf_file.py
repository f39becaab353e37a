"""What Chromium writes into every PDF by the clock, made the same for the same content."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, ByteStringObject, NameObject


class About(NamedTuple):
    """What a PDF says of itself. `made`: its clock; None: it names none."""

    title: str
    subject: str
    creator: str
    made: datetime | None


def settle_pdf(printed: bytes, about: About, identity: bytes, change: Callable[[PdfWriter], None] = lambda _: None) -> bytes:
    """The printed PDF with the properties of `about`, an id that comes from its content, and what `change` does to it."""
    writer = PdfWriter(clone_from=io.BytesIO(printed))
    producer = writer.metadata.producer if writer.metadata else None
    writer.metadata = {
        "/Title": about.title, "/Subject": about.subject, "/Creator": about.creator, "/Producer": producer or "", **_clock(about.made),
    }  # fmt: skip
    writer._ID = ArrayObject([ByteStringObject(identity)] * 2)  # pypdf's own way to set it draws it by lot
    writer.pdf_header = "%PDF-1.7"
    writer.create_viewer_preferences()[NameObject("/DisplayDocTitle")] = BooleanObject(True)
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _clock(made: datetime | None) -> dict[str, str]:
    if made is None:
        return {}
    clock = f"D:{made.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"
    return {"/CreationDate": clock, "/ModDate": clock}
