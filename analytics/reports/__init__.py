"""The quarterly review as files: one outline (outline.py), and each format a module of its own, registered here by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from analytics.reports.html import write_html
from analytics.reports.markdown import write_markdown
from analytics.reports.pdf import write_pdf
from analytics.reports.pptx import write_pptx
from analytics.reports.records import Outline
from analytics.reports.xlsx import write_xlsx
from analytics.settings import Settings


class Format(NamedTuple):
    """A kind of file. `write`: the outline as bytes, the same bytes for the same outline and settings; its settings are `[report]`'s."""

    ending: str
    name: str
    mime: str
    write: Callable[[Outline, Settings], bytes]


FORMATS: dict[str, Format] = {
    "html": Format("html", "Web page", "text/html", write_html),
    "pdf": Format("pdf", "PDF", "application/pdf", write_pdf),
    "pptx": Format("pptx", "PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation", write_pptx),
    "md": Format("md", "Markdown", "text/markdown", write_markdown),
    "xlsx": Format("xlsx", "Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
}
"""The formats by the name that `--format` takes."""
