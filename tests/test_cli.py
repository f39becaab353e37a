"""The command as a user types it: results on stdout, the rest on stderr, an exit status, and never a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest

from analytics import cli
from analytics.store.database import Store
from tests.conftest import SAMPLE

POSTMORTEMS = Path(sys.executable).with_name("postmortems")

GOOD = """## Incident Postmortem: INCIDENT-2026-05-04-001: =Queue backlog

**Status:** Final
**Date:** 2026-05-04
**Team:** Search
**Authors:** Ada, Grace

## 1. Executive Summary

| Metric | Value |
|--------|-------|
| **Severity** | P2 |
| **Time to Resolve** | 45 min |
"""
BAD = GOOD.replace("45 min", "45 min |\n| **Detection Time** | soon")

SOON = next(number for number, line in enumerate(BAD.split("\n"), 1) if "soon" in line)
"""The line of the duration that is none."""

Result = subprocess.CompletedProcess[str]
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `postmortems` in an empty folder with an environment of its own."""

    def run_command(*arguments: object, **environment: str) -> Result:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("POSTMORTEMS_")}
        command = [str(POSTMORTEMS), *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, env={**clean, **environment}, capture_output=True, text=True, check=False)

    return run_command


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "postmortems"
    folder.mkdir()
    (folder / "one.md").write_text(GOOD, encoding="utf-8")
    return folder


@pytest.fixture
def store(run: Run, source: Path) -> Path:
    done = run("ingest", source, "--store", "store")
    assert (done.returncode, done.stdout.splitlines()[0].split(" in ")[0]) == (0, "1 file, 1 incident")
    return source.parent / "store"


def fails(result: Result, *words: str) -> None:
    """A request that cannot be served: status 2, one sentence on stderr, nothing on stdout."""
    assert result.returncode == 2
    assert result.stdout == ""
    [sentence] = result.stderr.splitlines()
    assert sentence.startswith("postmortems: ")
    assert sentence.endswith(".")
    assert [word for word in words if word not in sentence] == [], sentence


def test_ingest_reports_progress_beside_the_result(run: Run, source: Path) -> None:
    done = run("ingest", source, "--store", "store", "--jobs", 1)
    assert done.returncode == 0
    assert done.stdout.startswith("1 file, 1 incident in ")
    assert done.stderr == "1 of 1 files\n"
    again = run("ingest", source, "--store", "store")
    assert "Nothing changed, so nothing was published." in again.stdout
    assert again.stderr == ""


def test_documents_with_errors_are_status_1_and_still_ingested(run: Run, source: Path) -> None:
    (source / "unreadable.md").write_text("---\ntags: [\n---\n" + GOOD.replace("-001", "-002"), encoding="utf-8")
    done = run("ingest", source, "--store", "store")
    assert (done.returncode, "PM007 1" in done.stdout) == (1, True)
    assert done.stdout.startswith("2 files, ")
    assert "Traceback" not in done.stderr


def test_lint_prints_a_line_a_finding(run: Run, source: Path) -> None:
    (source / "one.md").write_text(BAD, encoding="utf-8")
    done = run("lint", source)
    assert done.returncode == 0
    assert [line.split(" ")[:3] for line in done.stdout.splitlines()] == [["one.md:14:1:", "WARNING", "PM101"]]
    assert done.stderr == "PM101 (duration not understood): Write it as 1 h 30 min, 45 minutes or 2 days.\n"
    as_json = run("lint", source, "--format", "json")
    assert as_json.stderr == ""
    [finding] = json.loads(as_json.stdout)
    assert (finding["path"], finding["line"], finding["level"], finding["code"]) == ("one.md", 14, "warning", "PM101")


def test_lint_of_an_error_is_status_1(run: Run, source: Path) -> None:
    (source / "one.md").write_text("---\ntags: [\n---\n" + GOOD, encoding="utf-8")
    done = run("lint", source)
    assert (done.returncode, "ERROR PM007" in done.stdout) == (1, True)


def test_lint_speaks_to_code_hosts(run: Run, source: Path) -> None:
    (source / "one.md").write_text(BAD, encoding="utf-8")
    assert run("lint", source, "--format", "github").stdout.startswith(
        f"::warning file=postmortems/one.md,line={SOON},col=1,title=PM101::"
    )
    log = json.loads(run("lint", source, "--format", "sarif").stdout)
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["PM101"]


