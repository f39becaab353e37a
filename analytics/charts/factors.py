"""Contributing factors: how often, when, and which together."""

from __future__ import annotations

import pandas as pd

from analytics.charts.axes import quarter_axis
from analytics.charts.chart import Chart, Spec, label_at, prepare_figure
from analytics.charts.palette import HEAT, TONES, ThemeName
from analytics.charts.rows import rows_of
from analytics.charts.shares import bar_rows, row_axis
from analytics.charts.wording import (
    GAP,
    format_label,
    format_names,
    format_plural,
    format_quarter,
    format_share,
    format_short_label,
)
from analytics.metrics.factors import NOT_RECORDED


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
        xaxis={"title": {"text": "share of the incidents that record any factor"}, **_percent_ticks(told["share"].max())},
    )  # fmt: skip
    title = _pareto_title(told)
    return Chart("contributing-factors", title, figure, shares, _source(shares), f"{title}. Bars from most to least frequent.")


def figure_top_factors(shares: pd.DataFrame, *, most: int, before: int, theme: ThemeName) -> Chart:
    """The most frequent factors of the newest quarter, beside the quarters before. `shares`: compute_factor_shares by quarter."""
    tone = TONES[theme]
    quarters = list(dict.fromkeys(shares["quarter"]))
    now = quarters[-1] if quarters else ""
    earlier = quarters[-1 - before : -1]
    recorded = shares[shares["factor"] != NOT_RECORDED]
    newest = recorded[recorded["quarter"] == now].sort_values(["incidents", "factor"], ascending=[False, True]).head(most)
    then = recorded[recorded["quarter"].isin(earlier)].groupby("factor")[["incidents", "n"]].sum()
    rows = newest.assign(
        before_incidents=[int(then["incidents"].get(factor, 0)) for factor in newest["factor"]],
        before_n=[int(then["n"].get(factor, 0)) for factor in newest["factor"]],
    )
    rows["before_share"] = (rows["before_incidents"] / rows["before_n"].where(rows["before_n"] > 0)).astype(float)
    names = [format_label(factor) for factor in rows["factor"]]
    places = list(range(len(rows)))[::-1]
    traces = [
        _paired_bars(rows["before_share"], [p - 0.19 for p in places], tone.context, [
            format_share(row.before_incidents, row.before_n) for row in rows_of(rows)
        ], tone.muted, []),
        _paired_bars(rows["share"].astype(float), [p + 0.19 for p in places], tone.main, [
            f"<b>{format_share(row.incidents, row.n)}</b>" for row in rows_of(rows)
        ], tone.text, [[f"quarter:{now}", f"factor:{factor}"] for factor in rows["factor"]]),
    ]  # fmt: skip
    widest = max([*rows["share"].dropna(), *rows["before_share"].dropna(), 0.1])
    figure = prepare_figure(
        traces, theme, barmode="overlay", xaxis={**_percent_ticks(widest),
        "title": {"text": "share of incidents with any factor"}},
        yaxis=row_axis(names, places), annotations=_paired_labels(now, len(earlier), theme), margin={"l": 8, "r": 8, "t": 26,
            "b": 8},
    )  # fmt: skip
    title = f"Contributing factors, {format_quarter(now)}"
    if names:
        share = format_share(rows.iloc[0]["incidents"], rows.iloc[0]["n"])
        title = f"{names[0]} contributed most often in {format_quarter(now)}: {share}"
    n, of = (int(newest["n"].max()), int(newest["of"].max())) if len(newest) else (0, 0)
    return Chart(
        "top-factors", title, figure, rows.drop(columns=["attained"], errors="ignore"),
        f"{n:,} of {format_plural(of, 'incident')} of the quarter record a factor; several may be ticked.",
        f"{title}. Paired bars: this quarter and the {len(earlier)} before.",
    )  # fmt: skip


