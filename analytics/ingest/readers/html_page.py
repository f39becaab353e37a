"""A marked HTML page -> Markdown. Loaded on first use, with the parser and the converter that it needs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from copy import copy
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import ATX, MarkdownConverter

from analytics.ingest.readers.marks import ANY_MARK

_FRAME_TAGS = frozenset({"head", "script", "style", "nav", "template", "noscript"})
_FRAME_CLASSES = frozenset({"toc-macro", "hidden", "page-metadata", "pageSectionHeader", "expand-control", "greybox", "aui-icon"})
_FRAME_IDS = frozenset({"breadcrumb-section", "breadcrumbs", "footer", "likes-and-labels-container", "comments-section"})
"""What a wiki puts around the words of a page."""
_TICKED, _OPEN = "\u2611\u2612\u2705\u2714", "\u2610\u25a2"
_GLYPH = re.compile(rf"^\s*(?:([{_TICKED}])|[{_OPEN}])\ufe0f?\s*")
_SPACE_PREFIX = re.compile(r"^\s*[^:\n]{1,80}? : ")
_EMOTICONS = {"tick": "✅", "cross": "❌", "error": "❌", "warning": "⚠️"}
_SAFE_LINK = re.compile(r"^(?:https?:|mailto:|[^:]*$|[^:]*[/?#])", re.IGNORECASE)
_COLON = re.compile(rf":(?={ANY_MARK}*$)")
_ESCAPED_NUMBER = re.compile(r"^(#{1,6} [\d.]*\d)\\(?=[.)])", re.MULTILINE)
_BACKTICKS = re.compile(r"^`{3,}", re.MULTILINE)
_MAX_ROWS, _MAX_COLUMNS, _MAX_COPIES = 200, 20, 2000
"""A merged cell may claim any number of rows and columns; no table of a postmortem needs more."""
_COLUMN_TITLES = frozenset(
    [
        "time",
        "when",
        "date",
        "metric",
        "category",
        "field",
        "key",
        "name",
        "item",
        "role",
        "incident",
        "section",
        "utc",
        "timestamp",
        "#",
        "parameter",
        "property",
    ]
)


def render_page(html: str) -> str:
    """Markdown whose lists, boxes, tables and code are those of the page."""
    soup = BeautifulSoup(html, "lxml")
    for frame in [element for element in _elements(soup) if _is_frame(element)]:
        frame.decompose()
    for prepare in (_shorten_title, _rewrite_storage_format, _rewrite_marks, _rewrite_boxes, _rewrite_tables):
        prepare(soup)
    converter = _Converter(heading_style=ATX, bullets="-", escape_misc=True, autolinks=False)
    markdown = str(converter.convert_soup(soup)).strip("\n")
    return _ESCAPED_NUMBER.sub(r"\1", markdown)  # behind the sign of a heading a number begins no list


def _elements(soup: BeautifulSoup) -> Iterator[Tag]:
    """Every element in order. The library's own search takes ten times as long, and there is a lot to look for."""
    return (element for element in soup.descendants if isinstance(element, Tag))


def _by_name(soup: BeautifulSoup) -> dict[str, list[Tag]]:
    found: dict[str, list[Tag]] = defaultdict(list)
    for element in _elements(soup):
        found[element.name].append(element)
    return found


def _is_frame(element: Tag) -> bool:
    if element.name in _FRAME_TAGS or element.get("id") in _FRAME_IDS:
        return True
    classes = element.get("class")
    return bool(classes) and not _FRAME_CLASSES.isdisjoint(classes or ())


def _shorten_title(soup: BeautifulSoup) -> None:
    """An export puts the space's name in front of the page's: `Payments : Queue stopped`."""
    for title in soup.find_all(id="title-text"):
        for text in title.find_all(string=True, limit=1):
            text.replace_with(_SPACE_PREFIX.sub("", text))


def _rewrite_storage_format(soup: BeautifulSoup) -> None:
    """Confluence's own elements -> those of HTML that mean the same."""
    for element in [element for element in _elements(soup) if element.name in _STORAGE]:
        _STORAGE[element.name](element)


def _rewrite_task(task: Tag) -> None:
    status = task.find("ac:task-status")
    task["data-box"] = "x" if isinstance(status, Tag) and _words(status) == "complete" else " "
    for part in task.find_all(["ac:task-status", "ac:task-id", "ac:task-uuid"]):
        part.decompose()
    task.name = "li"


