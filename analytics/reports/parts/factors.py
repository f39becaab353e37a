"""8: what contributes to incidents."""

from __future__ import annotations

from analytics.charts.factors import figure_pareto, figure_top_factors
from analytics.metrics.factors import QUARTERS_BEFORE, compute_factor_shares
from analytics.reports.records import Section
from analytics.reports.review import Review


def build_factors(review: Review) -> Section:
    """The quarter beside the four before, and the order over all quarters shown."""
    scope = review.scope
    by_quarter, overall = (
        review.load(compute_factor_shares, ("quarter",), filters=scope.trend), review.load(compute_factor_shares, filters=scope.trend)
    )  # fmt: skip
    top = review.plot(figure_top_factors, by_quarter, most=7, before=QUARTERS_BEFORE, provisional=review.calendar.provisional)
    plots = [top] if top.categories else []
    if int(overall["n"].iloc[0]):
        plots.append(review.plot(figure_pareto, overall))
    message = top.title if top.categories else f"No incident of {review.name} records a contributing factor"
    return Section("factors", "8", "Contributing factors", message, (), tuple(plots), (review.rest(top.source, scope.quarter),))
