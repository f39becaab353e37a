"""What is printed is read back, whatever the form; any text at all is read without raising, in time linear in its length."""

from __future__ import annotations

import time as clock
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ingest import values
from analytics.ingest.sections.timeline import match_bullet
from analytics.ingest.values import NO_CONVENTIONS, Conventions, Money, Value

NEAR = date(2026, 11, 5)
WORDS = {"p1": "P1", "open": "pending", "done": "complete", "✅": "complete"}
LIMITS = (("", "exact"), ("~", "approximate"), ("about ", "approximate"), ("up to ", "range"), ("> ", "range"))

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
times = st.times().map(lambda found: found.replace(second=0, microsecond=0))
minutes = st.integers(0, 44640)


# print -> read


def _long(total: int) -> str:
    hours, rest = divmod(total, 60)
    return f"{hours} hours {rest} minutes"


def _short(total: int) -> str:
    return f"{total // 1440}d {total % 1440 // 60}h {total % 60}m"


_ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _in_words(number: int) -> str:
    """1 to 99."""
    tens, ones = divmod(number, 10)
    return _ONES[number] if number < 20 else f"{_TENS[tens]}-{_ONES[ones]}".rstrip("-")


DURATIONS: list[Callable[[int], str]] = [
    _long,
    _short,
    lambda total: f"{total} min",
    lambda total: f"{total:,} minutes",
    lambda total: f"{total // 60}:{total % 60:02} h",
    lambda total: f"{total // 60:02}:{total % 60:02}:00" if total < 59940 else f"{total}m",
    lambda total: f"PT{total // 60}H{total % 60}M",
    lambda total: f"{total // 60}h{total % 60:02}",
    lambda total: f"{total}¹ mins",
    lambda total: f"{_long(total)} (during support hours 10:00-17:00)",
    lambda total: f"{total} minutes of active impact",
    lambda total: f"10:00 to 11:00 UTC ({total} minutes)",
]


@given(total=minutes, form=st.sampled_from(DURATIONS))
def test_duration_is_read_back(total: int, form: Callable[[int], str]) -> None:
    assert values.parse_duration(form(total)) == Value(float(total))


@given(total=st.integers(0, 5939))
def test_spoken_duration_is_read_back(total: int) -> None:
    hours, rest = divmod(total, 60)
    text = f"{_in_words(hours + 1)} hours and {_in_words(rest + 1)} minutes"
    assert values.parse_duration(text) == Value(float((hours + 1) * 60 + rest + 1))


@given(total=minutes, limit=st.sampled_from(LIMITS), form=st.sampled_from((_long, _short)))
def test_limits_of_durations_are_read_back(total: int, limit: tuple[str, str], form: Callable[[int], str]) -> None:
    found = values.parse_duration(limit[0] + form(total))
    assert found
    assert (found.value, found.certainty) == (total, limit[1])


ENDS = st.tuples(st.integers(0, 9999), st.integers(0, 9999)).map(sorted).map(tuple)
JOINTS = st.sampled_from(("-", "–", " - ", " to "))


@given(ends=ENDS, joint=JOINTS, unit=st.sampled_from(("min", " minutes", " m")))
def test_range_of_durations_keeps_both_ends(ends: tuple[int, int], joint: str, unit: str) -> None:
    found = values.parse_duration(f"{ends[0]}{joint}{ends[1]}{unit}")
    assert found
    assert found[:4] == (ends[1], "range", *ends)


@given(first=minutes, second=minutes)
def test_two_durations_in_one_field_keep_both(first: int, second: int) -> None:
    found = values.parse_duration(f"{_long(first)} (GCP) / {_long(second)} (AWS)")
    assert found
    assert found[:4] == (max(first, second), "range", min(first, second), max(first, second))


@given(number=st.integers(0, 999_999_999), form=st.sampled_from(("{}", "{:,}", "{:_}", "{:,} users", "{} (3 %)")))
def test_count_is_read_back(number: int, form: str) -> None:
    assert values.parse_count(form.format(number).replace("_", " ")) == Value(number)


