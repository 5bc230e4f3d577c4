"""Words that a server wrote, found in the document or not."""

import pytest
from rapidfuzz import fuzz

from qa.quoting.alignment import QuoteAligner
from tests.library.small_documents import page

PAGES = [
    page(
        1,
        "The net sales of the Company increased 5% compared with",
        "2018, to $ 12,345 million (see “Segments”).",
        "Non-current assets did not decrease. Net loss (1,577) (1,373)",
    ),
    page(
        2,
        "Purchases of property, plant and equip-",
        "ment 1,577 1,373 1,420",
        "营业收入增长５％，主要由于海外销售。",
    ),
    page(3, "Net loss and other items 9,876", "It was 1.577 in all of the years before"),
]


@pytest.fixture(scope="module")
def aligner():
    return QuoteAligner(PAGES)


def found(aligner, quote):
    check, places = aligner.find(quote)
    texts = {n: PAGES[n - 1].text for n in (1, 2, 3)}
    return check, [(p.page_number, texts[p.page_number][p.start : p.end]) for p in places]


def test_words_copied_faithfully_are_exact_over_line_ends_and_hyphens(aligner):
    check, ((page_number, text),) = found(aligner, "plant and equipment 1,577 1,373 1,420")

    assert (check, page_number) == ("exact", 2)
    assert text == "plant and equip-\nment 1,577 1,373 1,420"


@pytest.mark.parametrize(
    ("quote", "source"),
    [
        ("NET SALES OF THE COMPANY INCREASED 5%", "net sales of the Company increased 5%"),
        ("net sales of Company increased 5%", "net sales of the Company increased 5%"),
        ("compared with 2018 to $12,345 million", "compared with\n2018, to $ 12,345 million"),
        ("2018, to 12,345 million", "2018, to $ 12,345 million"),
        ('million (see "Segments")', "million (see “Segments”)"),
        ("equipment | 1,577 | 1,373 | 1,420", "equip-\nment 1,577 1,373 1,420"),
        ("Net loss: (1,577), (1,373)", "Net loss (1,577) (1,373)"),
        ("营业收入 增长5%，主要由于", "营业收入增长５％，主要由于"),
    ],
)
def test_words_set_otherwise_are_aligned_and_quoted_as_the_document_has_them(
    aligner, quote, source
):
    check, ((_, text),) = found(aligner, quote)

    assert (check, text) == ("aligned", source)


@pytest.mark.parametrize(
    "quote",
    [
        "net sales of the Company decreased 5% compared with 2018",
        "net sales of the Company increased 5% compared with 2019",
        "net sales of the Company increased 6% compared with 2018",
        "net sales of the Company increased 5 compared with 2018",
        "2018, to $ 12,345 billion",
        "2018, to € 12,345 million",
        "assets did decrease. Net loss (1,577)",
        "current assets did not decrease",  # it is non-current
        "Net loss 1,577 1,373",  # the minus is gone
        "plant and equipment -1,577 1,373 1,420",
        "it was 1,577 in all of the years",  # the point is a comma
        "it was 1.57",
        "equipment 1,577 1,373 1,42",
        "营业收入增长6%，主要由于",
        "words that stand nowhere at all",
    ],
)
def test_words_that_say_something_else_stand_nowhere(aligner, quote):
    assert found(aligner, quote)[1] == []


@pytest.mark.parametrize(
    "quote",
    [
        "net sales of the Company decreased 5% compared with",
        "2018, to $ 12,345 billion (see “Segments”).",
        "Non-current assets did decrease. Net loss (1,577) (1,373)",
    ],
)
def test_likeness_in_percent_could_not_tell_these_from_honest_slips(aligner, quote):
    """Why letters and digits must be the same: each turns the meaning and is 90 % alike."""
    likeness = fuzz.partial_ratio(quote, " ".join(PAGES[0].text.split()))

    assert likeness >= 90
    assert found(aligner, quote)[1] == []


def test_a_quote_on_several_pages_is_found_on_all(aligner):
    _, places = found(aligner, "NET LOSS")

    assert [page_number for page_number, _ in places] == [1, 3]


def test_of_a_quote_with_an_ellipsis_every_part_must_stand_there(aligner):
    _, places = found(aligner, "net sales of the Company ... Non-current assets did not decrease")

    assert [text for _, text in places] == [
        "net sales of the Company",
        "Non-current assets did not decrease",
    ]
    assert found(aligner, "net sales of the Company … and then some")[1] == []


@pytest.mark.parametrize("quote", ["", "...", "sales", "1,577", "营业收", " ]] "])
def test_less_than_two_words_is_no_quote(aligner, quote):
    assert found(aligner, quote)[1] == []
