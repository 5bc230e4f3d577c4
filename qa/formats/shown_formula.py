"""A figure's formula as it is shown in, a tree over its inputs out: "revenue ÷ total assets".

A name that is none of the inputs is a measure of its own, whose formula is put in its place. What
comes out is worked out again and given only where it is the figure's value: never a formula that
says something else than the figure.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from qa.answer import AnswerFigure
from qa.formats.formula_value import value_of
from qa.measures import concepts, measures, name_of
from qa.measures.expression import EXACT, parse

SAME = Decimal("1e-12")  # relative: a quotient is kept with 15 digits
MAX_DEPTH = 6  # of measures made of measures
_SIGNS = {"×": "*", "÷": "/", "−": "-", "+": "+", "^": "**", "/": "/", ";": ",", "(": "(", ")": ")"}
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?![\w%])")
_FUNCTION = re.compile(r"(average|min|max)\(")
_END = re.compile(r"\s[×÷−+^]\s|[();|]|$")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Leaf:
    """An operand: the input with this index, or nothing where none counted as zero."""

    name: str
    year: int | None
    index: int | None = None
    is_absolute: bool = False


@dataclass(frozen=True, slots=True)
class InputFormula:
    """A tree whose names v0, v1 .. stand for leaves. The figure is factor times its value."""

    tree: ast.expr
    leaves: tuple[Leaf, ...]
    factor: Decimal


def input_formula(figure: AnswerFigure, percents: Collection[int] = ()) -> InputFormula | None:
    """Return how a figure is worked out of its inputs; None for a stated one, or where the formula
    cannot be followed down to them. percents: inputs in percent, which count as 0.462 for 46.2.
    """
    if figure.value is None or not figure.formula or not figure.inputs:
        return None
    try:
        reading = _FormulaReader(figure)
        tree = ast.parse(reading.source(figure.formula), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    for leaves in _placed(reading.leaves, figure):
        factor = _factor(tree, _values(leaves, figure, percents), figure)
        if factor is not None:
            return InputFormula(tree, tuple(leaves), factor)
    return None


def worked_out(figure: AnswerFigure, percents: Collection[int] = ()) -> list[Decimal]:
    """Return what a figure's formula gives over its inputs, whatever its own value says.

    Empty where it cannot be followed or names no input; more than one where a sign may be read two
    ways.
    """
    try:
        reading = _FormulaReader(figure)
        tree = ast.parse(reading.source(figure.formula or ""), mode="eval").body
        values = [_values(leaves, figure, percents) for leaves in _placed(reading.leaves, figure)]
        results = [value_of(tree, given) for given in values]
    except (SyntaxError, ValueError, RecursionError, ArithmeticError):
        return []
    if not reading.leaves:
        return []
    factor = 100 if figure.unit == "percent" else 1
    return list(dict.fromkeys(result * factor for result in results))


def arithmetic(text: str) -> Decimal | None:
    """Return what a formula of numbers alone gives, written as figures show it; None if none."""
    empty = AnswerFigure("", "0", "", "", "")
    try:
        return value_of(ast.parse(_FormulaReader(empty).source(text), mode="eval").body, {})
    except (SyntaxError, KeyError, ValueError, RecursionError, ArithmeticError):
        return None


def _factor(tree: ast.expr, values: Mapping[str, Decimal], figure: AnswerFigure) -> Decimal | None:
    """Return what a tree's value is multiplied by to give the figure; None if nothing is."""
    assert figure.value is not None
    value = Decimal(figure.value)
    try:
        found = value_of(tree, values)
    except (ArithmeticError, ValueError):
        return None
    factors = (1, 100) if figure.unit == "percent" else (1,)
    return next((Decimal(f) for f in factors if abs(found * f - value) <= abs(value) * SAME), None)


