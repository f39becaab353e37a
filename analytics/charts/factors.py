"""Contributing factors: how often, when, and which together."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.charts.axes import quarter_axis
from analytics.charts.chart import HEIGHT, Chart, Spec, label_at, prepare_figure
from analytics.charts.palette import HEAT, TONES, ThemeName
from analytics.charts.rows import leaders_of, rows_of
from analytics.charts.shares import bar_rows, row_axis
from analytics.charts.wording import (
    GAP,
    format_label,
    format_labels,
    format_leaders,
    format_names,
    format_percent,
    format_plural,
    format_quarter,
    format_share,
    format_short_label,
)
from analytics.metrics.ticked import NOT_RECORDED


def figure_pareto(shares: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Factors from most to least frequent; "not recorded" is its own bar. `shares`: compute_factor_shares without groups."""
    tone = TONES[theme]
    told = shares[shares["incidents"] > 0].reset_index(drop=True)
    names = [format_label(factor) for factor in told["factor"]]
    texts = [format_share(row.incidents, row.n) for row in rows_of(told)]
    colours = [tone.context if factor == NOT_RECORDED else tone.main for factor in told["factor"]]
    trace, places = bar_rows(
        names, [float(share) for share in told["share"]], texts, theme, marker={"color": colours},
        customdata=[f"factor:{factor}" for factor in told["factor"]],
    )  # fmt: skip
    figure = prepare_figure(
        [trace], theme, height=max(300, 70 + 32 * len(told)), yaxis=row_axis(names, places),
        xaxis={"title": {"text": "share of the incidents that record any factor"}, **_percent_ticks(max([*told["share"], 0.0]))},
    )  # fmt: skip
    title = _pareto_title(told)
    return Chart("contributing-factors", title, figure, shares, _source(shares), f"{title}. Bars from most to least frequent.")


def figure_top_factors(shares: pd.DataFrame, *, most: int, before: int, theme: ThemeName) -> Chart:
    """The most frequent factors of the newest quarter, beside the quarters before. `shares`: compute_factor_shares by quarter."""
    tone = TONES[theme]
    quarters = list(dict.fromkeys(shares["quarter"].tolist()))
    now, earlier = quarters[-1] if quarters else "", quarters[-1 - before : -1]
    rows = _compare(shares, now, set(earlier))[:most]
    names = [format_label(row["factor"]) for row in rows]
    places = list(range(len(rows)))[::-1]
    shown = [format_share(row["incidents"], row["n"]) for row in rows]
    traces = [
        _paired_bars([row["before_share"] or 0.0 for row in rows], [place - 0.19 for place in places], tone.context,
                     [format_share(row["before_incidents"], row["before_n"]) for row in rows], tone.muted,
                     [[f"quarters:{earlier[0]}..{earlier[-1]}", f"factor:{row['factor']}"] for row in rows if earlier]),
        _paired_bars([row["share"] or 0.0 for row in rows], [place + 0.19 for place in places], tone.main,
                     [f"<b>{text}</b>" for text in shown], tone.text, [[f"quarter:{now}", f"factor:{row['factor']}"] for row in rows]),
    ]  # fmt: skip
    widest = max([0.1, *(share for row in rows for share in (row["share"], row["before_share"]) if share is not None)])
    figure = prepare_figure(
        traces, theme, barmode="overlay", yaxis=row_axis(names, places), annotations=_paired_labels(now, len(earlier), theme),
        xaxis={**_percent_ticks(widest), "title": {"text": "share of incidents with any factor"}},
        height=max(HEIGHT, 60 + 47 * len(rows)), margin={"l": 8, "r": 8, "t": 26, "b": 8},
    )  # fmt: skip
    title = f"Contributing factors, {format_quarter(now)}"
    if rows:
        first = format_labels([row["factor"] for row in rows if row["incidents"] == rows[0]["incidents"]])
        each = " each" if len(first) > 1 else ""
        title = f"{format_leaders(first, 'factors')} contributed most often in {format_quarter(now)}: {shown[0]}{each}"
    n, of = (rows[0]["n"], rows[0]["of"]) if rows else (0, 0)
    return Chart(
        "top-factors", title, figure, pd.DataFrame(rows),
        f"{n:,} of {format_plural(of, 'incident')} of the quarter record a factor; several may be ticked.",
        f"{title}. Paired bars: this quarter and the {len(earlier)} before.",
    )  # fmt: skip


