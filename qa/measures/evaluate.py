"""A measure and a document's facts in, a figure with all its inputs out, or what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from qa.measures.expression import EXACT, NoValue, Operand, evaluate, operands, parse, render
from qa.measures.facts import FactLike, FactSource, PeriodKind, WantedPeriod
from qa.measures.measure import Measure, concepts, measures, name_of

HUNDRED = Decimal(100)
_COSTS = ("cost_of_sales", "sga", "operating_expenses")  # how a report prints what it deducts
_NO_CURRENCIES = {"shares", "percent", "ratio", "days", "count"}


@dataclass(frozen=True, slots=True)
class Input:
    """An operand as it stands in the report."""

    name: str
    value: Decimal
    period: str
    fact: FactLike


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure and how it came about. value: in units of 1; a percentage is 12.5, not 0.125."""

    key: str
    name: str
    value: Decimal
    unit: str  # "USD", "USD/share", "shares", "percent", "ratio", "days", "count"
    period: str
    formula: str  # with names: "gross profit ÷ revenue"
    workings: str  # the same with values: "9,876 ÷ 42,151"
    inputs: tuple[Input, ...]
    notes: tuple[str, ...] = ()
    is_stated: bool = False
    computed: "Computed | None" = None  # of a stated figure: what the formula gives, if another


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no figure. operands: the names that the report does not give."""

    key: str
    name: str
    period: str
    reason: str
    operands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where operands are looked up."""

    facts: FactSource
    entity: str | None = None
    is_chinese: bool = False


@dataclass(frozen=True, slots=True)
class _Solution:
    """A formula worked out: units of its operands, and the formula in names and in values."""

    value: Decimal
    units: frozenset[str] = frozenset()
    inputs: tuple[Input, ...] = ()
    notes: tuple[str, ...] = ()
    formula: str = ""
    workings: str = ""


def work_out(
    key: str, period: WantedPeriod, scope: Scope, *, stated: FactLike | None = None
) -> Computed | Missing:
    """Return a line of the statements or a measure for a period.

    A value that the report states comes before a computed one: a line's own row, or `stated`. Where
    the formula gives something else, the notes say what.

        work_out("gross_margin", WantedPeriod("year", 2022, label="FY2022"), Scope(facts))
    """
    fact = stated or _find(key, period, scope)
    if fact is not None:
        return _stated(key, fact, period, scope)
    if key in measures():
        return evaluate_measure(measures()[key], period, scope)
    return _not_given(Operand(key), period, scope)


def evaluate_measure(measure: Measure, period: WantedPeriod, scope: Scope) -> Computed | Missing:
    """Work a measure out of the facts, whatever the report itself states."""
    solved = _solve_measure(measure, period, scope, frozenset({measure.key}))
    name = name_of(measure.key, scope.is_chinese)
    if isinstance(solved, Missing):
        return replace(solved, key=measure.key, name=name)
    return _computed(measure.key, name, measure.unit, period, solved)


def evaluate_formula(
    text: str, period: WantedPeriod, scope: Scope, *, unit: str, name: str, key: str = ""
) -> Computed | Missing:
    """Work a formula out that is not one of the known ones.

    evaluate_formula("goodwill / revenue", period, Scope(facts), unit="percent", name="goodwill %")
    """
    solved = _solve(text, period, scope, frozenset(), frozenset())
    if isinstance(solved, Missing):
        return replace(solved, key=key, name=name)
    return _computed(key, name, unit, period, solved)


def _computed(
    key: str, name: str, unit: str, period: WantedPeriod, solved: _Solution
) -> Computed | Missing:
    currencies = {unit.partition("/")[0] for unit in solved.units} - _NO_CURRENCIES
    if len(currencies) > 1:
        return Missing(key, name, period.label, "its operands are in different currencies")
    return Computed(
        key=key,
        name=name,
        value=EXACT.multiply(solved.value, HUNDRED) if unit == "percent" else solved.value,
        unit=unit.replace("money", next(iter(currencies), "money")),
        period=period.label,
        formula=solved.formula,
        workings=solved.workings,
        inputs=solved.inputs,
        notes=solved.notes,
    )


def _solve_measure(
    measure: Measure, period: WantedPeriod, scope: Scope, open_keys: frozenset[str]
) -> _Solution | Missing:
    """Solve the first of a measure's formulas that can be. open_keys: what is being solved."""
    first: Missing | None = None
    other = _find(measure.unless, period, scope) if measure.unless else None
    if other is not None and other.value:
        said = (
            "“{}”表明还有别的项目"
            if scope.is_chinese
            else "“{}” tells of more than the known lines"
        )
        return Missing("", "", period.label, said.format(other.label))
    for text in measure.expressions_in(scope.is_chinese):
        solved = _solve(text, period, scope, measure.optional, open_keys)
        if isinstance(solved, _Solution):
            note = measure.zh_note if scope.is_chinese else measure.note
            return replace(solved, notes=_unique((note, *solved.notes)))
        first = first or solved
    assert first is not None, measure.key
    return first


