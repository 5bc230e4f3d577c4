"""What a report's statements say, as values: facts, statements, tie-outs, each with its place.

Spans count in the text of the page named beside them, end exclusive. Nothing here reads a page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal, Protocol

from qa.figures import parse_figure
from qa.tables import Period, Span

StatementKind = Literal["income", "balance", "cash_flow"]

PRIMARY = 0  # rank of a fact of the three statements
SECONDARY = 1  # of another table that agrees with them


class PeriodAsked(Protocol):
    """What `find` asks of a period."""

    @property
    def kind(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def end(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of a report: what it is of, when, and where it is printed.

    value is in units of one. concept is a key of the glossary, "" for a row that has none.
    entity is None for the reporting group, else a segment's name. rank 0 is a statement's own row.
    """

    concept: str
    label: str
    period: Period
    value: Decimal
    unit: str  # "USD", "CNY", "USD/share", "shares", "percent"; "" where none is stated
    entity: str | None
    statement: StatementKind | None
    page_number: int
    text: str  # as printed
    value_span: Span
    label_span: Span
    label_page: int
    period_span: Span | None  # the column's head, on period_page
    period_page: int
    scale_span: Span | None  # on scale_page
    scale_page: int
    is_sure: bool = True
    rank: int = PRIMARY
    is_negated: bool = False  # value has the other sign than the printed figure
    parents: tuple[str, ...] = ()  # labels of the rows it stands under


@dataclass(frozen=True, slots=True)
class StatementCell:
    """A printed cell. value is None for a dash."""

    column: int  # index in Statement.periods
    page_number: int
    span: Span
    text: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A row of a statement. concepts are the glossary's keys that it states."""

    label: str
    label_span: Span
    page_number: int
    indent: float
    is_total: bool
    cells: tuple[StatementCell, ...]
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the three statements, over one page or several, with the periods of its columns."""

    kind: StatementKind
    title: str
    page_numbers: tuple[int, ...]
    periods: tuple[Period, ...]
    currency: str
    scale: Decimal
    scale_text: str
    rows: tuple[StatementRow, ...]


@dataclass(frozen=True, slots=True)
class TieOut:
    """Two sums that must agree, each with the facts it is made of."""

    name: str
    period: Period
    left: Decimal
    left_facts: tuple[Fact, ...]
    right: Decimal
    right_facts: tuple[Fact, ...]
    tolerance: Decimal

    @property
    def difference(self) -> Decimal:
        """Return by how much the sides differ."""
        return self.left - self.right

    @property
    def holds(self) -> bool:
        """Tell whether they agree within the rounding of what is printed."""
        return abs(self.difference) <= self.tolerance


@dataclass(frozen=True)
class DocumentFacts:
    """All facts of a document. fiscal_year_end is the end of the year that it reports on."""

    statements: tuple[Statement, ...] = ()
    facts: tuple[Fact, ...] = ()
    tie_outs: tuple[TieOut, ...] = ()
    conflicts: tuple[tuple[Fact, Fact], ...] = ()  # the statement's own, and what differs elsewhere
    fiscal_year: int | None = None
    fiscal_year_end: date | None = None
    currency: str = ""

    def find(
        self, concept: str, period: PeriodAsked | None = None, entity: str | None = None
    ) -> Fact | None:
        """Return the best fact of a concept: sure before unsure, the statements' own before others.

        Without a period the latest full year or balance date.

            facts.find("revenue", Period("year", 2022)).value
        """
        found = [
            fact
            for fact in self._by_concept.get(concept, ())
            if _is_entity(fact.entity, entity) and (period is None or _is_of(fact.period, period))
        ]
        if period is None:
            found = [fact for fact in found if fact.period.kind in ("year", "instant")]
        if not found and entity is not None and concept == "revenue":
            return self.find("net_sales", period, entity)  # all the revenue that a part tells
        return min(found, key=_preference, default=None)

    @cached_property
    def part_names(self) -> tuple[str, ...]:
        """Names of the segments, regions and products that there are facts of."""
        return tuple(dict.fromkeys(fact.entity for fact in self.facts if fact.entity))

    def statement(self, kind: StatementKind) -> Statement | None:
        """Return the statement of a kind."""
        return next((found for found in self.statements if found.kind == kind), None)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    @cached_property
    def _by_concept(self) -> dict[str, list[Fact]]:
        by_concept: dict[str, list[Fact]] = {}
        for fact in self.facts:
            by_concept.setdefault(fact.concept, []).append(fact)
        return by_concept


_ENTITY_WORDS = re.compile(r"\b(the|segments?|operations|business(es)?|divisions?|region)\b|[.,'’]")


def _is_entity(found: str | None, wanted: str | None) -> bool:
    """Tell whether two names are one's: "FedEx Ground" is the "FedEx Ground segment"."""
    if found is None or wanted is None:
        return found is wanted
    return _bare(found) == _bare(wanted)


def _bare(name: str) -> str:
    return " ".join(_ENTITY_WORDS.sub(" ", name.lower().replace("&", " and ")).split())


def sum_of(facts: Iterable[Fact]) -> Decimal:
    """Return the sum of facts' values."""
    return sum((fact.value for fact in facts), Decimal(0))


def precision(fact: Fact) -> Decimal:
    """Return what one unit of the last printed digit of a fact is worth."""
    figure = parse_figure(fact.text)
    if figure is None or not figure.printed:
        return Decimal(1)
    exponent = figure.printed.as_tuple().exponent
    assert isinstance(exponent, int), figure
    return abs(fact.value / figure.printed).scaleb(exponent)


def _is_of(found: Period, wanted: PeriodAsked) -> bool:
    if found.kind != wanted.kind:
        return False
    if wanted.end is not None and found.end is not None:
        return found.end == wanted.end
    if found.kind in ("quarter", "months"):
        return False  # two of one year are told apart by their ends alone
    return found.year == wanted.year


def _preference(fact: Fact) -> tuple[bool, int, int]:
    return not fact.is_sure, fact.rank, -fact.period.year
