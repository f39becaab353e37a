"""Would we notice a change, and how many incidents would it take?"""

import streamlit as st

from analytics.charts.notice import figure_notice, notice_sentence
from analytics.metrics.notice import compute_notice, compute_pool, compute_wobble
from analytics.ui.choices import choose_change, choose_measure, choose_size
from analytics.ui.exhibits import render_charts
from analytics.ui.notice import describe_wobble, render_too_few
from analytics.ui.page import open_page

view = open_page("Would we notice?", "How large must a change be before these numbers can show it?")

measure = choose_measure()
pool = view.load(compute_pool, measure)
if len(pool.values) < 2:
    render_too_few(measure)
    st.stop()
left, right = st.columns(2)
with left:
    ratio = choose_change()
with right:
    n = choose_size(pool.a_quarter)
found = view.work_out(compute_notice, pool, ratio, n)
st.markdown(notice_sentence(found, measure=measure, ratio=ratio, n=n))
st.markdown(describe_wobble(view.work_out(compute_wobble, pool, n), measure, n))
render_charts(
    view,
    view.draw(figure_notice, found, measure=measure, ratio=ratio, n=n, pool=len(pool.values), of=pool.of),
    columns=1,
)
