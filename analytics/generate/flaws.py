"""Documents that are spoilt as real ones are. Each kind names the diagnostic that ingest must give for it."""

from __future__ import annotations

from analytics.generate.draft import Draft
from analytics.generate.plan import Slot


def spoil_draft(draft: Draft, slot: Slot, seed: int) -> None:
    """Applies the flaw that the plan has for this slot, if any."""
