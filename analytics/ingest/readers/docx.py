"""DOCX (Word, Google Docs) -> HTML by the document's styles -> Markdown. A DOCX has no lines: a line is one of the Markdown."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from analytics.diagnostics import diagnose
from analytics.ingest.readers.html import convert_html
from analytics.ingest.readers.mend import finish
from analytics.ingest.readers.text import Contents
from analytics.settings import Ingest

NAME = "docx"

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\n"
_MARKUP = 3
"""A DOCX writes about so many bytes for each that HTML needs."""
_MAX_PARTS = 5_000
_BODY = "word/document.xml"
_DOCTYPE = re.compile(rb"<\s*!\s*D\s*O\s*C\s*T\s*Y\s*P\s*E", re.IGNORECASE)


def read_docx(path: str, data: bytes, limits: Ingest) -> Contents:
    """The document's words; pictures, comments and deleted text are left out."""
    code, problem = _problem_of(data, limits)
    if problem:
        return Contents(NAME, [], [diagnose(path, 0, code, problem, column=0)])
    # Imported here: most corpora hold no DOCX, and the library takes longer to load than many documents to read.
    import mammoth

    try:
        html = mammoth.convert_to_html(io.BytesIO(data), style_map=_STYLES, convert_image=_leave_out, external_file_access=False)
    except RecursionError:
        return Contents(NAME, [], [diagnose(path, 0, "PM009", "the document is nested too deep to be converted", column=0)])
    except Exception as error:  # whatever is wrong inside, the other documents are read
        message = f"the file is no DOCX that can be read ({type(error).__name__})"
        return Contents(NAME, [], [diagnose(path, 0, "PM008", message, column=0)])
    converted, diagnostics = convert_html(path, html.value, limits)
    if converted is None:
        return Contents(NAME, [], diagnostics)
    text, found = finish(path, converted[0], limits)
    return Contents(NAME, [text], found)


def _leave_out(_image: object) -> list[object]:
    return []


def _problem_of(data: bytes, limits: Ingest) -> tuple[str, str | None]:
    """Why the archive is not opened. What it says about sizes can be trusted: no more than that is ever unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if _BODY not in archive.namelist():
                return "PM008", "the file is no DOCX: it holds no document"
            if len(parts) > _MAX_PARTS:
                return "PM009", f"the file holds {len(parts):,} parts; the limit is {_MAX_PARTS:,}: nothing is read"
            written = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
            size = sum(part.file_size for part in written)
            if size > _MARKUP * limits.max_converted_bytes:
                return "PM009", f"{size:,} bytes unpacked; the limit is {_MARKUP * limits.max_converted_bytes:,}: nothing is read"
            if any(_DOCTYPE.search(archive.read(part).replace(b"\0", b"")) for part in written):
                return "PM008", "the file declares XML entities, which no word processor writes: nothing is read"
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError) as error:
        return "PM008", f"the file is no DOCX that can be read ({type(error).__name__})"
    return "", None