@given(number=st.integers(0, 9999), scale=st.sampled_from((("k", 10**3), ("M", 10**6), (" million", 10**6), ("bn", 10**9))))
def test_scaled_count_is_read_back(number: int, scale: tuple[str, int]) -> None:
    assert values.parse_count(f"{number / 10}{scale[0]}") == Value(number * scale[1] // 10)


@given(ends=ENDS, joint=JOINTS, scale=st.sampled_from(("", "k")))
def test_range_of_counts_keeps_both_ends(ends: tuple[int, int], joint: str, scale: str) -> None:
    found = values.parse_count(f"{ends[0]}{joint}{ends[1]}{scale} users")
    factor = 1000 if scale else 1
    assert found
    assert found[:4] == (ends[1] * factor, "range", ends[0] * factor, ends[1] * factor)


MONEY: list[tuple[str, Callable[[float], str]]] = [
    ("USD", lambda amount: f"${amount:,.2f}"),
    ("USD", lambda amount: f"USD {amount:,.2f} lost"),
    ("EUR", lambda amount: f"{amount:.2f} EUR"),
    ("EUR", lambda amount: "€ " + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))),
    ("EUR", lambda amount: f"{amount:,.2f}".translate(str.maketrans(",.", " ,")) + " €"),
    ("CHF", lambda amount: "CHF " + f"{amount:,.2f}".replace(",", "'")),
    ("GBP", lambda amount: f"£{amount:,.2f} (credits)"),
]


@given(cents=st.integers(0, 10**11), form=st.sampled_from(MONEY))
def test_money_is_read_back(cents: int, form: tuple[str, Callable[[float], str]]) -> None:
    assert values.parse_money(form[1](cents / 100)) == Value(Money(cents / 100, form[0]))


@given(ends=ENDS, joint=JOINTS)
def test_range_of_money_keeps_both_ends(ends: tuple[int, int], joint: str) -> None:
    found = values.parse_money(f"${ends[0]}{joint}${ends[1]}")
    assert found
    assert found[:4] == (Money(ends[1], "USD"), "range", Money(ends[0], "USD"), Money(ends[1], "USD"))


DATES = ("%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%b %d, %Y", "%B %dth, %Y", "%dth of %B %Y", "%a, %d %b %Y", "on %Y-%m-%d")


@given(day=days, form=st.sampled_from(DATES))
def test_date_is_read_back(day: date, form: str) -> None:
    assert values.parse_date(day.strftime(form)) == Value(day)


@given(day=days, separator=st.sampled_from("-/."), order=st.sampled_from(("day_first", "month_first")))
def test_numeric_date_is_read_by_the_order_of_the_corpus(day: date, separator: str, order: str) -> None:
    form = "%d-%m-%Y" if order == "day_first" else "%m-%d-%Y"
    text = day.strftime(form).replace("-", separator)
    found = values.parse_date(text, Conventions(date_order=order))  # type: ignore[arg-type]
    assert found
    assert found.value == day
    unsettled = values.parse_date(text)
    assert unsettled == Value(day) if day.day > 12 or day.day == day.month else unsettled is None


@given(day=days, length=st.integers(1, 400), joint=st.sampled_from((" to ", " - ", "–")))
def test_range_of_days_keeps_both_ends(day: date, length: int, joint: str) -> None:
    last = day + timedelta(days=length)
    found = values.parse_date(f"{day}{joint}{last}")
    assert found
    assert found[:4] == (day, "range", day, last)


@given(
    day=st.dates(NEAR - timedelta(days=180), NEAR + timedelta(days=180)), form=st.sampled_from(("%b %d", "%d %B", "%dth of %b"))
)
def test_day_without_a_year_is_the_nearest(day: date, form: str) -> None:
    found = values.parse_date(day.strftime(form), near=NEAR)
    assert found
    assert found.value == day


TIMES = ("%H:%M", "%H.%M", "%H%M", "%I:%M %p", "%I:%M%p", "%H:%M:00", "[%H:%M]", "%H:%M UTC", "%H:%M (CET)", "%H:%M Denver")


@given(at=times, form=st.sampled_from(TIMES))
def test_time_is_read_back(at: time, form: str) -> None:
    found = values.parse_time(at.strftime(form))
    assert found
    assert (found.value.clock, found.certainty) == (at, "exact")
    assert (found.value.zone is None) == (not form.endswith(("UTC", "(CET)", "Denver")))


@given(
    at=times,
    day=days,
    form=st.sampled_from(("{day} {at}", "{day}T{at}", "{at} {day}", "{at} {day:%d %b %Y}", "{day:%b %d, %Y} {at}")),
)
def test_time_is_read_back_with_its_day(at: time, day: date, form: str) -> None:
    found = values.parse_time(form.format(day=day, at=at.strftime("%H:%M")))
    assert found
    assert (found.value.clock, found.value.day) == (at, day)


