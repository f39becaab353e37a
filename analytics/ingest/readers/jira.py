"""What Jira stores in a description -> Markdown: wiki markup line by line, an Atlassian document by way of HTML."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape
from typing import Any, NamedTuple

_WIKI = re.compile(r"^\s*(?:h[1-6]\. |\|\||bq\. )|\{(?:code|noformat|panel|quote|info|color|expand)(?::[^}]*)?\}", re.MULTILINE)
_HEADING = re.compile(r"^\s*h([1-6])\.\s+(.*)$")
_BULLETS = re.compile(r"^\s*([*#-]+)\s+(?=\S)")
_FENCE = re.compile(r"\{(code|noformat)(?::[^}]*)?\}")
_BLOCK = re.compile(r"\{(?:panel|info|note|tip|warning|expand|quote|color)(?::(?:[^}]*?\btitle=(?P<title>[^|}]*))?[^}]*)?\}")
_CODE = re.compile(r"`[^`]*`")
_BAR = re.compile(r"(?<!\\)\|")
_INLINE = (
    (re.compile(r"\{\{(.+?)\}\}"), r"`\1`"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"**\1**"),
    (re.compile(r"\[~(?:accountid:)?([^\]\n]+)\]"), r"@\1"),
    (re.compile(r"\[([^|\]\n]+)\|(https?://[^|\]\s]+)(?:\|[^\]]*)?\]"), r"[\1](\2)"),
    (re.compile(r"\[(https?://[^|\]\s]+)\]"), r"<\1>"),
)
_SIGNS = {"(/)": "✅", "(x)": "❌", "(!)": "⚠️", "(?)": "❓"}


class Converted(NamedTuple):
    """A line of Markdown and the 1-based line of the description that it comes from."""

    text: str
    line: int


def convert_description(description: object) -> list[Converted]:
    """A description that is Markdown already stays as it is."""
    if isinstance(description, dict):
        return [Converted(line, 1) for line in _document_to_markdown(description).split("\n")]
    text = description.replace("\r\n", "\n") if isinstance(description, str) else ""
    if not _WIKI.search(text):
        return [Converted(line, number) for number, line in enumerate(text.split("\n"), 1)]
    return _convert_wiki(text)


def _convert_wiki(text: str) -> list[Converted]:
    lines: list[Converted] = []
    fence = ""
    in_table = False
    for number, line in enumerate(text.split("\n"), 1):
        mark = _FENCE.search(line)
        if mark and (not fence or mark[1] == fence):
            fence = "" if fence else mark[1]
            lines += [Converted(part, number) for part in _fence_lines(line, mark, opens=bool(fence))]
            if fence and line.count("{" + fence) > 1:
                fence = ""
        elif fence:
            lines.append(Converted(line, number))
        else:
            lines += [Converted(part, number) for part in _convert_line(line, in_table)]
        in_table = line.lstrip().startswith("|")
    return lines


def _fence_lines(line: str, mark: re.Match[str], *, opens: bool) -> list[str]:
    """The fence on a line of its own, with what stands before and behind it."""
    before, behind = line[: mark.start()].strip(), line[mark.end() :].strip()
    closing = _FENCE.search(behind) if opens else None
    if closing:
        return [*([before] if before else []), "```", behind[: closing.start()], "```"]
    return [part for part in (before, "```", behind) if part]


def _convert_line(line: str, in_table: bool) -> list[str]:
    line = _BLOCK.sub(lambda block: block["title"] or "", line)
    if heading := _HEADING.match(line):
        return [f"{'#' * int(heading[1])} {_inline(heading[2])}"]
    if line.lstrip().startswith("|"):
        return _table_row(line.strip(), in_table)
    if line.startswith("bq. "):
        return [f"> {_inline(line[4:])}"]
    if bullets := _BULLETS.match(line):
        signs = bullets[1]
        sign = "1." if signs[-1] == "#" else "-"
        return ["   " * (len(signs) - 1) + f"{sign} {_inline(line[bullets.end() :])}"]
    return [_inline(line)]


def _table_row(line: str, in_table: bool) -> list[str]:
    """Jira's heading cells stand behind double bars; Markdown needs a rule below the first row, whatever it is."""
    titled = line.startswith("||") and line.count("||") > 2
    # Links and code first: their bars are no borders of cells.
    written = _CODE.sub(lambda code: code[0].replace("|", "\\|"), _inline(line)).replace("||", "|").strip("|")
    cells = [cell.strip() for cell in _BAR.split(written)]
    row = f"| {' | '.join(cells)} |"
    rule = f"|{' --- |' * len(cells)}"
    if in_table:
        return [row]
    return [row, rule] if titled else [f"|{'  |' * len(cells)}", rule, row]


