"""Every page of the dashboard, every reader, dialect and section of the template is described."""

from __future__ import annotations

import re
import tomllib

import pytest

from analytics.ingest.dialect import SHIPPED
from analytics.ingest.readers import NAMES
from analytics.ui import menu
from tests.docs.documents import DOCS, ROOT, find_section

READING = DOCS / "reading.md"


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Path -> title of every page in the menu; Streamlit's own page objects live only inside a running app."""
    monkeypatch.setattr(menu, "_page", lambda path, title, **_: (path, title))
    return dict(page for section in menu.build_menu().values() for page in section)  # type: ignore[misc]  # see above


def test_every_page_is_in_the_user_guide_and_no_other(pages: dict[str, str]) -> None:
    [documented] = find_section(DOCS / "user-guide.md", "For the executive").tables()
    assert [row[0] for row in documented] == list(pages.values())


def test_every_page_is_in_the_menu(pages: dict[str, str]) -> None:
    assert {str(path.relative_to(ROOT / "pages").with_suffix("")) for path in ROOT.glob("pages/*/[!_]*.py")} == set(pages)


def test_every_reader_is_described_and_no_other() -> None:
    documented = find_section(READING, "Readers").codes()
    assert sorted(documented) == sorted([*NAMES, "none"])


def test_every_dialect_is_described_and_no_other() -> None:
    files = {path.stem for path in ROOT.glob("analytics/ingest/dialects/*.toml")}
    assert [row[0].strip("`") for row in find_section(DOCS / "dialects.md", "Shipped dialects").rows()] == list(SHIPPED)
    assert files == set(SHIPPED)


def test_every_kind_of_event_is_described_and_no_other() -> None:
    table = tomllib.loads((ROOT / "analytics/ingest/dialects/template.toml").read_text(encoding="utf-8"))
    assert find_section(READING, "Kinds of events").codes() == [event["kind"] for event in table["events"]]


def test_the_user_guide_asks_each_pages_own_question(pages: dict[str, str]) -> None:
    [documented] = find_section(DOCS / "user-guide.md", "For the executive").tables()
    told = {row[0]: row[1] for row in documented}
    for path, title in pages.items():
        text = (ROOT / f"pages/{path}.py").read_text(encoding="utf-8")
        question = re.search(r'open_page\("[^"]+", "([^"]+\?)"', text) or re.search(r'^"""(.+?\?)', text)
        assert question, f"{path} asks no question"
        assert told[title].startswith(question[1])
