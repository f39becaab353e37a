"""One text, one value: what is understood, how sure it is, which rule read it, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from analytics.ingest import values
from analytics.ingest.values import Conventions, Money
from analytics.model import Certainty

IN_2026 = date(2026, 11, 5)


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
        ("148 minutes", 148),
        ("11 Days", 15840),
        ("1.5 h", 90),
        ("1,5 h", 90),
        ("1,415 minutes", 1415),
        ("0.125 h", 7.5),
        ("90 seconds", 1.5),
        ("3 weeks", 30240),
        ("54 hours 10 minutes.", 3250),
        ("1 hour and 5 minutes", 65),
        ("seven hours and ten minutes", 430),
        ("twenty-five minutes", 25),
        ("an hour", 60),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("one and a half hours", 90),
        ("a quarter of an hour", 15),
        ("1 1/2 hours", 90),
        ("1½ h", 90),
        ("1:30 h", 90),
        ("01:30:00", 90),
        ("1h30", 90),
        ("PT1H30M", 90),
        ("P1DT2H", 1560),
        ("7h (during support hours 10:00-17:00)", 420),
        ("5 hours 26 minutes of active impact", 326),
        ("21:45 to 23:28 UTC (103 minutes)", 103),
        ("45¹ min", 45),
        ("45* minutes", 45),
        ("45 min [2]", 45),
        ("0 min", 0),
    ],
)
def test_duration(text: str, minutes: float) -> None:
    assert values.parse_duration(text) == (minutes, "exact", None, None, None)


@pytest.mark.parametrize(
    ("text", "minutes", "certainty", "low", "high"),
    [
        ("~8 hours (estimated 09:00 - 17:00)", 480, "approximate", None, None),
        ("2 hours (estimated)", 120, "approximate", None, None),
        ("about an hour", 60, "approximate", None, None),
        ("45 min approx.", 45, "approximate", None, None),
        ("10-15 minutes", 15, "range", 10, 15),
        ("~10–15 min", 15, "range", 10, 15),
        ("2 to 3 hours", 180, "range", 120, 180),
        ("between 5 and 10 minutes", 10, "range", 5, 10),
        ("45 min - 1 h", 60, "range", 45, 60),
        ("<5 min", 5, "range", 0, 5),
        ("less than a minute", 1, "range", 0, 1),
        ("up to 2 hours", 120, "range", 0, 120),
        ("more than 3 h", 180, "range", 180, None),
        ("00:20 (GCP) / 01:25 (AWS)", 85, "range", 20, 85),
        ("20 min (GCP) / 85 min (AWS)", 85, "range", 20, 85),
    ],
)
def test_duration_that_is_not_exact(text: str, minutes: float, certainty: Certainty, low: float | None, high: float) -> None:
    found = values.parse_duration(text)
    assert found
    assert found[:4] == (minutes, certainty, low, high)
    assert (found.rule.code if found.rule else None) == ("PM110" if certainty == "range" else None)


@pytest.mark.parametrize(("text", "minutes"), [("~13 min silent + ~8 min to fix", 21), ("00:20", 20), ("1 h + 20 min", 80)])
def test_duration_that_a_rule_reads(text: str, minutes: float) -> None:
    found = values.parse_duration(text)
    assert found
    assert found.value == minutes
    assert found.rule
    assert found.rule.code == "PM113"


@pytest.mark.parametrize(
    "text",
    [
        *("", "ages", "45", "from 9 to 5", "5 miles", "20 (GCP) / 85 (AWS)", "until 3 min later maybe", "half a day", "2 months"),
        *("1.415 minutes", "20 min 30 min", "90-2 hours", "15-10 min", "-5 min", "3 min/day", "9 minutes per day", "1:30 h/day"),
        *("P", "PT", "P1M", "1:75", "21:45 to 23:28 UTC", "5 min (2 (nested) 1 h", "1 + 2", "10 min / soon"),
    ],
)
def test_what_is_no_duration(text: str) -> None:
    assert values.parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "count", "certainty", "low", "high"),
    [
        ("12,400 users", 12400, "exact", None, None),
        ("12 400 users", 12400, "exact", None, None),
        ("1,00,000 users", 100_000, "exact", None, None),
        ("1.234.567", 1_234_567, "exact", None, None),
        ("12,400 (3 %)", 12400, "exact", None, None),
        ("1.2M users", 1_200_000, "exact", None, None),
        ("12.5k", 12500, "exact", None, None),
        ("0", 0, "exact", None, None),
        ("~12 000", 12000, "approximate", None, None),
        ("about 350", 350, "approximate", None, None),
        ("3.4k users (estimated)", 3400, "approximate", None, None),
        ("10-15 users", 15, "range", 10, 15),
        ("10–15k", 15000, "range", 10000, 15000),
        ("5k to 10k customers", 10000, "range", 5000, 10000),
        ("between 5 and 10 users", 10, "range", 5, 10),
        ("up to 300", 300, "range", 0, 300),
        ("300+ customers", 300, "range", 300, None),
        ("at least 5,000", 5000, "range", 5000, None),
    ],
)
def test_count(text: str, count: int, certainty: Certainty, low: int | None, high: int | None) -> None:
    found = values.parse_count(text)
    assert found
    assert found[:4] == (count, certainty, low, high)


@pytest.mark.parametrize(
    "text",
    [
        *("3 % of EU users", "3% of users", "many", "", "about 2 of 7 regions", "2.5 users", "1.234", "500 per hour", "500/min"),
        *("15-10 users", "5 and 10", "3-5 %", "1,23,4", "99999999999999999999", "12,400 users in 3 regions"),
    ],
)
def test_what_is_no_count(text: str) -> None:
    assert values.parse_count(text) is None


@pytest.mark.parametrize(
    ("text", "amount", "currency", "certainty"),
    [
        ("$12,400 estimated", 12400, "USD", "approximate"),
        ("~ $900 (credits)", 900, "USD", "approximate"),
        ("€1.2M", 1_200_000, "EUR", "exact"),
        ("8400 EUR", 8400, "EUR", "exact"),
        ("8400 eur", 8400, "EUR", "exact"),
        ("USD 5k lost", 5000, "USD", "exact"),
        ("£3 million", 3_000_000, "GBP", "exact"),
        ("$1.2bn", 1_200_000_000, "USD", "exact"),
        ("€ 1.234,56", 1234.56, "EUR", "exact"),
        ("€1,234.56", 1234.56, "EUR", "exact"),
        ("1 234,50 €", 1234.5, "EUR", "exact"),
        ("CHF 1'200", 1200, "CHF", "exact"),
        ("A$500", 500, "AUD", "exact"),
        ("1200", 1200, None, "exact"),
        ("500 net", 500, None, "exact"),
        ("$0", 0, "USD", "exact"),
    ],
)
def test_money(text: str, amount: float, currency: str | None, certainty: Certainty) -> None:
    assert values.parse_money(text) == (Money(amount, currency), certainty, None, None, None)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$5k-$10k", 5000, 10000),
        ("$5-10k", 5000, 10000),
        ("between $5 and $10", 5, 10),
        ("up to $300", 0, 300),
        ("$5k+", 5000, None),
    ],
)
def test_range_of_money(text: str, low: float, high: float | None) -> None:
    found = values.parse_money(text)
    assert found
    assert found.value.amount == (low if high is None else high)
    assert (found.low, found.high) == (Money(low, "USD"), None if high is None else Money(high, "USD"))


def test_sign_of_several_currencies_names_none() -> None:
    found = values.parse_money("500 kr")
    assert found
    assert found.value == Money(500, None)
    assert found.rule
    assert found.rule.code == "PM113"


@pytest.mark.parametrize(
    "text", ["", "a lot", "$X estimated", "5 % of revenue", "€ 1.234", "$500 per hour", "$5 - €10", "-$500", "all 500", "$10-$5"]
)
def test_what_is_no_money(text: str) -> None:
    assert values.parse_money(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-14", "2026/03/14", "14 March 2026", "March 14, 2026", "14th Mar 2026", "on 2026-03-14 at noon", "14-03-2026"),
        *("14.03.2026", "03/14/2026", "14th of March 2026", "Sat, 14 Mar 2026", "2026-03-14 (2026-03-14)", "INC-2026-03-14-001"),
    ],
)
def test_date(text: str) -> None:
    assert values.parse_date(text) == (date(2026, 3, 14), "exact", None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        *("", "03/04/2026", "22026-03-14", "20202-01-14", "14-03-22026", "2026-02-30", "2026-03-14 and 2026-03-15", "yesterday"),
        *("Q4", "next sprint", "March 2026", "Nov 19", "13/13/2026", "14/03/26", "19-14 March 2026", "2026-03-15 to 2026-03-14"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert values.parse_date(text) is None


@pytest.mark.parametrize(("order", "day"), [("day_first", date(2026, 4, 3)), ("month_first", date(2026, 3, 4))])
def test_date_by_the_order_of_the_corpus(order: str, day: date) -> None:
    found = values.parse_date("03/04/2026", Conventions(date_order=order))  # type: ignore[arg-type]
    assert found
    assert found.value == day
    assert found.rule
    assert found.rule.code == "PM111"
    assert values.is_two_ways("due 03/04/2026")
    assert not values.is_two_ways("27-05-2025 or 04/04/2026")


@pytest.mark.parametrize(
    ("text", "side", "day"),
    [
        ("Nov 19", "nearest", date(2026, 11, 19)),
        ("19th of November", "nearest", date(2026, 11, 19)),
        ("by Jan 3", "nearest", date(2027, 1, 3)),
        ("Nov 1", "nearest", date(2026, 11, 1)),
        ("Nov 1", "after", date(2027, 11, 1)),
        ("Aug 30", "after", date(2027, 8, 30)),
    ],
)
def test_date_without_a_year(text: str, side: str, day: date) -> None:
    found = values.parse_date(text, near=IN_2026, side=side)
    assert found
    assert found.value == day
    assert found.rule
    assert found.rule.code == "PM112"


@pytest.mark.parametrize("text", ["Nov 19 alerts", "Feb 30", "Q4", "29 Feb"])
def test_what_is_no_date_without_a_year(text: str) -> None:
    assert values.parse_date(text, near=IN_2026) is None


@pytest.mark.parametrize(
    "text",
    ["2026-01-14 to 2026-01-19", "2026-01-14 – 2026-01-19", "January 14-19, 2026", "14-19 January 2026", "14th–19th Jan 2026"],
)
def test_range_of_days(text: str) -> None:
    found = values.parse_date(text)
    assert found
    assert found[:4] == (date(2026, 1, 14), "range", date(2026, 1, 14), date(2026, 1, 19))


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("14:05", time(14, 5)),
        ("9:29", time(9, 29)),
        ("14:05:33", time(14, 5, 33)),
        ("14:05:33,250", time(14, 5, 33)),
        ("14.43", time(14, 43)),
        ("10:45a", time(10, 45)),
        ("2:05 PM", time(14, 5)),
        ("2:05 p.m.", time(14, 5)),
        ("2pm", time(14)),
        ("12:05 am", time(0, 5)),
        ("[13:20]", time(13, 20)),
    ],
)
def test_time(text: str, clock: time) -> None:
    found = values.parse_time(text)
    assert found
    assert (found.value.clock, found.certainty, found.rule) == (clock, "exact", None)


@pytest.mark.parametrize(
    "text", ["~10:45", "10:45~", "c10.45", "c. 10:45", "about 10:45", "10:45ish", "≈ 10:45", "10:45 (approx)"]
)
def test_approximate_time(text: str) -> None:
    found = values.parse_time(text)
    assert found
    assert (found.value.clock, found.certainty) == (time(10, 45), "approximate")


@pytest.mark.parametrize(
    ("text", "clock", "next_day"),
    [("1600", time(16), False), ("13:55 PM", time(13, 55), False), ("0:30 AM", time(0, 30), False), ("24:00", time(0), True)],
)
def test_time_that_a_rule_reads(text: str, clock: time, next_day: bool) -> None:
    found = values.parse_time(text)
    assert found
    assert (found.value.clock, found.value.next_day) == (clock, next_day)
    assert found.rule
    assert found.rule.code == "PM113"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("09:00–11:00", time(9), time(11)),
        ("09:00-11:00", time(9), time(11)),
        ("9.00 to 11.00", time(9), time(11)),
        ("16:05:57-58", time(16, 5, 57), time(16, 5, 58)),
        ("16:05-10", time(16, 5), time(16, 10)),
        ("3:02am - 3:20am", time(3, 2), time(3, 20)),
        ("2-3 PM", time(14), time(15)),
        ("11:00 - 1:00 PM", time(11), time(13)),
    ],
)
def test_range_of_times(text: str, low: time, high: time) -> None:
    found = values.parse_time(text)
    assert found
    assert found.low
    assert found.high
    assert (found.value.clock, found.certainty, found.low.clock, found.high.clock) == (low, "range", low, high)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-14 14:05", date(2026, 3, 14)),
        ("2026-03-14T14:05", date(2026, 3, 14)),
        ("14:05 14th Mar 2026", date(2026, 3, 14)),
        ("14 Mar 14:05", date(2027, 3, 14)),
        ("14:05 on 14 Oct", date(2026, 10, 14)),
        ("27-05-2025 14.05", date(2025, 5, 27)),
    ],
)
def test_time_with_its_day(text: str, day: date) -> None:
    found = values.parse_time(text, near=IN_2026)
    assert found
    assert (found.value.clock, found.value.day) == (time(14, 5), day)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("14:05 UTC", 0),
        ("14:05Z", 0),
        ("14:05 +02:00", 2),
        ("2026-07-14T14:05-05:00", -5),
        ("2026-07-14 14:05:00-05:00", -5),
        ("14:05 UTC+2", 2),
        ("14:05 CET", 1),
        ("14:05 (CEST)", 2),
        ("14:05 PDT", -7),
        ("14:05 PT", -7),
        ("14:05 Copenhagen time", 2),
        ("14:05 Denver", -6),
        ("14:05 Europe/Berlin", 2),
        ("14:05 IST", 5.5),
    ],
)
def test_time_with_its_zone(text: str, hours: float) -> None:
    found = values.parse_time(text, Conventions(zones=(("IST", "Asia/Kolkata"),)))
    assert found
    assert found.value.zone
    noon = datetime(2026, 7, 14, 12, tzinfo=found.value.zone)
    assert noon.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["IST", "CST", "BST", "Europe/Berln", "XST"])
def test_time_with_a_zone_of_no_known_meaning(zone: str) -> None:
    found = values.parse_time(f"14:05 {zone}")
    assert found
    assert (found.value.zone, found.value.unknown_zone) == (None, zone)


@pytest.mark.parametrize(
    "text",
    [
        *("", "14:??", "HH:mm", "TBC", "Day before", "25:00", "24:01", "13:55 AM", "noon", "14:60", "5", "14:05 alert fired"),
        *("22026-03-14 14:05", "03/04/2026 14:05", "2026-03-14", "2026-03-14 to 2026-03-15 14:05", "9999", "14:05 - soon"),
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert values.parse_time(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("UTC", "UTC"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("California", "America/Los_Angeles"),
        ("Pacific Time", "America/Los_Angeles"),
        ("CET", "CET"),
        ("UTC+2", "UTC+02:00"),
    ],
)
def test_zone(text: str, name: str) -> None:
    assert str(values.parse_zone(text)) == name


@pytest.mark.parametrize("text", ["", "CST", "IST", "BST", "Europe/Berln", "UTC+25", "+1:75", "Gotham", "../etc/passwd", "\0/x"])
def test_what_is_no_zone(text: str) -> None:
    assert values.parse_zone(text) is None


def test_zone_of_another_season() -> None:
    cet = values.parse_zone("CET")
    assert cet
    assert values.is_out_of_season(cet, datetime(2026, 7, 14, tzinfo=UTC))
    assert not values.is_out_of_season(cet, datetime(2026, 1, 14, tzinfo=UTC))
    assert not values.is_out_of_season(UTC, datetime(2026, 7, 14, tzinfo=UTC))


SEVERITIES = {f"p{number}": f"P{number}" for number in range(5)}


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        *(
            ("P1", "P1"),
            ("p2", "P2"),
            ("P1 (major)", "P1"),
            ("P2 - partial outage", "P2"),
            ("Critical (P1)", "P1"),
            ("P 1", "P1"),
        ),
        *(("P2 (was P1)", "P2"), ("~~P3~~ P2", "P2"), ("Priority 2", "P2")),
    ],
)
def test_severity(text: str, severity: str) -> None:
    assert values.parse_severity(text, SEVERITIES) == (severity, "exact", None, None, None)


@pytest.mark.parametrize(
    ("text", "severity"), [("SEV1", "P1"), ("SEV-1", "P1"), ("Sev 2", "P2"), ("S2", "P2"), ("Severity 3", "P3")]
)
def test_severity_by_its_number(text: str, severity: str) -> None:
    found = values.parse_severity(text, SEVERITIES)
    assert found
    assert found.value == severity
    assert found.rule
    assert found.rule.code == "PM113"


def test_severity_in_the_words_of_the_organisation() -> None:
    words = SEVERITIES | {"sev1": "P0", "critical": "P0", "sev-2": "P1"}
    for text, severity in {"SEV1": "P0", "SEV-1": "P0", "Sev 1": "P0", "Critical (payments down)": "P0", "SEV-2": "P1"}.items():
        assert values.parse_severity(text, words) == (severity, "exact", None, None, None)


@pytest.mark.parametrize("text", ["", "Critical", "High", "P1/P2", "sev 7", "P1.5", "p12", "100 s1x"])
def test_what_is_no_severity(text: str) -> None:
    assert values.parse_severity(text, SEVERITIES) is None


STATUSES = {
    "⏳": "pending",
    "pending": "pending",
    "open": "pending",
    "🔄": "in_progress",
    "in progress": "in_progress",
    "✅": "complete",
    "complete": "complete",
    "done": "complete",
    "❌": "wont_do",
    "won't do": "wont_do",
}


@pytest.mark.parametrize(
    ("text", "status", "rest"),
    [
        ("✅", "complete", ""),
        ("🔄 In progress", "in_progress", ""),
        ("(Done)", "complete", ""),
        ("**DONE**", "complete", ""),
        ("[x]", "complete", ""),
        ("[ ]", "pending", ""),
        ("~~open~~ done", "complete", ""),
        ("❌ Won't do (superseded by #4)", "wont_do", "superseded by #4"),
        ("✅ 2026-03-17", "complete", "2026-03-17"),
        ("donexyz", None, "donexyz"),
        ("", None, ""),
    ],
)
def test_status(text: str, status: str | None, rest: str) -> None:
    assert values.parse_status(text, STATUSES) == (status, text, rest)


@pytest.mark.parametrize(
    ("text", "action", "status", "written"),
    [
        ("Alert on the backlog (Done)", "Alert on the backlog", "complete", "Done"),
        ("Alert on the backlog - DONE", "Alert on the backlog", "complete", "DONE"),
        ("Alert on the backlog - ✅", "Alert on the backlog", "complete", "✅"),
        ("DONE: Alert on the backlog", "Alert on the backlog", "complete", "DONE"),
        ("✅ Alert on the backlog", "Alert on the backlog", "complete", "✅"),
        ("~~Alert on the backlog~~", "Alert on the backlog", "complete", "~~Alert on the backlog~~"),
        ("Done", "", "complete", "Done"),
        ("Alert (done by ops)", "Alert (done by ops)", None, ""),
        ("Alert (see #4)", "Alert (see #4)", None, ""),
        ("Get it done", "Get it done", None, ""),
    ],
)
def test_status_among_the_words_of_an_action(text: str, action: str, status: str | None, written: str) -> None:
    assert values.take_status(text, STATUSES) == (action, (status, written, ""))


@pytest.mark.parametrize("text", ["@mira-k", "Payments team", "Mira K., Tomas R.", "@payments-oncall and @search-oncall"])
def test_owner(text: str) -> None:
    assert values.parse_owner(f" {text} ", {"unassigned": "none"}) == text


@pytest.mark.parametrize("text", ["Unassigned", "(unassigned)", "TBD", "?", "", "N/A", "[Owner]"])
def test_who_is_no_owner(text: str) -> None:
    assert values.parse_owner(text, {"unassigned": "none"}) is None


@pytest.mark.parametrize("text", ["✓", "✔ 2026-03-20", "☑", "✅", "x", "X", "[x]", "yes", "Signed"])
def test_tick(text: str) -> None:
    assert values.is_ticked(text)


@pytest.mark.parametrize("text", ["", "[ ]", "no", "pending", "xx", "Max"])
def test_what_is_no_tick(text: str) -> None:
    assert not values.is_ticked(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "[Names]",
            "X minutes",
            "YYYY-MM-DD",
            "P0 / P1 / P2 / P3 / P4",
            "TBD",
            "TBC",
            "N/A",
            "?",
            "-",
            "HH:MM",
            "HH:mm",
            " ",
            "ZZZ",
        ),
        *("$X lost / delayed", "…", "unknown"),
    ],
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
        ("INC-1234 Queue backlog", "INC-1234", "Queue backlog"),
        ("Queue backlog 17", None, "Queue backlog 17"),
        ("Queue-backlog: once more", None, "Queue-backlog: once more"),
        ("", None, None),
    ],
)
def test_incident_id(text: str, incident_id: str | None, title: str | None) -> None:
    assert values.parse_incident_id(text) == (incident_id, title)


def test_names() -> None:
    assert values.parse_names("@mira-k, @tomas-r and @dana-w; [Name]\n@noor-b / @lee") == [
        *("@mira-k", "@tomas-r", "@dana-w", "@noor-b", "@lee"),
    ]
