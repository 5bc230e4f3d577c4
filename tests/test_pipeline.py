"""From bytes to a stored document, and from a question to a kept answer."""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import pytest

from qa import pipeline
from qa.answer import Answer, AnswerEvent, Progress, TextDelta
from qa.document import PageStatus
from qa.errors import (
    AnswerNotKept,
    DiskFull,
    EmptyFile,
    FileTooLarge,
    NotAPdf,
    TooManyDocuments,
    UsageError,
)
from qa.library import Library, StoredDocument
from qa.models.errors import NothingFits
from qa.pdf import Limits
from qa.pipeline import ask, read_document
from qa.question_list.asking import Failed, ask_many, ask_together
from qa.search.page_features import IndexedDocument
from tests.library.small_documents import answer, small_document
from tests.pdfs.make import simple_pdf


class ScriptedReader:
    """Says the question back."""

    name = "scripted"

    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
        reads_all: bool = False,
    ) -> Iterator[AnswerEvent]:
        yield Progress("searching", 0, 1)
        yield TextDelta(question)
        yield replace(answer(question), text=question, reader=f"{len(history)} before")


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as library:
        yield library


@pytest.fixture
def stored(library):
    return library.add(small_document(), b"%PDF", owner="local", file_name="r.pdf")


@pytest.fixture
def readings(monkeypatch):
    """The passwords of all readings, instead of real readings of small_document()."""
    passwords: list[str | None] = []

    def read_pdf(data, *, file_name, password, limits, on_progress, cancelled):
        passwords.append(password)
        report = replace(small_document(), sha256=pipeline.hashlib.sha256(data).hexdigest())
        if len(data) > 10 and len(passwords) == 1:  # as if the time was over after page 1
            cut = replace(report.pages[1], status=PageStatus.NOT_READ, lines=())
            report = replace(report, pages=(report.pages[0], cut))
        return report

    monkeypatch.setattr(pipeline, "read_pdf", read_pdf)
    return passwords


def test_a_real_file_is_read_and_kept(library, tmp_path):
    path = tmp_path / "annual report.pdf"
    path.write_bytes(simple_pdf([["Net sales grew 7.4%"], ["Total assets 1,577"]]))
    seen: list[Progress] = []

    stored = read_document(path, library=library, on_progress=seen.append)

    assert stored.file_name == "annual report.pdf"
    assert stored.page_texts() == ("Net sales grew 7.4%", "Total assets 1,577")
    assert library.documents(owner="local") == [stored]
    assert [progress.stage for progress in seen][-1] == "indexing"


def test_the_first_question_finds_the_index_ready(library, monkeypatch):
    document = read_document(simple_pdf([["Net sales grew 7.4%"]]), library=library)
    monkeypatch.setattr(IndexedDocument, "of", lambda *_: pytest.fail("built again"))

    *_, found = ask(document, "How did net sales grow?")

    assert [citation.page_number for citation in found.citations] == [1]


def test_the_same_bytes_are_read_once(library, readings):
    first = read_document(b"%PDF-1", library=library, file_name="a.pdf")

    assert read_document(b"%PDF-1", library=library, file_name="b.pdf") == first
    assert len(readings) == 1


def test_another_owner_learns_nothing_from_the_same_bytes(library, readings):
    read_document(b"%PDF-1", library=library, owner="ann")

    read_document(b"%PDF-1", library=library, owner="bob")

    assert len(readings) == 2


def test_what_was_partly_read_is_read_again(library, readings):
    first = read_document(b"%PDF-1.7 long", library=library)

    second = read_document(b"%PDF-1.7 long", library=library)
    third = read_document(b"%PDF-1.7 long", library=library)

    assert first.statuses == (PageStatus.TEXT, PageStatus.NOT_READ)
    assert second.statuses == (PageStatus.TEXT, PageStatus.TEXT)
    assert third == second
    assert len(readings) == 2