@given(at=times, form=st.sampled_from(("~{}", "{}~", "c{}", "about {}", "≈{}")))
def test_approximate_time_is_read_back(at: time, form: str) -> None:
    found = values.parse_time(form.format(at.strftime("%H:%M")))
    assert found
    assert (found.value.clock, found.certainty) == (at, "approximate")


@given(first=times, last=times, joint=JOINTS, form=st.sampled_from(("%H:%M", "%H.%M", "%I:%M %p")))
def test_range_of_times_keeps_both_ends(first: time, last: time, joint: str, form: str) -> None:
    found = values.parse_time(f"{first.strftime(form)}{joint}{last.strftime(form)}")
    assert found
    assert found.low
    assert found.high
    assert (found.low.clock, found.high.clock) == (first, last)


@given(
    name=st.sampled_from(sorted(WORDS)), behind=st.sampled_from(("", " (a reason)", " - a reason", ": a reason", ", a reason"))
)
def test_word_is_read_back_with_a_reason_behind_it(name: str, behind: str) -> None:
    assert values.parse_status(f"{name}{behind}", WORDS).status == WORDS[name]


# any text


PARSERS: dict[str, Callable[[str], object]] = {
    "duration": values.parse_duration,
    "count": values.parse_count,
    "money": values.parse_money,
    "date": lambda text: values.parse_date(text, NO_CONVENTIONS, NEAR),
    "two_ways": values.is_two_ways,
    "time": lambda text: values.parse_time(text, NO_CONVENTIONS, NEAR),
    "zone": lambda text: values.parse_zone(text, (("HQ", "Europe/Berlin"),)),
    "zone_like": values.looks_like_a_zone,
    "names": values.parse_names,
    "incident_id": values.parse_incident_id,
    "placeholder": values.is_placeholder,
    "tick": values.is_ticked,
    "owner": lambda text: values.parse_owner(text, WORDS),
    "word": lambda text: values.parse_word(text, WORDS),
    "severity": lambda text: values.parse_severity(text, WORDS),
    "status": lambda text: values.parse_status(text, WORDS),
    "status_of_an_item": lambda text: values.take_status(text, WORDS),
    "struck": values.without_struck,
    "bullet": match_bullet,
}
FRAGMENTS = [
    "12",
    ":",
    "-",
    "–",
    "/",
    ".",
    ",",
    " ",
    "~",
    "h",
    "min",
    "am",
    "PM",
    "Nov",
    "2026",
    "UTC",
    "CET",
    "$",
    "kr",
    "k",
    "(",
    ")",
    "[",
    "]",
    "to",
    "and",
    "half",
    "P1",
    "done",
    "~~",
    "+",
    "1/2",
    "²",
    "٣",
    "\0",
    "PT",
]


@pytest.mark.parametrize("name", PARSERS)
@given(text=st.text() | st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_any_text_is_read_without_raising(name: str, text: str) -> None:
    PARSERS[name](text)


PATHOLOGICAL = {
    "digits": "1",
    "spaces": " ",
    "digits and spaces": "1 ",
    "separators": "-",
    "digits and separators": "1-",
    "groups": "1,",
    "thousands": "123,",
    "nested brackets": "(",
    "closing brackets": ")",
    "letters": "a",
    "letters and digits": "a1",
    "parts of an id": "A-1-",
    "dates": "1/1/",
    "times": "1:11 ",
    "units": "1h ",
    "struck": "~~a",
    "commas": " , ",
    "words": "one half and ",
}
SHORT, LONG = 20_000, 160_000


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("kind", PATHOLOGICAL)
def test_time_is_linear_in_the_length_of_the_text(name: str, kind: str) -> None:
    """Eight times the text may take up to twenty-four times as long; a quadratic reader takes sixty-four."""
    unit, parser = PATHOLOGICAL[kind], PARSERS[name]
    short, long = (min(_seconds(parser, unit * (length // len(unit)) + end) for end in "xyz") for length in (SHORT, LONG))
    # What takes less than a few milliseconds is measured by noise; quadratic time on this length takes seconds.
    assert long < 0.02 or long < 24 * short


def _seconds(parser: Callable[[str], object], text: str) -> float:
    begin = clock.process_time()
    parser(text)
    return clock.process_time() - begin
