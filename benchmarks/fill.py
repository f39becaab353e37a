"""A store of any size, written by SQL in seconds: `python -m benchmarks.fill DIRECTORY --incidents 10000`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import duckdb

from analytics.settings import DurationTargets, Settings, Targets
from analytics.store.load import Origin, write_annotations, write_quarters, write_snapshot_info, write_targets
from analytics.store.snapshot import publishing

AS_OF = date(2026, 10, 5)


def fill_store(directory: Path, incidents: int) -> None:
    """Publishes a snapshot of `incidents` random incidents from 2024Q2 to 2026Q3; the same number gives the same rows."""
    settings = Settings(
        targets=Targets(ttr=DurationTargets(default=120, P0=60, P1=90), tta=DurationTargets(default=5), detected_internally=0.8)
    )
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    with publishing(directory, fresh=True) as draft:
        for statement in duckdb.extract_statements(script):
            parameters = {"incidents": incidents} if "incidents" in statement.named_parameters else None
            draft.connection.execute(statement, parameters)
        write_quarters(draft.connection, settings)
        write_targets(draft.connection, settings)
        write_annotations(draft.connection, settings)
        write_snapshot_info(draft, settings, Origin(AS_OF, "random rows", f"fill-{incidents}", "fill/1"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--incidents", type=int, default=10_000)
    arguments = parser.parse_args()
    fill_store(arguments.directory, arguments.incidents)


if __name__ == "__main__":
    main()
