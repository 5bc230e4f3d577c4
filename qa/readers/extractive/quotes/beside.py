"""Findings and the figure that answers in, the sentences that are worth reading beside it out.

The figure's own rows are quoted already, and another row is another figure. A sentence that speaks
of other years alone, or of something else, does not bear the figure out, however well its words fit
the question; one that gives the figure itself comes first.
"""

import re
from collections.abc import Sequence

from qa.answer import AnswerFigure
from qa.glossary import content
from qa.readers.extractive.figure_writer import FigureAnswer
from qa.readers.extractive.quotes.findings import Finding
from qa.text.terms import terms

MOST = 3
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d|%)")
_SENTENCE = re.compile(r"[.!?;。！？；]['”’\"]?\s*$")  # a caption ends otherwise
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def beside(findings: Sequence[Finding], figured: FigureAnswer) -> list[Finding]:
    """Return at most MOST findings; where the figure has no value rows may still help."""
    figure = figured.figures[0]
    kept = [finding for finding in findings if not _is_cited(finding, figured)]
    if figure.value is None:
        return kept[:MOST]
    years, name = _years_of(figured), content(terms(figure.label))
    sentences = [f for f in kept if not f.label and _SENTENCE.search(_text(f))]
    sentences = [f for f in sentences if _is_of(_text(f), years)]
    giving = [f for f in sentences if _gives(_text(f), figure)]
    about = [f for f in sentences if f not in giving and _says(_text(f), name)]
    return (giving + about)[:MOST]


def _text(finding: Finding) -> str:
    start, end = finding.place
    return finding.page.text[start:end]


def _is_cited(finding: Finding, figured: FigureAnswer) -> bool:
    """Whether a passage is a row that a figure rests on, which is quoted already."""
    start, end = finding.place
    return any(
        place.page.page_number == finding.page.page_number and start <= place.start < end
        for place in figured.evidence
    )


def _years_of(figured: FigureAnswer) -> set[int]:
    """Return the years that the figures and their operands are of."""
    periods = [figure.period for figure in figured.figures]
    periods += [given.period for figure in figured.figures for given in figure.inputs]
    return {int(year) for period in periods for year in _YEAR.findall(period)}


def _is_of(text: str, years: set[int]) -> bool:
    named = {int(year) for year in _YEAR.findall(text)}
    return not named or not years or bool(named & years)


def _says(text: str, name: Sequence[str]) -> bool:
    """Whether the words of a name stand one behind the other."""
    words = content(terms(text))
    return any(words[at : at + len(name)] == name for at in range(len(words) - len(name) + 1))


def _gives(text: str, figure: AnswerFigure) -> bool:
    """Whether a sentence has the number as it is shown."""
    shown = _NUMBER.search(figure.display)
    return shown is not None and shown[0] in _NUMBER.findall(text)
