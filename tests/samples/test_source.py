"""The reports' source: figures that tie, tables that add up, prose that follows the figures."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from generator.chapters import Directive, Paragraph, read_blocks
from generator.fields import FIELD, FieldError, fill, fill_cell, wan, yi
from generator.figures import read_figures, run_years
from generator.report import CHAPTERS, page_setup, read_settings, write
from generator.tables import EACH_YEAR, Table, read_tables

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])
KINDS = ("table", "chart")  # what a chapter places
Filled = tuple[str | int | float, bool]  # a cell, and whether it was a field


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@LANGUAGES
def test_the_statements_tie(source: Path, language: str) -> None:
    data = read_toml(source / language / "figures.toml")
    years = run_years(data)
    lines = [line for segment in data["segments"] for line in segment["lines"]]

    for index, year in enumerate(years):
        assert year.after.assets == year.after.liabilities + year.after.equity
        assert year.before.cash + year.cash_change == year.after.cash
        assert sum(line["sales"][index] for line in lines) == year.d.sales
    for earlier, later in pairwise(years):
        assert earlier.after == later.before
    for ago in (1, 2):  # gross profit by line is given for the last two years
        assert sum(line["gross_profit"][-ago] for line in lines) == years[-ago].gross_profit


def test_the_segments_and_quarters_of_the_english_report_tie_to_its_statements(
    source: Path,
) -> None:
    data = read_toml(source / "en" / "figures.toml")
    segments = data["segments"]

    for index, year in enumerate(run_years(data)):
        profit = sum(segment["profit"][index] for segment in segments)
        profit += data["by_year"]["head_office"][index]
        assert profit - year.d.restructuring == year.operating_income
        assert sum(segment["capex"][index] for segment in segments) == year.d.capex
        depreciation = sum(segment["depreciation"][index] for segment in segments)
        assert depreciation == year.d.total_depreciation
        for segment in segments:
            sales = sum(line["sales"][index] for line in segment["lines"])
            assert sum(region[index] for region in segment["regions"].values()) == sales
        for name in ("sales", "gross_profit", "operating_income", "owners_income"):
            whole = year.d.sales if name == "sales" else getattr(year, name)
            assert sum(quarter[name][index] for quarter in data["quarters"]) == whole
    goodwill = sum(segment["goodwill"][-1] for segment in segments)
    assert goodwill == run_years(data)[-1].after.goodwill


def test_what_the_chinese_statements_break_down_further_adds_up(source: Path) -> None:
    data = read_toml(source / "zh" / "figures.toml")
    parts = data["by_year"]

    for index, year in enumerate(run_years(data)):
        selling = ("levies", "selling_expenses", "administration")
        other = ("grants", "investment_income", "non_operating")
        losses = ("credit_losses", "write_downs")
        assert sum(parts[n][index] for n in selling) == year.d.selling + year.d.amortisation
        assert sum(parts[n][index] for n in other) == year.d.other_income
        assert sum(parts[n][index] for n in losses) == year.d.restructuring


@LANGUAGES
def test_numbers_typed_under_a_total_of_the_figures_add_up_to_it(
    source: Path, language: str
) -> None:
    checked = 0
    for where, rows in filled_tables(source / language):
        for label, total, parts, subtotal in totals_over_numbers(rows):
            checked += 1
            sums = (sum(parts), sum(parts) + subtotal)
            assert any(abs(total - one) < 0.06 for one in sums), f"{where}, {label}: {sums}"
    assert checked > 100


@LANGUAGES
def test_a_change_that_is_typed_follows_from_its_row(source: Path, language: str) -> None:
    checked = 0
    for where, table in tables_of(source / language):
        heads = [str(cell) for cell in table.head]
        for column, head in enumerate(heads):
            if head not in ("Change 2025", "Change 2024", "增减"):
                continue
            years = [heads.index(h) for h in heads if re.fullmatch(r"202\d年?", h)][:2]
            for row in table.rows:
                if len(row) <= column or len(years) < 2 or not str(row[column]).endswith("%"):
                    continue
                new, old = (amount(row[index]) for index in years)
                assert new is not None
                assert old, where
                change = float(str(row[column]).rstrip("%"))
                assert abs((new / old - 1) * 100 - change) < 0.06, f"{where}, {row[0]}"
                checked += 1
    assert checked > 80


OTHER_MEANING = {  # the same number by chance
    ("en", "1,126"),  # quotations for fans; also core sales of Flow Control
    ("en", "1,214"),  # personnel expenses; also net sales of Climate Systems
}


@LANGUAGES
def test_prose_types_no_number_that_the_figures_give(source: Path, language: str) -> None:
    names = read_figures(source / language / "figures.toml")
    written = {text for value in values_of(names) for text in spellings(value, language)}
    numbers = r"\d{1,3}(?:,\d{3})+(?!\d)" if language == "en" else r"[\d,]+\.\d\d(?!\d)"

    typed = {
        (language, number)
        for text in prose_of(source / language)
        for number in re.findall(rf"(?<![\d,.]){numbers}", FIELD.sub("", text))
        if number in written
    }

    assert typed <= OTHER_MEANING


def test_the_sites_of_the_chinese_report_have_the_same_staff_in_every_chapter(source: Path) -> None:
    tables = dict(tables_of(source / "zh"))
    sites = next(table for where, table in tables.items() if "主要生产基地" in where)
    staff = {str(row[0]): row[3] for row in sites.rows}
    projects = next((source / "zh").glob("*_notes_21_and_22.md")).read_text(encoding="utf-8")

    named = re.findall(r"公司为(\w+?)安排.*?(\d+)名员工", projects)

    assert len(named) == 4
    assert [(site, staff[site]) for site, _ in named] == named


def test_the_people_of_the_chinese_report_have_the_same_age_in_table_and_life(source: Path) -> None:
    tables = dict(tables_of(source / "zh"))
    directors = next(table for table in tables.values() if "年龄" in table.head)
    age = directors.head.index("年龄")
    lives = "\n".join(prose_of(source / "zh"))

    for row in directors.rows:
        assert f"{row[0]}，{row[age]}岁，" in lives


@LANGUAGES
def test_every_table_is_placed_once(source: Path, language: str) -> None:
    for chapter in sorted((source / language).glob(CHAPTERS)):
        blocks = read_blocks(chapter.read_text(encoding="utf-8"))
        places = [b.name for b in blocks if isinstance(b, Directive) and b.kind in KINDS]
        tables = chapter.with_suffix(".toml")

        assert sorted(places) == sorted(read_toml(tables) if tables.exists() else [])


def test_a_changed_driver_changes_statement_discussion_and_answer(
    source: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "en"
    shutil.copytree(source / "en", folder)
    figures = folder / "figures.toml"
    old = figures.read_text(encoding="utf-8")
    figures.write_text(
        old.replace("labour = [468, 489, 527]", "labour = [468, 489, 531]"), encoding="utf-8"
    )

    report = write(folder, page_setup(read_settings(folder)), {})
    statements = next(
        table for where, table in tables_of(folder) if "statements of income" in where
    )
    income = {row[0]: row[2] for row in statements.rows}

    assert income["Cost of sales"] == -3014
    assert income["*Operating income"] == 500
    assert any("to $3,014 million, faster than net sales" in p for p in report.paragraphs)
    assert any("Operating income fell by 17.2% to $500 million" in p for p in report.paragraphs)
    assert not any("$504 million" in p for p in report.paragraphs)


def test_a_field_that_names_no_figure_is_refused_with_its_text() -> None:
    with pytest.raises(FieldError, match=r"\{y25\.slaes\}"):
        fill("Net sales were {y25.slaes}.", {"y25": object()})


def test_a_cell_of_a_year_stands_for_one_cell_a_year(tmp_path: Path, source: Path) -> None:
    path = tmp_path / "tables.toml"
    path.write_text(
        '[T]\nhead = ["", "a", "b"]\nyears = [2025, 2023]\nrows = [["x", "{y.sales}"]]\n'
    )

    table = read_tables(path, read_figures(source / "en" / "figures.toml"))["T"]

    assert isinstance(table, Table)
    assert table.rows == (("x", 4500, 4046),)


def tables_of(folder: Path) -> Iterator[tuple[str, Table]]:
    names = read_figures(folder / "figures.toml")
    for chapter in sorted(folder.glob(CHAPTERS)):
        for name, table in read_tables(chapter.with_suffix(".toml"), names).items():
            if isinstance(table, Table):
                yield f"{chapter.stem}: {name}", table


def prose_of(folder: Path) -> Iterator[str]:
    for chapter in sorted(folder.glob(CHAPTERS)):
        blocks = read_blocks(chapter.read_text(encoding="utf-8"))
        yield from (block.text for block in blocks if isinstance(block, Paragraph))


def filled_tables(folder: Path) -> Iterator[tuple[str, list[list[Filled]]]]:
    """Yield each table with its cells filled in, and whether each was a field."""
    names = read_figures(folder / "figures.toml")
    for path in sorted(folder.glob("[0-9]*.toml")):
        for name, entry in read_toml(path).items():
            if "rows" in entry:
                years = entry.get("years", [])
                rows = [list(filled_row(row, years, names)) for row in entry["rows"]]
                yield f"{path.stem}: {name}", rows


def filled_row(row: Sequence[Any], years: list[int], names: Mapping[str, Any]) -> Iterator[Filled]:
    for cell in row:
        is_field = isinstance(cell, str) and "{" in cell
        if is_field and EACH_YEAR.search(cell):
            for year in years:
                yield fill_cell(EACH_YEAR.sub(f"y{year % 100}.", cell), names), True
        else:
            yield fill_cell(cell, names), is_field


def totals_over_numbers(
    rows: list[list[Filled]],
) -> Iterator[tuple[str, float, list[float], float]]:
    """Yield label, total, parts and the total above, where the total is a field over numbers."""
    start, above = 0, None
    for index, row in enumerate(rows):
        label = str(row[0][0])
        if label.startswith("*"):
            for column in range(1, len(row)):
                cells = [r[column] for r in rows[start:index] if len(r) > column]
                parts = [amount(cell) for cell, _ in cells]
                total = amount(row[column][0])
                typed = not any(is_field for _, is_field in cells) and row[column][1]
                if typed and total is not None and None not in parts and any(parts):
                    subtotal = amount(above[column][0]) if above else 0
                    yield label, total, [p or 0 for p in parts], subtotal or 0
            above = row
        if label[:1] in ("*", "#"):
            start = index + 1


def amount(cell: str | int | float) -> float | None:
    """Return the number that a cell shows; None for words and shares."""
    if not isinstance(cell, str):
        return cell
    if cell in ("", "-", "—"):
        return 0
    shown = re.fullmatch(r"(\()?(-?[\d,]+(?:\.\d+)?)\)?", cell)
    return None if shown is None else (-1 if shown[1] else 1) * float(shown[2].replace(",", ""))


def values_of(names: Mapping[str, Any]) -> Iterator[float]:
    for name, value in names.items():
        if hasattr(value, "__dict__"):
            yield from values_of(vars(value))
        elif isinstance(value, int) and name != "year":
            yield value


def spellings(value: float, language: str) -> tuple[str, ...]:
    return (f"{value:,}",) if language == "en" else (yi(value), wan(value))