def _inline(text: str) -> str:
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    for sign, emoji in _SIGNS.items():
        text = text.replace(sign, emoji)
    return text


_BLOCKS = {
    "paragraph": "p",
    "bulletList": "ul",
    "orderedList": "ol",
    "listItem": "li",
    "taskList": "ul",
    "decisionList": "ul",
    "decisionItem": "li",
    "blockquote": "blockquote",
    "table": "table",
    "tableRow": "tr",
    "tableHeader": "th",
    "tableCell": "td",
    "codeBlock": "pre",
    "panel": "div",
    "expand": "div",
    "nestedExpand": "div",
}
_MARKS = {"strong": "b", "em": "i", "code": "code", "strike": "s"}


def _document_to_markdown(document: dict[str, Any]) -> str:
    # Imported here, as in html.py: it loads the converter.
    from analytics.ingest.readers.html_page import render_page

    return render_page(f"<body>{_html(document)}</body>")


def _html(node: object) -> str:
    if not isinstance(node, dict):
        return ""
    kind, found = str(node.get("type", "")), node.get("attrs")
    attributes: dict[str, Any] = found if isinstance(found, dict) else {}
    content = node.get("content")
    inner = "".join(map(_html, content)) if isinstance(content, list) else ""
    if kind == "text":
        return _marked(escape(str(node.get("text", ""))), node.get("marks"))
    if kind == "heading":
        level = attributes.get("level")
        return f"<h{level}>{inner}</h{level}>" if level in range(1, 7) else f"<p>{inner}</p>"
    if kind == "taskItem":
        checked = " checked" if attributes.get("state") == "DONE" else ""
        return f'<li><input type="checkbox"{checked}>{inner}</li>'
    if kind in _BLOCKS:
        title = f"<p>{escape(str(attributes['title']))}</p>" if attributes.get("title") else ""
        return f"<{_BLOCKS[kind]}>{title}{inner}</{_BLOCKS[kind]}>"
    return (
        inner + escape(_leaf(kind, attributes)) if kind not in ("hardBreak", "rule") else {"hardBreak": "<br>"}.get(kind, "<hr>")
    )


def _leaf(kind: str, attributes: dict[str, Any]) -> str:
    """What an inline node without text says: a mention, a date, a status, a card."""
    if kind == "date":
        stamp = str(attributes.get("timestamp", ""))
        # Jira counts milliseconds; ten digits reach into the year 2286.
        return f"{datetime.fromtimestamp(int(stamp) / 1000, UTC):%Y-%m-%d}" if stamp.isdigit() and len(stamp) <= 13 else ""
    text = attributes.get("text") or attributes.get("shortName") or attributes.get("url") or ""
    return f"@{str(text).lstrip('@')}" if kind == "mention" and text else str(text)


def _marked(text: str, marks: object) -> str:
    for mark in marks if isinstance(marks, list) else []:
        kind = mark.get("type") if isinstance(mark, dict) else None
        if kind in _MARKS:
            text = f"<{_MARKS[kind]}>{text}</{_MARKS[kind]}>"
        elif kind == "link" and isinstance(mark.get("attrs"), dict):
            text = f'<a href="{escape(str(mark["attrs"].get("href", "")))}">{text}</a>'
    return text
