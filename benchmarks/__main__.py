"""Runs every benchmark, prints one table and writes benchmarks/results.json: `python -m benchmarks`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from benchmarks import history, ingest, on_screen, page_runs
from benchmarks.result import Result

RESULTS = Path(__file__).with_name("results.json")


def render(results: list[Result]) -> str:
    lines = [f"{'':44}{'':>24}  ratio to"]
    for result in results:
        ratio = f"{result.ratio:6.2f} × {result.yardstick}" if result.ratio is not None else ""
        lines.append(f"{result.name:44}{result.value:10,.1f} {result.unit:13}{ratio}")
    return "\n".join(lines)


def main() -> None:
    results = [result for module in (ingest, history, page_runs, on_screen) for result in module.run()]
    print(render(results))
    RESULTS.write_text(json.dumps([asdict(result) for result in results], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
