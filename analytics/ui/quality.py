"""The page Data quality: what may be believed, how much hangs on whose times count, and what the numbers leave out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import streamlit as st

from analytics.charts.certainty import describe_looks, format_interval
from analytics.charts.quality import LEFT_OUT, describe_accounting, figure_findings
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import format_duration, format_names, format_plural
from analytics.metrics.contradictions import compute_source_verdicts
from analytics.metrics.exclusions import ACTION_REASONS, EXCLUDED_ACTION_METRICS, EXCLUDED_METRICS, REASONS, Outside
from analytics.metrics.filters import EVERYTHING
from analytics.metrics.quality import (
    compute_accounting_by_group,
    compute_findings,
    list_documents_without_incident,
    list_findings,
)
from analytics.metrics.registry import DEFINITIONS
from analytics.ui.choices import choose_finding
from analytics.ui.exhibits import ROW_LIMIT, render_charts, render_table, render_table_head
from analytics.ui.links import incidents_address
from analytics.ui.periods import review_period, review_quarters
from analytics.ui.tables import ACCOUNTING, FINDINGS, WITHOUT_INCIDENT
from analytics.ui.view import Asked, View, ask
from analytics.ui.words import escape_markdown

FINDINGS_PART = "Findings and files"
FEW_ROWS = 25
"""Contradictions on the page, the largest first: durations cost more to show than words. The export holds them all."""


def render_trust(sentences: Sequence[str], accounting: pd.DataFrame) -> None:
    """The answer in words: the first sentence in bold, the account of the lines last."""
    said = [escape_markdown(sentence) for sentence in sentences]
    st.markdown(" ".join([f"**{said[0]}**", *said[1:], describe_accounting(accounting)]))


def ask_verdicts(view: View) -> Asked:
    """The verdicts on the quarter under review, by the choice whose durations count."""
    now, before = review_quarters(view)
    return ask(compute_source_verdicts, view.calendar, now, before, filters=review_period(view).trend if now else None)


def shift_rows(shifts: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """What compute_shifts and compute_source_verdicts give as one table: its numbers, and beside them the same in words."""
    stated, timeline = (dict(zip(verdicts["metric"], verdicts[source], strict=True)) for source in ("stated", "timeline"))
    rows = list(rows_of(shifts))
    return shifts.assign(
        median=[f"{_say_both(row.stated_median, row.timeline_median)} ({row.stated_n:,} and {row.timeline_n:,})" for row in rows],
        mean=[_say_both(row.stated_mean, row.timeline_mean) for row in rows],
        move=[_say_move(row) for row in rows],
        verdict=[_say_verdicts(stated.get(row.metric), timeline.get(row.metric)) for row in rows],
    )


def explain_shifts(view: View, verdicts: pd.DataFrame) -> str:
    """What the columns of the table mean, and of how many comparisons its verdicts are. `verdicts`: compute_source_verdicts."""
    _, before = review_quarters(view)
    looks = describe_looks(int(verdicts["looks"].max()) if len(verdicts) else 0, before)
    compared = f", for each of the two sources: {looks}" if looks else "."
    return (
        "Moves: the median difference within an incident that has both values, with its 95 % interval. The verdict is the Overview's on "
        f"the newest quarter{compared} “Times” beside the page recomputes every page on either."
    )


def _say_both(stated: float | None, timeline: float | None) -> str:
    return f"{format_duration(stated)} → {format_duration(timeline)}"


def _say_move(row: Row) -> str:
    """`+2 min (0 min to 1 h 40 min)`."""
    if row.shift is None:
        return "–"
    interval = format_interval(row.shift_low, row.shift_high, _signed)
    return _signed(row.shift) + (f" ({interval})" if interval else "")


def _signed(minutes: float | None) -> str:
    return f"{'+' if (minutes or 0) > 0 else ''}{format_duration(minutes)}"


def _say_verdicts(stated: str | None, timeline: str | None) -> str:
    if stated is None or timeline is None:
        return "–"
    return f"both: {stated}" if stated == timeline else f"{stated} → {timeline}"


def render_exclusions(view: View, exclusions: pd.DataFrame, actions: pd.DataFrame, outside: Outside) -> None:
    """Metric by reason, each count a link to its incidents.

    `exclusions`: compute_exclusions, `actions`: compute_action_exclusions, `outside`: count_outside.
    """
    of_incidents = _Kind("left-out", "What the numbers leave out", "incidents", EXCLUDED_METRICS, REASONS)
    _render_left_out(view, of_incidents, exclusions)
    st.caption(" ".join(_say_outside(view, exclusions, outside)))
    of_items = _Kind(
        "left-out-actions", "What the numbers of action items leave out", "items", EXCLUDED_ACTION_METRICS, ACTION_REASONS
    )
    _render_left_out(view, of_items, actions)
    st.caption("Each item counts once for a number. A count of items leads to the incidents that hold them.")


class _Kind(NamedTuple):
    """A table of what is left out. `counted`: the column of what it counts."""

    name: str
    title: str
    counted: str
    metrics: Sequence[str]
    reasons: Sequence[str]


def _render_left_out(view: View, kind: _Kind, found: pd.DataFrame) -> None:
    view.exhibits.append((kind.name, found))
    render_table_head(view, kind.name, kind.title, lambda: found)
    if len(found):
        st.table(
            _exclusion_cells(view, kind, found), border="horizontal", hide_index=True,
            alt=f"{kind.counted.capitalize()} left out, by metric and reason",
        )  # fmt: skip


def _exclusion_cells(view: View, kind: _Kind, exclusions: pd.DataFrame) -> pd.DataFrame:
    found = {(row.metric, row.reason): row for row in rows_of(exclusions)}
    first = {row.metric: row for row in reversed(found.values())}
    reasons = [reason for reason in kind.reasons if any(reason == told for _, told in found)]
    cells = [
        {
            "Number": escape_markdown(DEFINITIONS[metric].name),
            "Counted": f"{first[metric].n:,} of {first[metric].of:,}",
            **{LEFT_OUT[reason].capitalize(): _count_link(view, kind, found.get((metric, reason))) for reason in reasons},
        }
        for metric in kind.metrics
        if metric in first
    ]
    return pd.DataFrame(cells)


def _count_link(view: View, kind: _Kind, row: Row | None) -> str:
    if row is None:
        return ""
    count = getattr(row, kind.counted)
    return f"[{count:,}]({incidents_address(view.addressed, f'excluded:{row.metric}.{row.reason}')})"


def _say_outside(view: View, exclusions: pd.DataFrame, outside: Outside) -> list[str]:
    """What no number of the page holds, and which metrics leave nothing out."""
    said = ["Each incident counts once for a number: by the first reason that fits."]
    whole = [DEFINITIONS[metric].name.lower() for metric in EXCLUDED_METRICS if metric not in set(exclusions["metric"])]
    if whole:
        said.append(f"Nothing is left out of {format_names(whole)}.")
    if outside.filtered:
        link = incidents_address(view.addressed, "outside:true")
        verb = "lies" if outside.filtered == 1 else "lie"
        said.append(f"[{format_plural(outside.filtered, 'incident')}]({link}) of the corpus {verb} outside the filters.")
    if outside.undated:
        link = incidents_address(view.addressed if view.filters != EVERYTHING else EVERYTHING, "undated:true")
        verbs = "has no date and is" if outside.undated == 1 else "have no date and are"
        said.append(f"[{format_plural(outside.undated, 'incident')}]({link}) of the selection {verbs} in no quarter.")
    return said


def render_findings(view: View) -> None:
    """What reading the documents found, by kind and by line, and what became of each file's lines."""
    by_group, findings, bare = view.load_all(
        ask(compute_accounting_by_group, filters=EVERYTHING),
        ask(compute_findings, filters=EVERYTHING),
        ask(list_documents_without_incident, ROW_LIMIT, filters=EVERYTHING),
    )
    render_charts(view, view.draw(figure_findings, findings), columns=1)
    code = choose_finding(findings)
    found = view.load(list_findings, code, ROW_LIMIT, filters=EVERYTHING)
    render_table(
        view, "findings", "Findings by file and line", found.drop(columns="total"), FINDINGS,
        total=int(found["total"].max()) if len(found) else 0,
        load_all=lambda: view.load(list_findings, code, 1_000_000, filters=EVERYTHING).drop(columns="total"), height=620, wrap=True,
        note="Of the whole corpus, whatever the filters." if len(found) else "Every document was read without a finding.",
    )  # fmt: skip
    render_table(
        view, "lines-by-dialect-and-team", "Lines of text by dialect and team", by_group, ACCOUNTING, height=300,
        note="Of the whole corpus. Choose the finding PM004 above to see each line that found no place.",
    )  # fmt: skip
    render_table(
        view, "files-without-incident", "Files that hold no incident", bare.drop(columns="total"), WITHOUT_INCIDENT, height=300
    )
