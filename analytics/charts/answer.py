"""The answer in words: two to five sentences about a quarter, by rules from the verdicts. No sentence claims more than its verdict.

The same sentences stand on the Overview and in the reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from analytics.charts.certainty import (
    DETECTED,
    change_interval,
    describe_change,
    smallest_visible,
    versus,
    write_value,
)
from analytics.charts.durations import STATED
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    format_brief_share,
    format_names,
    format_percent,
    format_plural,
    format_quarter,
    format_short_label,
    format_target,
)
from analytics.metrics.filters import NOT_STATED
from analytics.metrics.headlines import Headlines
from analytics.metrics.measures import WITHIN
from analytics.metrics.records import MetricRecord
from analytics.metrics.verdicts import CORROBORATE, SIGNIFICANT
from analytics.stats.comparison import FEWEST

NAMES = {
    "incidents": "the number of incidents", "severe_incidents": "the number of P0 and P1", "ttd": "time to detect",
    "tta": "time to acknowledge", "ttm": "time to mitigate", "ttr": "time to resolve",
    "detected_internally": "the share found internally",
}  # fmt: skip
PLACES = {
    "severe_incidents": ("severe:true",), "detected_internally": ("internal:true",),
    **{measure: (stated,) for measure, stated in STATED.items()},
}  # fmt: skip
"""What narrows the list of incidents to those behind a headline."""


class Sentence(NamedTuple):
    """One sentence and what it rests on: a page, and what narrows it."""

    text: str
    page: str
    narrow: tuple[str, ...] = ()


def answer(
    headlines: Headlines, actions: Row, completion: pd.DataFrame, urgent: int, *, since: str | None = None
) -> list[Sentence]:
    """Was it a good quarter, what changed and is it real, which target is missed and by how much, what needs a decision.

    `actions`: compute_action_scorecard of the selection; `completion`: compute_action_completion by horizon; `urgent`: how many overdue
    actions belong to a P0 or P1. `since`: the selection's first quarter, which the words about actions name where it is an earlier one.
    """
    earlier = f" since {format_quarter(since)}" if since and since != headlines.quarter else ""
    return [
        _opening(headlines),
        *_changes(headlines),
        _targets(headlines, actions, completion, earlier),
        *_decisions(actions, urgent, earlier),
    ]


def _opening(headlines: Headlines) -> Sentence:
    quarter, place = format_quarter(headlines.quarter), (f"quarter:{headlines.quarter}",)
    if not headlines.records["incidents"].value:
        expected = "; documents are still expected" if headlines.is_provisional else ""
        return Sentence(f"{quarter} had no incident{expected}.", "incidents", place)
    if not headlines.before:
        return Sentence(f"{quarter}, the first quarter of the corpus, had {_counted(headlines)}.", "incidents", place)
    words = f"{quarter} was {_judge(headlines)}: {_counted(headlines)}"
    words += "; more documents are still expected." if headlines.is_provisional else "."
    return Sentence(words, "incidents", place)


def _counted(headlines: Headlines) -> str:
    """`20 incidents, 2 of them P0 or P1`; `20 incidents, none with a severity` where nobody rated any."""
    found, severe = int(headlines.records["incidents"].value or 0), headlines.records["severe_incidents"]
    grave = int(severe.value or 0)
    if not severe.n:
        return f"{format_plural(found, 'incident')}, none with a severity"
    if severe.severity:
        return format_plural(found, "incident")  # of the one severity that the filter leaves, which stands above
    if found == 1:
        return f"1 incident, {'a' if grave else 'no'} P0 or P1"
    return f"{format_plural(found, 'incident')}, {_part_of(grave, found)} of them P0 or P1"


def _part_of(part: int, whole: int) -> str:
    """`2`, `none`, `all`, `both`."""
    if part < whole:
        return f"{part:,}" if part else "none"
    return "both" if whole == 2 else "all"


def _judge(headlines: Headlines) -> str:
    """The quarter in one phrase, from the verdicts alone."""
    verdicts = [record.verdict for record in headlines.records.values()]
    before = format_quarter(headlines.before)
    if "better" in verdicts and "worse" in verdicts:
        return f"better than {before} in some ways and worse in others"
    if "better" in verdicts:
        return f"a better quarter than {before}"
    if "worse" in verdicts:
        return f"a worse quarter than {before}"
    # Counts can be compared however few they are; they alone do not say what the quarter was like.
    if (headlines.records["incidents"].value or 0) < FEWEST:
        return f"too small a quarter to compare with {before}"
    return f"a quarter like {before}, as far as these numbers can show"


def _changes(headlines: Headlines) -> Iterator[Sentence]:
    """One sentence for what changed detectably, one for what only seems to; where nothing did, what could have been seen."""
    if not headlines.before:
        return
    records = headlines.records
    changed = [record for record in records.values() if record.verdict in DETECTED]
    if changed:
        clauses = "; ".join(changed_clause(record) for record in changed)
        yield Sentence(f"{capitalise(clauses)}.", "incidents", _place(changed[0], headlines))
    elif records["ttr"].value is not None:
        yield _unchanged(records["ttr"], headlines)
    if unclear := [record for record in records.values() if record.verdict == "unclear"]:
        yield Sentence(_unclear_words(unclear, headlines), "severity_and_impact")


def changed_clause(record: MetricRecord) -> str:
    """`time to detect is better: 4 min, 62 % shorter than in 2026 Q2 (95 % interval −78 % to −31 %)`."""
    verdict = record.verdict if record.verdict in ("better", "worse") else f"detectably {record.verdict}"
    what = f"{NAMES[record.metric]} is {verdict}: {_middle(record)}{write_value(record)}, {versus(record)}"
    return f"{what} (95 % interval {change_interval(record)})"


def _middle(record: MetricRecord) -> str:
    return "median " if record.statistic == "median" else ""


def _unchanged(record: MetricRecord, headlines: Headlines) -> Sentence:
    visible = smallest_visible(record)
    words = f"Half of the incidents were resolved within {write_value(record)}"
    words += f" ({versus(record)}, {_chance(record, headlines)})" if record.change is not None else ""
    if record.verdict == "too few to say":
        words += f"; {_too_few(record, headlines)}"
    elif visible:
        words += f"; with {format_plural(record.n, 'incident')} only {visible} or more would show"
    return Sentence(f"{words}.", "incidents", _place(record, headlines))


def _chance(record: MetricRecord, headlines: Headlines) -> str:
    """A change that would count if it were the only one looked at is not simply chance; few incidents cannot tell."""
    if record.verdict == "too few to say":
        return "which so few cannot tell from chance"
    if record.p_value is not None and record.p_value <= SIGNIFICANT:
        return f"which may be real, but among {headlines.looks} comparisons one such may come by chance"
    return "which is within chance"


def _too_few(record: MetricRecord, headlines: Headlines) -> str:
    """Which of the two quarters it is that has too few; with some in both, no change of theirs would show among so many looks."""
    if record.change is not None:
        return f"however large a change, it would not show among {headlines.looks} comparisons"
    if record.n >= FEWEST:
        return f"{format_quarter(headlines.before)} has too few to compare with"
    return f"{format_plural(record.n, 'incident')} {'is' if record.n == 1 else 'are'} too few to say more"


def _unclear_words(unclear: Sequence[MetricRecord], headlines: Headlines) -> str:
    """Why a fall is not counted as better: the labels of severity, where nothing else fell, or documents that are still to come."""
    numbers = [f"({record.value or 0:,.0f}, {describe_change(record)})" for record in unclear]
    expected = f"documents of {format_quarter(headlines.quarter)} are still expected"
    if len(unclear) == 1 and _labels_would_explain(unclear[0], headlines):
        also = f", and {expected}" if headlines.is_provisional else ""
        return (
            f"Fewer incidents are rated P0 or P1 {numbers[0]}, but incidents as a whole are neither fewer nor shorter: a change of "
            f"labels would explain it{also}; it is not counted as better."
        )
    fell = format_names([f"{NAMES[record.metric]} fell {number}" for record, number in zip(unclear, numbers, strict=True)])
    return f"{capitalise(fell)}, but {expected}, so this is not counted as better."


def _labels_would_explain(record: MetricRecord, headlines: Headlines) -> bool:
    peers = CORROBORATE.get(record.metric, ())
    return bool(peers) and all(headlines.records[peer].verdict != "better" for peer in peers)


class Judged(NamedTuple):
    """How many targets can be held against something, which of the quarter are missed (metric, by how much), and which of its actions."""

    of: int
    missed: list[tuple[str, str]]
    late: list[str]


def judge_targets(headlines: Headlines, actions: Row, completion: pd.DataFrame) -> Judged:
    """`actions`: compute_action_scorecard of the selection; `completion`: compute_action_completion by horizon."""
    of_quarter, of_actions = list(_judged_headlines(headlines)), list(_judged_actions(actions, completion))
    missed = [(metric, words) for metric, words in of_quarter if words]
    return Judged(len(of_quarter) + len(of_actions), missed, [words for words in of_actions if words])


def count_missed(judged: Judged) -> str:
    """`3 of 8 targets are missed`, `All 8 targets are met`; where nothing can be judged, nothing."""
    count = len(judged.missed) + len(judged.late)
    if not judged.of:
        return ""
    if not count:
        return "Its target is met" if judged.of == 1 else f"All {judged.of} targets are met"
    return "Its target is missed" if judged.of == 1 else f"{count} of {judged.of} targets {'is' if count == 1 else 'are'} missed"


def _targets(headlines: Headlines, actions: Row, completion: pd.DataFrame, earlier: str) -> Sentence:
    judged = judge_targets(headlines, actions, completion)
    counted = count_missed(judged)
    if not counted:
        return Sentence(say_no_target(headlines, actions, completion), "definitions")
    if not judged.missed and not judged.late:
        return Sentence(f"{counted}.", "targets")
    told = _join_missed([words for _, words in judged.missed], judged.late, earlier)
    return Sentence(f"{counted}: {told}.", "targets")


def say_no_target(headlines: Headlines, actions: Row, completion: pd.DataFrame) -> str:
    """A target that nothing can be held against is set all the same."""
    is_set = not headlines.records["incidents"].value or actions.on_time_target is not None or completion["target"].notna().any()
    return "Nothing can be held against a target yet." if is_set else "No target is set."


def _join_missed(missed: list[str], late: list[str], earlier: str) -> str:
    """What the quarter missed, then what its actions did; these may be those of earlier quarters too, which is said once."""
    if not earlier or not late:
        return format_names([*missed, *late])
    told = f"{earlier.strip()}, {format_names(late)}"
    return f"{format_names(missed)}; {told}" if missed else told


def _judged_headlines(headlines: Headlines) -> Iterator[tuple[str, str]]:
    """Each headline with a target, and by how much it is missed, or nothing where it is met."""
    for metric, record in headlines.records.items():
        if record.target is not None and record.value is not None:
            yield metric, _missed_time(record) if record.statistic == "median" else _missed_share(record)
        elif record.statistic == "median" and record.attained is not None:
            yield metric, _missed_by_most(record, headlines.judged[metric])


def _missed_time(record: MetricRecord) -> str:
    value, target = record.value or 0.0, record.target or 0.0
    is_met = value < target if WITHIN[record.metric] == "<" else value <= target
    return (
        "" if is_met else f"{NAMES[record.metric]} (median {write_value(record)}, target {format_target(record.metric, target)})"
    )


def _missed_share(record: MetricRecord) -> str:
    value, target = record.value or 0.0, record.target or 0.0
    if value >= target:
        return ""
    return f"{NAMES[record.metric]} ({format_brief_share(record.attained or 0, record.n)}, target {format_percent(target)})"


def _missed_by_most(record: MetricRecord, judged: int) -> str:
    """Where severities have targets of their own: a median within its target says that half of the incidents are, and so does this."""
    attained = record.attained or 0
    met = f"{attained:,} of {judged:,} within the target of their severity"
    return "" if 2 * attained >= judged else f"{NAMES[record.metric]} ({met})"


def _judged_actions(actions: Row, completion: pd.DataFrame) -> Iterator[str]:
    if actions.due and actions.on_time_target is not None:
        least = "at least " if actions.closed_unknown else ""
        yield _missed_actions("actions on time", least, actions.on_time, actions.due, actions.on_time_target)
    for row in rows_of(completion):
        if row.n and row.target is not None:
            yield _missed_actions(f"{_name_horizon(row.horizon)} done", "", row.attained, row.n, row.target)


def _name_horizon(horizon: str) -> str:
    return "actions without a horizon" if horizon == NOT_STATED else f"{format_short_label(horizon).lower()} actions"


def _missed_actions(what: str, least: str, attained: int, n: int, target: float) -> str:
    met = attained / n >= target
    return "" if met else f"{what} ({least}{format_brief_share(attained, n)}, target {format_percent(target)})"


def _decisions(actions: Row, urgent: int, earlier: str) -> Iterator[Sentence]:
    if not actions.overdue:
        return
    is_one = actions.overdue == 1
    words = f"{format_plural(actions.overdue, 'action item')}{earlier} {'is' if is_one else 'are'} overdue"
    parts = [f"{_some_of(actions.long_overdue, actions.overdue)}for more than 30 days"] if actions.long_overdue else []
    parts += [f"{_some_of(urgent, actions.overdue)}of a P0 or P1"] if urgent else []
    words += f", {' and '.join(parts)}" if parts else ""
    yield Sentence(f"{words}: to be done, moved to a new date, or dropped with a reason.", "action_items")


def _some_of(part: int, whole: int) -> str:
    """`6 ` of 15, `both `, `all `; of a single one there is nothing to say."""
    if part < whole:
        return f"{part:,} "
    return {1: "", 2: "both "}.get(whole, "all ")


def _place(record: MetricRecord, headlines: Headlines) -> tuple[str, ...]:
    return (f"quarter:{headlines.quarter}", *PLACES.get(record.metric, ()))


def capitalise(words: str) -> str:
    """Only the first letter: `str.capitalize` would write `p0`."""
    return words[:1].upper() + words[1:]
