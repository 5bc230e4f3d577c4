"""Checks that statements hold together: assets and what finances them, profit and tax, cash flows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa.statements.fact import Fact
from qa.tables import Period

ROUNDINGS = 2  # units of the last digit by which a sum of rounded numbers may miss


@dataclass(frozen=True, slots=True)
class TieOut:
    """Two sides that are equal up to rounding, each with the facts it is made of."""

    name: str
    period: Period
    left: Decimal
    right: Decimal
    left_facts: tuple[Fact, ...]
    right_facts: tuple[Fact, ...]

    @property
    def difference(self) -> Decimal:
        return self.left - self.right

    @property
    def holds(self) -> bool:
        facts = (*self.left_facts, *self.right_facts)
        tolerance = max(fact.precision for fact in facts) * ROUNDINGS
        return abs(self.difference) <= tolerance


_CHECKS: Sequence[tuple[str, Mapping[str, int], Mapping[str, int], frozenset[str]]] = (
    ("assets = liabilities and equity", {"total_assets": 1}, {"liabilities_and_equity": 1}, frozenset()),
    (
        "assets = liabilities + equity",
        {"total_assets": 1},
        {"total_liabilities": 1, "total_equity": 1, "redeemable_noncontrolling_interest": 1},
        frozenset({"redeemable_noncontrolling_interest"}),
    ),
    (
        "profit before tax - tax = net income",
        {"pretax_income": 1, "income_tax": -1},
        {"net_income": 1},
        frozenset(),
    ),
    (
        "cash flows = change in cash",
        {
            "operating_cash_flow": 1,
            "investing_cash_flow": 1,
            "financing_cash_flow": 1,
            "exchange_effect": 1,
        },
        {"change_in_cash": 1},
        frozenset({"exchange_effect"}),
    ),
)


def tie_outs_of(facts: Iterable[Fact]) -> tuple[TieOut, ...]:
    """Return every check whose facts are there, for every period."""
    by_period: dict[tuple[int, str, int | None], dict[str, Fact]] = {}
    for fact in facts:
        period = fact.period
        key = (period.year, period.kind, period.months)
        by_period.setdefault(key, {}).setdefault(fact.concept, fact)
    return tuple(check for found in by_period.values() for check in _checked(found))


def _checked(facts: Mapping[str, Fact]) -> Iterator[TieOut]:
    for name, left, right, optional in _CHECKS:
        if all(concept in facts or concept in optional for concept in (*left, *right)):
            lefts = {facts[c]: sign for c, sign in left.items() if c in facts}
            rights = {facts[c]: sign for c, sign in right.items() if c in facts}
            yield TieOut(
                name,
                next(iter(lefts)).period,
                _sum(lefts),
                _sum(rights),
                tuple(lefts),
                tuple(rights),
            )


def _sum(signed: Mapping[Fact, int]) -> Decimal:
    return sum((fact.value * sign for fact, sign in signed.items()), Decimal(0))
