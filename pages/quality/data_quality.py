"""How far can the numbers be trusted, and which documents need mending?"""

from analytics.charts.lag import figure_lag
from analytics.charts.quality import figure_coverage, figure_disagreements, figure_reasons, trust_sentences
from analytics.metrics.contradictions import compute_reasons, compute_shifts
from analytics.metrics.exclusions import compute_action_exclusions, compute_exclusions, count_outside
from analytics.metrics.filters import EVERYTHING
from analytics.metrics.lag import compute_postmortem_lag
from analytics.metrics.quality import (
    compute_accounting,
    compute_coverage,
    compute_coverage_by_quarter,
    compute_disagreements,
    list_disagreements,
)
from analytics.ui.changes import render_changes
from analytics.ui.choices import choose_part, choose_references, choose_team
from analytics.ui.exhibits import render_charts, render_table
from analytics.ui.page import open_page
from analytics.ui.quality import (
    FEW_ROWS,
    FINDINGS_PART,
    ask_verdicts,
    explain_shifts,
    render_exclusions,
    render_findings,
    render_trust,
    shift_rows,
)
from analytics.ui.tables import DISAGREEMENTS, SHIFTS
from analytics.ui.view import ask

view = open_page("Data quality", "How far can the numbers be trusted, and which documents need mending?", needs_selection=False)

accounting, whole, contradictions, reasons, apart, shifts, verdicts = view.load_all(
    ask(compute_accounting, filters=EVERYTHING),
    ask(compute_disagreements),
    ask(compute_disagreements, ("quarter",)),
    ask(compute_reasons),
    ask(list_disagreements, FEW_ROWS),
    ask(compute_shifts),
    ask_verdicts(view),
)
render_trust(trust_sentences(whole, reasons, shifts), accounting)
render_table(
    view, "stated-against-timeline", "How far each number moves from stated to timeline values", shift_rows(shifts, verdicts), SHIFTS,
    note=explain_shifts(view, verdicts), wrap=True,
)  # fmt: skip
render_charts(view, view.draw(figure_disagreements, contradictions), view.draw(figure_reasons, reasons))
render_table(
    view, "disagreements", "Stated times that the document's own timeline contradicts", apart.drop(columns="total"), DISAGREEMENTS,
    total=int(apart["total"].max()) if len(apart) else 0, height=300, wrap=True,
    load_all=lambda: view.load(list_disagreements, 1_000_000).drop(columns="total"),
    note="Both numbers are kept; the metrics use the stated one unless the settings prefer the timeline.",
)  # fmt: skip

render_changes(view, "disagreements", "coverage", "postmortem_lag")
gaps, left_out, mending, lag = choose_part(
    "Fields left empty", "What the numbers leave out", FINDINGS_PART, "How soon documents are final", of_code=FINDINGS_PART
)
if gaps.open:
    with gaps:
        team = choose_team(view.filters.teams or view.choices.teams)
        coverage, by_quarter = view.load_all(ask(compute_coverage, team), ask(compute_coverage_by_quarter, team))
        render_charts(view, view.draw(figure_coverage, coverage, by_quarter, team=team), columns=1)
if left_out.open:
    with left_out:
        exclusions, actions, outside = view.load_all(ask(compute_exclusions), ask(compute_action_exclusions), ask(count_outside))
        render_exclusions(view, exclusions, actions, outside)
if mending.open:
    with mending:
        render_findings(view)
if lag.open:
    with lag:
        choose_references(view)
        by_quarter = view.load(compute_postmortem_lag, ("quarter",))
        render_charts(view, view.draw(figure_lag, by_quarter, provisional=view.calendar.provisional), columns=1)
