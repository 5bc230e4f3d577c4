"""What words of a head say of time."""

from datetime import date

import pytest

from qa.tables.periods import Context, period_of, says_time, sense_of


@pytest.mark.parametrize("quarter", ["first", "fourth"])
def test_a_quarter_of_a_year_that_ends_on_a_day_does_not_end_on_that_day(quarter: str) -> None:
    period = period_of(f"52 weeks ended September 2, 2018, {quarter} quarter", Context())

    assert period is not None
    assert (period.kind, period.year, period.months, period.end) == ("quarter", 2018, 3, None)


def test_weeks_that_are_a_year_end_on_their_day() -> None:
    period = period_of("52 weeks ended September 2, 2018", Context())

    assert period is not None
    assert (period.kind, period.year, period.months, period.end) == (
        *("year", 2018, 12),
        date(2018, 9, 2),
    )


@pytest.mark.parametrize(
    "head", ["Quarter ended September 2, 2018", "Three months ended September 2, 2018"]
)
def test_a_quarter_that_names_its_own_day_ends_on_it(head: str) -> None:
    period = period_of(head, Context())

    assert period is not None
    assert (period.kind, period.end) == ("quarter", date(2018, 9, 2))


def test_a_quarter_that_is_not_told_from_others_has_no_period() -> None:
    assert period_of("Quarter 2018", Context()) is None


def test_two_years_are_no_period() -> None:
    assert period_of("2018 2017", Context()) is None


@pytest.mark.parametrize("title", ["Years ended June 30,", "Balance sheets at June 30,"])
def test_a_caption_gives_its_day_to_the_years_under_it(title: str) -> None:
    period = period_of("2018", Context(title))

    assert period is not None
    assert period.end == date(2018, 6, 30)


@pytest.mark.parametrize(
    ("sentence", "is_time"),
    [
        ("Results for the year ended December 31, 2022 were:", True),
        ("The following was paid during fiscal 2017:", True),
        ("The 2017 Plan has these parts:", False),
    ],
)
def test_a_sentence_is_of_a_time_where_its_year_says_when(sentence: str, is_time: bool) -> None:
    assert says_time(sentence) is is_time


@pytest.mark.parametrize(
    ("head", "sense"),
    [
        ("2018", "value"),
        ("Notes", "note"),
        ("2018 vs. 2017", "change"),
        ("% Change", "percent change"),
        ("% of sales", "share"),
        ("Changes in value", "value"),
    ],
)
def test_a_head_tells_what_its_column_holds(head: str, sense: str) -> None:
    assert sense_of(head) == sense
