"""Figures that stand in sentences and in no table."""

from decimal import Decimal
from pathlib import Path

import pytest

from qa.measures import WantedPeriod, understand
from qa.readers.extractive.sentences.sentence_figures import sentence_figure
from tests.search.small_filing import COVER, RISKS, store


def given(folder: Path, question: str, page: str, year: int = 2018) -> Decimal | None:
    """What the sentences of a page give, its text checked against its place."""
    document = store(folder, [COVER, RISKS, page])
    fact = sentence_figure(
        document,
        understand(question),
        WantedPeriod("year", year, 12, None, str(year)),
        currency="USD",
        company=frozenset(),
    )
    if fact is None:
        return None
    text = document.page(fact.page_number).text
    assert text[slice(*fact.value_span)] == fact.text
    return fact.value


ADVERTISING = (
    "Advertising Costs\nAdvertising expenses were $776 million, $743 million and $742 million in"
    " fiscal 2018, 2017 and 2016, respectively."
)


@pytest.mark.parametrize(("year", "value"), [(2018, 776), (2017, 743), (2016, 742)])
def test_a_list_of_figures_is_read_with_its_list_of_years(
    tmp_path: Path, year: int, value: int
) -> None:
    question = f"How much was spent on advertising in {year}?"

    assert given(tmp_path, question, ADVERTISING, year) == value * 10**6


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("The fair value of the consideration transferred for Bight was $3.9 billion.", ""),
        ("In 2018 the consideration transferred for Bight was $3.9 billion.", "2018"),
    ],
)
def test_a_sentence_without_a_year_gives_no_period(
    tmp_path: Path, sentence: str, label: str
) -> None:
    fact = sentence_figure(
        store(tmp_path, [COVER, RISKS, sentence]),
        understand("How much was paid for Bight?"),
        WantedPeriod("year", 2018, 12, None, "2018"),
        currency="USD",
        company=frozenset(),
    )

    assert fact is not None
    assert fact.period.label == label


def test_a_year_that_no_sentence_names_has_no_figure(tmp_path: Path) -> None:
    assert given(tmp_path, "How much was spent on advertising in 2014?", ADVERTISING, 2014) is None


def test_shares_are_told_from_what_they_cost(tmp_path: Path) -> None:
    page = "During fiscal 2018, we repurchased 35.1 million shares at a cost of $2.0 billion."

    assert given(tmp_path, "How many shares were repurchased in 2018?", page) == 35_100_000


def test_a_change_is_no_amount(tmp_path: Path) -> None:
    page = "Advertising expenses increased by $33 million in fiscal 2018."

    assert given(tmp_path, "How much was spent on advertising in 2018?", page) is None


def test_euros_are_no_dollars(tmp_path: Path) -> None:
    page = "Advertising expenses in Ireland and Spain were €33 million in fiscal 2018."

    assert given(tmp_path, "How much was spent on advertising in 2018?", page) is None


def test_sentences_that_disagree_give_nothing(tmp_path: Path) -> None:
    page = (
        "Advertising expenses were $776 million in fiscal 2018.\n"
        "Advertising expenses were $801 million in fiscal 2018."
    )

    assert given(tmp_path, "How much was spent on advertising in 2018?", page) is None


@pytest.mark.parametrize(
    ("question", "page", "value"),
    [
        (
            "What did advertising cost in 2018?",
            "Advertising and promotion expenses were $43 million in 2019 and $470 million in 2018.",
            470,
        ),
        (
            "What was the reserve for doubtful accounts at December 31, 2018?",
            "Our allowance for credit losses was $472 million as of December 31, 2019 and"
            " $340 million at December 31, 2018.",
            340,
        ),
        (
            "Unrecognized stock compensation cost in 2018?",
            "As of May 31, 2018, there was $230 million of total unrecognized compensation cost,"
            " net of estimated forfeitures, related to share-based compensation arrangements.",
            230,
        ),
        (
            "What does it plan to spend on capital projects in 2018?",
            "Our capital expenditures for 2018 are expected to be approximately $5,700 million, a"
            " decrease of $500 million from 2017.",
            5700,
        ),
    ],
)
def test_other_words_for_the_same_are_found_in_a_sentence(
    tmp_path: Path, question: str, page: str, value: int
) -> None:
    assert given(tmp_path, question, page) == value * 10**6


def test_what_is_expected_is_no_answer_to_what_was_spent(tmp_path: Path) -> None:
    page = "Our capital expenditures for 2018 are expected to be approximately $5,700 million."

    assert given(tmp_path, "How much was spent on capital projects in 2018?", page) is None


def test_the_year_right_behind_a_figure_is_its_own(tmp_path: Path) -> None:
    page = (
        "The military agreements expire between 2051 and 2068 and have remaining contract revenue"
        " of $3,600 million as of December 31, 2018."
    )

    question = "remaining contract revenue of the military agreements in 2018"
    assert given(tmp_path, question, page) == 3600 * 10**6


