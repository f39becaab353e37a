"""Contributing factors: how often, when, and which together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.charts.axes import quarter_axis
from analytics.charts.certainty import DETECTED
from analytics.charts.chart import HEIGHT, Chart, Spec, label_at, prepare_figure
from analytics.charts.intervals import INTERVAL, Provisional, interval_bars, name_quarter
from analytics.charts.palette import HEAT, TONES, ThemeName
from analytics.charts.rows import Row, rows_of
from analytics.charts.share_bars import labels_beyond, percent_ticks, share_hover, whiskers
from analytics.charts.shares import bar_rows, row_axis
from analytics.charts.wording import (
    GAP,
    MOST_NAMED,
    format_cell,
    format_label,
    format_labels,
    format_names,
    format_percent,
    format_plural,
    format_quarter,
    format_share,
    format_short_label,
)
from analytics.metrics.ticked import NOT_RECORDED
from analytics.metrics.verdicts import SIGNIFICANT, Looked, Verdict, judge
from analytics.stats.shares import compare_shares, share_interval

LETTER = 7
"""The width of a bold letter of a label, in pixels."""
TIE_ROOM = 30
"""The margin in which a bracket says which factors cannot be told apart."""


def figure_pareto(shares: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Factors from most to least frequent with their intervals; "not recorded" is its own bar.

    `shares`: compute_factor_shares without groups. A bracket holds together those that cannot be told apart from the first.
    """
    tone = TONES[theme]
    told = shares[shares["incidents"] > 0].reset_index(drop=True)
    names = [format_label(factor) for factor in told["factor"]]
    colours = [tone.context if factor == NOT_RECORDED else tone.main for factor in told["factor"]]
    trace, places = bar_rows(
        names, [float(share) for share in told["share"]], [share_hover(row) for row in rows_of(told)], theme,
        marker={"color": colours}, textposition="none", customdata=[f"factor:{factor}" for factor in told["factor"]],
        error_x=whiskers(told, theme),
    )  # fmt: skip
    tied = _tied_rows(told[told["factor"] != NOT_RECORDED])
    figure = prepare_figure(
        [trace], theme, height=max(300, 70 + 32 * len(told)), yaxis=row_axis(names, places), shapes=_bracket(len(tied), places, theme),
        annotations=[*labels_beyond(told, places, theme), *_bracket_label(len(tied), places, theme)],
        xaxis={"title": {"text": "share of the incidents that record any factor"}, **percent_ticks(max([*told["share_high"], 0.0]))},
        margin={"l": 8, "r": TIE_ROOM, "t": 8, "b": 8},
    )  # fmt: skip
    title = _leaders_title([row.factor for row in tied], "") or "Contributing factors"
    if len(tied) == 1:
        title = f"{title}: {format_share(tied[0].incidents, tied[0].n)}"
    return Chart(
        "contributing-factors", title, figure, shares, f"{_source(shares)} {_INTERVALS}",
        f"{title}. Bars from most to least frequent with 95 % intervals.", metrics=("factor_share",),
    )  # fmt: skip


_INTERVALS = f"Thin bars: {INTERVAL} intervals; where they overlap with that of the first, the order may be chance."


def _tied_rows(recorded: pd.DataFrame) -> list[Row]:
    """The most frequent factor and those behind it whose intervals overlap with its own."""
    ranked = list(rows_of(recorded))
    return [row for row in ranked if row.share_high is not None and row.share_high >= ranked[0].share_low]


def _leaders_title(tied: list[str], when: str) -> str:
    """Who leads, where somebody can be said to; `when`: ` in 2026 Q3`."""
    if not tied:
        return ""
    if len(tied) == 1:
        return f"{format_label(tied[0])} is the most frequent factor{when}"
    if len(tied) > MOST_NAMED:
        return f"No single factor leads{when}: the first {len(tied)} cannot be told apart"
    return f"{format_names(format_labels(tied))} lead{when}; they cannot be told apart"


