"""What one report was asked in, the same figure of all its years out, worked out of its facts.

The answer's own figure keeps its place; the years beside it are shown only where the statements
give for the answer's year what the answer says. Else they would be another measure's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from qa.answer import Answer, AnswerFigure, Citation
from qa.compare.comparison import ComparisonRow, Point
from qa.compare.years import Time, column_of, time_of, year_end
from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import Asked, Computed, figures_for, understand
from qa.quoting.cite import cite
from qa.readers.extractive.figure_writer import FigureWriter
from qa.readers.extractive.wording.company import company_names

MOST_YEARS = 10
SAME_WITHIN = Decimal("0.005")  # of the value: a margin is printed as 46.2 %
CONTRADICTED_FROM = Decimal("0.1")


def figure_of(answer: Answer | None) -> AnswerFigure | None:
    """Return the figure that answers, if one does."""
    first = answer.figures[0] if answer is not None and answer.figures else None
    return first if first is not None and first.value is not None else None


def points_of(document: StoredDocument, question: str, answer: Answer) -> tuple[Point, ...]:
    """Return the answer's figure and those of the report's other years, the oldest first."""
    figure = figure_of(answer)
    facts = facts_in(document)
    time = time_of(figure.period, facts) if figure is not None else None
    if figure is None or time is None or time.kind != "year":
        return ()
    own = Point(time.column, time.fiscal_year, time.end, figure, answer.citations)
    asked = understand(question, company=company_names(document))
    others = {point.fiscal_year: point for point in _worked_out(document, asked, time)}
    if not _is_same(others.get(own.fiscal_year), own):
        return (own,)
    others[own.fiscal_year] = own
    return tuple(others[year] for year in sorted(others))


def contradiction(answer: Answer) -> tuple[str, str] | None:
    """Return what a report states and what its statements give, where they are far apart."""
    stated, given = figure_of(answer), _by_formula(answer)
    if stated is None or given is None:
        return None
    difference, value = _difference(stated, given)
    return (stated.display, given.display) if difference > CONTRADICTED_FROM * value else None


def other_reading(answer: Answer) -> str | None:
    """Return what the formula gives where a report states another figure, as it is shown.

    A company may reckon a margin on its own terms: of sales without fees, before a charge.
    """
    stated, given = figure_of(answer), _by_formula(answer)
    if stated is None or given is None:
        return None
    difference, value = _difference(stated, given)
    return given.display if difference > SAME_WITHIN * value else None


def _by_formula(answer: Answer) -> AnswerFigure | None:
    """Return the figure that the formula gives beside one that the report states."""
    first, *others = answer.figures or (None,)
    if first is None or not first.is_stated:
        return None
    alike = (other for other in others if (other.label, other.unit) == (first.label, first.unit))
    worked_out = (each for each in alike if each.formula and each.value is not None)
    return next(worked_out, None)


def _difference(one: AnswerFigure, other: AnswerFigure) -> tuple[Decimal, Decimal]:
    """Return by how much two figures differ, and the size of the second."""
    assert one.value is not None, one
    assert other.value is not None, other
    value = Decimal(other.value)
    return abs(Decimal(one.value) - value), abs(value)


def _worked_out(document: StoredDocument, asked: Asked, time: Time) -> Iterator[Point]:
    """Yield what the question's measure was in each year that the report has it for."""
    is_plain = asked.operation in ("none", "growth", "difference") and not asked.qualifiers
    if not is_plain or asked.manner in ("largest", "smallest", "share") or asked.entity:
        return
    facts = facts_in(document)
    latest = max(facts.fiscal_year or 0, time.fiscal_year)
    for year in range(latest, latest - MOST_YEARS, -1):
        of_year = replace(asked, periods=(), is_range=False)
        end = year_end(year, facts)
        found = figures_for(of_year, facts, year, fiscal_year_end=end)
        if found is None or not isinstance(found.answer, Computed):
            continue
        written = FigureWriter(document, of_year).written(found)
        citations = tuple(
            cite(
                document,
                place.page,
                place.start,
                place.end,
                answer_start=0,
                answer_end=0,
                context=place.context,
            )
            for place in written.evidence
        )
        yield Point(column_of(year, end), year, end, written.figures[0], citations)


def cited(point: Point) -> Citation | None:
    """Return where a point's figure stands, or the first of those that it is worked out of."""
    return next(iter(places_of(point.figure, point.citations)), None)


def first_place(row: ComparisonRow) -> Citation | None:
    """Return the first place that a row's answer rests on: its figure's, else its first quote's."""
    if row.answer is None:
        return None
    of_figure = places_of(row.figure, row.answer.citations) if row.figure else []
    return next(iter((*of_figure, *row.answer.citations)), None)


def places_of(figure: AnswerFigure, citations: Sequence[Citation]) -> list[Citation]:
    """Return the places that a figure rests on, its own first."""
    numbers = [figure.citation, *(given.citation for given in figure.inputs)]
    known = dict.fromkeys(n for n in numbers if n is not None and n < len(citations))
    return [citations[number] for number in known]


def _is_same(worked_out: Point | None, own: Point) -> bool:
    if worked_out is None or worked_out.figure.unit != own.figure.unit:
        return False
    return abs(worked_out.value - own.value) <= SAME_WITHIN * abs(worked_out.value)
