"""A report's figures beside an XBRL file: agrees, differs, not tagged; nothing else changes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from qa.answer import Answer, AnswerFigure, Citation, Coverage, FigureInput, XbrlMark
from qa.measures.measure import concepts
from qa.statements import DocumentFacts, Fact, facts_of
from qa.statements.lines import lines_of
from qa.tables import Period
from qa.xbrl import read_xbrl
from qa.xbrl.marking import marks_of_facts, with_xbrl
from qa.xbrl.tags import line_tags
from tests.statements.build_statements import report
from tests.xbrl.filings import YEAR, companyfacts, context, inline, tagged

IN_2022, IN_2021 = ("2022-01-01", "2022-12-31"), ("2021-01-01", "2021-12-31")
NOT_TAGGED = XbrlMark("not tagged")


@pytest.fixture(scope="module")
def facts() -> DocumentFacts:
    return facts_of(report())


def of_file(**values):
    return read_xbrl(companyfacts(**values), file_name="facts.json")


def fact_of(facts: DocumentFacts, concept: str, year: int = 2022, kind: str = "year") -> Fact:
    found = facts.find(concept, Period(kind, year))
    assert found is not None, concept
    return found


def mark_of(facts: DocumentFacts, concept: str, kind: str = "year", year: int = 2022, **values):
    return marks_of_facts(of_file(**values), facts)[fact_of(facts, concept, year, kind)]


def test_a_line_agrees_with_its_tag_of_the_same_period(facts):
    mark = mark_of(facts, "revenue", Revenues=[(*IN_2021, 900_000_000), (*IN_2022, 1_000_000_000)])

    assert mark == XbrlMark("agrees", "us-gaap:Revenues", "1000000000")


def test_a_line_with_another_value_differs_and_tells_it(facts):
    mark = mark_of(facts, "revenue", Revenues=[(*IN_2022, 1_100_000_000)])

    assert mark == XbrlMark("differs", "us-gaap:Revenues", "1100000000")


@pytest.mark.parametrize(
    "entry",
    [
        ("2022-10-01", "2022-12-31", 900_000_000),  # a quarter
        ("2020-01-01", "2020-12-31", 900_000_000),  # another year
        (None, "2022-12-31", 900_000_000),  # a balance
    ],
)
def test_a_tag_of_another_period_says_nothing(facts, entry):
    assert mark_of(facts, "revenue", Revenues=[entry]) == NOT_TAGGED


@pytest.mark.parametrize(
    ("value", "status"),
    [(999_600_000, "agrees"), (1_000_400_000, "agrees"), (1_000_600_000, "differs")],
)
def test_values_are_compared_to_the_digit_that_the_report_prints(facts, value, status):
    assert mark_of(facts, "revenue", Revenues=[(*IN_2022, value)]).status == status


def test_a_tag_that_is_rounded_agrees_within_its_own_digits_unless_none_is_left(facts):
    def mark(shown, decimals):
        number = tagged("us-gaap:Revenues", shown, more=f'scale="9" decimals="{decimals}"')
        found = read_xbrl(inline(number), file_name="report.htm")
        return marks_of_facts(found, facts)[fact_of(facts, "revenue")].status

    assert mark("1.04", "-8") == "agrees"
    assert mark("1.04", "-9") == "differs"


def test_a_year_of_weeks_is_the_year_that_is_tagged_to_the_months_end(facts):
    entry = ("2022-01-03", "2023-01-01", 1_000_000_000)

    assert mark_of(facts, "revenue", Revenues=[entry]).status == "agrees"


def test_what_a_report_deducts_agrees_whatever_its_sign_and_a_loss_is_no_profit(facts):
    paid = mark_of(
        facts, "capital_expenditure", PaymentsToAcquirePropertyPlantAndEquipment=[(*IN_2022, 5e7)]
    )
    loss = mark_of(facts, "net_income", NetIncomeLoss=[(*IN_2022, -120_000_000)])

    assert paid.status == "agrees"
    assert loss.status == "differs"


def test_a_balance_is_compared_with_its_day_and_opening_cash_with_the_day_before(facts):
    balances = [(None, "2021-12-31", 80_000_000), (None, "2022-12-31", 100_000_000)]

    for concept, kind in (("cash", "instant"), ("cash_at_start", "year"), ("cash_at_end", "year")):
        mark = mark_of(facts, concept, kind, CashAndCashEquivalentsAtCarryingValue=balances)
        assert mark.status == "agrees", concept


def test_an_earlier_filing_and_a_restated_one_both_agree(facts):
    entries = [(*IN_2022, 1_000_000_000), (*IN_2022, 1_250_000_000)]

    assert mark_of(facts, "revenue", Revenues=entries).status == "agrees"
    assert mark_of(facts, "revenue", Revenues=entries[::-1]).status == "agrees"


def test_an_element_that_only_may_mean_the_line_never_differs(facts):
    mark = mark_of(facts, "receivables", "instant", ReceivablesNetCurrent=[(None, "2022-12-31", 7)])

    assert mark == NOT_TAGGED


def test_a_tag_of_a_part_is_none_of_the_group(facts):
    part = context("part", *IN_2022, [("x:SegmentAxis", "x:CloudMember")])
    number = tagged("us-gaap:Revenues", "1,100", at="part")
    found = read_xbrl(inline(number, contexts=(part,)), file_name="report.htm")

    assert marks_of_facts(found, facts)[fact_of(facts, "revenue")] == NOT_TAGGED


def test_a_part_and_a_row_without_a_concept_agree_by_value_and_name_alone(facts):
    part = context("part", *IN_2022, [("x:SegmentAxis", "x:CloudServicesMember")])
    numbers = (
        tagged("us-gaap:Revenues", "437", at="part"),
        tagged("x:GainOnVessels", "516"),
        tagged("x:Licences", "618"),
    )
    found = read_xbrl(inline(*numbers, contexts=(YEAR, part)), file_name="report.htm")
    row = replace(fact_of(facts, "revenue"), text="437", value=Decimal(437_000_000), rank=1)
    cloud = replace(row, entity="Cloud services", value_span=(1, 2))
    games = replace(row, entity="Games", value_span=(3, 4))
    sold = replace(row, concept="", label="Gains on sales of vessels", text="516")
    sold = replace(sold, value=Decimal(516_000_000), value_span=(5, 6))
    unlike = replace(sold, label="Fees", value=Decimal(618_000_000), value_span=(7, 8))

    marks = marks_of_facts(found, replace(facts, facts=(cloud, games, sold, unlike)))

    assert [mark.status for mark in marks.values()] == [
        "agrees", "not tagged", "agrees", "not tagged",
    ]  # fmt: skip


def cited(fact: Fact, sha256: str = "a" * 64) -> Citation:
    start, end = fact.label_span[0], fact.value_span[1]
    return Citation(sha256, fact.page_number, None, "", start, end, (), 0, 0)


def answer_of(*figures: AnswerFigure, citations=()) -> Answer:
    coverage = Coverage((1,), (), ())
    return Answer("q", "text", tuple(citations), coverage, "quotes", "stop", 0.1, figures=figures)


def test_a_stated_figure_is_found_by_its_place_and_only_gets_a_mark(facts):
    before = fact_of(facts, "revenue", 2021)
    figure = AnswerFigure(
        *("revenue", "900000000", "$900 million", "USD", before.period.label),
        citation=0,
        is_stated=True,
    )
    answer = answer_of(figure, citations=[cited(before)])
    beside = of_file(Revenues=[(*IN_2021, 900_000_000), (*IN_2022, 1)])

    marked = with_xbrl(answer, beside, facts)

    assert marked.figures[0].xbrl == XbrlMark("agrees", "us-gaap:Revenues", "900000000")
    unmarked = replace(marked.figures[0], xbrl=None)
    assert replace(marked, figures=(unmarked,)) == answer


@pytest.mark.parametrize(
    ("revenue", "gross", "status"),
    [
        (1_000_000_000, 400_000_000, "agrees"),
        (1_000_000_000, 300_000_000, "differs"),
        (1_000_000_000, None, "not tagged"),
    ],
)
def test_of_a_figure_that_is_worked_out_each_input_is_looked_up(facts, revenue, gross, status):
    operands = [fact_of(facts, "gross_profit"), fact_of(facts, "revenue")]
    inputs = tuple(
        FigureInput(fact.label, str(fact.value), fact.period.label, number)
        for number, fact in enumerate(operands)
    )
    figure = AnswerFigure(
        *("gross margin", "40", "40 %", "percent", "2022"), formula="a ÷ b", inputs=inputs
    )
    values = {"Revenues": [(*IN_2022, revenue)]}
    if gross is not None:
        values["GrossProfit"] = [(*IN_2022, gross)]

    marked = with_xbrl(
        answer_of(figure, citations=map(cited, operands)), of_file(**values), facts
    ).figures[0]

    assert marked.xbrl == XbrlMark(status)
    assert [given.xbrl.status for given in marked.inputs] == [status, "agrees"]


def test_a_figure_of_another_table_agrees_by_its_name_period_and_value(facts):
    figure = AnswerFigure(
        *("Rent of vessels", "1234000000", "$1,234 million", "USD", "2022"),
        citation=0,
        is_stated=True,
    )
    answer = answer_of(figure, citations=[replace(cited(facts.facts[0]), page_number=9)])

    agreed = with_xbrl(answer, of_file(VesselRent=[(*IN_2022, 1_234_000_000)]), facts)
    other = with_xbrl(answer, of_file(VesselRent=[(*IN_2022, 1_235_000_000)]), facts)

    assert agreed.figures[0].xbrl == XbrlMark("agrees", "us-gaap:VesselRent", "1234000000")
    assert other.figures[0].xbrl == NOT_TAGGED


def test_what_is_missing_has_no_mark(facts):
    missing = AnswerFigure("EBITDA", None, "n/a", "", "2022", note="not found")

    marked = with_xbrl(answer_of(missing), of_file(Revenues=[(*IN_2022, 1)]), facts)

    assert marked.figures[0].xbrl is None


def test_a_report_that_names_no_day_is_compared_by_the_days_on_which_the_files_years_end(facts):
    revenue = fact_of(facts, "revenue")
    undated = replace(revenue, period=Period("year", 2022, 12, label="2022"))
    silent = replace(facts, facts=(undated,), fiscal_year_end=None)
    until_june = [("2021-07-01", "2022-06-30", 1_000_000_000)]
    until_january = [("2021-02-01", "2022-01-31", 1_000_000_000)]  # fiscal 2021 or 2022: unknown

    assert marks_of_facts(of_file(Revenues=until_june), silent)[undated].status == "agrees"
    assert marks_of_facts(of_file(Revenues=until_january), silent)[undated] == NOT_TAGGED


def test_a_report_that_prints_no_currency_is_compared_with_that_of_the_file(facts):
    revenue = replace(fact_of(facts, "revenue"), unit="")
    bare = replace(facts, facts=(revenue,), currency="")

    marks = marks_of_facts(of_file(Revenues=[(*IN_2022, 1_000_000_000)]), bare)

    assert marks[revenue].status == "agrees"


def test_every_line_that_is_tagged_is_one_of_the_statements():
    known = {line.concept for kind in ("income", "balance", "cash_flow") for line in lines_of(kind)}

    assert set(line_tags()) <= known | set(concepts())
    for tags in line_tags().values():
        assert len(set(tags.tags)) == len(tags.tags)
