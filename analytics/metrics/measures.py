"""The durations that the metrics measure, and what it means to be within their targets."""

from __future__ import annotations

from typing import Literal

Measure = Literal["ttd", "tta", "ttm", "ttr", "duration"]

# The template says "<5 min" for detection; "within an hour" for the others includes the hour.
WITHIN: dict[str, str] = {"ttd": "<", "tta": "<=", "ttm": "<=", "ttr": "<=", "duration": "<="}
