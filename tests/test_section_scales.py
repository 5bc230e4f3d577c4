"""Tables pages behind the title of their section are in the unit that stands there."""

from decimal import Decimal
from pathlib import Path

import pytest

from qa.document_tables import in_section_scale, row_at, section_scale_at
from qa.library import StoredDocument
from qa.tables import Table, find_tables
from tests.search.small_filing import store_pages
from tests.tables.build_table import stacked

A, C = 400.0, 540.0


@pytest.fixture
def document(tmp_path: Path) -> StoredDocument:
    return store_pages(
        tmp_path,
        [
            stacked(("Business",), ("What the company does.",), page_number=1),
            stacked(
                ("Notes to Consolidated Financial Statements",),
                ("(Unless otherwise noted, in millions, except per share data)",),
                page_number=2,
            ),
            stacked(
                ("Liabilities to customers as of December 31:",),
                ("", ("2017", A), ("2016", C)),
                ("Income taxes", ("$ 1,242", A), ("$ 1,100", C)),
                ("Removal costs", ("315", A), ("316", C)),
                page_number=3,
            ),
        ],
    )


def values(tables: tuple[Table, ...]) -> list[Decimal]:
    cells = (cell for table in tables for row in table.rows for cell in row.cells)
    return [cell.figure.value for cell in cells if cell.figure is not None]


def test_a_unit_is_that_of_the_pages_from_its_section_on(document: StoredDocument) -> None:
    assert section_scale_at(document, 1) is None
    scales = [section_scale_at(document, page) for page in (2, 3)]
    assert [scale and scale.page_number for scale in scales] == [2, 2]


def test_tables_of_the_section_are_in_its_unit(document: StoredDocument) -> None:
    tables = find_tables(document.page(3))

    assert values(tables)[0] == 1242
    assert values(in_section_scale(document, 3, tables)) == [
        millions * 1_000_000 for millions in (1242, 1100, 315, 316)
    ]


def test_a_quoted_row_shows_the_unit_without_the_title_of_the_section(
    document: StoredDocument,
) -> None:
    start = document.page(3).text.index("Removal costs")

    row = row_at(document, 3, start, start + len("Removal costs 315 316"))

    assert row is not None
    assert row.unit == "(Unless otherwise noted, in millions, except per share data)"
    assert {cell.money_scale for cell in row.cells} == {1_000_000}
