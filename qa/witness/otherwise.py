"""Does the row that a sentence cites, or one beside it, give another figure for what it says?

The page that it cites is its own witness. Where that says otherwise, no other place of the report may speak
for the sentence: the same digits stand somewhere in any report.
"""

from dataclasses import replace

from qa.figures.figure import Kind
from qa.text.terms import is_chinese
from qa.witness.claims import Claim, ClaimedFigure, Terms
from qa.witness.directions import NONE, way_of
from qa.witness.matching import printed_as
from qa.witness.printed import PageEvidence
from qa.witness.words import Subject, label_terms

_RATES = frozenset({Kind.PERCENT, Kind.BASIS_POINTS})


def says_otherwise(
    claimed: ClaimedFigure, claim: Claim, subject: Subject, place: PageEvidence, own: Terms
) -> bool:
    """Tell whether a row of just what a sentence speaks of has figures of that year, none of them
    the sentence's. Figures that rise or fall may be changes, and are not judged here.
    """
    figure = claimed.figure
    if claimed.year is None or not place.is_row:
        return False
    if way_of(claim.text, figure.start, figure.end) != NONE:
        return False
    label = label_terms(place.label, own)
    said = subject.words | subject.names
    is_it = label <= said if is_chinese(place.label) else label == said  # words there run together
    if not label or not is_it:
        return False
    is_rate = figure.kind in _RATES
    return any(
        printed.years == frozenset({claimed.year})
        and (printed.kind in _RATES) == is_rate
        and not printed.is_change
        for printed in place.figures
    )


def is_denied(claimed: ClaimedFigure, claim: Claim, place: PageEvidence) -> bool:
    """Tell whether a row has a figure above zero that a sentence says is below: where another place
    takes it off, as cash flows do with earnings, that is no witness.
    """
    figure = claimed.figure
    above = replace(claimed, figure=replace(figure, printed=abs(figure.printed)))
    return figure.printed < 0 and place.is_row and printed_as(above, claim, place) is not None
