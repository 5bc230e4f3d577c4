"""One question to several reports, each asked on its own, by the way of every question.

Each answer is kept in its report's conversation, and nowhere else: a comparison is made of those
that are kept, so whoever removes a report or clears its conversation removes it here too.
"""

from collections.abc import Callable, Generator, Sequence

from qa.answer import Answer, AnswerEvent
from qa.compare.companies import names_of
from qa.compare.comparison import ReportAnswer
from qa.compare.wording import question_for
from qa.errors import AnswerNotKept, QAError, UsageError
from qa.library import StoredDocument
from qa.pipeline import ask, checked_question
from qa.question_list.asking import Failed
from qa.readers.base import Reader
from qa.xbrl import TaggedFile

FEWEST_REPORTS, MOST_REPORTS = 2, 10


def check_count(count: int) -> None:
    """Raise UsageError for too few reports, or too many."""
    if not FEWEST_REPORTS <= count <= MOST_REPORTS:
        reason = f"Ask {FEWEST_REPORTS} to {MOST_REPORTS} reports together, not {count}."
        raise UsageError(reason=reason)


def check_reports(documents: Sequence[StoredDocument]) -> None:
    """Raise UsageError for too few reports, too many, or one that is there twice."""
    check_count(len(documents))
    if len({document.document_id for document in documents}) < len(documents):
        raise UsageError(reason="The same report is there twice.")


def questions_for(documents: Sequence[StoredDocument], question: str) -> tuple[str, ...]:
    """Return the question as each report is asked it; raises UsageError where there is none."""
    question = checked_question(question)
    names = [names_of(document) for document in documents]
    return tuple(
        question_for(question, own, [name for other in names if other is not own for name in other])
        for own in names
    )


def ask_each(
    documents: Sequence[StoredDocument],
    question: str,
    *,
    reader: Reader | None = None,
    xbrl: Callable[[StoredDocument], TaggedFile | None] = lambda _: None,
) -> Generator[tuple[int, AnswerEvent | Failed]]:
    """Yield the events of each report's answer, one report after the other, with its index.

    Each ends with its Answer, kept, or with Failed, which leaves the others alone. xbrl: what the
    figures of a report are compared with. Raises UsageError before the first event.
    """
    check_reports(documents)
    for index, asked in enumerate(questions_for(documents, question)):
        try:
            document = documents[index]
            for event in ask(document, asked, reader=reader, xbrl=xbrl(document)):
                yield index, event
        except AnswerNotKept:
            continue  # it was given, and it alone could not be kept
        except QAError as error:
            yield index, Failed(error)


def answered(
    documents: Sequence[StoredDocument], question: str, ends: dict[int, Answer | Failed]
) -> list[ReportAnswer]:
    """Return what `ask_each` gave, by index, as rows to compare; not those still without an end."""
    asked = questions_for(documents, question)
    return [
        ReportAnswer(documents[index], asked[index], end)
        if isinstance(end, Answer)
        else ReportAnswer(documents[index], asked[index], None, _said(end.error))
        for index, end in sorted(ends.items())
    ]


def kept(documents: Sequence[StoredDocument], question: str) -> list[ReportAnswer]:
    """Return the newest answers that the reports' conversations keep to this question."""
    asked = questions_for(documents, question)
    return [
        ReportAnswer(document, own, _newest(document, own))
        for document, own in zip(documents, asked, strict=True)
    ]


def _newest(document: StoredDocument, question: str) -> Answer | None:
    answers = reversed(document.answers())
    return next((answer for answer in answers if answer.question == question), None)


def _said(error: BaseException) -> str:
    return str(error) if isinstance(error, QAError) else "This report could not be asked."