def _bracket(tied: int, places: list[int], theme: ThemeName) -> list[Spec]:
    """Beside the rows of those that share the first place; none where there is one alone."""
    if tied < 2:
        return []
    top, bottom = places[0] + 0.35, places[tied - 1] - 0.35
    line = {"xref": "paper", "layer": "above", "line": {"color": TONES[theme].outline, "width": 1.5}, "type": "line"}
    return [
        {**line, "x0": 1, "x1": 1, "y0": bottom, "y1": top},
        *({**line, "x0": 0.985, "x1": 1, "y0": at, "y1": at} for at in (bottom, top)),
    ]


def _bracket_label(tied: int, places: list[int], theme: ThemeName) -> list[Spec]:
    """Upright beside the bracket; for two rows there is room for one word."""
    if tied < 2:
        return []
    middle, words = (places[0] + places[tied - 1]) / 2, "cannot be told apart" if tied > 4 else "tied"
    return [label_at(1, middle, words, TONES[theme].muted, xref="paper", xanchor="left", xshift=4, textangle=90)]


def figure_top_factors(
    shares: pd.DataFrame, *, most: int, before: int, theme: ThemeName, judged: bool = True, provisional: Provisional = frozenset()
) -> Chart:
    """The most frequent factors of the newest quarter, beside the quarters before. `shares`: compute_factor_shares by quarter.

    Every factor's change is `judged`, also of those that are not drawn, and the source line says how many that were. A page with other
    verdicts draws the factors without: they would all have to allow for each other.
    """
    tone = TONES[theme]
    now, earlier = _periods_of(shares, before)
    compared = _compare(shares, now, set(earlier))
    family = _look_at_changes(compared) if judged else {}
    verdicts: dict[str, Verdict] = {place[0]: verdict for place, verdict in judge(family, is_provisional=False).items()}
    rows = [row for row in compared if row["incidents"]][:most]
    names, places = [format_label(row["factor"]) for row in rows], list(range(len(rows)))[::-1]
    traces = [
        _paired_bars(rows, "before_", [place - 0.19 for place in places], tone.context, theme,
                     [[f"quarters:{earlier[0]}..{earlier[-1]}", f"factor:{row['factor']}"] for row in rows if earlier]),
        _paired_bars(rows, "", [place + 0.19 for place in places], tone.main, theme,
                     [[f"quarter:{now}", f"factor:{row['factor']}"] for row in rows]),
    ]  # fmt: skip
    ends = [row[name] for row in rows for name in ("share_high", "before_share_high") if row[name] is not None]
    figure = prepare_figure(
        traces, theme, barmode="overlay", yaxis=row_axis(names, places),
        annotations=[*_paired_labels(name_quarter(now, provisional), len(earlier), theme), *_paired_shares(rows, places, verdicts, theme)],
        xaxis={**percent_ticks(max([0.1, *ends])), "title": {"text": "share of incidents with any factor"}},
        height=max(HEIGHT, 60 + 47 * len(rows)), margin={"l": 8, "r": 8, "t": 26, "b": 8},
    )  # fmt: skip
    title = _top_title(compared, now)
    return Chart(
        "top-factors", title, figure, pd.DataFrame(rows),
        _top_source(rows, verdicts, _count_looks(family) if judged else None, now if now in provisional else ""),
        f"{title}. Paired bars with 95 % intervals: this quarter and the {len(earlier)} before.", metrics=("factor_share",),
    )  # fmt: skip


def _compare(shares: pd.DataFrame, now: str, earlier: set[str]) -> list[dict[str, Any]]:
    """The factors of a quarter, most frequent first, each with its counts in the earlier quarters together."""
    recorded = [row for row in rows_of(shares) if row.factor != NOT_RECORDED]
    before: dict[str, tuple[int, int]] = {}
    for row in recorded:
        if row.quarter in earlier:
            incidents, n = before.get(row.factor, (0, 0))
            before[row.factor] = (incidents + row.incidents, n + row.n)
    ranked = sorted((row for row in recorded if row.quarter == now), key=lambda row: (-row.incidents, row.factor))
    return [_compared_row(row, *before.get(row.factor, (0, 0))) for row in ranked]