def test_a_company_whose_name_is_a_word_leaves_that_word_its_sense(tmp_path: Path) -> None:
    page = "During fiscal 2018, Best Buy repurchased and retired 35.1 million shares."

    question = "How many shares did Best Buy repurchase and retire in fiscal 2018?"
    assert given(tmp_path, question, page) == 35_100_000


def test_one_word_of_three_may_stand_in_the_heading(tmp_path: Path) -> None:
    page = (
        "Employee Savings Plan\nWe have a plan under Section 401(k).\n"
        "Our total expense for these savings plans was $49 million and $51 million in 2018 and"
        " 2017."
    )

    question = "what was paid for employee savings plans in 2018"
    assert given(tmp_path, question, page) == 49 * 10**6


def test_what_was_spent_is_not_what_may_still_be_spent(tmp_path: Path) -> None:
    page = "During fiscal 2018, we repurchased common stock for $3.7 billion under the program."

    assert given(tmp_path, "How much was spent on buying back stock?", page) == 3_700_000_000
    assert given(tmp_path, "How much may still be spent on buying back stock?", page) is None


@pytest.mark.parametrize(
    ("question", "page"),
    [
        (
            "What was operating income?",
            "Revenues grew 6% to $32.4 billion, gross margin expanded 20 basis points, Net"
            " income increased 15% and earnings per share grew.",
        ),
        (
            "What was operating profit?",
            "Profit sharing contributions of $64 million were made to the plan and included in"
            " Operating overhead expense.",
        ),
        (
            "What was the operating loss?",
            "The Company has available domestic and foreign loss carry-forwards of $143 million.",
        ),
        (
            "What was operating income?",
            "Operating income rose by 5% while revenue grew to $32.4 billion in fiscal 2018.",
        ),
    ],
)
def test_a_figure_of_another_line_is_none_of_the_line_asked_for(
    tmp_path: Path, question: str, page: str
) -> None:
    assert given(tmp_path, question, page) is None


@pytest.mark.parametrize(
    "page",
    [
        "Operating income was $504 million in fiscal 2018.",
        "In fiscal 2018 we reported $504 million of operating\nincome.",
        "Because revenue grew, operating income was $504 million in fiscal 2018.",
    ],
)
def test_a_figure_of_the_line_asked_for_is_found_in_a_sentence(tmp_path: Path, page: str) -> None:
    assert given(tmp_path, "What was operating income in 2018?", page) == 504 * 10**6


def test_what_a_part_of_the_figures_is_does_not_hide_their_years(tmp_path: Path) -> None:
    page = (
        "As of December 31, 2017 and 2018, we had letters of credit outstanding of $649 million and"
        " $749 million, respectively, of which those that reduced the available credit were $233"
        " million and $247 million, respectively."
    )

    question = "letters of credit outstanding at the end of 2017"
    assert given(tmp_path, question, page, 2017) == 649_000_000


def test_a_percentage_owned_is_what_is_said_to_be_owned(tmp_path: Path) -> None:
    page = (
        "We sold 4.5% of equity interest in Nordia B.V. in fiscal 2018. The equity ownership"
        " interest in Nordia B.V. was 35% and 29% as of December 31, 2017 and 2018, respectively."
    )

    question = "What percentage of Nordia B.V. did the company own at the end of 2018?"
    assert given(tmp_path, question, page) == 29


def test_square_feet_are_counted(tmp_path: Path) -> None:
    page = (
        "Our corporate headquarters are located in Lynwood, and consist of approximately 420,000"
        " square feet under lease agreements through May 31, 2030."
    )

    assert given(tmp_path, "How big is the Lynwood head office in square feet?", page) == 420_000


def test_what_a_thing_was_comes_before_what_was_bought_for_it(tmp_path: Path) -> None:
    page = ADVERTISING + (
        "\nDuring fiscal 2018, the company purchased advertising in the amount of $18.1 million"
        " from a related party."
    )

    question = "How much was spent on advertising in 2018?"
    assert given(tmp_path, question, page) == 776_000_000


def test_a_month_that_is_asked_of_must_be_said(tmp_path: Path) -> None:
    page = "Advertising expenses were $776 million in fiscal 2018."

    assert given(tmp_path, "How much was advertising in February 2018?", page) is None


def test_the_price_of_a_purchase_is_no_price_of_a_share(tmp_path: Path) -> None:
    page = "The fair value of the consideration transferred for Oakline was about $943 million."

    assert given(tmp_path, "What was the purchase price of Oakline?", page) == 943_000_000


