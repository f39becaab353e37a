"""How far can the numbers be trusted, and which documents need mending?"""

from analytics.charts.quality import figure_coverage, figure_disagreements, figure_findings, figure_reasons, trust_sentences
from analytics.metrics.contradictions import compute_reasons, compute_shifts
from analytics.metrics.exclusions import compute_exclusions, count_outside
from analytics.metrics.filters import EVERYTHING
from analytics.metrics.quality import (
    compute_accounting,
    compute_accounting_by_group,
    compute_coverage,
    compute_coverage_by_quarter,
    compute_disagreements,
    compute_findings,
    list_disagreements,
    list_documents_without_incident,
    list_findings,
)
from analytics.ui.choices import choose_finding, choose_team
from analytics.ui.exhibits import ROW_LIMIT, render_charts, render_table
from analytics.ui.page import open_page
from analytics.ui.quality import ask_verdicts, render_exclusions, render_trust, shift_rows
from analytics.ui.tables import ACCOUNTING, DISAGREEMENTS, FINDINGS, SHIFTS, WITHOUT_INCIDENT
from analytics.ui.view import ask

view = open_page("Data quality", "How far can the numbers be trusted, and which documents need mending?", needs_selection=False)

accounting, by_group, findings, bare, whole, contradictions, reasons, apart, shifts, verdicts, exclusions, outside = (
    view.load_all(
        ask(compute_accounting, filters=EVERYTHING),
        ask(compute_accounting_by_group, filters=EVERYTHING),
        ask(compute_findings, filters=EVERYTHING),
        ask(list_documents_without_incident, ROW_LIMIT, filters=EVERYTHING),
        ask(compute_disagreements),
        ask(compute_disagreements, ("quarter",)),
        ask(compute_reasons),
        ask(list_disagreements, ROW_LIMIT),
        ask(compute_shifts),
        ask_verdicts(view),
        ask(compute_exclusions),
        ask(count_outside),
    )
)
render_trust(trust_sentences(whole, reasons, shifts), accounting)
render_table(
    view, "stated-against-timeline", "How far each number moves from stated to timeline values", shift_rows(shifts, verdicts), SHIFTS,
    note="Moves: the median difference within an incident that has both values, with its 95 % interval. The verdict is the Overview's "
    "on the newest quarter. “Times” beside the page recomputes every page on either.", wrap=True,
)  # fmt: skip
render_charts(view, view.draw(figure_disagreements, contradictions), view.draw(figure_reasons, reasons))
render_table(
    view, "disagreements", "Stated times that the document's own timeline contradicts", apart.drop(columns="total"), DISAGREEMENTS,
    total=int(apart["total"].max()) if len(apart) else 0, height=300, wrap=True,
    load_all=lambda: view.load(list_disagreements, 1_000_000).drop(columns="total"),
    note="Both numbers are kept; the metrics use the stated one unless the settings prefer the timeline.",
)  # fmt: skip
team = choose_team(view.filters.teams or view.choices.teams)
coverage, by_quarter = view.load_all(ask(compute_coverage, team), ask(compute_coverage_by_quarter, team))
render_charts(view, view.draw(figure_coverage, coverage, by_quarter, team=team), columns=1)
render_exclusions(view, exclusions, outside)
render_charts(view, view.draw(figure_findings, findings), columns=1)
code = choose_finding(findings)
found = view.load(list_findings, code, ROW_LIMIT, filters=EVERYTHING)
render_table(
    view, "findings", "Findings by file and line", found.drop(columns="total"), FINDINGS,
    total=int(found["total"].max()) if len(found) else 0,
    load_all=lambda: view.load(list_findings, code, 1_000_000, filters=EVERYTHING).drop(columns="total"), height=620, wrap=True,
    note="Of the whole corpus, whatever the filters." if len(found) else "Every document was read without a finding.",
)  # fmt: skip
render_table(
    view, "lines-by-dialect-and-team", "Lines of text by dialect and team", by_group, ACCOUNTING, height=300,
    note="Of the whole corpus. Choose the finding PM004 above to see each line that found no place.",
)  # fmt: skip
render_table(
    view, "files-without-incident", "Files that hold no incident", bare.drop(columns="total"), WITHOUT_INCIDENT, height=300
)
