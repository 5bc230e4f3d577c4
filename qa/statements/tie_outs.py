"""Sums that a set of statements must keep, each with both sides as facts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from qa.statements.fact import Fact, StatementKind, TieOut, sum_of
from qa.statements.finding import Found
from qa.statements.mapping import sections_of
from qa.tables import Period

HALF = Decimal("0.5")
# Name, statement, both sides; "?" marks what a report may not have, "-" what is taken off.
_SUMS: tuple[tuple[str, StatementKind, tuple[str, ...], tuple[str, ...]], ...] = (
    ("assets = liabilities and equity", "balance", ("total_assets",), ("liabilities_and_equity",)),
    (
        "assets = liabilities + equity",
        "balance",
        ("total_assets",),
        ("total_liabilities", "redeemable_noncontrolling_interest?", "total_equity"),
    ),
    (
        "assets = current + noncurrent",
        "balance",
        ("total_assets",),
        ("current_assets", "noncurrent_assets"),
    ),
    (
        "equity = the owners' + the minorities'",
        "balance",
        ("total_equity",),
        ("shareholders_equity", "noncontrolling_interest"),
    ),
    (
        "the owners' income = net income - the minorities'",
        "income",
        ("net_income_attributable",),
        ("net_income", "-noncontrolling_income"),
    ),
    (
        "activities lead to the change in cash",
        "cash_flow",
        ("change_in_cash",),
        (
            "operating_cash_flow",
            "investing_cash_flow",
            "financing_cash_flow",
            "exchange_effect_on_cash?",
        ),
    ),
)
_OF_WHICH = re.compile(r"^其中|^应[收付](利息|股利)")  # a part of the row above
_FOOTED = {"current assets": "current_assets", "current liabilities": "current_liabilities"}


def tie_outs_of(found: Sequence[Found], facts: Sequence[Fact]) -> tuple[TieOut, ...]:
    """Return every sum whose two sides a report states, for each period."""
    tied: list[TieOut] = []
    for statement in found:
        for number in range(len(statement.sheet.columns)):
            period = statement.sheet.period(number)
            own = {
                fact.concept: fact
                for fact in facts
                if fact.statement == statement.kind and fact.period == period and fact.concept
            }
            tied += _sums(statement, own, period)
            if statement.kind == "balance":
                tied += _footed(statement, facts, own, period)
            elif statement.kind == "income":
                tied += _gross_profit(statement, facts, own, period)
            else:
                tied += _cash_at_end(statement, facts, own, period)
    tied += _net_incomes(found, facts)
    return tuple(tied)


def _sums(found: Found, own: dict[str, Fact], period: Period) -> Iterator[TieOut]:
    for name, kind, lefts, rights in _SUMS:
        if kind != found.kind:
            continue
        left = [own[key] for key in lefts if key in own]
        keys = [key.strip("-?") for key in rights]
        needed = [key.strip("-") for key in rights if not key.endswith("?")]
        if len(left) < len(lefts) or any(key not in own for key in needed):
            continue
        right = [
            (own[key], -1 if part.startswith("-") else 1)
            for key, part in zip(keys, rights, strict=True)
            if key in own
        ]
        if len({fact.value_span for fact, _ in right} | {left[0].value_span}) <= len(right):
            continue  # a row that stands for two lines proves nothing
        yield TieOut(
            name=name,
            period=period,
            left=left[0].value,
            left_facts=tuple(left),
            right=sum((fact.value * sign for fact, sign in right), Decimal(0)),
            right_facts=tuple(fact for fact, _ in right),
            tolerance=_tolerance(found, [left[0], *(fact for fact, _ in right)]),
        )


def _footed(
    found: Found, facts: Sequence[Fact], own: dict[str, Fact], period: Period
) -> Iterator[TieOut]:
    """Yield whether the rows of a part of the balance sheet add up to its total."""
    sections = sections_of("balance", found.sheet.rows)
    spans = {
        fact.value_span: fact
        for fact in facts
        if fact.statement == "balance" and fact.period == period
    }
    for section, key in _FOOTED.items():
        total = own.get(key)
        if total is None:
            continue
        parts: list[Fact] = []
        for row, place in zip(found.sheet.rows, sections, strict=True):
            for cell in row.cells.values():
                fact = spans.get((cell.start, cell.end))
                if fact is None or fact.page_number != cell.page_number:
                    continue
                is_part = place == section and not _OF_WHICH.search(row.label)
                if is_part and fact.value_span != total.value_span:
                    parts.append(fact)
        if len(parts) > 1:
            right = sum_of(parts)
            every = [total, *parts]
            yield TieOut(
                f"{section} add up",
                period,
                total.value,
                (total,),
                right,
                tuple(parts),
                _tolerance(found, every),
            )


def _gross_profit(
    found: Found, facts: Sequence[Fact], own: dict[str, Fact], period: Period
) -> Iterator[TieOut]:
    """Yield whether revenue less the costs above it is the gross profit."""
    profit, revenue, cost = (own.get(k) for k in ("gross_profit", "revenue", "cost_of_sales"))
    if profit is None or revenue is None or cost is None:
        return
    costs = _between(facts, cost, profit)
    if costs:
        yield TieOut(
            "gross profit = revenue - cost of sales",
            period,
            profit.value,
            (profit,),
            revenue.value - sum((abs(fact.value) for fact in costs), Decimal(0)),
            (revenue, *costs),
            _tolerance(found, [profit, revenue, *costs]),
        )


def _cash_at_end(
    found: Found, facts: Sequence[Fact], own: dict[str, Fact], period: Period
) -> Iterator[TieOut]:
    """Yield whether the change, cash at the start and what stands between are cash at the end."""
    end, change = own.get("cash_at_end"), own.get("change_in_cash")
    if end is None or change is None:
        return
    parts = _between(facts, change, end)
    if len(parts) > 1:
        yield TieOut(
            "cash at the start + change = cash at the end",
            period,
            end.value,
            (end,),
            sum_of(parts),
            tuple(parts),
            _tolerance(found, [end, *parts]),
        )


def _between(facts: Sequence[Fact], first: Fact, last: Fact) -> list[Fact]:
    """Return the figures of a column from one on and before another, each once."""
    start, end = (first.page_number, first.value_span), (last.page_number, last.value_span)
    found = {
        (fact.page_number, fact.value_span): fact
        for fact in facts
        if fact.statement == first.statement and fact.period == first.period
    }
    return [fact for place, fact in sorted(found.items()) if start <= place < end]


def _net_incomes(found: Sequence[Found], facts: Sequence[Fact]) -> Iterator[TieOut]:
    """Yield whether the cash flow statement begins with the income statement's net income."""
    cash_flow = next((statement for statement in found if statement.kind == "cash_flow"), None)
    for first in facts:
        if first.concept != "net_income" or first.statement != "cash_flow" or cash_flow is None:
            continue
        for own in facts:
            same = (own.period.kind, own.period.year) == (first.period.kind, first.period.year)
            if own.concept == "net_income" and own.statement == "income" and same:
                yield TieOut(
                    "net income = where the cash flow begins",
                    own.period,
                    own.value,
                    (own,),
                    first.value,
                    (first,),
                    _tolerance(cash_flow, [own, first]),
                )


def _tolerance(found: Found, facts: Iterable[Fact]) -> Decimal:
    """Return what rounding may make: half of the last printed place for each figure."""
    places, count = 0, 0
    for fact in facts:
        count += 1
        decimals = fact.text.partition(".")[2]
        places = max(places, sum(char.isdigit() for char in decimals))
    return found.sheet.scale.scaleb(-places) * HALF * count