def test_lint_takes_the_settings_above_single_files(run: Run, source: Path) -> None:
    (source / "deep").mkdir()
    for name in ("one.md", "two.md"):
        (source / "deep" / name).write_text(BAD, encoding="utf-8")
    (source / "postmortems.toml").write_text('[rules]\nPM101 = "error"\nPM302 = "off"\n', encoding="utf-8")
    done = run("lint", "postmortems/deep/one.md", "postmortems/deep/two.md")
    assert done.returncode == 1
    assert [line.split(" ")[:3] for line in done.stdout.splitlines()] == [
        [f"postmortems/deep/{name}.md:{SOON}:1:", "ERROR", "PM101"] for name in ("one", "two")
    ]


def test_lint_mends_what_is_safe_and_shows_it_first(run: Run, source: Path) -> None:
    file = source / "one.md"
    broken = GOOD.replace("2026-05-04\n", "4 May 2026\n").replace("| P2 |", "| P2").replace("\n", "\r\n").encode()
    file.write_bytes(broken)
    file.chmod(0o640)
    (source / "old.md").write_bytes("Größe".encode("utf-16"))
    shown = run("lint", source, "--fix", "--diff")
    assert (shown.returncode, file.read_bytes()) == (1, broken)
    assert "-**Date:** 4 May 2026" in shown.stdout
    assert "+**Date:** 2026-05-04" in shown.stdout
    done = run("lint", source, "--fix")
    assert file.read_bytes() == GOOD.replace("\n", "\r\n").encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert "one.md: mended table pipes 1, dates 1" in done.stderr
    assert "old.md: not UTF-8, left alone" in done.stderr
    assert sorted(path.name for path in source.iterdir()) == ["old.md", "one.md"]
    assert (run("lint", source, "--fix", "--diff").returncode, "mended" in run("lint", source, "--fix").stderr) == (0, False)
    fails(run("lint", source, "--diff"), "--fix")


def test_metrics_come_as_json_csv_and_table(run: Run, store: Path) -> None:
    records = json.loads(run("metrics", "--store", store, "--format", "json").stdout)
    [median] = [record for record in records if (record["metric"], record["statistic"]) == ("ttr", "median")]
    assert (median["value"], median["n"], median["low"], median["verdict"]) == (45.0, 1, None, None)
    rows = list(csv.DictReader(io.StringIO(run("metrics", "--store", store, "--format", "csv").stdout.removeprefix("\ufeff"))))
    assert len(rows) == len(records)
    [shown] = [row for row in rows if (row["metric"], row["statistic"]) == ("ttr", "median")]
    assert (float(shown["value"]), shown["low"]) == (45.0, "")
    printed = run("metrics", "--store", store)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert any(line.split()[:2] == ["ttr", "median"] for line in printed.stdout.splitlines())


def test_metrics_by_groups_and_of_a_selection(run: Run, store: Path) -> None:
    options = ("--by", "quarter", "--by", "team", "--team", "Search", "--quarter", "2026Q2", "--severity", "P2")
    records = json.loads(run("metrics", "--store", store, *options, "--format", "json").stdout)
    assert {(record["period"], record["team"], record["severity"]) for record in records} == {("2026Q2", "Search", "P2")}
    records = json.loads(run("metrics", "--store", store, "--since", "2026-05-05", "--format", "json").stdout)
    assert {record["n"] for record in records} == {0}


