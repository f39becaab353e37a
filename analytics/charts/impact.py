"""What incidents cost: users, revenue, minutes in breach, and what users felt."""

from __future__ import annotations

from functools import partial

import pandas as pd

from analytics.charts.chart import Chart
from analytics.charts.detection import figure_sum_by_quarter
from analytics.charts.intervals import INTERVAL
from analytics.charts.palette import ThemeName
from analytics.charts.rows import leaders_of
from analytics.charts.share_bars import figure_ticked
from analytics.charts.wording import (
    GAP,
    HOUR,
    format_duration,
    format_labels,
    format_leaders,
    format_money,
    format_number,
    format_plural,
    format_share,
)
from analytics.metrics.filters import NOT_STATED
from analytics.metrics.ticked import NOT_RECORDED


def figure_users(groups: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """`groups`: compute_users_affected by quarter."""
    return figure_sum_by_quarter(
        groups, name="users-affected", metric="users_affected", what="Users affected", axis="users, stated",
        say=partial(format_number, one="user"), behind="stated:users_affected", theme=theme,
    )  # fmt: skip


def figure_sla_breach(groups: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """`groups`: compute_sla_breach by quarter."""
    return figure_sum_by_quarter(
        groups, name="sla-breach", metric="sla_breach_min", what="In breach of a service level", axis="hours, stated", say=format_duration,
        behind="stated:sla_breach_min", theme=theme, label=_stack_duration, per_unit=HOUR,
    )  # fmt: skip


def _stack_duration(minutes: float) -> str:
    """`7 h` above `30 min`: over a narrow bar."""
    return format_duration(minutes).replace(f"h{GAP}", "h<br>")


def figure_revenue(groups: pd.DataFrame, incidents: pd.DataFrame, *, currency: str, theme: ThemeName) -> Chart:
    """One currency's sums by quarter. `groups`: compute_revenue_impact by quarter; `incidents`: any by quarter, for `of`."""
    own = groups[groups["currency"] == currency][["quarter", "sum", "largest", "n"]]
    whole = incidents[["quarter", "of"]].merge(own, on="quarter", how="left")
    whole["n"] = whole["n"].fillna(0).astype(int)
    unit = "an unstated currency" if currency == NOT_STATED else currency
    n, stated, of = int(whole["n"].sum()), int(groups["n"].sum()), int(whole["of"].sum())
    return figure_sum_by_quarter(
        whole, name=f"revenue-impact-{currency.lower()}", metric="revenue_impact", what=f"Revenue impact in {unit}", axis=f"{unit}, stated",
        say=partial(format_money, currency=None if currency == NOT_STATED else currency), behind=f"currency:{currency}", theme=theme,
        source=f"{n:,} of {format_plural(of, 'incident')} state an amount in {unit}, {stated - n:,} in others, {of - stated:,} state none.",
    )  # fmt: skip


def figure_user_impacts(impacts: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """What users felt, most frequent first. `impacts`: compute_user_impacts."""
    told = impacts[impacts["incidents"] > 0].reset_index(drop=True)
    figure = figure_ticked(told, "impact", "share of the incidents that tick an impact", theme)
    recorded = told[told["impact"] != NOT_RECORDED]
    title, source = "What users felt", "No incident says what users felt."
    if len(recorded):
        top = recorded.iloc[0]
        most = format_labels(leaders_of(recorded, "impact", "incidents"))
        share = format_share(top["incidents"], top["n"])
        title = f"{most[0]} is what users felt most: {share}"
        if len(most) > 1:
            title = f"{format_leaders(most, 'impacts')} are what users felt most: {share} each"
        source = f"{top['n']:,} of {format_plural(int(top['of']), 'incident')} tick an impact; several may be ticked. "
        source += f"Thin bars: {INTERVAL} intervals."
    return Chart(
        "user-impacts", title, figure, impacts, source, f"{title}. Bars, most frequent first.", metrics=("user_impacts",)
    )
