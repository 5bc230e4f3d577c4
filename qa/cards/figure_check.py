"""A card's figures against a report: what is printed is read anew, what is computed worked out.

A stated figure, and each input of a computed one, is the last number of its quote, in the unit that
the page gives it. A computed figure is its formula over its inputs, and what is shown of it is its
value rounded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Literal

from qa.answer import Answer, AnswerFigure, FigureInput
from qa.cards.printed import PrintedFigures
from qa.figures import read_figures
from qa.figures.reading import SCALES
from qa.formats.shown_formula import arithmetic, input_formula, worked_out
from qa.library import StoredDocument
from qa.readers.extractive.display import exact_text

FigureState = Literal["holds", "changed", "not followed"]
HALF = Decimal("0.5")
_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FUNCTION = re.compile(r"\b(?:average|min|max)\(")
MOST_DIGITS = 40  # before or behind the point


@dataclass(frozen=True, slots=True)
class FigureVerdict:
    """Whether a figure is what the report gives. reason: what is wrong, "" where it holds."""

    label: str
    period: str
    display: str
    state: FigureState
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.state == "holds"


def check_figures(
    answer: Answer, document: StoredDocument, quotes_hold: Sequence[bool]
) -> list[FigureVerdict]:
    """Return a verdict on each figure. quotes_hold: for each citation, see `check_quotes`."""
    checker = _FigureChecker(answer, document, quotes_hold)
    return [
        FigureVerdict(figure.label, figure.period, figure.display, *checker.state(figure))
        for figure in answer.figures
    ]


class _FigureChecker:
    def __init__(
        self, answer: Answer, document: StoredDocument, quotes_hold: Sequence[bool]
    ) -> None:
        self._answer, self._quotes_hold = answer, quotes_hold
        self._report = PrintedFigures(document)

    def state(self, figure: AnswerFigure) -> tuple[FigureState, str]:
        if figure.value is None:  # it says what is missing, and shows no number
            is_plain = not read_figures(figure.display)
            return ("holds", "") if is_plain else ("changed", "it shows a number and has none")
        value = _decimal(figure.value)
        if value is None:
            return "changed", "its value is no number"
        if not is_shown_as(figure.display, value, figure.unit):
            return "changed", f"{figure.display} is not {value:,f} rounded"
        if figure.is_stated:
            stated = FigureInput(figure.label, figure.value, figure.period, figure.citation)
            said = self._printed_wrongly(stated, value, or_positive=True)
            return ("changed", said) if said else ("holds", "")
        for given in figure.inputs:
            number = _decimal(given.value)
            if number is None:
                return "changed", f"{given.name} {given.period} is no number"
            if said := self._printed_wrongly(given, number):
                return "changed", said
        if said := self._called_wrongly(figure, value):
            return "changed", said
        return self._recomputed(figure, value)

    def _printed_wrongly(
        self, given: FigureInput, value: Decimal, *, or_positive: bool = False
    ) -> str:
        """Return what is wrong with a value that a quote prints, "" if nothing.

        or_positive: a cost asked for by itself is given without the sign it is printed with.
        """
        name = f"{given.name} {given.period}".strip()
        number = given.citation
        if number is None or not 0 <= number < len(self._answer.citations):
            return f"{name} has no quote"
        if not self._quotes_hold[number]:
            return f"the quote of {name} does not hold"
        cited = self._answer.citations[number]
        printed = set(self._report.values(cited))
        if or_positive:
            printed |= {abs(each) for each in printed}
        if value not in printed:
            shown = " or ".join(f"{each:,f}" for each in sorted(printed)) or "no number"
            return f"{name} is {value:,f} on the card and {shown} in the report"
        called = self._report.other_name(cited, given.name, given.period)
        return f"what the card calls {name} is {called} in the report" if called else ""

    def _called_wrongly(self, figure: AnswerFigure, value: Decimal) -> str:
        """Return what is wrong with the name and the period of a computed figure, "" if nothing."""
        years = {year for given in figure.inputs for year in _YEAR.findall(given.period)}
        if years and set(_YEAR.findall(figure.period)) - years:
            return f"it says {figure.period} and is worked out of {', '.join(sorted(years))}"
        named = replace(figure, formula=figure.label)  # "net margin" has a formula of its own
        results = worked_out(named, self._percents(figure))
        if results and not any(_is_same(result, value) for result in results):
            return f"{figure.label} is worked out another way than {figure.formula}"
        return ""

    def _percents(self, figure: AnswerFigure) -> list[int]:
        return [n for n, given in enumerate(figure.inputs) if self._is_percent(given)]

    def _recomputed(self, figure: AnswerFigure, value: Decimal) -> tuple[FigureState, str]:
        if not figure.inputs:
            return "not followed", "it has no inputs to work it out from"
        percents = self._percents(figure)
        results = worked_out(figure, percents)
        if percents and (plain := input_formula(figure)) is not None and plain.factor == 1:
            results += [found / 100 for found in worked_out(figure)]  # percent of percent
        if any(_is_same(result, value) for result in results):
            return "holds", ""
        if results:
            return "changed", f"its formula gives {results[0]:,f}, the card says {value:,f}"
        return _by_workings(figure, value)

    def _is_percent(self, given: FigureInput) -> bool:
        number = given.citation
        is_there = number is not None and 0 <= number < len(self._answer.citations)
        return (
            is_there
            and number is not None
            and self._answer.citations[number].cited_text.rstrip().endswith(("%", "%)"))
        )


def _by_workings(figure: AnswerFigure, value: Decimal) -> tuple[FigureState, str]:
    """Work out the formula with its values put in, where that in names cannot be followed.

    "revenue Fiscal Years 2016(2)" is such a name. The formula must name the inputs alone.
    """
    workings = _SEPARATOR.sub("", figure.workings or "")
    numbers = {Decimal(number) for number in _NUMBER.findall(workings)}
    are_put_in = all(abs(Decimal(given.value)) in numbers for given in figure.inputs)
    result = arithmetic(workings)
    if result is None or not are_put_in or not _names_inputs_alone(figure):
        return "not followed", f"its formula cannot be followed: {figure.formula}"
    factors = (1, 100) if figure.unit == "percent" else (1,)
    if any(_is_same(result * factor, value) for factor in factors):
        return "holds", ""
    return "changed", f"its workings give {result:,f}, the card says {value:,f}"


def _names_inputs_alone(figure: AnswerFigure) -> bool:
    rest = figure.formula or ""
    named = {f"{given.name} {given.period}" for given in figure.inputs}
    named |= {given.name for given in figure.inputs}
    for name in sorted(named, key=len, reverse=True):
        rest = rest.replace(name, "")
    return not any(char.isalpha() for char in _FUNCTION.sub("", rest))


def is_shown_as(display: str, value: Decimal, unit: str) -> bool:
    """Tell whether what is shown, "$4,230 million", is this value (in units of one) rounded."""
    figures = read_figures(display)
    if len(figures) != 1:
        return False
    shown = figures[0]
    scale = shown.scale if shown.scale != 1 else _scale_word(display[shown.end :])
    exponent = shown.printed.as_tuple().exponent
    assert isinstance(exponent, int), display
    off_by = abs(shown.printed * scale - value)
    is_in_unit = (unit == "percent") == ("%" in display)
    is_in_currency = shown.currency in (None, unit.partition("/")[0])
    return off_by <= HALF.scaleb(exponent) * scale and is_in_unit and is_in_currency


def _is_same(result: Decimal, value: Decimal) -> bool:
    """Tell whether a value is this result to the last digit that is kept of one."""
    return Decimal(exact_text(result)) == value


def _scale_word(text: str) -> Decimal:
    words = text.split()
    return Decimal(10) ** SCALES[words[0]] if words and words[0] in SCALES else Decimal(1)


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    is_usual = value.is_finite() and -MOST_DIGITS < value.adjusted() < MOST_DIGITS
    return value if is_usual and len(text) < 2 * MOST_DIGITS else None
