"""Which rows are compared, what changed, and why a row stands alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from qa.answer import Answer, AnswerFigure, Coverage
from qa.compare.compare import compare
from qa.compare.comparison import ReportAnswer
from qa.compare.sentences import change_text, reason_text
from qa.compare.series import other_reading
from qa.library import StoredDocument
from tests.compare.conftest import Together


def test_each_row_has_its_own_reports_figure_period_unit_and_page(together: Together) -> None:
    rows = together("revenue", "first", "other").rows

    assert [row.company for row in rows] == ["Borealis Tools", "Austral Foods"]
    shown = [(row.figure.value, row.figure.unit, row.figure.period) for row in rows if row.figure]
    assert shown == [("1234000000", "USD", "2021"), ("5000000000", "USD", "2022")]
    for row in rows:
        assert row.answer is not None
        assert {c.document_sha256 for c in row.answer.citations} == {row.document.sha256}
        assert row.answer.citations[0].page_number == 2


def test_years_that_share_most_of_their_days_stand_in_one_column(together: Together) -> None:
    """Austral's fiscal 2022 ends in March of that year: it is 2021's."""
    comparison = together("revenue", "first", "other")

    assert comparison.by_calendar
    assert comparison.common == (2019, 2020, 2021)
    values = {
        row.company: [(p.column, p.fiscal_year, str(p.value)) for p in row.points]
        for row in comparison.rows
    }
    assert values == {
        "Borealis Tools": [
            (2019, 2019, "1000000000"),
            (2020, 2020, "1100000000"),
            (2021, 2021, "1234000000"),
        ],
        "Austral Foods": [
            (2019, 2020, "4000000000"),
            (2020, 2021, "4500000000"),
            (2021, 2022, "5000000000"),
        ],
    }


def test_every_figure_of_every_year_is_on_the_page_that_it_names(together: Together) -> None:
    for row in together("gross margin", "first", "later", "yuan").rows:
        for point in row.points:
            assert point.citations
            for citation in point.citations:
                page = row.document.page(citation.page_number)
                assert page.text[citation.start : citation.end] == citation.cited_text


def test_change_and_growth_a_year_are_exact(together: Together) -> None:
    row = together("revenue", "first", "other").rows[0]

    assert row.change is not None
    assert row.change.unit == "percent"
    assert abs((1 + row.change.value / 100) * 1100 - 1234) < Decimal("1e-20")
    assert row.cagr is not None
    assert row.cagr.years == 2
    assert abs((1 + row.cagr.value / 100) ** 2 - Decimal("1.234")) < Decimal("1e-20")


def test_a_margin_changes_in_points_and_has_no_growth(together: Together) -> None:
    row = together("gross margin", "later", "yuan").rows[0]

    assert row.change is not None
    assert (row.change.unit, change_text(row.change)) == ("points", "+0.29 points")
    assert row.cagr is None


def test_from_a_loss_the_difference_is_told_and_no_growth(together: Together) -> None:
    row = together("net income", "first", "other").rows[1]

    assert row.change is not None
    assert (row.change.unit, change_text(row.change)) == ("difference", "+$350 million")


def test_currencies_are_not_compared_but_margins_are(together: Together) -> None:
    money = together("revenue", "first", "later", "yuan")
    margins = together("gross margin", "first", "later", "yuan")

    assert money.unit == "USD"
    assert [row.reason and reason_text(row.reason) for row in money.rows] == [
        None,
        None,
        "USD and CNY are not compared.",
    ]
    assert [row.reason for row in margins.rows] == [None, None, None]


def test_a_report_without_the_figure_says_so_and_leaves_the_others(together: Together) -> None:
    comparison = together("revenue in 2019", "first", "later", "other")
    keys = [row.reason.key if row.reason else None for row in comparison.rows]

    assert keys[1] == "no figure"
    assert comparison.rows[1].figure is None
    assert comparison.rows[0].figure is not None
    assert comparison.rows[0].figure.value == "1000000000"


def test_times_that_do_not_meet_are_named(together: Together) -> None:
    comparison = together("revenue", "first", "old")

    assert comparison.common == ()
    assert [row.reason and reason_text(row.reason) for row in comparison.rows] == [
        None,
        "Another time: 2015-03-31 here, 2021-12-31 at Borealis Tools, 81 months apart.",
    ]


def test_words_are_answered_a_row_each_and_nothing_is_compared(together: Together) -> None:
    comparison = together("Who is the auditor?", "first", "other")

    assert not comparison.has_figures
    assert [row.reason for row in comparison.rows] == [None, None]
    first, other = (row.answer for row in comparison.rows)
    assert first is not None
    assert other is not None
    assert "Example & Partners LLP" in first.text
    assert "Sample Auditors LLP" in other.text
    assert "Sample" not in first.text


@pytest.mark.parametrize("question", ["Compare Borealis' and Austral's revenue", "revenue"])
def test_a_question_may_name_the_reports_that_it_is_put_to(
    together: Together, question: str
) -> None:
    rows = together(question, "first", "other").rows

    assert [row.figure and row.figure.value for row in rows] == ["1234000000", "5000000000"]


def stated_and_computed(stated: str, given: str) -> Answer:
    """An answer that states a margin, and what its formula gives."""
    coverage = Coverage((1,), (), ())
    one, other = (
        AnswerFigure("gross margin", value, f"{value}%", "percent", "2021", is_stated=is_stated)
        for value, is_stated in ((stated, True), (given, False))
    )
    figures = (one, replace(other, formula="gross profit ÷ revenue"))
    return Answer("gross margin", "", (), coverage, "quotes", "stop", 0.1, figures=figures)


def test_a_stated_figure_that_its_statements_contradict_is_not_compared(
    reports: dict[str, StoredDocument],
) -> None:
    """An amount in a row called margin was read as percent: 667.7 instead of 32.6."""
    answers = {"first": ("667.7", "32.6"), "other": ("667.7", "32.6"), "later": ("11.04", "10.79")}
    rows = [
        ReportAnswer(reports[name], "gross margin", stated_and_computed(*values))
        for name, values in answers.items()
    ]

    both = compare("gross margin", rows[:2])
    assert [row.reason and row.reason.key for row in both.rows] == ["contradicted"] * 2
    assert (both.unit, both.common) == (None, ())
    assert reason_text(both.rows[0].reason) == (  # type: ignore[arg-type]
        "The report states 667.7%, its statements give 32.6%: look at both."
    )
    near = compare("gross margin", rows[2:]).rows[0]
    assert near.reason is None
    assert near.answer is not None
    assert other_reading(near.answer) == "10.79%"
