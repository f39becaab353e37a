"""Who or what notices incidents, and how soon?"""

from analytics.charts.detection import figure_false_positives, figure_methods
from analytics.charts.durations import count_trends, figure_by_group, figure_trend
from analytics.charts.shares import figure_attainment, figure_internal
from analytics.metrics.detection import compute_detected_internally, compute_detection_methods, compute_false_positives
from analytics.metrics.durations import compute_durations
from analytics.metrics.spread import compute_dots
from analytics.ui.changes import render_changes
from analytics.ui.choices import choose_references
from analytics.ui.exhibits import render_charts
from analytics.ui.headlines import ask_newest, ask_samples, read_verdicts, render_looks, say_newest
from analytics.ui.page import open_page
from analytics.ui.view import ask

view = open_page("Detection", "Who or what notices incidents, and how soon?")

choose_references(view)
methods, newest, internal, detect, dots, by_method, detect_all, false_alarms, samples = view.load_all(
    ask(compute_detection_methods),
    ask_newest(view, compute_detection_methods),
    ask(compute_detected_internally, ("quarter",)),
    ask(compute_durations, "ttd", ("quarter",)),
    ask(compute_dots, "ttd", 300),
    ask(compute_durations, "ttd", ("method",)),
    ask(compute_durations, "ttd"),
    ask(compute_false_positives, ("quarter",)),
    ask_samples(view),
)
provisional, verdicts = view.calendar.provisional, read_verdicts(view, samples)
render_charts(
    view,
    view.draw(figure_methods, methods, compared=say_newest(view, "detection_methods", newest)),
    view.draw(
        figure_internal,
        internal,
        provisional=provisional,
        verdict=verdicts.get("detected_internally"),
        compared=verdicts.say("detected_internally"),
    ),
    view.draw(
        figure_trend,
        detect,
        dots,
        measure="ttd",
        provisional=provisional,
        verdict=verdicts.get("ttd"),
        compared=verdicts.say("ttd"),
    ),
    view.draw(figure_attainment, detect, measure="ttd", provisional=provisional),
    view.draw(figure_by_group, by_method, detect_all, measure="ttd", by="method"),
    view.draw(figure_false_positives, false_alarms),
)
render_looks(verdicts, count_trends(detect, provisional=provisional))
render_changes(
    view, "detection_methods", "detected_internally", "ttd", "ttd_attainment", "alert_false_positives",
)  # fmt: skip
