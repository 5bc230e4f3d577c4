"""Formulas over exact decimals, compared with simpleeval."""

import ast
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.measures.expression import (
    EXACT,
    FormulaError,
    NoValue,
    Operand,
    evaluate,
    operands,
    parse,
    render,
)

NAMES = ("revenue", "cost_of_sales", "inventories")


def value_of(text, **values):
    return evaluate(parse(text), {Operand(name): Decimal(v) for name, v in values.items()})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * 2", "10"),
        ("(a + b) * 2", "14"),
        ("a - b - 1", "0"),
        ("a / b / 2", "0.6666666666666666666666666666666666666666666666666666666667"),
        ("-a + b", "-1"),
        ("abs(b - a * 2)", "5"),
        ("min(a, b, 2)", "2"),
        ("max(a, b)", "4"),
        ("a ** 2", "16"),
        ("0.1 + 0.2", "0.3"),
    ],
)
def test_a_formula_is_worked_out_as_it_is_written(text, expected):
    result = value_of(text, a=4, b=3)
    assert result == Decimal(expected) or abs(result - Decimal(expected)) < Decimal("1e-50")


def test_sums_and_products_of_printed_figures_are_exact():
    product = value_of("a * b", a="123456789012345.67", b="98765432109876.54")
    assert Fraction(product) == Fraction("123456789012345.67") * Fraction("98765432109876.54")


def test_a_mean_takes_the_balance_now_and_one_period_earlier():
    tree = parse("365 * avg(inventories) / cost_of_sales")
    assert operands(tree) == {
        Operand("cost_of_sales"),
        Operand("inventories"),
        Operand("inventories", 1),
    }
    values = {
        Operand("inventories"): 30,
        Operand("inventories", 1): 10,
        Operand("cost_of_sales"): 73,
    }
    assert evaluate(tree, {name: Decimal(v) for name, v in values.items()}) == 100


def test_prev_inside_a_mean_goes_back_further():
    names = operands(parse("avg(cash - prev(cash))"))
    assert {operand.back for operand in names} == {0, 1, 2}


def test_division_by_zero_has_no_value_and_no_number():
    with pytest.raises(NoValue, match="division by zero"):
        value_of("a / (b - b)", a=1, b=2)


@pytest.mark.parametrize("text", ["a ** 0.5", "b ** -1", "a ** 1000000"])
def test_a_power_without_a_value_is_refused(text):
    with pytest.raises(NoValue):
        value_of(text, a=-4, b=0)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "a.b",
        "a[0]",
        "lambda: 1",
        "a if b else c",
        "'text'",
        "True",
        "a and b",
        "a < b",
        "open(a)",
        "avg(a, b)",
        "prev()",
        "min(a, key=b)",
        "f'{a}'",
        "a //  b",
        "a %  b",
        "~a",
        "a +",
        "",
        "[a]",
        "*a",
    ],
)
def test_what_is_no_formula_is_refused_before_it_is_worked_out(text):
    with pytest.raises(FormulaError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(a - b) / a", "(A − B) ÷ A"),
        ("a - b / a", "A − B ÷ A"),
        ("a - (b - a)", "A − (B − A)"),
        ("a / (b * a)", "A ÷ (B × A)"),
        ("-(a + b)", "−(A + B)"),
        ("abs(a - b) / a", "|A − B| ÷ A"),
    ],
)
def test_a_formula_is_shown_with_the_brackets_it_needs(text, shown):
    assert render(parse(text), {Operand("a"): "A", Operand("b"): "B"}) == shown


numbers = st.decimals(-(10**12), 10**12, places=2, allow_nan=False, allow_infinity=False)
leaves = st.sampled_from(NAMES) | st.integers(0, 1000).map(str)
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda text: f"(-{text})"),
        inner.map(lambda text: f"abs({text})"),
        st.tuples(st.sampled_from(("min", "max")), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
    ),
    max_leaves=12,
)


@given(formulas, st.lists(numbers, min_size=3, max_size=3))
def test_any_formula_gives_what_simpleeval_gives(text, given_values):
    simpleeval = pytest.importorskip("simpleeval")
    names = dict(zip(NAMES, given_values, strict=True))
    reference = simpleeval.EvalWithCompoundTypes(
        names=names, functions={"abs": abs, "min": min, "max": max}
    )
    reference.nodes[ast.Constant] = lambda node: Decimal(str(node.value))
    with localcontext(EXACT):
        try:
            expected = reference.eval(text)
        except ArithmeticError:
            with pytest.raises(NoValue):
                evaluate(parse(text), {Operand(name): value for name, value in names.items()})
            return
    result = evaluate(parse(text), {Operand(name): value for name, value in names.items()})
    assert result == expected


@given(formulas, st.lists(numbers, min_size=3, max_size=3))
def test_a_formula_shown_in_values_is_worth_the_same(text, given_values):
    values = {Operand(n): v for n, v in zip(NAMES, given_values, strict=True)}
    shown = render(parse(text), {operand: f"({value})" for operand, value in values.items()})
    if "abs" in text or "min" in text or "max" in text:
        return
    again = shown.replace("−", "-").replace("×", "*").replace("÷", "/")
    try:
        expected = evaluate(parse(text), values)
    except NoValue:
        return
    assert abs(evaluate(parse(again), {}) - expected) <= abs(expected) * Decimal("1e-40")


def test_formulas_of_questions_are_not_kept_for_ever():
    for number in range(3000):
        parse(f"revenue * {number}")

    assert parse.cache_info().currsize <= 1024
