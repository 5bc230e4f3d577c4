import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.quoting.cite import cite, find_quote, span
from tests.search.small_filing import HEIGHT, WIDTH, page, store

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)
PAGES = st.lists(TEXT, min_size=1, max_size=8).map("\n".join).filter(str.strip)


@st.composite
def stretches(draw):
    on_page = page(draw(PAGES))
    start = draw(st.integers(0, len(on_page.text) - 1))
    return on_page, start, draw(st.integers(start + 1, len(on_page.text)))


def has_words(quote):
    return quote.replace("\u00ad", "").strip() != ""


@given(stretches())
def test_a_span_is_the_text_between_its_ends_with_a_box_per_line(stretch):
    on_page, start, end = stretch
    found = span(on_page, start, end)
    assert found.text == on_page.text[start:end]
    assert len(found.boxes) == sum(1 for part in found.text.split("\n") if part)
    for box in found.boxes:
        assert 0 <= box.x0 <= box.x1 <= WIDTH
        assert 0 <= box.top <= box.bottom <= HEIGHT


@given(stretches())
def test_words_of_a_page_are_found_where_they_stand(stretch):
    on_page, start, end = stretch
    quote = on_page.text[start:end]
    if has_words(quote):
        start += len(quote) - len(quote.lstrip())
        assert start in [place for place, _ in find_quote(on_page, quote)]


@given(stretches(), st.sampled_from([" ", "\n", "  \n ", "\t"]))
def test_white_space_of_a_quote_does_not_matter(stretch, space):
    on_page, start, end = stretch
    quote = on_page.text[start:end]
    respaced = space.join(quote.split())
    if has_words(quote):
        assert find_quote(on_page, respaced)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 100)])
def test_no_span_outside_the_page(start, end):
    with pytest.raises(ValueError, match=r"\.\."):
        span(page("short"), start, end)


@pytest.mark.parametrize(
    ("text", "quote", "places"),
    [
        ("an impair-\nment test", "impairment test", [(3, 20)]),
        ("long-\nterm debt", "long-term debt", [(0, 15)]),
        ("long-term debt", "long-\nterm debt", [(0, 14)]),
        ("im\u00adpair", "impair", [(0, 7)]),
        ("毛利率下\n降了", "毛利 率下降", [(0, 6)]),
        ("aaa", "aa", [(0, 2), (1, 3)]),
        ("sold 12 3 times", "sold 123", []),
        ("what it says", "what he says", []),
        ("anything", "  ", []),
        ("any\u00adthing", "\u00ad", []),
    ],
)
def test_a_quote_is_found_across_line_ends_and_hyphens(text, quote, places):
    assert find_quote(page(text), quote) == places


def test_a_citation_carries_both_page_numbers_and_the_claim_it_supports(tmp_path):
    document = store(tmp_path, ["first", "Net sales 1,480"])
    cited = cite(document, page("Net sales 1,480", 2, "58"), 4, 9, answer_start=3, answer_end=8)
    assert (cited.page_number, cited.printed_number) == (2, "58")
    assert cited.cited_text == "sales"
    assert (cited.answer_start, cited.answer_end) == (3, 8)
    assert cited.document_sha256 == document.sha256
