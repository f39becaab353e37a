"""How severe were the incidents, and what did they cost?"""

from analytics.charts.control import figure_incident_counts
from analytics.charts.counts import figure_severity_by_quarter, figure_severity_by_team
from analytics.charts.impact import figure_revenue, figure_sla_breach, figure_user_impacts, figure_users
from analytics.metrics.counts import compute_incidents, compute_severity_mix
from analytics.metrics.impact import compute_revenue_impact, compute_sla_breach, compute_user_impacts, compute_users_affected
from analytics.ui.changes import render_changes
from analytics.ui.exhibits import render_charts
from analytics.ui.headlines import ask_newest, say_newest
from analytics.ui.impact import render_business_impact
from analytics.ui.page import open_page
from analytics.ui.states import render_filter_note
from analytics.ui.view import ask

view = open_page("Severity and impact", "How severe were the incidents, and what did they cost?")

counted, by_quarter, newest, by_team, users, impacts, newest_impacts, breach, revenue = view.load_all(
    ask(compute_incidents, ("quarter",)),
    ask(compute_severity_mix, ("quarter",)),
    ask_newest(view, compute_severity_mix),
    ask(compute_severity_mix, ("team",)),
    ask(compute_users_affected, ("quarter",)),
    ask(compute_user_impacts),
    ask_newest(view, compute_user_impacts),
    ask(compute_sla_breach, ("quarter",)),
    ask(compute_revenue_impact, ("quarter",)),
)
render_charts(
    view,
    view.draw(figure_incident_counts, counted, provisional=view.calendar.provisional),
    view.draw(figure_severity_by_quarter, by_quarter, compared=say_newest(view, "severity_mix", newest)),
    view.draw(figure_severity_by_team, by_team),
    view.draw(figure_users, users),
    view.draw(figure_user_impacts, impacts, compared=say_newest(view, "user_impacts", newest_impacts)),
    view.draw(figure_sla_breach, breach),
    *(view.draw(figure_revenue, revenue, users, currency=currency) for currency in sorted(set(revenue["currency"]))),
)
render_business_impact(view, revenue, users)
render_filter_note("Sums add the stated values only; amounts in different currencies are never added.")
render_changes(
    view, "incidents", "severe_incidents", "severity_mix", "users_affected", "user_impacts", "sla_breach_min", "revenue_impact",
    "business_revenue", "reputation", "data_impact",
)  # fmt: skip
