"""A question that asks for a figure in, the figure with formula and each operand's place out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from qa.answer import AnswerFigure, FigureInput, Span
from qa.document import Page
from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import (
    Asked,
    Computed,
    Figures,
    Missing,
    WantedPeriod,
    concepts,
    figures_for,
    measures,
    name_of,
    understand,
)
from qa.measures.company import short_names
from qa.measures.periods import AskedPeriod
from qa.quoting.cite import span
from qa.readers.extractive.company import company_names, names_a_part
from qa.readers.extractive.display import exact_text, shown
from qa.readers.extractive.row_lookup import RowLookup, precision
from qa.search import indexed, rank_pages
from qa.search.question import parse
from qa.statements import Fact
from qa.tables import Table, find_tables

PAGES_WITH_ROWS = 10  # looked through for rows that the statements do not have
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
    facts = facts_in(document)
    year = facts.fiscal_year
    if year is None:
        return None
    asked = understand(question, company=company_names(document))
    if asked.manner in ("why", "text", "largest", "smallest"):
        return None
    company = [form for name in company_names(document) for form in short_names(name)[-1:]]
    lookup = RowLookup(_tables_for(document, question, year), facts, question, company)
    writer = _Writer(document, asked)
    if asked.manner == "share":
        is_part = names_a_part(question, company_names(document))
        return None if is_part else writer.share(lookup, year)
    asked = _with_dilution(asked)
    words = " ".join(asked.qualifiers)
    if not asked.wants_figure:
        return writer.row(lookup.value_of(words, None, _period(asked, year))) if words else None
    stated = _stated(asked, lookup, year) if not words else None
    found = figures_for(
        asked,
        lookup,
        year,
        entity=words or None,
        stated=stated,
        fiscal_year_end=facts.fiscal_year_end,
    )
    if found is None or (words and not isinstance(found.answer, Computed)):
        return None
    return writer.written(found, words or None) if _is_worth_saying(found, asked) else None


def _with_dilution(asked: Asked) -> Asked:
    """Read "earnings per share, diluted" as the line, not as a part of the group called diluted."""
    said = " ".join(asked.qualifiers).lower()
    if asked.key != "eps" or said not in ("basic", "diluted"):
        return asked
    return replace(asked, key=f"eps_{said}", keys=(f"eps_{said}",), qualifiers=())


def _stated(asked: Asked, lookup: RowLookup, year: int) -> Fact | None:
    """Return the row in which the report itself states a measure, if one does."""
    is_plain = asked.operation == "none" and asked.expression is None and len(asked.periods) <= 1
    if asked.manner != "value" or not is_plain or asked.balances or asked.key in concepts():
        return None
    return lookup.value_of("", asked.key, _period(asked, year)) if asked.key in measures() else None


def _period(asked: Asked, year: int) -> WantedPeriod:
    return (asked.periods or (AskedPeriod("latest"),))[0].resolve(year)


def _tables_for(document: StoredDocument, question: str, year: int) -> list[Table]:
    """Return the tables of the pages that fit a question, the best page's first."""
    hits = rank_pages(indexed(document), parse(question), top=PAGES_WITH_ROWS)
    pages = document.pages(hit.page_number for hit in hits)
    return [table for page in pages for table in find_tables(page, fiscal_year=year)]


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
        self._entity = asked.entity
        self._evidence: dict[Fact, int] = {}
        self._pages: dict[int, Page] = {}

    def row(self, fact: Fact | None) -> FigureAnswer | None:
        """Write one value that a row states."""
        if fact is None:
            return None
        figure = AnswerFigure(
            label=fact.label,
            value=exact_text(fact.value),
            display=self._shown(fact.value, fact.unit, [fact]),
            unit=fact.unit,
            period=fact.period.label or str(fact.period.year),
            citation=self._number(fact),
            is_stated=True,
        )
        return FigureAnswer((figure,), tuple(map(self._place, self._evidence)))

    def share(self, lookup: RowLookup, year: int) -> FigureAnswer | None:
        """Write what share of a line a part of it is, "of revenue from the Americas"."""
        asked = self._asked
        words, whole = " ".join(asked.numerator or asked.qualifiers), asked.denominator
        period = _period(asked, year)
        if not words or whole is None:
            return None
        part, total = lookup.part_of(words, whole, period), lookup.find(whole, period)
        if part is None or total is None or part.unit != total.unit or not total.value:
            return None
        name = name_of(whole, asked.is_chinese)
        inputs = tuple(
            FigureInput(label, exact_text(fact.value), fact.period.label, self._number(fact))
            for label, fact in ((part.label, part), (name, total))
        )
        value = part.value / total.value * 100
        figure = AnswerFigure(
            label=f"{words} ÷ {name}",
            value=exact_text(value),
            display=self._shown(value, "percent", [part, total]),
            unit="percent",
            period=period.label,
            entity=words,
            formula=f"{part.label} ÷ {name}",
            workings=f"{part.value:,f} ÷ {total.value:,f}",
            inputs=inputs,
        )
        return FigureAnswer((figure,), tuple(map(self._place, self._evidence)))

    def written(self, found: Figures, entity: str | None = None) -> FigureAnswer:
        self._entity = entity or self._asked.entity
        figures = tuple(self._figure(value) for value in (found.answer, *found.others))
        places = tuple(self._place(fact) for fact in self._evidence)
        return FigureAnswer(figures, places)

    def _figure(self, value: Computed | Missing) -> AnswerFigure:
        if isinstance(value, Missing):
            return AnswerFigure(
                value.name, None, "n/a", "", value.period, self._entity, note=value.reason
            )
        concept = concepts().get(value.key)
        if value.is_stated and concept is not None and concept.is_outflow:
            value = replace(value, value=abs(value.value))  # "how much was spent" is no loss
        facts = [cast(Fact, given.fact) for given in value.inputs]
        inputs = tuple(
            FigureInput(g.name, exact_text(g.value), g.period, self._number(fact))
            for g, fact in zip(value.inputs, facts, strict=True)
        )
        return AnswerFigure(
            label=value.name or value.formula,
            value=exact_text(value.value),
            display=self._shown(value.value, value.unit, facts),
            unit=value.unit,
            period=value.period,
            entity=self._entity,
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
            precision=max(map(precision, facts), default=Decimal(1)),
            wishes=self._asked.wishes,
            is_chinese=self._asked.is_chinese,
        )

    def _number(self, fact: Fact) -> int:
        return self._evidence.setdefault(fact, len(self._evidence))

    def _place(self, fact: Fact) -> Evidence:
        page = self._page(fact.page_number)
        start, end = fact.value_span
        is_beside = fact.label_page == fact.page_number and fact.label_span[0] < start
        if is_beside and end - fact.label_span[0] <= MAX_ROW_CHARS:
            start = fact.label_span[0]
        places = [(fact.scale_page, fact.scale_span), (fact.period_page, fact.period_span)]
        context = [span(self._page(number), *place) for number, place in places if place]
        return Evidence(page, start, end, tuple(dict.fromkeys(context)))

    def _page(self, number: int) -> Page:
        if number not in self._pages:
            self._pages[number] = self._document.page(number)
        return self._pages[number]
