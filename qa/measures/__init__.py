"""Measures: what a question asks for, and the figure worked out of a document's facts.

    asked = understand("What was the gross margin in FY2022, two decimals?", company=["AMD"])
    if asked.wants_figure and not asked.qualifiers:
        figures = figures_for(asked, facts, latest_year=2022)
        figures.answer  # Computed(value, unit, period, formula, inputs, ...) or Missing(reason)

This package knows facts and the glossary; it knows no page, no PDF, no reader and no screen.
"""

from qa.measures.answering import Figures, figures_for
from qa.measures.asked import Asked
from qa.measures.evaluate import Computed, Input, Missing, Scope, evaluate_formula, work_out
from qa.measures.facts import FactLike, FactSource, WantedPeriod
from qa.measures.measure import Concept, Measure, concepts, measures, name_of
from qa.measures.understand import understand

__all__ = [
    "Asked",
    "Computed",
    "Concept",
    "FactLike",
    "FactSource",
    "Figures",
    "Input",
    "Measure",
    "Missing",
    "Scope",
    "WantedPeriod",
    "concepts",
    "evaluate_formula",
    "figures_for",
    "measures",
    "name_of",
    "understand",
    "work_out",
]
