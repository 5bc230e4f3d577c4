"""Which questions are looked for in the surroundings of cells at all."""

from typing import cast

from qa.library import StoredDocument
from qa.measures import understand
from qa.readers.extractive.chinese.covered_answer import MOST_CHARS, covered_answer
from qa.statements import DocumentFacts

FACTS = DocumentFacts(fiscal_year=2020, currency="CNY")


def test_a_question_longer_than_any_row_is_not_looked_for() -> None:
    nothing_is_read_of_it = cast(StoredDocument, None)
    asked = understand("收入里" * MOST_CHARS)
    assert covered_answer(nothing_is_read_of_it, asked, FACTS) is None
