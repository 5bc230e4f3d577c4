"""Everyday matters: each is asked for and found by something, and says what else is asked."""

import time

import pytest

from qa.glossary.matters import Matter, compiled, matters
from qa.text.terms import terms


def matter(key: str) -> Matter:
    return next(one for one in matters() if one.key == key)


@pytest.mark.parametrize("one", matters(), ids=lambda one: one.key)
def test_a_matter_can_be_asked_for_found_and_told(one: Matter) -> None:
    assert one.asked
    assert [*map(compiled, (*one.told, *one.above, *one.under))]  # each is a regular expression
    assert all(terms(phrase) for phrase in one.find)
    assert one.find


def test_what_is_asked_beside_a_matter_is_left() -> None:
    rest = matter("competitors").rest_of("who are the main competitors in winches?")

    assert rest is not None
    assert "winches" in rest
    assert "competitors" not in rest


def test_another_question_does_not_ask_for_a_matter() -> None:
    assert matter("fiscal_year_end").rest_of("what was revenue in the fiscal year 2018?") is None
    assert matter("fiscal_year_end").rest_of("when does the fiscal year end?") is not None


def test_a_name_in_a_form_needs_its_capitals_and_other_words_do_not() -> None:
    form = compiled(matter("chief_executive").told[0])

    assert form.search("Nora B. Tern 51 President and CHIEF EXECUTIVE OFFICER")
    assert not form.search("our former president and chief executive officer")


def test_a_form_is_looked_for_in_a_very_long_word_at_once() -> None:
    forms = [compiled(form) for one in matters() for form in one.told]
    started = time.process_time()

    for form in forms:
        form.search("A" * 20_000)

    assert time.process_time() - started < 2.0  # 14 s where a name might begin within the word
