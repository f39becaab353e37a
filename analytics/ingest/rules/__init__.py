"""The rules: each looks at one finished incident and says what in it contradicts itself or leaves a metric without its number.

A rule is one module of this package, registered here under its code, explained in docs/diagnostics.md, with a case in
tests/cases/rules. Values that cannot be understood are reported where they are read. What rules share stands in subject.py, days.py,
open_items.py, stated_durations.py and corpus.py; policy.py applies the settings and the comments in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.rules.corpus import Corpus, CorpusRule
from analytics.ingest.rules.date_outside_timeline import find_date_outside_timeline
from analytics.ingest.rules.disagreeing_dates import find_disagreeing_dates
from analytics.ingest.rules.duplicate_ids import find_duplicate_ids
from analytics.ingest.rules.false_positives import find_too_many
from analytics.ingest.rules.item_complete_without_date import find_complete_without_date
from analytics.ingest.rules.item_completed_before_opened import find_completed_before_opened
from analytics.ingest.rules.item_deliverables import find_two_deliverables
from analytics.ingest.rules.item_due_before_incident import find_due_before_incident
from analytics.ingest.rules.item_due_before_opened import find_due_before_opened
from analytics.ingest.rules.item_due_date import find_no_due_date
from analytics.ingest.rules.item_end import find_no_end
from analytics.ingest.rules.item_opener import find_no_deed_in_front
from analytics.ingest.rules.item_owner import find_no_owner
from analytics.ingest.rules.kindless import find_kindless_timeline
from analytics.ingest.rules.missing_date import find_no_date
from analytics.ingest.rules.missing_related import find_missing_related
from analytics.ingest.rules.missing_severity import find_no_severity
from analytics.ingest.rules.missing_team import find_no_team
from analytics.ingest.rules.placeholder_rows import find_placeholder_rows
from analytics.ingest.rules.stage_order import find_disorder
from analytics.ingest.rules.stated_against_timeline import find_disagreements
from analytics.ingest.rules.stated_without_rows import find_unsupported
from analytics.ingest.rules.subject import Rule, Subject
from analytics.ingest.rules.untimed import find_untimed_timeline
from analytics.ingest.rules.weekdays import find_wrong_weekdays
from analytics.ingest.rules.window_arithmetic import find_wrong_windows

RULES: dict[str, Rule] = {
    "PM211": find_untimed_timeline,
    "PM301": find_disagreements,
    "PM305": find_due_before_incident,
    "PM306": find_disorder,
    "PM307": find_disagreeing_dates,
    "PM308": find_date_outside_timeline,
    "PM309": find_wrong_windows,
    "PM310": find_unsupported,
    "PM311": find_complete_without_date,
    "PM312": find_due_before_opened,
    "PM313": find_completed_before_opened,
    "PM314": find_too_many,
    "PM315": find_placeholder_rows,
    "PM316": find_wrong_weekdays,
    "PM401": find_no_owner,
    "PM402": find_no_due_date,
    "PM403": find_no_severity,
    "PM404": find_no_team,
    "PM405": find_no_date,
    "PM406": find_no_deed_in_front,
    "PM407": find_two_deliverables,
    "PM408": find_no_end,
    "PM409": find_kindless_timeline,
}
CORPUS_RULES: dict[str, CorpusRule] = {"PM302": find_duplicate_ids, "PM304": find_missing_related}
"""Of several documents together."""
CORPUS_CODES = frozenset({*CORPUS_RULES, "PM508"})
"""Found once all documents are read: by the rules above, and by what tickets say."""


def apply_rules(subject: Subject) -> Iterator[Diagnostic]:
    """What every rule has to say about an incident."""
    incident = subject.incident
    for code, rule in RULES.items():
        for found in rule(subject):
            yield diagnose(incident.source_path, found.line, code, found.message, incident.incident_key)


def apply_corpus_rules(corpus: Corpus) -> list[Diagnostic]:
    """What every rule has to say about several documents."""
    return [found for rule in CORPUS_RULES.values() for found in rule(corpus)]
