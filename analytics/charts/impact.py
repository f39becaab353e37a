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
    format_label,
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
    whole, unit = _of_currency(groups, incidents, currency), _name_currency(currency)
    n, stated, of = int(whole["n"].sum()), int(groups["n"].sum()), int(whole["of"].sum())
    return figure_sum_by_quarter(
        whole, name=f"revenue-impact-{currency.lower()}", metric="revenue_impact", what=f"Revenue impact in {unit}", axis=f"{unit}, stated",
        say=partial(format_money, currency=None if currency == NOT_STATED else currency), behind=f"currency:{currency}", theme=theme,
        source=f"{n:,} of {format_plural(of, 'incident')} state an amount in {unit}, {stated - n:,} in others, "
        f"{format_plural(of - stated, 'states', 'state')} none.",
    )  # fmt: skip


def figure_business_revenue(
    groups: pd.DataFrame, stated: pd.DataFrame, incidents: pd.DataFrame, *, currency: str, theme: ThemeName
) -> Chart:
    """One currency's sums of section 3.2 by quarter, beside what the summary tables add up to.

    `groups`: compute_business_revenue by quarter; `stated`: compute_revenue_impact by quarter; `incidents`: any by quarter, for `of`.
    """
    whole, unit = _of_currency(groups, incidents, currency), _name_currency(currency)
    say = partial(format_money, currency=None if currency == NOT_STATED else currency)
    other = stated[stated["currency"] == currency]
    n, of = int(whole["n"].sum()), int(whole["of"].sum())
    words = f"{n:,} of {format_plural(of, 'incident')} state an amount in {unit} in section 3.2, {say(whole['sum'].sum())} in all"
    beside = f"; the summary tables of {int(other['n'].sum()):,} say {say(other['sum'].sum())}" if len(other) else ""
    return figure_sum_by_quarter(
        whole, name=f"business-revenue-{currency.lower()}", metric="business_revenue", what=f"Revenue lost or delayed in {unit}",
        axis=f"{unit}, stated", say=say, behind=f"business_currency:{currency}", theme=theme, source=f"{words}{beside}.",
    )  # fmt: skip


def _of_currency(groups: pd.DataFrame, incidents: pd.DataFrame, currency: str) -> pd.DataFrame:
    """One currency's sums by quarter; a quarter without an amount has none, and n 0."""
    own = groups[groups["currency"] == currency][["quarter", "sum", "largest", "n"]]
    whole = incidents[["quarter", "of"]].merge(own, on="quarter", how="left")
    return whole.assign(n=whole["n"].fillna(0).astype(int))


def _name_currency(currency: str) -> str:
    return "an unstated currency" if currency == NOT_STATED else currency


def figure_levels(levels: pd.DataFrame, *, metric: str, theme: ThemeName, compared: str = "") -> Chart:
    """The share of each level, in their order. `levels`: compute_reputation or compute_data_impact; `compared`: how they changed."""
    told = (
        levels.rename(columns={"level": metric}) if int(levels["n"].max()) else levels.head(0).rename(columns={"level": metric})
    )
    what = {"reputation": "Harm to the reputation", "data_impact": "Impact on data"}[metric]
    figure = figure_ticked(told, metric, "share of the incidents that state a level", theme)
    title, source = what, "No incident states a level."
    if len(told):
        worst = told.iloc[-1]
        title = f"{what}: {format_label(worst[metric]).lower()} in {format_share(worst['incidents'], worst['n'])}"
        source = f"{worst['n']:,} of {format_plural(int(worst['of']), 'incident')} state a level. "
        source += f"{f'{compared} ' if compared else ''}Thin bars: {INTERVAL} intervals."
    return Chart(
        metric.replace("_", "-"),
        title,
        figure,
        told,
        source,
        f"{title}. Bars from the mildest level to the gravest.",
        metrics=(metric,),
    )


def figure_user_impacts(impacts: pd.DataFrame, *, theme: ThemeName, compared: str = "") -> Chart:
    """What users felt, most frequent first. `impacts`: compute_user_impacts; `compared`: how the shares changed."""
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
        source += f"{f'{compared} ' if compared else ''}Thin bars: {INTERVAL} intervals."
    return Chart(
        "user-impacts", title, figure, impacts, source, f"{title}. Bars, most frequent first.", metrics=("user_impacts",)
    )
