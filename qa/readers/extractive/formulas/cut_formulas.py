"""A row's figure and the formulas that a question's words make: which of the two is asked for."""

import re
from collections.abc import Sequence

from qa.measures import Asked, concepts
from qa.readers.extractive.figure_writer import FigureAnswer
from qa.readers.extractive.formulas.formula_phrases import PhraseFormula
from qa.readers.extractive.rows.said import Said

_OPERATOR = re.compile(r"\b(?:less|plus|minus|net of|over)\b|/|\s[-–—]\s", re.I)


def is_label(found: FigureAnswer | None, asked: Asked) -> bool:
    """Tell whether a formula is only what a row is called: "Debt, net of current portion"."""
    if found is None or found.figures[0].value is None or not found.figures[0].is_stated:
        return False
    known = concepts().get(asked.key or "")
    names = [found.figures[0].label, *(known.names if known else ())]
    said = Said(asked.text, asked.words)
    return any(_OPERATOR.search(name) and said.is_whole(name) for name in names)


def unless_cut(
    found: FigureAnswer | None, formulas: Sequence[PhraseFormula]
) -> FigureAnswer | None:
    """Return a row's figure unless the question works something out of rows that were not found."""
    if found is None or found.figures[0].value is None:
        return found
    is_cut = any(len(formula.phrases) > 1 and not formula.is_share for formula in formulas)
    return None if is_cut and not _OPERATOR.search(found.figures[0].label) else found
