"""How far can the numbers be trusted, and which documents need mending?"""

from analytics.charts.quality import figure_coverage, figure_disagreements, figure_findings
from analytics.metrics.quality import (
    compute_coverage,
    compute_disagreements,
    compute_findings,
    list_disagreements,
    list_documents_without_incident,
    list_findings,
)
from analytics.ui.choices import choose_finding
from analytics.ui.exhibits import ROW_LIMIT, render_charts, render_table
from analytics.ui.page import open_page
from analytics.ui.quality import render_accounting
from analytics.ui.tables import DISAGREEMENTS, FINDINGS, WITHOUT_INCIDENT

view = open_page("Data quality", "How far can the numbers be trusted, and which documents need mending?", needs_selection=False)

render_accounting(view)
findings = view.load(compute_findings)
render_charts(view, view.draw(figure_findings, findings), columns=1)
code = choose_finding(findings)
found = view.load(list_findings, code=code, limit=ROW_LIMIT)
render_table(
    view, "findings", "Findings by file and line", found.drop(columns="total"), FINDINGS,
    total=int(found["total"].max()) if len(found) else 0,
    load_all=lambda: view.load(list_findings, code=code, limit=1_000_000).drop(columns="total"), height=420,
    note="Of the whole corpus, whatever the filters." if len(found) else "Every document was read without a finding.",
)  # fmt: skip
render_charts(view, view.draw(figure_disagreements, view.load(compute_disagreements, ("quarter",))), columns=1)
apart = view.load(list_disagreements, limit=ROW_LIMIT)
render_table(
    view, "disagreements", "Stated times that the document's own timeline contradicts", apart.drop(columns="total"), DISAGREEMENTS,
    total=int(apart["total"].max()) if len(apart) else 0, height=300,
    note="Both numbers are kept; the metrics use the stated one unless the settings prefer the timeline.",
)  # fmt: skip
render_charts(view, view.draw(figure_coverage, view.load(compute_coverage)), columns=1)
bare = view.load(list_documents_without_incident, limit=ROW_LIMIT)
render_table(
    view, "files-without-incident", "Files that hold no incident", bare.drop(columns="total"), WITHOUT_INCIDENT, height=300
)
