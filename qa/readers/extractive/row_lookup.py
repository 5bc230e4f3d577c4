"""Words and a period in, the one value out that rows of the document's tables give for them.

Serves what the three statements do not say: segments, products, regions, quarters, earlier years.
Every word asked for must stand in the row's label, its parents, the column's head or the table's
title, and the label may say nothing else. Where rows that fit as well disagree, there is no value.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa.figures import Figure, Kind, parse_figure
from qa.glossary import content
from qa.measures import WantedPeriod, concepts, measures
from qa.statements import DocumentFacts, Fact
from qa.statements.fact import PRIMARY, SECONDARY
from qa.tables import Cell, Column, Period, Row, Table
from qa.text.terms import terms

Terms = frozenset[str]
SOFT = frozenset(
    terms(
        "total net segment division business group consolidated reportable operating worldwide"
        " amount year ended fiscal month three six nine twelve december march june september may"
        " january february april july august october november week 52 53 and of the in for as"
        " percentage rate percent"
        " 合计 总计 小计 本期 金额 年度 本年"
    )
)
_OTHERS = re.compile(
    r"pro forma|parent|guarantor|母公司|预算|forecast|as (previously )?reported", re.I
)
MOST_DAYS_APART = 10  # of the ends of one quarter: calendars of weeks end on a weekday
_COUNTED = re.compile(
    r"employees|associates|stores|units|people|clubs|warehouses|人数|员工|合计", re.I
)
_UNITS = {Kind.SHARES: "shares", Kind.PERCENT: "percent", Kind.COUNT: "count", Kind.RATIO: "ratio"}


@dataclass(frozen=True, slots=True)
class _Match:
    cell: Cell
    row: Row
    column: Column
    table: Table
    unsaid: int  # words that only the title says; fewer is better


class RowLookup:
    """Values of rows by words. tables: those of the pages that fit, the best page's first."""

    def __init__(
        self,
        tables: Sequence[Table],
        statements: DocumentFacts,
        question: str = "",
        company: Iterable[str] = (),
    ) -> None:
        """company: its short names, which may begin the name of a part, "FedEx Freight"."""
        self._company = frozenset(term for name in company for term in terms(name))
        self._tables = [table for table in tables if table.is_sure]
        self._statements = statements
        self._question = question.lower()

    def find(self, concept: str, period: WantedPeriod, entity: str | None = None) -> Fact | None:
        """Return the statements' own fact, else what rows say of a concept (and an entity)."""
        if entity is None:
            if (row := self._row_in_its_words(concept, period)) is not None:
                return row
            fact = self._statements.find(concept, period)
            if fact is None and period.kind == "instant" and period.end is None:
                fact = self._statements.find(concept, period.as_kind("year"))
            if self._is_on_balance_sheet(concept, period):
                # A note's row may be part of another row of the sheet: both would count it twice.
                is_own = fact is not None and fact.is_sure and fact.rank == PRIMARY
                return fact if is_own else None
            if fact is not None and fact.is_sure:
                return fact
        return self.value_of(entity or "", concept, period)

    def _is_on_balance_sheet(self, concept: str, period: WantedPeriod) -> bool:
        """Tell whether the group's balance sheet of that day is known, and the concept is on it."""
        known = concepts().get(concept)
        if known is None or known.kind != "balance" or known.unit != "money":
            return False
        return self._statements.find("total_assets", period.as_kind("instant")) is not None

    def part_of(self, words: str, concept: str, period: WantedPeriod) -> Fact | None:
        """Return what a part of the group has of a concept, where the parts add up to the group."""
        return self._of_statements(frozenset(content(terms(words))), concept, period)

    def value_of(self, words: str, concept: str | None, period: WantedPeriod) -> Fact | None:
        """Return the one value of the rows that say these words of a concept for a period."""
        asked = frozenset(content(terms(words)))
        if (fact := self._of_statements(asked, concept, period)) is not None:
            return fact
        names = _names(concept) if concept else [frozenset[str]()]
        matches = [
            match
            for table in self._tables
            if not _OTHERS.search(table.title)
            for match in _matches(table, asked, names, period)
        ]
        if not matches:
            return None
        fewest = min(match.unsaid for match in matches)
        best = [match for match in matches if match.unsaid == fewest]
        facts = [fact for match in best if (fact := self._fact(match, concept, words)) is not None]
        return facts[0] if facts and _agree(facts) else None

    def _row_in_its_words(self, concept: str, period: WantedPeriod) -> Fact | None:
        """Return the statement's row that is labelled as the question says it: of "net sales" and
        "total revenues" the one asked for.
        """
        names = {*concepts()[concept].names} if concept in concepts() else set()
        said = {name for name in names if re.search(rf"\b{re.escape(name)}\b", self._question)}
        if not said:
            return None
        name = max(said, key=len)
        rows = [
            fact
            for fact in self._statements.facts
            if fact.rank == PRIMARY
            and fact.statement == "income"
            and fact.label.lower().strip(" :") == name
            and is_period(fact.period, period)
        ]
        return rows[0] if len(rows) == 1 and rows[0].concept != concept else None

    def _of_statements(
        self, asked: Terms, concept: str | None, period: WantedPeriod
    ) -> Fact | None:
        """Return what the facts say of a part of the group, or of a row by its label."""
        wanted = asked - SOFT
        if not wanted:
            return None
        found = [
            fact
            for fact in self._statements.facts
            if is_period(fact.period, period)
            and (
                fact.concept == concept and fact.entity and self._part(fact.entity) == wanted
                if concept
                else not fact.entity and _label(fact.label) == wanted
            )
        ]
        return found[0] if found and _agree(found) else None

    def _part(self, entity: str) -> Terms:
        """Return what the name of a part says beside the company's own."""
        label = _label(entity)
        return label - self._company or label

    def _fact(self, match: _Match, concept: str | None, words: str) -> Fact | None:
        figure, table, page = match.cell.figure, match.table, match.table.pages[0]
        assert figure is not None
        assert match.column.period is not None
        unit = self._unit(figure, f"{match.row.label} {match.column.head} {words}")
        if unit is None or (concept in concepts() and not _fits(unit, concepts()[concept].unit)):
            return None
        is_measure = concept in measures() and concept not in concepts()
        if is_measure and unit != measures()[concept or ""].unit:
            return None
        heads = match.column.head_spans
        return Fact(
            concept=concept or "",
            label=match.row.label,
            period=match.column.period,
            value=figure.value,
            unit=unit,
            entity=words or None,
            statement=None,
            page_number=match.cell.page_number,
            text=match.cell.text,
            value_span=(match.cell.start, match.cell.end),
            label_span=match.row.label_span,
            label_page=match.row.page_number,
            period_span=heads[-1] if heads else None,
            period_page=page,
            scale_span=table.unit_span,
            scale_page=page,
            rank=SECONDARY,
        )

    def _unit(self, figure: Figure, words: str) -> str | None:
        currency = figure.currency or self._statements.currency
        if figure.kind is Kind.MONEY and figure.scale_span is not None:
            return currency
        if figure.kind is Kind.PER_SHARE:
            return f"{currency}/share"
        if figure.kind is Kind.UNKNOWN and _COUNTED.search(words):
            return "count"
        return _UNITS.get(figure.kind)


