"""Words are found as quotes are compared, and nowhere else."""

import pytest

from qa.quoting.word_finder import WordFinder

PAGES = (
    "Net sales rose 7.4%.\nThe impair-\nment of goodwill",
    "",
    "NET\n  SALES of McDonald’s – “tools”",
    "营业\n收入增长７％，net\nsales",
)


@pytest.fixture(scope="module")
def finder():
    return WordFinder(PAGES)


def found(finder, words):
    return [(page, PAGES[page - 1][start:end]) for page, start, end in finder.find(words)]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("net sales", [(1, "Net sales"), (3, "NET\n  SALES"), (4, "net\nsales")]),
        ("  Net   SALES ", [(1, "Net sales"), (3, "NET\n  SALES"), (4, "net\nsales")]),
        ("impairment", [(1, "impair-\nment")]),
        ('mcdonald\'s - "tools"', [(3, "McDonald’s – “tools”")]),
        ("营业收入", [(4, "营业\n收入")]),
        ("7%", [(4, "７％")]),
        ("7.4%", [(1, "7.4%")]),
        ("goodwill net", []),  # no words go on over the end of a page
        ("profit", []),
        (" ", []),
        ("\0", []),
    ],
)
def test_words_stand_where_a_reader_sees_them(finder, words, places):
    assert found(finder, words) == places


def test_a_capital_that_becomes_two_letters_moves_nothing():
    (place,) = WordFinder(["İİ net sales"]).find("NET sales")

    assert place == (1, 3, 12)


def test_places_do_not_overlap():
    assert len(WordFinder(["aaaa"]).find("aa")) == 2
