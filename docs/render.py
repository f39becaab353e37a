"""Writes the parts of the documentation that come from the code: `make docs`. tests/docs fails where they are not up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analytics.metrics.registry import DEFINITIONS, Definition

METRICS = Path(__file__).with_name("metrics.md")
BEGIN = "<!-- from analytics/metrics/registry.py, written by `make docs` -->"
END = "<!-- end -->"


def render_definitions() -> str:
    """The registry as Markdown: a table of all metrics, then one section each."""
    overview = ["| id | name | unit | statistics |", "|---|---|---|---|", *map(_row_of, DEFINITIONS.values())]
    return "\n".join([*overview, *(line for definition in DEFINITIONS.values() for line in _section_of(definition))])


def replace_part(text: str, part: str) -> str:
    """The page's text with the part between BEGIN and END replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{part}\n\n{END}{after}"


def _row_of(definition: Definition) -> str:
    statistics = ", ".join(definition.statistics)
    return f"| [`{definition.id}`](#{definition.id}) | {definition.name} | {definition.unit} | {statistics} |"


def _section_of(definition: Definition) -> Iterator[str]:
    groups = [*sorted(definition.groups), *([definition.own_group] if definition.own_group else [])]
    parts = {
        "Formula": definition.formula,
        "Population": definition.population,
        "Clock": definition.clock,
        "Fallback": definition.fallback,
        "Missing values": definition.missing,
        "How sure": definition.certainty,
        "Unit": definition.unit,
        "Statistics": ", ".join(definition.statistics),
        "Groups": ", ".join(dict.fromkeys(groups)),
        "Definition": f"`{definition.id}/{definition.version}`" + (f"; {definition.history}" if definition.history else ""),
    }
    yield from ("", f"### `{definition.id}`", "", f"**{definition.name}.** {definition.sentence}", "")
    yield from (f"- {label}: {text}" for label, text in parts.items() if text)


def main() -> None:
    METRICS.write_text(replace_part(METRICS.read_text(encoding="utf-8"), render_definitions()), encoding="utf-8")


if __name__ == "__main__":
    main()
