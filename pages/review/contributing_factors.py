"""What contributes to incidents, and does it change?"""

from analytics.charts.factors import (
    describe_factor_looks,
    figure_factor_heat,
    figure_factor_pairs,
    figure_pareto,
    figure_top_factors,
)
from analytics.metrics.factors import QUARTERS_BEFORE, compute_factor_pairs, compute_factor_shares
from analytics.ui.changes import render_changes
from analytics.ui.exhibits import render_charts, render_table
from analytics.ui.headlines import render_comparisons
from analytics.ui.page import open_page
from analytics.ui.tables import FACTOR_PAIRS
from analytics.ui.view import ask

view = open_page("Contributing factors", "What contributes to incidents, and does it change?")

overall, by_quarter, pairs = view.load_all(
    ask(compute_factor_shares), ask(compute_factor_shares, ("quarter",)), ask(compute_factor_pairs)
)
render_charts(
    view,
    view.draw(figure_pareto, overall),
    view.draw(figure_top_factors, by_quarter, most=7, before=QUARTERS_BEFORE, provisional=view.calendar.provisional),
    view.draw(figure_factor_heat, by_quarter),
    view.draw(figure_factor_pairs, pairs, most=8),
)
render_comparisons(describe_factor_looks(by_quarter, pairs, before=QUARTERS_BEFORE))
render_table(view, "all-factor-pairs", "All pairs of factors", pairs, FACTOR_PAIRS, note="Fewer than 3 incidents give no lift.")
render_changes(view, "factor_share")
