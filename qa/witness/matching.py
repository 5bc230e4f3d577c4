"""Does a printed figure say what a sentence says: the same number, sign, scale, kind and year?"""

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from qa.answer import AnswerFigure
from qa.figures import Figure
from qa.figures.figure import Kind
from qa.text.terms import is_chinese, terms
from qa.witness.claims import Claim, ClaimedFigure, concepts_in, years_in
from qa.witness.directions import DOWN, NONE, UP, way_of
from qa.witness.printed import PageEvidence, PrintedFigure
from qa.witness.sentences import split_sentences
from qa.witness.wording import (
    falls,
    is_loss,
    is_of_change,
    is_spending,
    names_side,
    other_side,
    own_side,
    rises,
)

_PARTS = {Kind.PERCENT, Kind.BASIS_POINTS}
_HUNDRED = Decimal(100)
MIN_DIGITS = 2  # that a rounded figure must still have: "about $4 billion" tells little
_DIRECTED = frozenset({Kind.PERCENT, Kind.MONEY, Kind.UNKNOWN, Kind.BASIS_POINTS})


def is_same(
    claimed: ClaimedFigure, printed: PrintedFigure, claim: Claim, found: PageEvidence
) -> bool:
    """Tell whether the sentence's figure is the printed one; a rounded one is, a scaled one is."""
    return (
        _is_same_kind(claimed.figure, printed)
        and _is_same_size(claimed.figure, printed)
        and _is_same_sign(claimed.figure, printed, claim, found)
        and _is_same_year(claimed.year, printed, found)
    )


def printed_as(claimed: ClaimedFigure, claim: Claim, place: PageEvidence) -> PrintedFigure | None:
    """Return the figure of a place that is the sentence's; None where it has none."""
    return next((p for p in place.figures if is_same(claimed, p, claim, place)), None)


def in_its_sentence(printed: PrintedFigure, text: str) -> tuple[str, int, int]:
    """Return the sentence of a text in which a figure stands, and where: the next one may tell of
    others.
    """
    start, end = printed.figure.start, printed.figure.end
    flat = text.replace("\n", " ")
    for low, high in split_sentences(flat):
        if low <= start < high:
            return flat[low:high], start - low, end - low
    return flat, start, end


def rounds_to(value: Decimal, figure: Figure) -> bool:
    """Tell whether a value, in units of one, is the figure in as many digits as it is given."""
    unit = Decimal(1).scaleb(int(figure.printed.as_tuple().exponent)) * figure.scale
    shown = abs(figure.value)
    if abs(value) == shown:
        return True
    has_digits = len(str(abs(figure.printed)).replace(".", "").lstrip("0")) >= MIN_DIGITS
    return has_digits and abs(abs(value) - shown) * 2 <= unit


def derived(
    figure: Figure, operands: Collection[Decimal], claim: Claim
) -> tuple[Decimal, Decimal] | None:
    """Return two of the operands, in units of one, that give the figure by one step; else None.

    Steps: sum, difference, quotient, share and change in percent. Operands stand in the sentence's
    order: where it only rises or only falls from one to the other, they must do so too.
    """
    values = list(operands)
    if len(values) == 2 and claim.rises != claim.falls and claim.rises != (values[0] < values[1]):
        return None
    for a in values:
        for b in values:
            if a != b and any(rounds_to(value, figure) for value in _results(a, b, figure)):
                return a, b
    return None


def is_worked_out(
    claimed: ClaimedFigure, claim: Claim, question: Claim, figure: AnswerFigure
) -> bool:
    """Tell whether the search worked this figure out, of the same thing and year."""
    if figure.value is None:
        return False
    years = years_in(figure.period)
    if claimed.year is not None and years and claimed.year not in years:
        return False
    is_percent = claimed.figure.kind.value == "percent"
    if is_percent != (figure.unit == "percent"):
        return False
    value, said_value = Decimal(figure.value), claimed.figure
    if not rounds_to(value, said_value) or (said_value.printed < 0 < value):
        return False
    if value < 0 < said_value.printed and not (claim.falls or claim.is_negative):
        return False
    if said_value.currency and not figure.unit.startswith(said_value.currency):
        return False
    if claim.rises != claim.falls:
        is_change = _GROWTH.search(figure.label) is not None
        return is_change and (value > 0) == claim.rises
    named = concepts_in(figure.label)
    said = claim.concepts or question.concepts
    return bool(named & said) or bool(frozenset(terms(figure.label)) & claim.words)


_GROWTH = re.compile(r"(?i)\bgrowth|\bchange|增长|变动")


