"""Figures of financial texts, exactly as printed: text in, Decimal out. Knows no page, no table."""

from qa.figures.figure import Figure, Kind

__all__ = ["Figure", "Kind"]
