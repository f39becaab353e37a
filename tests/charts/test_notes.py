"""Notes stand on every chart by quarter: at their day, of the teams and the metric they concern, with a break where one is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest

from analytics.annotations import Annotation
from analytics.charts.chart import Chart
from analytics.charts.notes import STRIP, data_with_notes, draw_notes, place_day
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.picture import Imprint, compose_picture
from analytics.metrics.annotations import Note, Notes, load_notes
from analytics.metrics.filters import Filters
from analytics.quarters import quarter_bounds, quarters_between
from analytics.settings import Settings
from analytics.store.database import Store
from tests.charts.test_figures import CHARTS
from tests.charts.test_undated import BY_QUARTER
from tests.conftest import MakeStore

QUARTERS = tuple(quarters_between("2025Q1", "2025Q4"))
BOUNDS = [quarter_bounds(quarter) for quarter in QUARTERS]


def note(first: date, last: date | None = None, **more: Any) -> Note:
    given = {"text": "alerting programme launched", "kind": "other", "teams": (), "metric": None, **more}
    return Note(first, last or first, **given)


def on_sample(store: Store, name: str, notes: Sequence[Note], theme: ThemeName = "light", **choice: Any) -> Chart:
    """A chart of the sample (2024Q2 to 2026Q3) with these notes."""
    filters = Filters(**choice)
    with store.cursor() as cursor:
        calendar = load_notes(cursor, filters).quarters
        return draw_notes(CHARTS[name](cursor, filters, theme), Notes(tuple(notes), calendar), theme)


def letters(chart: Chart) -> dict[str, float]:
    """What stands in the strip above the plot, and where on the axis."""
    return {
        label["text"]: label["x"]
        for label in chart.figure.to_dict()["layout"].get("annotations", [])
        if label.get("yref") == "paper" and label.get("xref") == "x"
    }


@pytest.mark.parametrize(
    ("day", "hour", "place"),
    [
        (date(2025, 5, 16), 0.5, 1.0),  # the 46th of the 91 days of the second quarter
        (date(2025, 1, 1), 0, -0.5),
        (date(2025, 3, 31), 1, 0.5),
        (date(2025, 4, 1), 0, 0.5),
        (date(2025, 12, 31), 1, 3.5),
        (date(2024, 12, 1), 0.5, -0.5),  # a span that began earlier begins at the edge
        (date(2026, 2, 1), 0.5, 3.5),
    ],
)
def test_a_day_stands_at_its_part_of_the_quarter(day: date, hour: float, place: float) -> None:
    assert place_day(day, BOUNDS, hour) == pytest.approx(place)


def test_fiscal_quarters_have_days_of_their_own(make_store: MakeStore) -> None:
    settings = Settings.model_validate({"calendar": {"fiscal_year_starts": 2}})
    incidents = [{"incident_key": str(day), "incident_date": day} for day in (date(2025, 2, 1), date(2025, 8, 1))]
    with make_store(settings, incidents=incidents).cursor() as cursor:
        quarters = load_notes(cursor, Filters()).quarters
    assert place_day(date(2025, 5, 1), [days for _, days in quarters], 0) == 0.5


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_by_quarter_draws_a_note_and_no_other_chart(name: str, sample_store: Store) -> None:
    chart = on_sample(sample_store, name, [note(date(2025, 5, 16))])
    if name == "backlog":
        return  # by month
    if name not in BY_QUARTER:
        assert data_with_notes(chart) is chart.data
        assert (chart.notes, letters(chart)) == ((), {})
        return
    assert [(drawn.letter, drawn.words.replace("\xa0", " ")) for drawn in chart.notes] == [
        ("A", "16 May 2025: alerting programme launched")
    ]
    assert letters(chart) == {"<b>A</b>": chart.quarters.index("2025Q2")}
    exported = data_with_notes(chart)
    assert set(exported.loc[exported["annotations"] != "", "quarter"]) == {"2025Q2"}
    go.Figure(chart.figure.to_dict(), skip_invalid=False)


def test_the_backlog_by_month_draws_notes_at_their_days_below_its_key(sample_store: Store) -> None:
    notes = [note(date(2025, 7, 1)), note(date(2025, 11, 17), date(2026, 1, 5)), note(date(2025, 7, 2), metric="ttd")]
    chart = on_sample(sample_store, "backlog", notes)
    july = chart.months.index("2025-07")
    assert [drawn.letter for drawn in chart.notes] == ["A", "B"]
    assert letters(chart)["<b>A</b>"] == pytest.approx(july - 0.5 + 0.5 / 31)
    assert chart.notes[1].start == pytest.approx(july + 4 - 0.5 + 16 / 30)
    [key] = [label for label in chart.figure.to_dict()["layout"]["annotations"] if "opened" in label["text"]]
    assert key["yshift"] == STRIP
    exported = data_with_notes(chart).set_index("month")["annotations"]
    assert {month for month in exported.index if "B" in exported[month]} == {"2025-11", "2025-12", "2026-01"}
    go.Figure(chart.figure.to_dict(), skip_invalid=False)


def test_notes_outside_of_the_drawn_quarters_are_left_out(sample_store: Store) -> None:
    notes = [note(date(2024, 5, 1)), note(date(2026, 5, 1)), note(date(2024, 5, 1), date(2025, 2, 14))]
    chart = on_sample(sample_store, "users", notes, quarter_from="2025Q1", quarter_to="2025Q4")
    assert [drawn.letter for drawn in chart.notes] == ["A"]
    band = next(shape for shape in chart.figure.to_dict()["layout"]["shapes"] if shape["type"] == "rect")
    assert (band["x0"], band["x1"]) == (-0.5, pytest.approx(0.0))


def test_the_letter_of_a_note_is_the_same_on_every_chart(sample_store: Store) -> None:
    notes = [note(date(2025, 1, 13), metric="ttd"), note(date(2025, 7, 1))]
    drawn = {
        name: [drawn.letter for drawn in on_sample(sample_store, name, notes).notes] for name in ("users", "trend", "attainment")
    }
    assert drawn == {"users": ["B"], "trend": ["A", "B"], "attainment": ["A", "B"]}


def test_letters_that_would_touch_share_a_marker(sample_store: Store) -> None:
    days = [date(2025, 5, 1), date(2025, 5, 9), date(2025, 5, 20), date(2026, 2, 1), date(2026, 8, 1)]
    assert list(letters(on_sample(sample_store, "trend", [note(day) for day in days]))) == [
        "<b>A B C</b>",
        "<b>D</b>",
        "<b>E</b>",
    ]


def test_after_z_come_two_letters(sample_store: Store) -> None:
    chart = on_sample(sample_store, "users", [note(date(2025, 5, 16))] * 28)
    assert [drawn.letter for drawn in chart.notes][-3:] == ["Z", "AA", "AB"]


def test_a_changed_definition_breaks_the_lines_of_its_metric(sample_store: Store) -> None:
    change = note(date(2025, 5, 16), kind="definition", metric="ttd")
    plain, broken = on_sample(sample_store, "trend", []), on_sample(sample_store, "trend", [change])
    before = [trace for trace in plain.figure.to_dict()["data"] if "lines" in trace["mode"]]
    after = [trace for trace in broken.figure.to_dict()["data"] if "lines" in trace["mode"]]
    at = plain.quarters.index("2025Q2") + 1
    for whole, parts in zip(before, after, strict=True):
        assert parts["y"] == [*whole["y"][:at], None, *whole["y"][at:]]
        assert parts["x"] == [*whole["x"][:at], None, *whole["x"][at:]]
        assert parts["customdata"] == [*whole["customdata"][:at], None, *whole["customdata"][at:]], "a click leads as before"
    assert broken.notes[0].words.endswith("(definition changed)")


@pytest.mark.parametrize(
    "other",
    [
        note(date(2025, 5, 16), kind="definition", metric="ttr"),
        note(date(2025, 5, 16), kind="definition"),
        note(date(2025, 5, 16), kind="change", metric="ttd"),
        note(date(2024, 4, 2), kind="definition", metric="ttd"),  # before the first point there is nothing to part
    ],
)
def test_no_other_note_breaks_a_line(sample_store: Store, other: Note) -> None:
    drawn, plain = (on_sample(sample_store, "trend", notes).figure.to_dict()["data"] for notes in ([other], []))
    assert drawn == plain


def test_teams_see_their_own_notes_and_those_of_all(make_store: MakeStore) -> None:
    annotations = [
        Annotation(on=date(2025, 2, 1), text="all"),
        Annotation(on=date(2025, 1, 1), text="theirs", teams=("Payments", "Search")),
    ]
    with make_store(Settings.model_validate({"annotations": annotations})).cursor() as cursor:
        notes = load_notes(cursor, Filters())
    seen = {teams: [note.text for note in notes.of_teams(teams).notes] for teams in ((), ("Payments",), ("Identity", "Platform"))}
    assert seen == {(): ["theirs", "all"], ("Payments",): ["theirs", "all"], ("Identity", "Platform"): ["all"]}


def test_words_of_a_note_are_never_markup(sample_store: Store) -> None:
    chart = on_sample(sample_store, "users", [note(date(2025, 5, 16), text="<b>x</b> %{y}\nz")])
    hover = next(label["hovertext"] for label in chart.figure.to_dict()["layout"]["annotations"] if "hovertext" in label)
    assert "<b>x" not in hover
    assert "%{" not in hover
    assert "\n" not in chart.notes[0].words


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_those_of_the_page(sample_store: Store, theme: ThemeName) -> None:
    layout = on_sample(sample_store, "users", [note(date(2025, 5, 16), date(2025, 6, 1))], theme).figure.to_dict()["layout"]
    assert {shape["line"].get("color", shape.get("fillcolor")) for shape in layout["shapes"]} == {TONES[theme].outline}


def test_the_picture_lists_what_it_draws(sample_store: Store) -> None:
    chart = on_sample(sample_store, "severity by quarter", [note(date(2025, 5, 16), text="a <new> scale")])
    layout = compose_picture(chart, Imprint("all quarters", "2026-10-05", "abc"))["layout"]
    printed = " ".join(label["text"] for label in layout["annotations"]).replace("\xa0", " ")
    assert "<b>A</b>" in printed
    assert "A 16 May 2025: a &lt;new&gt; scale" in printed
    assert any(shape["type"] == "line" and shape["x0"] == shape["x1"] for shape in layout["shapes"])
    assert layout["legend"]["y"] > 1.02, "above the letters"


def test_over_cells_a_note_is_a_mark_above_them_and_no_line_between_two(sample_store: Store) -> None:
    chart = on_sample(sample_store, "factor heat", [note(date(2025, 5, 16)), note(date(2025, 11, 17), date(2026, 1, 5))])
    layout = go.Figure(chart.figure.to_dict()).layout
    assert [(shape.type, shape.y0) for shape in layout.shapes] == [("line", 1), ("line", 1)]
    day, span = layout.shapes
    assert (day.x0, day.x1) == (pytest.approx(4), pytest.approx(4))
    assert day.y1 > 1
    assert span.x1 > span.x0
