"""The frame of the dashboard: page, filters, menu. It always reaches the menu, whatever is wrong with the store."""

import streamlit as st

from analytics.ui.frame import ICON, PRODUCT, open_frame
from analytics.ui.menu import build_menu
from analytics.ui.page import run_page

st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state="expanded")
page = st.navigation(build_menu(), position="top")
st.set_page_config(page_title=f"{page.title} · {PRODUCT}")
open_frame()
run_page(page)
