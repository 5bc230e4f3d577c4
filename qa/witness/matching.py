"""Does a printed figure say what a sentence says: the same number, sign, scale, kind and year?"""

from collections.abc import Collection, Iterator
from decimal import Decimal

from qa.figures import Figure
from qa.figures.figure import Kind
from qa.witness.claims import Claim, ClaimedFigure
from qa.witness.printed import PageEvidence, PrintedFigure
from qa.witness.sentences import split_sentences
from qa.witness.wording import falls, is_loss, is_of_change, is_spending, rises

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
    said_of_it = found.label or found.text
    is_negative = printed.figure.printed < 0
    if figure.printed < 0:
        is_change = figure.kind in _PARTS and not found.is_row and is_of_change(claim.text)
        is_lost = is_loss(said_of_it) and not is_spending(said_of_it)
        return is_negative or is_lost or (is_change and falls(said_of_it))
    if is_negative and printed.is_change:
        return claim.falls
    if is_negative:
        return claim.falls or claim.is_negative or is_spending(said_of_it)
    if claim.rises == claim.falls or figure.kind not in _DIRECTED:
        return True
    if not found.is_row:
        said = _sentence_of(printed, found.text)
        return rises(said) if claim.rises else falls(said)
    return _goes_the_same_way(printed, claim, found)


def _sentence_of(printed: PrintedFigure, text: str) -> str:
    """Return the sentence of a text in which a figure stands: the next one may tell of others."""
    at = printed.figure.start
    for start, end in split_sentences(text.replace("\n", " ")):
        if start <= at < end:
            return text[start:end]
    return text


def _goes_the_same_way(printed: PrintedFigure, claim: Claim, found: PageEvidence) -> bool:
    """Tell whether a row comes to this figure from the year before as the sentence says.

    Of a sentence about two years the figure of the later one tells.
    """
    if printed.is_change:
        return claim.rises
    if rises(found.label) or falls(found.label):
        return True  # "net increase in cash" is a thing, not a direction
    own = max(printed.years or (0,))
    of_row = {max(p.years): p for p in found.figures if p.years and not p.is_change}
    latest = max(claim.years or (of_row if len(claim.figures) > 1 else (own,)), default=own)
    before = of_row.get(own - 1)
    if own and own < latest:
        return True
    if before is None:
        return False
    change = abs(printed.figure.printed) - abs(before.figure.printed)
    return change != 0 and (change > 0) == claim.rises


def _is_same_year(year: int | None, printed: PrintedFigure, found: PageEvidence) -> bool:
    """A row's figure has the year of its column. Running text names the year; where it names none
    it speaks of the year that is reported on.
    """
    if year is None or printed.is_of_label:
        return True
    if printed.years is not None:
        return year in printed.years
    return year == found.fiscal_year and (found.is_prose or len(found.figures) == 1)
