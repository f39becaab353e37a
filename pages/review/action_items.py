"""Is what was promised done?"""

import streamlit as st

from analytics.charts.actions import figure_completion, figure_gaps, figure_overdue, figure_owners
from analytics.charts.backlog import figure_backlog
from analytics.charts.closure import figure_closure, figure_closure_groups
from analytics.charts.on_time import on_time_sentence
from analytics.charts.shares import figure_completion_by_quarter, figure_on_time_by_quarter
from analytics.metrics.actions import (
    compute_action_completion,
    compute_action_gaps,
    compute_action_on_time,
    compute_action_overdue,
    list_vanished,
)
from analytics.metrics.backlog import compute_backlog
from analytics.metrics.changes import judge_newest
from analytics.metrics.closure import compare_closures, compute_action_closure, compute_closure_curve
from analytics.metrics.registry import DEFINITIONS
from analytics.metrics.repeats import list_repeats
from analytics.ui.changes import render_changes
from analytics.ui.choices import choose_completion_group, choose_part, choose_references, choose_split
from analytics.ui.exhibits import ROW_LIMIT, render_charts, render_table
from analytics.ui.headlines import describe_last_look, render_comparisons, say_clusters
from analytics.ui.items import render_ledger
from analytics.ui.links import LEDGER_PART
from analytics.ui.page import open_page
from analytics.ui.tables import REPEATS, VANISHED
from analytics.ui.view import ask

view = open_page("Action items", "Is what was promised done?")
view.has_ledger = True

said = st.empty()
by = choose_completion_group()
on_time, completion, overdue, by_quarter, on_time_trend = view.load_all(
    ask(compute_action_on_time),
    ask(compute_action_completion, (by,)),
    ask(compute_action_overdue),
    ask(compute_action_completion, ("quarter",)),
    ask(compute_action_on_time, ("quarter",)),
)
said.markdown(on_time_sentence(on_time, strong="**"))
verdict = judge_newest(DEFINITIONS["action_on_time"], on_time_trend, view.calendar)
render_charts(
    view,
    view.draw(figure_completion, completion, by=by),
    view.draw(figure_overdue, overdue),
    view.draw(figure_completion_by_quarter, by_quarter),
    view.draw(figure_on_time_by_quarter, on_time_trend, verdict=verdict, compared=say_clusters("action_on_time", on_time_trend)),
)
render_changes(view, "action_completion", "action_on_time", "action_overdue", "action_closure", "action_gaps", "repeat_incidents")

render_comparisons(describe_last_look(on_time_trend, verdict))

pace, backlog_part, ledger_part, repeats_part = choose_part(
    "How long it takes", "Backlog and load", LEDGER_PART, "Repeats while something was open", first=LEDGER_PART
)
if ledger_part.open:
    with ledger_part:
        render_ledger(view)
        vanished = view.load(list_vanished, ROW_LIMIT)
        render_table(
            view, "vanished-actions", "Items that left their document without being done", vanished.drop(columns="total"), VANISHED,
            total=int(vanished["total"].max()) if len(vanished) else 0, wrap=True,
            load_all=lambda: view.load(list_vanished, limit=1_000_000).drop(columns="total"),
        )  # fmt: skip
if pace.open:
    with pace:
        choose_references(view)
        split = choose_split(view.filters.teams or view.choices.teams)
        if split:
            kind, team, names = split
            compared = view.load(compare_closures, kind, team)
            render_charts(view, view.draw(figure_closure_groups, compared, names=names), columns=1)
        else:
            closure, curve = view.load_all(ask(compute_action_closure), ask(compute_closure_curve))
            render_charts(view, view.draw(figure_closure, curve, closure), columns=1)
if backlog_part.open:
    with backlog_part:
        backlog, gaps, by_team, by_owner = view.load_all(
            ask(compute_backlog),
            ask(compute_action_gaps),
            ask(compute_action_overdue, ("team",)),
            ask(compute_action_overdue, ("owner",)),
        )
        render_charts(
            view,
            view.draw(figure_backlog, backlog),
            view.draw(figure_gaps, gaps),
            view.draw(figure_owners, by_team, by="team", most=8),
            view.draw(figure_owners, by_owner, by="owner", most=8),
        )
if repeats_part.open:
    with repeats_part:
        repeats = view.load(list_repeats, ROW_LIMIT)
        render_table(
            view, "repeats", "Incidents that resemble or name one not long before", repeats.drop(columns="total"), REPEATS,
            total=int(repeats["total"].max()) if len(repeats) else 0, wrap=True,
            load_all=lambda: view.load(list_repeats, limit=1_000_000).drop(columns="total"),
            note="On top those of which an action of the earlier one is known to have been open on the day of the later one.",
        )  # fmt: skip
