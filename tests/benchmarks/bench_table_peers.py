"""The cells of bench_tables.py as pdfplumber and liteparse give them: row label and column head.

    python tests/benchmarks/bench_table_peers.py FOLDER_WITH_REPORTS [--gold FILE...]

Each program is asked in all its ways: its tables (pdfplumber by lines and by text, liteparse's
Markdown), and its text laid out in lines, whose cells stand apart by two spaces; a cell counts when
any way has it. It counts when a row of that label has that value ("$", brackets and "%" may be
cells of their own) in a column over which all words of the head stand. That is read kindly: a label
may be joined with the line before or behind it, and a blank place among heads takes the nearest
words left and right of it, since heads span columns. Neither periods nor units are looked at;
bench_tables.py counts ours in the same way beside its own. Programs that are not installed are left
out. It needs nothing of this project, so that it runs where only they are installed.
"""

import argparse
import importlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "sample_docs"
GOLDS = sorted(HERE.glob("tables_gold*.jsonl"))
BY_TEXT = {"vertical_strategy": "text", "horizontal_strategy": "text"}
_FIGURE = re.compile(r"[$€£¥(]*\s*-?[\d.,]*\d[\d.,]*\s*[)%]*(?:\s*(?:pts?|bps|x))?|[-—–]+\s*%?")
_YEAR = re.compile(r"(?:19|20)\d\d")

Grid = list[list[str]]


def plain(text: str) -> str:
    """Return text without what differs from reader to reader: spaces, leaders, dashes, case."""
    return re.sub(r"[*_\\|\s.·…]+", "", re.sub(r"[–―-]", "—", text)).casefold()


def pdfplumber_grids(path: Path, page_number: int) -> Iterator[Grid]:
    """Yield the tables of a page by lines and by text, and its text laid out."""
    pdfplumber = importlib.import_module("pdfplumber")
    with pdfplumber.open(path, pages=[page_number]) as pdf:
        page = pdf.pages[0]
        for settings in ({}, BY_TEXT):
            for table in page.extract_tables(settings):
                yield [[cell or "" for cell in row] for row in table]
        yield grid_of_lines(page.extract_text(layout=True).splitlines())


def liteparse_grids(path: Path, page_number: int) -> Iterator[Grid]:
    """Yield the tables of a page's Markdown, and its text laid out."""
    module = importlib.import_module("liteparse")
    for form in ("markdown", "text"):
        parser = module.LiteParse(
            ocr_enabled=False, target_pages=str(page_number), output_format=form, quiet=True
        )
        lines = parser.parse(str(path)).text.splitlines()
        if form == "text":
            yield grid_of_lines(lines)
            continue
        rows = [line.strip().strip("|").split("|") for line in lines if line.startswith("|")]
        yield [[cell.strip() for cell in row] for row in rows]


def grid_of_lines(lines: Sequence[str]) -> Grid:
    """Return lines of text as cells: what two spaces part, in columns by what stands above it."""
    found = [
        [(m.start(), m.end(), m[0]) for m in re.finditer(r"\S+(?: \S+)*", line)] for line in lines
    ]
    columns: list[tuple[int, int]] = []
    figures = [cell for row in found for cell in row if _FIGURE.fullmatch(cell[2])]
    for start, end, _ in sorted(figures, key=lambda cell: cell[1]):
        if columns and start < columns[-1][1]:
            columns[-1] = (min(columns[-1][0], start), max(columns[-1][1], end))
        else:
            columns.append((start, end))
    grid: Grid = []
    for row in found:
        cells = [""] * (len(columns) + 1)
        for start, end, text in row:
            shared = [min(end, high) - max(start, low) for low, high in columns]
            best = max(range(len(columns)), key=shared.__getitem__, default=0)
            place = best + 1 if columns and shared[best] > 0 else 0
            cells[place] = f"{cells[place]} {text}".strip()
        grid.append(cells)
    return grid


def is_right(gold: dict[str, Any], grid: Grid) -> bool:
    """Tell whether a grid has a cell of the gold's label, value and head."""
    labels = [_label(row) for row in grid]
    for number, row in enumerate(grid):
        before = labels[number - 1] if number else ""
        after = labels[number + 1] if number + 1 < len(grid) else ""
        own = labels[number]
        if plain(gold["row"]) not in map(plain, (own, before + own, own + after)):
            continue
        heads = _heads(grid[:number], len(row))
        for column in range(len(row)):
            is_value = plain(gold["value"] or "") in _values(row, column)
            if is_value and _has_words(heads[column], gold["head"]):
                return True
    return False


def _label(row: Sequence[str]) -> str:
    return " ".join(text for text in row if text and not _FIGURE.fullmatch(text.strip()))


def _values(row: Sequence[str], column: int) -> set[str]:
    """Return a cell alone and with the signs in the cells beside it."""
    before = row[column - 1] if column else ""
    behind = row[column + 1] if column + 1 < len(row) else ""
    signs = before if before.strip() in ("$", "€", "£", "¥", "(", "$ (") else ""
    tail = behind if behind.strip() in (")", "%", ")%", ") %") else ""
    return {plain(s + row[column] + t) for s in ("", signs) for t in ("", tail)}


def _heads(above: Grid, width: int) -> list[str]:
    """Return the words over each column: those of lines without figures, years among them."""
    heads = [""] * width
    for row in above:
        if any(
            _FIGURE.fullmatch(t.strip()) and not _YEAR.fullmatch(t.strip()) for t in row[1:] if t
        ):
            continue
        for column in range(width):
            heads[column] += " " + _nearest(row, column)
    return heads


def _nearest(row: Sequence[str], column: int) -> str:
    if column < len(row) and row[column]:
        return row[column]
    left = next((text for text in reversed(row[:column]) if text), "")
    right = next((text for text in row[column + 1 :] if text), "")
    return f"{left} {right}"


def _has_words(head: str, wanted: str) -> bool:
    return all(plain(word) in plain(head) for word in wanted.split())


def main() -> None:
    """Print each program's share of the cells, by file of gold cells."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gold", type=Path, nargs="+", default=GOLDS)
    options = parser.parse_args()
    paths = {p.stem: p for folder in (options.folder, SAMPLES) for p in folder.glob("*.pdf")}
    for name, grids_of in (("pdfplumber", pdfplumber_grids), ("liteparse", liteparse_grids)):
        try:
            print(f"{name} {version(name)}")
        except PackageNotFoundError:
            print(f"{name}: not installed, left out")
            continue
        for gold in options.gold:
            print(f"  {gold.name}: {_count(gold, paths, grids_of)}", flush=True)


def _count(
    gold: Path, paths: dict[str, Path], grids_of: Callable[[Path, int], Iterator[Grid]]
) -> str:
    counts: Counter[bool] = Counter()
    for page in map(json.loads, gold.read_text(encoding="utf-8").splitlines()):
        grids = list(grids_of(paths[page["file"]], page["page"]))
        for cell in page["cells"]:
            counts[any(map(partial(is_right, cell), grids))] += 1
    return f"{counts[True]} of {counts.total()} right = {counts[True] / counts.total():.1%}"


if __name__ == "__main__":
    main()
