"""What a cell shows of an answer."""

from dataclasses import replace

import pytest

from qa.grid.short_answer import MAX_WORDS_CHARS, short_answer
from tests.grid.cells_for_tests import REVENUE, cited, computed, ended, stated, words


def test_a_figure_is_shown_with_its_period_and_place():
    shown = short_answer(stated(), "money")

    assert (shown.kind, shown.text, shown.period) == ("figure", "$1,000 million", "2022")
    assert shown.citation == cited(REVENUE)
    assert shown.is_expected


def test_a_computed_figure_has_the_place_of_its_first_input():
    assert short_answer(computed()).citation.cited_text == "Net income 110"


@pytest.mark.parametrize(
    ("unit", "expected", "fits"),
    [
        ("USD", "money", True),
        ("CNY", "money", True),
        ("USD/share", "money", False),
        ("USD/share", "money/share", True),
        ("percent", "percent", True),
        ("USD", "percent", False),
        ("shares", "count", False),
        ("days", "", True),
    ],
)
def test_a_unit_is_the_expected_one_or_not(unit, expected, fits):
    assert short_answer(stated(unit=unit), expected).is_expected == fits


def test_words_are_the_first_line_and_go_on_after_a_heading():
    text = "Item 3. Legal Proceedings.\nWe are party to a variety of claims.\nMore."

    assert short_answer(words(text)).text == (
        "Item 3. Legal Proceedings. We are party to a variety of claims."
    )
    assert not short_answer(words(text), "money").is_expected


@pytest.mark.parametrize("said", ["Not stated in this document.", "本文件中未说明。"])
def test_what_was_found_is_shown_where_a_model_does_not_find_it_stated(said):
    found = short_answer(words(f"{said}\nThe auditor is Example LLP."))

    assert (found.kind, found.text) == ("words", "The auditor is Example LLP.")


def test_long_words_are_cut_between_two_of_them():
    text = short_answer(words("several words " * 40)).text

    assert len(text) <= MAX_WORDS_CHARS
    assert text.endswith(("several…", "words…"))


def test_why_there_is_no_figure_is_said():
    missing = replace(stated().figures[0], value=None, display="n/a", note="no revenue found")

    shown = short_answer(replace(stated(), figures=(missing,)))

    assert (shown.kind, shown.text) == ("no figure", "n/a: no revenue found")


@pytest.mark.parametrize(("how", "kind"), [("not found", "not found"), ("failed", "failed")])
def test_what_was_not_found_or_failed_is_that(how, kind):
    assert short_answer(ended(how, "Why.")).kind == kind
