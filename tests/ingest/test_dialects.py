"""Dialects as data: how documents are recognised, what a dialect says before the one it extends, and mistakes in one's own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from analytics.errors import InsightsError, SettingsError
from analytics.ingest.dialect import SHIPPED, Dialect, load_dialects
from analytics.ingest.dialect_check import check_dialects
from analytics.ingest.lint import lint_paths
from analytics.ingest.pipeline import ingest, reader_version
from analytics.ingest.read import FileRead, read_file
from analytics.settings import Settings, load_settings
from analytics.store.database import Store
from tests.ingest.golden import CASES, documents, read_document

NOW = datetime(2026, 10, 5, tzinfo=UTC)
TEMPLATES = Path(__file__).parents[3] / "shared" / "templates"
DIALECTS = load_dialects(Settings())
BY_HEADINGS = [dialect for dialect in DIALECTS.all if dialect.recognition.headings]
FILLED = [path for path in documents() if path.parent.name in SHIPPED and path.parent.name != "template"]


def read(text: str, settings: Settings | None = None, path: str = "one.md") -> FileRead:
    settings = settings or load_settings(None)
    return read_file(path, text.encode(), NOW, settings, load_dialects(settings))


def own(tmp_path: Path, dialect: str, main: str = '[ingest]\ndialects = ["ours.toml"]\n') -> Settings:
    (tmp_path / "ours.toml").write_text(dialect, encoding="utf-8")
    (tmp_path / "postmortems.toml").write_text(main, encoding="utf-8")
    return load_settings(tmp_path / "postmortems.toml")


def bare(dialect: Dialect) -> str:
    """A document that has every heading of a dialect, and nothing below them."""
    return "\n\n".join(f"## {heading}" for heading in sorted(dialect.recognition.headings))


@pytest.mark.parametrize("dialect", BY_HEADINGS, ids=lambda dialect: dialect.name)
def test_every_dialect_knows_its_own_headings_and_leaves_an_unfilled_document_alone(dialect: Dialect) -> None:
    assert DIALECTS.recognise("one.md", sorted(dialect.recognition.headings), ()) is dialect
    assert [heading for heading in dialect.recognition.headings if dialect.section_of(heading) is None] == []
    assert read(bare(dialect)).postmortems == []


@pytest.mark.parametrize("document", FILLED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_filled_document_of_every_dialect_is_recognised_and_read_whole(document: Path) -> None:
    found = read_document(document)
    assert [postmortem.incident.dialect for postmortem in found.postmortems] == [document.parent.name]
    assert found.document.content_lines == found.document.captured_lines + found.document.boilerplate_lines
    assert found.postmortems[0].action_items


def test_there_is_a_filled_document_of_every_dialect() -> None:
    assert {path.parent.name for path in documents()} >= set(SHIPPED)


@pytest.mark.skipif(not TEMPLATES.is_dir(), reason="the published templates do not stand beside the project on this machine")
def test_published_templates_hold_no_incident_and_no_unknown_heading() -> None:
    for path in TEMPLATES.glob("*.md"):
        found = read(path.read_text(encoding="utf-8"), path=path.name)
        names = [line.lstrip("# ") for line in found.document.text.split("\n") if line.startswith("##")]
        dialect = DIALECTS.recognise(path.name, names, ())
        assert (path.name, found.postmortems) == (path.name, [])
        assert dialect.name != SHIPPED[-1], path.name
        assert [name for name in names if dialect.section_of(name) is None] == [], path.name


DOCUMENT = "# Lift stuck\n\nWhen: 2026-03-14\n\n## Felt by\n\n12 guests\n\n## Trail\n\n- 10:00 (*) lift stops\n- 10:20 Service restored\n"
OURS = (
    '[recognise]\nheadings = ["Felt by", "Trail"]\nat_least = 2\n[headings]\n"field.users_affected" = ["Felt by:"]\ntimeline = ["TRAIL"]\n'
    '[fields.header]\nincident_date = ["When"]\n[[markers]]\nkind = "impact_started"\npattern = \'^\\(\\*\\)\'\n'
)


def test_a_dialect_beside_the_settings_is_read(tmp_path: Path) -> None:
    (postmortem,) = read(DOCUMENT, own(tmp_path, OURS)).postmortems
    incident = postmortem.incident
    assert (incident.dialect, str(incident.incident_date), incident.users_affected) == ("ours", "2026-03-14", 12)
    assert incident.stated_duration_min is None
    assert incident.timeline_duration_min == 20


def test_a_dialect_in_the_settings_is_the_same(tmp_path: Path) -> None:
    within = "\n".join(f"[dialects.ours.{line[1:]}" if line.startswith(("[r", "[h", "[f")) else line for line in OURS.split("\n"))
    within = within.replace("[[markers]]", "[[dialects.ours.markers]]")
    beside = read(DOCUMENT, own(tmp_path, OURS))
    assert read(DOCUMENT, own(tmp_path, "", main=within)).postmortems == beside.postmortems


def test_an_own_dialect_is_read_in_worker_processes_and_by_the_next_ingest(tmp_path: Path) -> None:
    """What the dialect does not say is not taken for a wish that the one it extends be silent."""
    source = tmp_path / "incidents"
    source.mkdir()
    for number in range(201):  # more than one batch, so that processes are started
        (source / f"{number}.md").write_text(DOCUMENT, encoding="utf-8")
    settings = own(tmp_path, OURS)
    store = Store(tmp_path / "store")
    assert ingest([source], store, settings, jobs=2).incidents == 201
    with store.cursor() as cursor:
        kinds = cursor.execute("SELECT DISTINCT dialect, duration_min FROM incidents").fetchall()
    assert kinds == [("ours", 20.0)]
    assert not ingest([source], store, settings, jobs=1).published


def test_another_wording_reads_every_file_again(tmp_path: Path) -> None:
    assert reader_version(own(tmp_path, OURS)) != reader_version(own(tmp_path, OURS.replace("Trail", "Path")))


def test_a_path_comes_before_headings_and_an_own_dialect_before_a_shipped_one(tmp_path: Path) -> None:
    settings = own(tmp_path, '[recognise]\nheadings = ["Timeline", "Thanks"]\nat_least = 1\npaths = ["lifts/*"]\n')
    dialects = load_dialects(settings)
    retrospective = ["Background", "Timeline", "Fallout", "Action items", "Thanks"]
    assert dialects.recognise("one.md", retrospective, ()).name == "ours"
    assert dialects.recognise("lifts/one.md", ["Incident Postmortem: X-1"], ()).name == "ours"
    assert dialects.recognise("one.md", ["Incident Postmortem: X-1"], ()).name == "template"
    assert DIALECTS.recognise("one.md", retrospective, ()).name == "retrospective"


def test_front_matter_recognises_too(tmp_path: Path) -> None:
    settings = own(tmp_path, '[recognise]\nfront_matter = ["lift"]\nat_least = 1\n')
    assert load_dialects(settings).recognise("one.md", [], ("lift",)).name == "ours"


def test_what_a_dialect_says_comes_before_what_it_inherits(tmp_path: Path) -> None:
    settings = own(tmp_path, '[headings]\nlessons = ["Root cause"]\n[fields.header]\nnone = ["Severity"]\nteam = ["Owner"]\n')
    dialect = load_dialects(settings).all[0]
    assert dialect.section_of("Root Cause") == "lessons"
    assert dialect.section_of("Root causes") == "root_cause.cause"
    assert dialect.fields["header"].get("severity") is None
    assert dialect.fields["header"]["owner"] == "team"


def test_incident_headings_of_an_extended_dialect_are_not_taken_for_ones_own(tmp_path: Path) -> None:
    settings = own(tmp_path, '[recognise]\nheadings = ["Trail"]\nat_least = 1\n')
    assert load_dialects(settings).recognise("one.md", ["Incident Postmortem: X-1"], ()).name == "template"


MISTAKES = [
    ('[headings]\nsumary = ["x"]\n', "headings.sumary: there is no such section; known are header, summary,"),
    ('[headings]\n"field.sev" = ["x"]\n', "headings.field.sev: there is no such field; known are field.incident_id,"),
    ('[fields.heder]\nteam = ["x"]\n', "fields.heder: there is no such place of fields; known are header, summary,"),
    ('[fields.header]\nowner = ["x"]\n', "fields.header.owner: there is no such field; known are incident_id, title,"),
    ('[columns.actions]\nwho = ["x"]\n', "columns.actions.who: there is no such column; known are number, action,"),
    ('[columns.chores]\nwho = ["x"]\n', "columns.chores: there is no such table; known are timeline, actions,"),
    ('[labels]\nfeatures = ["x"]\n', "labels.features: there is no such label; known are affected_features,"),
    ('[kinds.factor]\nweather = ["x"]\n', "kinds.factor.weather: there is no such meaning; known are monitoring,"),
    ('[words.severity]\nP9 = ["x"]\n', "words.severity.P9: there is no such meaning; known are P0,"),
    ('extends = "kehoo"\n', "extends: there is no dialect 'kehoo'; known are ours, template,"),
    ('extends = "ours"\n', "extends: the dialects extend each other in a circle: ours -> ours."),
    ("[[events]]\nkind = \"detected\"\npattern = '(x'\n", "events, entry 1: '(x' is no regular expression ("),
    ("[documents]\nsplit_heading = '*'\n", "documents.split_heading: '*' is no regular expression ("),
    ("[documents]\nincident_heading = 'x'\n", "documents.incident_heading: the pattern needs the group (?P<rest>.*)"),
]


@pytest.mark.parametrize(("dialect", "message"), MISTAKES)
def test_a_mistake_in_an_own_dialect_is_one_sentence(tmp_path: Path, dialect: str, message: str) -> None:
    settings = own(tmp_path, dialect)
    with pytest.raises(InsightsError) as caught:
        check_dialects(settings)
    assert str(caught.value).startswith(f"Dialect 'ours': {message}")
    for command in (lambda: ingest([CASES], Store(tmp_path / "store"), settings), lambda: lint_paths([CASES], settings)):
        with pytest.raises(InsightsError, match="Dialect 'ours'"):
            command()


def test_the_name_of_a_shipped_dialect_is_taken(tmp_path: Path) -> None:
    settings = own(tmp_path, "", main='[dialects.azure]\ntitle = "Ours"\n')
    with pytest.raises(InsightsError, match="Dialect 'azure': name: a dialect of this name is shipped; give yours another"):
        check_dialects(settings)


@pytest.mark.parametrize(
    ("dialect", "message"),
    [
        ('[heading]\nsummary = ["x"]\n', "ours.toml:1: heading: unknown key."),
        ('title = "Ours"\n\n[actions]\nowner = ["hat"]\n', "ours.toml:4: actions.owner."),
        (
            '[[events]]\nkind = "detected"\npattern = "x"\n[[events]]\nkind = "felt"\npattern = "x"\n',
            "ours.toml:5: events.1.kind: ",
        ),
        ("title = \n", "ours.toml:1: not valid TOML: "),
    ],
)
def test_a_mistake_in_the_file_names_file_line_and_key(tmp_path: Path, dialect: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        own(tmp_path, dialect)
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_a_file_that_is_not_there_and_a_name_that_is_taken_are_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.toml.*cannot be read"):
        own(tmp_path, "", main='[ingest]\ndialects = ["gone.toml"]\n')
    with pytest.raises(SettingsError, match=r"postmortems\.toml:2: ingest\.dialects: there is a dialect 'ours' already"):
        own(tmp_path, "", main='[ingest]\ndialects = ["ours.toml"]\n[dialects.ours]\ntitle = "x"\n')
