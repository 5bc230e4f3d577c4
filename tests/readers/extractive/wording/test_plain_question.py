"""A question as plainly as it can be put: wrapping and the report's own year ask for nothing."""

from pathlib import Path

import pytest

from qa.pipeline import ask
from qa.readers.extractive.wording.plain_question import plain_question, without_own_year
from tests.search.small_filing import FILING, store


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("What drove revenue as of the FY22?", "What drove revenue in FY2022?"),
        ("What drove revenue in fiscal '22?", "What drove revenue in fiscal 2022?"),
        ("As an investor, what are the main risks? Cite the page.", "what are the main risks?"),
        ("Who audits the company worldwide?", "Who audits the company worldwide?"),
        ("What is in the report?", "What is in the report?"),
        ("What items are included in the balance sheet?",) * 2,
    ],
)
def test_wrapping_goes_and_what_is_asked_stays(question: str, plain: str) -> None:
    assert plain_question(question) == plain


def test_a_question_that_names_the_reports_own_year_is_answered_as_without_it(
    tmp_path: Path,
) -> None:
    document = store(tmp_path, FILING)

    def quoted(question: str) -> list[str]:
        *_, answer = ask(document, question)
        return [citation.cited_text for citation in answer.citations]

    bare = quoted("Where does the company sell its tools?")
    assert bare
    for time in ("as of FY18", "as of FY2018", "in 2018", "in fiscal year 2018"):
        assert quoted(f"Where does the company sell its tools {time}?") == bare


def test_another_year_is_asked_for(tmp_path: Path) -> None:
    document = store(tmp_path, FILING)

    for question in ("Where was it in 2009?", "What came in 2017 and 2018?"):
        assert without_own_year(question, document) == question
