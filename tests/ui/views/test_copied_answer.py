"""An answer is copied with the report and both numbers of the page it is from."""

from dataclasses import replace

import pytest

from qa.answer import Answer, Citation
from qa.library import StoredDocument
from qa.pipeline import ask
from ui.views.copied_answer import copied_answer
from ui.views.i18n import Language

LINES = ("Sales rose.", "Costs fell too.", "No page says so.", "A fourth line.")


@pytest.fixture
def answer(document: StoredDocument) -> Answer:
    *_, last = ask(document, "gross margin")
    assert isinstance(last, Answer)
    return last


def cited(answer: Answer, line: int, page_number: int, printed: str | None) -> Citation:
    end = sum(len(each) + 1 for each in LINES[: line + 1]) - 1
    return replace(
        answer.citations[0], page_number=page_number, printed_number=printed, answer_end=end
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "Sales rose. (NIKE 10-K 2016, p. 22, PDF 24; p. 30)\n"
            "Costs fell too. (NIKE 10-K 2016, PDF p. 3)\nNo page says so.",
        ),
        (
            "zh",
            "Sales rose.（NIKE 10-K 2016，第 22 页，PDF 24；第 30 页）\n"
            "Costs fell too.（NIKE 10-K 2016，PDF 第 3 页）\nNo page says so.",
        ),
    ],
)
def test_each_line_names_report_and_pages_and_quotes_are_the_first_few(
    document: StoredDocument, answer: Answer, language: Language, expected: str
) -> None:
    document = replace(document, given_name="NIKE 10-K 2016")
    citations = (
        cited(answer, 0, 24, "22"),
        cited(answer, 0, 24, "22"),
        cited(answer, 0, 30, "30"),
        cited(answer, 1, 3, None),
    )
    answer = replace(answer, text="\n".join(LINES), citations=citations)

    assert copied_answer(document, answer, language) == expected
    by_model = replace(answer, reader="Qwen3-4B")
    assert copied_answer(document, by_model, language) == f"{expected}\n{LINES[3]}"
