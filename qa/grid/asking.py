"""Questions of a grid on their way to answers: one report, some of its cells."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing

from qa.answer import Answer, Progress
from qa.errors import QAError
from qa.library import StoredDocument
from qa.library.grids import GridQuestion
from qa.question_list.asking import Failed, ask_together, questions_at_once
from qa.readers.base import Reader
from qa.text.terms import is_chinese
from qa.xbrl import TaggedFile

PAGES_LOOKED_AT = 5  # tell the language of a report

Why = Callable[[str, BaseException], str]  # question, what ended it -> one sentence


def answer_cells(
    document: StoredDocument,
    questions: Sequence[GridQuestion],
    *,
    reader: Reader | None = None,
    why: Why,
    xbrl: TaggedFile | None = None,
) -> Generator[tuple[int, Answer] | Progress | None]:
    """Yield the index of each question with its answer as it comes, how far that is, and None.

    Each is asked on its own, as a list is: nothing of the conversation is read or written. One
    that fails has an answer that says why, in the words of `why`, and leaves the others alone.
    xbrl: what their figures are compared with.
    """
    chinese = is_in_chinese(document) if any(q.chinese for q in questions) else False
    asked = [wording(question, chinese=chinese) for question in questions]
    at_once = questions_at_once(reader)
    asking = ask_together(document, asked, reader=reader, at_once=at_once, xbrl=xbrl)
    with closing(asking) as events:
        for index, event in events:
            match event:
                case Answer():
                    yield index, event
                case Failed(error):
                    yield index, _failed(document, asked[index], reader, why(asked[index], error))
                case Progress():
                    yield event
                case _:
                    yield None


def wording(question: GridQuestion, *, chinese: bool) -> str:
    """Return the question in a language, or in the one it has."""
    return (chinese and question.chinese) or question.text


def is_in_chinese(document: StoredDocument) -> bool:
    """Whether a report is mainly in Chinese, by its first pages with text."""
    numbers = document.coverage.read[:PAGES_LOOKED_AT]
    return is_chinese("\n".join(page.text for page in document.pages(numbers)))


def _failed(document: StoredDocument, question: str, reader: Reader | None, why: str) -> Answer:
    return Answer(
        question=question,
        text=why,
        citations=(),
        coverage=document.coverage,
        reader=reader.name if reader else "quotes",
        finish_reason="failed",
        seconds=0.0,
    )


def sentence_of(_: str, error: BaseException) -> str:
    """Return the sentence of an error that a user can meet; raises all others."""
    if isinstance(error, QAError):
        return str(error)
    raise error
