"""How often a change would be noticed, by the statistic that is looked at."""

from __future__ import annotations

import pandas as pd

from analytics.charts.chart import Chart, prepare_figure
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.rows import Row, rows_of
from analytics.charts.shares import bar_rows, percent_axis, row_axis
from analytics.charts.wording import format_label, format_percent, format_plural, round_to_digits

STATISTICS = {
    "mann_whitney": "This product's test",
    "log_mean": "Geometric mean, t-test",
    "median": "Median, Mood's test",
    "share_within_target": "Share within target",
    "mean": "Mean (MTTR), t-test",
}
"""Each statistic with the test that judges it."""


def describe_change(ratio: float) -> str:
    """`a cut of 20 %`, `a rise of 30 %`, `no change`."""
    if ratio == 1:
        return "no change"
    return f"a {'cut' if ratio < 1 else 'rise'} of {format_percent(abs(ratio - 1))}"


def notice_sentence(found: pd.DataFrame, *, measure: str, ratio: float, n: int) -> str:
    """What an executive should know before believing in a change of this size."""
    row = next(row for row in rows_of(found) if row.statistic == "mann_whitney")
    quarter = f"Between two quarters of {format_plural(n, 'incident')}"
    if ratio == 1:
        return f"{quarter} with nothing changed, {format_percent(row.rate)} would be called a change: a false alarm."
    words = (
        f"{quarter}, {describe_change(ratio)} in {format_label(measure)} would be noticed {format_percent(row.rate)} of the time."
    )
    if row.needed is None:
        return f"{words} More than 5,000 incidents a quarter would be needed to notice it four times in five."
    return f"{words} It takes about {_about(row.needed)} incidents a quarter to notice it four times in five."


def figure_notice(found: pd.DataFrame, *, measure: str, ratio: float, n: int, pool: int, of: int, theme: ThemeName) -> Chart:
    """Bars of how often each statistic notices, with the incidents it needs.

    `found`: compute_notice, drawn from `pool` durations, of the `of` in the selection.
    """
    rows = sorted(rows_of(found), key=lambda row: -row.rate)
    names = [STATISTICS[row.statistic].replace("MTTR", f"MTT{measure[-1].upper()}") for row in rows]
    trace, places = bar_rows(names, [row.rate for row in rows], [_bar_text(row) for row in rows], theme)
    trace["marker"] = {"color": [TONES[theme].main if row.statistic == "mann_whitney" else TONES[theme].context for row in rows]}
    figure = prepare_figure(
        [trace], theme, height=300, xaxis={**percent_axis(), "range": [0, 1.3], "title": {"text": "share of resampled pairs of quarters"}},
        yaxis=row_axis(names, places), margin={"l": 8, "r": 8, "t": 8, "b": 8},
    )  # fmt: skip
    title = f"How often {describe_change(ratio)} would be noticed with {format_plural(n, 'incident')} a quarter"
    source = (
        f"2,000 pairs of quarters drawn from {_say_pool(pool, of)}, the second one changed; each test alone at 5 %: "
        "the Overview's verdict also allows for its other comparisons and notices less. Needed: for four times in five."
    )
    return Chart(f"would-we-notice-{measure}", title, figure, found, source, f"{title}. Bars by statistic.", meaning=_MEANING)


_MEANING = (
    "How often each statistic would call the change detectable: two quarters are drawn from the selection's own durations again and again, "
    "the second one is changed, and each statistic is tested at 5 %. The number of incidents is what a quarter would need to have."
)


def _say_pool(pool: int, of: int) -> str:
    if pool == of:
        return f"the selection's own {format_plural(of, 'duration')}"
    return f"{pool:,} of the selection's own {of:,} durations, evenly spaced from the shortest to the longest"


def _bar_text(row: Row) -> str:
    needs = "" if row.needed is None else f" · needs about {_about(row.needed)}"
    return f"{format_percent(row.rate)}{needs}"


def _about(number: int) -> str:
    return f"{round_to_digits(number, 2):,.0f}"
