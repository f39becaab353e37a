"""One text, one value: what is understood, what is refused, and that nothing at all makes a reader raise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ingest import values


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1 hour 52 minutes", 112),
        ("2 h 5 min", 125),
        ("1h 17m", 77),
        ("8m", 8),
        ("45 min", 45),
        ("2d 1h 29m", 2969),
        ("673h 34m", 40414),
        ("11 Days", 15840),
        ("1.5 h", 90),
        ("1,5 h", 90),
        ("90 seconds", 1.5),
        ("3 weeks", 30240),
        ("54 hours 10 minutes.", 3250),
        ("1 hour and 5 minutes", 65),
        ("~8 hours (estimated 09:00 - 17:00)", 480),
        ("7h (during support hours 10:00-17:00)", 420),
        ("<5 min", 5),
        ("0 min", 0),
    ],
)
def test_duration(text: str, minutes: float) -> None:
    assert values.parse_duration(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "ages", "45", "from 9 to 5", "5 miles", "00:20 (GCP) / 01:25 (AWS)", "until 3 min later maybe"]
)
def test_what_is_no_duration(text: str) -> None:
    assert values.parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("12,400 users", 12400), ("~12 000", 12000), ("1.2M users", 1_200_000), ("about 350", 350), ("0", 0), ("12.5k", 12500)],
)
def test_count(text: str, count: int) -> None:
    assert values.parse_count(text) == count


@pytest.mark.parametrize("text", ["3 % of EU users", "3% of users", "many", "", "about 2 of 7 regions", "2.5 users"])
def test_what_is_no_count(text: str) -> None:
    assert values.parse_count(text) is None


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$12,400 estimated", 12400, "USD"),
        ("€1.2M", 1_200_000, "EUR"),
        ("8400 EUR", 8400, "EUR"),
        ("USD 5k lost", 5000, "USD"),
        ("£3 million", 3_000_000, "GBP"),
        ("~ $900 (credits)", 900, "USD"),
        ("1200", 1200, None),
    ],
)
def test_money(text: str, amount: float, currency: str | None) -> None:
    assert values.parse_money(text) == (amount, currency)


@pytest.mark.parametrize("text", ["", "a lot", "$X estimated", "5 % of revenue", "between $5 and $10"])
def test_what_is_no_money(text: str) -> None:
    assert values.parse_money(text) is None


@pytest.mark.parametrize("text", ["2026-03-14", "14 March 2026", "March 14, 2026", "14th Mar 2026", "on 2026-03-14 at noon"])
def test_date(text: str) -> None:
    assert values.parse_date(text) == date(2026, 3, 14)


@pytest.mark.parametrize("text", ["", "03/04/2026", "22026-03-14", "2026-02-30", "2026-03-14 to 2026-03-15", "yesterday"])
def test_what_is_no_date(text: str) -> None:
    assert values.parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("14:05", time(14, 5)),
        ("9:29", time(9, 29)),
        ("14:05:33", time(14, 5, 33)),
        ("2:05 PM", time(14, 5)),
        ("12:05 am", time(0, 5)),
    ],
)
def test_time(text: str, clock: time) -> None:
    written = values.parse_time(text)
    assert written is not None
    assert written.clock == clock


@pytest.mark.parametrize("text", ["", "14:??", "25:00", "13:55 PM", "noon", "14:60"])
def test_what_is_no_time(text: str) -> None:
    assert values.parse_time(text) is None


@pytest.mark.parametrize(
    "text",
    ["[Names]", "X minutes", "YYYY-MM-DD", "P0 / P1 / P2 / P3 / P4", "TBD", "N/A", "?", "-", "HH:MM", " ", "$X lost / delayed"],
)
def test_placeholder(text: str) -> None:
    assert values.is_placeholder(text)


@pytest.mark.parametrize(
    "text", ["Search / Payments", "[alert](https://alerts.example)", "X (formerly a bird) sign-in", "0", "P0", "Xenon cluster"]
)
def test_what_is_no_placeholder(text: str) -> None:
    assert not values.is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "incident_id", "title"),
    [
        ("INCIDENT-2026-03-14-001", "INCIDENT-2026-03-14-001", None),
        ("INCIDENT-2026-03-14-001: Queue backlog", "INCIDENT-2026-03-14-001", "Queue backlog"),
        ("INCIDENT-2026-03-14-001 — Queue backlog", "INCIDENT-2026-03-14-001", "Queue backlog"),
        ("[INC-1234] Queue backlog", "INC-1234", "Queue backlog"),
        ("Queue backlog 17", None, "Queue backlog 17"),
    ],
)
def test_incident_id(text: str, incident_id: str | None, title: str | None) -> None:
    assert values.parse_incident_id(text) == (incident_id, title)


def test_names() -> None:
    assert values.parse_names("@mira-k, @tomas-r and @dana-w; [Name]") == ["@mira-k", "@tomas-r", "@dana-w"]


@given(days=st.integers(0, 20), hours=st.integers(0, 23), minutes=st.integers(0, 59), form=st.sampled_from(range(3)))
def test_a_printed_duration_is_read_back(days: int, hours: int, minutes: int, form: int) -> None:
    forms = (
        f"{days}d {hours}h {minutes}m",
        f"{days} days, {hours} hours and {minutes} minutes",
        f"~{days * 24 + hours} h {minutes} min",
    )
    assert values.parse_duration(forms[form]) == days * 1440 + hours * 60 + minutes


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_printed_date_is_read_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%b %d, %Y"):
        assert values.parse_date(day.strftime(form)) == day


@pytest.mark.parametrize(
    "parse",
    [
        values.parse_duration,
        values.parse_count,
        values.parse_money,
        values.parse_date,
        values.parse_time,
        values.parse_zone,
        values.parse_names,
        values.parse_incident_id,
        values.is_placeholder,
        values.is_ticked,
    ],
    ids=lambda function: function.__name__,
)
@given(text=st.text() | st.text("0123456789:-/.,~ hmdUTC$€kMZ+pamPAM()[]|X"))
def test_any_text_is_read_without_raising(parse: Callable[[str], object], text: str) -> None:
    parse(text)
