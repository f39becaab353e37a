"""How was the quarter? Twelve numbers against their targets, what needs attention, and four pictures."""

from analytics.charts.actions import figure_completion
from analytics.charts.answer import answer
from analytics.charts.attention import count_kind
from analytics.charts.counts import figure_severity_by_quarter
from analytics.charts.durations import count_trends, figure_trend
from analytics.charts.factors import figure_top_factors
from analytics.charts.goals import goals_of
from analytics.charts.rows import rows_of
from analytics.charts.selection import describe_period
from analytics.metrics.actions import compute_action_completion
from analytics.metrics.attention import compute_attention
from analytics.metrics.counts import compute_severity_mix
from analytics.metrics.durations import compute_durations
from analytics.metrics.factors import compute_factor_shares
from analytics.metrics.headlines import headlines_of
from analytics.metrics.repeats import compute_repeats
from analytics.metrics.scorecard import compute_action_scorecard, compute_scorecard
from analytics.metrics.spread import compute_dots
from analytics.ui.answer import render_answer
from analytics.ui.attention import render_attention
from analytics.ui.cards import render_cards
from analytics.ui.choices import choose_references
from analytics.ui.exhibits import render_charts
from analytics.ui.headlines import say_newest
from analytics.ui.page import open_page
from analytics.ui.periods import review_period
from analytics.ui.scorecard import Scorecard, cards_of
from analytics.ui.targets import render_targets
from analytics.ui.view import ask

view = open_page("Overview", "How was the quarter, and what needs attention?", needs_quarters=True)
period = review_period(view)

mix, incidents, resolve, dots, factors, repeats, completion, actions, actions_by_quarter, attention = view.load_all(
    ask(compute_severity_mix, ("quarter",), filters=period.trend),
    ask(compute_scorecard, ("quarter",), filters=period.trend),
    ask(compute_durations, "ttr", ("quarter",), filters=period.trend),
    ask(compute_dots, "ttr", 300, filters=period.trend),
    ask(compute_factor_shares, ("quarter",), filters=period.trend),
    ask(compute_repeats, ("quarter",), filters=period.trend),
    ask(compute_action_completion, ("horizon",)),
    ask(compute_action_scorecard),
    ask(compute_action_scorecard, ("quarter",), filters=period.trend),
    ask(compute_attention),
)
headlines = headlines_of(incidents, view.calendar, view.filters, period.now, period.before)
total = next(rows_of(actions))
render_answer(
    answer(
        headlines,
        total,
        completion,
        count_kind(attention, "overdue_action"),
        since=view.addressed.quarter_from,
    ),
    headlines,
    view.addressed,
    count_trends(resolve, provisional=view.calendar.provisional),
)
render_targets(view, goals_of(headlines, total, completion, describe_period(view.addressed, view.choices)))
scorecard = Scorecard(headlines, view.addressed, incidents, repeats, actions, actions_by_quarter, completion)
render_cards(cards_of(scorecard), view.theme)
render_attention(attention, view.addressed)
choose_references(view)
render_charts(
    view,
    view.draw(
        figure_trend,
        resolve,
        dots,
        measure="ttr",
        provisional=view.calendar.provisional,
        verdict=headlines.records["ttr"].verdict,
    ),
    view.draw(figure_severity_by_quarter, mix, compared=say_newest(view, "severity_mix", mix)),
    view.draw(figure_top_factors, factors, most=5, before=4, judged=False, provisional=view.calendar.provisional),
    view.draw(figure_completion, completion),
)
