"""5 to 7: who notices and how soon, how long it takes to mend, and how few incidents make most of the hours."""

from __future__ import annotations

import pandas as pd

from analytics.charts.clock import figure_clock
from analytics.charts.detection import NOT_RECORDED, figure_methods
from analytics.charts.durations import STATED, figure_concentration, figure_distribution, figure_trend
from analytics.charts.shares import figure_internal
from analytics.charts.wording import format_duration
from analytics.metrics.clock import compute_clock_shares
from analytics.metrics.detection import compute_detected_internally, compute_detection_methods
from analytics.metrics.durations import compute_durations
from analytics.metrics.measures import Measure
from analytics.metrics.spread import compute_concentration, compute_dots, compute_histogram
from analytics.reports.cells import table_from
from analytics.reports.messages import note_headline, say_headline
from analytics.reports.plots import LONGEST, told
from analytics.reports.records import Column, Paragraph, Plot, Section, Table
from analytics.reports.review import MOST_DOTS, Review

_TAIL = (
    Column("minutes", "Time to resolve", "minutes", 3), Column("cumulative_share", "Together, of all hours", "share", 4),
    Column("severity", "Severity", "text", 3), Column("team", "Team", "text", 4), Column("title", "Incident", "text", 9),
    Column("occurred_on", "Date", "date", 4),
)  # fmt: skip


def build_detection(review: Review) -> Section:
    scope, headlines = review.scope, review.headlines
    internal = review.load(compute_detected_internally, ("quarter",), filters=scope.trend)
    methods = review.load(compute_detection_methods, filters=scope.quarter)
    found, soon = headlines.records["detected_internally"], headlines.records["ttd"]
    plots = (
        _trend(review, "ttd"),
        review.plot(figure_internal, internal, provisional=review.calendar.provisional, verdict=found.verdict),
        *([review.plot(figure_methods, methods)] if _is_recorded(methods) else []),
    )  # fmt: skip
    return Section(
        "detection", "5", "Detection", say_headline(headlines, "ttd"), (Paragraph(f"{say_headline(headlines, 'detected_internally')}."),),
        told(plots), (
            review.rest(note_headline(soon), scope.quarter, STATED["ttd"]),
            review.rest(note_headline(found), scope.quarter, "internal:true"),
        ),
    )  # fmt: skip


def _is_recorded(methods: pd.DataFrame) -> bool:
    return bool((methods.loc[methods["method"] != NOT_RECORDED, "incidents"] > 0).any())


def build_response(review: Review) -> Section:
    """Each incident a dot, and where the clock went."""
    scope, headlines = review.scope, review.headlines
    clock = review.load(compute_clock_shares, ("quarter",), filters=scope.trend)
    measures: tuple[Measure, ...] = ("tta", "ttm")
    return Section(
        "response", "6", "Response times", say_headline(headlines, "ttr"),
        tuple(Paragraph(f"{say_headline(headlines, measure)}.") for measure in measures),
        told((_trend(review, "ttr"), review.plot(figure_clock, clock, provisional=review.calendar.provisional))),
        tuple(review.rest(note_headline(headlines.records[m]), scope.quarter, STATED[m]) for m in ("ttr", *measures)),
    )  # fmt: skip


def _trend(review: Review, measure: Measure) -> Plot:
    filters = review.scope.trend
    groups, dots = review.load(compute_durations, measure, ("quarter",), filters=filters), _dots(review, measure)
    verdict = review.headlines.records[measure].verdict
    return review.plot(
        figure_trend, groups, dots, dots=dots, measure=measure, provisional=review.calendar.provisional, verdict=verdict
    )


def _dots(review: Review, measure: Measure) -> pd.DataFrame:
    return review.load(compute_dots, measure, MOST_DOTS, filters=review.scope.trend)


def build_tail(review: Review) -> Section:
    """How few incidents of the quarter make half of its hours."""
    scope = review.scope
    found = review.load(compute_concentration, "ttr", 20, filters=scope.quarter)
    if not found.n:
        return Section(
            "tail", "7", "The long tail", f"No incident of {review.name} tells a time to resolve, so there is no long tail"
        )
    bins, summary = (
        review.load(compute_histogram, "ttr", filters=scope.quarter), review.load(compute_durations, "ttr", filters=scope.quarter)
    )  # fmt: skip
    longest = review.plot(figure_concentration, found, measure="ttr", most=LONGEST)
    spread = review.plot(figure_distribution, bins, summary, measure="ttr")
    alone = f"The one incident of {review.name} with a time to resolve took {format_duration(found.total_min)}"
    message = longest.title if found.n > 1 else alone
    return Section(
        "tail", "7", "The long tail", message, (Paragraph(f"{spread.title}."),) if found.n > 1 else (),
        (longest, *((spread,) if found.n > 1 else ()), _longest(found.top, found.n)),
        (review.rest(longest.source, scope.quarter, STATED["ttr"]),),
    )  # fmt: skip


def _longest(top: pd.DataFrame, n: int) -> Table:
    titled = top.assign(title=top["title"].fillna(top["incident_id"]).fillna(top["incident_key"]))
    return table_from("longest-ttr", "The longest incidents", titled, _TAIL, total=n, most=10)
