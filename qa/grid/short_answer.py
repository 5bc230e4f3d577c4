"""An answer in, the few words that a cell of a grid shows out."""

from dataclasses import dataclass
from typing import Literal

from qa.answer import Answer, AnswerFigure, Citation
from qa.prompting.not_stated import is_not_stated

MAX_WORDS_CHARS = 160
SHORT_CHARS = 40  # a heading, mostly: the line after it is shown too

Kind = Literal["figure", "no figure", "words", "not found", "failed"]


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """text: a value with its unit, why there is none, or the first sentence; "" where nothing was
    found.

    citation: the place that shows it best. is_expected: whether its unit is the one expected.
    """

    kind: Kind
    text: str = ""
    period: str = ""
    citation: Citation | None = None
    is_expected: bool = True


def short_answer(answer: Answer, unit: str = "") -> ShortAnswer:
    """Return what a cell shows. unit: what is expected, see qa.grid.ready_lists.UNITS."""
    if answer.finish_reason == "failed":
        return ShortAnswer("failed", answer.text)
    figure = figure_of(answer)
    if figure is not None:
        cited = _place_of(figure, answer)
        return ShortAnswer("figure", figure.display, figure.period, cited, _fits(figure.unit, unit))
    if answer.figures and answer.figures[0].note:
        missing = answer.figures[0]
        return ShortAnswer("no figure", f"{missing.display}: {missing.note}", missing.period)
    if answer.finish_reason == "not found" and not answer.citations:
        return ShortAnswer("not found")
    first = answer.citations[0] if answer.citations else None
    return ShortAnswer("words", _first_words(answer), citation=first, is_expected=not unit)


def figure_of(answer: Answer) -> AnswerFigure | None:
    """Return the figure that answers; None where there is none, or an operand is missing."""
    figure = answer.figures[0] if answer.figures else None
    return figure if figure is not None and figure.value is not None else None


def _place_of(figure: AnswerFigure, answer: Answer) -> Citation | None:
    numbers = [figure.citation, *(given.citation for given in figure.inputs)]
    cited = (answer.citations[number] for number in numbers if number is not None)
    return next(cited, None)


def _fits(unit: str, expected: str) -> bool:
    if not expected or unit == expected:
        return True
    is_currency = len(unit) == 3 and unit.isupper()
    if expected == "money":
        return is_currency
    return expected == "money/share" and unit.endswith("/share")


def _first_words(answer: Answer) -> str:
    """Return the first line, and those after it as long as all of it is short; what the search
    found rather than that a model does not find it stated.
    """
    words, lines = "", answer.text.splitlines()
    if is_not_stated(answer.text) and answer.citations:
        lines = lines[1:]
    for line in lines:
        words = f"{words} {' '.join(line.split())}".strip()
        if len(words) > SHORT_CHARS:
            break
    return shortened(words, MAX_WORDS_CHARS)


def shortened(text: str, most: int) -> str:
    """Return text of at most so many characters, cut between words."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    before, blank, _ = cut.rpartition(" ")
    return f"{before if blank and len(before) > most // 2 else cut}…"