def _compare(shares: pd.DataFrame, now: str, earlier: set[str]) -> list[dict[str, Any]]:
    """The factors of a quarter, most frequent first, each with its counts in the earlier quarters together."""
    recorded = [row for row in rows_of(shares) if row.factor != NOT_RECORDED]
    before: dict[str, tuple[int, int]] = {}
    for row in recorded:
        if row.quarter in earlier:
            incidents, n = before.get(row.factor, (0, 0))
            before[row.factor] = (incidents + row.incidents, n + row.n)
    ranked = sorted(
        (row for row in recorded if row.quarter == now and row.incidents), key=lambda row: (-row.incidents, row.factor)
    )
    return [
        {
            "factor": row.factor, "incidents": row.incidents, "n": row.n, "of": row.of, "share": row.share,
            "before_incidents": before.get(row.factor, (0, 0))[0], "before_n": before.get(row.factor, (0, 0))[1],
            "before_share": _ratio(*before.get(row.factor, (0, 0))),
        }
        for row in ranked
    ]  # fmt: skip


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _paired_bars(
    values: list[float], places: list[float], colour: str, texts: list[str], ink: str, customdata: list[list[str]]
) -> Spec:
    return {
        "type": "bar", "orientation": "h", "x": values, "y": places, "width": 0.36, "marker": {"color": colour},
        "text": [f" {text}" for text in texts], "textposition": "outside", "cliponaxis": False, "hoverinfo": "text",
        "hovertext": texts, "textfont": {"size": 12, "color": ink}, "customdata": customdata or None,
    }  # fmt: skip


def _paired_labels(now: str, before: int, theme: ThemeName) -> list[Spec]:
    tone = TONES[theme]
    text = f"<b>{format_quarter(now)}</b>"
    more = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    labels = [label_at(0, 1, text, tone.main, **more)]
    if before:
        labels.append(label_at(0, 1, f"the {format_plural(before, 'quarter')} before", tone.muted, xshift=62, **more))
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
        "text": [[f"{100 * value:.0f}" if value is not None else "" for value in row] for row in shown],
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
    return Chart("factor-pairs", title, figure, pairs, source, f"{title}. Bars with a mark at the number expected by chance.")


def _strongest_pair(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pair that stands out most from chance, as a frame of one row; none where no pair with a lift is above it."""
    return pairs[pairs["lift"] > 1].sort_values("lift", ascending=False, kind="stable").head(1)


def _pairs_title(pairs: pd.DataFrame, strongest: pd.DataFrame) -> str:
    if pairs.empty:
        return "Factors that come together"
    if strongest.empty:
        return "No pair of factors comes together more often than by chance"
    row = strongest.iloc[0]
    pair = format_names([format_short_label(row["first"]), format_short_label(row["second"]).lower()])
    return f"{pair} come together most above chance: {row['incidents']} incidents, {row['expected']:.1f} expected"


def _percent_ticks(widest: float) -> Spec:
    """From zero, with room for the text at the end of the widest bar; at most six ticks."""
    end = max(widest, 0.05) * 1.45
    step = next(step for step in (0.02, 0.05, 0.1, 0.2, 0.5) if end / step < 6)
    ticks = [step * place for place in range(int(end / step) + 1)]
    return {"range": [0, end], "tickvals": ticks, "ticktext": [format_percent(tick) for tick in ticks]}


def _pareto_title(told: pd.DataFrame) -> str:
    recorded = told[told["factor"] != NOT_RECORDED]
    if recorded.empty:
        return "Contributing factors"
    top = recorded.iloc[0]
    share = format_share(top["incidents"], top["n"])
    most = format_labels(leaders_of(recorded, "factor", "incidents"))
    if len(most) > 1:
        return f"{format_leaders(most, 'of them')} are the most frequent factors: {share} each"
    return f"{most[0]} is the most frequent factor: {share}"


def _source(shares: pd.DataFrame) -> str:
    recorded = shares[shares["factor"] != NOT_RECORDED]
    by = ["quarter"] if "quarter" in shares.columns else []
    once = recorded.drop_duplicates(by) if by else recorded.head(1)
    n, of = int(once["n"].sum()), int(once["of"].sum())
    recording = f"{n:,} of {format_plural(of, 'incident')} record a factor, {of - n:,} record none"
    return f"{recording}; several may be ticked, so shares add to more than 100{GAP}%."
