"""The scalar fields of the header block and of the name-and-value tables: one reader a field, registered by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from analytics.ingest.reading import Named, Reading
from analytics.ingest.values import (
    Money,
    Value,
    is_placeholder,
    parse_count,
    parse_duration,
    parse_incident_id,
    parse_money,
    parse_names,
    parse_severity,
    parse_word,
    without_instructions,
    without_struck,
)

T = TypeVar("T")

_NONE = re.compile(r"^(?:none|no|nil|zero|no (?:breach|loss|impact|revenue impact|false positives?))\b", re.IGNORECASE)
_BREACH = re.compile(r"\b(?:of )?(?:sla )?(?:breach(?:ed)?|over)\b.*$", re.IGNORECASE | re.DOTALL)
_SAYS_NONE = frozenset({"data_impact", "sla_breach", "business_revenue", "revenue_impact", "false_positives", "users_affected"})
"""Fields in which "none" is an answer; in all others it is a placeholder."""


_MOST_USERS = 10_000_000_000
_MOST_FALSE_POSITIVES = 1_000_000_000
_MOST_MONEY = 1e15
"""More than these is a slip of the pen whatever the incident, and no column could hold the longest of them."""


def load_field(reading: Reading, named: Named) -> None:
    """Read one named field into its columns; a placeholder leaves them NULL."""
    if reading.trace is not None:
        reading.trace.fields.append(named)
    text = without_instructions(without_struck(named.text))
    if text != named.text:
        named = named._replace(text=text)
    known = reading.dialect.known_words(named.text)
    says_none = named.field in _SAYS_NONE and known.lower() == "none"
    if is_placeholder(known) and not says_none:
        reading.set_aside(named.line)
        return
    reading.capture_line(named.line)
    READERS[named.field](reading, named.line, named.text)


def _load_text(column: str) -> Callable[[Reading, int, str], None]:
    def load(reading: Reading, line: int, text: str) -> None:
        reading.record(column, text, line, text)

    return load


def _load_names(column: str) -> Callable[[Reading, int, str], None]:
    def load(reading: Reading, line: int, text: str) -> None:
        if names := parse_names(text):
            reading.record(column, names, line, text)

    return load


def _load_minutes(column: str) -> Callable[[Reading, int, str], None]:
    def load(reading: Reading, line: int, text: str) -> None:
        duration = reading.value_of(parse_duration, text, line)
        if duration is None:
            reading.report(line, "PM101", f"{text!r} is no duration")
        else:
            reading.record_value(column, duration, line, text)

    return load


def _load_word(family: str, code: str) -> Callable[[Reading, int, str], None]:
    def load(reading: Reading, line: int, text: str) -> None:
        if meaning := parse_word(text, reading.dialect.words[family]):
            reading.record_value(family, meaning, line, text)
        else:
            reading.report(line, code, f"{text!r} is no known {family.replace('_', ' ')}")

    return load


def _load_date(column: str) -> Callable[[Reading, int, str], None]:
    def load(reading: Reading, line: int, text: str) -> None:
        day = reading.day_of(text, line, reading.incident.incident_date)
        if possible := reading.possible_day(line, text, day):
            reading.record_value(column, possible._replace(rule=None), line, text)
        elif column == "incident_date":
            reading.date_is_unread = True

    return load


def _load_incident_id(reading: Reading, line: int, text: str) -> None:
    incident_id, title = parse_incident_id(text)
    if incident_id:
        reading.record("incident_id", incident_id, line, text)
    if title and not is_placeholder(title):
        reading.record("title", title, line, text)


def _load_severity(reading: Reading, line: int, text: str) -> None:
    reading.record("severity_text", text, line, text)
    if severity := parse_severity(text, reading.dialect.words["severity"]):
        reading.record_value("severity", severity, line, text)
    else:
        reading.report(line, "PM104", f"{text!r} is no known severity")


def _none(nothing: T, text: str, line: int, reading: Reading) -> Value[T] | None:
    return reading.value_of(lambda known: Value(nothing) if _NONE.match(known) else None, text, line)


def _load_users(reading: Reading, line: int, text: str) -> None:
    reading.record("users_affected_text", text, line, text)
    users = _none(0, text, line, reading) or reading.value_of(parse_count, text, line)
    if users is not None and users.value <= _MOST_USERS:
        reading.record_value("users_affected", users, line, text)
    elif "%" not in text:
        reading.report(line, "PM106", f"{text!r} holds no number of users")


def _load_revenue(reading: Reading, line: int, text: str) -> None:
    _load_money("revenue_impact", "revenue_currency", reading, line, text)


def _load_business_revenue(reading: Reading, line: int, text: str) -> None:
    _load_money("business_revenue", "business_revenue_currency", reading, line, text)


def _load_money(column: str, currency_column: str, reading: Reading, line: int, text: str) -> None:
    money = _none(Money(0.0, None), text, line, reading) or reading.value_of(parse_money, text, line)
    if money is None or money.value.amount > _MOST_MONEY:
        reading.report(line, "PM107", f"{text!r} is no amount of money")
        return
    low, high = (end and end.amount for end in (money.low, money.high))
    reading.record_value(column, Value(money.value.amount, money.certainty, low, high, money.rule), line, text)
    if money.value.currency:
        reading.record(currency_column, money.value.currency, line, text)


def _load_sla_breach(reading: Reading, line: int, text: str) -> None:
    words = " ".join(text.split())
    breach = _none(0.0, words, line, reading) or reading.value_of(parse_duration, _BREACH.sub("", words).strip(), line)
    if breach is None:
        reading.report(line, "PM101", f"{text!r} is no duration of an SLA breach")
    else:
        reading.record_value("sla_breach_min", breach, line, text)


def _load_false_positives(reading: Reading, line: int, text: str) -> None:
    count = _none(0, text, line, reading) or reading.value_of(parse_count, text, line)
    if count is None or count.value > _MOST_FALSE_POSITIVES:
        reading.report(line, "PM106", f"{text!r} holds no number of false positives")
    else:
        reading.record_value("false_positives", count, line, text)


def _load_target(reading: Reading, line: int, text: str) -> None:
    """A target is a limit by its nature: that `< 5 min` counts as 5 is no guess."""
    target = reading.value_of(parse_duration, text, line)
    if target is None:
        reading.report(line, "PM101", f"{text!r} is no duration")
    else:
        rule = None if target.low == 0 else target.rule
        reading.record_value("detect_target_min", target._replace(rule=rule), line, text)


READERS: dict[str, Callable[[Reading, int, str], None]] = {
    "incident_id": _load_incident_id,
    "title": _load_text("title"),
    "status": _load_word("status", "PM105"),
    "incident_date": _load_date("incident_date"),
    "team": _load_text("team"),
    "authors": _load_names("authors"),
    "reviewers": _load_names("reviewers"),
    "severity": _load_severity,
    "duration": _load_minutes("stated_duration_min"),
    "time_to_detect": _load_minutes("stated_time_to_detect_min"),
    "time_to_acknowledge": _load_minutes("stated_time_to_acknowledge_min"),
    "time_to_mitigate": _load_minutes("stated_time_to_mitigate_min"),
    "time_to_resolve": _load_minutes("stated_time_to_resolve_min"),
    "users_affected": _load_users,
    "revenue_impact": _load_revenue,
    "business_revenue": _load_business_revenue,
    "sla_breach": _load_sla_breach,
    "reputation": _load_word("reputation", "PM108"),
    "data_impact": _load_word("data_impact", "PM108"),
    "alert_name": _load_text("alert_name"),
    "detect_target": _load_target,
    "detect_actual": _load_minutes("detect_actual_min"),
    "false_positives": _load_false_positives,
    "review_date": _load_date("review_date"),
    "review_attendees": _load_names("review_attendees"),
}
