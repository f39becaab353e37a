from analytics.ui.page import open_page

view = open_page("Overview", "Question")
