"""The tables of a page as JSON, CSV and text."""

import csv
import json
from dataclasses import replace

import pytest

from qa.formats.page_tables import NOT_SURE, tables_csv, tables_json, tables_text
from qa.tables import tables_of
from tests.formats.small_report import small_report


@pytest.fixture(scope="module")
def document():
    return small_report()[0]


@pytest.fixture(scope="module")
def tables(document):
    return [table for table in tables_of(document.pages) if 2 in table.pages]


def unsure(tables):
    """Return tables whose alignment is in doubt though their columns still name a period."""
    return [replace(table, is_sure=False) for table in tables]


def test_json_tells_rows_parents_heads_periods_and_scales(document, tables):
    (table,) = json.loads(json.dumps(tables_json(tables, 2)))

    assert [column["period"]["year"] for column in table["columns"]] == [2022, 2021]
    row = next(row for row in table["rows"] if row["label"] == "Interest expense")
    assert [(c["text"], c["value"], c["scale"]) for c in row["cells"]] == [
        ("(20)", "-20000000", "1000000"),
        ("(10)", "-10000000", "1000000"),
    ]
    for row in table["rows"]:
        for cell in row["cells"]:
            start, end = cell["span"]
            assert document.page(2).text[start:end] == cell["text"]


def test_where_alignment_is_not_sure_no_period_is_shown(document, tables):
    doubted = unsure(tables)

    (table,) = tables_json(doubted, 2)
    assert table["is_sure"] is False
    assert [column["period"] for column in table["columns"]] == [None, None]
    assert NOT_SURE in tables_csv(doubted, 2)
    text = tables_text(doubted, document, 2)
    assert NOT_SURE in text
    assert "[2022-12-31]" in tables_text(tables, document, 2)
    assert "-12-31]" not in text


def test_csv_has_exact_values_and_the_scale_that_was_understood(tables):
    rows = list(csv.reader(tables_csv(tables, 2).removeprefix("\ufeff").splitlines(keepends=True)))

    assert rows[0][1:4] == ["under", "unit", "scale"]
    assert rows[1][3:] == ["period", "2022-12-31", "2021-12-31"]
    assert ["Interest expense", "", "USD", "1000000", "-20000000", "-10000000"] in rows


def test_text_names_the_page_and_the_units(document, tables):
    lines = [" ".join(line.split()) for line in tables_text(tables, document, 2).splitlines()]

    assert lines[0].startswith("Table 1: ") and lines[0].endswith("[p. F-2 (PDF 2)]")
    assert "Interest expense (20) (10) million USD" in lines


def test_a_page_without_tables_says_so(document):
    assert tables_text([], document, 1) == "No table was found on p. F-1 (PDF 1)."
