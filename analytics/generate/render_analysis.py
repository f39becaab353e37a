"""Sections 4 to 6: root cause analysis, detection, response."""

from __future__ import annotations

from analytics.generate.boxes import write_boxes
from analytics.generate.labels import FACTOR_LABELS, METHOD_LABELS, OBSERVATION_MARKS, ROOT_CAUSE_MARK
from analytics.generate.page import Page
from analytics.model import ObservationKind

_EMPTY_WHYS = (
    "1. **Why did X fail?**\n   Answer:\n",
    *(f"{n}. **Why did [answer to #{n - 1}] happen?**\n   Answer:\n" for n in range(2, 5)),
    f"5. **Why did [answer to #4] happen?**\n   Answer: {ROOT_CAUSE_MARK}\n",
)
_RESPONSES: tuple[tuple[ObservationKind, str, str, tuple[str, ...]], ...] = (
    (
        "went_well",
        "### 6.1 What Went Well",
        "Celebrate what worked. This encourages good practices.",
        tuple(f"[Good thing {n}]" for n in (1, 2, 3)),
    ),
    (
        "could_improve",
        "### 6.2 What Could Have Gone Better",
        "No blame. Focus on systems and processes.",
        tuple(f"[Improvement area {n}]" for n in (1, 2, 3)),
    ),
    (
        "got_lucky",
        "### 6.3 Where We Got Lucky",
        "Acknowledge factors that could have made this worse.",
        tuple(f"[Lucky factor {n}]" for n in (1, 2)),
    ),
)


def write_root_cause(page: Page) -> None:
    page.write("## 4. Root Cause Analysis", "")
    page.heading("### 4.1 What Happened", "Technical description of the failure. Be specific.")
    what = page.incident.what_happened or ""
    page.note(page.write(what, ""), "what_happened", what)
    page.heading("### 4.2 Why It Happened", 'Use the "5 Whys" technique to find the root cause.')
    _write_whys(page)
    page.heading("### 4.3 Contributing Factors", "What else contributed to the incident or made it worse?")
    write_boxes(page, page.draft.postmortem.contributing_factors, FACTOR_LABELS)
    page.write("")
    page.rule()


def _write_whys(page: Page) -> None:
    whys = page.draft.postmortem.whys
    if not whys:
        page.write(*_EMPTY_WHYS)
    for place, why in enumerate(whys):
        mark = f" {ROOT_CAUSE_MARK}" if why.is_root_cause else ""
        line = page.write(f"{why.depth}. **{why.question}**", f"   Answer: {why.answer}{mark}", "")
        whys[place] = why._replace(line=line)
        if place == len(whys) - 1:
            page.note(line + 1, "root_cause", page.incident.root_cause or "")


def write_detection(page: Page) -> None:
    postmortem = page.draft.postmortem
    page.write("## 5. Detection", "", "### 5.1 How Was It Detected?", "")
    write_boxes(page, postmortem.detection_methods, METHOD_LABELS)
    page.write("")
    page.field("**Alert that fired:** ", "alert_name", "alert_name")
    page.write("", "### 5.2 Detection Analysis", "")
    page.table(("Metric", "Target", "Actual", "Gap"))
    _write_detection_rows(page)
    page.write("", "**What could have detected this earlier?**")
    suggestions = postmortem.detection_suggestions
    page.records(suggestions, (f"- {record.suggestion}" for record in suggestions))
    if not suggestions:
        page.write("- Suggestion 1", "- Suggestion 2")
    page.write("")
    page.rule()


def _write_detection_rows(page: Page) -> None:
    cells, incident = page.draft.cells, page.incident
    target, actual, false = cells["detect_target"], cells["detect_actual"], cells["false_positives"]
    line = page.write(f"| Time to detect | {target} | {actual} | {cells['detect_gap']} |")
    page.note(line, "detect_target_min", target, incident.detect_target_min is not None)
    page.note(line, "detect_actual_min", actual, incident.detect_actual_min is not None)
    line = page.write(f"| Alert accuracy | No false positives | {false} | |")
    page.note(line, "false_positives", false, incident.false_positives is not None)


def write_response(page: Page) -> None:
    page.write("## 6. Response", "")
    observations = page.draft.postmortem.observations
    for kind, heading, instruction, placeholders in _RESPONSES:
        page.heading(heading, instruction)
        mark = OBSERVATION_MARKS[kind]
        for place, record in enumerate(observations):
            if record.kind == kind:
                observations[place] = record._replace(line=page.write(f"- {mark} {record.text}"))
        if not observations:
            page.write(*(f"- {mark} {placeholder}" for placeholder in placeholders))
        page.write("")
    page.rule()
