"""Answers without a model: the rows and sentences that fit a question, word for word."""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from qa.answer import (
    Answer,
    AnswerEvent,
    AnswerFigure,
    Citation,
    CitationFound,
    Progress,
    TextDelta,
)
from qa.library import StoredDocument
from qa.quoting.cite import cite, span
from qa.readers.extractive.computed import FigureAnswer, answer_in_figures
from qa.readers.extractive.findings import Finding, find_quotes
from qa.search.question import ParsedQuestion, parse
from qa.text.terms import is_chinese

PASSAGES_BESIDE_FIGURES = 3
NOTHING_FITS = "Nothing in this document fits this question."
NOTHING_FITS_CHINESE = "这份文件里没有与这个问题相符的内容。"


@dataclass(frozen=True, slots=True)
class QuoteReader:
    """Quotes the best rows and sentences of the best pages. Never a word of its own."""

    name: str = "quotes"

    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
    ) -> Iterator[AnswerEvent]:
        """Yield one TextDelta and one CitationFound per finding, then the Answer."""
        started = time.perf_counter()
        yield Progress("searching", 0, 1)
        parsed = _in_context(question, history)
        findings = find_quotes(document, parsed, focus)
        figured = answer_in_figures(document, parsed.text) if focus is None else None
        yield Progress("searching", 1, 1)
        text = ""
        citations: list[Citation] = []
        if figured is not None:
            text, citations = _in_figures(document, figured)
            yield TextDelta(text)
            yield from map(CitationFound, citations)
            findings = [finding for finding in findings if not _is_cited(finding, figured)]
            findings = findings[:PASSAGES_BESIDE_FIGURES]
        for finding in findings:
            line = _line(finding)
            delta = f"\n{line}" if text else line
            text += delta
            yield TextDelta(delta)
            citation = cite(
                document,
                finding.page,
                *finding.place,
                answer_start=len(text) - len(line),
                answer_end=len(text),
                context=[span(finding.page, *place) for place in finding.context],
            )
            citations.append(citation)
            yield CitationFound(citation)
        if not text:
            text = NOTHING_FITS_CHINESE if is_chinese(question) else NOTHING_FITS
            yield TextDelta(text)
        yield Answer(
            question=question,
            text=text,
            citations=tuple(citations),
            coverage=document.coverage if focus is None else document.coverage.within(focus),
            reader=self.name,
            finish_reason="stop" if citations else "not found",
            seconds=time.perf_counter() - started,
            figures=figured.figures if figured else (),
        )


def _in_figures(document: StoredDocument, figured: FigureAnswer) -> tuple[str, list[Citation]]:
    """Return the figure that answers as a line, then each operand on its own with its citation."""
    lines = [_figure_line(figured.figures[0])]
    citations = []
    for place in figured.evidence:
        line = " ".join(place.page.text[place.start : place.end].split())
        start = sum(map(len, lines)) + len(lines)
        lines.append(line)
        citations.append(
            cite(
                document,
                place.page,
                place.start,
                place.end,
                answer_start=start,
                answer_end=start + len(line),
                context=place.context,
            )
        )
    return "\n".join(lines), citations


def _is_cited(finding: Finding, figured: FigureAnswer) -> bool:
    """Whether a passage is a row that a figure rests on, which is quoted already."""
    start, end = finding.place
    return any(
        place.page.page_number == finding.page.page_number and start <= place.start < end
        for place in figured.evidence
    )


def _figure_line(figure: AnswerFigure) -> str:
    """Return a figure in words: what, when, how much, and how it was worked out."""
    line = f"{figure.label}, {figure.period}: {figure.display}"
    if figure.formula == figure.label:
        line += f" = {figure.workings}"
    elif figure.formula is not None:
        line += f" = {figure.formula} = {figure.workings}"
    return f"{line} ({figure.note})" if figure.note else line


def _in_context(question: str, history: Sequence[Answer]) -> ParsedQuestion:
    """Read "and the year before?" together with the question it follows."""
    parsed = parse(question)
    if history and not parsed.wanted and not parsed.rare_terms:
        return parse(f"{history[-1].question} {question}")
    return parsed


def _line(finding: Finding) -> str:
    """Return a finding as one line: the words quoted, then what is needed to read them."""
    stretches = (finding.place, *finding.context)
    return "; ".join(" ".join(finding.page.text[start:end].split()) for start, end in stretches)
