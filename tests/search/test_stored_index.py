"""What a search needs is worked out when a document is read, and is the same after a restart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.document import Section
from qa.library import DerivedData
from qa.search import find_pages, index_to_store, stored_index
from qa.search.document_terms import CLOSING, DocumentTerms
from qa.search.index import DocumentIndex
from qa.search.page_features import IndexedDocument
from qa.search.question import parse
from qa.search.ranking import score_pages
from qa.text.terms import terms
from tests.search.small_filing import CHINESE_FILING, FILING, store

SECTIONS = (Section("Risk Factors", 1, 4, 4), Section("Legal Proceedings", 1, 5, 5))
QUESTIONS = ("What is the quick ratio?", "why did gross margin fall", "Is anybody suing?", "毛利率")


@pytest.mark.parametrize("texts", [FILING, CHINESE_FILING, ("",), ("", "Net sales\n\n1,577")])
def test_a_stored_index_gives_the_scores_of_a_fresh_one(texts):
    fresh = IndexedDocument.of(texts, SECTIONS[: len(texts) // 8])

    stored = stored_index.from_bytes(stored_index.to_bytes(fresh), SECTIONS[: len(texts) // 8])

    for question in map(parse, QUESTIONS):
        assert np.array_equal(score_pages(stored, question), score_pages(fresh, question))


@pytest.mark.parametrize("derived", [(), (DerivedData("search index", 3, b"net"),)])
def test_an_index_that_is_absent_or_of_another_version_is_built_again_and_kept(tmp_path, derived):
    new = store(tmp_path / "new", FILING, derived=[index_to_store(FILING, ())])

    old = store(tmp_path / "old", FILING, derived=derived)

    assert find_pages(old, QUESTIONS[0]) == find_pages(new, QUESTIONS[0]) != []
    name, version = stored_index.NAME, stored_index.VERSION
    assert old.derived(name, version) == index_to_store(FILING, ()).data


def test_a_search_goes_on_where_its_index_cannot_be_kept(tmp_path, monkeypatch, caplog):
    document = store(tmp_path, FILING)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qa.library.replacing.shutil.copyfile", full)

    assert find_pages(document, QUESTIONS[0])
    assert "A search index was not kept: DiskFull" in caplog.text


LINES = st.lists(
    st.text(alphabet="abAB12 .,-'&\u2019\u00a0\t毛利率ﬁÉ$;", max_size=14), min_size=1, max_size=6
)


@given(st.lists(LINES, max_size=4))
def test_the_terms_of_a_document_are_those_of_its_lines(pages):
    found = DocumentTerms.of(["\n".join(lines) for lines in pages])

    expected = [
        (page_index, words, line.rstrip()[-1] in CLOSING)
        for page_index, lines in enumerate(pages)
        for line in lines
        if (words := terms(line))
    ]
    words = iter([found.vocabulary[term_id] for term_id in found.term_ids])
    assert [
        (page, [next(words) for _ in range(count)], closed)
        for page, count, closed in zip(
            found.line_pages, found.line_words, found.line_is_closed, strict=True
        )
    ] == expected


@given(st.lists(LINES, min_size=1, max_size=4), st.lists(st.sampled_from("ab12"), max_size=3))
def test_a_phrase_is_found_wherever_its_words_follow_each_other_on_a_page(pages, phrase):
    texts = ["\n".join(lines) for lines in pages]
    index = DocumentIndex(DocumentTerms.of(texts), len(texts))

    found = index.places(phrase).page_indexes.tolist()

    assert found == [
        page_index
        for page_index, lines in enumerate(pages)
        for words in [[word for line in lines for word in terms(line)]]
        for start in range(len(words) - len(phrase) + 1)
        if phrase and words[start : start + len(phrase)] == phrase
    ]
