"""Facts whose sign or scale the label leaves open, settled by arithmetic: a tax, a share count.

"Income tax benefit (provision) 3,634" is a tax of -3,634: pretax income less tax is net income.
What arithmetic does not settle is not sure.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qa.statements.fact import Fact
from qa.statements.finding import Found

ROUNDING = Decimal("0.012")  # shares times earnings per share, of net income
MOST_DILUTION = 2  # diluted shares over basic ones
SCALES = (Decimal(1), Decimal(1000), Decimal(10) ** 6)
_AFTER_TAX = re.compile(
    r"(?i)^(?:net )?(?:income|earnings|profit|loss|\(loss\) income|income \(loss\))"
    r"(?: \(loss\))? from continuing operations$"
)


def with_signs(facts: Sequence[Fact]) -> list[Fact]:
    """Return facts with taxes as a cost, interest earned as income, minorities' as a part."""
    settled: list[Fact] = []
    for fact in facts:
        if fact.concept == "income_tax":
            fact = _tax(fact, facts)
        elif fact.concept == "noncontrolling_income":
            fact = _minority(fact, facts)
        elif fact.concept == "interest_income" and fact.value < 0:
            fact = replace(fact, value=-fact.value, is_negated=True)
        settled.append(fact)
    return settled


def with_shares_scaled(facts: Sequence[Fact], found: Sequence[Found]) -> list[Fact]:
    """Return facts with share counts in units of one, as earnings per share confirm them."""
    scales = {statement.sheet.scale for statement in found}
    settled = [
        _scaled(fact, facts, scales) if fact.concept in ("shares_basic", "shares_diluted") else fact
        for fact in facts
    ]
    return [
        _like_basic(fact, old, settled, facts) if fact.concept == "shares_diluted" else fact
        for fact, old in zip(settled, facts, strict=True)
    ]


def _like_basic(fact: Fact, old: Fact, settled: Sequence[Fact], facts: Sequence[Fact]) -> Fact:
    """Return diluted shares in the scale of the basic ones, where earnings leave theirs open.

    What a convertible would add to earnings is no part of net income.
    """
    printed, basic = _value(facts, "shares_basic", fact), _value(settled, "shares_basic", fact)
    if fact.is_sure or not printed or not basic or not old.value:
        return fact
    is_near = 1 <= abs(old.value / printed) <= MOST_DILUTION
    is_settled = any(
        other.is_sure
        for other in settled
        if other.concept == "shares_basic" and other.period == fact.period
    )
    if not (is_near and is_settled and old.is_sure):
        return fact
    return replace(old, value=old.value * basic / printed)


def _value(facts: Sequence[Fact], concept: str, fact: Fact) -> Decimal | None:
    return next(
        (
            other.value
            for other in facts
            if other.concept == concept
            and other.period == fact.period
            and other.statement == fact.statement
        ),
        None,
    )


def _tax(fact: Fact, facts: Sequence[Fact]) -> Fact:
    """Return a tax as a cost: pretax income less it is income after tax."""
    pretax = _value(facts, "pretax_income", fact)
    after = [
        other.value
        for other in facts
        if other.period == fact.period
        and other.statement == "income"
        and (
            other.concept in ("net_income", "net_income_attributable")
            or _AFTER_TAX.search(other.label)
        )
    ]
    if pretax is None or not fact.value:
        return fact
    distance = {
        sign: min((abs(pretax - sign * fact.value - value) for value in after), default=None)
        for sign in (1, -1)
    }
    plus, minus = distance[1], distance[-1]
    if plus is None or minus is None:
        return fact
    if minus < plus:
        return replace(fact, value=-fact.value, is_negated=True)
    return fact


def _minority(fact: Fact, facts: Sequence[Fact]) -> Fact:
    whole = _value(facts, "net_income", fact)
    own = _value(facts, "net_income_attributable", fact)
    if whole is None or own is None:
        return replace(fact, is_sure=False)
    if abs(whole - fact.value - own) <= abs(whole + fact.value - own):
        return fact
    return replace(fact, value=-fact.value, is_negated=True)


def _scaled(fact: Fact, facts: Sequence[Fact], scales: set[Decimal]) -> Fact:
    per_share = _value(facts, fact.concept.replace("shares", "eps"), fact)
    own = _value(facts, "net_income_attributable", fact) or _value(facts, "net_income", fact)
    if not fact.value:
        return replace(fact, is_sure=False)
    if not per_share or not own:
        return fact
    # A per-share figure of few digits tells little: half of its last place either way.
    places = -int(per_share.as_tuple().exponent)
    slack = ROUNDING + Decimal(1).scaleb(-places) / 2 / abs(per_share)
    for scale in (Decimal(1), *SCALES[1:], *scales):
        if abs(fact.value * scale * per_share - own) <= slack * abs(own):
            return replace(fact, value=fact.value * scale)
    return replace(fact, is_sure=False)
