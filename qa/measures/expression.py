"""A formula as text in, an exact Decimal out. Nothing here knows what the names stand for.

A formula has numbers, names, + - * / ** and brackets, and the functions avg (mean of now and one
period earlier), prev (one period earlier), abs, min and max. Anything else is no formula.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache

# Wide enough that sums and products of printed figures are exact; only divisions and roots round.
EXACT = Context(prec=60, traps=[DivisionByZero, InvalidOperation, Overflow])
MAX_PARSED = 1024  # formulas kept: those of the catalog and, of questions, the latest
MAX_EXPONENT = 100  # a growth over years needs no more, and no question can ask for a huge power

_OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "−",
    ast.Mult: "×",
    ast.Div: "÷",
    ast.Pow: "^",
}
_RANK = {"+": 1, "−": 1, "×": 2, "÷": 2, "^": 3}


class FormulaError(ValueError):
    """A text that is no formula."""


class NoValue(ArithmeticError):
    """A formula that has no value for these operands; the message says why."""


@dataclass(frozen=True, slots=True, order=True)
class Operand:
    """A name in a formula. back: how many periods before the one asked for."""

    name: str
    back: int = 0


@lru_cache(maxsize=MAX_PARSED)
def parse(text: str) -> ast.expr:
    """Return the tree of a formula.

    >>> sorted(operands(parse("365 * avg(inventories) / cost_of_sales")))[0]
    Operand(name='cost_of_sales', back=0)
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"{text!r} is no formula.") from error
    _check(tree, text)
    return tree


def operands(tree: ast.expr, back: int = 0) -> frozenset[Operand]:
    """Return what a formula needs to be worked out."""
    return frozenset(_operands(tree, back))


def evaluate(tree: ast.expr, values: Mapping[Operand, Decimal], back: int = 0) -> Decimal:
    """Work a formula out, or raise NoValue where it has no value.

    >>> evaluate(parse("a / b"), {Operand("a"): Decimal(3), Operand("b"): Decimal(4)})
    Decimal('0.75')
    """
    match tree:
        case ast.Constant(value=value):
            return Decimal(str(value))
        case ast.Name(id=name):
            return values[Operand(name, back)]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return EXACT.minus(evaluate(operand, values, back))
        case ast.BinOp(left=left, op=operator, right=right):
            return _apply(operator, evaluate(left, values, back), evaluate(right, values, back))
        case ast.Call(func=ast.Name(id="prev"), args=[argument]):
            return evaluate(argument, values, back + 1)
        case ast.Call(func=ast.Name(id="avg"), args=[argument]):
            now, before = (evaluate(argument, values, back + step) for step in (0, 1))
            return EXACT.divide(EXACT.add(now, before), Decimal(2))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            results = [evaluate(argument, values, back) for argument in arguments]
            return {"abs": lambda: EXACT.abs(results[0]), "min": lambda: min(results)}.get(
                name, lambda: max(results)
            )()
    raise AssertionError(ast.dump(tree))


def render(tree: ast.expr, words: Mapping[Operand, str], back: int = 0) -> str:
    """Return a formula as it is read, each operand replaced by its words.

    >>> render(parse("a / (b - c)"), {Operand("a"): "A", Operand("b"): "B", Operand("c"): "C"})
    'A ÷ (B − C)'
    """
    match tree:
        case ast.Constant(value=value):
            return str(value)
        case ast.Name(id=name):
            return words[Operand(name, back)]
        case ast.UnaryOp(operand=operand):
            return f"−{_bracketed(operand, words, back, rank=3)}"
        case ast.BinOp(left=left, op=operator, right=right):
            sign = _OPERATORS[type(operator)]
            rank = _RANK[sign]
            first = _bracketed(left, words, back, rank)
            # a - (b - c) and a / (b * c) keep their brackets
            second = _bracketed(right, words, back, rank + (sign in "−÷^"))
            return f"{first} {sign} {second}"
        case ast.Call(func=ast.Name(id="prev"), args=[argument]):
            return _bracketed(argument, words, back + 1, rank=0)
        case ast.Call(func=ast.Name(id="avg"), args=[argument]):
            now = render(argument, words, back)
            return f"average({now}; {render(argument, words, back + 1)})"
        case ast.Call(func=ast.Name(id="abs"), args=[argument]):
            return f"|{render(argument, words, back)}|"
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return f"{name}({'; '.join(render(argument, words, back) for argument in arguments)})"
    raise AssertionError(ast.dump(tree))


def _bracketed(tree: ast.expr, words: Mapping[Operand, str], back: int, rank: int) -> str:
    text = render(tree, words, back)
    inside = tree
    while isinstance(inside, ast.Call) and isinstance(inside.func, ast.Name):
        if inside.func.id != "prev":
            return text
        inside = inside.args[0]
    if isinstance(inside, ast.BinOp) and _RANK[_OPERATORS[type(inside.op)]] < rank:
        return f"({text})"
    return text


def _apply(operator: ast.operator, left: Decimal, right: Decimal) -> Decimal:
    match operator:
        case ast.Add():
            return EXACT.add(left, right)
        case ast.Sub():
            return EXACT.subtract(left, right)
        case ast.Mult():
            return EXACT.multiply(left, right)
        case ast.Div():
            if not right:
                raise NoValue("division by zero")
            return EXACT.divide(left, right)
    if abs(right) > MAX_EXPONENT:
        raise NoValue("an exponent beyond reason")
    if left < 0 and right != right.to_integral_value():
        raise NoValue("a root of a negative number")
    if not left and right <= 0:
        raise NoValue("zero to a power that is not positive")
    return EXACT.power(left, right)


def _operands(tree: ast.expr, back: int) -> Iterator[Operand]:
    match tree:
        case ast.Name(id=name):
            yield Operand(name, back)
        case ast.UnaryOp(operand=operand):
            yield from _operands(operand, back)
        case ast.BinOp(left=left, right=right):
            yield from _operands(left, back)
            yield from _operands(right, back)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            steps = {"prev": (1,), "avg": (0, 1)}.get(name, (0,))
            for argument in arguments:
                for step in steps:
                    yield from _operands(argument, back + step)


_ARGUMENTS = {"avg": (1, 1), "prev": (1, 1), "abs": (1, 1), "min": (1, 9), "max": (1, 9)}


def _check(tree: ast.expr, text: str) -> None:
    """Refuse everything that `evaluate` does not know, before anything is worked out."""
    match tree:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float()):
            return None
        case ast.Name():
            return None
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _check(operand, text)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            _check(left, text)
            return _check(right, text)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _ARGUMENTS:
            least, most = _ARGUMENTS[name]
            if least <= len(arguments) <= most:
                for argument in arguments:
                    _check(argument, text)
                return None
    raise FormulaError(f"{text!r} is no formula: only numbers, names, + - * / ** and brackets.")
