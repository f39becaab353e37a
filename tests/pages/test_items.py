"""From a share of action items to the items: exactly those, each with its file and line."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from analytics.metrics.actions import ITEM_STATES, compute_action_completion, compute_action_on_time, list_actions
from analytics.metrics.filters import Filters
from analytics.store.database import Store
from analytics.ui import links
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import PAGES, assert_sound, texts
from tests.pages.test_reading import cards


def open_ledger(store: Store, open_page: OpenPage, **query: str | list[str]) -> AppTest:
    app = open_page(store, PAGES["Action items"], **query)
    assert_sound(app)
    return app


def test_every_state_has_a_label() -> None:
    assert links.ITEM_STATES.keys() == ITEM_STATES.keys()
    assert len(set(links.ITEM_STATES.values())) == len(ITEM_STATES)


@pytest.mark.parametrize(
    ("label", "of", "words"),
    [
        ("Not done", ["horizon:long_term"], "Narrowed to horizon Long-term (this quarter)"),
        ("Closed late", ["team:Payments", "severity:P1"], "Narrowed to team Payments and severity P1"),
        ("Closed on time", ["quarter:2026Q2"], "Narrowed to quarter 2026 Q2"),
    ],
)
def test_an_address_lists_the_items_of_a_share_with_file_and_line(
    label: str, of: list[str], words: str, sample_store: Store, open_page: OpenPage
) -> None:
    app = open_ledger(sample_store, open_page, items=label, of=of)
    assert words in texts(app)
    state = next(state for state, name in links.ITEM_STATES.items() if name == label)
    narrow = [(part.split(":")[0], part.split(":")[1]) for part in of]
    with sample_store.cursor() as cursor:
        expected = list_actions(cursor, Filters(), state=state, narrow=narrow)
    [table] = [table for table in app.dataframe if table.proto.alt == f"Action items: {label.lower()}"]
    assert 0 < len(expected) == int(re.findall(r"([\d,]+) rows?\.", texts(app))[0].replace(",", ""))
    assert list(table.value["action"]) == list(expected["action"])[:200]
    assert {"open", "source_path", "line", "status"} <= set(table.value.columns)
    assert table.value["open"].str.contains("#line-").all()


def test_the_cards_of_action_items_lead_to_what_they_count(sample_store: Store, open_page: OpenPage) -> None:
    found = cards(texts(open_page(sample_store)))
    with sample_store.cursor() as cursor:
        counted = {
            "Actions done": compute_action_completion(cursor, Filters()).iloc[0]["n"],
            "Actions on time": compute_action_on_time(cursor, Filters()).iloc[0]["n"],
            "Actions overdue": len(list_actions(cursor, Filters(), 1000)),
        }
    for label, number in counted.items():
        address = urlsplit(re.findall('href="(.*?)"', found[label])[0].replace("&amp;", "&"))
        assert address.path == "action_items"
        page = texts(open_ledger(sample_store, open_page, items=parse_qs(address.query)["items"]))
        assert f"{number:,} row" in page


def test_an_address_that_narrows_by_nothing_known_says_so(sample_store: Store, open_page: OpenPage) -> None:
    app = open_ledger(sample_store, open_page, items="Not done", of="colour:red")
    assert "The address narrows the list by “colour”, which does not exist; it is left out." in texts(app)


def test_the_way_back_from_a_narrowed_ledger(sample_store: Store, open_page: OpenPage) -> None:
    app = open_ledger(sample_store, open_page, items="Not done", of="horizon:immediate")
    app.button(key="all-items").click().run()
    assert_sound(app)
    assert "Narrowed to" not in texts(app)
    assert app.selectbox(key="items").value == "not_done"
