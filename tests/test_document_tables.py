"""A quotation is shown under the heads of its own table row, or not as a table at all."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa import document_tables
from qa.document import Page
from qa.document_tables import QuotedRow, row_at
from qa.library import Library, StoredDocument
from qa.library.document_cache import forget_document
from qa.pipeline import read_document
from qa.statements import DocumentFacts
from qa.tables import Table, find_tables
from tests.search.small_filing import store_pages
from tests.tables.build_table import stacked

SAMPLE = Path(__file__).parents[1] / "sample_docs/annual_report_en.pdf"
INCOME = 42
GOES_ON = 114  # the second page of a table of patents


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredDocument]:
    with Library.open(tmp_path_factory.mktemp("library")) as library:
        yield read_document(SAMPLE, library=library)


def quoted(report: StoredDocument, words: str, page_number: int = INCOME) -> QuotedRow | None:
    start = report.page(page_number).text.index(words)
    return row_at(report, page_number, start, start + len(words))


def under_heads(row: QuotedRow | None) -> dict[str, str]:
    assert row is not None
    return {row.heads[cell.column]: cell.text for cell in row.cells}


def test_each_value_of_a_row_has_its_own_head(report: StoredDocument) -> None:
    row = quoted(report, "Gross profit 1,490 1,531 1,469")

    assert under_heads(row) == {"2025": "1,490", "2024": "1,531", "2023": "1,469"}
    assert row is not None
    assert (row.label, row.title) == ("Gross profit", "Consolidated statements of income")
    assert row.unit == "$ millions unless stated"


def test_a_note_number_stands_under_the_notes_and_is_known_as_one(report: StoredDocument) -> None:
    row = quoted(report, "Net sales 3, 4 4,500")

    assert under_heads(row)["Note"] == "3, 4"
    assert row is not None
    assert [row.heads[column] for column in row.notes] == ["Note"]


def test_a_cell_of_money_knows_the_scale_that_its_table_states(report: StoredDocument) -> None:
    row = quoted(report, "Net sales 3, 4 4,500")

    assert row is not None
    assert {cell.money_scale for cell in row.cells if cell.column not in row.notes} == {1_000_000}
    assert {cell.money_scale for cell in row.cells if cell.column in row.notes} == {None}


def test_each_column_has_the_year_that_it_is_of(report: StoredDocument) -> None:
    row = quoted(report, "Gross profit 1,490 1,531 1,469")

    assert row is not None
    assert [row.years[cell.column] for cell in row.cells] == [2025, 2024, 2023]
    assert "Cost of sales" in row.beside


def test_a_table_that_goes_on_behind_a_page_break_has_the_heads_before_it(
    report: StoredDocument,
) -> None:
    text = report.page(GOES_ON).text
    start = text.index("EW-4112")
    row = row_at(report, GOES_ON, start, text.index("\n", start))

    assert row is not None
    assert "EW-4112" in (row.label, *(cell.text for cell in row.cells))
    assert all(row.heads[cell.column] for cell in row.cells)


def test_one_value_is_enough_to_know_its_row(report: StoredDocument) -> None:
    row = quoted(report, "1,531")

    assert row is not None
    assert row.label == "Gross profit"


def test_a_unit_is_taken_out_of_the_head_it_was_printed_in(report: StoredDocument) -> None:
    row = quoted(report, "Organic growth 6.1%", 12)

    assert under_heads(row) == {"2025": "6.1%", "2024": "4.2%", "2023": "5.4%"}


@pytest.mark.parametrize("words", ["Gross profit", "4,046\nCost of sales 2 (3,010)"])
def test_what_is_no_single_row_with_a_value_is_no_table(report: StoredDocument, words: str) -> None:
    assert quoted(report, words) is None


def test_a_sentence_is_no_table(report: StoredDocument) -> None:
    words = "Capital expenditure was 5.8% of net sales."

    assert quoted(report, words, 37) is None


def test_columns_with_one_head_are_not_told_apart(
    report: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_equal_heads(page: Page, **options: int) -> list[Table]:
        tables = find_tables(page, **options)
        return [replace(t, columns=(t.columns[0], *[t.columns[1]] * 3)) for t in tables]

    monkeypatch.setattr(document_tables, "find_tables", with_equal_heads)
    monkeypatch.setattr(document_tables, "facts_in", lambda _: DocumentFacts())
    forget_document(report.document_id)
    try:
        words = "Gross profit 1,490 1,531 1,469"
        assert quoted(report, words) is None
        start = report.page(INCOME).text.index(words)
        row = row_at(report, INCOME, start, start + len(words), may_be_unclear=True)
        assert row is not None
        assert (row.label, row.is_clear) == ("Gross profit", False)
    finally:
        forget_document(report.document_id)


def test_a_statements_row_behind_a_page_break_has_the_statements_periods(
    report: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_tables, "find_tables", lambda *_, **__: [])  # no heads on the page
    forget_document(report.document_id)
    try:
        row = quoted(report, "Gross profit 1,490 1,531 1,469")
    finally:
        forget_document(report.document_id)

    assert under_heads(row) == {"2025": "1,490", "2024": "1,531", "2023": "1,469"}
    assert row is not None
    assert row.unit.startswith("$ millions")


def test_a_table_on_its_third_page_has_the_heads_of_its_first(tmp_path: Path) -> None:
    document = store_pages(
        tmp_path,
        [
            stacked(
                ("Statement of financial position",),
                ("", ("2020", 400.0), ("2019", 540.0)),
                ("Cash", ("1,205", 400.0), ("1,106", 540.0)),
                ("Stock", ("307", 400.0), ("208", 540.0)),
            ),
            *(
                stacked(
                    (f"Reserves {number}", ("917", 400.0), ("911", 540.0)),
                    (f"Surplus {number}", ("433", 400.0), ("411", 540.0)),
                    page_number=number,
                )
                for number in (2, 3)
            ),
        ],
    )
    start = document.page(3).text.index("Surplus")

    row = row_at(document, 3, start, start + len("Surplus 3 433 411"))

    assert under_heads(row) == {"2020": "433", "2019": "411"}