def _rewrite_macro(macro: Tag) -> None:
    kind = str(macro.get("ac:name", ""))
    title = next((p for p in macro.find_all("ac:parameter", recursive=False) if p.get("ac:name") in ("title", "key")), None)
    for parameter in macro.find_all("ac:parameter", recursive=False):
        if parameter is not title:
            parameter.decompose()
    if title is not None:
        title.name = "span" if kind in ("status", "jira") else "p"
    macro.name = "span" if kind in ("status", "jira") else "div"


def _rename(name: str) -> Callable[[Tag], None]:
    def rename(element: Tag) -> None:
        element.name = name

    return rename


def _rewrite_user(user: Tag) -> None:
    name = user.get("ri:username") or user.get("ri:account-id") or user.get("ri:userkey")
    user.replace_with(NavigableString(f"@{name}{user.get('data-mark', '')}" if name else ""))


def _rewrite_page(page: Tag) -> None:
    linked = page.parent
    said = linked is not None and _words(linked)
    page.replace_with(NavigableString("" if said else f"{page.get('ri:content-title', '')}{page.get('data-mark', '')}"))


def _rewrite_emoticon(emoticon: Tag) -> None:
    name = str(emoticon.get("ac:name", ""))
    emoticon.replace_with(NavigableString(_EMOTICONS.get(name) or str(emoticon.get("ac:emoji-fallback") or f"({name})")))


_STORAGE: dict[str, Callable[[Tag], None]] = {
    "ac:task": _rewrite_task,
    "ac:task-list": _rename("ul"),
    "ac:structured-macro": _rewrite_macro,
    "ac:plain-text-body": _rename("pre"),
    "ri:user": _rewrite_user,
    "ri:page": _rewrite_page,
    "ac:emoticon": _rewrite_emoticon,
}


def _rewrite_marks(soup: BeautifulSoup) -> None:
    """Dates, mentions and emoticons of a rendered page."""
    found = _by_name(soup)
    for time in found["time"]:
        stated = str(time.get("datetime", ""))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", stated) or (stated and not _words(time)):
            time.string = stated + _marks(time)
    for user in [user for user in (*found["a"], *found["span"]) if _has_class(user, "confluence-userlink", "user-mention")]:
        handle = user.get("data-username")
        if handle:
            user.string = f"@{handle}{_marks(user)}"
        user.name = "span"
    for image in [image for image in found["img"] if _has_class(image, "emoticon")]:
        name = str(image.get("alt", "")).strip("()")
        image.replace_with(NavigableString(_EMOTICONS.get(name) or str(image.get("data-emoji-fallback") or name)))


def _has_class(element: Tag, *names: str) -> bool:
    return not set(names).isdisjoint(element.get_attribute_list("class"))


def _rewrite_boxes(soup: BeautifulSoup) -> None:
    """Task lists, check boxes and the signs for them -> list items that know whether they are ticked."""
    found = _by_name(soup)
    for item in [item for item in found["li"] if item.has_attr("data-inline-task-id")]:
        item["data-box"] = "x" if _has_class(item, "checked") else " "
    for box in [box for box in found["input"] if box.get("type") == "checkbox"]:
        holder = box.find_parent(["li", "td", "th"]) or box.find_parent("p")
        ticked = box.has_attr("checked")
        if holder is None or holder.name in ("td", "th"):
            box.replace_with(NavigableString("☑ " if ticked else "☐ "))
        else:
            holder["data-box"] = "x" if ticked else " "
            box.decompose()
    for holder in [*found["li"], *found["p"]]:
        _take_glyph(holder)


def _take_glyph(holder: Tag) -> None:
    text = next((t for t in islice(holder.strings, 3) if t.strip()), None)
    glyph = _GLYPH.match(text) if text is not None else None
    if text is not None and glyph and not holder.has_attr("data-box"):
        if holder.find_parent(["li", "td", "th"]) is not None and holder.name == "p":
            return
        holder["data-box"] = "x" if glyph[1] else " "
        text.replace_with(NavigableString(text[glyph.end() :]))
    if holder.name == "p" and holder.has_attr("data-box"):
        holder.name = "li"


def _rewrite_tables(soup: BeautifulSoup) -> None:
    copies = 0
    found = _by_name(soup)
    for cell in [cell for cell in _elements(soup) if cell.name in ("td", "th")]:
        if cell.has_attr("colspan"):
            cell["colspan"] = str(min(_number(cell["colspan"]), _MAX_COLUMNS))
        if cell.has_attr("rowspan") and copies < _MAX_COPIES:
            copies += _repeat_down(cell)
    for table in found["table"]:
        first = table.find("tr")
        if isinstance(first, Tag) and not table.find(["th", "thead"]) and _names_columns(first):
            for cell in first.find_all("td"):
                cell.name = "th"


def _number(text: object) -> int:
    return int(str(text)) if re.fullmatch(r"\d{1,4}", str(text)) else 1