def _solve(
    text: str,
    period: WantedPeriod,
    scope: Scope,
    optional: frozenset[str],
    open_keys: frozenset[str],
) -> _Solution | Missing:
    tree = parse(text)
    found = {o: _resolve(o, period, scope, open_keys) for o in sorted(operands(tree))}
    absent = {o for o, v in found.items() if isinstance(v, Missing) and o.name in optional}
    if len(absent) < len(found):  # a sum of which nothing is there is not zero
        found |= {operand: _absent(operand, scope) for operand in absent}
    if gaps := [gap for gap in found.values() if isinstance(gap, Missing)]:
        reason = "; ".join(_unique(gap.reason for gap in gaps))
        names = _unique(name for gap in gaps for name in gap.operands)
        return Missing("", "", period.label, reason, names)
    parts = {operand: value for operand, value in found.items() if isinstance(value, _Solution)}
    try:
        value = evaluate(tree, {operand: part.value for operand, part in parts.items()})
    except NoValue as error:
        return Missing("", "", period.label, str(error))
    return _Solution(
        value=value,
        units=frozenset().union(*(part.units for part in parts.values())),
        inputs=_unique(given for part in parts.values() for given in part.inputs),
        notes=_unique(note for part in parts.values() for note in part.notes),
        formula=render(tree, _words(parts, period, scope)),
        workings=render(tree, {o: _bracketed(part.value) for o, part in parts.items()}),
    )


def _resolve(
    operand: Operand, period: WantedPeriod, scope: Scope, open_keys: frozenset[str]
) -> _Solution | Missing:
    """Look an operand up as a fact, or work it out where a measure stands under its name."""
    then = period.before(operand.back)
    fact = _find(operand.name, then, scope)
    if fact is not None:
        name = name_of(operand.name, scope.is_chinese)
        given = Input(name, fact.value, fact.period.label, fact)
        return _Solution(_size(operand.name, fact, then, scope), frozenset({fact.unit}), (given,))
    measure = measures().get(operand.name)
    if measure is None or operand.name in open_keys:
        return _not_given(operand, period, scope)
    solved = _solve_measure(measure, then, scope, open_keys | {operand.name})
    if isinstance(solved, Missing) and operand.name in concepts():
        return _not_given(operand, period, scope)
    return solved


def _absent(operand: Operand, scope: Scope) -> _Solution:
    name = name_of(operand.name, scope.is_chinese)
    note = (
        f"报表中没有{name}，按零计" if scope.is_chinese else f"no row for {name}: counted as zero"
    )
    return _Solution(Decimal(0), notes=(note,))


def _not_given(operand: Operand, period: WantedPeriod, scope: Scope) -> Missing:
    then = period.before(operand.back)
    name = name_of(operand.name, scope.is_chinese)
    of = f" of {scope.entity}" if scope.entity else ""
    reason = f"{name}{of} for {then.label} was not found in the statements"
    if scope.is_chinese:
        reason = f"报表中未找到{scope.entity or ''}{then.label}的{name}"
    return Missing(operand.name, name, period.label, reason, (name,))


def _find(key: str, period: WantedPeriod, scope: Scope) -> FactLike | None:
    """Return the fact of a concept, a balance at its date; nothing that is not sure."""
    concept = concepts().get(key)
    is_balance = concept is not None and concept.kind == "balance"
    kind: PeriodKind = "instant" if is_balance else "year"
    for near in period.as_kind(kind).nearby():
        fact = scope.facts.find(key, near, scope.entity)
        if fact is not None:
            return fact if fact.is_sure else None
    return None


def _size(key: str, fact: FactLike, period: WantedPeriod, scope: Scope) -> Decimal:
    """Return a line's value: without brackets where they say no more than that it is a cost."""
    concept = concepts().get(key)
    if concept is not None and concept.is_charge and fact.value < 0:
        costs = (_find(cost, period, scope) for cost in _COSTS)
        beside = next((cost for cost in costs if cost is not None), None)
        return abs(fact.value) if beside is not None and beside.value < 0 else fact.value
    return abs(fact.value) if concept is not None and concept.is_outflow else fact.value


def _stated(key: str, fact: FactLike, period: WantedPeriod, scope: Scope) -> Computed:
    """Take a figure as the report prints it, and say what the formula gives where it differs."""
    name = name_of(key, scope.is_chinese)
    stated = Computed(
        key=key,
        name=name,
        value=_size(key, fact, period, scope),  # "how much was spent" is no loss
        unit=fact.unit,
        period=fact.period.label or period.label,
        formula="",
        workings="",
        inputs=(Input(name, fact.value, fact.period.label, fact),),
        is_stated=True,
    )
    measure = measures().get(key)
    if measure is None or key in concepts():
        return stated
    computed = evaluate_measure(measure, period, scope)
    if isinstance(computed, Missing) or is_rounded(computed.value, fact.value):
        return stated
    return replace(stated, computed=computed)


def is_rounded(computed: Decimal, stated: Decimal) -> bool:
    """Return whether a computed value, rounded as the stated one is, is the same."""
    exponent = stated.as_tuple().exponent
    assert isinstance(exponent, int), stated
    return abs(computed - stated) <= Decimal(1).scaleb(min(exponent, 0)) / 2


def _words(parts: Iterable[Operand], period: WantedPeriod, scope: Scope) -> dict[Operand, str]:
    """Return how operands are named in a formula: with their period where there are several."""
    several = len({operand.back for operand in parts}) > 1
    return {
        operand: name_of(operand.name, scope.is_chinese)
        + (f" {period.before(operand.back).label}" if several else "")
        for operand in parts
    }


def plain_number(value: Decimal) -> str:
    """Return a number with thousands apart and no more decimals than it has, at most four.

    >>> plain_number(Decimal("1234567.50")), plain_number(Decimal(1) / 3)
    ('1,234,567.5', '0.3333')
    """
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _bracketed(value: Decimal) -> str:
    return f"({plain_number(value)})" if value < 0 else plain_number(value)


_T = TypeVar("_T")


def _unique(items: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(item for item in items if item))