def _compared_row(row: Row, before_incidents: int, before_n: int) -> dict[str, Any]:
    earlier = share_interval(before_incidents, before_n)
    return {
        "factor": row.factor, "incidents": row.incidents, "n": row.n, "of": row.of, "share": row.share,
        "share_low": row.share_low, "share_high": row.share_high, "before_incidents": before_incidents, "before_n": before_n,
        "before_share": earlier.value, "before_share_low": earlier.low, "before_share_high": earlier.high,
    }  # fmt: skip


def _periods_of(shares: pd.DataFrame, before: int) -> tuple[str, list[str]]:
    """The newest quarter, and as many before it."""
    quarters = list(dict.fromkeys(shares["quarter"].tolist()))
    return quarters[-1] if quarters else "", quarters[-1 - before : -1]


def _look_at_changes(compared: list[dict[str, Any]]) -> dict[tuple[str, ...], Looked]:
    """Each factor's change; they are looked at together."""
    return {
        (row["factor"],): Looked(compare_shares(row["before_incidents"], row["before_n"], row["incidents"], row["n"]), None, 0.0)
        for row in compared
    }


def _count_looks(family: Mapping[tuple[str, ...], Looked]) -> int:
    return sum(looked.change.p is not None for looked in family.values())


def describe_factor_looks(shares: pd.DataFrame, pairs: pd.DataFrame, *, before: int) -> str:
    """How many comparisons `figure_top_factors` and `figure_factor_pairs` make together, and how they allow for each other."""
    now, earlier = _periods_of(shares, before)
    changes, paired = _count_looks(_look_at_changes(_compare(shares, now, set(earlier)))), int(pairs["p_value"].notna().sum())
    if not changes + paired:
        return ""
    return (
        f"{format_plural(changes + paired, 'comparison')}: {format_plural(changes, 'factor')} with the quarters before, "
        f"{format_plural(paired, 'pair')} with what chance would bring together; each verdict allows for all of its own kind "
        "(Benjamini–Hochberg, 5 % a kind)."
    )


def _top_title(compared: list[dict[str, Any]], now: str) -> str:
    tied = _tied_rows(pd.DataFrame([row for row in compared if row["incidents"]]))
    title = _leaders_title([row.factor for row in tied], f" in {format_quarter(now)}")
    if len(tied) == 1:
        return f"{title}: {format_share(tied[0].incidents, tied[0].n)}"
    return title or f"Contributing factors, {format_quarter(now)}"


def _top_source(rows: list[dict[str, Any]], verdicts: Mapping[str, Verdict], looked: int | None, waiting: str) -> str:
    """`looked`: how many comparisons were made, None where none was asked for; `waiting`: the quarter, where its documents are expected."""
    expected = f" {format_quarter(waiting)} is provisional: documents are still expected." if waiting else ""
    n, of = (rows[0]["n"], rows[0]["of"]) if rows else (0, 0)
    counted = f"{n:,} of {format_plural(of, 'incident')} of the quarter record a factor; several may be ticked."
    if looked is None:
        return f"{counted} Contributing factors says which of them changed detectably.{expected}"
    if not looked:
        return f"{counted}{expected}"
    changed = [f"{format_label(factor)} ({verdict})" for factor, verdict in verdicts.items() if verdict in DETECTED]
    verb = format_names(changed) if changed else "no factor"
    return f"{counted} Against the quarters before, {verb} changed detectably; {format_plural(looked, 'comparison')}.{expected}"


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _paired_bars(
    rows: Sequence[dict[str, Any]], which: str, places: list[float], colour: str, theme: ThemeName, customdata: list[list[str]]
) -> Spec:
    """The bars of one period. `which`: the prefix of its columns."""
    value, low, high = ([_number(row[f"{which}share{end}"]) for row in rows] for end in ("", "_low", "_high"))
    return {
        "type": "bar", "orientation": "h", "x": [row[f"{which}share"] or 0.0 for row in rows], "y": places, "width": 0.36,
        "marker": {"color": colour},
        "hoverinfo": "text", "hovertext": [_paired_hover(row, which) for row in rows], "customdata": customdata or None,
        "error_x": interval_bars(value, low, high, TONES[theme].text, thickness=1.2),
    }  # fmt: skip


def _number(share: float | None) -> float:
    return math.nan if share is None else share