def _repeat_down(cell: Tag) -> int:
    """A cell merged over several rows holds for each of them; without it the cells to its right would change their column."""
    rows = min(_number(cell["rowspan"]), _MAX_ROWS) - 1
    del cell["rowspan"]
    place = len(cell.find_previous_siblings(["td", "th"]))
    row = cell.parent
    for number in range(rows):
        row = row.find_next_sibling("tr") if row is not None else None
        if row is None:
            return number
        _insert_cell(row, place, copy(cell))
    return max(rows, 0)


def _insert_cell(row: Tag, place: int, cell: Tag) -> None:
    cells = row.find_all(["td", "th"], recursive=False)
    if place < len(cells):
        cells[place].insert_before(cell)
    else:
        row.append(cell)


def _names_columns(row: Tag) -> bool:
    """Whether an unmarked first row is a header: of three columns always, of two where it is bold or names what they hold."""
    cells = row.find_all("td")
    if len(cells) != 2:
        return len(cells) > 2
    if all(cell.find(["b", "strong"]) for cell in cells):
        return True
    return re.split(r"[\s(/]", _words(cells[0]).lower(), maxsplit=1)[0] in _COLUMN_TITLES


def _marks(element: Tag) -> str:
    return "".join(re.findall(f"{ANY_MARK}+", element.get_text())[:1])


def _words(element: Tag) -> str:
    return re.sub(ANY_MARK, "", element.get_text()).strip()


_Base: Any = MarkdownConverter  # its type stub leaves out most of its methods


class _Converter(_Base):  # type: ignore[misc]  # see above
    """Markdown as the outline reads it: one line a table row, `<br>` between its lines, boxes as `[x]`."""

    def process_text(self, el: Any, parent_tags: Any = None) -> str:  # noqa: ANN401
        text = str(super().process_text(el, parent_tags))
        return re.sub(r"\s*\n\s*", " ", text) if _in_cell(parent_tags) and "pre" not in parent_tags else text

    def convert_li(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401
        """The library counts the items before each one, which takes the square of a long list's length; Markdown counts itself."""
        box = el.get("data-box")
        text = f"[{box}] {text.strip()}" if box else text.strip()
        if not text:
            return ""
        if _in_cell(parent_tags):
            return f"\n- {text}\n"
        sign = "1. " if el.parent is not None and el.parent.name == "ol" else "- "
        return sign + text.replace("\n", "\n" + " " * len(sign)) + "\n"

    def convert_p(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401
        return f"\n{text.strip()}\n" if _in_cell(parent_tags) else str(super().convert_p(el, text, parent_tags))

    convert_summary = convert_p

    def convert_div(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401
        return f"\n{text.strip()}\n" if _in_cell(parent_tags) else str(super().convert_div(el, text, parent_tags))

    convert_article = convert_section = convert_main = convert_details = convert_div

    def convert_br(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401
        if _in_cell(parent_tags):
            return f"\n{text}"
        return str(super().convert_br(el, text, parent_tags))

    def convert_td(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return str(super().convert_td(el, "<br>".join(lines), parent_tags))

    convert_th = convert_td

    def convert_code(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401
        code = str(super().convert_code(el, text, parent_tags))
        return code.replace("|", "\\|") if _in_cell(parent_tags) else code

    convert_kbd = convert_samp = convert_tt = convert_code

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401, ARG002 - the library's signature
        if _in_cell(parent_tags):
            return "\n" + text.replace("|", "\\|") + "\n"
        longest = max((len(run) for run in _BACKTICKS.findall(text)), default=2)
        fence = "`" * (longest + 1)
        lines = text.strip("\n")
        return f"\n\n{fence}\n{lines}\n{fence}\n\n" if lines.strip() else ""

    def convert_dt(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401, ARG002
        return f"\n\n{_COLON.sub('', text.strip())}: " if text.strip() else ""

    def convert_dd(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401, ARG002
        return f"{text.strip()}\n"

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401
        if str(el.get("src", "")).startswith("data:"):
            return str(el.get("alt", "") or "")
        return str(super().convert_img(el, text, parent_tags))

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ANN401
        """A link that leads nowhere outside the page, or to code, is only its words."""
        href = str(el.get("href", ""))
        if not href or href.startswith("#") or not _SAFE_LINK.match(href):
            return text
        el["href"] = f"<{href}>" if re.search(r"[\s()]", href) and not re.search(r"[<>\n]", href) else href
        return str(super().convert_a(el, text, parent_tags))


def _in_cell(parent_tags: Any) -> bool:  # noqa: ANN401
    return bool(parent_tags) and ("td" in parent_tags or "th" in parent_tags)
