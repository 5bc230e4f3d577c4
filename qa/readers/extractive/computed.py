"""A question that asks for a figure in, the figure with its formula and every operand's place out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from qa.answer import AnswerFigure, FigureInput, Span
from qa.document import Page
from qa.library import StoredDocument
from qa.measures import Asked, Computed, Figures, Missing, figures_for, understand
from qa.quoting.cite import span
from qa.readers.extractive.company import company_names
from qa.readers.extractive.display import exact_text, shown
from qa.search import indexed
from qa.statements import DocumentFacts, Fact, facts_of

KEPT_DOCUMENTS = 8
MAX_ROW_CHARS = 240  # of a row from its label to the value; else the value alone is cited


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place of one fact: the row up to the value, and what is needed to read it."""

    page: Page
    start: int
    end: int
    context: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FigureAnswer:
    """Figures whose citations count in `evidence`, the one that answers first."""

    figures: tuple[AnswerFigure, ...]
    evidence: tuple[Evidence, ...]


def answer_in_figures(document: StoredDocument, question: str) -> FigureAnswer | None:
    """Return the figures for a question; None where none is asked for or none is known."""
    names, facts = _known(_Key(document))
    year = facts.latest_year
    if year is None:
        return None
    asked = understand(question, company=names)
    if not asked.wants_figure or asked.qualifiers:
        return None
    found = figures_for(asked, facts, year)
    if found is None or not _is_worth_saying(found, asked):
        return None
    return _Writer(document, asked).written(found)


def facts_in(document: StoredDocument) -> DocumentFacts:
    """Return what the document's statements say; worked out once."""
    return _known(_Key(document))[1]


class _Key:
    """A document as a cache key: one and the same as long as its identifier is."""

    def __init__(self, document: StoredDocument) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.document.document_id == self.document.document_id

    def __hash__(self) -> int:
        return hash(self.document.document_id)


@lru_cache(maxsize=KEPT_DOCUMENTS)
def _known(key: _Key) -> tuple[tuple[str, ...], DocumentFacts]:
    document = key.document
    kinds = indexed(document).kinds
    return company_names(document), facts_of(document.pages, document.num_pages, kinds)


def _is_worth_saying(found: Figures, asked: Asked) -> bool:
    """A line that no statement has may stand elsewhere: then its absence is not the answer."""
    if isinstance(found.answer, Computed):
        return True
    is_derived = found.answer.key != "" and len(found.answer.operands) > 0
    return is_derived and asked.manner != "text" and found.answer.name not in found.answer.operands


class _Writer:
    """Writes figures down, and numbers the places they rest on."""

    def __init__(self, document: StoredDocument, asked: Asked) -> None:
        self._document, self._asked = document, asked
        self._evidence: dict[Fact, int] = {}
        self._pages: dict[int, Page] = {}

    def written(self, found: Figures) -> FigureAnswer:
        figures = tuple(self._figure(value) for value in (found.answer, *found.others))
        places = tuple(self._place(fact) for fact in self._evidence)
        return FigureAnswer(figures, places)

    def _figure(self, value: Computed | Missing) -> AnswerFigure:
        if isinstance(value, Missing):
            return AnswerFigure(
                value.name, None, "n/a", "", value.period, self._asked.entity, note=value.reason
            )
        facts = [cast(Fact, given.fact) for given in value.inputs]
        inputs = tuple(
            FigureInput(g.name, exact_text(g.value), g.period, self._number(fact))
            for g, fact in zip(value.inputs, facts, strict=True)
        )
        return AnswerFigure(
            label=value.name,
            value=exact_text(value.value),
            display=self._shown(value.value, value.unit, facts),
            unit=value.unit,
            period=value.period,
            entity=self._asked.entity,
            formula=None if value.is_stated else value.formula,
            workings=None if value.is_stated else value.workings,
            inputs=() if value.is_stated else inputs,
            citation=self._number(facts[0]) if value.is_stated and facts else None,
            is_stated=value.is_stated,
            note="; ".join(value.notes),
        )

    def _shown(self, value: Decimal, unit: str, facts: Sequence[Fact]) -> str:
        return shown(
            value,
            unit,
            precision=max((fact.precision for fact in facts), default=Decimal(1)),
            wishes=self._asked.wishes,
            is_chinese=self._asked.is_chinese,
        )

    def _number(self, fact: Fact) -> int:
        return self._evidence.setdefault(fact, len(self._evidence))

    def _place(self, fact: Fact) -> Evidence:
        page, head_page = self._page(fact.page_number), self._page(fact.head_page)
        start, end = fact.value_span
        if fact.label_span[0] < start and end - fact.label_span[0] <= MAX_ROW_CHARS:
            start = fact.label_span[0]
        spans = [fact.title_span, fact.scale_span, *fact.head_spans]
        context = [span(head_page, *place) for place in spans if place is not None]
        return Evidence(page, start, end, tuple(dict.fromkeys(context)))

    def _page(self, number: int) -> Page:
        if number not in self._pages:
            self._pages[number] = self._document.page(number)
        return self._pages[number]
