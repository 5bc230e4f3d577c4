"""Answers without a model: the rows and sentences that fit a question, word for word."""

import re
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
from qa.measures import understand
from qa.measures.question_parts import question_parts
from qa.quoting.cite import cite, span
from qa.readers.extractive.computed import answer_in_figures
from qa.readers.extractive.figure_writer import FigureAnswer
from qa.readers.extractive.giving_way import let_others_pass
from qa.readers.extractive.parts import joined
from qa.readers.extractive.quotes.answerable import answering, looked_for, stands_there
from qa.readers.extractive.quotes.beside import beside
from qa.readers.extractive.quotes.evidence import RowFeatures
from qa.readers.extractive.quotes.findings import Finding, find_quotes
from qa.readers.extractive.quotes.kept_blocks import titles_over
from qa.readers.extractive.quotes.support import supported
from qa.readers.extractive.wording.company import company_names
from qa.readers.extractive.wording.kind_asked import asks_how_many
from qa.readers.extractive.wording.plain_question import plain_question, without_own_year
from qa.readers.extractive.wording.subjects import above_on, in_all_forms, is_of, other_subjects
from qa.search.question import ParsedQuestion, parse
from qa.text.terms import CJK, is_chinese

_BREAK_IN_CHINESE = re.compile(rf"(?<=[{CJK}，。、；：]) *\n *(?=[{CJK}，。、；：（“])")
# In English and Chinese: that no word of it stands there, or none of what is said of it answers.
NOTHING_FITS = (
    "Found no words in this document that fit “{}”.",
    "这份文件里没有找到与“{}”相符的内容。",
)
NOTHING_ANSWERS = (
    "Found no passage in this document that answers “{}”.",
    "这份文件里没有找到能回答“{}”的段落。",
)


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
        reads_all: bool = False,
    ) -> Iterator[AnswerEvent]:
        """Yield one TextDelta and one CitationFound per finding, then the Answer.

        A question that asks several things is answered part by part.
        """
        parts = question_parts(question)
        if len(parts) == 1:
            yield from self._answer(document, question, history, focus)
            return
        answers = (self._answer(document, p, history, focus, is_part=True) for p in parts)
        yield from joined(question, answers)

    def _answer(
        self,
        document: StoredDocument,
        question: str,
        history: Sequence[Answer],
        focus: Collection[int] | None,
        *,
        is_part: bool = False,
    ) -> Iterator[AnswerEvent]:
        """Answer one thing. is_part: a figure is said without sentences beside it."""
        started = time.perf_counter()
        yield Progress("searching", 0, 1)
        parsed = _in_context(plain_question(question), history)
        names = company_names(document)
        let_others_pass()
        asked = understand(parsed.text, company=names)
        sought = asked
        if asked.manner == "text":
            parsed = parse(without_own_year(parsed.text, document))
            sought = understand(parsed.text, company=names)
        let_others_pass()
        findings = supported(document, sought, find_quotes(document, parsed, focus), names)
        let_others_pass()
        findings = answering(document, parsed, findings, names)
        let_others_pass()
        subjects = in_all_forms(document, other_subjects(parsed.text, names))
        findings = [each for each in findings if _is_of(document, each, subjects, parsed.text)]
        figured = answer_in_figures(document, asked) if focus is None else None
        if figured is not None and not _figure_is_of(figured, subjects, parsed.text):
            figured = None
        yield Progress("searching", 1, 1)
        text = ""
        citations: list[Citation] = []
        if figured is not None:
            text, citations = _in_figures(document, figured)
            yield TextDelta(text)
            yield from map(CitationFound, citations)
            findings = [] if is_part and citations else beside(findings, figured)
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
            words = looked_for(parsed.text, names)
            is_there = stands_there(document, words)
            texts = NOTHING_ANSWERS if is_there else NOTHING_FITS
            text = texts[is_chinese(question)].format(words)
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


def _is_of(
    document: StoredDocument, finding: Finding, subjects: Sequence[str], question: str
) -> bool:
    text, (start, end) = finding.page.text, finding.place
    if isinstance(finding.features, RowFeatures):
        above = above_on(finding.page, start)
    else:  # below the title "Indonesia" a sentence is about it, though it counts nothing there
        titles = titles_over(document, finding.page.page_number, start)
        title = () if asks_how_many(question) else titles[:1]
        above = " ".join((*title, *(text[a:b] for a, b in finding.context)))
    return is_of(subjects, question, text[start:end], above)


def _figure_is_of(figured: FigureAnswer, subjects: Sequence[str], question: str) -> bool:
    return all(
        is_of(subjects, question, p.page.text[p.start : p.end], above_on(p.page, p.start))
        for p in figured.evidence
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


def _figure_line(figure: AnswerFigure) -> str:
    """Return a figure in words: what, when, how much, and how it was worked out."""
    of = "" if figure.formula == figure.label else figure.entity
    said = (figure.label, of if of and of not in figure.label else "", figure.period)
    line = f"{', '.join(filter(None, said))}: {figure.display}"
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
    return "; ".join(_on_one_line(finding.page.text[start:end]) for start, end in stretches)


def _on_one_line(text: str) -> str:
    """Return a text without line breaks, of which Chinese needs no space in their place."""
    return " ".join(_BREAK_IN_CHINESE.sub("", text).split())
