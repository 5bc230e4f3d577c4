import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.quoting.cite import cite, span
from tests.search.small_filing import HEIGHT, WIDTH, page, store

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)
PAGES = st.lists(TEXT, min_size=1, max_size=8).map("\n".join).filter(str.strip)


@st.composite
def stretches(draw):
    on_page = page(draw(PAGES))
    start = draw(st.integers(0, len(on_page.text) - 1))
    return on_page, start, draw(st.integers(start + 1, len(on_page.text)))


@given(stretches())
def test_a_span_is_the_text_between_its_ends_with_a_box_per_line(stretch):
    on_page, start, end = stretch
    found = span(on_page, start, end)
    assert found.text == on_page.text[start:end]
    assert len(found.boxes) == sum(1 for part in found.text.split("\n") if part)
    for box in found.boxes:
        assert 0 <= box.x0 <= box.x1 <= WIDTH
        assert 0 <= box.top <= box.bottom <= HEIGHT


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 100)])
def test_no_span_outside_the_page(start, end):
    with pytest.raises(ValueError, match=r"\.\."):
        span(page("short"), start, end)


def test_a_citation_carries_both_page_numbers_and_the_claim_it_supports(tmp_path):
    document = store(tmp_path, ["first", "Net sales 1,480"])
    cited = cite(document, page("Net sales 1,480", 2, "58"), 4, 9, answer_start=3, answer_end=8)
    assert (cited.page_number, cited.printed_number) == (2, "58")
    assert cited.cited_text == "sales"
    assert (cited.answer_start, cited.answer_end) == (3, 8)
    assert cited.document_sha256 == document.sha256
