"""The file of a presentation, the same bytes for the same slides: no clock but the snapshot's stands in it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pptx.presentation import Presentation

from analytics.reports.records import Stamp
from analytics.reports.words import describe_definitions, describe_stamp

_EARLIEST = 1980
"""A ZIP file knows no earlier year."""


def write_file(presentation: Presentation, title: str, stamp: Stamp) -> bytes:
    _describe(presentation, title, stamp)
    file = BytesIO()
    presentation.save(file)
    return _with_clock(file, stamp.published)


def _describe(presentation: Presentation, title: str, stamp: Stamp) -> None:
    about, day = presentation.core_properties, stamp.published.replace(tzinfo=None, microsecond=0)
    about.title, about.subject = title[:255], describe_stamp(stamp)[:255]
    about.author = about.last_modified_by = stamp.product[:255]
    about.comments = describe_definitions(stamp)[:255]
    about.created = about.modified = about.last_printed = day
    about.revision, about.keywords, about.category = 1, "", ""


def _with_clock(file: BytesIO, clock: datetime) -> bytes:
    written = BytesIO()
    at = (max(clock.year, _EARLIEST), clock.month, clock.day, clock.hour, clock.minute, clock.second // 2 * 2)
    with ZipFile(file) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, at)
            entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, 0o600 << 16, 3
            target.writestr(entry, source.read(name))
    return written.getvalue()
