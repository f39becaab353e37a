"""The review as slides: one message a slide, charts whose data can be edited, real tables, notes with the evidence."""

from __future__ import annotations

from analytics.reports.pptx.deck import write_one_slide, write_pptx

__all__ = ["write_one_slide", "write_pptx"]
