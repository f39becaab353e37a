"""Issues exported as JSON by GitHub (REST, GraphQL, `gh issue list --json`), GitLab or Jira -> one text an issue."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.readers.decode import decode
from analytics.ingest.readers.issues import Issue, Stated, fields_of_labels, handle_field, title_field, write_texts
from analytics.ingest.readers.jira import convert_description
from analytics.ingest.readers.marks import mark_of, take_marks, without_forged_marks
from analytics.ingest.readers.text import Contents
from analytics.settings import Ingest

NAMES = {"github": "github_json", "gitlab": "gitlab_json", "jira": "jira_json"}
NO_EXPORT = "json"

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r,]*")
_LISTS = ("issues", "nodes", "edges", "items", "data", "repository", "project", "search", "node", "organization", "group")
"""Under these names the trackers' answers wrap their issues."""
_MAX_DEPTH = 8
_WORDS = re.compile(r'("text"\s*:\s*")((?:[^"\\]|\\.)*?)((?:\\[nrt]|\s)*+")')
"""What an Atlassian document says, as its JSON writes it, without the space at its end."""


class _Place(NamedTuple):
    """A value and where in the text it begins."""

    value: Any
    offset: int


class _Source:
    """The text, and the line of each place in it: the JSON library keeps none, so members are decoded one by one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def skip(self, offset: int) -> int:
        match = _SPACE.match(self.text, offset)
        return match.end() if match else offset

    def elements(self, offset: int) -> Iterator[_Place]:
        """The elements of the array that begins at `offset`."""
        offset = self.skip(offset + 1)
        while self.text[offset : offset + 1] not in ("]", ""):
            value, end = _DECODER.raw_decode(self.text, offset)
            yield _Place(value, offset)
            offset = self.skip(end)

    def members(self, offset: int) -> Iterator[tuple[str, _Place]]:
        """The members of the object that begins at `offset`."""
        offset = self.skip(offset + 1)
        while self.text[offset : offset + 1] not in ("}", ""):
            name, end = _DECODER.raw_decode(self.text, offset)
            start = self.skip(self.text.index(":", end) + 1)
            value, end = _DECODER.raw_decode(self.text, start)
            yield str(name), _Place(value, start)
            offset = self.skip(end)


def read_json(path: str, data: bytes, limits: Ingest) -> Contents:
    """Any other JSON holds no document; an export that breaks off gives the issues up to there."""
    text, diagnostics = decode(path, data)
    if text is None:
        return Contents(NO_EXPORT, [], diagnostics)
    source = _Source(text)
    found: list[tuple[str, Issue]] = []
    try:
        for issue in _issues(source, source.skip(0), 0):
            found.append(issue)  # noqa: PERF402 - what was read before an error stays
    except (ValueError, RecursionError) as error:
        diagnostics += _broken(path, source, error) if found else []
    if not found:
        return Contents(NO_EXPORT, [], diagnostics)
    texts, more = write_texts(path, [issue for _, issue in found], limits)
    return Contents(NAMES[found[0][0]], texts, diagnostics + more)


def _broken(path: str, source: _Source, error: Exception) -> list[Diagnostic]:
    line = source.line(error.pos) if isinstance(error, json.JSONDecodeError) else len(source.starts)
    return [diagnose(path, line, "PM008", "the JSON is not valid from here on; the issues before it are read")]


def _issues(source: _Source, offset: int, depth: int) -> Iterator[tuple[str, Issue]]:
    """Down through the arrays and wrappers, at whatever depth the tracker's answer has them."""
    kind = source.text[offset : offset + 1]
    if depth > _MAX_DEPTH:
        return
    if kind == "[":
        for place in source.elements(offset):
            if isinstance(place.value, dict | list):
                yield from _issues(source, place.offset, depth + 1)
    elif kind == "{":
        members = dict(source.members(offset))
        if issue := _issue(source, members):
            yield issue
            return
        for name in _LISTS:
            if name in members and isinstance(members[name].value, dict | list):
                yield from _issues(source, members[name].offset, depth + 1)


def _issue(source: _Source, members: dict[str, _Place]) -> tuple[str, Issue] | None:
    for system, needed, read in _SYSTEMS:
        if needed <= members.keys():
            return system, read(source, members)
    return None


