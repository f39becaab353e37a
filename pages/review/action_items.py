"""Is what was promised done?"""

import streamlit as st

from analytics.charts.actions import figure_completion, figure_overdue, figure_owners
from analytics.charts.shares import figure_completion_by_quarter, figure_on_time_by_quarter
from analytics.metrics.actions import compute_action_completion, compute_action_on_time, compute_action_overdue, list_actions
from analytics.ui.exhibits import render_charts, render_table
from analytics.ui.page import open_page
from analytics.ui.scorecard import on_time_sentence
from analytics.ui.tables import LEDGER

view = open_page("Action items", "Is what was promised done?")

st.markdown(on_time_sentence(view.load(compute_action_on_time)))
render_charts(
    view,
    view.draw(figure_completion, view.load(compute_action_completion, ("horizon",))),
    view.draw(figure_overdue, view.load(compute_action_overdue)),
    view.draw(figure_completion_by_quarter, view.load(compute_action_completion, ("quarter",))),
    view.draw(figure_on_time_by_quarter, view.load(compute_action_on_time, ("quarter",))),
    view.draw(figure_owners, view.load(compute_action_overdue, ("team",)), by="team", most=12),
    view.draw(figure_owners, view.load(compute_action_overdue, ("owner",)), by="owner", most=12),
)
ledger = view.load(list_actions)
render_table(
    view, "overdue-actions", "Overdue items, the oldest first", ledger, LEDGER,
    total=int(ledger["total"].max()) if len(ledger) else 0, load_all=lambda: view.load(list_actions, limit=1_000_000),
    note=f"Open items past their due date as of {view.info.as_of:%Y-%m-%d}.",
)  # fmt: skip
