"""A report's statements as a CSV file."""

import csv
from dataclasses import replace
from decimal import Decimal

import pytest

from qa.formats.statements_csv import TIE_OUT_HEADER, statements_csv
from qa.statements import DocumentFacts
from tests.formats.small_report import small_report


@pytest.fixture(scope="module")
def small():
    return small_report()


def rows_of(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True)))


def test_each_statement_is_a_block_with_its_periods(small):
    document, facts = small

    rows = rows_of(statements_csv(facts, document))

    heads = [row for row in rows if row and row[1:2] == ["unit"]]
    assert heads == [
        [name, "unit", "page", "printed page", "2022", "2021"]
        for name in ("Income statement", "Balance sheet", "Cash flow statement")
    ]


def test_values_are_exact_in_units_of_one_with_unit_and_page(small):
    document, facts = small

    rows = rows_of(statements_csv(facts, document))

    assert ["Net revenue", "USD", "2", "F-2", "1000000000", "900000000"] in rows
    assert ["Interest expense", "USD", "2", "F-2", "-20000000", "-10000000"] in rows
    assert ["Diluted", "USD/share", "2", "F-2", "2.00", "1.83"] in rows
    assert ["Current assets:", "", "3", "F-3", "", ""] in rows


def test_tie_outs_come_last_with_both_sides(small):
    document, facts = small
    tie = facts.tie_outs[0]
    wrong = replace(tie, right=tie.right + Decimal(10) ** 7)
    facts = replace(facts, tie_outs=(*facts.tie_outs, wrong))

    rows = rows_of(statements_csv(facts, document))

    below = rows[rows.index(list(TIE_OUT_HEADER)) + 1 :]
    assert len(below) == len(facts.tie_outs) > 5
    assert {row[-1] for row in below[:-1]} == {"ok"}
    assert below[-1][3:] == [f"{tie.left:f}", f"{wrong.right:f}", "-10000000", "differs"]


def test_a_label_is_never_a_formula(small):
    document, facts = small
    first = facts.statements[0]
    row = replace(first.rows[0], label="=1+1;＝2")
    facts = replace(facts, statements=(replace(first, rows=(row,)),))

    text = statements_csv(facts, document)

    assert "\"'=1+1;'＝2\"," in text


def test_a_report_without_statements_has_the_head_alone(small):
    assert rows_of(statements_csv(DocumentFacts(), small[0])) == [list(TIE_OUT_HEADER)]