def _text(place: _Place | None) -> str:
    return place.value if place and isinstance(place.value, str) else ""


def _read_github(source: _Source, members: dict[str, _Place]) -> Issue:
    fields = [title_field(_text(members["title"]), "", source.line(members["title"].offset))]
    for name in ("author", "user"):
        fields += _author(source, members.get(name), "login")
    fields += _labels(source, members.get("labels")) + _address(source, members, "html_url", "url")
    number = members["number"].value if "number" in members else _text(members.get("id"))
    return Issue(f"#{number}", fields, _text(members["body"]), [source.line(members["body"].offset)])


def _read_gitlab(source: _Source, members: dict[str, _Place]) -> Issue:
    fields = [title_field(_text(members["title"]), "", source.line(members["title"].offset))]
    fields += _author(source, members.get("author"), "username")
    severity = _text(members.get("severity"))
    if severity and severity.lower() != "unknown":
        fields.append(Stated("severity", severity, source.line(members["severity"].offset)))
    fields += _labels(source, members.get("labels")) + _address(source, members, "web_url", "webUrl")
    body = members["description"]
    return Issue(f"#{members['iid'].value}", fields, _text(body), [source.line(body.offset)])


def _read_jira(source: _Source, members: dict[str, _Place]) -> Issue:
    inner = dict(source.members(members["fields"].offset)) if isinstance(members["fields"].value, dict) else {}
    key = _text(members["key"])
    title = inner.get("summary", members["key"])
    fields = [title_field(_text(inner.get("summary")), key, source.line(title.offset))]
    for name in ("reporter", "creator"):
        fields += _author(source, inner.get(name), "name", "displayName")
    fields += _labels(source, inner.get("labels"))
    body, lines = _description(source, inner.get("description"))
    return Issue(key, fields, body, lines)


def _description(source: _Source, place: _Place | None) -> tuple[str, list[int]]:
    """The Markdown of a description; the parts of an Atlassian document keep the lines that they have in the JSON."""
    if place is None or not isinstance(place.value, str | dict):
        return "", [1]
    first = source.line(place.offset)
    if isinstance(place.value, str):
        return "\n".join(part.text for part in convert_description(place.value)), [first]
    _, end = _DECODER.raw_decode(source.text, place.offset)
    raw = without_forged_marks(source.text[place.offset : end])
    marked = _WORDS.sub(lambda words: _mark_words(words, first + raw.count("\n", 0, words.start())), raw)
    return take_marks("\n".join(part.text for part in convert_description(json.loads(marked))), first)


def _mark_words(words: re.Match[str], line: int) -> str:
    mark = mark_of(line)
    return words[1] + words[2].replace("\\n", f"{mark}\\n") + mark + words[3]


_SYSTEMS = (
    ("jira", {"key", "fields"}, _read_jira),
    ("gitlab", {"iid", "title", "description"}, _read_gitlab),
    ("github", {"title", "body"}, _read_github),
)
"""What an issue of each has; GitHub's own last, because the two names that it needs are common."""


def _author(source: _Source, place: _Place | None, *names: str) -> list[Stated]:
    if place is None or not isinstance(place.value, dict):
        return []
    members = dict(source.members(place.offset))
    found = next((members[name] for name in names if _text(members.get(name))), None)
    return handle_field(_text(found), source.line(found.offset)) if found else []


def _labels(source: _Source, place: _Place | None) -> list[Stated]:
    """Plain words, objects with a name or title, or either below `nodes`."""
    if place and isinstance(place.value, dict):
        place = dict(source.members(place.offset)).get("nodes")
    if place is None or not isinstance(place.value, list):
        return []
    fields: list[Stated] = []
    for label in source.elements(place.offset):
        named = label
        if isinstance(label.value, dict):
            members = dict(source.members(label.offset))
            named = members.get("name") or members.get("title") or label
        fields += fields_of_labels([_text(named)], source.line(named.offset))
    return fields


def _address(source: _Source, members: dict[str, _Place], *names: str) -> list[Stated]:
    found = next((members[name] for name in names if _text(members.get(name)).startswith(("https://", "http://"))), None)
    return [Stated("issue", _text(found), source.line(found.offset))] if found else []
