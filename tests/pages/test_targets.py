"""The targets that the answer counts are listed, each with its value and by how much it is missed."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from analytics.settings import HorizonTargets, Settings, Targets
from analytics.store.database import Store
from tests.conftest import MakeStore
from tests.handmade import Row
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import PAGES, texts


def targets_of(store: Store, open_page: OpenPage, **query: str | list[str]) -> tuple[pd.DataFrame, str]:
    app = open_page(store, PAGES["Overview"], targets="true", **query)
    [table] = [table.value for table in app.dataframe if table.proto.alt == "Targets"]
    return table.map(lambda cell: cell.replace("\xa0", " ") if isinstance(cell, str) else cell), texts(app)


@pytest.mark.parametrize("query", [{}, {"team": "Payments"}, {"severity": "P1"}, {"from_": "2026 Q3", "to": "2026 Q3"}])
def test_as_many_targets_are_listed_as_the_answer_counts(query: dict[str, str], sample_store: Store, open_page: OpenPage) -> None:
    table, page = targets_of(sample_store, open_page, **query)
    found = re.search(r"(\d+) of (\d+) targets (is|are) missed", page)
    assert found
    assert (int(found[1]), int(found[2])) == (table["verdict"].str.startswith("missed").sum(), len(table))
    # The missed ones stand first, and the sentence leads to the list.
    assert list(table["verdict"].str.startswith("missed")) == sorted(table["verdict"].str.startswith("missed"), reverse=True)
    assert re.search(r'missed: [^<]*<a href="\?targets=true', page)
    assert table["behind"].str.match("incidents\\?|action_items\\?").all()


def test_each_target_says_value_interval_and_by_how_much_it_is_missed(sample_store: Store, open_page: OpenPage) -> None:
    told = targets_of(sample_store, open_page)[0].set_index("name")
    assert list(told.loc["Long-term actions done", ["value", "interval", "judged", "target", "missed_by", "verdict"]]) == [
        "78 % (124 of 159)", "70 % to 85 %", "159 of 174 items", "at least 90 %", "12 points", "missed",
    ]  # fmt: skip
    assert list(told.loc["Time to detect, median", ["value", "missed_by", "verdict"]]) == [
        "5 min", "on the target", "missed, within chance",
    ]  # fmt: skip
    assert list(told.loc["Found internally", ["missed_by", "verdict"]]) == ["5 points", "missed, within chance"]


def test_items_without_a_horizon_are_called_that(make_store: MakeStore, open_page: OpenPage) -> None:
    items: list[Row] = [{"incident_key": "a", "status": "pending"}, {"incident_key": "a", "status": "complete"}]
    settings = Settings(targets=Targets(action_completion=HorizonTargets(default=0.9)))
    store = make_store(settings, incidents=[{"incident_key": "a", "incident_date": date(2026, 8, 1)}], action_items=items)
    table, page = targets_of(store, open_page)
    assert "Actions without a horizon done" in set(table["name"])
    assert "actions without a horizon done (1 of 2, target 90 %)" in page
    assert "those without a horizon missed" in page
    assert "not stated actions" not in page


def test_a_filter_by_severity_does_not_say_how_many_have_it(sample_store: Store, open_page: OpenPage) -> None:
    assert "P0 or P1;" not in texts(open_page(sample_store, PAGES["Overview"], severity="P1")).split("Half of")[0]
