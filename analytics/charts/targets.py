"""Targets of durations as they are drawn: one dashed line, or where severities differ the band between the strictest and the mildest."""

from __future__ import annotations

import math

import pandas as pd

from analytics.charts.axes import CLOSE
from analytics.charts.chart import Spec, target_line
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.rows import rows_of
from analytics.charts.wording import format_duration, format_label, format_percent, format_target
from analytics.metrics.registry import DEFINITIONS

Targets = tuple[float, ...]
"""None, the one that all share, or the strictest and the mildest (minutes)."""


def targets_of(groups: pd.DataFrame) -> Targets:
    """The targets of the incidents that state the time. `groups`: compute_durations."""
    told = [
        row for row in zip(*(groups[name].tolist() for name in ("n", "target_low", "target_high")), strict=True) if row[0] > 0
    ]
    ends = [(low, high) for _, low, high in told if low == low]
    if not ends:
        return ()
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    return (low,) if low == high else (low, high)


def target_shapes(targets: Targets, theme: ThemeName, *, vertical: bool = False) -> list[Spec]:
    """A thin dashed line at each; between two of them a tint, which says that the target depends on the severity."""
    lines = [target_line(target, theme, vertical=vertical) for target in targets]
    if len(targets) < 2:
        return lines
    along, across = ("x", "y") if vertical else ("y", "x")
    band = {
        "type": "rect", f"{across}ref": "paper", f"{across}0": 0, f"{across}1": 1, f"{along}0": targets[0], f"{along}1": targets[1],
        "fillcolor": TONES[theme].target, "opacity": 0.06, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
    return [band, *lines]


def target_ticks(targets: Targets, measure: str) -> dict[float, str]:
    """Ticks for duration_axis. The lower end of a band that is too narrow for two labels has none; the source line names both."""
    if not targets:
        return {}
    if len(targets) == 1:
        return {targets[0]: f"<b>target<br>{format_target(measure, targets[0])}</b>"}
    low, high = targets
    ticks = {high: f"<b>mildest<br>target {format_duration(high)}</b>"}
    return ticks | ({low: f"<b>strictest {format_duration(low)}</b>"} if math.log(high / low) > CLOSE else {})


def describe_targets(targets: Targets) -> str:
    """`within the target of their severity (1 h to 3 h)`; where all share one target, no range."""
    span = f" ({format_duration(targets[0])} to {format_duration(targets[1])})" if len(targets) == 2 else ""
    return f"within the target of their severity{span}"


_WHOSE = {"settings": "set in postmortems.toml", "default": "the product's default"}


def describe_target_rows(targets: pd.DataFrame) -> pd.DataFrame:
    """Every target with its origin: a number is only as good as the person who set it. `targets`: list_targets.

    Adds name (of the metric), applies_to (a severity, a horizon, all others, all), goal, and basis in words.
    """
    told_apart = set(targets.loc[targets["severity"].notna() | targets["horizon"].notna(), "metric"])
    return targets.assign(
        name=[DEFINITIONS[metric].name for metric in targets["metric"]],
        applies_to=[_applies_to(row.severity, row.horizon, has_others=row.metric in told_apart) for row in rows_of(targets)],
        goal=[_goal(metric, target) for metric, target in zip(targets["metric"], targets["target"], strict=True)],
        basis=targets["basis"].map(_WHOSE),
    )


def _applies_to(severity: str | None, horizon: str | None, *, has_others: bool) -> str:
    """Others than which: only a metric that has targets of its own for some has others."""
    if severity or horizon:
        return format_label(severity or horizon)
    return "all others" if has_others else "all"


def _goal(metric: str, target: float) -> str:
    unit = DEFINITIONS[metric].unit
    if unit == "share":
        return f"at least {format_percent(target)}"
    return format_target(metric, target) if unit == "min" else f"within {target:g} {unit}"
