"""The frame of the dashboard: page, filters, menu. It always reaches the menu, whatever is wrong with the store."""

import streamlit as st

from analytics.ui.frame import ICON, PRODUCT, open_frame
from analytics.ui.menu import build_menu, mark_current
from analytics.ui.page import run_page

st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state="expanded")
menu = build_menu()
page = st.navigation(menu, position="top")
st.set_page_config(page_title=f"{page.title} · {PRODUCT}")
mark_current(menu, page)
open_frame()
run_page(page)
