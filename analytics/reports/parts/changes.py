"""13: what changed since an earlier report, so that whoever presented it knows why a number is another one today."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date

from analytics.charts.answer import capitalise
from analytics.charts.wording import (
    format_label,
    format_names,
    format_plural,
    format_quarter,
)
from analytics.metrics.facts import IncidentFact, Places, find_places
from analytics.metrics.registry import DEFINITIONS
from analytics.reports.compare import (
    Arrival,
    Change,
    Departure,
    Differences,
    ItemChange,
    NumberChange,
    PairChange,
    compare_facts,
)
from analytics.reports.facts import DIGEST, Baseline, Facts, NumberFact, everything
from analytics.reports.records import Cell, Column, Evidence, Kind, Paragraph, Section, Table
from analytics.reports.review import NAMED, Review
from analytics.reports.words import UNKNOWN, write_value

NAME = "Changes since an earlier report"
_FIELDS: dict[str, tuple[str, Kind]] = {
    "occurred_on": ("Date", "date"), "quarter": ("Quarter", "text"), "team": ("Team", "text"), "severity": ("Severity", "text"),
    "status": ("Status", "text"), "ttd": ("Time to detect", "minutes"), "tta": ("Time to acknowledge", "minutes"),
    "ttm": ("Time to mitigate", "minutes"), "ttr": ("Time to resolve", "minutes"), "duration": ("Duration", "minutes"),
    "users_affected": ("Users affected", "count"), "revenue_impact": ("Revenue impact", "number"), "revenue_currency": ("Currency", "text"),
    "factors": ("Contributing factors", "text"), "methods": ("Ways of detection", "text"), "owner": ("Owner", "text"),
    "due_date": ("Due", "date"), "completed_on": ("Completed", "date"), "outcome": ("Counts as", "text"), "item": ("Action item", "text"),
}  # fmt: skip
_OUTCOMES: dict[Cell, str] = {None: "not due yet", "open": "overdue"}
_LABELLED = frozenset({"status", "factors", "methods"})
"""Fields that hold values of the store, for which people have words."""

NUMBERS = (
    Column("number", "Number", "text", 5), Column("before", "Then", "text", 3), Column("now", "Now", "text", 3),
    Column("n_before", "n of N then", "text", 3), Column("n_now", "n of N now", "text", 3),
    Column("verdict_before", "Verdict then", "text", 4), Column("verdict_now", "Verdict now", "text", 4),
    Column("differs", "What differs", "text", 5),
)  # fmt: skip
MOVED = (
    Column("quarter", "Quarter", "text", 3), Column("occurred_on", "Date", "date", 3), Column("incident", "Incident", "text", 8),
    Column("severity", "Severity"), Column("team", "Team", "text", 3), Column("why", "Why", "text", 5),
    Column("source_path", "File", "text", 7), Column("line", "Line", "count"),
)  # fmt: skip
VALUES = (
    Column("quarter", "Quarter", "text", 3), Column("incident", "Incident", "text", 8), Column("field", "Field", "text", 4),
    Column("before", "Then", "text", 4), Column("now", "Now", "text", 4), Column("source_path", "File", "text", 7),
    Column("line", "Line", "count"),
)  # fmt: skip
ITEMS = (
    Column("incident", "Incident", "text", 6), Column("action", "Action", "long_text", 8), Column("field", "Field", "text", 3),
    Column("before", "Then", "text", 4), Column("now", "Now", "text", 4), Column("source_path", "File", "text", 6),
    Column("line", "Line", "count"),
)  # fmt: skip
SETTINGS = (
    Column("kind", "Of", "text", 3), Column("name", "What", "text", 6), Column("before", "Then", "text", 5),
    Column("now", "Now", "text", 5),
)  # fmt: skip
_COMPARED = (
    "Incidents by date, team, severity, status, times, users, revenue, factors and ways of detection; action items by status, owner, due "
    "and completion date; numbers, definitions and settings. All incidents of the selection up to the quarter, each value as it is "
    "stored. Other words of the documents are not compared."
)
_MOST_CLAUSES = 2
"""What a title has room for; the paragraphs say the rest."""


def build_changes(review: Review, baseline: Baseline, now: Facts) -> Section:
    """`baseline`: of the same quarter and selection."""
    before = baseline.facts
    found = compare_facts(before, now, everything(review))
    keys = list(dict.fromkeys(change.incident.incident_key for change in found.values))
    tables = (
        _table_numbers(found.numbers), _table_arrived(found.arrived), _table_left(found.left),
        _table_values(found.values, find_places(review.cursor, keys)), _table_items(found.items), _table_settings(found),
    )  # fmt: skip
    return Section(
        "changes", "13", NAME, _say_message(found, before, now), (*_tell(found, before, now),),
        tuple(table for table in tables if table.rows), (Paragraph(_COMPARED, "What is compared."),),
    )  # fmt: skip


def describe_baseline(facts: Facts) -> str:
    """For the stamp: `compared with the report as of 2026-10-05, corpus 4c1f…`."""
    return f"compared with the report as of {facts.as_of:%Y-%m-%d}, corpus {facts.fingerprint[:12]}"


def _say_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _say_message(found: Differences, before: Facts, now: Facts) -> str:
    """`6 documents came late: 2026 Q3 has 26 incidents now where the report of 5 October 2026 counted 20`."""
    report = f"the report of {_say_day(before.as_of)}"
    if found.is_empty:
        return f"Nothing changed since {report}"
    happened = [said for said, _ in _clauses(found, now.quarter)] or [_count_numbers(found)]
    clauses = capitalise(format_names(happened[:_MOST_CLAUSES]))
    then, today = _count(before), _count(now)
    if then == today:
        return f"{clauses} since {report}"
    return f"{clauses}: {format_quarter(now.quarter)} has {format_plural(today, 'incident')} now where {report} counted {then:,}"


def _count(facts: Facts) -> int:
    return sum(incident.quarter == facts.quarter for incident in facts.incidents)


def _clauses(found: Differences, quarter: str | None) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """What happened, each with the places of its incidents, what matters most first; nothing of what did not happen."""
    yield from _incident_clauses(found, quarter)
    items = len({(one.item.item_key, one.item.incident_key) for one in found.items if one.field != "outcome"})
    for number, what in ((items, "action item"), (len(found.definitions), "definition"), (len(found.settings), "setting")):
        if number:
            yield f"{format_plural(number, what)} changed", ()
    if aged := sum(one.field == "outcome" for one in found.items):
        yield f"{format_plural(aged, 'action item')} {'counts' if aged == 1 else 'count'} otherwise as days passed", ()


def _count_numbers(found: Differences) -> str:
    return f"{format_plural(len(found.numbers), 'number')} of the scorecard changed"


def _incident_clauses(found: Differences, quarter: str | None) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    late = [one.incident for one in found.arrived if one.is_late]
    moved = [one.incident for one in found.arrived if not one.is_late]
    gone = [one.incident for one in found.left if one.now is None]
    away = [one for one in found.left if one.now]
    changed = list({one.incident.incident_key: one.incident for one in found.values}.values())
    if late:
        yield f"{_count_documents(late)} came late{_earlier(late, quarter)}", _evidence(late)
    if gone:
        yield f"{_count_documents(gone)} left the corpus{_earlier(gone, quarter)}", ()
    if moved:
        yield f"{format_plural(len(moved), 'incident')} moved into the selection{_earlier(moved, quarter)}", _evidence(moved)
    if away:
        was = [one.incident for one in away]
        said = f"{format_plural(len(away), 'incident')} moved out of the selection{_earlier(was, quarter)}"
        yield said, _evidence([one.now for one in away if one.now])
    if changed:
        verb = "has another value" if len(changed) == 1 else "have other values"
        yield f"{format_plural(len(changed), 'incident')} {verb}{_earlier(changed, quarter)}", _evidence(changed)


def _earlier(incidents: Sequence[IncidentFact], quarter: str | None) -> str:
    """How many of them are of quarters before the one that is reviewed, whose numbers the trends show."""
    number = sum(incident.quarter != quarter for incident in incidents)
    if not number:
        return ""
    return " in earlier quarters" if number == len(incidents) else f" ({number:,} in earlier quarters)"


def _count_documents(incidents: Sequence[IncidentFact]) -> str:
    """`6 documents`, or `6 incidents of 2 documents` where documents hold several."""
    documents = format_plural(len({incident.source_path for incident in incidents}), "document")
    if len({incident.source_path for incident in incidents}) == len(incidents):
        return documents
    return f"{format_plural(len(incidents), 'incident')} of {documents}"


def _evidence(incidents: Sequence[IncidentFact]) -> tuple[Evidence, ...]:
    return tuple(Evidence(one.incident_key, one.incident_id or one.name, one.source_path, one.source_line) for one in incidents)


def _tell(found: Differences, before: Facts, now: Facts) -> Iterator[Paragraph]:
    """With what is compared, then each thing that changed."""
    then, today = _count(before), _count(now)
    counted = f"{format_quarter(now.quarter)} has {format_plural(today, 'incident')} now; the earlier report counted {then:,}."
    days = (now.as_of - before.as_of).days
    passed = f"{format_plural(days, 'day')} passed since." if days else "Both are as of the same day."
    corpus = "The documents and settings are the same." if now.fingerprint == before.fingerprint else ""
    other = "What changed in the documents is nothing that a report counts." if found.is_empty and not corpus else ""
    yield Paragraph(
        " ".join(part for part in (counted, passed, corpus, other) if part),
        f"{_say_day(before.as_of)}, corpus {before.fingerprint[:12]}, version {before.product}.",
    )
    for said, evidence in _clauses(found, now.quarter):
        yield Paragraph(f"{capitalise(said)}.", "", evidence[:NAMED], len(evidence))
    if found.numbers:
        yield Paragraph(f"{_count_numbers(found)}.")
    if found.arrived_items:
        yield Paragraph(f"With the incidents that are new here came {format_plural(found.arrived_items, 'action item')}.")


def _table_numbers(found: Sequence[NumberChange]) -> Table:
    rows = tuple(_number_row(change) for change in found)
    note = "In the order of the scorecard. Action items are those of all incidents up to the quarter, on either as-of day."
    return Table("changed-numbers", "Numbers of the scorecard that changed", NUMBERS, rows, len(rows), note, len(rows))


def _number_row(change: NumberChange) -> tuple[Cell, ...]:
    of = change.either
    parts = [_name_metric(of.metric), *([of.statistic] if of.statistic == "median" else []), *([of.group] if of.group else [])]
    kind: Kind = "share" if of.unit == "share" else "minutes" if of.unit == "min" else "count"
    then, now = (None if one is None else one.value for one in (change.before, change.now))
    before, today = _write_both(then, now, kind)
    return (
        ", ".join(parts), before, today, _share(change.before), _share(change.now), _verdict(change.before), _verdict(change.now),
        ", ".join(dict.fromkeys(_DIFFERS.get(field, field) for field in change.fields)),
    )  # fmt: skip


_DIFFERS = {
    "low": "interval", "high": "interval", "of": "N", "attained": "how many met it", "compared_with": "quarter before",
    "change_low": "interval of the change", "change_high": "interval of the change",
}  # fmt: skip
"""What a field is called where its own name does not say it."""


def _share(number: NumberFact | None) -> str:
    return f"{number.n:,} of {number.of:,}" if number else UNKNOWN


def _verdict(number: NumberFact | None) -> str:
    return (number.verdict if number else None) or UNKNOWN


def _table_arrived(found: Sequence[Arrival]) -> Table:
    rows = tuple(_moved_row(one.incident, "its document came late" if one.is_late else "it stood elsewhere") for one in found)
    return Table("late-incidents", "Incidents that the earlier report did not count", MOVED, rows, len(rows))


def _table_left(found: Sequence[Departure]) -> Table:
    rows = tuple(_moved_row(one.now or one.incident, _say_where(one)) for one in found)
    note = "File and line are those of the earlier report where the document left the corpus."
    return Table("left-incidents", "Incidents that are counted no more", MOVED, rows, len(rows), note)


def _say_where(left: Departure) -> str:
    """What took it out of the selection."""
    old, new = left
    if new is None:
        return "it is in the corpus no more"
    parts = [
        f"{_FIELDS[name][0].lower()} {_tell_value(name, getattr(old, name))} then"
        for name in ("quarter", "team", "severity") if getattr(old, name) != getattr(new, name)
    ]  # fmt: skip
    return format_names(parts) or "it stands elsewhere"


def _moved_row(incident: IncidentFact, why: str) -> tuple[Cell, ...]:
    return (
        format_quarter(incident.quarter), incident.occurred_on, incident.name, incident.severity, incident.team, why, incident.source_path,
        incident.source_line,
    )  # fmt: skip


def _table_values(found: Sequence[Change], places: Places) -> Table:
    rows = tuple(_value_row(change, places) for change in found)
    note = "File and line are where the value stands now, or where the incident begins if it states none any more."
    return Table("changed-values", "Values that changed", VALUES, rows, len(rows), note)


def _value_row(change: Change, places: Places) -> tuple[Cell, ...]:
    incident, field, then, now = change
    label, _ = _FIELDS[field]
    line = places.get((incident.incident_key, field), incident.source_line) if now is not None else incident.source_line
    return (format_quarter(incident.quarter), incident.name, label, *_tell_both(field, then, now), incident.source_path, line)


def _table_items(found: Sequence[ItemChange]) -> Table:
    rows = tuple(_item_row(change) for change in found)
    note = "Of incidents that both reports count. “Counts as” changed where the item did not, because days passed."
    return Table("changed-items", "Action items that changed", ITEMS, rows, len(rows), note)


def _item_row(change: ItemChange) -> tuple[Cell, ...]:
    incident, item, field, then, now = change
    return (
        incident.name, item.action, _FIELDS[field][0], *_tell_both(field, then, now), incident.source_path, item.line,
    )  # fmt: skip


def _table_settings(found: Differences) -> Table:
    rows = (
        *(("Definition", _name_metric(one.key), one.before, one.now) for one in found.definitions),
        *(_setting_row(one) for one in found.settings),
        *(("Origin", one.key, one.before, one.now) for one in found.origins),
    )
    return Table("changed-settings", "Definitions, targets, other settings and the program", SETTINGS, rows, len(rows))


def _name_metric(metric: str) -> str:
    return DEFINITIONS[metric].name if metric in DEFINITIONS else metric


def _setting_row(change: PairChange) -> tuple[Cell, ...]:
    kind = "Target" if change.key.startswith("targets.") else "Setting"
    return (kind, change.key, _read_setting(change.before), _read_setting(change.now))


def _read_setting(text: str | None) -> str | None:
    """The value as TOML would have it; of a digest only that there are other entries."""
    if text is None or text.startswith(DIGEST):
        return text and f"entries {text}"
    value = json.loads(text)
    return None if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _tell_both(field: str, then: Cell, now: Cell) -> tuple[str, str]:
    if field == "item":
        return (UNKNOWN, "new") if then is None else ("promised", "in its document no more")
    return _write_both(_label(field, then), _label(field, now), _FIELDS[field][1])


def _tell_value(field: str, value: Cell) -> str:
    return write_value(_label(field, value), _FIELDS[field][1])


def _label(field: str, value: Cell) -> Cell:
    if field == "quarter" and value is not None:
        return format_quarter(str(value))
    if field == "outcome":
        return _OUTCOMES.get(value, value)
    if field not in _LABELLED or value is None:
        return value
    return ", ".join(format_label(one) for one in str(value).split(", "))


def _write_both(then: Cell, now: Cell, kind: Kind) -> tuple[str, str]:
    """In words; where the words are the same and the values are not, with as many digits as tell them apart."""
    before, today = write_value(then, kind), write_value(now, kind)
    if before == today and isinstance(then, int | float) and isinstance(now, int | float) and then != now:
        exact = next(both for digits in range(3, 18) if len(set(both := (f"{then:.{digits}g}", f"{now:.{digits}g}"))) == 2)
        return f"{before} ({exact[0]})", f"{today} ({exact[1]})"
    return before, today
