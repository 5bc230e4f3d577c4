"""Rows of notes that explain a question, in other words than its own."""

from decimal import Decimal

from qa.document import Page
from qa.measures import WantedPeriod, understand
from qa.readers.extractive.notes.noted_rows import NotedRows
from qa.statements import DocumentFacts
from qa.tables import tables_of
from tests.tables.build_table import stacked

C, D = 480.0, 540.0
FACTS = DocumentFacts(fiscal_year=2022, currency="USD")


def value(page: Page, question: str, year: int) -> Decimal | None:
    """What the tables of a page say, in millions of money or as it is."""
    rows = NotedRows(tables_of([page], fiscal_year=2022), FACTS, understand(question), [])
    fact = rows.find(WantedPeriod("year", year, 12, None, str(year)))
    if fact is None:
        return None
    return fact.value / 1_000_000 if fact.unit == "USD" else fact.value


SCHEDULE = stacked(
    ("Future minimum rental commitments are as follows (in millions):",),
    ("", ("Operating", C), ("Finance", D)),
    ("2023", ("$ 120", C), ("$ 10", D)),
    ("2024", ("110", C), ("9", D)),
)


def test_a_year_of_a_schedule_is_found_by_what_leads_to_it_and_what_stands_over_it() -> None:
    assert value(SCHEDULE, "What operating lease payments are due in 2024?", 2024) == 110
    assert value(SCHEDULE, "rent on finance leases falling due in 2023", 2023) == 10


def test_a_column_that_is_not_said_is_no_answer() -> None:
    assert value(SCHEDULE, "What lease payments are due in 2024?", 2024) is None
    assert value(SCHEDULE, "What pension payments are due in 2024?", 2024) is None


GOODWILL = stacked(
    ("Changes in goodwill are as follows (in millions):",),
    ("", ("Retail", C), ("Pet", D)),
    ("Balance as of May 30, 2021", ("$ 120", C), ("$ 10", D)),
    ("Acquisitions", ("15", C), ("4", D)),
    ("Balance as of May 29, 2022", ("135", C), ("14", D)),
)


def test_a_balance_is_found_by_its_column_and_its_day() -> None:
    assert value(GOODWILL, "goodwill carried by the Pet segment in 2022", 2022) == 14


def test_a_head_that_says_more_than_is_asked_is_of_something_else() -> None:
    fuel = stacked(
        ("Fuel and its cost at the Express segment (in millions):",),
        ("", ("Total jet fuel cost", C), ("Gallons", D)),
        ("2022", ("$ 3,867", C), ("1,100", D)),
        ("2021", ("2,065", C), ("1,200", D)),
    )

    assert value(fuel, "fuel of Express in 2022", 2022) is None


def test_a_few_shares_are_millions_whose_scale_was_not_read() -> None:
    shares = stacked(
        ("Common shares outstanding",),
        ("", ("Shares", C), ("Value", D)),
        ("Balance as of December 31, 2021", ("4", C), ("$ 10", D)),
        ("Balance as of December 31, 2022", ("5", C), ("14", D)),
    )

    assert value(shares, "How many shares were outstanding in 2022?", 2022) is None


RATES = stacked(
    ("A reconciliation of the statutory tax rate follows:",),
    ("", ("2022", C), ("2021", D)),
    ("Statutory rate", ("21.0 %", C), ("21.0 %", D)),
    ("State and local taxes, net of federal benefits", ("1.5", C), ("2.1", D)),
    ("Valuation allowance", ("0.5", C), ("(1.1)", D)),
    ("Effective tax rate", ("23.0 %", C), ("22.0 %", D)),
)


def test_points_of_a_rate_are_those_of_the_row_that_moved_it() -> None:
    question = "By how many points did valuation allowances move the tax rate in 2022?"
    assert value(RATES, question, 2022) == Decimal("0.5")
    question = "How many points did state and local taxes add to the tax rate in 2021?"
    assert value(RATES, question, 2021) == Decimal("2.1")


def test_the_rate_itself_says_no_points() -> None:
    question = "By how many points did the effective tax rate rise in 2022?"
    assert value(RATES, question, 2022) is None


def test_a_word_that_nothing_explains_leaves_no_answer() -> None:
    question = "How many points did research credits add to the tax rate in 2022?"
    assert value(RATES, question, 2022) is None


def test_a_schedule_of_an_earlier_year_end_is_not_the_reports_own() -> None:
    older = stacked(
        ("As of December 31, 2021, lease payments are due as follows (in millions):",),
        ("2023", ("$ 120", D)),
        ("2024", ("110", D)),
    )

    assert value(older, "What lease payments are due in 2024?", 2024) is None


def test_people_of_a_table_of_numbers_are_counted_in_its_thousands() -> None:
    customers = stacked(
        ("The number of customers served by class as of December 31:",),
        ("(In thousands)", ("2022", C), ("2021", D)),
        ("Residential", ("2,872", C), ("2,846", D)),
        ("Commercial", ("221", C), ("220", D)),
    )

    question = "How many residential customers were there in 2021?"
    assert value(customers, question, 2021) == 2_846_000


