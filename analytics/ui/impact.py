"""What section 3.2 of the documents says of the business: revenue, reputation and data, worked out when somebody opens it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.impact import figure_business_revenue, figure_levels
from analytics.metrics.impact import compute_business_revenue, compute_data_impact, compute_reputation
from analytics.ui.exhibits import render_charts
from analytics.ui.headlines import ask_newest, say_newest
from analytics.ui.view import View, ask


def render_business_impact(view: View, revenue: pd.DataFrame, incidents: pd.DataFrame) -> None:
    """`revenue`: compute_revenue_impact by quarter, beside which the amounts stand; `incidents`: any by quarter, for `of`."""
    opened = st.expander("Revenue lost or delayed, reputation and data", key="business", on_change="rerun", bind="query-params")
    if not opened.open:
        return
    with opened:
        business, reputation, data, newest_reputation, newest_data = view.load_all(
            ask(compute_business_revenue, ("quarter",)),
            ask(compute_reputation),
            ask(compute_data_impact),
            ask_newest(view, compute_reputation),
            ask_newest(view, compute_data_impact),
        )
        render_charts(
            view,
            view.draw(figure_levels, reputation, metric="reputation", compared=say_newest(view, "reputation", newest_reputation)),
            view.draw(figure_levels, data, metric="data_impact", compared=say_newest(view, "data_impact", newest_data)),
            *(
                view.draw(figure_business_revenue, business, revenue, incidents, currency=currency)
                for currency in sorted(set(business["currency"]))
            ),
        )