def _paired_bars(
    values: pd.Series[float], places: list[float], colour: str, texts: list[str], ink: str, customdata: list[list[str]]
) -> Spec:
    return {
        "type": "bar", "orientation": "h", "x": [0.0 if value != value else value for value in values], "y": places,
        "width": 0.36,
        "marker": {"color": colour}, "text": [f" {text}" for text in texts], "textposition": "outside", "cliponaxis": False,
        "hoverinfo": "text",
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
    recorded = shares[shares["factor"] != NOT_RECORDED]
    quarters = list(dict.fromkeys(recorded["quarter"]))
    totals = recorded.groupby("factor")["incidents"].sum().sort_values(ascending=True, kind="stable")
    factors = [factor for factor in totals.index if totals[factor] > 0]
    wide = recorded.pivot_table(
        index="factor", columns="quarter", values=["share", "incidents", "n"], observed=True, dropna=False
    )
    cells = [[(wide["incidents"].loc[f, q], wide["n"].loc[f, q]) for q in quarters] for f in factors]
    shown = [[count / n if n and n == n else None for count, n in row] for row in cells]
    trace = {
        "type": "heatmap", "x": list(range(len(quarters))), "y": list(range(len(factors))), "z": shown, "zmin": 0,
        "colorscale": HEAT[theme], "showscale": False, "xgap": 2, "ygap": 2, "hoverinfo": "text", "hoverongaps": False,
        "text": [[f"{100 * value:.0f}" if value is not None else "" for value in row] for row in shown],
        "texttemplate": "%{text}" if len(quarters) <= 12 else "", "textfont": {"size": 11.5},
        "hovertext": [
            [f"<b>{format_label(f)}</b>, {format_quarter(q)}<br>{format_share(*cell)}<br>Click for the incidents"
             for q, cell in zip(quarters, row, strict=True)]
            for f, row in zip(factors, cells, strict=True)
        ],
        "customdata": [[[f"quarter:{q}", f"factor:{f}"] for q in quarters] for f in factors],
    }  # fmt: skip
    figure = prepare_figure(
        [trace], theme, height=max(300, 80 + 30 * len(factors)), xaxis={**quarter_axis(quarters), "showline": False},
        yaxis={"tickvals": list(range(len(factors))), "ticktext": [format_label(f) for f in factors], "showgrid": False},
    )  # fmt: skip
    return Chart(
        "factors-by-quarter", "When each factor was ticked, in % of the quarter's incidents", figure, recorded,
        _source(shares), "Heat map of contributing factors by quarter; darker is more frequent, each cell carries its number.",
    )  # fmt: skip


def figure_factor_pairs(pairs: pd.DataFrame, *, most: int, theme: ThemeName) -> Chart:
    """Factors that are ticked together, most frequent first. `pairs`: compute_factor_pairs."""
    top = pairs.head(most)
    names = [f"{format_short_label(row.first)} + {format_short_label(row.second).lower()}" for row in rows_of(top)]
    texts = [f"{row.incidents} incidents, {row.expected:.1f} expected by chance" for row in rows_of(top)]
    trace, places = bar_rows(
        names, [int(count) for count in top["incidents"]], texts, theme, text=[str(count) for count in top["incidents"]],
        textposition="inside", insidetextanchor="start", textfont={"size": 12.5, "color": "#FFFFFF"},
        customdata=[[f"factor:{row.first}", f"factor:{row.second}"] for row in rows_of(top)],
    )  # fmt: skip
    expected = {
        "type": "scatter", "mode": "markers", "x": [float(value) for value in top["expected"]], "y": places, "hoverinfo": "skip",
        "marker": {"symbol": "line-ns", "size": 18, "line": {"width": 2, "color": TONES[theme].text}},
    }  # fmt: skip
    widest = max([*top["incidents"], *top["expected"], 1])
    figure = prepare_figure(
        [trace, expected], theme, height=max(300, 70 + 32 * len(top)), yaxis=row_axis(names, places),
        xaxis={"title": {"text": "incidents with both; mark: expected by chance"}, "range": [0, widest * 1.1]},
    )  # fmt: skip
    title = "Factors that come together"
    if len(top):
        row = top.iloc[0]
        pair = format_names([format_short_label(row["first"]), format_short_label(row["second"]).lower()])
        title = f"{pair} come together most often: {row['incidents']} incidents, {row['expected']:.0f} expected by chance"
    n, of = (int(pairs["n"].max()), int(pairs["of"].max())) if len(pairs) else (0, 0)
    source = f"{n:,} of {format_plural(of, 'incident')} record a factor; {len(top)} of {format_plural(len(pairs), 'pair')}."
    return Chart("factor-pairs", title, figure, pairs, source, f"{title}. Bars with a mark at the number expected by chance.")


def _percent_ticks(widest: float) -> Spec:
    return {"tickformat": ".0%", "range": [0, max(widest, 0.05) * 1.45], "rangemode": "tozero"}


def _pareto_title(told: pd.DataFrame) -> str:
    recorded = told[told["factor"] != NOT_RECORDED]
    if recorded.empty:
        return "Contributing factors"
    top = recorded.iloc[0]
    return f"{format_label(top['factor'])} is the most frequent factor: {format_share(top['incidents'], top['n'])}"


def _source(shares: pd.DataFrame) -> str:
    recorded = shares[shares["factor"] != NOT_RECORDED]
    by = ["quarter"] if "quarter" in shares.columns else []
    once = recorded.drop_duplicates(by) if by else recorded.head(1)
    n, of = int(once["n"].sum()), int(once["of"].sum())
    recording = f"{n:,} of {format_plural(of, 'incident')} record a factor, {of - n:,} record none"
    return f"{recording}; several may be ticked, so shares add to more than 100{GAP}%."
