"""What could not be read as it stands: one frozen record a finding, the table of codes, one renderer.

docs/diagnostics.md explains every code with an example; the docs tests hold the two together.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from analytics.model import Level

RuleLevel = Literal["error", "warning", "info", "off"]
"""What the settings may make of a code."""


class Code(NamedTuple):
    """A kind of finding: its default level, and the hint that says what to do about it."""

    level: Level
    title: str
    hint: str


CODES: dict[str, Code] = {
    # PM0xx: the file
    "PM001": Code("error", "file cannot be read", "Check the file's permissions and that it is a text file."),
    "PM002": Code("warning", "file is not UTF-8", "Save the file as UTF-8."),
    "PM003": Code("info", "not a postmortem", "Nothing to do, unless it should be one: then fill in the template."),
    "PM004": Code("info", "text without a home", "Move the text under a heading of the template, or leave it: it is kept."),
    "PM005": Code("info", "damaged characters read by their known form", "Save the file as UTF-8 to mend them for good."),
    "PM006": Code("error", "file is larger than the limit", "Raise [ingest] max_bytes, or split the file."),
    "PM007": Code("error", "front matter cannot be read", "Write the block between the two --- lines as key: value."),
    "PM008": Code("error", "file is not what its ending says", "Export it again, or exclude it in [ingest] exclude."),
    "PM009": Code("error", "more than the limits allow", "Shorten the document, or raise the limit in [ingest]."),
    "PM010": Code("warning", "NUL characters in the text", "Save the file again from an editor."),
    "PM011": Code("error", "document breaks the reader", "Report it with the document: the other files were read."),
    "PM012": Code("warning", "comment without an end", "Close it with -->."),
    # PM1xx: one value
    "PM101": Code("warning", "duration not understood", "Write it as 1 h 30 min, 45 minutes or 2 days."),
    "PM102": Code("warning", "date not understood", "Write it as YYYY-MM-DD."),
    "PM103": Code("warning", "time not understood", "Write it as HH:MM."),
    "PM104": Code("warning", "severity not understood", "Write P0 to P4, or add the word to [aliases.severity]."),
    "PM105": Code("warning", "status not understood", "Use a word of the template, or add it to [aliases.status]."),
    "PM106": Code("warning", "number not understood", "Write digits, such as 12,400."),
    "PM107": Code("warning", "amount of money not understood", "Write the amount with its currency, such as $12,000."),
    "PM108": Code("warning", "word not understood", "Use one of the template's own words for this field."),
    "PM109": Code("info", "ticked box of no known kind, read as other", "Use the template's wording, or add it to [aliases]."),
    "PM110": Code("info", "several numbers in one field, one counts", "Write one value, if you know it."),
    "PM111": Code("info", "date order taken from the settings", "Write the date as YYYY-MM-DD to leave no doubt."),
    "PM112": Code("info", "missing year taken from the incident's date", "Write the year."),
    "PM113": Code("info", "unusual form, read by a rule", "Write the value in its usual form to leave no doubt."),
    "PM114": Code("warning", "time zone not understood", "Write UTC, an offset or a name such as Europe/Berlin."),
    "PM115": Code("info", "abbreviation of another season's clock", "Write the zone's name, such as Europe/Berlin."),
    "PM116": Code("warning", "field stated twice, the first counts", "Delete the value that does not hold."),
    # PM2xx: the timeline
    "PM201": Code("info", "midnight crossed", "Write the date with the time to leave no doubt."),
    "PM202": Code("warning", "row out of order", "Put the rows in the order in which things happened."),
    "PM203": Code("error", "an end before its start", "Check the two times; the value is left out of the metrics."),
    "PM204": Code("error", "span longer than the limit", "Check the dates, or raise [ingest] max_span_days."),
    "PM205": Code("error", "year outside the corpus's range", "Check the year, or change [ingest] years."),
    "PM206": Code("warning", "times without a date", "Fill in the header's Date, so that the times can be placed."),
    "PM207": Code("info", "date taken from the incident id", "Fill in the header's Date."),
    "PM210": Code(
        "info", "date taken from the title, the file name, the front matter or the timeline", "Fill in the header's Date."
    ),
    "PM211": Code("warning", "timeline without a time", "Begin each line of the timeline with its time, such as 14:05."),
    # PM3xx: contradictions
    "PM301": Code("warning", "stated duration and timeline disagree", "Check both; [ingest] prefer says which one counts."),
    "PM302": Code("warning", "incident id used more than once", "Give each incident an id of its own."),
    "PM303": Code("info", "root cause not marked, last answer taken", "Mark the root cause with an arrow: ← ROOT CAUSE."),
    "PM304": Code("warning", "related incident does not exist", "Check the id, or add the postmortem."),
    "PM305": Code("warning", "due before the incident", "Check the due date."),
    "PM306": Code("warning", "stages out of order", "Check the times of the two rows."),
    "PM307": Code("warning", "dates disagree", "Check which of the two days is meant, and mend the other place."),
    "PM308": Code("warning", "date and timeline disagree", "Check the header's Date and the dates of the rows."),
    "PM309": Code("warning", "window and duration disagree", "Check the two times and the duration beside them."),
    "PM310": Code("info", "stated duration that no two rows give", "Add the row from which or to which it was counted."),
    "PM311": Code(
        "info", "complete without a date", "Unless its history tells, write the date behind the status: ✅ 2026-03-17."
    ),
    "PM312": Code("warning", "due before it was opened", "Check the two dates."),
    "PM313": Code("warning", "completed before it was opened", "Check the two dates."),
    "PM314": Code("warning", "more false positives than alerts", "Check the two numbers."),
    "PM315": Code("info", "placeholder row left in a filled table", "Delete the row."),
    "PM316": Code("warning", "weekday and date disagree", "Check the date; often it is the month or the year."),
    # PM4xx: what a metric misses
    "PM401": Code(
        "info",
        "action item without an owner",
        "Name an owner, a person or a team: in the column Owner, in a list as owner: @tom.",
    ),
    "PM402": Code("info", "action item without a due date", "Give it a date: without one it can never be overdue."),
    "PM403": Code("info", "no severity stated", "Fill in the Severity row of the summary table."),
    "PM404": Code("info", "no team found", "Add a **Team:** line, or map the folder or the authors in [teams]."),
    "PM405": Code(
        "warning",
        "no date found, so no quarter",
        "Fill in the header's Date, or write Impact began: in front of the timeline's row that says so.",
    ),
    "PM406": Code("info", "action item without a verb in front", "Begin with what is to be done, such as Add, Remove or Test."),
    "PM407": Code("info", "action item with two deliverables", "Make two items of it: each can be done and followed by itself."),
    "PM408": Code("info", "action item whose end nobody can check", "Say what will be there then, how much, or until when."),
    "PM409": Code("info", "timeline without a known event", "Write which row is which, such as Detected: or Resolved: in front."),
    # PM5xx: the history of the files
    "PM501": Code("info", "no history in git", "Keep the documents in git, and ingest them from there."),
    "PM502": Code("warning", "history cannot be read", "Ingest from a work tree that this user may read."),
    "PM503": Code("warning", "history is cut off", "Fetch the rest: git fetch --unshallow."),
    "PM504": Code("warning", "commit with an impossible date", "Nothing to do: its other date counts, or none."),
    "PM505": Code("warning", "part of the history cannot be read", "Check the repository with git fsck; clone it anew."),
    "PM506": Code("info", "action item not followed for sure", "Give items their tickets, or reword one at a time."),
    # What the export of the tracker says
    "PM507": Code(
        "warning", "row of the ticket export not understood", "Mend the row, or add the state to [aliases.action_status]."
    ),
    "PM508": Code("warning", "ticket and document disagree", "Write the status as the ticket has it, or mend the ticket."),
    "PM509": Code("info", "history begins elsewhere", "Ingest a folder that holds both places, to read what was before."),
    # PM9xx: the comments that ignore findings
    "PM901": Code("warning", "ignore comment that ignores nothing", "Delete the comment, or put it where the finding is."),
    "PM902": Code("warning", "ignore comment of no known code", "Write it as <!-- postmortems: ignore PM203 -->."),
}


class Diagnostic(NamedTuple):
    """One finding, sortable by place. `line` and `column` are 1-based; 0 means the file as a whole."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str
    level: Level
    incident_key: str | None = None


def diagnose(path: str, line: int, code: str, message: str, incident_key: str | None = None, column: int = 1) -> Diagnostic:
    """A diagnostic at its default level and with its default hint."""
    kind = CODES[code]
    return Diagnostic(path, line, column, code, message, kind.hint, kind.level, incident_key)


def render_diagnostic(diagnostic: Diagnostic) -> str:
    """`path:line:col: LEVEL code message`, on one line whatever the message holds."""
    d = diagnostic
    message = " ".join(d.message.split())
    return f"{d.path}:{d.line}:{d.column}: {d.level.upper()} {d.code} {message}"
