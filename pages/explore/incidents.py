"""Which incidents are behind a number?"""

from analytics.metrics.incidents import list_incidents
from analytics.ui.choices import choose_order, choose_search, render_narrowing
from analytics.ui.exhibits import ROW_LIMIT, render_table
from analytics.ui.narrowings import explain_none
from analytics.ui.page import open_page
from analytics.ui.tables import INCIDENTS

view = open_page("Incidents", "Which incidents are behind a number?", has_charts=False)

narrow = render_narrowing(view.addressed)
search, order = choose_search(), choose_order()
found = view.load(list_incidents, search=search, narrow=narrow, order=order, limit=ROW_LIMIT)
render_table(
    view,
    "incidents",
    "Incidents",
    found.drop(columns="total"),
    INCIDENTS,
    total=int(found["total"].max()) if len(found) else 0,
    load_all=lambda: view.load(list_incidents, search=search, narrow=narrow, order=order, limit=1_000_000).drop(columns="total"),
    note="" if len(found) else explain_none(view.filters, search=search, narrow=narrow),
    height=720,
    wrap=True,
)
