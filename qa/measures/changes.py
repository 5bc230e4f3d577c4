"""Two figures of one thing at two times in, how it has changed out: by how much, or how fast."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qa.measures.asked import Asked
from qa.measures.evaluate import (
    HUNDRED,
    Computed,
    Input,
    Missing,
    Scope,
    evaluate_measure,
    is_rounded,
    plain_number,
)
from qa.measures.expression import EXACT
from qa.measures.facts import WantedPeriod
from qa.measures.measure import concepts, measures

_Dated = tuple[Computed | Missing, WantedPeriod]


def alike(
    before: _Dated, after: _Dated, scope: Scope
) -> tuple[Computed | Missing, Computed | Missing]:
    """Return a rate at two times, both as the report states it or both by its formula.

    45 less 48 is no -3.3, and a stated 71.7 less a computed 66.02 is no change of either.
    """
    is_fine = [_is_stated_finely(value) for value, _ in (before, after)]
    old, new = _by_formula(*before, scope), _by_formula(*after, scope)
    if all(is_fine) or (any(is_fine) and (old is None or new is None)):
        return before[0], after[0]
    return old or before[0], new or after[0]


def _is_stated_finely(value: Computed | Missing) -> bool:
    """Tell whether the report itself states a rate with decimals, "18.7 %", or a line."""
    if isinstance(value, Missing) or value.key in concepts():
        return True
    return value.is_stated and value.value != value.value.to_integral_value()


def _by_formula(value: Computed | Missing, period: WantedPeriod, scope: Scope) -> Computed | None:
    """Return what a rate's formula gives, if the report states it no other than rounded."""
    if isinstance(value, Missing) or not value.is_stated or value.key in concepts():
        return value if isinstance(value, Computed) else None
    measure = measures().get(value.key)
    computed = evaluate_measure(measure, period, scope) if measure else None
    is_same = isinstance(computed, Computed) and is_rounded(computed.value, value.value)
    return computed if is_same and isinstance(computed, Computed) else None


def changed(
    asked: Asked, before: Computed, after: Computed, label: str, names: tuple[str, str]
) -> Computed:
    """Return the change between two values. names: of both, with their periods."""
    points = "百分点" if asked.is_chinese else "in percentage points"
    return replace(
        after,
        name=f"{after.name}变动" if asked.is_chinese else f"change in {after.name}",
        value=EXACT.subtract(after.value, before.value),
        notes=(points, *after.notes) if after.unit == "percent" else after.notes,
        period=label,
        formula=f"{names[1]} − {names[0]}",
        workings=f"{in_workings(after)} − {in_workings(before)}",
        inputs=inputs_of((after, before)),
        is_stated=False,
        computed=None,
    )


def growth(
    asked: Asked,
    before: Computed,
    after: Computed,
    years: int,
    label: str,
    of: tuple[str, str],
) -> Computed | Missing:
    """Return growth in percent, per year where that is asked for. of: both values' names."""
    per_year = asked.operation == "cagr"
    if before.value <= 0 or (per_year and (after.value <= 0 or years < 1)):
        reason = f"growth from {in_workings(before)} to {in_workings(after)} has no meaning"
        if asked.is_chinese:
            reason = f"基数为{in_workings(before)}，增长率无意义"
        return Missing(after.key, after.name, label, reason)
    ratio = EXACT.divide(after.value, before.value)
    names = f"{of[1]} ÷ {of[0]}"
    name = f"{after.name}增长率" if asked.is_chinese else f"growth of {after.name}"
    numbers = f"{in_workings(after)} ÷ {in_workings(before)}"
    if per_year:
        ratio = EXACT.power(ratio, EXACT.divide(Decimal(1), Decimal(years)))
        names, numbers = f"({names}) ^ (1/{years})", f"({numbers}) ^ (1/{years})"
        name = f"{after.name}年均增长率" if asked.is_chinese else f"{name} per year"
    return replace(
        after,
        name=name,
        value=EXACT.multiply(EXACT.subtract(ratio, Decimal(1)), HUNDRED),
        unit="percent",
        period=label,
        formula=f"{names} − 1",
        workings=f"{numbers} − 1",
        inputs=inputs_of((after, before)),
        is_stated=False,
        computed=None,
    )


def inputs_of(values: Sequence[Computed]) -> tuple[Input, ...]:
    """Return the operands of several figures, each once."""
    return tuple(dict.fromkeys(given for value in values for given in value.inputs))


def in_workings(value: Computed) -> str:
    """Return a value as it stands in workings, a negative one in brackets."""
    number = plain_number(value.value)
    return f"({number})" if value.value < 0 else number
