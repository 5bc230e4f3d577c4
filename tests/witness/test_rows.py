"""A figure is that of its row, its column's year and its sign, and of no other."""

import pytest

from qa.library import StoredDocument
from qa.witness.claims import read_claim
from qa.witness.matching import is_same
from qa.witness.printed import PageEvidence, evidence_at, whole_label
from qa.witness.words import is_about, subject_of
from tests.witness.conftest import MakeWitness
from tests.witness.places import cited, row

QUESTION = read_claim("What does the report say?")
EXPOSURE = 40  # a table of amounts without a currency sign, in millions


@pytest.fixture
def page(reports: dict[str, StoredDocument]) -> PageEvidence:
    """Any place; the tests take its page."""
    document = reports["en"]
    return evidence_at(document, document.page(1), 0, 1)


@pytest.mark.parametrize(
    ("sentence", "label", "beside", "is_of_it"),
    [
        ("Total revenue was $45 million.", "Total revenue", ["Product revenue"], True),
        ("Revenue was $45 million.", "Product revenue", ["Total revenue"], False),
        ("Product revenue was $45 million.", "Product revenue", ["Total revenue"], True),
        (
            "Operating lease right-of-use assets were $45 million.",
            "Operating lease liabilities",
            ["Operating lease right-of-use assets"],
            False,
        ),
        ("In 2020, the company reported Document Cloud of 45.", "Document Cloud", [], True),
        (
            "Tax benefits at end of year were $45 million.",
            "Tax benefits at beginning of year",
            [],
            False,
        ),
        (
            "Tax benefits at beginning of year were $45 million.",
            "Tax benefits at beginning of year",
            [],
            True,
        ),
        ("期末现金余额为45万元。", "期初现金余额", [], False),
    ],
)
def test_the_label_that_fits_a_sentence_best_is_its_row(
    page: PageEvidence, sentence: str, label: str, beside: list[str], is_of_it: bool
) -> None:
    claim = read_claim(sentence)
    found = row(page, label, *beside, y2025="45")

    subject = subject_of(claim, QUESTION)
    assert is_about(subject, QUESTION, found, frozenset(), is_cited=True) == is_of_it


@pytest.mark.parametrize(
    ("sentence", "label", "printed", "is_it"),
    [
        ("Other income (expense) was $332 million.", "Other income (expense)", "(332)", False),
        ("Other income (expense) was -$332 million.", "Other income (expense)", "(332)", True),
        ("Capital expenditures were $332 million.", "Capital expenditures", "(332)", True),
        ("Net loss was $332 million.", "Net loss", "(332)", True),
        ("Income taxes were $332 million.", "Income tax provision (benefit)", "(332)", False),
        (
            "The income tax benefit was $332 million.",
            "Income tax provision (benefit)",
            "(332)",
            True,
        ),
        ("Gains of $332 million were made.", "Divestitures (gain) loss, net", "(332)", True),
        ("Net cash was $332 million.", "Cash provided by (used in) investing", "(332)", False),
        (
            "Cash used in investing was $332 million.",
            "Cash provided by (used in) investing",
            "(332)",
            True,
        ),
        (
            "Income before income taxes was $332 million.",
            "Income before income taxes",
            "(332)",
            False,
        ),
        ("The loss was -$332 million.", "Divestitures (gain) loss, net", "332", False),
        ("Net loss was -$332 million.", "Net loss", "332", True),
        (
            "Loss carry-forwards were -$332 million.",
            "Net operating loss carry-forwards",
            "332",
            False,
        ),
        ("2017年财务费用为3.32亿。", "财务费用", "-332", False),
        ("2017年财务费用为-3.32亿。", "财务费用", "-332", True),
        ("Provision for losses was -$332 million.", "Provision for losses", "332", False),
    ],
)
def test_a_sign_is_the_printed_one_unless_the_label_says_what_is_spent_or_lost(
    page: PageEvidence, sentence: str, label: str, printed: str, is_it: bool
) -> None:
    claim, found = read_claim(sentence), row(page, label, y2017=printed)

    assert is_same(claim.figures[0], found.figures[0], claim, found) == is_it


@pytest.mark.parametrize(("verb", "is_it"), [("fell", True), ("rose", False)])
def test_a_direction_is_told_by_the_year_before_and_not_by_a_column_of_changes(
    page: PageEvidence, verb: str, is_it: bool
) -> None:
    claim = read_claim(f"Operating expenses {verb} to $1.78 billion in 2017.")
    found = row(page, "Operating expenses", y2017="1,781", y2016="1,852", c2017="(71)", c2016="120")

    assert is_same(claim.figures[0], found.figures[0], claim, found) == is_it


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Senior notes due 2022 were $1,000 million in 2016.", 2016),
        ("In 2023, earnings from joint ventures of 81.3 were reported.", 2023),
    ],
)
def test_a_figure_has_not_the_year_in_which_a_note_is_due(text: str, year: int) -> None:
    (figure,) = read_claim(text).figures
    assert figure.year == year


def test_the_scale_of_a_chinese_figure_is_no_number_of_its_own() -> None:
    assert read_claim("2020年应收账款为71.2万元，货币资金达11.1亿元。").numerals == ()
    assert read_claim("公司拥有三百二十名员工。").numerals == ("三百二十",)


def test_a_bare_figure_copied_out_of_another_row_is_no_answer(
    make_witness: MakeWitness, reports: dict[str, StoredDocument]
) -> None:
    witness = make_witness("en", "How much revenue did the company make in 2025?")
    own, other = "Net sales 3, 4 4,500", "Operating income 504"

    right = cited(reports["en"], own, "4,500")
    wrong = cited(reports["en"], other, "504")

    assert witness.check("4,500", 0, 5, [right]).status == "witnessed"
    assert witness.check("504", 0, 3, [wrong]).status == "unwitnessed"


def test_a_bare_figure_of_a_table_has_the_scale_of_its_caption_alone(
    reports: dict[str, StoredDocument],
) -> None:
    page = reports["en"].page(EXPOSURE)
    start = page.text.index("Cast iron and steel")

    evidence = evidence_at(reports["en"], page, start, start + len("Cast iron and steel"))

    assert {scale for figure in evidence.figures for scale in figure.scales} == {1_000_000}


@pytest.mark.parametrize(
    ("above", "label", "whole"),
    [
        ("Cost of sales $ 11,248 $ 11,228", "As a percentage of revenues", "Cost of sales {}"),
        ("Year ended December 31,", "Net sales", "{}"),
        ("(in millions)", "As a percentage of revenues", "{}"),
        ("Gross profit .......... 10,603", "% of revenue", "Gross profit {}"),
    ],
)
def test_a_row_that_is_a_part_of_something_is_of_the_row_above(
    above: str, label: str, whole: str
) -> None:
    text = f"2025 2024\n{above}\n{label} 21.0% 21.4%"

    assert whole_label(text, text.index(label), label) == whole.format(label)
