"""One row at several times, and one of two things: read out of the question, worked out of rows."""

from decimal import Decimal

import pytest

from qa.library import Library
from qa.pipeline import ask, read_document
from qa.readers.extractive.formulas.formula_phrases import formulas_in
from qa.readers.extractive.formulas.period_formulas import period_formulas
from qa.readers.extractive.formulas.which_of_two import rivals_in
from qa.readers.extractive.wording.report_words import in_one_reading
from tests.computed.rows import SAMPLES


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("home") / "library") as library:
        yield read_document(SAMPLES / "annual_report_en.pdf", library=library)


def answer(document, question):
    return list(ask(document, question))[-1].figures


@pytest.mark.parametrize(
    ("question", "expression", "first", "last"),
    [
        (
            "Add up orders over the four quarters of 2024",
            "r0 + r1 + r2 + r3",
            "orders in Q1 2024",
            "orders in Q4 2024",
        ),
        (
            "By how much did order intake rise between Q1 and Q4 2024?",
            "r0 - r1",
            "order intake in Q4 2024",
            "order intake in Q1 2024",
        ),
        (
            "How fast did orders grow in Q4 2024 against the same quarter a year earlier?",
            "(r0 - r1) / r1",
            "orders in Q4 2024",
            "orders in Q4 2023",
        ),
        (
            "What was order growth in Q1 2024 compared with the previous quarter?",
            "(r0 - r1) / r1",
            "order in Q1 2024",
            "order in Q4 2023",
        ),
        (
            "How did orders change from the fourth quarter to the first quarter of 2024?",
            "r0 - r1",
            "orders in Q1 2024",
            "orders in Q4 2023",
        ),
        (
            "By how much did the churn rate change between Q1 and Q2 2024?",
            "r0 - r1",
            "churn rate in Q2 2024",
            "churn rate in Q1 2024",
        ),
        (
            "Service revenue in 2024 as a multiple of the 2021 figure",
            "r0 / r1",
            "Service revenue in 2024",
            "Service revenue in 2021",
        ),
    ],
)
def test_one_row_at_several_times_is_a_formula_over_them(question, expression, first, last):
    (formula,) = period_formulas(question)

    assert formula.expression == expression
    assert (formula.phrases[0], formula.phrases[-1]) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "Which region grew fastest in 2024?",
        "What was revenue in Q4 2024?",
        "Change in revenue from 2023 to 2024",
        "Is quarterly revenue told for all quarters of 2024?",
    ],
)
def test_what_names_no_several_quarters_is_none(question):
    assert not period_formulas(question)


def test_which_of_two_names_both_with_what_is_compared():
    rivals = rivals_in("Which segment earned less operating income in 2024, Freight or Express?")

    assert rivals is not None
    assert rivals.one.phrases == ("Freight operating income in 2024",)
    assert rivals.two.phrases == ("Express operating income in 2024",)
    assert rivals.sign == -1
    assert rivals_in("Which segment earned more in 2024?") is None


def test_what_grew_faster_in_a_quarter_is_compared_with_the_same_one_a_year_before():
    rivals = rivals_in("Which grew faster in the third quarter of 2024, Freight or Express?")

    assert rivals is not None
    assert rivals.two.phrases == (
        "Express in the third quarter of 2024",
        "Express in the third quarter of 2023",
    )


def test_the_one_that_has_more_answers_first_and_the_other_stands_beside_it(english):
    figures = answer(english, "Which had more revenue in 2025, Asia Pacific or Rest of World?")

    assert [Decimal(figure.value) for figure in figures] == [Decimal(937) * 10**6, 329 * 10**6]


def test_sales_as_a_multiple_of_an_earlier_year_are_no_years_sales(english):
    figure = answer(english, "Asia Pacific revenue in 2025 as a multiple of the 2024 figure")[0]

    assert figure.unit == "ratio"
    assert Decimal(figure.value) == pytest.approx(Decimal(937) / 875, abs=Decimal("1e-9"))


def test_what_is_measured_as_a_per_b_is_that():
    (first, _) = formulas_in(
        "How large was the average order, measured as sales per order in 2024?"
    )

    assert first.phrases == ("sales", "number of orders")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "What did each active user bring in on average in Q3 2024?",
            "revenue per active user  in Q3 2024?",
        ),
        (
            "How much was spent on research and licences in 2024?",
            None,
        ),
        (
            "By how many percentage points did state taxes raise the tax rate in 2024?",
            "effect of the state taxes on the effective tax rate, in percent in 2024?",
        ),
        (
            "How much cash went to its shareholders as dividends in 2024?",
            "dividends paid in 2024?",
        ),
        (
            "How much of 2024 net income belonged to minority shareholders?",
            "net income attributable to noncontrolling interests of 2024 ?",
        ),
        ("How much tax was actually paid in 2024?", "cash paid for tax in 2024?"),
        ("How much interest was paid on the notes in 2024?", None),
        (
            "How much did Widget owe its suppliers at the end of 2024?",
            "accounts payable of Widget  at the end of 2024?",
        ),
        (
            "What did currency movements do to Bight's cash in 2024?",
            "effect of exchange rates on cash in 2024?",
        ),
        (
            "How many times did operating income cover interest expense in 2024?",
            "operating income interest coverage in 2024?",
        ),
        (
            "How many days of revenue were tied up in trade receivables at year-end 2024?",
            "How many days sales outstanding using year-end balances 2024?",
        ),
        (
            "What was left of operating cash flow after capex and dividends?",
            "operating cash flow less capex less dividends?",
        ),
    ],
)
def test_words_that_can_only_mean_one_thing_are_read_as_that(question, words):
    assert in_one_reading(question) == words
