"""Names of downloads sort and say what they hold; a page's data come as one archive."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pandas as pd
import pytest

from analytics.charts.names import slug
from analytics.metrics.filters import Filters
from analytics.metrics.periods import load_calendar
from analytics.metrics.selection import compute_choices
from analytics.store.database import Store
from analytics.ui.exports import name_file, pack_data
from analytics.ui.view import View


@pytest.fixture
def view(sample_store: Store) -> View:
    with sample_store.cursor() as cursor:
        choices, calendar = compute_choices(cursor), load_calendar(cursor)
    return View(sample_store, sample_store.current(), sample_store.info(), choices, calendar, Filters(), 180, "light")


def test_a_name_says_period_content_filter_and_day(view: View) -> None:
    chosen = replace(view, filters=Filters("2026Q3", "2026Q3", teams=("Payments",)))
    assert name_file(chosen, "time-to-resolve", "png") == "2026Q3_time-to-resolve_payments_as-of-2026-10-05.png"
    assert name_file(view, "Action items", "csv") == "all-quarters_action-items_as-of-2026-10-05.csv"
    several = replace(view, filters=Filters("2025Q1", "2026Q3", severities=("P0", "P1")))
    assert name_file(several, "users", "svg") == "2025Q1-2026Q3_users_p0-p1_as-of-2026-10-05.svg"


def test_a_name_is_a_file_name_whatever_a_team_is_called() -> None:
    assert slug("../../Zoë & Söhne/..") == "zoë-söhne"
    assert slug("決済 A/B") == "決済-a-b"
    assert slug("خدمة الدفع") == "خدمة-الدفع"
    assert slug("…") == "unnamed"
    assert len(slug("long " * 40)) <= 60


def test_a_pages_data_are_the_same_bytes_every_time(view: View) -> None:
    exhibits = [("first", pd.DataFrame({"n": [1]})), ("second", pd.DataFrame({"n": [2]}))]
    packed = pack_data(view, list(exhibits))
    assert packed == pack_data(view, list(exhibits))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == [name_file(view, name, "csv") for name, _ in exhibits]
        assert archive.read(archive.namelist()[1]).decode("utf-8-sig") == "n\r\n2\r\n"