def test_pages_beyond_the_limit_are_not_worth_another_reading(library, readings, monkeypatch):
    read_pdf = pipeline.read_pdf
    monkeypatch.setattr(
        pipeline,
        "read_pdf",
        lambda data, **options: replace(read_pdf(data, **options), num_pages_in_file=9),
    )
    limits = Limits(max_pages=2)

    for _ in range(2):
        read_document(b"%PDF-1", library=library, limits=limits)
    assert len(readings) == 1

    read_document(b"%PDF-1", library=library, limits=replace(limits, max_pages=3))
    assert len(readings) == 2


def test_an_empty_file_is_refused(library, tmp_path):
    (tmp_path / "empty.pdf").touch()

    with pytest.raises(EmptyFile, match="empty"):
        read_document(tmp_path / "empty.pdf", library=library)
    with pytest.raises(EmptyFile):
        read_document(b"", library=library)


def test_a_file_over_the_limit_is_refused_before_it_is_loaded(library, tmp_path):
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(1 << 40)  # takes no space on the disk, and would not fit into memory

    with pytest.raises(FileTooLarge, match="1099512 MB; the limit is 100 MB"):
        read_document(tmp_path / "huge.pdf", library=library)
    with pytest.raises(FileTooLarge):
        read_document(b"%PDF-1.7", library=library, limits=Limits(max_file_bytes=7))


def test_a_file_that_is_not_there_is_wrong_usage(library, tmp_path):
    with pytest.raises(UsageError, match=r"gone\.pdf: no such file"):
        read_document(tmp_path / "gone.pdf", library=library)
    with pytest.raises(UsageError, match="is a directory"):
        read_document(tmp_path, library=library)


def test_what_is_no_pdf_is_refused_and_not_kept(library):
    with pytest.raises(NotAPdf):
        read_document(b"<html><body>hello</body></html>", library=library, file_name="x.pdf")

    assert library.documents(owner="local") == []


def test_a_full_shelf_is_told_before_a_long_reading(tmp_path, readings):
    with Library.open(tmp_path / "library", max_documents_per_owner=1) as library:
        read_document(b"%PDF-1", library=library)

        with pytest.raises(TooManyDocuments):
            read_document(b"%PDF-2", library=library)

    assert len(readings) == 1


def test_the_password_is_kept_for_drawing_pages(library, readings):
    stored = read_document(b"%PDF-1", library=library, password="open sesame")

    assert readings == ["open sesame"]
    assert library.get(stored.document_id, owner="local").password == "open sesame"


def test_an_answer_streams_and_is_kept(stored):
    *events, last = ask(stored, "  How? ", reader=ScriptedReader(), history=[answer()])

    assert events == [Progress("searching", 0, 1), TextDelta("How?")]
    assert isinstance(last, Answer)
    assert (last.question, last.reader) == ("How?", "1 before")
    assert stored.answers() == [last]


def test_an_answer_is_kept_before_it_is_handed_out(stored):
    events = ask(stored, "How?", reader=ScriptedReader())

    while not isinstance(next(events), Answer):
        pass
    events.close()

    assert len(stored.answers()) == 1


def test_stopping_halfway_keeps_nothing(stored):
    events = ask(stored, "How?", reader=ScriptedReader())
    next(events)
    events.close()

    assert stored.answers() == []


def test_an_answer_that_cannot_be_kept_is_still_given(stored, monkeypatch):
    def full(self: StoredDocument, answer: Answer) -> None:
        raise AnswerNotKept from DiskFull(file_name="it")

    monkeypatch.setattr(StoredDocument, "save_answer", full)
    events = ask(stored, "How?", reader=ScriptedReader())

    assert isinstance([next(events) for _ in range(3)][-1], Answer)
    with pytest.raises(AnswerNotKept):
        next(events)


@pytest.mark.parametrize("question", ["", " \n", "x" * 4001])
def test_no_question_and_a_whole_essay_are_wrong_usage(stored, question):
    with pytest.raises(UsageError):
        next(ask(stored, question, reader=ScriptedReader()))


