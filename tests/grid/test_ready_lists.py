"""The ready-made lists are whole, in both languages."""

import re

import pytest

from qa.errors import UsageError
from qa.grid.asking import wording
from qa.grid.ready_lists import ready_list, ready_lists
from qa.library.grids import MAX_GRID_QUESTIONS
from qa.text.terms import is_chinese


@pytest.mark.parametrize("each", ready_lists().values(), ids=lambda each: each.list_id)
def test_a_list_has_both_languages_and_no_question_twice(each):
    assert 20 <= len(each.questions) <= MAX_GRID_QUESTIONS
    assert len(set(each.keys)) == len(each.keys)
    assert all(re.fullmatch(r"[a-z_]+", key) for key in each.keys)
    for chinese in (False, True):
        texts = [wording(question, chinese=chinese) for question in each.questions]
        assert len(set(texts)) == len(texts)
        assert [is_chinese(text) for text in texts] == [chinese] * len(texts)


def test_the_lists_are_those_that_the_help_names():
    assert [*ready_lists()] == [
        *("annual_report_zh", "checklist_10k", "kpis", "ratios", "risk_governance")
    ]
    assert len(ready_list("kpis").questions) == 31
    with pytest.raises(UsageError, match="There are: annual_report_zh, checklist_10k"):
        ready_list("none")
