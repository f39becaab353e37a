"""The page Reports: what a review holds, its preview, and its files, made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from analytics.charts.wording import format_names, format_plural, format_quarter
from analytics.errors import BaselineError, InsightsError
from analytics.metrics.filters import Filters
from analytics.reports import FORMATS, Format
from analytics.reports.baseline import read_baseline
from analytics.reports.facts import Baseline
from analytics.reports.outline import PARTS, compose_outline
from analytics.reports.records import Exhibit, Outline, Section, Table
from analytics.store.database import Cursor, Snapshot, Store
from analytics.ui.periods import review_quarters
from analytics.ui.states import render_filter_note
from analytics.ui.view import View
from analytics.ui.words import escape_markdown

BUILT = "built-report"


class Contents(NamedTuple):
    """What was chosen on the page; `sections` empty: all of them."""

    quarter: str
    sections: tuple[str, ...]
    formats: tuple[str, ...]


class Built(NamedTuple):
    """Files of a review by format, and why a format could not be written. `made_from`: the outline, which changes with every choice."""

    made_from: Outline
    files: dict[str, bytes]
    failed: dict[str, str]


def choose_contents(view: View) -> Contents:
    """Quarter, sections and formats; teams and severities are those of the frame."""
    quarters = view.choices.quarters
    now = review_quarters(view)[0] or quarters[-1]
    left, middle, right = st.columns([1, 2, 2])
    quarter = left.selectbox(
        "Quarter", quarters, index=quarters.index(now), key="report-quarter", bind="query-params", format_func=format_quarter
    )
    sections = middle.multiselect(
        "Sections", list(PARTS), key="sections", bind="query-params", placeholder="All sections",
        format_func=lambda section: f"{PARTS[section].number} {PARTS[section].name}",
    )  # fmt: skip
    formats = right.pills(
        "Formats", list(FORMATS), selection_mode="multi", default=next(iter(FORMATS)), key="formats", bind="query-params",
        format_func=lambda name: FORMATS[name].name,
    )  # fmt: skip
    if note := _explain_filters(view.filters):
        render_filter_note(note)
    return Contents(quarter, tuple(section for section in PARTS if section in sections), tuple(formats))


def _explain_filters(filters: Filters) -> str:
    """Which filters of the frame a review does not know."""
    unknown = [
        *(["document status"] if filters.statuses else []),
        *(["times"] if filters.times != "preferred" else []),
    ]
    if not unknown:
        return ""
    return f"A review counts all documents with the times that the settings prefer: it does not keep to {format_names(unknown)}."


def choose_baseline(view: View) -> Baseline | None:
    """The earlier report that somebody gives; a file that is none is told in a sentence."""
    given = st.file_uploader(
        "Compare with an earlier report", type="html", key="baseline",
        help="The web page of a report of the same quarter, teams and severities: a section tells what changed since.",
    )  # fmt: skip
    if given is None:
        return None
    try:
        return view.work_out(read_baseline, given.name, given.getvalue())
    except BaselineError as error:
        st.warning(escape_markdown(str(error)))
        return None


def load_outline(view: View, contents: Contents, baseline: Baseline | None) -> Outline:
    """The review, remembered for as long as the snapshot lives; without the comparison where the earlier one is about something else."""
    with st.spinner("Putting the review together …"):
        try:
            return _load(view, contents, baseline)
        except BaselineError as error:
            st.warning(escape_markdown(str(error)))
            return _load(view, contents, None)


def _load(view: View, contents: Contents, baseline: Baseline | None) -> Outline:
    return view.load(_compose, view.store, view.snapshot, contents.quarter, contents.sections, baseline)


def _compose(
    cursor: Cursor,
    filters: Filters,
    store: Store,
    snapshot: Snapshot,
    quarter: str,
    sections: tuple[str, ...],
    baseline: Baseline | None,
) -> Outline:
    info = store.info(snapshot)
    return compose_outline(
        cursor, info, quarter, teams=filters.teams, severities=filters.severities, sections=sections, baseline=baseline
    )


def render_files(view: View, outline: Outline, contents: Contents) -> None:
    """The button that writes the files, and the files that were written from this very outline."""
    names = format_names([FORMATS[name].name for name in contents.formats])
    if st.button(
        f"Write {names}" if names else "Choose a format", type="primary", disabled=not names, key="write-report",
        icon=":material/description:",
    ):  # fmt: skip
        st.session_state[BUILT] = _write(view, outline, [FORMATS[name] for name in contents.formats])
    built: Built | None = st.session_state.get(BUILT)
    if built is not None and built.made_from is outline:
        _offer(built)


def _write(view: View, outline: Outline, formats: Sequence[Format]) -> Built:
    files: dict[str, bytes] = {}
    failed: dict[str, str] = {}
    with st.status(f"Writing {outline.title} …") as status:
        for place, chosen in enumerate(formats, start=1):
            status.update(label=f"Writing {chosen.name}, {place} of {len(formats)} …")
            try:
                files[chosen.ending] = chosen.write(outline, view.info.settings)
            except InsightsError as error:
                failed[chosen.ending] = str(error)
        status.update(label=f"{format_plural(len(files), 'file')} written.", state="error" if failed else "complete")
    return Built(outline, files, failed)


def _offer(built: Built) -> None:
    with st.container(horizontal=True):
        for ending, content in built.files.items():
            st.download_button(
                f"{built.made_from.file_name}.{ending} ({_size(content)})", content, file_name=f"{built.made_from.file_name}.{ending}",
                mime=FORMATS[ending].mime, key=f"report-{ending}", on_click="ignore", icon=":material/download:",
            )  # fmt: skip
    for ending, why in built.failed.items():
        st.warning(f"{FORMATS[ending].name}: {escape_markdown(why)}")


def _size(content: bytes) -> str:
    return f"{len(content) / 1e6:.1f} MB" if len(content) >= 1e6 else f"{max(len(content) // 1000, 1)} kB"


def render_outline(outline: Outline) -> None:
    """The preview: each section's message, its words, and what stands below them."""
    st.subheader(escape_markdown(outline.title), anchor=False)
    for section in outline.sections:
        with st.container(border=True, gap="xsmall"):
            st.markdown("  \n".join(_preview(section)))


def _preview(section: Section) -> list[str]:
    words = [
        (f"**{escape_markdown(paragraph.heading)}** " if paragraph.heading else "") + escape_markdown(paragraph.text)
        for paragraph in section.paragraphs
    ]
    shown = "; ".join(_describe(exhibit) for exhibit in section.exhibits)
    return [
        f":gray[{section.number} · {escape_markdown(section.name)}]",
        f"**{escape_markdown(section.message)}.**",
        *words,
        *([f":gray[{escape_markdown(shown)}]"] if shown else []),
    ]


def _describe(exhibit: Exhibit) -> str:
    if isinstance(exhibit, Table):
        return f"Table “{exhibit.title}”, {format_plural(exhibit.total, 'row')}"
    return f"Chart “{exhibit.title}”"
