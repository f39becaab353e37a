"""Who or what notices incidents, and how soon?"""

from analytics.charts.detection import figure_false_positives, figure_methods
from analytics.charts.durations import figure_by_group, figure_trend
from analytics.charts.shares import figure_attainment, figure_internal
from analytics.metrics.detection import compute_detected_internally, compute_detection_methods, compute_false_positives
from analytics.metrics.durations import compute_durations
from analytics.metrics.spread import compute_dots
from analytics.ui.exhibits import render_charts
from analytics.ui.page import open_page

view = open_page("Detection", "Who or what notices incidents, and how soon?")

detect = view.load(compute_durations, "ttd", ("quarter",))
render_charts(
    view,
    view.draw(figure_methods, view.load(compute_detection_methods)),
    view.draw(figure_internal, view.load(compute_detected_internally, ("quarter",))),
    view.draw(figure_trend, detect, view.load(compute_dots, "ttd", 300), measure="ttd"),
    view.draw(figure_attainment, detect, measure="ttd"),
    view.draw(figure_by_group, view.load(compute_durations, "ttd", ("method",)), measure="ttd", by="method"),
    view.draw(figure_false_positives, view.load(compute_false_positives, ("quarter",))),
)
