"""The findings of `postmortems lint` in the forms that people, scripts and code hosts read."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import Any
from urllib.parse import quote

from analytics.diagnostics import CODES, render_diagnostic
from analytics.ingest.lint import Finding
from analytics.model import Level

_DOCS = "docs/diagnostics.md"
_ANNOTATIONS: dict[Level, str] = {"error": "error", "warning": "warning", "info": "notice"}
_SARIF_LEVELS: dict[Level, str] = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render_text(findings: Sequence[Finding]) -> str:
    """One line a finding; nothing where there is none."""
    return "".join(f"{render_diagnostic(finding.diagnostic._replace(path=finding.name))}\n" for finding in findings)


def render_hints(findings: Sequence[Finding]) -> str:
    """What to do about each kind of finding, once each, in the order of the codes."""
    hints = {finding.diagnostic.code: finding.diagnostic.hint for finding in findings}
    return "".join(f"{code} ({CODES[code].title}): {hint}\n" for code, hint in sorted(hints.items()))


def render_json(findings: Sequence[Finding]) -> str:
    """A list of records: the diagnostic's fields, the file as the working directory sees it, and where the code is explained."""
    records = [{**f.diagnostic._asdict(), "path": f.name, "file": f.file, "url": _page_of(f.diagnostic.code)} for f in findings]
    return json.dumps(records, indent=2, ensure_ascii=False) + "\n"


def render_github(findings: Sequence[Finding]) -> str:
    """Workflow commands, which GitHub shows as annotations beside the lines of a pull request."""
    return "".join(map(_annotate, findings))


def _annotate(finding: Finding) -> str:
    d = finding.diagnostic
    place = {"file": finding.file, "line": d.line, "col": d.column} if d.line else {"file": finding.file}
    properties = ",".join(f"{name}={_escape_property(value)}" for name, value in {**place, "title": d.code}.items())
    return f"::{_ANNOTATIONS[d.level]} {properties}::{_escape_data(f'{d.message}. {d.hint}')}\n"


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(value: object) -> str:
    return _escape_data(str(value)).replace(":", "%3A").replace(",", "%2C")


def render_sarif(findings: Sequence[Finding]) -> str:
    """One run in SARIF 2.1.0, with every code as a rule."""
    driver = {
        "name": "postmortems lint",
        "version": metadata.version("postmortem-insights"),
        "rules": [_describe(code) for code in CODES],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, fingerprint) for finding, fingerprint in zip(findings, _fingerprints(findings), strict=True)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _describe(code: str) -> dict[str, Any]:
    kind = CODES[code]
    title = kind.title[0].upper() + kind.title[1:]
    page = _page_of(code)
    # The help is text, not a helpUri: that has to be absolute, and where an organisation shows these pages is its own affair.
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": f"{title}. {kind.hint}"},
        "help": {"text": f"{kind.hint} See {page}.", "markdown": f"{kind.hint} See `{page}`."},
        "defaultConfiguration": {"level": _SARIF_LEVELS[kind.level]},
    }


def _result(finding: Finding, fingerprint: str) -> dict[str, Any]:
    d = finding.diagnostic
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.file), "uriBaseId": "%SRCROOT%"}}
    if d.line:
        place["region"] = {"startLine": d.line, "startColumn": max(d.column, 1)}
    return {
        "ruleId": d.code,
        "ruleIndex": list(CODES).index(d.code),
        "level": _SARIF_LEVELS[d.level],
        "message": {"text": d.message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"lineText/v1": fingerprint},
    }


def _fingerprints(findings: Sequence[Finding]) -> list[str]:
    """The same for a finding whose line has merely moved: from file, code, words of the line, and its place among equal ones."""
    seen: Counter[tuple[str, str, str]] = Counter()
    fingerprints = []
    for finding in findings:
        same = (finding.file, finding.diagnostic.code, " ".join(finding.text.split()))
        seen[same] += 1
        fingerprints.append(hashlib.sha256("\0".join((*same, str(seen[same]))).encode()).hexdigest()[:32])
    return fingerprints


def _page_of(code: str) -> str:
    return f"{_DOCS}#{code.lower()}"


RENDERERS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "text": render_text,
    "json": render_json,
    "github": render_github,
    "sarif": render_sarif,
}
