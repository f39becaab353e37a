"""Bytes -> text, one file a format. `READERS` registers by hand which ending is read by what."""

from __future__ import annotations

import re

from analytics.ingest.readers import csv_export, docx, html, json_export, markdown
from analytics.ingest.readers.csv_export import read_csv
from analytics.ingest.readers.docx import read_docx
from analytics.ingest.readers.html import read_html
from analytics.ingest.readers.json_export import read_json
from analytics.ingest.readers.markdown import read_markdown
from analytics.ingest.readers.text import Reader

READERS: dict[str, Reader] = {
    "md": read_markdown,
    "markdown": read_markdown,
    "mdx": read_markdown,
    "qmd": read_markdown,
    "erb": read_markdown,
    "txt": read_markdown,
    "html": read_html,
    "htm": read_html,
    "docx": read_docx,
    "json": read_json,
    "csv": read_csv,
}
NAMES: tuple[str, ...] = (
    *(markdown.NAME, html.NAME, docx.NAME),
    *json_export.NAMES.values(),
    json_export.NO_EXPORT,
    *csv_export.NAMES.values(),
    csv_export.NO_EXPORT,
)
"""What `documents.reader` can say of a file that was opened."""
_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,9})$")


def ending_of(name: str) -> str:
    """`md` of `queue.MD`; nothing where the name has no ending: what stands behind the dot of `release 1.2` is none."""
    match = _ENDING.search(name)
    return match[1].lower() if match else ""


def reader_of(path: str) -> Reader:
    """By the file's ending; a file of any other ending that the settings include is read as Markdown."""
    return READERS.get(ending_of(path), read_markdown)
