"""What happened in one incident, and where does the document say so?"""

from analytics.charts.draw import draw_chart
from analytics.charts.incident import figure_timeline
from analytics.ui.exhibits import render_chart
from analytics.ui.fields import record_rows
from analytics.ui.incident import load_incident, render_head, render_sections
from analytics.ui.original import render_original
from analytics.ui.page import open_view

view = open_view("Incident")

found = load_incident(view)
render_head(found)
render_chart(
    view,
    draw_chart(
        figure_timeline,
        record_rows(found, "timeline_events"),
        key=found.postmortem.incident.incident_key,
        theme=view.theme,
    ),
)
render_sections(view, found)
render_original(found)