def test_a_sum_of_all_groups_is_not_that_of_the_last() -> None:
    taxes = stacked(
        ("The provision for income taxes (in millions):",),
        ("", ("2022", C), ("2021", D)),
        ("Federal:",),
        (12.0, "Current", ("100", C), ("90", D)),
        ("Foreign:",),
        (12.0, "Current", ("50", C), ("40", D)),
        ("Total provision for income taxes", ("150", C), ("130", D)),
    )

    assert value(taxes, "What was the total foreign tax provision in 2022?", 2022) is None


def at_year_end(page: Page, question: str, year: int) -> Decimal | None:
    """What the tables of a page say of the end of a year."""
    rows = NotedRows(tables_of([page], fiscal_year=2022), FACTS, understand(question), [])
    fact = rows.find(WantedPeriod("instant", year, None, None, str(year)))
    return fact and fact.value


AWARDS = stacked(
    ("Restricted stock unit activity is as follows (in thousands, except per share data):",),
    ("", ("Number of Shares", C), ("Grant Date Fair Value", 600.0)),
    ("Nonvested units as of December 31, 2021", ("33,602", C), ("$ 41.49", 600.0)),
    ("Granted", ("12,453", C), ("56.83", 600.0)),
    ("Vested", ("(19,926)", C), ("45.88", 600.0)),
    ("Nonvested units as of December 31, 2022", ("26,129", C), ("$ 45.75", 600.0)),
)


def test_what_moves_awards_between_two_balances_is_of_the_year_between() -> None:
    assert value(AWARDS, "How many RSUs were handed out in 2022?", 2022) == 12_453_000
    assert value(AWARDS, "How many RSUs vested in 2022?", 2022) == 19_926_000
    assert value(AWARDS, "How many RSUs were granted in 2021?", 2021) is None


def test_a_head_over_years_to_come_does_not_date_their_rows() -> None:
    leases = stacked(
        ("Maturities of lease liabilities were as follows (in millions):",),
        ("", ("December 31, 2022", 560.0)),
        ("", ("Operating Leases", C), ("Finance Leases", 590.0)),
        ("2023", ("$ 280", C), ("$ 140", 590.0)),
        ("2024", ("264", C), ("34", 590.0)),
    )

    assert value(leases, "Operating lease payments due in 2024", 2024) == 264


def test_a_balance_alone_is_known_by_what_leads_to_its_table() -> None:
    goodwill = stacked(
        ("The changes in the carrying amount of goodwill were as follows (in millions):",),
        ("Balance as of December 31, 2020", ("$ 158", D)),
        ("Additions", ("22", D)),
        ("Balance as of December 31, 2021", ("180", D)),
    )

    assert at_year_end(goodwill, "Goodwill at the end of 2020", 2020) == 158_000_000
    assert at_year_end(goodwill, "Inventories at the end of 2020", 2020) is None


def test_the_closing_column_is_that_of_a_year_end() -> None:
    accounts = stacked(
        ("Activity of valuation accounts (in millions):",),
        ("", ("Beginning", 400.0), ("Additions", 480.0), ("End of Period", 580.0)),
        ("Year Ended December 31, 2022",),
        ("Allowance for doubtful accounts", ("$ 55", 400.0), ("$ 46", 480.0), ("$ 51", 580.0)),
    )

    assert at_year_end(accounts, "bad debt allowance at the end of 2022", 2022) == 51_000_000


def test_a_year_in_a_name_tells_one_note_from_the_next() -> None:
    notes = stacked(
        ("Components of debt (in millions, except for percentages):",),
        ("", ("December 31, 2022", 400.0), ("Effective Interest Rate", 600.0)),
        ("2025 Senior Note", ("1,000", 400.0), ("7.7 %", 600.0)),
        ("2026 Senior Note", ("1,500", 400.0), ("8.1 %", 600.0)),
    )

    question = "effective interest rate on the 2026 senior note"
    assert not understand(question).periods
    assert value(notes, question, 2022) == Decimal("8.1")


def test_what_a_row_is_net_of_does_not_name_it() -> None:
    taxes = stacked(
        ("Deferred taxes (in millions):",),
        ("", ("December 31, 2022", D)),
        ("Deferred tax assets:",),
        (12.0, "Loss carryforwards", ("2,603", D)),
        (12.0, "Less: Valuation allowance", ("(2,396)", D)),
        (12.0, "Deferred tax assets, net of valuation allowance", ("207", D)),
    )

    question = "valuation allowance against deferred tax assets at the end of 2022"
    assert at_year_end(taxes, question, 2022) == 2_396_000_000


