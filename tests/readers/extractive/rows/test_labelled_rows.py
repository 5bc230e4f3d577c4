"""Rows whose labels a question says, without a glossary that knows them."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from qa.document import Page
from qa.measures import WantedPeriod
from qa.readers.extractive.rows.labelled_rows import LabelledRows
from qa.readers.extractive.rows.row_lookup import RowLookup
from qa.statements import DocumentFacts, Fact, Statement
from qa.tables import Period, Table, tables_of
from tests.tables.build_table import stacked

A, B, C = 400.0, 470.0, 540.0
UNIT = ("(In millions)",)
YEARS = ("", ("2022", A), ("2021", C))


def year(number: int) -> WantedPeriod:
    return WantedPeriod("year", number, 12, None, str(number))


def tables(*pages: Page) -> list[Table]:
    return [table for page in pages for table in tables_of([page], fiscal_year=2022)]


def value(
    source: Iterable[Table],
    question: str,
    *words: str,
    period: int = 2022,
    facts: DocumentFacts | None = None,
    entity: str | None = None,
) -> Decimal | None:
    """What the labelled row gives, in millions. words: what the question says of what is asked."""
    known = facts or DocumentFacts(fiscal_year=2022, currency="USD")
    rows = LabelledRows(list(source), known, question, words or (question,), entity=entity)
    fact = rows.find("", year(period))
    return fact and fact.value / 1_000_000


def test_a_row_that_no_glossary_knows_is_found_by_its_label() -> None:
    found = tables(
        stacked(
            UNIT,
            YEARS,
            ("Spectrum licenses", ("$ 120", A), ("$ 110", C)),
            ("Tower rights", ("30", A), ("25", C)),
        )
    )

    assert value(found, "What were spectrum licenses in 2022?", "spectrum licenses") == 120
    assert value(found, "Tower rights in 2021?", "Tower rights", period=2021) == 25
    assert value(found, "Tower rights in 2020?", "Tower rights", period=2020) is None
    assert value(found, "What were rights in 2022?", "rights") is None


BY_PLACE = stacked(
    ("Obligations of the Alaska region",),
    UNIT,
    ("", ("Owned", A), ("Leased", C)),
    ("", ("2022", A), ("2022", C)),
    ("Pipelines:",),
    (10.0, "Tower rights", ("$ 120", A), ("$ 110", C)),
    (10.0, "Spectrum licenses", ("30", A), ("25", C)),
)


def test_a_column_of_one_of_several_is_no_answer_to_who_names_none() -> None:
    columns = ("", ("Plans abroad", A), ("Plans at home", C))
    page = stacked(
        UNIT, columns, ("", ("2022", A), ("2022", C)), ("Service", ("73", A), ("381", C))
    )

    assert value(tables(page), "service in 2022", "service") is None
    assert value(tables(page), "service abroad in 2022", "service abroad") == 73


def test_a_total_of_operating_leases_is_none_of_all_leases() -> None:
    columns = ("", ("Operating", A), ("Finance", C))
    page = stacked(
        UNIT, columns, ("", ("2022", A), ("2022", C)), ("Total due", ("73", A), ("38", C))
    )

    assert value(tables(page), "total due in 2022", "due") is None
    assert value(tables(page), "total due of operating leases in 2022", "due") == 73


@pytest.mark.parametrize(
    "words",
    [
        "Owned tower rights",  # in the head
        "Owned tower rights of pipelines",  # in the row above
        "Owned tower rights of the Alaska region",  # in the title
        "Owned tower rights of obligations",
    ],
)
def test_what_else_is_said_stands_above_the_row_in_the_head_or_in_the_title(words: str) -> None:
    assert value(tables(BY_PLACE), f"{words} in 2022", words) == 120


def test_what_else_is_said_may_stand_in_the_line_that_leads_to_the_table() -> None:
    found = tables(
        stacked(
            ("Obligations of the pipelines were as follows:",),
            ("Summary of rights",),
            UNIT,
            YEARS,
            ("Spectrum licenses", ("$ 120", A), ("$ 110", C)),
            ("Tower rights", ("30", A), ("25", C)),
        )
    )

    words = "spectrum licenses of the pipelines"
    assert value(found, f"{words} in 2022", words) == 120


def test_a_row_is_another_ones_where_a_word_stands_nowhere_around_it() -> None:
    words = "Owned tower rights of the Texas region"

    assert value(tables(BY_PLACE), f"{words} in 2022", words) is None


def test_rows_that_disagree_give_nothing() -> None:
    one = stacked(UNIT, YEARS, ("Tower rights", ("$ 30", A), ("25", C)), ("Other", ("1", A)))
    two = stacked(UNIT, YEARS, ("Tower rights", ("$ 31", A), ("25", C)), ("Other", ("1", A)))

    assert value(tables(one, two), "Tower rights in 2022", "Tower rights") is None
    assert value(tables(one, two), "Tower rights in 2021", "Tower rights", period=2021) == 25


def test_rows_that_agree_up_to_their_rounding_give_their_value() -> None:
    one = stacked(UNIT, YEARS, ("Tower rights", ("$ 30", A), ("25", C)), ("Other", ("1", A)))
    two = stacked(UNIT, YEARS, ("Tower rights", ("$ 30.2", A), ("25.1", C)), ("Other", ("1", A)))

    assert value(tables(one, two), "Tower rights in 2022", "Tower rights") == 30


def test_the_row_of_a_statement_wins_over_one_elsewhere() -> None:
    note = stacked(UNIT, YEARS, ("Tower rights", ("$ 31", A), ("25", C)), ("Other", ("1", A)))
    sheet = stacked(
        *(UNIT, YEARS, ("Tower rights", ("$ 30", A), ("25", C)), ("Other", ("1", A))), page_number=2
    )
    statement = Statement(
        *("balance", "Balance sheets", (2,), (Period("year", 2022),)),
        *("USD", Decimal(1_000_000), "in millions", ()),
    )
    facts = DocumentFacts(statements=(statement,), fiscal_year=2022, currency="USD")

    asked = ("Tower rights in 2022", "Tower rights")
    assert value(tables(note, sheet), *asked, facts=facts) == 30
    assert value(tables(note, sheet), *asked) is None


def test_net_income_is_never_operating_income() -> None:
    found = tables(
        stacked(
            UNIT,
            YEARS,
            ("Income", ("$ 70", A), ("$ 60", C)),
            ("Net income", ("30", A), ("25", C)),
        )
    )

    assert value(found, "What was net income in 2022?", "net income") == 30
    assert value(found, "What was operating income in 2022?", "operating income") is None


def converse() -> Fact:
    return Fact(
        *("revenue", "Converse", Period("year", 2022, 12), Decimal(9), "USD", "Converse", None),
        *(1, "9", (0, 1), (0, 1), 1, None, 1, None, 1),
    )


def test_a_table_under_the_name_of_a_part_is_not_the_groups() -> None:
    page = stacked(
        ("Converse",), UNIT, YEARS, ("Tower rights", ("$ 48", A), ("51", C)), ("Other", ("1", A))
    )
    facts = DocumentFacts(facts=(converse(),), fiscal_year=2022, currency="USD")

    assert value(tables(page), "Tower rights in 2022", "Tower rights", facts=facts) is None
    question = "Tower rights of Converse in 2022"
    assert value(tables(page), question, "Tower rights", "Converse", facts=facts) == 48
    ours = RowLookup(tables(page), facts, "EBIT in 2022")
    assert ours.value_of("Tower rights", None, year(2022)) is None


def by_year(lead: str) -> list[Table]:
    return tables(
        stacked(
            (lead,),
            UNIT,
            ("", ("Debt", C)),
            ("2023", ("$ 120", C)),
            ("2024", ("110", C)),
            ("2025", ("90", C)),
        )
    )


def test_amounts_that_fall_due_are_told_by_the_year_of_their_row() -> None:
    found = by_year("Maturities of long-term debt are as follows:")
    asked = ("How much long-term debt falls due in 2024?", "long-term debt falls due")

    assert value(found, *asked, period=2024) == 110
    assert value(found, *asked, period=2026) is None


def test_amounts_by_year_that_are_not_said_to_fall_due_do_not() -> None:
    found = by_year("Fair values of long-term debt are as follows:")
    asked = ("How much long-term debt falls due in 2024?", "long-term debt falls due")

    assert value(found, *asked, period=2024) is None


PARENT = stacked(
    ("母公司资产负债表",),
    ("单位：百万元",),
    ("项目", ("2022年", A), ("2021年", C)),
    ("预付土地款", ("120", A), ("110", C)),
    ("存货", ("30", A), ("25", C)),
)
GROUP = stacked(
    ("合并资产负债表",),
    ("单位：百万元",),
    ("项目", ("2022年", A), ("2021年", C)),
    ("预付土地款", ("420", A), ("410", C)),
    ("存货", ("330", A), ("325", C)),
)


def test_the_parent_companys_rows_are_read_only_where_they_are_asked_for() -> None:
    asked = ("2022年预付土地款是多少？", "预付土地款")

    assert value(tables(PARENT, GROUP), *asked) == 420
    assert value(tables(PARENT), *asked) is None
    assert value(tables(PARENT, GROUP), *asked, entity="母公司") == 120
    assert value(tables(GROUP), *asked, entity="母公司") is None


def test_a_table_that_names_no_time_is_of_the_reports_own_year() -> None:
    found = tables(
        stacked(
            UNIT,
            ("", ("Amount", C)),
            ("Tower rights", ("$ 30", C)),
            ("Spectrum licenses", ("25", C)),
        )
    )

    assert value(found, "Tower rights in 2022", "Tower rights") == 30
    assert value(found, "Tower rights in 2021", "Tower rights", period=2021) is None


def test_a_label_at_the_end_of_the_year_is_asked_for_without_saying_so() -> None:
    page = stacked(UNIT, YEARS, ("Order book at year end", ("1,846", A), ("1,634", C)))

    assert value(tables(page), "order book at the end of 2021", "order book", period=2021) == 1634


def test_an_allowance_is_no_negative_amount() -> None:
    page = stacked(UNIT, YEARS, ("Valuation allowances", ("(3,599)", A), ("(3,753)", C)))

    assert value(tables(page), "valuation allowances") == 3599


def test_what_a_thing_cost_is_none_of_its_sales() -> None:
    by_kind = stacked(
        ("Net sales by category were as follows (in millions):",),
        YEARS,
        ("Hardware", ("$ 120", A), ("$ 110", C)),
        ("Repairs", ("30", A), ("25", C)),
    )
    statement = stacked(
        UNIT,
        YEARS,
        ("Net sales:",),
        ("  Hardware", ("$ 120", A), ("$ 110", C)),
        ("  Repairs", ("30", A), ("25", C)),
        ("Cost of sales:",),
        ("  Hardware", ("80", A), ("70", C)),
        ("  Repairs", ("11", A), ("9", C)),
    )
    question = "What did repairs cost in 2022?"

    assert value(tables(by_kind), question, "repairs", "cost") is None
    assert value(tables(by_kind, statement), question, "repairs", "cost") == 11
    assert value(tables(by_kind), "Repairs in 2022?", "Repairs") == 30


def test_counts_that_a_table_deducts_are_counts() -> None:
    awards = stacked(
        ("", ("Number of units", A)),
        ("Balance as of December 31, 2021", ("2,400", A)),
        ("Units granted", ("910", A)),
        ("Units vested", ("(1,150)", A)),
        ("Balance as of December 31, 2022", ("2,160", A)),
    )
    found = value(tables(awards), "How many units vested during 2022?", "units vested")

    assert found is not None and found * 1_000_000 == 1150


def test_a_total_is_none_of_a_part_that_has_a_row_of_its_own() -> None:
    (found,) = tables(
        stacked(
            ("Fixed assets in China and in other countries were as follows (in millions):",),
            YEARS,
            ("Fixed assets:",),
            ("  China", ("$ 72", A), ("$ 75", C)),
            ("  Other countries", ("37", A), ("38", C)),
            ("  Total fixed assets", ("109", A), ("113", C)),
        )
    )

    assert value([found], "fixed assets in China in 2022", "fixed assets", "China") == 72
    assert value([found], "total fixed assets in 2022", "fixed assets") == 109


def test_the_tax_on_a_thing_is_a_row_of_its_own() -> None:
    (found,) = tables(
        stacked(
            ("Staff awards expense and the related tax benefit were (in millions):",),
            YEARS,
            ("Staff awards expense", ("$ 90", A), ("$ 79", C)),
            ("Tax benefit related to staff awards", ("40", A), ("41", C)),
        )
    )
    question = "Tax benefit from staff awards in 2021"
    assert value([found], question, "Tax benefit", "staff awards", period=2021) != 79
    lookup = RowLookup([found], DocumentFacts(fiscal_year=2022, currency="USD"), question)
    assert lookup.value_of("tax benefit", "stock_compensation_expense", year(2021)) is None


def test_dividends_owed_on_a_day_are_none_that_were_paid() -> None:
    owed = tables(
        stacked(
            ("Accrued liabilities as of December 31 were (in millions):",),
            ("", ("December 31, 2022", A), ("December 31, 2021", C)),
            ("Trade accounts", ("$ 96", A), ("$ 93", C)),
            ("Dividends", ("19", A), ("16", C)),
        )
    )
    lookup = RowLookup(owed, DocumentFacts(fiscal_year=2022, currency="USD"), "payout in 2022")
    assert lookup.value_of("", "dividends_paid", year(2022)) is None


def test_a_liability_is_no_cost_and_the_rest_of_a_list_no_thing() -> None:
    leases = tables(
        stacked(
            ("Lease liabilities were (in millions):",),
            YEARS,
            ("Operating leases", ("$ 14", A), ("$ 12", C)),
            ("Finance leases", ("3", A), ("2", C)),
            ("Other", ("1", A), ("1", C)),
        )
    )

    assert value(leases, "Cost of operating leases in 2022", "Cost", "operating leases") is None
    assert value(leases, "Operating leases in 2022", "Operating leases") == 14
    assert value(leases, "Other income in 2022, net", "Other", "net") is None


def holdings(*heads: str) -> list[Table]:
    return tables(
        stacked(
            UNIT,
            ("", *((head, x) for head, x in zip(heads, (A, B, C), strict=True))),
            ("", ("2022", A), ("2022", B), ("2022", C)),
            ("Demand notes", ("$ 30", A), ("12", B), ("42", C)),
            ("Corporate bonds", ("7", A), ("5", B), ("12", C)),
        )
    )


def test_of_columns_that_nothing_chooses_none_is_given() -> None:
    question = "What were demand notes in 2022?"

    assert value(holdings("Cost", "Gains", "Value"), question, "demand notes") is None
    assert value(holdings("Cost", "Gains", "Cost"), question, "demand notes") is None
    assert value(holdings("Cost", "Gains", "Total"), question, "demand notes") == 42
    words = "gains of demand notes"
    assert value(holdings("Cost", "Gains", "Value"), f"{words} in 2022", words) == 12


def test_of_rows_alike_under_other_headings_none_is_given() -> None:
    found = tables(
        stacked(
            UNIT,
            YEARS,
            ("Short-term investments:",),
            (10.0, "Demand notes", ("$ 30", A), ("25", C)),
            (10.0, "Corporate bonds", ("3", A), ("2", C)),
            ("Long-term investments:",),
            (10.0, "Demand notes", ("7", A), ("25", C)),
            (10.0, "Corporate bonds", ("5", A), ("4", C)),
        )
    )

    assert value(found, "What were demand notes in 2022?", "demand notes") is None
    assert value(found, "What were demand notes in 2021?", "demand notes", period=2021) == 25
    words = "demand notes of long-term investments"
    assert value(found, f"What were {words} in 2022?", words) == 7


def test_what_stands_above_a_row_of_a_statement_makes_it_no_other_line() -> None:
    sheet = stacked(
        UNIT,
        YEARS,
        ("Cash flows from financing:",),
        (10.0, "Purchase of shares", ("$ 30", A), ("25", C)),
        (10.0, "Other", ("1", A), ("1", C)),
        page_number=2,
    )
    note = stacked(UNIT, YEARS, ("Purchase of shares", ("$ 9", A), ("8", C)), ("Sum", ("9", A)))
    statement = Statement(
        *("cash_flow", "Cash flows", (2,), (Period("year", 2022),)),
        *("USD", Decimal(1_000_000), "in millions", ()),
    )
    facts = DocumentFacts(statements=(statement,), fiscal_year=2022, currency="USD")

    asked = ("What was the purchase of shares in 2022?", "purchase of shares")
    assert value(tables(note, sheet), *asked, facts=facts) == 30


def test_a_label_is_whole_where_nothing_but_a_time_is_said_beside_it() -> None:
    found = tables(
        stacked(
            UNIT,
            YEARS,
            ("Assets held during the year", ("$ 30", A), ("25", C)),
            ("Assets sold", ("1", A), ("1", C)),
        )
    )
    facts = DocumentFacts(fiscal_year=2022, currency="USD")

    def rows(question: str) -> LabelledRows:
        return LabelledRows(found, facts, question, ["assets held"])

    whole = rows("What were assets held during the year 2022?")
    assert whole.whole_label == "Assets held during the year"
    assert whole.has_whole(year(2022))
    assert not whole.has_whole(year(2019))
    assert rows("What were assets sold by Alaska in 2022?").whole_label == ""


def test_of_columns_the_one_that_says_more_of_the_question_is_meant() -> None:
    found = holdings("Bought", "Sold", "Closing")

    words = "closing demand notes"
    assert value(found, f"What were {words} in 2022?", "demand notes") == 42


def test_of_two_rows_the_one_whose_heading_is_said_in_a_word_of_no_weight_is_meant() -> None:
    found = tables(
        stacked(
            UNIT,
            YEARS,
            ("Level 1:",),
            (10.0, "Demand notes", ("$ 30", A), ("25", C)),
            ("Level 2:",),
            (10.0, "Demand notes", ("7", A), ("25", C)),
        )
    )

    assert value(found, "What were demand notes of Level 2 in 2022?", "demand notes") == 7


def test_a_cost_or_a_gain_that_a_table_takes_off_is_a_size() -> None:
    found = tables(
        stacked(
            UNIT,
            YEARS,
            ("Loss on early extinguishment of debt", ("(7)", A), ("(6)", C)),
            ("Gain on sale of investments", ("(9)", A), ("(8)", C)),
            ("Arbitration fees", ("(5)", A), ("(4)", C)),
            ("Less: sublease rentals", ("(3)", A), ("(2)", C)),
            ("Loss from operations", ("(30)", A), ("(20)", C)),
            ("Gain (loss) on hedges", ("(2)", A), ("(1)", C)),
        )
    )

    def size(label: str) -> Decimal | None:
        return value(found, f"{label} in 2022", label)

    assert size("Loss on early extinguishment of debt") == 7
    assert size("Gain on sale of investments") == 9
    assert size("Arbitration fees") == 5
    assert size("sublease rentals") == 3
    assert size("Loss from operations") == -30
    assert size("gain on hedges") == -2
