"""What a cell rests on, a row each: the figure, what it is worked out of, further quotes."""

from dataclasses import dataclass
from decimal import Decimal

from qa.answer import Answer, Citation
from qa.formats.figure_cells import unit_of_input
from qa.grid.short_answer import figure_of


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A quote with what is read in it; value in units of one (percent as 36.2), None for words.

    citation: None for a figure that is worked out, and for what has no row and counts as none.
    """

    name: str
    value: Decimal | None
    unit: str
    period: str
    citation: Citation | None


def source_rows(answer: Answer, currency: str = "") -> list[SourceRow]:
    """Return the figure that answers, its inputs in their order, then each other quote once."""
    figure = figure_of(answer)
    rows: list[SourceRow] = []
    if figure is not None and figure.value is not None:
        cited = _cited(answer, figure.citation)
        label = f"{figure.label} ({figure.entity})" if figure.entity else figure.label
        rows.append(SourceRow(label, Decimal(figure.value), figure.unit, figure.period, cited))
        for given in figure.inputs:
            place = _cited(answer, given.citation)
            unit = unit_of_input(given, place, currency)
            rows.append(SourceRow(given.name, Decimal(given.value), unit, given.period, place))
    shown = {_key(row.citation) for row in rows if row.citation}
    for citation in answer.citations:
        if _key(citation) not in shown:
            shown.add(_key(citation))
            rows.append(SourceRow("", None, "", "", citation))
    return rows


def _cited(answer: Answer, number: int | None) -> Citation | None:
    return None if number is None else answer.citations[number]


def _key(citation: Citation) -> tuple[int, int, int]:
    return citation.page_number, citation.start, citation.end
