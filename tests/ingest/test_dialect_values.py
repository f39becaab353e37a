"""What a dialect says of its language: units, months, numbers, and the words in front of an owner and a due date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from analytics.errors import DialectError
from analytics.ingest.dialect import load_dialects
from analytics.ingest.dialect_check import check_dialects
from analytics.ingest.read import FileRead, read_file
from analytics.settings import DialectTable, Settings, load_settings

CASE = Path(__file__).parent.parent / "cases" / "own-language"
SETTINGS = load_settings(CASE / "postmortems.toml")


def read(body: str) -> FileRead:
    """A document of the dialect, of which every part that the tests do not ask for is left out."""
    text = f"# Störungsbericht ST-2026-001 – Einzug steht\n\n{body}\n\n## Kurz gesagt\n\nEs stand.\n\n## Woran lag's\n\nStrom.\n"
    return read_file("one.md", text.encode(), datetime(2026, 10, 5, tzinfo=UTC), SETTINGS, load_dialects(SETTINGS))


def value(name: str, written: str, column: str) -> object:
    [postmortem] = read(f"- Vom: 03.02.2026\n- {name}: {written}").postmortems
    return getattr(postmortem.incident, column)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("2 Std. 45 Min.", 165),
        ("55 Minuten", 55),
        ("1 Tag 2 Stunden", 1560),
        ("3½ Stunden", 210),
        ("3,5 Std", 210),
        ("1 Stunde und 5 Minuten", 65),
        ("eine halbe Stunde", 30),
        ("zwei Stunden", 120),
        ("10 bis 15 Minuten", 15),
        ("unbekannt", None),
        ("45 Mineralien", None),
    ],
)
def test_a_duration_in_the_words_of_the_dialect(written: str, minutes: float | None) -> None:
    assert value("Gesamtdauer", written, "stated_duration_min") == minutes


@pytest.mark.parametrize(
    ("written", "users"), [("ca. 12.400", 12400), ("3.200 Kunden", 3200), ("rund 40 Tsd.", 40000), ("keine", 0), ("viele", None)]
)
def test_a_number_with_a_decimal_comma(written: str, users: int | None) -> None:
    assert value("Betroffene Kunden", written, "users_affected") == users


@pytest.mark.parametrize(
    ("written", "amount"), [("18.500 €", 18500), ("1.234,56 €", 1234.56), ("2,5 Mio €", 2.5e6), ("keiner", 0)]
)
def test_money_with_a_decimal_comma(written: str, amount: float) -> None:
    assert value("Schaden", written, "revenue_impact") == amount


@pytest.mark.parametrize("written", ["4. Mai 2026", "4 mai 2026", "04.05.2026"])
def test_a_month_in_the_words_of_the_dialect(written: str) -> None:
    [postmortem] = read(f"- Vom: {written}").postmortems
    assert postmortem.incident.incident_date == date(2026, 5, 4)


def test_a_message_names_the_words_of_the_document() -> None:
    found = read("- Vom: 03.02.2026\n- Gesamtdauer: 10-15 Minuten\n- Bemerkt nach: drei Minuten oder so")
    messages = [finding.message for finding in found.diagnostics]
    assert "'10-15 Minuten' is a range; its upper end counts" in messages
    assert "'drei Minuten oder so' is no duration" in messages


def test_days_and_times_in_front_of_events() -> None:
    found = read(
        "- Vom: 4. Mai 2026\n\n## Hergang\n\n14h03 – erste Fehler im Mai\n\n08h05 Uhr – Nachmeldung\n\n**5. Mai 2026**\n\n"
        "- 10h00 – Betrieb normal\n- gegen 11h30 – Feierabend\n"
    )
    events = found.postmortems[0].timeline_events
    assert [(f"{event.occurred_at:%d %H:%M}", event.time_text, event.event) for event in events] == [
        ("04 12:03", "14h03", "erste Fehler im Mai"),
        ("04 06:05", "08h05 Uhr", "Nachmeldung"),
        ("05 08:00", "10h00", "Betrieb normal"),
        ("05 09:30", "gegen 11h30", "Feierabend"),
    ]
    assert "08h05 Uhr stands after 14:03, which is later" in [finding.message for finding in found.diagnostics]


def test_owner_and_due_date_of_a_bullet_in_the_words_of_the_dialect() -> None:
    found = read(
        "- Vom: 03.02.2026\n\n## Hausaufgaben\n\n- [x] Kanalplan ablegen (Kümmerer: Team Mai, bis 10.05.2026)\n"
        "- [ ] Messen, fällig am 1. Juli 2026\n- [ ] Bis zum Ufer messen\n"
    )
    items = found.postmortems[0].action_items
    assert [(item.owner, item.due_date) for item in items] == [
        ("Team Mai", date(2026, 5, 10)),
        (None, date(2026, 7, 1)),
        (None, None),
    ]
    assert items[0].action == "Kanalplan ablegen (Kümmerer: Team Mai, bis 10.05.2026)"


def test_a_placeholder_in_a_cell_is_no_date() -> None:
    found = read(
        "- Vom: 03.02.2026\n\n## Hausaufgaben\n\n| Was zu tun ist | Bis wann |\n|---|---|\n| Messen | offen |\n| Bauen | 1. März 2026 |\n"
    )
    assert [item.due_date for item in found.postmortems[0].action_items] == [None, date(2026, 3, 1)]
    assert "PM102" not in [finding.code for finding in found.diagnostics]


def test_names_in_the_header_of_a_table_and_their_values_below() -> None:
    found = read("| Vom | Einstufung | Mannschaft |\n|---|---|---|\n| 03/06/2026 | P2/Ernst | Post |\n")
    incident = found.postmortems[0].incident
    assert (incident.incident_date, incident.severity, incident.team) == (date(2026, 6, 3), "P1", "Post")


def test_a_team_in_front_matter_under_the_name_of_the_dialect() -> None:
    text = "---\nmannschaft: Lager\nvom: 2026-05-04\n---\n# ST-2026-027 – Scanner\n\n## Kurz gesagt\n\nWeg.\n\n## Hergang\n\n08h00 – weg\n"
    found = read_file("one.md", text.encode(), datetime(2026, 10, 5, tzinfo=UTC), SETTINGS, load_dialects(SETTINGS))
    incident = found.postmortems[0].incident
    assert (incident.team, incident.team_basis, incident.incident_date) == ("Lager", "front_matter", date(2026, 5, 4))


def test_an_unknown_word_for_values_is_refused() -> None:
    settings = Settings(dialects={"ours": DialectTable(words={"value": {"fortnight": ("vierzehn Tage",)}})})
    with pytest.raises(DialectError, match="fortnight"):
        check_dialects(settings)


def test_a_letter_that_merely_looks_the_same_is_left_alone() -> None:
    assert value("Gesamtdauer", "2 \u017ftunden", "stated_duration_min") is None


def test_related_incidents_in_a_list() -> None:
    found = read(
        "- Vom: 03.02.2026\n\n## Verwandte Störungen\n\n- ST-2026-014: dieselbe Ursache\n- **ST-2026-015**\n- keine weiteren\n"
    )
    related = found.postmortems[0].related_incidents
    assert [(row.related_id, row.relationship) for row in related] == [("ST-2026-014", "dieselbe Ursache"), ("ST-2026-015", None)]
    assert [finding.line for finding in found.diagnostics if finding.code == "PM004"] == [9]