class _FormulaReader:
    """Reads a formula into source of Python over v0, v1 ..; `leaves` says what they are."""

    def __init__(self, figure: AnswerFigure) -> None:
        self.leaves: list[Leaf] = []
        self._inputs = {given.name for given in figure.inputs}
        self._dated = {(given.name, _year_of(given.period)) for given in figure.inputs}
        known = {name for names in (self._inputs, _keys()) for name in names}
        self._names = sorted(known, key=len, reverse=True)
        self._year = _year_of(figure.period)
        self._note = figure.note

    def source(self, formula: str) -> str:
        """Return a shown formula as source."""
        pieces: list[str] = []
        place, is_open = 0, False
        while place < len(formula):
            rest = formula[place:]
            if rest[0].isspace():
                place += 1
            elif rest[0] == "|":
                pieces.append(")" if is_open else "abs(")
                is_open, place = not is_open, place + 1
            elif name := next(filter(rest.startswith, self._names), None):
                place += self._named(name, rest, pieces)
            elif found := _FUNCTION.match(rest) or _NUMBER.match(rest):
                pieces.append(found[0])
                place += found.end()
            elif rest[0] in _SIGNS:
                pieces.append(_SIGNS[rest[0]])
                place += 1
            else:
                end = _END.search(rest)
                assert end is not None
                raise ValueError(f"{rest[: end.start()]!r} is not known.")
        return " ".join(pieces)

    def _named(self, name: str, rest: str, pieces: list[str]) -> int:
        """Read a name with the period behind it; return how many characters they take."""
        end = _END.search(rest, len(name))
        assert end is not None
        label = rest[len(name) : end.start()]
        year = _year_of(label) if label.strip() else self._year
        pieces.append(self._operand(name, year, 0))
        return end.start()

    def _operand(self, name: str, year: int | None, depth: int) -> str:
        if (name, year) in self._dated:
            return self._leaf(name, year)
        if depth < MAX_DEPTH:
            for key in _keys().get(name, ()):
                if (expanded := self._expanded(key, year, depth)) is not None:
                    return expanded
        if name in self._inputs:  # a fiscal year may end in the next one
            return self._leaf(name, year)
        if f"no row for {name}: counted" in self._note or f"没有{name}，按零" in self._note:
            return "0"
        raise ValueError(f"{name!r} is no input.")

    def _expanded(self, key: str, year: int | None, depth: int) -> str | None:
        """Return the first formula of a measure whose operands are all there."""
        measure = measures().get(key)
        if measure is None:
            return None
        for expression in (*measure.expressions, *measure.zh_expressions):
            count = len(self.leaves)
            try:
                return f"({self._source_of(parse(expression), year, depth)})"
            except ValueError:
                del self.leaves[count:]
        return None

    def _source_of(self, tree: ast.expr, year: int | None, depth: int) -> str:
        """Return a measure's own formula as source; avg and prev go one year back."""

        def of(part: ast.expr, then: int | None = year) -> str:
            return self._source_of(part, then, depth)

        before = None if year is None else year - 1
        match tree:
            case ast.Constant(value=value):
                return str(value)
            case ast.Name(id=key):
                return self._by_key(key, year, depth)
            case ast.UnaryOp(operand=operand):
                return f"(-{of(operand)})"
            case ast.BinOp(left=left, op=operator, right=right):
                sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
                return f"({of(left)} {sign[type(operator)]} {of(right)})"
            case ast.Call(func=ast.Name(id="prev"), args=[argument]):
                return of(argument, before)
            case ast.Call(func=ast.Name(id="avg"), args=[argument]):
                return f"average({of(argument)}, {of(argument, before)})"
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return f"{name}({', '.join(map(of, arguments))})"
        raise ValueError(ast.dump(tree))

    def _by_key(self, key: str, year: int | None, depth: int) -> str:
        for is_chinese in (False, True):
            name = name_of(key, is_chinese)
            if name in self._inputs:
                return self._leaf(name, year)
        for is_chinese in (False, True):
            try:
                return self._operand(name_of(key, is_chinese), year, depth + 1)
            except ValueError:
                continue
        raise ValueError(key)

    def _leaf(self, name: str, year: int | None) -> str:
        self.leaves.append(Leaf(name, year))
        return f"v{len(self.leaves) - 1}"


@cache
def _keys() -> dict[str, tuple[str, ...]]:
    """Return the keys of the lines and measures that are shown under a name."""
    found: dict[str, tuple[str, ...]] = {}
    for key in (*measures(), *concepts()):
        for name in {name_of(key), name_of(key, is_chinese=True)}:
            found[name] = (*found.get(name, ()), key)
    return found


def _year_of(label: str) -> int | None:
    years = _YEAR.findall(label)
    return int(years[-1]) if years else None


def _placed(leaves: Sequence[Leaf], figure: AnswerFigure) -> Iterator[list[Leaf]]:
    """Yield leaves with the inputs they stand for: of one name the latest is the latest. A cost
    counts as positive in a measure, and as printed where it is asked for itself."""
    placed: list[Leaf] = []
    for leaf in leaves:
        own = [i for i, given in enumerate(figure.inputs) if given.name == leaf.name]
        own.sort(key=lambda i: _year_of(figure.inputs[i].period) or 0, reverse=True)
        years = sorted({each.year or 0 for each in leaves if each.name == leaf.name}, reverse=True)
        if len(years) != len(own):
            return
        placed.append(replace(leaf, index=own[years.index(leaf.year or 0)]))
    for is_absolute in (True, False):
        yield [replace(leaf, is_absolute=is_absolute and _is_outflow(leaf.name)) for leaf in placed]


def _is_outflow(name: str) -> bool:
    lines = (concepts().get(key) for key in _keys().get(name, ()))
    return any(line.is_outflow or line.is_charge for line in lines if line is not None)


def _values(
    leaves: Sequence[Leaf], figure: AnswerFigure, percents: Collection[int]
) -> dict[str, Decimal]:
    values: dict[str, Decimal] = {}
    for number, leaf in enumerate(leaves):
        assert leaf.index is not None
        value = Decimal(figure.inputs[leaf.index].value)
        if leaf.index in percents:
            value = EXACT.divide(value, Decimal(100))
        values[f"v{number}"] = abs(value) if leaf.is_absolute else value
    return values