def _paired_hover(row: dict[str, Any], which: str) -> str:
    said = format_share(row[f"{which}incidents"], row[f"{which}n"])
    if row[f"{which}share_low"] is None:
        return f"<b>{format_label(row['factor'])}</b><br>{said}"
    interval = f"{format_percent(row[f'{which}share_low'])} to {format_percent(row[f'{which}share_high'])}"
    return f"<b>{format_label(row['factor'])}</b><br>{said}<br>{INTERVAL}: {interval}"


def _paired_shares(
    rows: Sequence[dict[str, Any]], places: list[int], verdicts: Mapping[str, Verdict], theme: ThemeName
) -> list[Spec]:
    """The shares in words behind their intervals; a detectable change is named."""
    tone = TONES[theme]
    labels = []
    for row, place in zip(rows, places, strict=True):
        changed = f" · {verdicts[row['factor']]}" if verdicts.get(row["factor"]) in DETECTED else ""
        now, then = format_share(row["incidents"], row["n"]), format_share(row["before_incidents"], row["before_n"])
        more = {"xanchor": "left", "xshift": 5}
        labels.append(label_at(row["share_high"], place + 0.19, f"<b>{now}{changed}</b>", tone.text, **more))
        labels += [label_at(row["before_share_high"], place - 0.19, then, tone.muted, **more)] if row["before_n"] else []
    return labels


def _paired_labels(now: str, before: int, theme: ThemeName) -> list[Spec]:
    tone = TONES[theme]
    text = f"<b>{now}</b>"
    more = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    labels = [label_at(0, 1, text, tone.main, **more)]
    if before:
        labels.append(
            label_at(0, 1, f"the {format_plural(before, 'quarter')} before", tone.muted, xshift=LETTER * len(now) + 10, **more)
        )
    return labels


