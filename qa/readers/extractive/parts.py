"""Answers to the parts of one question in, the one answer to all of it out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qa.answer import Answer, AnswerEvent, AnswerFigure, Citation, CitationFound, TextDelta


def joined(question: str, parts: Iterable[Iterable[AnswerEvent]]) -> Iterator[AnswerEvent]:
    """Yield the events of all parts one behind the other, and the answer that they make up.

    parts: the events of each, of which the last is its Answer; at least one.
    """
    text, citations, answers = "", list[Citation](), list[Answer]()
    for events in parts:
        shift, first = len(text) + 1 if text else 0, len(citations)
        for event in events:
            match event:
                case TextDelta(words):
                    delta = f"\n{words}" if shift == len(text) + 1 else words
                    text += delta
                    yield TextDelta(delta)
                case CitationFound(citation):
                    citations.append(citation.moved(shift))
                    yield CitationFound(citations[-1])
                case Answer():
                    answers.append(_renumbered(event, first))
                case _:
                    yield event
    yield replace(
        answers[0],
        question=question,
        text=text,
        citations=tuple(citations),
        figures=tuple(figure for answer in answers for figure in answer.figures),
        finish_reason="stop" if citations else "not found",
        seconds=sum(answer.seconds for answer in answers),
    )


def _renumbered(answer: Answer, first: int) -> Answer:
    """Return an answer whose figures count their citations from `first`."""

    def number(citation: int | None) -> int | None:
        return None if citation is None else citation + first

    def moved(figure: AnswerFigure) -> AnswerFigure:
        inputs = tuple(replace(g, citation=number(g.citation)) for g in figure.inputs)
        return replace(figure, citation=number(figure.citation), inputs=inputs)

    return replace(answer, figures=tuple(map(moved, answer.figures)))
