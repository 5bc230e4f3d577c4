"""A question taken apart and a document's facts in, the figures that answer it out.

Nothing is computed for a question whose words are not all explained: `figures_for` takes the entity
from the caller, who has matched the qualifiers with a segment, or refuses.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from qa.measures.asked import Asked
from qa.measures.changes import alike, changed, growth, in_workings, inputs_of
from qa.measures.evaluate import (
    HUNDRED,
    Computed,
    Missing,
    Scope,
    evaluate_formula,
    work_out,
)
from qa.measures.expression import EXACT
from qa.measures.facts import FactLike, FactSource, WantedPeriod
from qa.measures.measure import concepts, measures, name_of
from qa.measures.periods import AskedPeriod

MAX_YEARS = 30  # a span longer than this is no span that a report shows


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures for a question, the one that answers it first, then those it rests on."""

    answer: Computed | Missing
    others: tuple[Computed | Missing, ...] = ()


def figures_for(
    asked: Asked,
    facts: FactSource,
    latest_year: int,
    *,
    entity: str | None = None,
    stated: FactLike | None = None,
    fiscal_year_end: date | None = None,
) -> Figures | None:
    """Return the figures a question asks for, or None where it asks for none that is known.

    entity: what the question's qualifiers (of a share: the words of its part) mean in this report;
    stated: a fact that the report prints for the measure. Both come from the caller, who knows the
    document. Which of several is largest is no figure of one entity: that takes a table.

        figures_for(understand("Did gross margin improve?"), facts, 2022).answer.value
    """
    if not asked.wants_figure or asked.manner in ("largest", "smallest"):
        return None
    if asked.manner == "share" and entity is None:
        return None
    scope = Scope(facts, entity or asked.entity, asked.is_chinese)
    if asked.unread_definition is not None:
        name = name_of(asked.key, asked.is_chinese) if asked.key else asked.text
        reason = "the definition in the question could not be read"
        reason = "问题中给出的公式未能识别" if asked.is_chinese else reason
        return Figures(Missing(asked.key or "", name, "", reason))
    periods = [p.resolve(latest_year).within(fiscal_year_end) for p in asked.periods]
    periods = periods or [AskedPeriod("latest").resolve(latest_year)]
    if asked.manner == "share":
        return _share(asked, periods[0], scope)
    match asked.operation:
        case "average" | "sum":
            return _over_years(asked, span_of(asked, periods), scope)
        case "difference" | "growth" | "cagr":
            first, last = _ends(asked, periods)
            is_one = (first.kind, first.year, first.end) == (last.kind, last.year, last.end)
            if is_one and first.quarter == last.quarter:
                return None  # "the current year" and the same year by its number
            return _between(asked, first, last, scope)
    if len(asked.keys) > 1 and asked.expression is None and not _is_one(asked):
        found = [work_out(key, periods[0], scope) for key in asked.keys]
        return Figures(found[0], tuple(found[1:]))
    values = [_value(asked, period, scope, stated) for period in periods]
    if asked.manner in ("improve", "compare") and len(values) == 1:
        return _between(asked, periods[0].before(1), periods[0], scope)
    return Figures(values[-1] if asked.is_range else values[0], tuple(values[1:]))


def _share(asked: Asked, period: WantedPeriod, scope: Scope) -> Figures:
    """Return what part of the group's figure an entity has."""
    assert asked.denominator is not None, asked
    part = work_out(asked.denominator, period, scope)
    whole = work_out(asked.denominator, period, replace(scope, entity=None))
    for gap in (part, whole):
        if isinstance(gap, Missing):
            return Figures(gap)
    assert isinstance(part, Computed), part
    assert isinstance(whole, Computed), whole
    if whole.value == 0:
        return Figures(Missing(whole.key, whole.name, whole.period, "division by zero"))
    share = replace(
        part,
        value=EXACT.multiply(EXACT.divide(part.value, whole.value), HUNDRED),
        unit="percent",
        formula=f"{part.name} ({scope.entity}) ÷ {whole.name}",
        workings=f"{in_workings(part)} ÷ {in_workings(whole)}",
        inputs=inputs_of((part, whole)),
        is_stated=False,
        computed=None,
    )
    return Figures(share, (part, whole))


def _is_one(asked: Asked) -> bool:
    """Return whether only one thing is asked for, the other names explain it."""
    return asked.key in measures() and asked.key not in concepts()


def _value(
    asked: Asked, period: WantedPeriod, scope: Scope, stated: FactLike | None = None
) -> Computed | Missing:
    if asked.expression is not None:
        name = name_of(asked.key, scope.is_chinese) if asked.key else ""
        if asked.expression == f"avg({asked.key})":
            name = f"平均{name}" if scope.is_chinese else f"average {name}"
        text = with_balances(asked.expression, None)
        return evaluate_formula(
            text, period, scope, unit=asked.unit or "ratio", name=name, key=asked.key or ""
        )
    assert asked.key is not None, asked
    measure = measures().get(asked.key)
    is_of_a_day = period.kind == "instant" and measure is not None and measure.unit == "days"
    is_year_end = asked.balances == "year end" or (is_of_a_day and asked.balances is None)
    if is_year_end and measure is not None:
        for text in measure.expressions_in(scope.is_chinese):
            if "avg(" in _unfolded(text):
                name = name_of(asked.key, scope.is_chinese)
                text = with_balances(_unfolded(text), "year end")
                return evaluate_formula(
                    text, period, scope, unit=measure.unit, name=name, key=asked.key
                )
    return work_out(asked.key, period, scope, stated=stated)


