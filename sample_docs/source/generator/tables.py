"""Tables and charts of a chapter, from TOML.

In: a file with one table to a heading, whose cells are numbers, words or fields, and the figures.
Out: tables with every field filled in. It must not know how a table is set in type.

A cell with a field of `y.`, such as `{y.sales}`, stands for as many cells as the table names
`years`, one for each: the first with `y25` for `y` if the first year is 2025.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.fields import Cell, Names, fill, fill_cell

EACH_YEAR = re.compile(r"\by\.")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. A label that begins with * is a total, with # a heading of its rows."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unit: str = ""
    first: float = 0.0  # share of the width that the first column has, 0: by the number of columns
    widths: tuple[float, ...] = ()  # shares of all columns instead
    text_columns: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one or more series over the same labels."""

    labels: tuple[str, ...]
    series: Mapping[str, tuple[float, ...]]


def read_tables(path: Path, names: Names) -> dict[str, Table | Chart]:
    """Return the tables and charts of a chapter by name; none where it has no such file."""
    if not path.exists():
        return {}
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: _chart(entry, names) if "series" in entry else _table(entry, names)
        for name, entry in data.items()
    }


def _table(entry: Mapping[str, Any], names: Names) -> Table:
    years = entry.get("years", ())
    return Table(
        head=tuple(_cells(entry["head"], (), names)),
        rows=tuple(tuple(_cells(row, years, names)) for row in entry["rows"]),
        unit=fill(entry.get("unit", ""), names),
        first=entry.get("first", 0.0),
        widths=tuple(entry.get("widths", ())),
        text_columns=tuple(entry.get("text_columns", (0,))),
    )


def _chart(entry: Mapping[str, Any], names: Names) -> Chart:
    series = {
        name: tuple(_bar(fill_cell(value, names)) for value in values)
        for name, values in entry["series"].items()
    }
    return Chart(tuple(fill(label, names) for label in entry["labels"]), series)


def _bar(value: Cell) -> float:
    return float(value) if isinstance(value, str) else value


def _cells(row: Iterable[Cell], years: Sequence[int], names: Names) -> Iterable[Cell]:
    for cell in row:
        if isinstance(cell, str) and "{" in cell and EACH_YEAR.search(cell):
            assert years, f"{cell}: the table names no years"
            yield from (fill_cell(EACH_YEAR.sub(f"y{year % 100}.", cell), names) for year in years)
        else:
            yield fill_cell(cell, names)
