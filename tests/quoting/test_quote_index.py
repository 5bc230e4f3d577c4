"""Quotes are followed and found in folded text, and lead back to the page as it is."""

import pytest

from qa.quoting.quote_index import QuoteIndex
from qa.text.folding import fold
from tests.quoting.report_pages import REPORT, make_page


@pytest.fixture(scope="module")
def index():
    return QuoteIndex(REPORT)


def texts(index, quote):
    """The page's own words at every place of a quote."""
    pages = {page.page_number: page for page in REPORT}
    return [(n, pages[n].text[start:end]) for n, start, end in index.resolve(quote)]


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("Net\u00a0sales \n\t rose", "Net sales rose"),
        ("good-\nwill is lost", "goodwill is lost"),
        ("long-\nterm and long-term", "long-term and long-term"),
        ("2018-\n2019, non-\nGAAP", "2018-2019, non-GAAP"),
        ("soft\u00adware in\u00ad\ncluded", "software included"),
        ("营业\n收入增长5%\n的 EBITDA", "营业收入增长5%的 EBITDA"),
        ("cafe\u0301s", "caf\u00e9s"),
        ("a - \n b", "a - b"),
        ("", ""),
    ],
)
def test_folding_leaves_the_words_and_takes_the_line_ends(source, folded):
    assert fold(source).text == folded


def test_a_quote_is_found_on_every_page_where_it_stands(index):
    assert texts(index, "Net sales increased 5% to $12,345 million in fiscal 2019") == [
        (1, "Net sales increased 5% to $12,345 million in fiscal 2019"),
        (2, "Net sales increased 5% to $12,345 million in fiscal\n2019"),
    ]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("a pre-tax goodwill impairment", "a pre-tax good-\nwill impairment"),
        ("mostly long-term.", "mostly long-\nterm."),
        ("it grew in 2018-2019 by 12.4%", "it grew\u00a0in\u20032018-\n2019 by 12.4%"),
        ("software included", "soft\u00adware in\u00ad\ncluded"),
        ("and caf\u00e9s too", "and cafe\u0301s too"),
        ("海外市场的销售增加", "海外市场的\n销售增加"),
        ("营业成本 8,765,432.10 7,654,321.00", "营业成本 8,765,432.10 7,654,321.00"),
    ],
)  # fmt: skip
def test_a_quote_leads_to_the_words_as_the_page_has_them(index, quote, words):
    assert [text for _, text in texts(index, quote)] == [words]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("1,577) (1,373", "(1,577) (1,373)"),
        ("12,345 million", "$12,345 million"),
        ("Adjusted EBITDA\u201d is", "\u201cAdjusted EBITDA\u201d is"),
        ("grew in 2018-2019 by 12.4", "grew\u00a0in\u20032018-\n2019 by 12.4%"),
    ],
)
def test_brackets_and_signs_at_the_edge_of_a_quote_are_taken_in(index, quote, words):
    assert texts(index, quote)[0][1] == words


@pytest.mark.parametrize(
    "quote",
    [
        "577) (1,373",  # begins within a number
        "ales increased 5%",  # begins within a word
        "Net sales increased 5% to $12",  # ends within a number
        "tax goodwill impairment",  # begins within pre-tax
        "goodwill impairment gain",
        "Pagewitness Inc.",  # a running head
        "term debt was 8,021.5 million. \u201cAdjusted",
        "activities - (2,001) Net sales",  # across closing brackets
        "",
        "  ",
    ],
)
def test_what_does_not_stand_there_as_words_is_not_found(index, quote):
    assert texts(index, quote) == []


def test_a_quote_never_runs_over_a_page_s_end():
    index = QuoteIndex([make_page(1, "the first page ends"), make_page(2, "and goes on here")])
    assert index.resolve("page ends") == [(1, 10, 19)]
    assert index.resolve("ends and goes") == []


def test_a_document_without_words_has_nothing_to_quote():
    assert QuoteIndex([]).start() is None
    assert QuoteIndex([make_page(1), make_page(2, "one", "]]", "(")]).start() is None


def copied_by(index, text):
    return index.extend(index.start(), text)


def test_the_ways_on_are_the_next_bytes_of_every_place():
    index = QuoteIndex([make_page(1, "net sales", "net cash", "net 收入 rose")])
    ways = index.next_prefixes(copied_by(index, b"net "))
    assert ways == {b"s", b"sa", b"sal", b"sale", b"c", b"ca", b"cas", b"cash"} | {
        "收".encode()[:n] for n in (1, 2, 3)
    } | {"收入".encode()[:4]}


def test_a_row_that_stands_thousands_of_times_has_one_way_on():
    lines = ["Total 1,577 million"] * 5_000
    index = QuoteIndex([make_page(1, *lines)])
    copied = copied_by(index, b"Total ")
    assert len(copied.places) == 5_000
    assert index.next_prefixes(copied) == {b"1", b"1,", b"1,5", b"1,57"}


def test_more_ways_on_than_are_worth_a_list_are_not_listed():
    lines = [f"Total {n} million" for n in range(1_000, 3_000)]
    index = QuoteIndex([make_page(1, *lines)])
    assert index.next_prefixes(copied_by(index, b"Total ")) is None


@pytest.mark.parametrize(
    ("text", "closes"),
    [(b"", False), (b"a", False), (b"a ", False), (b"a b", True), (b"a b ", False)],
)
def test_a_quote_may_close_behind_two_words_of_one_letter(text, closes):
    index = QuoteIndex([make_page(1, "a b c d")])
    assert index.may_close(copied_by(index, text) if text else index.start()) is closes
