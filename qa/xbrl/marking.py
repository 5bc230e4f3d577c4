"""An answer and the facts of its report -> the same answer, its figures marked by an XBRL file.

A figure is found again among the report's facts by the place that it cites; nothing of it changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from qa.answer import Answer, AnswerEvent, AnswerFigure, Citation, FigureInput, XbrlMark
from qa.statements import DocumentFacts, Fact
from qa.tables import Period, short_label
from qa.tables.periods import Context, period_of, years_in
from qa.xbrl.matching import NOT_TAGGED, Matcher
from qa.xbrl.tagged import TaggedFile

_NOWHERE = (0, 0)


def mark_xbrl(
    events: Iterable[AnswerEvent], tagged: TaggedFile, facts: DocumentFacts
) -> Iterator[AnswerEvent]:
    """Yield the events, the figures of the finished answer marked."""
    for event in events:
        yield with_xbrl(event, tagged, facts) if isinstance(event, Answer) else event


def with_xbrl(answer: Answer, tagged: TaggedFile, facts: DocumentFacts) -> Answer:
    """Return the answer, each figure and each of its inputs marked."""
    if not answer.figures:
        return answer
    marker = _Marker(answer.citations, tagged, facts)
    return replace(answer, figures=tuple(map(marker.figure, answer.figures)))


def marks_of_facts(tagged: TaggedFile, facts: DocumentFacts) -> dict[Fact, XbrlMark]:
    """Return the mark of each fact of a report."""
    matcher = Matcher(tagged, facts)
    return {fact: matcher.mark(cell) for cell in _cells(facts).values() for fact in cell}


class _Marker:
    def __init__(
        self, citations: Sequence[Citation], tagged: TaggedFile, facts: DocumentFacts
    ) -> None:
        self._citations, self._facts = citations, facts
        self._matcher = Matcher(tagged, facts)
        self._cells = _cells(facts)

    def figure(self, figure: AnswerFigure) -> AnswerFigure:
        if figure.value is None:
            return figure
        if figure.inputs:
            inputs = tuple(map(self._input, figure.inputs))
            return replace(figure, inputs=inputs, xbrl=_summed_up(inputs))
        if not figure.is_stated:
            return replace(figure, xbrl=NOT_TAGGED)
        cell = self._cell(figure.value, figure.citation, figure.period)
        cell = cell or _other_cell(
            figure.label, figure.value, figure.unit, figure.period, figure.entity
        )
        return replace(figure, xbrl=self._matcher.mark(cell))

    def _input(self, given: FigureInput) -> FigureInput:
        cell = self._cell(given.value, given.citation, given.period)
        cell = cell or _other_cell(given.name, given.value, "", given.period)
        return replace(given, xbrl=self._matcher.mark(cell))

    def _cell(self, value: str, citation: int | None, period: str) -> Sequence[Fact]:
        """Return the report's facts of a cited cell; a citation begins with the row's label.

        Of several cells of one value in the row, the one of the figure's period.
        """
        if citation is None or citation >= len(self._citations):
            return ()
        cited = self._citations[citation]
        cells = [
            cell
            for (page_number, (start, end)), cell in self._cells.items()
            if page_number == cited.page_number
            and cited.start <= start
            and end <= cited.end
            and abs(cell[0].value) == abs(Decimal(value))
        ]
        if not cells:
            return ()

        def fit(cell: Sequence[Fact]) -> tuple[bool, int]:
            return short_label(cell[0].period.label) == period, cell[0].value_span[1]

        return max(cells, key=fit)


def _cells(facts: DocumentFacts) -> dict[tuple[int, tuple[int, int]], list[Fact]]:
    """Return the facts by the place of their printed figure."""
    cells: dict[tuple[int, tuple[int, int]], list[Fact]] = defaultdict(list)
    for fact in facts:
        cells[fact.page_number, fact.value_span].append(fact)
    return cells


def _other_cell(
    label: str, value: str, unit: str, period: str, entity: str | None = None
) -> Sequence[Fact]:
    """Return a figure of another table as facts of each period that its head may mean."""
    named = period_of(period, Context())
    years = years_in(period)
    periods = [named] if named else []
    if not named and len(years) == 1:
        periods = [Period("year", years[0], 12), Period("instant", years[0])]
    return [
        Fact(
            concept="",
            label=label,
            period=found,
            value=Decimal(value),
            unit=unit,
            entity=entity,
            statement=None,
            page_number=0,
            text=value,
            value_span=_NOWHERE,
            label_span=_NOWHERE,
            label_page=0,
            period_span=None,
            period_page=0,
            scale_span=None,
            scale_page=0,
        )
        for found in periods
    ]


def _summed_up(inputs: Sequence[FigureInput]) -> XbrlMark:
    """Return whether all inputs agree, one differs, or one is not tagged."""
    found = {given.xbrl.status for given in inputs if given.xbrl is not None}
    if "differs" in found:
        return XbrlMark("differs")
    return XbrlMark("agrees") if found == {"agrees"} else NOT_TAGGED
