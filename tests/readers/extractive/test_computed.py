"""Figures worked out of a report's own statements: exact, with every operand on its page."""

from decimal import Decimal

import pytest

from qa.library import Library
from qa.measures.wishes import Wishes
from qa.pipeline import ask, read_document
from qa.readers.extractive.display import exact_text, shown
from qa.readers.extractive.suggest import FIGURES, suggest_questions
from qa.readers.extractive.wording.company import names_a_part
from tests.computed.rows import SAMPLES
from tests.measures.wrapped_questions import WRAPPED, wrapped
from tests.search.small_filing import store_pages
from tests.statements.build_statements import report
from tests.tables.build_table import stacked


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("home") / "library") as library:
        yield read_document(SAMPLES / "annual_report_en.pdf", library=library)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("home") / "library") as library:
        yield read_document(SAMPLES / "annual_report_zh.pdf", library=library)


def answer(document, question):
    return list(ask(document, question))[-1]


def test_a_ratio_is_computed_and_each_operand_is_cited_where_it_stands(english):
    given = answer(english, "What was the net margin in 2025?")

    figure = given.figures[0]
    assert figure.unit == "percent"
    assert Decimal(figure.value) == pytest.approx(Decimal(339) / 4500 * 100, abs=Decimal("1e-9"))
    for operand in figure.inputs:
        citation = given.citations[operand.citation]
        page = english.page(citation.page_number)
        assert page.text[citation.start : citation.end] == citation.cited_text
    cited = [given.citations[operand.citation].cited_text for operand in figure.inputs]
    assert any("339" in text for text in cited)
    assert any("4,500" in text for text in cited)


def test_a_line_is_stated_in_units_of_one_under_its_own_year(english):
    figure = answer(english, "What were net sales in 2024?").figures[0]

    assert (figure.value, figure.unit, figure.is_stated) == ("4230000000", "USD", True)


@pytest.mark.parametrize("form", WRAPPED)
def test_the_figure_is_the_same_however_the_question_is_wrapped(english, form):
    bare = answer(english, "inventory turnover 2025").figures[0]
    figure = answer(english, wrapped(form, "inventory turnover", "Ellerwick", 2025)).figures[0]

    assert (figure.value, figure.unit, figure.period) == (bare.value, bare.unit, bare.period)


def test_a_years_figure_is_none_of_a_quarter(english):
    assert answer(english, "dividends per share").figures
    assert not answer(english, "What is the quarterly dividend per share?").figures


def test_wishes_for_scale_and_decimals_are_obeyed(english):
    figure = answer(english, "Net sales 2025 in USD billions, two decimals").figures[0]

    assert figure.display == "$4.50 billion"


def test_improving_is_answered_by_the_difference_with_both_years(english):
    given = answer(english, "Did the net margin improve in 2025?")

    change, after, before = given.figures
    expected = (Decimal(339) / 4500 - Decimal(417) / 4230) * 100
    assert Decimal(change.value) == pytest.approx(expected, abs=Decimal("1e-9"))
    assert Decimal(after.value) - Decimal(before.value) == pytest.approx(
        Decimal(change.value), abs=Decimal("1e-9")
    )


def test_a_chinese_ratio_is_computed_from_the_group_s_own_balance_sheet(chinese):
    given = answer(chinese, "2025年流动比率是多少？")

    figure = given.figures[0]
    assert figure.unit == "ratio"
    assert len(figure.inputs) == 2
    assert all(given.citations[operand.citation].page_number == 42 for operand in figure.inputs)


def test_a_ratio_that_a_chinese_report_states_is_given_as_it_is_printed(chinese):
    given = answer(chinese, "2025年资产负债率是多少？")

    assert (given.figures[0].display, given.figures[0].is_stated) == ("53.90%", True)
    assert [citation.page_number for citation in given.citations[:1]] == [6]


@pytest.mark.parametrize(
    "question",
    ["Who audits the accounts?", "Why did gross margin fall?", "What were iPhone sales in 2025?"],
)
def test_no_figure_is_given_for_what_is_no_line_of_the_report(english, question):
    assert answer(english, question).figures == ()


