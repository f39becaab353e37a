"""More false positives than alerts of which they are some."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.ingest.rules.subject import Found, Subject

_NUMBER = r"(?<![\d,.])\d[\d,]{0,11}"
_NAMED = r"false (?:positives?|alarms?)\b"
_FALSE = re.compile(rf"\b{_NAMED}\W{{1,8}}(?P<behind>{_NUMBER})|(?P<before>{_NUMBER})\s{{1,4}}(?:were )?{_NAMED}", re.IGNORECASE)
_PERIOD = r"(?:days?|weeks?|months?|hours?|min|%)"
_ALERTS = re.compile(
    rf"\b(?:of|in|among) (?:the |all )?(?P<of>{_NUMBER})\b(?! ?{_PERIOD})|(?P<count>{_NUMBER}) (?:alerts|pages)\b", re.IGNORECASE
)
_PERHAPS = re.compile("alse ")
"""Quick to look for, and most documents have none."""


def find_too_many(subject: Subject) -> Iterator[Found]:
    """PM314: both numbers stand on one line, such as `12 false positives of 9 alerts`."""
    for line, text in subject.lines_with(_PERHAPS):
        false, alerts = _FALSE.search(text), _ALERTS.search(text)
        if false and alerts and (wrong := _number(false)) > (all_of_them := _number(alerts)):
            yield Found(line, f"{wrong} false positives of {all_of_them} alerts")


def _number(match: re.Match[str]) -> int:
    return int(next(text for text in match.groups() if text).replace(",", ""))