def with_balances(expression: str, balances: str | None) -> str:
    """Return a formula with balances at the year's end in place of their means.

    >>> with_balances("365 * avg(inventories) / cost_of_sales", "year end")
    '365 * (inventories) / cost_of_sales'
    """
    return expression.replace("avg(", "(") if balances == "year end" else expression


def _unfolded(expression: str) -> str:
    """Return a formula with the measures in it that take means put in by their own formulas."""

    def own(match: re.Match[str]) -> str:
        measure = measures().get(match.group())
        if measure is None or match.group() in concepts():
            return match.group()
        text = measure.expressions[0]
        return f"({text})" if "avg(" in text else match.group()

    return re.sub(r"[a-z_]+", own, expression)


def _ends(asked: Asked, periods: Sequence[WantedPeriod]) -> tuple[WantedPeriod, WantedPeriod]:
    """Return the earlier and the later period of a change; one period is compared with the last."""
    if len(periods) >= 2:
        first, last = sorted(
            periods[:2], key=lambda period: (period.year, period.end or _FIRST_DAY)
        )
        return first, last
    back = asked.years if asked.operation == "cagr" and asked.years else 1
    return periods[0].before(back), periods[0]


_FIRST_DAY = date.min


def span_of(asked: Asked, periods: Sequence[WantedPeriod]) -> list[WantedPeriod]:
    """Return every year of a span, the earliest first."""
    last = periods[-1]
    if asked.is_range and len(periods) == 2:
        count = last.year - periods[0].year + 1
    elif len(periods) > 1:
        return sorted(periods, key=lambda period: period.year)
    else:
        count = asked.years or 1
    return [last.before(step) for step in range(min(count, MAX_YEARS) - 1, -1, -1)]


def _over_years(asked: Asked, periods: Sequence[WantedPeriod], scope: Scope) -> Figures:
    found = [_value(asked, period, scope) for period in periods]
    values = [value for value in found if isinstance(value, Computed)]
    first = found[0]
    label = f"{periods[0].label}–{periods[-1].label}"
    if gaps := [value for value in found if isinstance(value, Missing)]:
        reason = "; ".join(dict.fromkeys(gap.reason for gap in gaps))
        operands = tuple(dict.fromkeys(name for gap in gaps for name in gap.operands))
        return Figures(Missing(first.key, first.name, label, reason, operands), tuple(values))
    total = sum((value.value for value in values), Decimal(0))
    is_mean = asked.operation == "average"
    terms = " + ".join(in_workings(value) for value in values)
    pairs = zip(values, periods, strict=True)
    names = " + ".join(f"{_said(value)} {period.label}" for value, period in pairs)
    is_zh, own = asked.is_chinese, _said(values[-1])
    mean = f"平均{own}" if is_zh else f"average {own}"
    answer = replace(
        values[-1],
        name=mean if is_mean else f"{own}合计" if is_zh else f"sum of {own}",
        value=EXACT.divide(total, Decimal(len(values))) if is_mean else total,
        period=label,
        formula=f"({names}) ÷ {len(values)}" if is_mean else names,
        workings=f"({terms}) ÷ {len(values)}" if is_mean else terms,
        inputs=inputs_of(values),
        is_stated=False,
        computed=None,
    )
    return Figures(answer, tuple(values))


def _said(value: Computed) -> str:
    """Return what a value is called: one of a formula that has no name, by the formula."""
    return value.name or value.formula or ""


def _between(asked: Asked, first: WantedPeriod, last: WantedPeriod, scope: Scope) -> Figures:
    """Return the change from one period to another, after which both values stand."""
    before, after = alike(
        (_value(asked, first, scope), first), (_value(asked, last, scope), last), scope
    )
    label = f"{first.label}–{last.label}"
    gaps = [value for value in (after, before) if isinstance(value, Missing)]
    if isinstance(before, Missing) or isinstance(after, Missing):
        reason = "; ".join(dict.fromkeys(gap.reason for gap in gaps))
        operands = tuple(dict.fromkeys(name for gap in gaps for name in gap.operands))
        return Figures(Missing(after.key, after.name, label, reason, operands), (after, before))
    names = (f"{before.name} {first.label}", f"{after.name} {last.label}")
    if asked.operation in ("growth", "cagr"):
        change = growth(asked, before, after, last.year - first.year, label, names)
    else:
        change = changed(asked, before, after, label, names)
    return Figures(change, (after, before))
