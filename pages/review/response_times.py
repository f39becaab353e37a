"""How long does it take to notice an incident, and to mend it?"""

import streamlit as st

from analytics.charts.clock import figure_clock
from analytics.charts.durations import (
    count_trends,
    figure_by_group,
    figure_concentration,
    figure_distribution,
    figure_trend,
)
from analytics.charts.funnel import figure_team_funnel
from analytics.metrics.clock import compute_clock_shares
from analytics.metrics.durations import compute_durations
from analytics.metrics.funnel import compute_team_funnel
from analytics.metrics.spread import compute_concentration, compute_dots, compute_histogram
from analytics.ui.changes import render_changes
from analytics.ui.choices import choose_measure, choose_references
from analytics.ui.exhibits import render_charts, render_table
from analytics.ui.headlines import ask_samples, read_verdicts, render_looks
from analytics.ui.page import open_page
from analytics.ui.steps import render_steps
from analytics.ui.tables import LONGEST
from analytics.ui.view import ask

view = open_page("Response times", "How long does it take to notice an incident, and to mend it?")

choose_references(view)
# The choice stands below the trends, but all numbers are asked for at once, and it decides some of them.
trends = st.container()
measure = choose_measure()
detect, detect_dots, resolve, resolve_dots, clock, samples, bins, summary, by_severity, teams, longest = view.load_all(
    ask(compute_durations, "ttd", ("quarter",)),
    ask(compute_dots, "ttd", 300),
    ask(compute_durations, "ttr", ("quarter",)),
    ask(compute_dots, "ttr", 300),
    ask(compute_clock_shares, ("quarter",)),
    ask_samples(view),
    ask(compute_histogram, measure),
    ask(compute_durations, measure),
    ask(compute_durations, measure, ("severity",)),
    ask(compute_team_funnel, measure),
    ask(compute_concentration, measure, 20),
)
provisional, verdicts = view.calendar.provisional, read_verdicts(view, samples)
with trends:
    render_charts(
        view,
        *(
            view.draw(
                figure_trend,
                groups,
                dots,
                measure=name,
                provisional=provisional,
                verdict=verdicts.get(name),
                compared=verdicts.say(name),
            )
            for name, groups, dots in (("ttd", detect, detect_dots), ("ttr", resolve, resolve_dots))
        ),
    )
    render_looks(verdicts, count_trends(detect, resolve, provisional=provisional))
    render_steps(view)
    render_changes(
        view, "ttd", "ttd_attainment", "tta", "tta_attainment", "ttm", "ttm_attainment", "ttr", "ttr_attainment", "clock_shares",
    )  # fmt: skip
    render_charts(view, view.draw(figure_clock, clock, provisional=provisional), columns=1)
render_charts(
    view,
    view.draw(figure_distribution, bins, summary, measure=measure),
    view.draw(figure_by_group, by_severity, summary, measure=measure, by="severity"),
    view.draw(figure_team_funnel, teams, measure=measure),
    view.draw(figure_concentration, longest, measure=measure, most=8),
)
render_table(view, f"longest-{measure}", "Longest incidents", longest.top, LONGEST, total=int(summary.iloc[0]["n"]),
    load_all=lambda: view.load(compute_concentration, measure, 1_000_000).top,
)  # fmt: skip
