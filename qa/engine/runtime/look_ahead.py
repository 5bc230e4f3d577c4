"""Steps launched before the one before them is read, so that a card need not wait while the host
looks at tokens, asks constraints and fills in rows.

Each row goes on with the best token of its row before, which the device knows. That is nearly
always the one that is chosen: the best, unless a constraint forbids it. A row for which it was not
is run again, with the right token in the same place, in the next step; the others lose nothing.
What is chosen never depends on what was launched ahead.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain

from qa.engine.gpu import failures
from qa.engine.kv_cache.slots import SlotKVCache
from qa.engine.runtime.cuda_graph import Decoder, Launched
from qa.engine.runtime.decode_step import DecodeRow
from qa.engine.runtime.requests import Question


@dataclass(eq=False)
class _UnderWay:
    """A step and the rows of its questions; `wrong` are those whose row went on with another token
    than the one that was chosen.
    """

    step: Launched
    rows: dict[Question, int]
    wrong: set[Question] = field(default_factory=set)

    def row_of(self, question: Question) -> int | None:
        return None if question in self.wrong else self.rows.get(question)


class LookAhead:
    """Writes answers of questions in slots, with at most one step ahead. Belongs to one thread."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._under_way: _UnderWay | None = None  # launched, and not read

    def tokens(self, questions: Sequence[Question], *, goes_on: bool) -> list[list[int]]:
        """The next token of each question over one document; none for those whose step has only
        been launched now. goes_on: whether to launch one ahead.
        """
        prefix = questions[0].prefix.arena
        if self._under_way is not None and self._under_way.step.prefix is not prefix:
            self.forget()
        under_way, self._under_way = self._under_way, None
        if under_way is None:
            step = self._decoder.launch(prefix, [row_of(question) for question in questions])
            under_way = _UnderWay(step, {question: row for row, question in enumerate(questions)})
        ahead = self._launched_behind(under_way, questions) if goes_on else None
        tokens = self._read(under_way, questions, ahead)
        self._under_way = ahead
        return tokens

    def forget(self) -> None:
        """Wait for what is under way, which nobody needs any more: nor its errors. A device that is
        lost says so to the next pass.
        """
        if self._under_way is not None:
            step, self._under_way = self._under_way.step, None
            with suppress(*failures()):
                self._decoder.read(step)

    def drop_freed(self) -> None:
        """Forget a step over a document that is gone."""
        if self._under_way is not None and self._under_way.step.prefix.capacity == 0:
            self.forget()

    def _launched_behind(
        self, before: _UnderWay, questions: Sequence[Question]
    ) -> _UnderWay | None:
        rows: dict[Question, DecodeRow] = {}
        for question in questions:
            follows = before.row_of(question)
            if follows is None:
                rows[question] = row_of(question)
            elif question.num_written + 1 < question.params.max_tokens:
                rows[question] = row_of(question, behind=1, follows=follows)
        step = self._decoder.follow(before.step, list(rows.values())) if rows else None
        if step is None:
            return None
        return _UnderWay(step, {question: row for row, question in enumerate(rows)})

    def _read(
        self, step: _UnderWay, questions: Sequence[Question], ahead: _UnderWay | None
    ) -> list[list[int]]:
        rankings = self._decoder.read(step.step)
        tokens: list[list[int]] = []
        for question in questions:
            row = step.row_of(question)
            if row is None:
                tokens.append([])
                continue
            question.own.advance(1)
            best = next(rankings[row])
            chosen = question.sampler.take(chain((best,), rankings[row]))
            if ahead is not None and chosen != best:
                ahead.wrong.add(question)
            tokens.append([chosen])
        return tokens


def row_of(
    question: Question, token_id: int | None = None, *, behind: int = 0, follows: int | None = None
) -> DecodeRow:
    """A question's part in a step, `behind` tokens behind its last one, with `token_id` there or
    the best of the row that it follows; None: its last token.
    """
    arena, params, last = question.arena, question.params, question.last_token
    assert isinstance(arena, SlotKVCache)
    assert last is not None
    return DecodeRow(
        slot=arena.slot,
        length=arena.length + behind,
        token_id=last if token_id is None else token_id,
        temperature=params.temperature,
        top_p=params.top_p,
        seed=question.sampler.seed,
        num_written=question.num_written + behind,
        is_constrained=question.sampler.is_constrained,
        follows=follows,
    )
