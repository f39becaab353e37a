"""3 and 4: how many incidents over eight quarters, between the limits of chance, and how severe they were."""

from __future__ import annotations

from analytics.charts.control import figure_incident_counts
from analytics.charts.counts import figure_severity_by_quarter
from analytics.metrics.counts import compute_incidents, compute_severity_mix
from analytics.reports.messages import note_headline, say_headline
from analytics.reports.plots import told
from analytics.reports.records import Paragraph, Section
from analytics.reports.review import Review


def build_incidents(review: Review) -> Section:
    """The chart's own title is the message where a quarter passes a limit or none does; without limits, the count."""
    scope = review.scope
    counted = review.load(compute_incidents, ("quarter",), filters=scope.trend)
    plot = review.plot(figure_incident_counts, counted, provisional=review.calendar.provisional)
    record = review.headlines.records["incidents"]
    message = plot.title if plot.lines else say_headline(review.headlines, "incidents")
    return Section(
        "incidents", "3", "Incidents over eight quarters", message,
        (Paragraph(f"{say_headline(review.headlines, 'incidents')}."),) if plot.lines else (), (plot,),
        (review.rest(note_headline(record), scope.quarter),),
    )  # fmt: skip


def build_severity(review: Review) -> Section:
    scope = review.scope
    mix = review.load(compute_severity_mix, ("quarter",), filters=scope.trend)
    record = review.headlines.records["severe_incidents"]
    return Section(
        "severity", "4", "Severity", say_headline(review.headlines, "severe_incidents"), (),
        told([review.plot(figure_severity_by_quarter, mix)]), (review.rest(note_headline(record), scope.quarter, "severe:true"),),
    )  # fmt: skip