def test_export_writes_every_table_in_every_format(run: Run, store: Path, tmp_path: Path) -> None:
    for kind in ("parquet", "csv", "json"):
        done = run("export", "--store", store, "--format", kind, "-o", "out")
        assert (done.returncode, done.stderr) == (0, "")
        assert all((tmp_path / line).is_file() for line in done.stdout.splitlines())
    rows = pyarrow.parquet.read_table(tmp_path / "out" / "incidents.parquet").to_pylist()
    assert (rows[0]["time_to_resolve_min"], rows[0]["team"], rows[0]["time_to_detect_min"]) == (45.0, "Search", None)
    assert json.loads((tmp_path / "out" / "incidents.json").read_text(encoding="utf-8"))[0]["team"] == "Search"
    with (tmp_path / "out" / "incidents.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["authors"] == "Ada; Grace"
    assert row["title"] == "'=Queue backlog", "a spreadsheet would run it as a formula"


def test_export_of_one_table_writes_only_it(run: Run, store: Path, tmp_path: Path) -> None:
    assert run("export", "incidents", "--store", store, "-o", "out").returncode == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["incidents.parquet"]


def test_store_path_info_and_verify(run: Run, store: Path) -> None:
    path = Path(run("store", "path", "--store", store).stdout.removesuffix("\n"))
    assert path == Store(store).current().path
    info = run("store", "info", "--store", store).stdout
    assert any(line.split() == ["incidents", "1"] for line in info.splitlines())
    done = run("store", "verify", "--store", store)
    assert (done.returncode, done.stdout, done.stderr) == (0, "The snapshot is whole.\n", "")
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM documents")
    done = run("store", "verify", "--store", store)
    assert (done.returncode, "1 incidents whose document is missing" in done.stdout) == (1, True)


def test_new_writes_a_postmortem_that_is_not_one_yet(run: Run, tmp_path: Path) -> None:
    done = run("new", "INCIDENT-2026-03-14-001", "--team", "Search", "-o", "drafts")
    assert (done.returncode, done.stdout) == (0, "drafts/INCIDENT-2026-03-14-001.md\n")
    assert "**Team:** Search" in (tmp_path / "drafts" / "INCIDENT-2026-03-14-001.md").read_text(encoding="utf-8")
    fails(run("new", "INCIDENT-2026-03-14-001", "-o", "drafts"), "exists already")


@pytest.mark.parametrize(
    "incident_id", ["", " ", ".", "..", "../INC-1", "a/INC-1", "/INC-1", "a\\INC-1", "INC-1\n", "INC-1.md", "x" * 300]
)
def test_new_refuses_what_cannot_be_an_id_and_a_file(run: Run, tmp_path: Path, incident_id: str) -> None:
    fails(run("new", "-o", "drafts", "--", incident_id), "cannot be an incident's id and file name", "INCIDENT-2026-03-14-001")
    assert list(tmp_path.iterdir()) == []


def test_generate_writes_the_same_bytes_for_the_same_seed(run: Run, tmp_path: Path) -> None:
    for folder in ("once", "twice"):
        assert run("generate", folder, "--count", 5, "--seed", 7).returncode == 0
    texts = [sorted(path.read_bytes() for path in (tmp_path / folder).rglob("*.md")) for folder in ("once", "twice")]
    assert texts[0] == texts[1]
    assert len(texts[0]) >= 5


def test_generate_tells_of_the_scenario_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    for folder, options in (("plain", ()), ("sample", ("--scenario", "sample")), ("halved", ("--scenario", "halved"))):
        assert run("generate", folder, "--count", 5, "--seed", 7, *options).returncode == 0
    plain, sample, halved = ((tmp_path / folder / "truth.jsonl").read_bytes() for folder in ("plain", "sample", "halved"))
    assert plain == sample != halved
    refused = run("generate", "other", "--count", 5, "--seed", 7, "--scenario", "doubled")
    assert refused.returncode == 2
    assert "'relabelled'" in refused.stderr


def test_what_is_missing_is_a_sentence(run: Run) -> None:
    fails(run("ingest", "nowhere"), "nowhere does not exist")
    fails(run("lint", "nowhere"), "nowhere does not exist")
    for command in (("metrics",), ("export",), ("store", "path"), ("store", "info"), ("store", "verify")):
        fails(run(*command, "--store", "nowhere"), "There is no store in nowhere", "postmortems ingest")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[targets.ttr]\ndefault = 60\nP7 = 1\n", ("postmortems.toml:3: targets.ttr.P7", "unknown key")),
        ("[calendar]\nfiscal_year_starts = 'May'\n", ("postmortems.toml:2: calendar.fiscal_year_starts",)),
        ("[calendar]\n\ntime_zone = 'Mars/Base'\n", ("postmortems.toml:3: calendar.time_zone", "Mars/Base")),
        ("[wishes]\n", ("postmortems.toml:1: wishes", "unknown key")),
        ("targets = [\n", ("postmortems.toml:", "not valid TOML")),
        ('[rules]\nPM301 = "info"\nPM999 = "off"\n', ("postmortems.toml:3: rules.PM999", "no code")),
        ('[rules]\nPM301 = "loud"\n', ("postmortems.toml:2: rules.PM301",)),
    ],
)
def test_a_wrong_setting_names_its_key_file_and_line(run: Run, source: Path, text: str, words: tuple[str, ...]) -> None:
    (source / "postmortems.toml").write_text(text)
    fails(run("ingest", source, "--store", "store"), *words)
    fails(run("lint", source), *words)


