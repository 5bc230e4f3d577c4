"""Cells of real tables, written down from reading the pages, against what qa.tables finds.

    python tests/benchmarks/bench_tables.py FOLDER_WITH_REPORTS [--gold FILE] [--misses]

tables_gold.jsonl, and of filings that came later tables_gold_2.jsonl: file, page, cells of {row, head, year, value}. A cell is right when a row of that
label has that value in a column whose head has all the words of `head`; value null is a cell that
must be blank. `year` is the column's period, or the row's where the column has none, and null where
it must have none; another year is a wrong period, which must never be. Printed too:
the share of cells with their row label and column head alone, as bench_table_peers.py counts it.
"""

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.library import Library
from qa.pipeline import read_document
from qa.tables import Table, tables_of
from qa.tables.cell_period import cell_period
from qa.tables.section_scale import SectionScale, section_scale_of, with_section_scale

GOLD = Path(__file__).with_name("tables_gold.jsonl")
SAMPLES = Path(__file__).parents[2] / "sample_docs"


@dataclass(frozen=True, slots=True)
class Found:
    """A cell as a reader gives it; unit is kind and power of ten, None where it tells none."""

    label: str
    head: str
    text: str
    year: int | None
    row_year: int | None = None  # that the row says, "December 31, 2021" over a group of rows
    unit: tuple[str, int] | None = None


def plain(text: str) -> str:
    """Return text without what differs from reader to reader: spaces, leaders, case."""
    return re.sub(r"[\s.·…]+", "", text).casefold()


def cells_of(tables: Sequence[Table], page_number: int) -> Iterator[Found]:
    """Yield all cells of a page; a blank one with an empty value."""
    for table in tables:
        for row in table.rows:
            if row.page_number != page_number:
                continue
            for column in table.columns:
                cell = table.cell(row.index, column.index)
                year = column.period.year if column.period else None
                said = cell_period(table, row.index, column) if cell else None
                figure = cell.figure if cell else None
                unit = (figure.kind.value, figure.scale.adjusted()) if figure else None
                row_year = said.year if said and year is None else None
                text = cell.text if cell else ""
                yield Found(row.label, column.head, text, year, row_year, unit)


def verdict(gold: dict[str, Any], found: Sequence[Found]) -> str:
    """Return "right", "wrong period", "wrong unit", "no period" or "missed" for one cell."""
    value = plain(gold["value"] or "")
    rows = [f for f in found if plain(f.label) == plain(gold["row"]) and plain(f.text) == value]
    heads = [f for f in rows if _has_words(f.head, gold["head"])]
    dated = [f for f in heads if gold["year"] in (f.year, f.row_year or f.year)]
    if dated:
        return "right" if any(_is_of_unit(f, gold) for f in dated) else "wrong unit"
    if any(f.year is not None for f in heads) and value:
        return "wrong period"
    return "no period" if heads else "missed"


def _is_of_unit(found: Found, gold: dict[str, Any]) -> bool:
    if "kind" not in gold or found.unit is None:
        return True
    return found.unit[1] == gold["scale"] and found.unit[0] in (gold["kind"], "unknown")


def _has_words(head: str, wanted: str) -> bool:
    return all(plain(word) in plain(head) for word in wanted.split()) or plain(wanted) in plain(
        head
    )


def main() -> None:
    """Print the share of right cells, and those that are not right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    golds = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines()]
    paths = {p.stem: p for folder in (options.folder, SAMPLES) for p in folder.glob("*.pdf")}
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        library = Library.open(options.library or Path(scratch))
        for name in dict.fromkeys(gold["file"] for gold in golds):
            document = read_document(paths[name], library=library)
            pages = document.pages()
            scales = [scale for page in pages if (scale := section_scale_of(page))]
            tables = tuple(_in_section(table, scales) for table in tables_of(pages))
            for gold in (gold for gold in golds if gold["file"] == name):
                found = list(cells_of(tables, gold["page"]))
                _count(gold, found, counts, misses=options.misses)
    total = counts.total()
    print(
        f"{len(golds)} pages, {total} cells: right {counts['right']} = {counts['right'] / total:.1%}"
    )
    print({key: count for key, count in counts.items() if key != "right"})
    print(f"row label and column head: {1 - counts['missed'] / total:.1%}")


def _in_section(table: Table, scales: Sequence[SectionScale]) -> Table:
    """Return a table in the unit that its section has set before it."""
    before = [scale for scale in scales if scale.page_number <= table.pages[0]]
    return with_section_scale(table, before[-1]) if before else table


def _count(
    gold: dict[str, Any], found: Sequence[Found], counts: Counter[str], *, misses: bool
) -> None:
    for cell in gold["cells"]:
        said = verdict(cell, found)
        counts[said] += 1
        if misses and said != "right":
            print(said, gold["file"], gold["page"], cell)


if __name__ == "__main__":
    main()
