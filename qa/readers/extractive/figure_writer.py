"""Facts and what is worked out of them -> figures of an answer, and the places they rest on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from qa.answer import AnswerFigure, FigureInput, Span
from qa.document import Page
from qa.library import StoredDocument
from qa.measures import Asked, Computed, Figures, Missing
from qa.measures.expression import EXACT
from qa.quoting.cite import span
from qa.readers.extractive.display import exact_text, shown, shown_points
from qa.statements import Fact
from qa.statements.fact import precision
from qa.tables import short_label

MAX_ROW_CHARS = 240  # of a row from its label to the value; else the value alone is cited
Named = tuple[str, Fact]
_BASIS_POINTS = re.compile(r"\bbasis\s+points?\b|\bbps\b|个?基点", re.I)


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


def _with_computed(values: Iterable[Computed | Missing]) -> Iterator[Computed | Missing]:
    """Yield the values, and behind a stated one what its formula gives where that is another."""
    for value in values:
        yield value
        if isinstance(value, Computed) and value.computed is not None:
            yield value.computed


def _in_short(figure: AnswerFigure) -> AnswerFigure:
    """Return a figure whose periods are called "2022", not "Years ended June 30, 2022"."""
    inputs = tuple(replace(each, period=short_label(each.period)) for each in figure.inputs)
    return replace(figure, period=short_label(figure.period), inputs=inputs)


def _points(is_chinese: bool) -> str:
    return "百分点" if is_chinese else "in percentage points"


class FigureWriter:
    """Writes figures down, and numbers the places they rest on."""

    def __init__(self, document: StoredDocument, asked: Asked) -> None:
        self._document, self._asked = document, asked
        self._entity = asked.entity
        self._evidence: dict[Fact, int] = {}
        self._pages: dict[int, Page] = {}

    def row(self, fact: Fact | None, entity: str | None = None) -> FigureAnswer | None:
        """Write one value that a row states, of a part of the group where one is named."""
        if fact is None:
            return None
        figure = AnswerFigure(
            label=fact.label,
            value=exact_text(fact.value),
            display=self._shown(fact.value, fact.unit, [fact]),
            unit=fact.unit,
            period=fact.period.label,
            entity=entity,
            citation=self._number(fact),
            is_stated=True,
        )
        return FigureAnswer((_in_short(figure),), tuple(map(self._place, self._evidence)))

    def ratio(
        self,
        part: Named,
        whole: Named,
        *,
        unit: str,
        entity: str | None = None,
        before: tuple[Fact, Fact] | None = None,
    ) -> FigureAnswer:
        """Write one value over another; before: the two a period earlier, for the points between.

        part and whole: a fact with the name that it goes by in the formula.
        """
        (part_name, a), (whole_name, b) = part, whole
        factor = 100 if unit == "percent" else 1
        value = EXACT.divide(a.value, b.value) * factor
        formula, workings = f"{part_name} ÷ {whole_name}", f"{a.value:,f} ÷ {b.value:,f}"
        facts, period = [a, b], a.period.label or str(a.period.year)
        if before is not None:
            value -= EXACT.divide(before[0].value, before[1].value) * factor
            formula = f"{formula} − {formula}"
            workings += f" − {before[0].value:,f} ÷ {before[1].value:,f}"
            facts += before
            period = f"{before[0].period.year}–{a.period.year}"
        names = (part_name, whole_name) * (len(facts) // 2)
        inputs = tuple(
            FigureInput(name, exact_text(fact.value), fact.period.label, self._number(fact))
            for name, fact in zip(names, facts, strict=True)
        )
        figure = AnswerFigure(
            label=f"{part_name} ÷ {whole_name}",
            value=exact_text(value),
            display=self._points(value) if before else self._shown(value, unit, facts),
            unit=unit,
            period=period,
            entity=entity,
            formula=formula,
            workings=workings,
            inputs=inputs,
            note=_points(self._asked.is_chinese) if before else "",
        )
        return FigureAnswer((_in_short(figure),), tuple(map(self._place, self._evidence)))

    def worked(
        self,
        value: Decimal,
        unit: str,
        *,
        formula: str,
        workings: str,
        inputs: Sequence[Named],
        entity: str | None = None,
        period: str = "",
        label: str = "",
    ) -> FigureAnswer:
        """Write what the question's own formula gives. inputs: its operands with their names.

        period: where the operands' own do not say it. label: what is shorter than the formula.
        """
        facts = [fact for _, fact in inputs]
        years = sorted({fact.period.year for fact in facts})
        last = max(facts, key=lambda fact: fact.period.year).period
        span = f"{years[0]}–{years[-1]}" if len(years) > 1 else last.label or str(last.year)
        figure = AnswerFigure(
            label=label or formula,
            value=exact_text(value),
            display=self._shown(value, unit, facts),
            unit=unit,
            period=period or span,
            entity=entity,
            formula=formula,
            workings=workings,
            inputs=tuple(
                FigureInput(name, exact_text(fact.value), fact.period.label, self._number(fact))
                for name, fact in inputs
            ),
        )
        return FigureAnswer((_in_short(figure),), tuple(map(self._place, self._evidence)))

    def written(self, found: Figures, entity: str | None = None) -> FigureAnswer:
        """Write what was worked out of lines, the figure that answers first."""
        self._entity = entity or self._asked.entity
        figures = tuple(map(self._figure, _with_computed((found.answer, *found.others))))
        places = tuple(self._place(fact) for fact in self._evidence)
        return FigureAnswer(tuple(map(_in_short, figures)), places)

    def _figure(self, value: Computed | Missing) -> AnswerFigure:
        if isinstance(value, Missing):
            return AnswerFigure(
                value.name, None, "n/a", "", value.period, self._entity, note=value.reason
            )
        facts = [cast(Fact, given.fact) for given in value.inputs]
        inputs = tuple(
            FigureInput(g.name, exact_text(g.value), g.period, self._number(fact))
            for g, fact in zip(value.inputs, facts, strict=True)
        )
        return AnswerFigure(
            label=value.name or value.formula,
            value=exact_text(value.value),
            display=self._points(value.value)
            if _points(self._asked.is_chinese) in value.notes
            else self._shown(value.value, value.unit, facts),
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

    def _points(self, value: Decimal) -> str:
        return shown_points(
            value,
            wishes=self._asked.wishes,
            in_basis_points=_BASIS_POINTS.search(self._asked.text) is not None,
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
        if is_beside and fact.label_span[1] > end:  # a sentence: it is quoted whole
            start, end = fact.label_span
        places = [(fact.scale_page, fact.scale_span), (fact.period_page, fact.period_span)]
        context = [span(self._page(number), *place) for number, place in places if place]
        return Evidence(page, start, end, tuple(dict.fromkeys(context)))

    def _page(self, number: int) -> Page:
        if number not in self._pages:
            self._pages[number] = self._document.page(number)
        return self._pages[number]
