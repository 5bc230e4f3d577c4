"""A list of questions as far as it has come: events of all of them in, the conversation out."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from qa.answer import Answer, AnswerEvent
from qa.errors import AnswerNotKept, QAError, UnknownDocument
from qa.formats.question_list import MAX_CHARS, MAX_QUESTIONS, QuestionList
from qa.library import StoredDocument
from qa.question_list.asking import Failed
from qa.text.terms import is_chinese
from ui.asking.answer_progress import AnswerInProgress
from ui.operations.references import needed_reference
from ui.views import conversation_view
from ui.views.i18n import Language, both, error_html, error_text, say
from ui.views.markup import action, join

UPDATE_SECONDS = 0.4  # calmly: answers are read while others come in
# All of a conversation is sent and laid out with each update: a tenth of a second for ten turns.
UPDATE_SECONDS_PER_TURN = 0.01

log = logging.getLogger("pagewitness")


@dataclass
class BatchInProgress:
    """Grows with each event, and keeps the answers in the order of the list."""

    document: StoredDocument
    listed: QuestionList
    reader: str
    before: Sequence[Answer]  # those given already
    is_gone: bool = False  # the report was removed meanwhile
    ahead: int = 0  # turns of others that come first

    def __post_init__(self) -> None:
        self._before = conversation_view.turns(self.document, self.before)
        self._num_before = len(self.before)
        self._running: dict[int, AnswerInProgress] = {}
        self._answers: dict[int, Answer] = {}
        self._turns: dict[int, Markup] = {}
        self._num_kept = 0  # all before it in the list are kept, or were never asked

    @property
    def seconds_between_updates(self) -> float:
        num_turns = self._num_before + len(self._turns)
        return UPDATE_SECONDS + UPDATE_SECONDS_PER_TURN * num_turns

    def take(self, index: int, event: AnswerEvent | Failed) -> None:
        draft = self._running.get(index) or AnswerInProgress(
            self.listed.questions[index], self.reader
        )
        self._running[index] = draft
        if isinstance(event, Failed):
            self._fail(index, draft, event.error)
        else:
            draft.take(event)
            if draft.answer is not None:
                self._finish(
                    index, draft.answer, conversation_view.turn(self.document, draft.answer)
                )
        while self._num_kept in self._answers:
            self._keep(self._num_kept)
            self._num_kept += 1

    def end(self) -> None:
        """Keep what there is of all that was begun, as Stop does for one question."""
        for index, draft in sorted(self._running.items()):
            stopped = draft.cancelled(self.document)
            self._finish(index, stopped, conversation_view.turn(self.document, stopped))
        for index in sorted(self._answers):
            if index >= self._num_kept:
                self._keep(index)
        self._num_kept = len(self.listed.questions)

    def running(self) -> Markup:
        """Return the conversation with how far the list has come above the list."""
        reading = next((d.status for d in self._running.values() if d.is_reading), None)
        bar = Markup('<progress max="{}" value="{}"></progress>').format(
            len(self.listed.questions), len(self._answers)
        )
        waits = [both("waits", ahead=self.ahead)] if self.ahead else []
        words = [*self._counts(), *waits, *([reading] if reading else []), *self._notes()]
        line = Markup('<p class="pw-working">{}{}</p>').format(
            Markup(" · ").join(words), "" if reading else bar
        )
        return self._conversation(line)

    def ended(self) -> Markup:
        """Return the conversation with what has become of the list above it."""
        words = Markup(" · ").join([*self._counts(), *self._notes()])
        return self._conversation(Markup("<p>{}</p>{}").format(words, self._offer()))

    def _counts(self) -> list[Markup]:
        reasons = Counter(answer.finish_reason for answer in self._answers.values())
        num_answered = len(self._answers) - reasons["failed"] - reasons["cancelled"]
        counts = [both("list_answered", done=num_answered, total=len(self.listed.questions))]
        if reasons["not found"]:
            counts.append(both("list_not_found", count=reasons["not found"]))
        if reasons["failed"]:
            counts.append(both("list_failed", count=reasons["failed"]))
        return counts

    def _offer(self) -> Markup:
        """Return the way to ask those that Stop has kept from being answered."""
        left = [
            question
            for index, question in enumerate(self.listed.questions)
            if index not in self._answers or self._answers[index].finish_reason == "cancelled"
        ]
        if not left:
            return Markup("")
        label = both("list_put_back", count=len(left))
        return action("put_back", label, classes="pw-link", text="\n".join(left))

    def _notes(self) -> list[Markup]:
        listed, notes = self.listed, []
        if listed.num_dropped:
            notes.append(both("list_dropped", count=listed.num_dropped))
        if listed.num_shortened:
            notes.append(both("list_shortened", count=listed.num_shortened, most=f"{MAX_CHARS:,}"))
        if listed.beyond:
            notes.append(both("list_beyond", count=len(listed.beyond), most=MAX_QUESTIONS))
        return notes

    def _conversation(self, line: Markup) -> Markup:
        head = Markup('<div class="pw-list" role="status" data-before="{}">{}</div>').format(
            self._num_before, line
        )
        turns = {**self._turns, **{n: self._running_turn(d) for n, d in self._running.items()}}
        in_order = join(turns[index] for index in sorted(turns))
        return conversation_view.framed(self.document, join([self._before, head, in_order]))

    def _running_turn(self, draft: AnswerInProgress) -> Markup:
        status = Markup("") if draft.is_reading else draft.status
        return conversation_view.running_turn(
            self.document,
            draft.question,
            *draft.shown,
            status,
            draft.sentences,
            figures=draft.figures,
        )

    def _finish(self, index: int, answer: Answer, turn: Markup) -> None:
        del self._running[index]
        self._answers[index], self._turns[index] = answer, turn

    def _fail(self, index: int, draft: AnswerInProgress, error: BaseException) -> None:
        if isinstance(error, UnknownDocument):
            self.is_gone = True
            return
        language: Language = "zh" if is_chinese(draft.question) else "en"
        if isinstance(error, QAError):
            text, message = error_text(error, language), error_html(error)
        else:
            reference = needed_reference()
            log.error("Answering failed, reference %s", reference, exc_info=error)
            text = say("answer_failed", language, reference=reference)
            message = both("answer_failed", reference=reference)
        stopped = draft.cancelled(self.document)
        failed = replace(stopped, text=text, citations=(), finish_reason="failed")
        self._finish(index, failed, conversation_view.failed_turn(draft.question, message))

    def _keep(self, index: int) -> None:
        try:
            self.document.save_answer(self._answers[index])
        except AnswerNotKept as error:
            self._turns[index] += conversation_view.notice(error_html(error))
        except UnknownDocument:
            self.is_gone = True
