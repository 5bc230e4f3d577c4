"""Everyday words are known with the words that a report has in their place, one way only."""

from qa.glossary.synonyms import everyday_words
from qa.text.terms import terms


def asked_in(question: str) -> list[tuple[str, ...]]:
    return [found.asked for found in everyday_words(terms(question))]


def test_a_word_is_found_in_each_of_its_forms() -> None:
    (found,) = everyday_words(terms("How many factories burnt down?"))

    assert found.asked == ("factori",)
    assert tuple(terms("manufacturing facilities")) in found.said


def test_a_phrase_hides_the_words_inside_it() -> None:
    assert asked_in("Were jobs cut, and what is a job?") == [("job", "cut"), ("job",)]


def test_a_report_word_stands_for_no_everyday_word() -> None:
    assert not asked_in("What about counterfeit goods?")


def test_british_spelling_stands_for_what_reports_write() -> None:
    (found,) = everyday_words(terms("Has it a licence?"))

    assert tuple(terms("license")) in found.said