def test_figures_that_share_their_unit_are_each_one(tmp_path: Path) -> None:
    page = (
        "The intrinsic value rests on the exercise price of the option and the fair value of the"
        " stock of $42.73 and $49.13 per share as of December 31, 2018 and 2017, respectively."
    )

    question = "exercise price of the options outstanding at the end of 2018"
    assert given(tmp_path, question, page) is None


@pytest.mark.parametrize(
    ("question", "page"),
    [
        (
            "goodwill impairment recorded in 2018",
            "Impairment\nGoodwill and other asset impairment charges that were"
            " recorded and were $47 million in 2018.",
        ),
        (
            "level 1 equity investments 2018",
            "Investments\nThe fair value of our equity investments was $107 million in 2018.",
        ),
    ],
)
def test_a_sentence_of_more_than_is_asked_for_is_no_answer(
    tmp_path: Path, question: str, page: str
) -> None:
    assert given(tmp_path, question, page) is None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            "capital lease obligations at the end of 2018",
            "These charges increase capital lease obligations by $900 million in 2018.",
        ),
        (
            "ESPP purchase price in 2018",
            "During 2018 shares were bought under the ESPP at a purchase price of $59.29 for cash"
            " proceeds of $160 million.",
        ),
        (
            "RSU expense in 2018",
            "The total fair value of RSUs that vested was $16 million for the year 2018.",
        ),
        (
            "deferred grants in 2018",
            "An allowance against deferred grants of $99 million was established in 2018.",
        ),
    ],
)
def test_a_figure_beside_what_is_asked_for_is_no_answer(
    tmp_path: Path, question: str, sentence: str
) -> None:
    assert given(tmp_path, question, sentence) is None


IN_MILLIONS = "Notes to Financial Statements\nThe Widget Company\n(Dollars in millions)\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "The cost of the rebate programme was $35, $33 and $17 in 2018, 2017 and 2016.",
        "The cost of the rebate programme was $35 in 2018, in notes of $1,000 principal.",
    ],
)
def test_amounts_of_sentences_are_in_the_unit_that_their_section_sets(
    tmp_path: Path, sentence: str
) -> None:
    question = "What did the rebate programme cost in 2018?"

    assert given(tmp_path, question, IN_MILLIONS + sentence) == 35_000_000


def test_a_page_that_scales_its_amounts_itself_leaves_none_to_its_section(tmp_path: Path) -> None:
    page = f"{IN_MILLIONS}The rebate programme cost $35 in 2018. Others cost $2.4 million in 2018."

    assert given(tmp_path, "What did the rebate programme cost in 2018?", page) is None


def test_what_a_part_of_these_is_is_not_what_they_are(tmp_path: Path) -> None:
    page = (
        "The net assets of Utopia are told without goodwill.\n"
        "Of these net assets, cash balances were $15 million in 2018."
    )

    assert given(tmp_path, "net asset position of Utopia at June 30, 2018", page) is None


def test_a_mean_over_the_year_is_no_balance(tmp_path: Path) -> None:
    page = "The average balance of bridge loans outstanding was $233 million in fiscal 2018."

    assert given(tmp_path, "How much bridge loans were outstanding in 2018?", page) is None
    average = given(tmp_path, "average balance of bridge loans outstanding in 2018", page)
    assert average == 233_000_000


def test_what_would_have_an_effect_is_a_part(tmp_path: Path) -> None:
    page = (
        "The amount of unrecognized tax benefits that would impact the effective tax rate if"
        " recognized was $12 million in 2018."
    )

    assert given(tmp_path, "Unrecognized tax benefits in 2018", page) is None


def test_what_is_of_these_is_not_of_what_else_the_sentence_names(tmp_path: Path) -> None:
    page = (
        "Loans to branches are translated. There were $5 million, $11 million and $2 million"
        " associated with these loans in translation reserves in 2018, 2017 and 2016."
    )

    assert given(tmp_path, "translation reserves in 2018", page) is None
    assert given(tmp_path, "loans in translation reserves in 2018", page) == 5_000_000


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            "Dividends declared per share in 2018",
            "In June 2018 we declared an increase in the quarterly dividend to $1.16 per share.",
        ),
        (
            "How much commercial paper was repaid in 2018?",
            "At the end of 2018 commercial paper was $10.0 billion, all of which was payable soon.",
        ),
        (
            "Repurchase authorization in 2018",
            "In 2018 the repurchase was $90.2 billion under a program authorized by the Board.",
        ),
        (
            "software amortization in 2018",
            "Amortization of tools was $193 million in 2018, of which $8 million was of software.",
        ),
        (
            "effective interest rate on the harbour notes in 2018",
            "The interest rate on the harbour notes was 1.0% in 2018.",
        ),
    ],
)
def test_what_stands_beside_the_thing_is_not_it(
    tmp_path: Path, question: str, sentence: str
) -> None:
    assert given(tmp_path, question, sentence) is None