def figure_factor_heat(shares: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Share of each factor by quarter, most frequent on top. `shares`: compute_factor_shares by quarter."""
    found = {(row.factor, row.quarter): (row.incidents, row.n) for row in rows_of(shares) if row.factor != NOT_RECORDED}
    quarters = list(dict.fromkeys(quarter for _, quarter in found))
    totals: dict[str, int] = {}
    for (factor, _), (incidents, _n) in found.items():
        totals[factor] = totals.get(factor, 0) + incidents
    factors = sorted((factor for factor in totals if totals[factor]), key=lambda factor: (totals[factor], factor))
    cells = [[found[f, q] for q in quarters] for f in factors]
    shown = [[_ratio(*cell) for cell in row] for row in cells]
    trace = {
        "type": "heatmap", "x": list(range(len(quarters))), "y": list(range(len(factors))), "z": shown, "zmin": 0,
        "colorscale": HEAT[theme], "showscale": False, "xgap": 2, "ygap": 2, "hoverinfo": "skip",
        "text": [[format_cell(*cell) if cell[1] else "" for cell in row] for row in cells],
        "texttemplate": "%{text}" if len(quarters) <= 12 else "", "textfont": {"size": 11.5},
    }  # fmt: skip
    figure = prepare_figure(
        [trace, _cell_points(factors, quarters, cells)], theme, height=max(300, 80 + 30 * len(factors)),
        # Without a limit the nearest point is the one whose cell is under the pointer, however wide the cells are.
        hoverdistance=-1, xaxis={**quarter_axis(quarters), "showline": False},
        yaxis={
            "tickvals": list(range(len(factors))), "ticktext": [format_label(f) for f in factors], "showgrid": False,
            "range": [-0.5, len(factors) - 0.5],
        },
    )  # fmt: skip
    return Chart(
        "factors-by-quarter", "When each factor was ticked, in % of the quarter's incidents that record a factor", figure, shares,
        _source(shares), "Heat map of contributing factors by quarter; darker is more frequent, each cell carries its number.",
        quarters=tuple(quarters), metrics=("factor_share",),
    )  # fmt: skip


def _cell_points(factors: list[str], quarters: list[str], cells: list[list[tuple[int, int]]]) -> Spec:
    """An invisible point in the middle of each cell, which can be clicked: Plotly selects points, but no cells of a heat map."""
    places = [(x, y) for y in range(len(factors)) for x in range(len(quarters))]
    return {
        "type": "scatter", "mode": "markers", "x": [x for x, _ in places], "y": [y for _, y in places], "hoverinfo": "text",
        "marker": {"symbol": "square", "size": 6, "opacity": 0},
        "hovertext": [
            f"<b>{format_label(factors[y])}</b>, {format_quarter(quarters[x])}<br>{format_share(*cells[y][x])}"
            "<br>Click for the incidents"
            for x, y in places
        ],
        "customdata": [[f"quarter:{quarters[x]}", f"factor:{factors[y]}"] for x, y in places],
    }  # fmt: skip


def figure_factor_pairs(pairs: pd.DataFrame, *, most: int, theme: ThemeName) -> Chart:
    """Factors that are ticked together, most frequent first, with the pair of the title. `pairs`: compute_factor_pairs."""
    strongest = _strongest_pair(pairs)
    top = pairs.head(most)
    if not strongest.empty and strongest.index[0] not in top.index:
        top = pd.concat([pairs.head(most - 1), strongest])
    names = [f"{format_short_label(row.first)} + {format_short_label(row.second).lower()}" for row in rows_of(top)]
    texts = [f"{row.incidents} incidents, {row.expected:.1f} expected by chance" for row in rows_of(top)]
    trace, places = bar_rows(
        names, [int(count) for count in top["incidents"]], texts, theme, text=[str(count) for count in top["incidents"]],
        textposition="inside", insidetextanchor="start", textangle=0, textfont={"size": 12.5, "color": "#FFFFFF"},
        customdata=[[f"factor:{row.first}", f"factor:{row.second}"] for row in rows_of(top)],
    )  # fmt: skip
    expected = {
        "type": "scatter", "mode": "markers", "x": [float(value) for value in top["expected"]], "y": places, "hoverinfo": "skip",
        "marker": {"symbol": "line-ns", "size": 18, "line": {"width": 2, "color": TONES[theme].text}},
    }  # fmt: skip
    widest = max([*top["incidents"], *top["expected"], 1])
    figure = prepare_figure(
        [trace, expected], theme, height=max(300, 70 + 32 * len(top)), yaxis=row_axis(names, places),
        xaxis={"title": {"text": "incidents; mark: expected by chance"}, "range": [0, widest * 1.1]},
    )  # fmt: skip
    title = _pairs_title(pairs, strongest)
    n, of = (int(pairs["n"].max()), int(pairs["of"].max())) if len(pairs) else (0, 0)
    source = f"{n:,} of {format_plural(of, 'incident')} record a factor; {len(top)} of {format_plural(len(pairs), 'pair')}."
    return Chart(
        "factor-pairs",
        title,
        figure,
        pairs,
        source,
        f"{title}. Bars with a mark at the number expected by chance.",
        metrics=("factor_pairs",),
    )


def _strongest_pair(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pair that is surest to come together more often than by chance, as a frame of one row; none where no pair does detectably."""
    return pairs[(pairs["lift"] > 1) & (pairs["p_value"] <= SIGNIFICANT)].sort_values("p_value", kind="stable").head(1)


def _pairs_title(pairs: pd.DataFrame, strongest: pd.DataFrame) -> str:
    if pairs.empty:
        return "Factors that come together"
    if strongest.empty:
        return f"No pair of factors comes together detectably more often than by chance; {format_plural(len(pairs), 'pair')} compared"
    row = strongest.iloc[0]
    pair = format_names([format_short_label(row["first"]), format_short_label(row["second"]).lower()])
    return f"{pair} come together more often than by chance: {row['incidents']} incidents, {row['expected']:.1f} expected"


def _source(shares: pd.DataFrame) -> str:
    recorded = shares[shares["factor"] != NOT_RECORDED]
    by = ["quarter"] if "quarter" in shares.columns else []
    once = recorded.drop_duplicates(by) if by else recorded.head(1)
    n, of = int(once["n"].sum()), int(once["of"].sum())
    recording = f"{n:,} of {format_plural(of, 'incident')} record a factor, {of - n:,} record none"
    return f"{recording}; several may be ticked, so shares add to more than 100{GAP}%."