def test_a_question_with_broken_characters_is_asked_without_them(stored):
    *_, last = ask(stored, "How\ud800?", reader=ScriptedReader())

    assert last.question == "How??"


def test_many_questions_give_one_answer_each(stored):
    answers = list(ask_many(stored, ["How?", "Why?"], reader=ScriptedReader()))

    assert [each.text for each in answers] == ["How?", "Why?"]
    assert stored.answers() == answers


class Choosy(ScriptedReader):
    """Answers when it is let to, and never the second question."""

    def __init__(self) -> None:
        self.may_answer = {question: threading.Event() for question in ("1?", "2?", "3?")}
        self.ended: list[str] = []

    def answer(self, document, question, *, history=(), focus=None, reads_all=False):
        try:
            yield Progress("searching", 0, 1)
            while not self.may_answer[question].wait(0.01):
                yield Progress("searching", 0, 1)
            if question == "2?":
                raise NothingFits(tokens=1)
            yield from super().answer(document, question)
        finally:
            self.ended.append(question)


def test_questions_asked_together_are_answered_as_they_come_and_fail_alone(stored):
    reader = Choosy()
    ended = []

    for index, event in ask_together(stored, ["1?", "2?", "3?"], reader=reader, at_once=3):
        reader.may_answer["3?"].set()
        if isinstance(event, Answer | Failed):
            ended.append((index, event))
            reader.may_answer["2?" if len(ended) == 1 else "1?"].set()

    assert [index for index, _ in ended] == [2, 1, 0]
    assert isinstance(ended[1][1].error, NothingFits)
    assert stored.answers() == []  # kept by whoever knows their order


def test_leaving_questions_asked_together_ends_those_under_way(stored):
    reader = Choosy()
    events = ask_together(stored, ["1?", "2?", "3?"], reader=reader, at_once=2)

    next(events)
    events.close()

    assert sorted(reader.ended) in (["1?"], ["1?", "2?"])
    assert stored.answers() == []


def test_one_of_many_that_fails_ends_the_others_in_its_turn(stored):
    reader = Choosy()
    for may_answer in reader.may_answer.values():
        may_answer.set()
    answers = ask_many(stored, ["1?", "2?", "3?"], reader=reader, at_once=3)

    assert next(answers).text == "1?"
    with pytest.raises(NothingFits):
        next(answers)


def test_many_answers_are_kept_in_the_order_of_the_questions(stored):
    reader = Choosy()
    reader.may_answer["3?"].set()
    threading.Timer(0.2, reader.may_answer["1?"].set).start()

    list(ask_many(stored, ["1?", "3?"], reader=reader, at_once=2))

    assert [each.question for each in stored.answers()] == ["1?", "3?"]


def test_an_answer_of_many_that_cannot_be_kept_is_given_first(stored, monkeypatch):
    def full(self: StoredDocument, answer: Answer) -> None:
        raise AnswerNotKept from DiskFull(file_name="it")

    monkeypatch.setattr(StoredDocument, "save_answer", full)
    answers = ask_many(stored, ["1?", "2?"], reader=ScriptedReader())

    assert next(answers).text == "1?"
    with pytest.raises(AnswerNotKept):
        next(answers)


def test_a_follow_up_is_asked_as_it_stands_alone_and_kept_as_it_was_typed(stored):
    first = answer("What were net sales in 2016?")
    *_, last = ask(stored, "and in 2015?", reader=ScriptedReader(), history=[first])

    assert (last.question, last.read_as) == ("and in 2015?", "What were net sales in 2015?")
    assert last.text == last.read_as  # the reader heard this one
    assert stored.answers() == [last]
    *_, third = ask(stored, "and the year before?", reader=ScriptedReader(), history=[last])
    assert third.read_as == "What were net sales in 2014?"
    *_, other = ask(stored, "Who is the auditor?", reader=ScriptedReader(), history=[last])
    assert (other.question, other.read_as) == ("Who is the auditor?", None)