def test_the_company_s_name_may_begin_the_name_of_a_part():
    assert names_a_part("Walmart U.S. share of net sales", ["Walmart Inc."])
    assert not names_a_part("Walmart's share of net sales", ["Walmart Inc."])


def test_a_quotient_keeps_its_first_digits_and_a_sum_all_of_them():
    assert exact_text(Decimal(1) / 3) == "0.333333333333333"
    assert exact_text(Decimal("42151E6")) == "42151000000"


def test_a_loss_has_its_sign_before_the_currency():
    text = shown(
        Decimal("-626E6"), "USD", precision=Decimal("1E6"), wishes=Wishes(), is_chinese=False
    )
    assert text == "-$626 million"


def test_a_small_change_is_not_shown_as_none():
    text = shown(
        Decimal("-0.0218"), "percent", precision=Decimal(1), wishes=Wishes(), is_chinese=False
    )
    assert text == "-0.022%"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("944040", "$944,040"),  # of millions, per employee: no "$1 million"
        ("27933068.26", "$27.9 million"),
        ("60.891", "$60.89"),
        ("3000000", "$3 million"),
    ],
)
def test_a_quotient_of_millions_keeps_its_digits(value, text):
    assert text == shown(
        Decimal(value), "USD", precision=Decimal("1E6"), wishes=Wishes(), is_chinese=False
    )


def test_abbreviations_are_written_large(english):
    assert answer(english, "net debt to EBITDA 2025").figures[0].label == "net debt to EBITDA"


def test_a_mean_of_two_balances_is_named_and_keeps_its_half(english):
    figure = answer(english, "average inventories of the last two year ends").figures[0]

    assert (figure.label, figure.display) == ("average inventory", "$852.5 million")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did operating margin improve in 2025?", "-3.1 percentage points"),
        ("By how many basis points did operating margin change in 2025?", "-310 basis points"),
    ],
)
def test_a_change_of_a_rate_is_shown_in_points(english, question, text):
    figure = answer(english, question).figures[0]

    assert (figure.label, figure.display) == ("change in operating margin", text)


def test_what_was_spent_is_a_size(english):
    figure = answer(english, "How much was spent on capital expenditure in 2025?").figures[0]

    assert Decimal(figure.value) > 0


def test_diluted_earnings_per_share_are_no_basic_ones(english):
    basic = answer(english, "Basic earnings per share 2025").figures[0]
    diluted = answer(english, "What did they earn per share, diluted?").figures[0]

    assert "basic" not in (diluted.formula or "")
    assert Decimal(diluted.value) <= Decimal(basic.value)


def test_what_a_formula_gives_stands_beside_a_stated_figure_where_it_differs(english):
    stated, computed = answer(english, "What was return on invested capital in 2025?").figures

    assert (stated.display, stated.is_stated) == ("10.2%", True)
    assert (computed.display, computed.is_stated) == ("10.7%", False)
    assert computed.inputs


def test_a_formula_that_gives_the_stated_figure_is_not_shown(english):
    assert len(answer(english, "What was the gross margin in 2025?").figures) == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_suggested_questions_begin_with_figures_that_were_worked_out(english, chinese, language):
    for document in (english, chinese):
        suggested = suggest_questions(document, language=language)
        for question in suggested[:FIGURES]:
            assert answer(document, question).figures[0].value is not None
        assert answer(document, suggested[FIGURES]).citations


@pytest.mark.parametrize("language", ["en", "zh"])
def test_another_report_gets_other_questions(english, chinese, language):
    of_english = suggest_questions(english, language=language)

    assert of_english != suggest_questions(chinese, language=language)


def test_a_row_that_says_net_of_is_no_difference(tmp_path):
    note = stacked(
        ("Income taxes consisted of the following (in millions):",),
        ("", ("2022", 400.0), ("2021", 540.0)),
        ("Federal effect", ("$ 50", 400.0), ("$ 40", 540.0)),
        ("State taxes", ("12", 400.0), ("11", 540.0)),
        ("State taxes, net of federal effect", ("9", 400.0), ("8", 540.0)),
        page_number=5,
    )
    given = answer(
        store_pages(tmp_path, [*report(), note]), "State taxes net of federal effect in 2022"
    )

    assert [figure.value for figure in given.figures] == ["9000000"]
