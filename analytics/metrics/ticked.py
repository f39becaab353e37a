"""Boxes of which an incident may tick several, so that their shares add to more than 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from analytics.metrics.estimates import describe_shares
from analytics.metrics.grouping import By
from analytics.metrics.rows import Rows

NOT_RECORDED = "not recorded"
"""Stands for the incidents that tick none of the boxes."""


def share_ticked(
    rows: Rows, box: Literal["factor", "method", "impact"], kinds: Sequence[str], by: By, *, every: bool = False
) -> pd.DataFrame:
    """Share of the incidents that tick each box, of those that tick any; the most frequent first.

    `kinds`: in the order of the bits. A box that no incident ticks has a row only where `every` one has.
    Returns: the groups, then the box, incidents, attained (the same), n (incidents that tick any), of (incidents of the group),
    share with its interval (NULL where n is 0); the last row of a group is 'not recorded', with n = of.
    """
    groups = rows.by([group for group in by if group != box])
    is_recorded = ~np.isnan(rows[f"{box}_bits"])
    bits = np.where(is_recorded, rows[f"{box}_bits"], 0).astype(np.int64)
    ticked = {kind: (bits >> place) & 1 == 1 for place, kind in enumerate(kinds)}
    counts = {kind: groups.count(mask).tolist() for kind, mask in ticked.items() if every or mask.any()}
    recorded, of = groups.count(is_recorded).tolist(), groups.sizes.tolist()
    told = [row for at in range(len(of)) for row in _rank({kind: counts[kind][at] for kind in counts}, recorded[at], of[at])]
    boxes, incidents, n = zip(*told, strict=True) if told else ((), (), ())
    repeated = {name: np.repeat(values, len(counts) + 1) for name, values in {**groups.names, "of": groups.sizes}.items()}
    return pd.DataFrame({
        **{name: repeated[name] for name in groups.names}, box: boxes, "incidents": incidents, "attained": incidents, "n": n,
        "of": repeated["of"], **describe_shares(incidents, n),
    })  # fmt: skip


def _rank(counts: Mapping[str, int], recorded: int, of: int) -> Iterator[tuple[str, int, int]]:
    """Box, incidents, n: the most frequent first, and last what is not recorded."""
    yield from ((kind, count, recorded) for kind, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    yield NOT_RECORDED, of - recorded, of
