"""A question in, what it asks for out: measure, periods, entity, manner, wishes.

Precision comes first. What is not understood stays in `qualifiers`, and a caller that cannot
explain those (by a segment's row, by the company's own name) gives no figure of the whole group.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from qa.measures.asked import Asked, Manner, Operation
from qa.measures.company import without_company
from qa.measures.composition import Composed, compose
from qa.measures.definition import SUMMED, Definition, claims, find_definitions
from qa.measures.leftover import leftover
from qa.measures.manners import is_text, manner_of, operation_of
from qa.measures.measure import concepts, lines_of, measures
from qa.measures.names import Named, find_names, main_of
from qa.measures.own_formula import (
    CURRENT_PORTION,
    OWNERS_INCOME,
    with_current_portion,
    with_definitions,
    with_owners_income,
)
from qa.measures.periods import AskedPeriod, find_periods, find_range, without_count, years_count
from qa.measures.wishes import find_wishes
from qa.measures.wrapping import unwrap
from qa.text.terms import is_chinese

_FLOWS = re.compile(
    r"\b(?:generat\w*|spen[dt]\w*|paid|pays?|paying|earn\w*|used?|rais\w+|produc\w+|receiv\w+|wrote"
    r"|written|repaid|repay\w*|issued?|collect\w*|lost|lose|charged?|recorded)\b"
    r"|支付|付了|花了|收到|偿还|计提|核销|新增"
)
_MEAN = re.compile(r"\b(?:average|mean)\s*~|平均\s*~|~的?(?:平均|均值)")
_DIVIDED = re.compile(r"~\s*(?:over|divided\s+by|[/÷]|除以)\s*(?:[a-z]+\s+){0,2}~")
_AGAINST_PREVIOUS = re.compile(
    r"\b(?:to|than|from|with|vs\.?|versus|against|over)\s+(?:that\s+of\s+)?(?:the\s+)?"
    r"(?:prior|previous|preceding|last)\s+(?:fiscal\s+)?year|[比较与同]\s*(?:去年|上年|上一年|上期|前一年)"
)
_COMPARED = re.compile(r"\bhow\s+much\s+(?:more|less|higher|lower)\b.*~.*\bthan\b.*~")
_AMOUNTS = {  # "gross margin in dollars"
    "gross_margin": "gross_profit",
    "operating_margin": "operating_income",
    "net_margin": "net_income",
}
_NAME = re.compile(r"[a-z_]+")
_LISTED = re.compile(
    r"(?:\s|,|、|，|/|\band\b|\bas\s+well\s+as\b|和|与|及|以及|还有|是多少|多少|分别)*"
)
_MERE_CASH = re.compile(r"\b(?:how\s+much|what|in|the)\s+$")
_PARENT = re.compile(
    r"母公司(?!所有者|股东|普通股)|\bparent(?:[- ]company)?(?:\s+only)?\b(?!['’]s)"
)
_YEAR_END_BALANCES = re.compile(
    r"\b(?:using|with|on|based\s+on)?\s*(?:the\s+)?(?:year[- ]end|ending"
    r"|end[- ]of[- ](?:the[- ])?year|closing|period[- ]end)\s+"
    r"(?:balances?|values?|figures?|receivables|inventor(?:y|ies)|accounts\s+(?:payable"
    r"|receivable)|trade\s+payables|payables|total\s+assets|equity|assets)"
    r"|期末(?:余额|数|值)"
)
_AVERAGE_BALANCES = re.compile(
    r"\b(?:on|using|with|based\s+on|over"
    r"|and)\s+(?:the\s+)?averages?\s+(?:of\s+the\s+two\s+)?(?:\w+[- ]){0,3}"
    r"(?:balances?|equity|assets|inventor(?:y|ies)|receivables?|payables?)"
    r"|\baverages?\s+of\s+(?:the\s+)?(?:opening|beginning|two|both)\b"
    r"|平均(?:余额|存货|应收账款|应付账款|净资产|总资产)"
    r"|\bon\s+average\s+\w+|按?\s*平均"
)


def understand(question: str, *, company: Iterable[str] = ()) -> Asked:
    """Take a question apart. company: names of the report's own company, which say nothing more.

    >>> asked = understand("What was gross margin in FY2022, two decimals?")
    >>> asked.key, asked.periods[0].year, asked.wishes.decimals
    ('gross_margin', 2022, 2)
    """
    plain = unicodedata.normalize("NFKC", question).replace("’", "'")
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    wishes, bare = find_wishes(lower)
    bare = unwrap(without_company(bare, company))
    chinese = is_chinese(question)
    definitions = [d for d in find_definitions(bare) if not d.is_list or _asks_for_sum(bare, d)]
    rest = bare
    for each in definitions:
        leads = SUMMED.search(rest[: each.start])
        rest = _without(rest, leads.start() if leads else each.start, each.end)
    entity = _PARENT.search(rest)
    if entity:
        rest = _without(rest, *entity.span())
    current = CURRENT_PORTION.search(rest)
    if current:
        rest = _without(rest, *current.span())
    periods, rest, is_range = _periods(rest)
    every = find_names(rest)
    named = _of_interest(rest, every)
    composed = None if definitions else compose(rest, named)
    asked = Asked(
        text=question,
        manner="value",
        wishes=wishes,
        periods=periods,
        is_range=is_range,
        years=years_count(bare),
        entity="母公司" if entity else None,
        balances=_balances(rest),
        keys=tuple(dict.fromkeys(n.key for n in named)),
        words=leftover(rest, plain, (), company),
        is_chinese=chinese,
    )
    used = [(n.start, n.end) for n in named]
    numerator: tuple[str, ...] = ()
    if definitions:
        asked = with_definitions(asked, definitions, main_of(named) if named else None)
    elif composed is not None:
        asked = _with_composed(asked, composed)
        known = frozenset(_NAME.findall(f"{composed.expression} {composed.denominator}"))
        used = [(n.start, n.end) for n in named if n.key in known]
        used += composed.spans
        if composed.part is not None:
            numerator = leftover(_only(rest, composed.part), plain, used, company)
            rest = _without(rest, *composed.part)
    elif named:
        asked = replace(asked, key=main_of(named).key)
        used = [(n.start, n.end) for n in _explained(rest, named)]
    if asked.wishes.currency is not None and asked.expression is None:
        asked = replace(asked, key=_AMOUNTS.get(asked.key or "", asked.key))
    worked = (_COMPARED,) if definitions else (_COMPARED, _DIVIDED)
    seen = _masked(rest, named)
    is_formula = composed is None and any(each.search(seen) for each in worked)
    asked = with_current_portion(asked) if current else asked
    asked = with_owners_income(asked) if OWNERS_INCOME.search(bare) else asked
    if claims(bare) > len(definitions) or is_formula:
        asked = replace(asked, unread_definition=question)
    used += [(n.start, n.end) for n in every if n not in named]
    left = leftover(rest, plain, used, company)
    asked = replace(asked, qualifiers=left, numerator=numerator)
    seen = _masked(rest, named)
    return _with_nature(_with_manner(asked, seen, composed), seen)


def _with_nature(asked: Asked, text: str) -> Asked:
    """Keep a balance apart from what flows, and a mean apart from a value.

    "How much cash was generated" asks for no balance: the verb is left over, and qualifies.
    """
    concept = concepts().get(asked.key or "") if asked.expression is None else None
    if concept is None:
        return asked
    verb = _FLOWS.search(text)
    if concept.kind == "balance" and concept.unit == "money" and verb:
        return replace(asked, qualifiers=(*asked.qualifiers, verb.group()))
    if asked.operation != "average" and _MEAN.search(text):
        if concept.kind == "balance":
            return replace(asked, expression=f"avg({concept.key})", unit=concept.unit)
        return replace(asked, qualifiers=(*asked.qualifiers, "average"))
    return asked


def _with_manner(asked: Asked, text: str, composed: Composed | None) -> Asked:
    manner: Manner = manner_of(text)
    has_figure = bool(asked.key or asked.expression)
    if manner == "why":
        return replace(asked, manner="why" if has_figure else "text")
    if manner not in ("largest", "smallest") and is_text(
        text, has_figure, bool(asked.periods), asked.key in measures()
    ):
        return replace(asked, manner="text")
    operation: Operation = operation_of(text, asked)
    if composed is not None and " - " in (composed.expression or "") and len(asked.periods) < 2:
        operation = "none"  # of two lines, and not of two years
    if composed is not None and composed.part is not None and manner in ("value", "change"):
        manner = "share"
        operation = _of_share(asked, operation)
    elif operation in ("difference", "growth", "cagr") and manner == "value":
        manner = "change"
    return _against_the_year_before(replace(asked, manner=manner, operation=operation))


def _against_the_year_before(asked: Asked) -> Asked:
    """Drop the period that a change is only measured against: every change has one before it."""
    is_change = asked.operation in ("difference", "growth")
    if not is_change or not _AGAINST_PREVIOUS.search(asked.text.lower()):
        return asked
    periods = tuple(period for period in asked.periods if period.kind != "previous")
    return replace(asked, periods=periods)


def _of_share(asked: Asked, operation: Operation) -> Operation:
    """Return what is to be done with a share: its change in points, its mean over years."""
    if operation in ("difference", "growth"):
        return "difference"
    return "average" if operation_of(asked.text.lower(), asked) == "average" else "none"


def _with_composed(asked: Asked, composed: Composed) -> Asked:
    return replace(
        asked,
        key=composed.key,
        expression=composed.expression,
        unit=composed.unit,
        denominator=composed.denominator,
    )


def _explained(text: str, named: tuple[Named, ...]) -> list[Named]:
    """Return the names that are asked for: the main one, and those listed beside it.

    So are the lines that the main one is computed from ("days payable on cost of sales"). Another
    name qualifies the main one ("interest on long-term debt") and is left over.
    """
    main = named.index(main_of(named))
    known = lines_of(named[main].key)
    known |= {"net_sales"} if "revenue" in known else set()
    kept = [name for name in named if name.key in known]
    for place in range(main + 1, len(named)):
        if not _LISTED.fullmatch(text, named[place - 1].end, named[place].start):
            break
        kept.append(named[place])
    for place in range(main - 1, -1, -1):
        if not _LISTED.fullmatch(text, named[place].end, named[place + 1].start):
            break
        kept.append(named[place])
    return kept


def _of_interest(text: str, named: tuple[Named, ...]) -> tuple[Named, ...]:
    """Return what is named without the cash of "how much cash went into" and "paid in cash"."""
    if len(named) == 1:
        return named
    return tuple(
        name for name in named if name.key != "cash" or not _MERE_CASH.search(text[: name.start])
    )


def _asks_for_sum(text: str, definition: Definition) -> bool:
    """Return whether a bare list can be what is asked for: a sum of money, set apart."""
    before = text[: definition.start]
    named = find_names(before)
    main = measures().get(main_of(named).key) if named else None
    return (
        main is not None
        and main.unit == "money"
        and (before.rstrip()[-1:] in ("(", ":", "=", ".", "?") or SUMMED.search(before) is not None)
    )


def _periods(text: str) -> tuple[tuple[AskedPeriod, ...], str, bool]:
    """Return the periods of a text, the text without them, and whether they are a span."""
    found = find_periods(text)
    span = find_range(text, found)
    for period in found:
        text = _without(text, period.start_char, period.end_char)
    text = without_count(text)
    quarters = [p for p in found if p.kind == "quarter"]
    years = [p for p in found if p.kind == "year"]
    if (
        len(quarters) == 1 and quarters[0].year is None and years
    ):  # "second quarter ... of fiscal 2022"
        found = (replace(quarters[0], year=years[0].year), *years[1:])
    unique: list[AskedPeriod] = []
    for period in span or found:
        bare = replace(period, start_char=0, end_char=0)
        if bare not in unique:
            unique.append(bare)
    return tuple(unique), text, span is not None


def _balances(text: str) -> Literal["year end", "average"] | None:
    if _AVERAGE_BALANCES.search(text):
        return "average"
    return "year end" if _YEAR_END_BALANCES.search(text) else None


def _only(text: str, span: tuple[int, int]) -> str:
    start, end = span
    return " " * start + text[start:end] + " " * (len(text) - end)


def _masked(text: str, named: tuple[Named, ...]) -> str:
    for name in named:
        text = text[: name.start] + "~" * (name.end - name.start) + text[name.end :]
    return text


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
