"""A question takes on the spelling of the report that it is asked of."""

from pathlib import Path

import pytest

from qa.readers.extractive.wording.document_words import in_document_words
from qa.search import indexed
from qa.search.question import ParsedQuestion, parse
from tests.search.small_filing import store

PAGE = """What we make
We sell smartwatches and color displays from our center in Dover, and we program them."""
CHINESE = """第三节 生产
公司按照订单组织生产，车间排班由计划部安排。"""


def asked(folder: Path, question: str, page: str = PAGE) -> ParsedQuestion:
    return in_document_words(indexed(store(folder, [page])).index, parse(question))


@pytest.mark.parametrize(
    ("question", "term", "way"),
    [
        ("Which smart watches does it make?", "smart", ("smartwatch",)),
        ("What colour are the displays?", "colour", ("color",)),
        ("Where is the main sorting centre?", "centr", ("center",)),
    ],
)
def test_a_word_that_is_spelt_otherwise_is_looked_for(
    tmp_path: Path, question: str, term: str, way: tuple[str, ...]
) -> None:
    assert way in asked(tmp_path, question).ways(term)


def test_what_holds_a_question_together_is_not_asked_for(tmp_path: Path) -> None:
    assert "besid" not in asked(tmp_path, "What do they sell besides displays?").rare_terms


def test_a_verb_says_which_way_where_a_reason_is_asked_for(tmp_path: Path) -> None:
    assert "soar" in asked(tmp_path, "Why did sales of displays soar?").words


def test_what_the_report_has_none_of_is_still_asked_for(tmp_path: Path) -> None:
    assert "lighthous" in asked(tmp_path, "Which lighthouses do they sell?").rare_terms


def test_no_pair_of_characters_is_asked_for_that_is_cut_across_two_words(tmp_path: Path) -> None:
    question = parse("计划部生产多少？")
    assert "部生" in question.words
    found = asked(tmp_path, "计划部生产多少？", CHINESE)

    assert "部生" not in found.words
    assert {"计划", "生产"} <= found.words.keys()
