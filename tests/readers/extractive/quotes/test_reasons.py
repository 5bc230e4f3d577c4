"""The first reason quoted is of the move that is asked about, not of one beside it."""

from pathlib import Path

import pytest

from qa.answer import Answer
from qa.library import StoredDocument
from qa.readers.extractive.quotes.reasons import cause_starts
from qa.readers.extractive.reader import QuoteReader
from qa.text.terms import terms
from tests.search.small_filing import FILING, store

RESULTS = """Item 7. Management's Discussion and Analysis
Operating income of the Harbor segment increased 19% in 2018 primarily due to higher prices.
Operating income of the Lakes segment declined in 2018 primarily due to a strike in its yards.
Operating income declined in 2018 primarily due to lower volumes in all of our segments.
In 2017, operating income declined primarily due to a fire.
As a result of the factors discussed above, net earnings decreased in 2018.
Net earnings were lower than in 2017 because a yard burnt down.
Marketing expense
Marketing expense increased due to the following:
Trade fairs 8 % 2 %
Campaigns 4 1
Loss of the Lakes venture
Less: loss of the Lakes venture attributable to others — % — %
Loss of the Lakes venture includes a fee of $8 million.
Loss of the Lakes venture was $4 million, a 93% improvement, driven largely by a sale of ships.
Return on sales
Return on sales fell by three points.
Two causes account for nearly all of it: cheap tools sold better, and steel was dear."""
YARDS = """Yards
Gross profit rate rose in 2017 and fell in 2018. For 2018, the decrease was primarily due to fog.
For 2017, the increase was primarily due to prices.
In 2018 we bought the Eider yard, allowing us to build ferries. The Eider yard stands in Vik."""
GOES_ON = """Wages increased 9% primarily due to overtime.
Freight Segment
Wages increased 4% primarily due to a strike of drivers."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    return store(
        tmp_path_factory.mktemp("reasons"),
        [*FILING, RESULTS, "Ferry Segment\nFerries sail.", GOES_ON, YARDS],
    )


def answer(document: StoredDocument, question: str) -> Answer:
    *_, last = QuoteReader().answer(document, question)
    assert isinstance(last, Answer)
    return last


def test_the_whole_is_explained_before_its_parts(report: StoredDocument) -> None:
    first = answer(report, "Why did operating income fall in 2018?").citations[0]

    assert first.cited_text == RESULTS.split("\n")[3]


def test_the_year_that_is_asked_about_comes_first(report: StoredDocument) -> None:
    first = answer(report, "Why did operating income fall in 2017?").citations[0]

    assert first.cited_text == RESULTS.split("\n")[4]


def test_what_a_colon_announces_is_quoted_with_it(report: StoredDocument) -> None:
    first = answer(report, "Why did marketing expense go up?").citations[0]

    assert first.cited_text == "Marketing expense increased due to the following:"
    assert "Trade fairs 8 % 2 %" in [span.text for span in first.context]


def test_causes_are_those_of_the_sentence_before(report: StoredDocument) -> None:
    first = answer(report, "Why did return on sales fall?").citations[0]

    assert first.cited_text == RESULTS.split("\n")[-1]


@pytest.mark.parametrize(("year", "cause"), [("2018", "fog"), ("2017", "prices")])
def test_several_sentences_point_back_to_one(report: StoredDocument, year: str, cause: str) -> None:
    move = "fall" if year == "2018" else "rise"
    first = answer(report, f"Why did the gross profit rate {move} in {year}?").citations[0]

    assert first.cited_text.endswith(f"primarily due to {cause}.")


def test_a_part_goes_on_over_the_end_of_a_page(report: StoredDocument) -> None:
    first = answer(report, "Why did wages rise at the Ferry segment?").citations[0]

    assert first.cited_text.endswith("due to overtime.")


def test_what_something_was_done_for_is_a_reason(report: StoredDocument) -> None:
    first = answer(report, "Why did they buy the Eider yard?").citations[0]

    assert "allowing us to build ferries" in first.cited_text


@pytest.mark.parametrize(
    "question", ["What ate into operating income?", "What dragged operating income down in 2018?"]
)
def test_verbs_of_falling_ask_why(report: StoredDocument, question: str) -> None:
    assert "volumes" in answer(report, question).citations[0].cited_text


def test_reasons_that_stand_elsewhere_are_no_reasons(report: StoredDocument) -> None:
    first = answer(report, "Why did net earnings fall in 2018?").citations[0]

    assert first.cited_text.endswith("because a yard burnt down.")


def test_what_lowered_a_thing_asks_why(tmp_path: Path) -> None:
    document = store(tmp_path, [*FILING, RESULTS])

    assert "volumes" in answer(document, "What lowered operating income?").citations[0].cited_text


def test_a_smaller_loss_is_explained_by_its_improvement_and_by_no_row(
    report: StoredDocument,
) -> None:
    first = answer(report, "Why did the loss of the Lakes venture shrink?").citations[0]

    assert "driven largely by a sale of ships" in first.cited_text


@pytest.mark.parametrize(
    ("sentence", "start"),
    [
        ("Sales rose due to prices, driven by demand", 2),
        ("Net income attributable to owners rose because prices rose", 6),
        ("A fall attributable to prices", 2),
        ("Sales rose", None),
        ("Volumes fell, driven primarily by strikes", 2),
    ],
)
def test_the_first_words_of_reason_count_and_income_of_owners_is_none(
    sentence: str, start: int | None
) -> None:
    assert cause_starts(terms(sentence)) == start


def test_what_it_is_for_gives_a_reason_of_what_is_done_and_of_no_move() -> None:
    told = terms("We closed the yard in order to save rent")

    assert cause_starts(told) is None
    assert cause_starts(told, of_event=True) == 4
