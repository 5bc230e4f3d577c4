"""A report's facts as JSON and as text."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from qa.formats.facts_json import FORMAT, facts_json
from qa.formats.facts_text import facts_text
from qa.formats.statement_words import period_names
from qa.formats.text_table import table_lines, width_of
from qa.statements import DocumentFacts
from qa.tables import Period
from tests.formats.small_report import small_report


@pytest.fixture(scope="module")
def small():
    return small_report()


@pytest.fixture(scope="module")
def parsed(small):
    document, facts = small
    return json.loads(json.dumps(facts_json(facts, document)))


def test_the_names_that_scripts_lean_on(parsed):
    assert parsed["format"] == FORMAT
    assert set(parsed) == {
        "format", "document", "fiscal_year", "fiscal_year_end", "currency", "statements",
        "tie_outs", "facts", "conflicts",
    }  # fmt: skip
    assert set(parsed["statements"][0]) == {
        "kind", "title", "page_numbers", "printed_numbers", "currency", "scale", "periods", "rows",
    }  # fmt: skip
    assert set(parsed["statements"][0]["rows"][0]["cells"][0]) == {
        "period", "value", "text", "page_number", "printed_number", "span",
    }  # fmt: skip
    assert set(parsed["tie_outs"][0]) == {
        "name", "statement", "period", "left", "right", "difference", "tolerance", "holds",
        "left_facts", "right_facts",
    }  # fmt: skip


def test_every_span_holds_the_words_that_stand_beside_it(small, parsed):
    document, _ = small
    rows = [row for statement in parsed["statements"] for row in statement["rows"]]
    cells = [cell for row in rows for cell in row["cells"]]
    places = [*cells, *parsed["facts"]]

    assert len(places) > 100
    for place in places:
        start, end = place["span"]
        assert document.page(place["page_number"]).text[start:end] == place["text"]
    first = rows[0]
    start, end = first["span"]
    assert document.page(first["page_number"]).text[start:end] == first["label"]


def test_values_are_exact_strings_in_units_of_one(parsed):
    revenue = parsed["statements"][0]["rows"][0]

    assert (revenue["unit"], revenue["concepts"]) == ("USD", ["revenue"])
    assert [cell["value"] for cell in revenue["cells"]] == ["1000000000", "900000000"]
    assert {type(fact["value"]) for fact in parsed["facts"]} == {str}


def test_the_sides_of_a_tie_out_are_facts_that_add_up_to_it(parsed):
    tie = next(t for t in parsed["tie_outs"] if t["name"] == "assets = liabilities + equity")
    right = [Decimal(parsed["facts"][index]["value"]) for index in tie["right_facts"]]

    assert tie["holds"] is True
    assert sum(right) == Decimal(tie["right"]) == Decimal(tie["left"])


def test_what_differs_elsewhere_is_told(small):
    document, facts = small
    own = facts.facts[0]
    other = replace(own, value=own.value + 1)

    found = facts_json(replace(facts, conflicts=((own, other),)), document)["conflicts"]

    assert [(each["fact"], each["elsewhere"]["value"]) for each in found] == [
        (0, f"{own.value + 1:f}")
    ]


def test_text_shows_figures_as_printed_with_units_scale_pages_and_both_sides(small):
    document, facts = small
    tie = facts.tie_outs[0]
    wrong = replace(tie, name="wrong", right=tie.right - Decimal(10) ** 7)

    text = facts_text(replace(facts, tie_outs=(*facts.tie_outs, wrong)), document)
    lines = [" ".join(line.split()) for line in text.splitlines()]

    assert any(line.endswith("[p. F-2 (PDF 2)]") for line in lines)
    assert "USD, printed in millions 2022 2021" in lines
    assert "Interest expense (20) (10)" in lines
    assert "Diluted 2.00 1.83 USD/share" in lines
    assert any(line.startswith("Diluted 60 60") and line.endswith("shares") for line in lines)
    assert any(
        line.startswith("assets = liabilities + equity 2022 1,000 1,000 ok") for line in lines
    )
    assert lines[-1].startswith("wrong") and lines[-1].endswith("differs by 10")


def test_no_statement_is_said_in_a_sentence(small):
    assert facts_text(DocumentFacts(), small[0]).startswith("No income statement")


def test_periods_of_one_year_are_told_apart():
    assert period_names([Period("year", 2022), Period("year", 2021)]) == ("2022", "2021")
    halves = [Period("months", 2022, 6, label="First half"), Period("months", 2022, 6, label="2nd")]
    assert period_names(halves) == ("First half", "2nd")


def test_columns_stay_aligned_beside_chinese_and_long_names():
    long = "Proceeds from " + "a very long name of a row " * 4

    lines = list(table_lines([("营业收入", "1,234"), ("net", "5"), (long, "67"), ("长" * 40, "8")]))

    with_figures = [line for line in lines if line[-1].isdigit()]
    assert len(with_figures) == 4
    assert {width_of(line) for line in with_figures} == {width_of(lines[0])}
