"""Figures of an answer as cells of a workbook: value, unit, format, the comment with the place."""

from decimal import Decimal

from qa.answer import Citation, FigureInput, place_label
from qa.formats.workbook import number_format
from qa.measures import concepts, measures, name_of

MOST_DECIMALS = {"percent": 4, "ratio": 4, "days": 2}
USUAL_DECIMALS = {"percent": 1, "ratio": 2, "days": 1}


def unit_of_input(given: FigureInput, cited: Citation | None, currency: str) -> str:
    """Return what is known of an input's unit: its line's, percent where that is printed."""
    if cited is not None and cited.cited_text.rstrip().endswith(("%", "％")):
        return "percent"
    units = {key: line.unit for key, line in concepts().items()}
    units |= {key: line.unit for key, line in measures().items() if key not in units}
    named = (
        unit
        for key, unit in units.items()
        if given.name in (name_of(key), name_of(key, is_chinese=True))
    )
    return next(named, "").replace("money", currency or "money")


def held_value(value: Decimal, unit: str) -> Decimal:
    """Return a value as a spreadsheet holds it: a percentage is a fraction of one."""
    return value / 100 if unit == "percent" else value


def decimals_of(value: Decimal, unit: str) -> int:
    """Return how many decimals of a held value are shown, of a percentage in percent."""
    exponent = value.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    if unit not in USUAL_DECIMALS:
        least = 2 if places or "/" in unit else 0  # cents
        return max(min(places, 4), least)
    percent = value * 100 if unit == "percent" else value
    small = -percent.adjusted() + 1 if percent else 0  # a small change is no "0.0%"
    return max(USUAL_DECIMALS[unit], min(small, MOST_DECIMALS[unit]))


def format_of(value: Decimal, unit: str) -> str:
    """Return the number format of a held value."""
    return number_format(unit, decimals_of(value, unit))


def page_of(citation: Citation) -> str:
    return place_label(citation)


def place_and_words(citation: Citation | None) -> str:
    """Return the comment beside a cited cell: "p. 58 (PDF 60): Net sales 7"."""
    if citation is None:
        return ""
    return f"{page_of(citation)}: {' '.join(citation.cited_text.split())}"
