"""One text -> one value, with how sure it is, both ends of a range, and the rule that decided, if one had to.

Every function takes the words as they stand and returns None for what it does not understand; none raises, and each takes time
linear in the length of the text. Ask `is_placeholder` first: the template's own placeholders and "N/A" are no value, and no mistake
either. A form that could mean two things (03/04/2026) is read only by a convention of the corpus.
"""

from analytics.ingest.values.counts import parse_count
from analytics.ingest.values.dates import is_two_ways, parse_date, states_a_day
from analytics.ingest.values.durations import parse_duration
from analytics.ingest.values.money import Money, parse_money
from analytics.ingest.values.placeholders import is_placeholder, without_instructions
from analytics.ingest.values.statuses import WrittenStatus, parse_status, take_status
from analytics.ingest.values.times import ClockTime, parse_time
from analytics.ingest.values.value import NO_CONVENTIONS, Conventions, Rule, Value
from analytics.ingest.values.words import (
    is_ticked,
    parse_incident_id,
    parse_names,
    parse_owner,
    parse_severity,
    parse_word,
    without_struck,
)
from analytics.ingest.values.zones import ABBREVIATIONS, is_out_of_season, looks_like_a_zone, parse_zone

__all__ = [
    "ABBREVIATIONS",
    "NO_CONVENTIONS",
    "ClockTime",
    "Conventions",
    "Money",
    "Rule",
    "Value",
    "WrittenStatus",
    "is_out_of_season",
    "is_placeholder",
    "is_ticked",
    "is_two_ways",
    "looks_like_a_zone",
    "parse_count",
    "parse_date",
    "parse_duration",
    "parse_incident_id",
    "parse_money",
    "parse_names",
    "parse_owner",
    "parse_severity",
    "parse_status",
    "parse_time",
    "parse_word",
    "parse_zone",
    "states_a_day",
    "take_status",
    "without_instructions",
    "without_struck",
]
