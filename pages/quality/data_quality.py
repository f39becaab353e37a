"""How far can the numbers be trusted, and which documents need mending?"""

from analytics.charts.quality import figure_coverage, figure_disagreements, figure_findings
from analytics.metrics.filters import EVERYTHING
from analytics.metrics.quality import (
    compute_accounting,
    compute_accounting_by_group,
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
from analytics.ui.tables import ACCOUNTING, DISAGREEMENTS, FINDINGS, WITHOUT_INCIDENT
from analytics.ui.view import ask

view = open_page("Data quality", "How far can the numbers be trusted, and which documents need mending?", needs_selection=False)

accounting, by_group, findings, bare, contradictions, apart, coverage = view.load_all(
    ask(compute_accounting, filters=EVERYTHING),
    ask(compute_accounting_by_group, filters=EVERYTHING),
    ask(compute_findings, filters=EVERYTHING),
    ask(list_documents_without_incident, ROW_LIMIT, filters=EVERYTHING),
    ask(compute_disagreements, ("quarter",)),
    ask(list_disagreements, ROW_LIMIT),
    ask(compute_coverage),
)
render_accounting(accounting)
render_charts(view, view.draw(figure_findings, findings), columns=1)
code = choose_finding(findings)
found = view.load(list_findings, code, ROW_LIMIT, filters=EVERYTHING)
render_table(
    view, "findings", "Findings by file and line", found.drop(columns="total"), FINDINGS,
    total=int(found["total"].max()) if len(found) else 0,
    load_all=lambda: view.load(list_findings, code, 1_000_000, filters=EVERYTHING).drop(columns="total"), height=620, wrap=True,
    note="Of the whole corpus, whatever the filters." if len(found) else "Every document was read without a finding.",
)  # fmt: skip
render_charts(view, view.draw(figure_disagreements, contradictions), columns=1)
render_table(
    view, "disagreements", "Stated times that the document's own timeline contradicts", apart.drop(columns="total"), DISAGREEMENTS,
    total=int(apart["total"].max()) if len(apart) else 0, height=300, wrap=True,
    note="Both numbers are kept; the metrics use the stated one unless the settings prefer the timeline.",
)  # fmt: skip
render_charts(view, view.draw(figure_coverage, coverage), columns=1)
render_table(
    view, "lines-by-dialect-and-team", "Lines of text by dialect and team", by_group, ACCOUNTING, height=300,
    note="Of the whole corpus. Choose the finding PM004 above to see each line that found no place.",
)  # fmt: skip
render_table(
    view, "files-without-incident", "Files that hold no incident", bare.drop(columns="total"), WITHOUT_INCIDENT, height=300
)
