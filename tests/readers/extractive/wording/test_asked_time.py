"""The one year that is asked of: a month alone is the day of the year that ends in it."""

from datetime import date

import pytest

from qa.measures import understand
from qa.readers.extractive.wording.asked_time import is_within_year, time_of, words_in
from qa.statements import DocumentFacts

FACTS = DocumentFacts(fiscal_year=2022, currency="USD", fiscal_year_end=date(2022, 5, 29))


def asked_of(question: str):
    return time_of(understand(question), FACTS)


@pytest.mark.parametrize(
    ("question", "day", "rest"),
    [
        ("grain in store, May 2022", "at the end of 2022", "grain in store,"),
        ("grain in store in fiscal 2021", "at the end of 2021", "grain in store in"),
        ("grain at May 30, 2021", "at May 30, 2021", "grain at"),
        ("rent to pay in 2024", "in 2024", "rent to pay in"),
        ("grain in store", "", "grain in store"),
    ],
)
def test_a_question_is_read_without_its_time(question, day, rest):
    when = asked_of(question)

    assert when is not None
    assert (when.day, when.rest.strip()) == (day, rest)


@pytest.mark.parametrize(
    "question",
    ["grain in store, December 2021", "grain in Q2 2022", "grain in 2021 and in 2022"],
)
def test_what_is_no_years_time_is_not_read(question):
    assert asked_of(question) is None


def test_a_day_within_the_year_is_no_year_end():
    when = asked_of("grain at November 28, 2021")

    assert when is not None
    assert not when.is_year_end


def test_terms_come_with_the_words_that_they_stand_in():
    assert words_in("The group's unpaid bills?") == [
        ("the", "the"),
        ("group", "group"),
        ("unpaid", "unpaid"),
        ("bill", "bills"),
    ]


@pytest.mark.parametrize(
    ("question", "is_within"),
    [
        ("grain at the end of March 2022", True),
        ("grain at the end of May 2022", False),
        ("grain at the end of 2022", False),
    ],
)
def test_the_end_of_a_month_may_be_within_the_year(question, is_within):
    assert is_within_year(question, FACTS) is is_within
