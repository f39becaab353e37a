"""What every benchmark gives: a number beside the yardstick of the same run, since only their ratio travels between machines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """`ratio`: how this compares with the `yardstick`, which is named; None where there is none."""

    name: str
    value: float
    unit: str
    yardstick: str | None = None
    ratio: float | None = None
