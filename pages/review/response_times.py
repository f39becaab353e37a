"""How long does it take to notice an incident, and to mend it?"""

from analytics.charts.durations import figure_by_group, figure_concentration, figure_distribution, figure_trend
from analytics.metrics.durations import compute_durations
from analytics.metrics.spread import compute_concentration, compute_dots, compute_histogram, compute_longest
from analytics.ui.choices import choose_measure
from analytics.ui.exhibits import render_charts, render_table
from analytics.ui.page import open_page
from analytics.ui.tables import LONGEST

view = open_page("Response times", "How long does it take to notice an incident, and to mend it?")

detect, resolve = (view.load(compute_durations, measure, ("quarter",)) for measure in ("ttd", "ttr"))
render_charts(
    view,
    view.draw(figure_trend, detect, view.load(compute_dots, "ttd", 300), measure="ttd"),
    view.draw(figure_trend, resolve, view.load(compute_dots, "ttr", 300), measure="ttr"),
)

measure = choose_measure()
bins, summary = view.load(compute_histogram, measure), view.load(compute_durations, measure)
by_severity, by_team = (view.load(compute_durations, measure, (group,)) for group in ("severity", "team"))
render_charts(
    view,
    view.draw(figure_distribution, bins, summary, measure=measure),
    view.draw(figure_by_group, by_severity, measure=measure, by="severity"),
    view.draw(figure_by_group, by_team, measure=measure, by="team"),
    view.draw(figure_concentration, view.load(compute_concentration, measure, 10), measure=measure),
)
longest = view.load(compute_longest, measure, 20)
render_table(view, f"longest-{measure}", "Longest incidents", longest, LONGEST, total=int(summary.iloc[0]["n"]))
