"""From a number of one quarter to the incidents or action items that it counts."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.charts.durations import STATED
from analytics.metrics.filters import Filters
from analytics.metrics.records import MetricRecord
from analytics.ui.links import incidents_address, items_address

_ITEMS = {
    "action_completion": "promised", "action_on_time": "due", "action_overdue": "overdue", "action_closure": "all",
    "action_gaps": "open",
}  # fmt: skip
"""Which action items a number of theirs counts."""

_NARROW = {
    **STATED,
    **{f"{measure}_attainment": stated for measure, stated in STATED.items()},
    "severe_incidents": "severe:true", "clock_shares": "stated:time_to_resolve_min", "users_affected": "stated:users_affected",
    "sla_breach_min": "stated:sla_breach_min", "detected_internally": "internal:true", "disagreements": "contradicted:true",
    "alert_false_positives": "stated:false_positives", "repeat_incidents": "repeat:true", "postmortem_lag": "status:final",
}  # fmt: skip
"""What narrows the quarter's incidents to those of a number. A share leads to the incidents of its numerator."""

_CURRENCIES = {"revenue_impact": "currency", "business_revenue": "business_currency"}


def address_behind(record: MetricRecord, filters: Filters) -> str:
    """The list of what a record of one quarter counts, with the filters of the page."""
    quarter = f"quarter:{record.period}"
    if state := _ITEMS.get(record.metric):
        lacks = (f"action_lacks:{record.level}",) if record.metric == "action_gaps" else ()
        return items_address(filters, state, quarter, *lacks)
    return incidents_address(filters, quarter, *_narrowings(record))


def _narrowings(record: MetricRecord) -> Iterator[str]:
    if narrow := _NARROW.get(record.metric):
        yield narrow
    if group := _CURRENCIES.get(record.metric):
        yield f"{group}:{record.unit}"
    if record.metric in ("reputation", "data_impact"):
        yield f"{record.metric}:{record.level}"
    kinds = {"severity": record.severity, "factor": record.factor, "method": record.method, "impact": record.impact}
    yield from (f"{kind}:{value}" for kind, value in kinds.items() if value)
