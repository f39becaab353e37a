"""Is what was promised done?"""

import streamlit as st

from analytics.charts.actions import figure_completion, figure_overdue, figure_owners
from analytics.charts.closure import figure_closure
from analytics.charts.shares import figure_completion_by_quarter, figure_on_time_by_quarter
from analytics.metrics.actions import compute_action_completion, compute_action_on_time, compute_action_overdue, list_actions
from analytics.metrics.changes import judge_newest
from analytics.metrics.closure import compute_action_closure, compute_closure_curve
from analytics.metrics.registry import DEFINITIONS
from analytics.ui.choices import choose_references
from analytics.ui.exhibits import ROW_LIMIT, render_charts, render_table
from analytics.ui.page import open_page
from analytics.ui.scorecard import on_time_sentence
from analytics.ui.tables import LEDGER
from analytics.ui.view import ask

view = open_page("Action items", "Is what was promised done?")

choose_references(view)
on_time, by_horizon, overdue, completion, on_time_trend, by_team, by_owner, ledger, closure, closure_curve = view.load_all(
    ask(compute_action_on_time),
    ask(compute_action_completion, ("horizon",)),
    ask(compute_action_overdue),
    ask(compute_action_completion, ("quarter",)),
    ask(compute_action_on_time, ("quarter",)),
    ask(compute_action_overdue, ("team",)),
    ask(compute_action_overdue, ("owner",)),
    ask(list_actions, ROW_LIMIT),
    ask(compute_action_closure),
    ask(compute_closure_curve),
)
st.markdown(on_time_sentence(on_time))
render_charts(
    view,
    view.draw(figure_completion, by_horizon),
    view.draw(figure_overdue, overdue),
    view.draw(figure_completion_by_quarter, completion),
    view.draw(
        figure_on_time_by_quarter,
        on_time_trend,
        verdict=judge_newest(DEFINITIONS["action_on_time"], on_time_trend, view.calendar),
    ),
    view.draw(figure_owners, by_team, by="team", most=8),
    view.draw(figure_owners, by_owner, by="owner", most=8),
)
render_charts(view, view.draw(figure_closure, closure_curve, closure), columns=1)
render_table(
    view,
    "overdue-actions",
    "Overdue items, the oldest first",
    ledger.drop(columns="total"),
    LEDGER,
    total=int(ledger["total"].max()) if len(ledger) else 0,
    load_all=lambda: view.load(list_actions, limit=1_000_000).drop(columns="total"),
    note=f"Open items past their due date as of {view.info.as_of:%Y-%m-%d}.",
    height=720,
    wrap=True,
)