def test_gross_amounts_are_not_given_for_net_ones() -> None:
    intangibles = stacked(
        ("Intangible assets (in millions):",),
        ("", ("2022 Gross", D)),
        ("Customer relationships", ("$ 583", D)),
        ("Trademarks held", ("12", D)),
    )

    assert value(intangibles, "customer relationships, net carrying amount 2022", 2022) is None
    assert value(intangibles, "customer relationships, gross 2022", 2022) == 583


def test_what_a_thing_does_to_the_tax_is_not_the_thing() -> None:
    taxes = stacked(
        ("Income taxes for the year (in millions):",),
        ("", ("2022", D)),
        ("Taxes computed at federal statutory rate", ("$ 126", D)),
        ("Goodwill impairment charges", ("8", D)),
        ("Provision for income taxes", ("134", D)),
    )

    assert value(taxes, "goodwill impairment charges recorded in 2022", 2022) is None


def test_the_rest_of_a_list_is_nothing_with_a_name() -> None:
    notes = stacked(
        ("Notes due (in millions):",),
        ("", ("2022", D)),
        ("Notes with banks due 2024", ("$ 840", D)),
        ("Other notes due 2019-2026", ("28", D)),
    )

    assert value(notes, "notes due as of 2022", 2022) != 28


def test_the_column_that_says_a_word_is_meant_and_not_the_one_beside_it() -> None:
    debt = stacked(
        ("Fair value of long-term notes (in millions):",),
        ("", ("2022 Carrying Amount", C), ("2022 Estimated Fair Value", D)),
        ("Long-term notes", ("$ 2,467", C), ("$ 2,281", D)),
    )

    assert value(debt, "fair value of long-term notes in 2022", 2022) != 2467


def test_paper_losses_on_bonds_are_unrealized_losses_on_debt_securities() -> None:
    securities = stacked(
        ("Securities by kind were as follows (in millions):",),
        ("", ("2022 Adjusted Cost", 400.0), ("2022 Unrealized Losses", D)),
        ("Government securities", ("$ 120", 400.0), ("$ (10)", D)),
        ("Corporate debt securities", ("90", 400.0), ("(7)", D)),
    )

    assert value(securities, "paper losses on corporate bonds in 2022", 2022) == 7


def test_what_was_borrowed_less_what_was_repaid_is_neither() -> None:
    paper = stacked(
        ("Cash flows of commercial paper were as follows (in millions):",),
        ("", ("2022", C), ("2021", D)),
        ("Proceeds from/(repayments of) commercial paper, net", ("39", C), ("10", D)),
    )

    assert value(paper, "Commercial paper repaid in 2022", 2022) is None
    assert value(paper, "net proceeds from or repayments of commercial paper, 2022", 2022) == 39


LEASES = stacked(
    ("Other information about leases (dollars in millions):",),
    ("", ("2022", C), ("2021", D)),
    ("Finance lease obligations", ("120", C), ("110", D)),
    ("Weighted-average remaining lease term - finance leases", ("9.5", C), ("9.8", D)),
    ("Weighted-average discount rate - finance leases", ("4.5%", C), ("3.9%", D)),
)


def test_a_weighted_average_is_the_rate_that_is_asked_for() -> None:
    assert value(LEASES, "discount rate on finance leases in 2022", 2022) == Decimal("4.5")


def test_years_of_a_term_are_no_amount() -> None:
    assert value(LEASES, "remaining term of finance leases in 2022", 2022) == Decimal("9.5")


def test_operating_and_finance_leases_are_not_finance_leases() -> None:
    assert value(LEASES, "operating and finance lease obligations in 2022", 2022) is None
    assert value(LEASES, "finance lease obligations in 2022", 2022) == 120


PENSIONS = stacked(
    ("Benefit payments of our pension plans are expected to be (in millions):",),
    ("", ("Pension plans", C)),
    ("2023", ("120", C)),
    ("2024", ("110", C)),
)


def test_what_is_contributed_to_a_plan_is_not_what_it_pays() -> None:
    assert value(PENSIONS, "pension plan payments expected in 2023", 2023) == 120
    assert value(PENSIONS, "How much will be contributed to pension plans in 2023?", 2023) is None


def test_what_deferred_taxes_are_made_of_is_only_that() -> None:
    page = stacked(
        ("Deferred taxes are made of (in millions):",),
        ("", ("2022", C), ("2021", D)),
        ("Lease liabilities", ("161", C), ("121", D)),
        ("Total deferred tax assets", ("500", C), ("450", D)),
        ("Valuation allowance", ("(100)", C), ("(90)", D)),
        ("Net deferred tax assets", ("400", C), ("360", D)),
    )
    assert value(page, "total lease liabilities in 2022", 2022) is None
    assert value(page, "deferred taxes on lease liabilities in 2022", 2022) == 161


def test_what_was_repaid_is_no_balance() -> None:
    page = stacked(
        ("Our debt (in millions):",),
        ("", ("December 31, 2022", C), ("December 31, 2021", D + 40)),
        ("Total debt (principal amount)", ("120", C), ("313", D + 40)),
    )
    assert value(page, "total debt repaid in 2022", 2022) is None
