"""One question on its way to several reports: who asks in, the comparison as it grows out."""

import logging
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from qa.answer import Answer
from qa.compare.asking import MOST_REPORTS, check_reports, questions_for
from qa.compare.companies import company_of
from qa.compare.compare import compare
from qa.compare.comparison import Comparison, ReportAnswer
from qa.errors import AnswerNotKept, QAError, TooManyQuestions, UnknownDocument
from qa.library import StoredDocument
from qa.pdf.fair_turns import FairTurns, TooManyWaiting
from qa.pipeline import ask
from qa.readers.base import Reader
from ui.asking.answer_progress import AnswerInProgress
from ui.asking.asking import BEAT_SECONDS
from ui.state.app_state import AppState, Session
from ui.state.event_stream import EventStream
from ui.state.xbrl_files import XbrlFiles
from ui.views.comparison import Waiting, comparison_card
from ui.views.conversation_view import notice
from ui.views.i18n import both, error_html

log = logging.getLogger("pagewitness")


@dataclass
class AskingTogether:
    """Which reports are asked what, one after the other, each in its turn among all users'."""

    documents: Sequence[StoredDocument]
    question: str
    tab: Session
    reader: Reader | None  # None: nobody but the quotes
    owner: str
    turns: FairTurns
    is_heard: Callable[[], bool]
    xbrl: XbrlFiles = field(default_factory=XbrlFiles)
    still_read: Sequence[str] = ()  # names of files on their way in
    _rows: list[ReportAnswer] = field(default_factory=list)
    _notices: list[Markup] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _compared: tuple[int, Comparison, int] | None = None  # number of rows, and what they gave

    def stream(self) -> Iterator[Markup]:
        """Yield what the screen shows as the rows come; raises UsageError before the first."""
        check_reports(self.documents)
        self._names = [company_of(document) for document in self.documents]
        asked = questions_for(self.documents, self.question)
        yield self._shown(both("searching"))
        for document, question in zip(self.documents, asked, strict=True):
            if not self.is_heard():
                return
            if self.tab.stop.is_set():
                stopped = both("together_stopped")
                self._rows.append(ReportAnswer(document, question, None, stopped))
                continue
            for status in self._ask(document, question):
                if not self.is_heard():
                    return
                yield self._shown(status)
        yield self._shown(None)

    def _ask(self, document: StoredDocument, question: str) -> Generator[Markup]:
        """Ask one report, and add its row."""
        draft = AnswerInProgress(question, self.reader.name if self.reader else "quotes")
        error: BaseException | None = None
        try:
            with self.turns.queue(self.owner) as ticket:
                while not ticket.wait(BEAT_SECONDS):
                    if self.tab.stop.is_set():
                        break
                    yield both("waits", ahead=ticket.ahead)
                else:
                    error = yield from self._answered(document, draft)
        except TooManyWaiting:
            error = TooManyQuestions()
        self._rows.append(self._row(document, draft, error))

    def _answered(
        self, document: StoredDocument, draft: AnswerInProgress
    ) -> Generator[Markup, None, BaseException | None]:
        """Follow the answer of one report to its end; return what failed."""
        beside = self.xbrl.beside(document)
        events = ask(document, draft.question, reader=self.reader, xbrl=beside)
        shown_at = time.monotonic()
        with EventStream(events, beat_seconds=BEAT_SECONDS) as stream:
            for event in stream:
                draft.take(event)
                if self.tab.stop.is_set():
                    break
                if event is None or time.monotonic() - shown_at > BEAT_SECONDS:
                    shown_at = time.monotonic()
                    yield draft.status
        return stream.error

    def _row(
        self, document: StoredDocument, draft: AnswerInProgress, error: BaseException | None
    ) -> ReportAnswer:
        if isinstance(error, AnswerNotKept):
            self._notices.append(notice(error_html(error)))
        if draft.answer is not None:
            return ReportAnswer(document, draft.question, draft.answer)
        if error is None:  # stopped: what had been said is kept, as of one question
            return ReportAnswer(document, draft.question, self._kept(document, draft))
        return ReportAnswer(document, draft.question, None, _said(error))

    def _kept(self, document: StoredDocument, draft: AnswerInProgress) -> Answer:
        stopped = draft.cancelled(document)
        try:
            document.save_answer(stopped)
        except (AnswerNotKept, UnknownDocument) as error:
            self._notices.append(notice(error_html(error)))
        return stopped

    def _shown(self, status: Markup | None) -> Markup:
        """Return the card; status is that of the report being asked, None when all have been."""
        is_done = status is None
        done, total = len(self._rows), len(self.documents)
        comparison, gone = self._comparison(done)
        waiting = []
        if status is not None:
            statuses = [status, *[both("together_waits")] * (total - done - 1)]
            waiting = list(map(Waiting, self._names[done:], statuses))
        notes = list(self._notices)
        if gone:
            notes.append(both("together_gone", count=gone))
        if self.still_read:
            notes.append(both("together_reading", names=", ".join(self.still_read)))
        if not is_done:
            bar = Markup('<progress max="{}" value="{}"></progress>').format(total, done)
            counted = both("together_done", done=done, total=total)
            working = Markup('<span class="pw-working" role="status">{}{}</span>')
            notes.append(working.format(counted, bar))
            # What is not compared, and with what, is known at the end.
            alone = tuple(replace(row, reason=None) for row in comparison.rows)
            comparison = replace(comparison, rows=alone)
        return comparison_card(comparison, self.documents, waiting, notes, is_done=is_done)

    def _comparison(self, num_rows: int) -> tuple[Comparison, int]:
        """Return the rows so far side by side, and how many of their reports are gone.

        Made once a row: what a report does meanwhile is shown several times a second.
        """
        if self._compared is None or self._compared[0] != num_rows:
            there = [row for row in self._rows if row.document.is_kept()]
            gone = len(self._rows) - len(there)
            self._compared = num_rows, compare(self.question, there), gone
        return self._compared[1:]


def asking_together(
    desk: AppState,
    question: str,
    ids: Sequence[str],
    tab: Session,
    reader: Reader | None,
    *,
    owner: str | None,
    is_heard: Callable[[], bool],
) -> AskingTogether:
    """Return the asking of an owner's reports; raises UnknownDocument for one of somebody else."""
    wanted = ids[: MOST_REPORTS + 1]  # one too many is refused
    documents = [desk.find(document_id, owner) for document_id in wanted]
    if owner is None:
        raise UnknownDocument
    return AskingTogether(
        documents,
        question,
        tab,
        reader,
        owner=owner,
        turns=desk.quote_turns if reader is None else desk.model_turns,
        is_heard=is_heard,
        xbrl=desk.xbrl,
        still_read=[each.file_name for each in desk.room.readings(owner) if each.is_active],
    )


def _said(error: BaseException) -> Markup:
    if isinstance(error, QAError):
        return error_html(error)
    number = secrets.token_hex(4)
    log.error("Asking a report failed, number %s", number, exc_info=error)
    return both("together_failed", number=number)
