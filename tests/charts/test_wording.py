"""Numbers as people say them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from analytics.charts.actions import figure_completion, figure_overdue
from analytics.charts.backlog import figure_backlog
from analytics.charts.counts import figure_severity_by_quarter
from analytics.charts.impact import figure_users
from analytics.charts.shares import figure_on_time_by_quarter
from analytics.charts.wording import (
    GAP,
    escape_figure_text,
    format_count,
    format_duration,
    format_money,
    format_names,
    format_quarter,
    format_share,
)
from analytics.metrics.actions import compute_action_completion, compute_action_on_time, compute_action_overdue
from analytics.metrics.backlog import compute_backlog
from analytics.metrics.counts import compute_severity_mix
from analytics.metrics.filters import Filters
from analytics.metrics.impact import compute_users_affected
from analytics.store.database import Cursor


def plain(text: str) -> str:
    return text.replace(GAP, " ")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (0, "0 min"),
        (0.5, "30 s"),
        (4, "4 min"),
        (7.4, "7.4 min"),
        (52, "52 min"),
        (59.6, "1 h"),
        (60, "1 h"),
        (112, "1 h 52 min"),
        (1439.9, "24 h"),
        (1440, "1 d"),
        (3312, "2.3 d"),
        (-44570, "−31 d"),
        (-0.5, "−30 s"),
    ],
)
def test_durations(minutes: float | None, words: str) -> None:
    assert plain(format_duration(minutes)) == words


def test_shares_print_no_percentage_where_it_would_claim_too_much() -> None:
    assert plain(format_share(75, 96)) == "78 % (75 of 96)"
    assert format_share(3, 4) == "3 of 4"
    assert format_share(0, 0) == "–"
    assert format_share(None, 5) == "–"


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (12_345, "USD", "$12,300"),
        (1_254_000, "CHF", "CHF 1.25 M"),
        (0, "EUR", "€0"),
        (987.4, None, "987"),
        (None, "USD", "–"),
    ],
)
def test_money_has_its_currency_and_three_digits(amount: float | None, currency: str | None, words: str) -> None:
    assert plain(format_money(amount, currency)) == words


def test_counts_quarters_and_names() -> None:
    assert format_count(12_431) == "12,431"
    assert format_quarter("2026Q3") == "2026 Q3"
    assert format_names(["a", "b", "c"]) == "a, b and c"


def test_a_documents_text_is_no_markup_in_a_figure() -> None:
    assert escape_figure_text("<b>x</b> & y") == "&lt;b&gt;x&lt;/b&gt; &amp; y"


def test_one_is_told_as_one(open_rows: Callable[..., Cursor]) -> None:
    """`1 state none`, `1 are not done`: what a newcomer stumbles over."""
    day = date(2026, 8, 1)
    rows = [
        {"incident_key": "a", "incident_date": day, "severity": "P1", "users_affected": 3},
        {"incident_key": "b", "incident_date": day},
    ]
    items = [
        {"incident_key": "a", "status": "complete", "due_date": day},
        {"incident_key": "a", "status": "pending"},
        {"incident_key": "a", "status": "wont_do"},
    ]
    cursor = open_rows(incidents=rows, action_items=items)
    filters = Filters()
    charts = [
        figure_users(compute_users_affected(cursor, filters, ("quarter",)), theme="light"),
        figure_severity_by_quarter(compute_severity_mix(cursor, filters, ("quarter",)), theme="light"),
        figure_completion(compute_action_completion(cursor, filters, ("horizon",)), theme="light"),
        figure_overdue(compute_action_overdue(cursor, filters), theme="light"),
        figure_on_time_by_quarter(compute_action_on_time(cursor, filters, ("quarter",)), theme="light"),
        figure_backlog(compute_backlog(cursor, filters), theme="light"),
    ]
    said = " ".join(chart.source for chart in charts)
    assert not re.search(r"\b1 (are|have|state|do|count|complete items|won't be done and are)\b", said), said
    assert "1 does not and is left out" in said
    assert "1 complete item states no date and counts as not in time" in said
