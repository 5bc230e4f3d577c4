"""Figures and what is to be done with them in, the one figure that they give out.

Units must be of one kind: amounts are added to amounts, and a rate is no part of another. A part is
never more than its whole, and of a loss nothing is a share.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from qa.answer import AnswerFigure, FigureInput
from qa.measures import Asked
from qa.measures.expression import EXACT
from qa.measures.operations import Derivation
from qa.readers.extractive.display import exact_text, shown, shown_points
from qa.readers.extractive.figure_writer import Evidence, FigureAnswer

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOTE = re.compile(r"(?:\s*\((?:\d|[a-z])\))+$")  # "Mobility revenue (1)"
_HUNDRED = Decimal(100)
RATES = ("percent", "ratio", "days")
Result = tuple[Decimal, str, Callable[[Sequence[str]], str]]


def worked_out(
    derivation: Derivation, found: Sequence[FigureAnswer], asked: Asked
) -> FigureAnswer | None:
    """Return what is worked out of figures; None where they are not of one kind, or one cell."""
    figures = [each.figures[0] for each in found]
    places = [(e.page.page_number, e.start, e.end) for each in found for e in each.evidence[:1]]
    values = [Decimal(figure.value or 0) for figure in figures]
    result = _result(derivation, values, [figure.unit for figure in figures])
    if result is None or len(set(places)) < len(places):
        return None
    value, unit, formula = result
    evidence: list[Evidence] = []
    inputs: list[FigureInput] = []
    names: list[str] = []
    workings: list[str] = []
    for figure, each in zip(figures, found, strict=True):
        first = len(evidence)
        evidence += each.evidence
        names.append(_name(figure, figures))
        workings.append(
            f"({figure.workings})" if figure.workings else f"{Decimal(figure.value or 0):,f}"
        )
        inputs += _inputs(figure, names[-1], first)
    is_points = unit == "percent" and derivation.operation in ("difference", "change")
    years = sorted({int(y) for figure in figures for y in YEAR.findall(figure.period)})
    precision = min(_precision(value) for value in values)
    formula_text = formula(names)
    answer = AnswerFigure(
        label=formula_text,
        value=exact_text(value),
        display=_shown(value, unit, precision, asked, is_points=is_points),
        unit=unit,
        period=f"{years[0]}–{years[-1]}" if len(years) > 1 else figures[0].period,
        entity=None,
        formula=formula_text,
        workings=formula(workings),
        inputs=tuple(inputs),
        note="in percentage points" if is_points else "",
    )
    return FigureAnswer((answer,), tuple(evidence))


def _result(
    derivation: Derivation, values: Sequence[Decimal], units: Sequence[str]
) -> Result | None:
    """Return the value, its unit, and how its formula is written over names."""
    operation, unit = derivation.operation, units[0]
    if operation == "per":
        return _per(values, units)
    if len(set(units)) > 1 or (
        unit in RATES and operation not in ("difference", "change", "average")
    ):
        return None
    a, b = values[0], values[-1]
    if operation == "sum":
        return a + b, unit, " + ".join
    if operation in ("total", "average"):
        whole = sum(values, Decimal(0))
        if operation == "total":
            return whole, unit, " + ".join
        count = len(values)
        return EXACT.divide(whole, Decimal(count)), unit, lambda n: f"({' + '.join(n)}) ÷ {count}"
    if operation == "difference":
        return a - b, unit, " − ".join
    if operation == "change":
        return b - a, unit, lambda n: f"{n[1]} − {n[0]}"
    return _quotient(derivation, a, b)


def _quotient(derivation: Derivation, a: Decimal, b: Decimal) -> Result | None:
    operation = derivation.operation
    if operation in ("growth", "factor", "cagr", "rest", "share") and (a <= 0 or b <= 0):
        return None  # of a loss no part and no growth is told
    if b == 0 or a == b or (operation in ("growth", "factor", "cagr") and a == 0):
        return None
    if operation == "share":
        is_part = a <= b
        return (EXACT.divide(a, b) * _HUNDRED, "percent", " ÷ ".join) if is_part else None
    if operation in ("percent", "margin"):
        return EXACT.divide(a, b) * _HUNDRED, "percent", " ÷ ".join
    if operation == "ratio":
        return EXACT.divide(a, b), "ratio", " ÷ ".join
    if operation == "rest":
        rest = EXACT.divide(a - b, a) * _HUNDRED
        return (rest, "percent", lambda n: f"({n[0]} − {n[1]}) ÷ {n[0]}") if b < a else None
    times = EXACT.divide(b, a)
    if operation == "factor":
        return times, "ratio", lambda n: f"{n[1]} ÷ {n[0]}"
    if operation == "growth":
        return (times - 1) * _HUNDRED, "percent", lambda n: f"({n[1]} − {n[0]}) ÷ {n[0]}"
    count = derivation.years[-1] - derivation.years[0]
    value = EXACT.power(times, EXACT.divide(Decimal(1), Decimal(count))) - 1
    return value * _HUNDRED, "percent", lambda n: f"({n[1]} ÷ {n[0]}) ^ (1 ÷ {count}) − 1"


def _per(values: Sequence[Decimal], units: Sequence[str]) -> Result | None:
    is_count = units[1] == "count" and values[1] > 0
    is_amount = units[0] not in RATES and "/" not in units[0] and units[0] != "count"
    return (EXACT.divide(*values), units[0], " ÷ ".join) if is_count and is_amount else None


def _workings(figure: AnswerFigure) -> str:
    is_long = " " in (figure.workings or "")
    return f"({figure.workings})" if is_long else f"{Decimal(figure.value or 0):,f}"


def _inputs(figure: AnswerFigure, name: str, first: int) -> Iterator[FigureInput]:
    """Yield a figure as an operand, or its own operands; citations count from `first`."""
    if figure.is_stated or not figure.inputs:
        place = None if figure.citation is None else figure.citation + first
        yield FigureInput(name, figure.value or "", figure.period, place)
        return
    for each in figure.inputs:
        place = None if each.citation is None else each.citation + first
        yield replace(each, citation=place)


def _name(figure: AnswerFigure, beside: Sequence[AnswerFigure]) -> str:
    """Return how a figure is called: with its part and its time where others have another."""
    name = _NOTE.sub("", " ".join(figure.label.split())).strip(" :")
    if figure.entity and figure.entity.lower() not in name.lower():
        name = f"{figure.entity} {name}"
    if len({each.period for each in beside}) > 1:
        name = f"{name} {figure.period}"
    return name


def _precision(value: Decimal) -> Decimal:
    """Return what one unit of the last digit of a value is worth that is no zero at its end."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int), value
    return Decimal(10) ** (exponent // 3 * 3 if exponent > 0 else exponent)


def _shown(value: Decimal, unit: str, precision: Decimal, asked: Asked, *, is_points: bool) -> str:
    if is_points:
        return shown_points(value, wishes=asked.wishes, in_basis_points=False, is_chinese=False)
    return shown(value, unit, precision=precision, wishes=asked.wishes, is_chinese=False)
