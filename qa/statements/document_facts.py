"""All facts of a document, and how one is found by concept and period."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from qa.statements.fact import Fact, StatementKind
from qa.statements.tie_outs import TieOut
from qa.tables import Period, Table


class PeriodAsked(Protocol):
    """A period as a question names it: its kind, year, and day or length where named."""

    @property
    def kind(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def months(self) -> int | None: ...
    @property
    def end(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the group's statements: the tables that make it up, in their order."""

    kind: StatementKind
    title: str
    page_numbers: tuple[int, ...]
    tables: tuple[Table, ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class DocumentFacts:
    """What the statements of a document say. facts: the most telling statement first."""

    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    tie_outs: tuple[TieOut, ...]
    _by_concept: dict[str, list[Fact]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_concept: dict[str, list[Fact]] = {}
        for fact in self.facts:
            by_concept.setdefault(fact.concept, []).append(fact)
        object.__setattr__(self, "_by_concept", by_concept)

    @property
    def latest_year(self) -> int | None:
        """The last fiscal year that the statements cover."""
        years = [fact.period.year for fact in self.facts if fact.period.kind in ("year", "instant")]
        return max(years, default=None)

    @property
    def currency(self) -> str:
        """The currency of the statements; "money" where none is named."""
        units = (fact.unit for fact in self.facts if fact.unit != "shares" and "/" not in fact.unit)
        return next(units, "money")

    def find(
        self, concept: str, period: PeriodAsked, entity: str | None = None
    ) -> Fact | None:
        """Return the fact of a concept for a period; None where no statement gives it surely."""
        found = [
            fact
            for fact in self._by_concept.get(concept, ())
            if fact.entity == entity and fact.is_sure and _is_period(fact.period, period)
        ]
        return found[0] if found else None


def _is_period(has: Period, asked: PeriodAsked) -> bool:
    if has.year != asked.year:
        return False
    if asked.end is not None and has.end is not None and has.end != asked.end:
        return False
    if has.kind == "instant" or asked.kind == "instant":
        return has.kind == "instant" and asked.kind in ("instant", "year")
    if asked.kind == "year":
        return has.kind == "year"
    # A quarter or some months are only told apart by the day they end.
    return has.kind == asked.kind and has.months == asked.months and asked.end == has.end is not None
