"""Many comparisons at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def adjust(p_values: Sequence[float | None]) -> list[float | None]:
    """The p-values adjusted to control the false discovery rate (Benjamini & Hochberg 1995), in the order given.

    None, a comparison that could not be made, stays None and does not count as one.
    """
    places = [place for place, p in enumerate(p_values) if p is not None]
    adjusted: list[float | None] = [None] * len(p_values)
    known = np.array([p_values[place] for place in places], dtype=np.float64)
    descending = np.argsort(-known, kind="stable")
    ranks = np.arange(known.size, 0, -1)
    steps = np.minimum.accumulate(known[descending] * known.size / ranks)
    for position, step in zip(descending, steps, strict=True):
        adjusted[places[position]] = min(float(step), 1.0)
    return adjusted
