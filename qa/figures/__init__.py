"""Figures of financial texts, exactly as printed: text in, Decimal out. Knows no page, no table."""

from qa.figures.figure import Figure, Kind
from qa.figures.reading import is_nil, is_without_meaning, is_year, parse_figure, read_figures
from qa.figures.scales import UnitCaption, find_scales

__all__ = [
    "Figure",
    "Kind",
    "UnitCaption",
    "find_scales",
    "is_nil",
    "is_without_meaning",
    "is_year",
    "parse_figure",
    "read_figures",
]
