"""A question taken apart and the formulas that it brings itself in, the same with them put in out."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.measures.asked import Asked
from qa.measures.definition import Definition
from qa.measures.measure import lines_of, measures
from qa.measures.names import Named
from qa.measures.periods import AskedPeriod

CURRENT_PORTION = re.compile(
    r",?\s*\(?\binclud(?:ing|es)\s+(?:the\s+|its\s+)?current\s+(?:portion|maturities)\b\)?"
)
OWNERS_INCOME = re.compile(  # "net margin on earnings attributable to the shareholders"
    r"\b(?:on|over|with|using|from)\s+(?:the\s+)?(?:net\s+)?(?:income|earnings|profits?)\s+attributable\b"
    r"(?!\s+to\s+(?:the\s+)?(?:non-?controlling|minorit))"
)
_NAME = re.compile(r"[a-z_]+")
_WITH_CURRENT = "debt_with_current_portion"
_DEBT = re.compile(r"\b(?:total_debt|long_term_debt)\b")


def with_current_portion(asked: Asked) -> Asked:
    """Take debt with what of it is due within a year, which then must not be missing."""
    measure = measures().get(asked.key or "")
    expression = asked.expression or (measure.expressions[0] if measure else "")
    if asked.expression is None and asked.key in ("total_debt", "long_term_debt"):
        return replace(asked, key=_WITH_CURRENT, keys=(_WITH_CURRENT,))
    if not _DEBT.search(expression):
        return replace(asked, qualifiers=(*asked.qualifiers, "current portion"))
    unit = asked.unit or (measure.unit if measure else None)
    return replace(asked, expression=_DEBT.sub(_WITH_CURRENT, expression), unit=unit)


def with_owners_income(asked: Asked) -> Asked:
    """Take what the shareholders have of the net income, where a formula takes all of it."""
    measure = measures().get(asked.key or "")
    expression = asked.expression or (measure.expressions[0] if measure else "")
    own = re.sub(r"\bnet_income\b", "net_income_attributable", expression)
    if own == expression:
        return asked
    return replace(asked, expression=own, unit=asked.unit or (measure.unit if measure else None))


def with_definitions(asked: Asked, definitions: Sequence[Definition], main: Named | None) -> Asked:
    """Put the question's own formulas in: that of the measure, and those of what it is made of.

    main: what is asked for among what is named.
    """
    key = main.key if main else None
    parts = {d.defines: d.expression for d in definitions if _is_part(d.defines, key)}
    whole = next((d for d in definitions if not _is_part(d.defines, key)), None)
    measure = measures().get(key or "")
    if whole is not None:
        expression = whole.expression
    elif measure is not None:
        expression = measure.expressions_in(asked.is_chinese)[0]
    else:
        return replace(asked, unread_definition=asked.text)
    for _ in parts:  # a part may be made of another part
        expression = _NAME.sub(lambda match: _put_in(match.group(), parts), expression)
    unit = measure.unit if measure else None
    factor = re.match(r"100 \* (.+)$|(.+) \* 100$", expression)
    if factor and unit in (None, "percent"):
        expression, unit = f"({factor[1] or factor[2]})", "percent"
    unit = unit or _unit_of(expression, asked.wishes.as_percent)
    years = {d.base_year for d in definitions if d.base_year}
    periods = asked.periods or tuple(AskedPeriod("year", year) for year in sorted(years)[-1:])
    if not asked.is_range and not years <= {period.year for period in periods}:
        return replace(asked, unread_definition=asked.text)  # "now" is another year in it
    return replace(asked, key=key, expression=expression, unit=unit, periods=periods)


def _unit_of(expression: str, as_percent: bool) -> str:
    """Return what a formula of lines gives: money unless something is divided."""
    if "/" not in expression:
        return "money"
    if re.search(r"\b36[05]\b", expression):
        return "days"
    return "percent" if as_percent else "ratio"


def _is_part(defined: str | None, key: str | None) -> bool:
    """Return whether what is defined is not what is asked for, but a part of it."""
    return bool(defined and key and defined != key and defined in lines_of(key))


def _put_in(name: str, parts: dict[str | None, str]) -> str:
    return f"({parts[name]})" if name in parts else name
