"""An earlier report read back: the data that its web page carries, or one sentence that says why it cannot be compared."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from analytics.charts.wording import format_names, format_quarter
from analytics.errors import BaselineError
from analytics.reports.facts import DATA_VERSION, Baseline, Facts, unpack_facts, version_of

BLOCK = "review-data"
"""The id of the element that holds the data."""
_START = re.compile(rb"<script\b[^>]*\bid=[\"']?" + BLOCK.encode() + rb"\b[^>]*>")
_DIGEST = re.compile(rb"\bdata-sha256=[\"']?([0-9a-f]{64})\b")
_END = b"</script>"
_ASK = "give the web page (.html) of the earlier report"
_OTHERS = {
    b"%PDF": "is a PDF, which carries no data", b"PK\x03\x04": "is a document of an office program, which people edit and sort",
    b"# Quarterly review": "is a report as Markdown, which carries no data",
}  # fmt: skip
"""What reports of other formats begin with."""


def digest_data(data: str) -> str:
    """Stands beside the data, so that a page that was cut off or edited is known."""
    return hashlib.sha256(data.encode("ascii")).hexdigest()


def read_baseline_file(file: Path) -> Baseline:
    """The earlier report in a file.

    Raises:
        BaselineError: there is none, or it holds no data that this version can read.
    """
    try:
        return read_baseline(file.name, file.read_bytes())
    except OSError as error:
        raise BaselineError(file.name, f"cannot be read ({error.strerror}): {_ASK}") from error


def read_baseline(name: str, content: bytes) -> Baseline:
    """The earlier report whose file has these bytes.

    Raises:
        BaselineError: it holds no data that this version can read.
    """
    start = _START.search(content)
    if start is None:
        what = next((words for begins, words in _OTHERS.items() if content.startswith(begins)), "is no report of this program")
        raise BaselineError(name, f"{what}: {_ASK}")
    data = content[start.end() :].partition(_END)
    stated = _DIGEST.search(start[0])
    text = data[0].strip()
    if not data[1] or stated is None or hashlib.sha256(text).hexdigest().encode() != stated[1]:
        raise BaselineError(name, f"is damaged or was changed since it was written: {_ASK} as it was")
    return Baseline(name, _read(name, text))


def _read(name: str, text: bytes) -> Facts:
    try:
        told = json.loads(text)
        if version_of(told) > DATA_VERSION:
            raise BaselineError(name, "is a report of a newer version of this program: upgrade to compare with it")
        return unpack_facts(told)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise BaselineError(name, f"holds data that are none of a report: {_ASK}") from error


def check_baseline(baseline: Baseline, now: Facts) -> None:
    """Two reports compare only where they are about the same incidents, and the earlier one is.

    Raises:
        BaselineError: they are about different ones.
    """
    name, before = baseline
    if (before.quarter, before.teams, before.severities) != (now.quarter, now.teams, now.severities):
        raise BaselineError(
            name, f"is about {_describe(before)}, this report is about {_describe(now)}: give a report of the same, or ask for the same"
        )  # fmt: skip
    if before.as_of > now.as_of:
        raise BaselineError(name, f"is as of {before.as_of}, this report as of {now.as_of}: give an earlier one")


def _describe(facts: Facts) -> str:
    chosen = [*facts.teams, *facts.severities]
    return f"{format_quarter(facts.quarter)} of {format_names(chosen) if chosen else 'all teams and severities'}"
