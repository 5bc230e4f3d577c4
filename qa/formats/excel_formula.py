"""A figure and the cells of its inputs in, a formula of a spreadsheet out: "=100*(C4-C5)/C4"."""

import ast
from collections.abc import Mapping, Sequence

from qa.formats.shown_formula import InputFormula

_SIGNS: Mapping[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("-", 1),
    ast.Mult: ("*", 2),
    ast.Div: ("/", 2),
    ast.Pow: ("^", 3),
}
_FUNCTIONS = {"average": "AVERAGE", "abs": "ABS", "min": "MIN", "max": "MAX"}


def excel_formula(formula: InputFormula, cells: Sequence[str], *, is_percent: bool) -> str:
    """Return the formula over the cells of the inputs, each a reference or what gives its value.

    A percentage is a fraction of one in a spreadsheet, which its format shows in percent.

        excel_formula(input_formula(figure), ["C4", "C5"], is_percent=True)  # "=C4/C5"
    """
    references: dict[str, str] = {}
    for number, leaf in enumerate(formula.leaves):
        assert leaf.index is not None, leaf
        cell = cells[leaf.index]
        references[f"v{number}"] = f"ABS({cell})" if leaf.is_absolute else cell
    text = _written(formula.tree, references)
    if is_percent and formula.factor == 1:
        text = f"({text})/100"
    return f"={text}"


def _written(tree: ast.expr, references: Mapping[str, str]) -> str:
    match tree:
        case ast.Constant(value=value):
            return str(value)
        case ast.Name(id=name):
            return references[name]
        case ast.UnaryOp(operand=operand):
            return f"(-{_bracketed(operand, references, rank=3)})"
        case ast.BinOp(left=left, op=operator, right=right):
            sign, rank = _SIGNS[type(operator)]
            if rank == 1 and isinstance(right, ast.Constant) and right.value == 0:
                return _written(left, references)  # what has no row and counts as none
            first = _bracketed(left, references, rank + (sign == "^"))
            second = _bracketed(right, references, rank + (sign in "-/^"))
            return f"{first}{sign}{second}"
        case ast.Call(func=ast.Name(id=name), args=arguments):
            inside = ",".join(_written(argument, references) for argument in arguments)
            return f"{_FUNCTIONS[name]}({inside})"
    raise ValueError(ast.dump(tree))


def _bracketed(tree: ast.expr, references: Mapping[str, str], rank: int) -> str:
    text = _written(tree, references)
    is_weaker = isinstance(tree, ast.BinOp) and _SIGNS[type(tree.op)][1] < rank
    return f"({text})" if is_weaker else text
