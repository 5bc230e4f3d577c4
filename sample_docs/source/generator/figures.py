"""A company's figures, by the names that prose and tables call them by.

In: `figures.toml`, which holds what was chosen: the opening balance, the drivers of each year, the
segments and their product lines. Out: one namespace a year, `y23`, `y24` and `y25`, in which
`y25.sales`, `y25.before.cash` and `y25.servo_drives.gross_profit` stand beside each other. It must
not know a chapter, nor how a number is set.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from generator.model import Balance, Drivers, Opening, Year, run

YEARS = (2023, 2024, 2025)
Row = Mapping[str, Any]


def read_figures(path: Path) -> dict[str, SimpleNamespace]:
    """Return the namespaces `y23`, `y24` and `y25`."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"y{year.year % 100}": _namespace(year, data) for year in run_years(data)}


def run_years(data: Row) -> tuple[Year, ...]:
    """Run the model from the opening balance and the drivers of `figures.toml`."""
    drivers = [
        Drivers(year=year, **{name: row[index] for name, row in data["drivers"].items()})
        for index, year in enumerate(YEARS)
    ]
    return run(Opening(**data["opening"]), tuple(drivers))


def identifier(name: str) -> str:
    """Return a segment, line or region as a field spells it: `Heat pumps` is `heat_pumps`."""
    return re.sub(r"\W+", "_", name).lower()


def _namespace(year: Year, data: Row) -> SimpleNamespace:
    chosen = vars(year.d) | _of_year(data["by_year"], year.year)
    names = _values(year) | _values(year.after) | chosen | _groups(year.year, data)
    names["before"] = SimpleNamespace(**_values(year.before))
    names["released"] = SimpleNamespace(**year.working_capital_flows)
    names["margin"] = year.gross_profit / year.d.sales * 100
    names["eps"] = year.owners_income / data["minor_units"] / names["shares"]
    return SimpleNamespace(**names)


def _values(source: Year | Balance) -> dict[str, int]:
    """Return the numbers of a year or balance, stored and computed."""
    names = [name for name in dir(source) if not name.startswith("_")]
    return {name: value for name in names if isinstance(value := getattr(source, name), int)}


def _groups(year: int, data: Row) -> dict[str, Any]:
    """Return segments, lines, regions and quarters, and the sums over lines and segments."""
    segments = data["segments"]
    lines = [line for segment in segments for line in segment["lines"]]
    names: dict[str, Any] = {identifier(line["name"]): _member(line, year) for line in lines}
    members = {identifier(segment["name"]): _segment(segment, year) for segment in segments}
    names |= members
    names |= _sums_by_kind(lines, year)
    names["segment_profit"] = sum(getattr(member, "profit", 0) for member in members.values())
    names |= {quarter["name"]: _member(quarter, year) for quarter in data.get("quarters", ())}
    for region in data.get("regions", ()):
        parts = [getattr(names[identifier(s["name"])], identifier(region)) for s in segments]
        names[identifier(region)] = SimpleNamespace(sales=sum(parts))
    return names


def _segment(segment: Row, year: int) -> SimpleNamespace:
    lines = segment["lines"]
    parts = _sums([_member(line, year) for line in lines]) | _sums_by_kind(lines, year)
    regions = _of_year(segment.get("regions", {}), year)
    return SimpleNamespace(
        **_of_year(segment, year), **parts, **{identifier(k): v for k, v in regions.items()}
    )


def _member(row: Row, year: int) -> SimpleNamespace:
    return SimpleNamespace(**_of_year(row, year))


def _sums_by_kind(lines: Sequence[Row], year: int) -> dict[str, int]:
    """Return what the value lines, which have low margins, and the core lines are together."""
    sums: dict[str, int] = {}
    for kind, is_value in (("value", True), ("core", False)):
        members = [_member(line, year) for line in lines if line["value_line"] is is_value]
        sums |= {f"{kind}_{name}": total for name, total in _sums(members).items()}
    return sums


def _sums(members: Sequence[SimpleNamespace]) -> dict[str, int]:
    names = ("sales", "gross_profit")
    shared = [name for name in names if all(hasattr(member, name) for member in members)]
    return {name: sum(getattr(member, name) for member in members) for name in shared}


def _of_year(row: Row, year: int) -> dict[str, Any]:
    """Return what the lists hold for a year; each ends with 2025, and some start late."""
    ago = YEARS[-1] - year
    return {
        name: values[-1 - ago]
        for name, values in row.items()
        if isinstance(values, list) and len(values) > ago and not isinstance(values[0], dict)
    }