def _matches(
    table: Table, asked: Terms, names: Sequence[Terms], period: WantedPeriod
) -> Iterator[_Match]:
    title = frozenset(terms(table.title))
    columns = [c for c in table.columns if c.is_sure and c.kind in ("value", "share") and c.period]
    columns = [c for c in columns if _is_period(c, period)]
    heads = {column.index: _head_terms(column) for column in columns}
    for row in table.rows if columns else ():
        label = frozenset(content(terms(row.label)))
        above = [frozenset(content(terms(table.rows[i].label))) for i in row.parents]
        around = frozenset[str]().union(*above)
        for column in columns:
            cell = table.cell(row.index, column.index)
            if cell is None or cell.figure is None:
                continue
            for name in names:
                wanted = asked | name
                own = label | around | heads[column.index]
                said = (label | heads[column.index]) - SOFT
                if wanted <= own | title and said <= wanted:
                    yield _Match(cell, row, column, table, len(wanted - own))
                    break


def is_period(has: Period, asked: WantedPeriod) -> bool:
    """Tell whether a year or a day is the one asked for; a quarter needs its head."""
    if has.year != asked.year or asked.kind == "quarter":
        return False
    if has.kind == "instant":
        return asked.kind in ("instant", "year") and asked.end in (None, has.end)
    return has.kind == "year" and asked.kind == "year"


def _is_period(column: Column, asked: WantedPeriod) -> bool:
    has = column.period
    assert has is not None
    if asked.kind != "quarter":
        return is_period(has, asked)
    if has.kind != "quarter":
        return False
    if asked.end is not None and has.end is not None:
        return abs((has.end - asked.end).days) <= MOST_DAYS_APART
    return has.year == asked.year and asked.quarter == _quarter(column)


_QUARTERS = (
    (1, r"first|1st|q1|第一季|一季度"),
    (2, r"second|2nd|q2|第二季|二季度"),
    (3, r"third|3rd|q3|第三季|三季度"),
    (4, r"fourth|4th|q4|第四季|四季度"),
)


def _quarter(column: Column) -> int | None:
    return next((n for n, words in _QUARTERS if re.search(words, column.head, re.I)), None)


def _head_terms(column: Column) -> Terms:
    """Return what a head says beside its time."""
    words = (term for term in terms(column.head) if not term[:1].isdigit())
    quarter = frozenset(
        terms("first second third fourth quarter q1 q2 q3 q4 第一 第二 第三 第四 季度")
    )
    return frozenset(words) - SOFT - quarter


def _label(label: str) -> Terms:
    return frozenset(content(terms(label))) - SOFT


def _names(concept: str) -> list[Terms]:
    known = concepts().get(concept) or measures().get(concept)
    if known is None:
        return []
    names = {frozenset(content(terms(name))) - SOFT for name in (*known.names, *known.zh)}
    return sorted((name for name in names if name), key=len, reverse=True)


def _fits(unit: str, wanted: str) -> bool:
    kinds = {"money": "money", "money/share": "money/share", "shares": "shares", "count": "count"}
    if wanted not in kinds:
        return False
    has = "money/share" if "/" in unit else unit if unit in ("shares", "count") else "money"
    return has == wanted and unit not in ("percent", "ratio")


def _agree(facts: Collection[Fact]) -> bool:
    """Tell whether values are the same up to their rounding."""
    coarsest = max(facts, key=precision)
    return all(
        abs(fact.value - coarsest.value) <= precision(coarsest) * Decimal("0.51")
        and fact.unit == coarsest.unit
        for fact in facts
    )


def precision(fact: Fact) -> Decimal:
    """Return what one unit of the last printed digit of a fact is worth."""
    figure = parse_figure(fact.text)
    if figure is None or not figure.printed:
        return Decimal(1)
    exponent = figure.printed.as_tuple().exponent
    assert isinstance(exponent, int), figure
    return abs(fact.value / figure.printed).scaleb(exponent)