def test_a_wrong_environment_variable_is_named(run: Run, source: Path) -> None:
    fails(run("ingest", source, POSTMORTEMS_TARGETS__TTR__P0="soon"), "POSTMORTEMS_TARGETS__TTR__P0")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--team", "Serch"), ("no team 'Serch'", "Search")),
        (("--quarter", "2030Q1"), ("no quarter '2030Q1'", "2026Q2")),
        (("--severity", "P9"), ("no severity 'P9'", "P2")),
    ],
)
def test_a_selection_that_does_not_exist_offers_those_that_do(
    run: Run, store: Path, options: tuple[str, str], words: tuple[str, ...]
) -> None:
    fails(run("metrics", "--store", store, *options), *words)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--since", "2026-06-01", "--until", "2026-05-01"), ("--since 2026-06-01 is later than --until 2026-05-01",)),
        (("--quarter", "2026Q2", "--since", "2026-07-01"), ("2026Q2 (2026-04-01 to 2026-06-30)", "--since")),
        (("--quarter", "2026Q2", "--until", "2026-03-31"), ("2026Q2 (2026-04-01 to 2026-06-30)", "--until")),
    ],
)
def test_days_that_no_incident_can_lie_in_are_refused(
    run: Run, store: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    fails(run("metrics", "--store", store, *options), *words)


def test_a_quarter_may_be_written_as_the_pages_write_it(run: Run, store: Path) -> None:
    written = [run("metrics", "--store", store, "--quarter", quarter, "--format", "csv") for quarter in ("2026 Q2", "2026Q2")]
    assert written[0].returncode == 0
    assert written[0].stdout == written[1].stdout
    assert written[0].stdout.startswith("metric,"), "a program would take a byte-order mark for a part of the first name"


def test_an_unknown_table_offers_the_known_ones(run: Run, store: Path) -> None:
    fails(run("export", "incident", "--store", store), "no table 'incident'", "action_items")


def test_output_that_cannot_be_written_is_a_sentence(run: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    fails(run("export", "incidents", "--store", store, "-o", "file/out"), "file/out", "written (")
    fails(run("new", "INCIDENT-1", "-o", "file/out"), "file/out", "written (")
    fails(run("generate", "file/out", "--count", 1, "--seed", 1), "file/out", "written (")
    fails(run("ingest", tmp_path / "postmortems", "--store", "file/store"), "cannot be written")


def test_a_file_that_is_gone_is_not_a_matter_of_permissions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read() -> None:
        Path("gone.md").read_bytes()

    monkeypatch.setattr(cli, "app", read)
    with pytest.raises(SystemExit, match="2"):
        cli.main()
    assert capsys.readouterr().err == "postmortems: gone.md does not exist: check the path.\n"


def test_the_version_is_told(run: Run) -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"postmortems {metadata.version('postmortem-insights')}\n")


def test_a_port_in_use_is_a_sentence(run: Run, store: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        fails(run("serve", "--store", store, "--port", listener.getsockname()[1]), "in use", "make dashboard PORT=8600")


def test_serving_a_folder_without_a_store_says_what_to_do(run: Run) -> None:
    with socket.socket() as listener:  # a port in use ends the server, which would start all the same
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        done = run("serve", "--store", "nowhere", "--port", listener.getsockname()[1])
    assert done.stderr.splitlines()[0].startswith("postmortems: There is no store in nowhere: run `postmortems ingest FOLDER")


def test_a_corpus_is_generated_without_options(run: Run, tmp_path: Path) -> None:
    assert run("generate", "demo", "--history").stdout == "180 postmortems in demo\n"
    assert (tmp_path / "demo" / "truth.jsonl").read_bytes() == (SAMPLE / "truth.jsonl").read_bytes()


def test_a_damaged_store_is_a_sentence(run: Run, store: Path) -> None:
    Store(store).current().path.write_bytes(b"no database")
    fails(run("metrics", "--store", store), "cannot be opened", "postmortems ingest")
    fails(run("store", "verify", "--store", store), "cannot be opened")


def test_usage_errors_are_status_2_and_help_is_0(run: Run) -> None:
    assert run("metrics", "--format", "yaml").returncode == 2
    assert run("nonsense").returncode == 2
    for command in ("ingest", "lint", "serve", "metrics", "export", "store", "new", "generate"):
        assert run(command, "--help").returncode == 0


def test_the_sample_corpus_is_ingested_and_whole(run: Run) -> None:
    done = run("ingest", SAMPLE, "--store", "store")
    assert "180 incidents" in done.stdout
    assert done.returncode == 1, "a dozen of its documents have flaws on purpose"
    assert run("store", "verify", "--store", "store").returncode == 0
