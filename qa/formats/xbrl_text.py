"""What an XBRL file beside the report says of a figure, in words: for terminals and tables."""

from collections.abc import Iterator
from decimal import Decimal

from qa.answer import Answer, AnswerFigure, XbrlMark


def mark_text(mark: XbrlMark | None) -> str:
    """Return a mark in words, "" where there is none.

    >>> mark_text(XbrlMark("differs", "us-gaap:Revenues", "1234000"))
    'differs: 1,234,000'
    """
    if mark is None:
        return ""
    if mark.status == "differs" and mark.value is not None:
        return f"differs: {tagged_number(mark)}"
    return mark.status


def tagged_number(mark: XbrlMark) -> str:
    """Return the tagged value with thousands apart, "" where none is tagged."""
    return "" if mark.value is None else f"{Decimal(mark.value):,f}"


def figure_xbrl(figure: AnswerFigure) -> str:
    """Return what is said of a figure; of one that is worked out, which inputs differ."""
    if figure.xbrl is None:
        return ""
    differing = [
        f"{given.name} {tagged_number(given.xbrl)}".strip()
        for given in figure.inputs
        if given.xbrl is not None and given.xbrl.status == "differs"
    ]
    return f"differs: {'; '.join(differing)}" if differing else mark_text(figure.xbrl)


def answer_xbrl(answer: Answer) -> str:
    """Return a line for each figure that was compared, and one for each of its inputs."""
    return "\n".join(line for figure in answer.figures for line in _lines(figure))


def _lines(figure: AnswerFigure) -> Iterator[str]:
    if figure.xbrl is None:
        return
    named = " ".join(filter(None, (figure.label, figure.entity, figure.period)))
    yield f"XBRL: {named}: {mark_text(figure.xbrl)}{_concept(figure.xbrl)}"
    for given in figure.inputs:
        if given.xbrl is not None:
            named = f"{given.name} {given.period}".strip()
            yield f"  {named}: {mark_text(given.xbrl)}{_concept(given.xbrl)}"


def _concept(mark: XbrlMark) -> str:
    return f" ({mark.concept})" if mark.concept else ""
