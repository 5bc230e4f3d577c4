"""A formula as a tree of Python's in, its exact value out. Knows no figure."""

import ast
from collections.abc import Mapping
from decimal import Decimal

from qa.measures.expression import EXACT


def value_of(tree: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    """Work a tree out exactly; raises ArithmeticError or ValueError where it has no value."""
    match tree:
        case ast.Constant(value=int() | float() as number):
            return Decimal(str(number))
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -value_of(operand, values)
        case ast.BinOp(left=left, op=operator, right=right):
            a, b = value_of(left, values), value_of(right, values)
            match operator:
                case ast.Add():
                    return EXACT.add(a, b)
                case ast.Sub():
                    return EXACT.subtract(a, b)
                case ast.Mult():
                    return EXACT.multiply(a, b)
                case ast.Div():
                    return EXACT.divide(a, b)
                case ast.Pow():
                    return EXACT.power(a, b)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            results = [value_of(argument, values) for argument in arguments]
            match name:
                case "average":
                    return EXACT.divide(sum(results, Decimal(0)), Decimal(len(results)))
                case "abs":
                    return abs(results[0])
                case "min":
                    return min(results)
                case "max":
                    return max(results)
    raise ValueError(ast.dump(tree))
