"""The rules: each looks at one finished incident and says what in it contradicts itself or leaves a metric without its number.

A rule is a function in a module of this package, registered here under its code, explained in docs/diagnostics.md, with a case in
tests/cases/rules. Values that cannot be understood are reported where they are read. corpus.py has the rules that need several
documents, policy.py applies the settings and the comments in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.rules import action_dates, dates, gaps, item_wording, stage_order, stated_and_timeline
from analytics.ingest.rules.false_positives import find_too_many
from analytics.ingest.rules.placeholder_rows import find_placeholder_rows
from analytics.ingest.rules.subject import Rule, Subject
from analytics.ingest.rules.untimed import find_untimed_timeline
from analytics.ingest.rules.window_arithmetic import find_wrong_windows

RULES: dict[str, Rule] = {
    "PM211": find_untimed_timeline,
    "PM301": stated_and_timeline.find_disagreements,
    "PM305": action_dates.find_due_before_incident,
    "PM306": stage_order.find_disorder,
    "PM307": dates.find_disagreeing_dates,
    "PM308": dates.find_date_outside_timeline,
    "PM309": find_wrong_windows,
    "PM310": stated_and_timeline.find_unsupported,
    "PM311": action_dates.find_complete_without_date,
    "PM312": action_dates.find_due_before_opened,
    "PM313": action_dates.find_completed_before_opened,
    "PM314": find_too_many,
    "PM315": find_placeholder_rows,
    "PM316": dates.find_wrong_weekdays,
    "PM401": gaps.find_no_owner,
    "PM402": gaps.find_no_due_date,
    "PM403": gaps.find_no_severity,
    "PM404": gaps.find_no_team,
    "PM405": gaps.find_no_date,
    "PM406": item_wording.find_no_deed_in_front,
    "PM407": item_wording.find_two_deliverables,
    "PM408": item_wording.find_no_end,
}
CORPUS_CODES = frozenset({"PM302", "PM304", "PM508"})
"""Found by corpus.py and by what tickets say, once all documents are read."""


def apply_rules(subject: Subject) -> Iterator[Diagnostic]:
    """What every rule has to say about an incident."""
    incident = subject.incident
    for code, rule in RULES.items():
        for found in rule(subject):
            yield diagnose(incident.source_path, found.line, code, found.message, incident.incident_key)