def _results(a: Decimal, b: Decimal, figure: Figure) -> Iterator[Decimal]:
    if figure.kind in _PARTS:
        scale = _HUNDRED if figure.kind is Kind.PERCENT else _HUNDRED * _HUNDRED
        if b:
            yield a / b * scale
            yield (a - b) / abs(b) * scale
        if figure.kind is Kind.PERCENT:
            yield a - b  # two percentages: points
        return
    yield a - b
    yield a + b
    if b and figure.scale == 1 and figure.currency is None:
        yield a / b


def _is_same_kind(figure: Figure, printed: PrintedFigure) -> bool:
    if (figure.kind in _PARTS) != (printed.kind in _PARTS):
        return False
    if figure.currency and printed.currency and figure.currency != printed.currency:
        return False
    known = {Kind.UNKNOWN, Kind.COUNT, Kind.RATIO, Kind.DAYS}
    if figure.kind in known or printed.kind in known or figure.kind is printed.kind:
        return True
    return {figure.kind, printed.kind} == {Kind.MONEY, Kind.PER_SHARE}


def _is_same_size(figure: Figure, printed: PrintedFigure) -> bool:
    digits = abs(printed.figure.printed)
    is_bare = figure.scale == 1 and figure.currency is None and figure.kind is not Kind.MONEY
    if is_bare and abs(figure.printed) == digits:
        return True  # copied as it is printed, its unit on the page
    return any(rounds_to(digits * scale, figure) for scale in printed.scales)


def _is_same_sign(
    figure: Figure, printed: PrintedFigure, claim: Claim, found: PageEvidence
) -> bool:
    """A bracket is a minus, a loss, a fall, or money spent; words of a fall turn a figure's sign."""
    way = way_of(claim.text, figure.start, figure.end)
    if printed.figure.printed < 0:
        return _is_below_zero(figure, way, printed, claim, found)
    if figure.printed < 0:
        if found.is_row:
            is_lost = is_loss(found.label) and not is_spending(found.label)
            return is_lost and other_side(found.label) is None
        if figure.kind in _PARTS and is_of_change(claim.text[: figure.start]):
            return way_of(*in_its_sentence(printed, found.text)) == DOWN
        said, *_ = in_its_sentence(printed, found.text)
        return is_loss(said) and not is_spending(said)
    if way == NONE or figure.kind not in _DIRECTED:
        return True
    if not found.is_row:
        return way_of(*in_its_sentence(printed, found.text)) == way
    return _goes_the_same_way(printed, way, claim, found)


def _is_below_zero(
    figure: Figure, way: int, printed: PrintedFigure, claim: Claim, found: PageEvidence
) -> bool:
    """Tell whether a sentence says of a figure printed below zero that it is."""
    said_of_it = found.label or found.text
    if figure.printed < 0:
        return True
    if printed.is_change:
        return way == DOWN
    side = other_side(found.label)
    if side is not None:
        return names_side(claim.text, side)
    is_rate = figure.kind in _PARTS and is_of_change(found.context)
    if is_loss(claim.text) or (way == DOWN and (is_rate or is_of_change(found.label))):
        return True
    if is_chinese(said_of_it):
        return False  # what is spent stands there without a sign
    return claim.is_negative or is_spending(said_of_it) or (way == DOWN and not found.is_row)


def _goes_the_same_way(printed: PrintedFigure, way: int, claim: Claim, found: PageEvidence) -> bool:
    """Tell whether a row comes to this figure from the year before as the sentence says.

    Of a sentence about two years the figure of the later one tells.
    """
    if printed.is_change:
        return way == UP
    label = own_side(found.label)
    if rises(label) or falls(label):  # "net increase in cash" is a thing that has a direction
        return rises(label) == falls(label) or rises(label) == (way == UP)
    own = max(printed.years or (0,))
    of_row = {max(p.years): p for p in found.figures if p.years and not p.is_change}
    latest = max(claim.years or (of_row if len(claim.figures) > 1 else (own,)), default=own)
    before = of_row.get(own - 1)
    if own and own < latest:
        return True
    if before is None:
        return False
    change = abs(printed.figure.printed) - abs(before.figure.printed)
    return change != 0 and (change > 0) == (way == UP)


def _is_same_year(year: int | None, printed: PrintedFigure, found: PageEvidence) -> bool:
    """A row's figure has the year of its column. Running text names the year; where it names none
    it speaks of the year that is reported on.
    """
    if year is None or printed.is_of_label:
        return True
    if printed.years is not None:
        return year == max(printed.years) if printed.is_change else year in printed.years
    return year == found.fiscal_year and (found.is_prose or len(found.figures) == 1)
