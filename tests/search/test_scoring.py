"""A score and its explanation are one and the same sum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search import find_pages, indexed
from qa.search.page_features import page_features
from qa.search.page_record import at_page
from qa.search.question import parse
from qa.search.ranking import explain_page, page_parts, score_pages
from qa.search.scoring import Part, explained, score_of, total
from qa.search.weights import WEIGHTS
from tests.search.small_filing import CHINESE_FILING, FILING, store

QUESTIONS = (
    *("How much was spent on capex?", "What is the quick ratio?", "Why did gross margin fall?"),
    *("Is anybody suing them?", "毛利率为什么下降?", "购建固定资产支付了多少现金?"),
)
numbers = st.floats(-1e6, 1e6)
parts = st.lists(
    st.builds(Part, st.just("a"), numbers, numbers, st.sampled_from(["none", "terms", "all"])),
    max_size=8,
)


@pytest.fixture(scope="module", params=[FILING, CHINESE_FILING], ids=["english", "chinese"])
def filing(request, tmp_path_factory):
    return store(tmp_path_factory.mktemp("filing"), request.param)


@given(parts)
def test_the_terms_of_a_score_add_up_to_it_to_the_last_bit(parts):
    assert score_of(explained(parts)) == total(parts, 0.0)


@given(parts)
def test_a_score_of_all_pages_at_once_is_that_of_each_page(parts):
    for_two = [part._replace(value=np.array([part.value, 1.0])) for part in parts]

    assert total(for_two, np.zeros(2))[0] == total(parts, 0.0)


def test_a_share_counts_of_the_terms_or_of_all_before_it():
    terms = explained(
        [
            Part("words", 2.0, 3.0),
            Part("reasons", 1.0, 0.5, "terms"),
            Part("discussion", 0.5, 1.0, "terms"),
            Part("only lists", 0.5, -1.0, "all"),
        ]
    )

    assert [term.contribution for term in terms] == [6.0, 3.0, 3.0, -6.0]


def test_what_contributes_nothing_is_no_term():
    assert explained([Part("words", 0.0, 3.0), Part("near", 1.0, 0.0)]) == ()


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_terms_of_a_page_are_its_score(filing, question):
    for hit in find_pages(filing, question):
        terms = explain_page(indexed(filing), parse(question), hit.page_number)

        assert score_of(terms) == hit.score > 0


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_record_of_one_page_is_scored_like_all_pages(filing, question):
    document, parsed = indexed(filing), parse(question)
    features = page_features(document, parsed)

    scores = [
        total(page_parts(at_page(features, page_index), WEIGHTS), 0.0)
        for page_index in range(filing.num_pages)
    ]

    assert scores == score_pages(document, parsed).tolist()


def test_a_page_that_only_lists_loses_by_a_term_of_its_own(tmp_path):
    contents = "TABLE OF CONTENTS\n" + "\n".join(f"Capital expenditures {n}" for n in range(3, 23))
    document = indexed(store(tmp_path, (contents, *FILING)))

    terms = explain_page(document, parse("How much was spent on capex?"), 1)

    assert terms[-1].name == "only lists"
    assert terms[-1].contribution == pytest.approx(-0.7 / 0.3 * score_of(terms))
