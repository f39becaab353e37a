"""postmortems.toml and the environment: what holds, and what is said about a mistake."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest

from analytics.errors import SettingsError
from analytics.settings import Settings, find_settings_file, load_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "postmortems.toml"


def test_without_a_file_the_templates_own_target_holds() -> None:
    settings = load_settings(None)
    assert (settings.targets.ttd.default, settings.targets.ttr.default, settings.calendar.fiscal_year_starts) == (5, None, 1)


def test_the_environment_overrides_one_key_and_leaves_its_neighbours(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("[targets.ttr]\ndefault = 60\nP0 = 30\n")
    monkeypatch.setenv("POSTMORTEMS_TARGETS__TTR__P0", "15")
    targets = load_settings(file).targets
    assert (targets.ttr.P0, targets.ttr.default, targets.ttd.default) == (15, 60, 5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[targets.ttr]\ndefault = 60\nP7 = 1\n", ":3: targets.ttr.P7: unknown key."),
        ("[wishes]\na = 1\n", ":1: wishes: unknown key."),
        ("\n\n[calendar]\nfiscal_year_starts = 13\n", ":4: calendar.fiscal_year_starts: 12 or less is expected, not 13."),
        ("[calendar]\nfiscal_year_starts = 'May'\n", ":2: calendar.fiscal_year_starts: a whole number is expected, not 'May'."),
        ("[calendar]\nas_of = 'soon'\n", ":2: calendar.as_of: a date such as 2026-03-14 is expected, not 'soon'."),
        ("[targets]\ndetected_internally = 80\n", ":2: targets.detected_internally: 1 or less is expected, not 80."),
        ("[targets]\nttd = 5\n", ":2: targets.ttd: a table with keys of its own is expected, not 5."),
        ("[ingest]\ninclude = '*.md'\n", ":2: ingest.include: a list in square brackets is expected, not '*.md'."),
        ("[ingest]\nyears = [2000]\n", ":2: ingest.years.1: this value is missing."),
        ("[rules]\nPM301 = 'loud'\n", ":2: rules.PM301: one of 'error', 'warning', 'info' or 'off' is expected, not 'loud'."),
        ("[aliases.severity]\n'Sev 1' = 'P1'\n'Sev 9' = 'P9'\n", ":3: aliases.severity.Sev 9: one of 'P0', "),
        ("[aliases.action_status]\n'' = 'complete'\n", ":1: aliases.action_status.: an empty word stands"),
        ("[links]\nticket = 'javascript:{id}'\n", ":2: links.ticket: 'javascript:{id}' is no address of the web"),
        ("[links]\nticket = 'https://tracker.example/'\n", ":2: links.ticket: 'https://tracker.example/' is no address"),
        ("[links]\nticket_pattern = '('\n", ":2: links.ticket_pattern: '(' is no regular expression"),
        ("[links]\nticket_pattern = '\\d*'\n", r":2: links.ticket_pattern: '\\d*' fits an empty text"),
        (
            "[dialects.own.kinds.factor]\nprocess = ['rushed', ' ']\n",
            ":2: dialects.own.kinds.factor.process.1: an empty",
        ),
    ],
)
def test_a_mistake_names_its_file_line_and_key(file: Path, text: str, message: str) -> None:
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert str(caught.value).startswith(f"{file}{message}")


def test_no_mistake_of_a_value_is_said_in_the_words_of_the_library(file: Path) -> None:
    values = ["true", "-7", "0.5", "1e400", "'word'", "2026-03-14", "2026-03-14T10:00:00Z", "[]", "[1, 2, 3]", "{}", "{ a = 1 }"]
    for section, model in Settings.model_fields.items():
        keys = getattr(model.annotation, "model_fields", ())
        for place in (section, *(f"{section}.{key}" for key in keys)):
            for value in values:
                file.write_text(f"{place} = {value}\n")
                with suppress(SettingsError):
                    load_settings(file)
                    continue
                with pytest.raises(SettingsError) as caught:
                    load_settings(file)
                assert not re.search(r"Input|valid (?!TOML)|Tuple|dictionary|datetime", str(caught.value).removeprefix(str(file)))


def test_a_mistake_in_the_environment_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTMORTEMS_CALENDAR__FISCAL_YEAR_STARTS", "May")
    with pytest.raises(SettingsError, match=r"environment.*POSTMORTEMS_CALENDAR__FISCAL_YEAR_STARTS"):
        load_settings(None)


def test_a_file_that_is_no_text_is_said_in_a_sentence(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(SettingsError, match="the file cannot be read"):
        load_settings(file)


def test_the_file_is_found_in_the_folder_and_beside_a_document(file: Path, tmp_path: Path) -> None:
    assert find_settings_file(tmp_path) is None
    file.write_text("")
    (tmp_path / "one.md").write_text("")
    assert find_settings_file(tmp_path) == find_settings_file(tmp_path / "one.md") == file


def test_dates_and_zones_of_the_organisation(file: Path) -> None:
    file.write_text('[calendar]\ndate_order = "day_first"\n[aliases.zones]\nIST = "Asia/Kolkata"\n')
    settings = load_settings(file)
    assert (settings.calendar.date_order, settings.aliases.zones) == ("day_first", {"IST": "Asia/Kolkata"})
    file.write_text('[aliases.zones]\nIST = "Asia/Bombai"\n')
    with pytest.raises(SettingsError, match="Asia/Bombai"):
        load_settings(file)


def test_a_dialect_of_a_zone_that_does_not_exist_is_refused(file: Path) -> None:
    file.write_text("[dialects.harbour.documents]\ntime_zone = 'Europe/Rom'\n")
    with pytest.raises(SettingsError, match="Europe/Rom"):
        load_settings(file)
