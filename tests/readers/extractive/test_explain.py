"""Why a finding has its score: its terms are the score, and each has a name."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from qa.readers.extractive.quotes.evidence import NOT_NAMED, RowFeatures, SentenceFeatures
from qa.readers.extractive.quotes.findings import explain, find_quotes
from qa.search.question import parse
from qa.search.scoring import score_of
from qa.search.weights import WEIGHTS
from tests.search.small_filing import CHINESE_FILING, FILING, store

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def filing(tmp_path_factory):
    return store(tmp_path_factory.mktemp("english"), FILING)


@pytest.fixture(scope="module")
def chinese_filing(tmp_path_factory):
    return store(tmp_path_factory.mktemp("chinese"), CHINESE_FILING)


def quotes(document, question, **options):
    return find_quotes(document, parse(question), **options)


def contributions(finding):
    return {term.name: term.contribution for term in explain(finding)}


@pytest.mark.parametrize(
    "question",
    [
        "How much was spent on capex?",
        "quick ratio",
        "Why did gross margin fall?",
        "Who audits the accounts?",
        "How is inventory valued?",
    ],
)
def test_the_terms_of_a_quote_are_its_score(filing, question):
    found = quotes(filing, question)

    assert found
    for finding in found:
        assert score_of(explain(finding)) == finding.score


def test_the_terms_of_a_chinese_quote_are_its_score(chinese_filing):
    found = quotes(chinese_filing, "毛利率为什么下降?")

    assert found
    for finding in found:
        assert score_of(explain(finding)) == finding.score


def test_a_row_is_explained_by_its_name_its_statement_and_its_page(filing):
    found = contributions(quotes(filing, "How much was spent on capex?")[0])

    assert found["capital_expenditure: named"] == pytest.approx(WEIGHTS.row_named)
    assert found["capital_expenditure: on its statement"] > 0
    assert found["fit of the page"] == WEIGHTS.page_fit
    assert found["several values"] == WEIGHTS.several_values


def test_a_reason_is_explained_by_its_due_to(filing):
    found = contributions(quotes(filing, "Why did gross margin fall?")[0])

    assert found["gives a reason"] == WEIGHTS.reason
    assert found["fit of the page"] == WEIGHTS.page_fit_for_reasons


def test_other_weights_give_other_scores_and_explain_them(filing):
    weights = replace(WEIGHTS, row_named=2.0)

    usual = quotes(filing, "How much was spent on capex?")[0]
    found = quotes(filing, "How much was spent on capex?", weights=weights)[0]

    assert found.features == usual.features
    assert found.score > usual.score
    assert score_of(explain(found, weights)) == found.score


ROW = RowFeatures(
    NOT_NAMED, 0.5, 0.0, 1.0, has_kind=False, has_several_values=False, asks_why=False,
    wants_text=True,
)  # fmt: skip
SENTENCE = SentenceFeatures(
    NOT_NAMED, 0.5, 0.0, 0.0, 0.0, 0.0, 1.0, asks_why=False, gives_reason=False, asks_of_move=False,
    explains_move=0.0, tells_move=0.0, goes_against=False, is_supposed=False,
    is_in_manner=False, has_figure=False, has_kind=False, signs=False, announces=False, asks=False,
    is_long=True, is_aside=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("features", "kept"), [(ROW, WEIGHTS.row_where_text), (SENTENCE, WEIGHTS.long_sentence)]
)
def test_what_is_no_fit_answer_keeps_a_share_of_all_its_terms(features, kept):
    *terms, last = features.parts(WEIGHTS)

    whole = sum(term.value * term.weight for term in terms)
    assert last.share_of == "all"
    assert whole * (1 + last.value * last.weight) == pytest.approx(kept * whole)


SCORES = """
import sys
from pathlib import Path
from qa.readers.extractive.quotes.findings import find_quotes
from qa.search.question import parse
from tests.search.small_filing import FILING, store
question = parse("Why was a larger share of low-margin lines and steel dearer for the new forge?")
print([finding.score for finding in find_quotes(store(Path(sys.argv[1]), FILING), question)])
"""


def test_scores_are_the_same_bits_in_every_process(tmp_path):
    told = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", SCORES, str(tmp_path / seed)]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        told.add(done.stdout)

    assert len(told) == 1
    assert told != {"[]\n"}
