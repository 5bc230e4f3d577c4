"""What share of a line a part of it is, and which part is the largest.

A part is believed where facts say that the parts add up to the group, where the whole stands in the
same column of the same table, or where the table says what it is a table of.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qa.figures import Figure
from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod, concepts, name_of
from qa.measures.answering import span_of
from qa.measures.expression import EXACT
from qa.measures.periods import AskedPeriod
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.group.divisions import divisions_of, without
from qa.readers.extractive.rows.labelled_rows import LabelledRows
from qa.readers.extractive.rows.row_facts import CellAt, agree, content_terms, is_period
from qa.readers.extractive.rows.row_lookup import RowLookup
from qa.statements import DocumentFacts, Fact
from qa.tables import Table

MOST_PARTS = 12  # of one sum
_AS_SHARE = re.compile(r"\bshare\b|\bpercent\w*|\bportion\b|%|占比|比例|比重", re.I)


@dataclass(frozen=True, slots=True)
class Shares:
    """Answers a question for a share with what a document's tables and facts say."""

    asked: Asked
    tables: Sequence[Table]
    lookup: RowLookup
    facts: DocumentFacts
    company: Sequence[str]
    writer: FigureWriter

    def answer(self, year: int) -> FigureAnswer | None:
        """Return the share, or its change in points where two periods are asked for."""
        periods = [p.resolve(year) for p in self.asked.periods or (AskedPeriod("latest"),)]
        if self.asked.operation == "average":
            return self._mean(span_of(self.asked, periods))
        periods.sort(key=lambda period: -period.year)
        found = [self._pair(period) for period in periods[:2]]
        if not found or any(pair is None for pair in found):
            return None
        pairs = [pair for pair in found if pair is not None]
        is_change = len(pairs) == 2 and self.asked.operation in ("difference", "growth")
        part, whole = pairs[0]
        words = " ".join(self.asked.numerator or self.asked.qualifiers)
        return self.writer.ratio(
            (part.label.strip(" :"), part),
            (self._whole_name(whole), whole),
            unit="percent",
            entity=words,
            before=pairs[1] if is_change else None,
        )

    def _mean(self, periods: Sequence[WantedPeriod]) -> FigureAnswer | None:
        """Return the mean of the shares of several years."""
        found = [self._pair(period) for period in periods]
        pairs = [pair for pair in found if pair is not None]
        if len(pairs) < len(found):
            return None
        total = sum((EXACT.divide(part.value, whole.value) for part, whole in pairs), Decimal(0))
        name, count = self._whole_name(pairs[0][1]), len(pairs)
        terms = [
            f"{part.label.strip(' :')} {period.label} ÷ {name} {period.label}"
            for (part, _), period in zip(pairs, periods, strict=True)
        ]
        numbers = [f"{part.value:,f} ÷ {whole.value:,f}" for part, whole in pairs]
        return self.writer.worked(
            EXACT.divide(total * 100, Decimal(count)),
            "percent",
            formula=f"({' + '.join(terms)}) ÷ {count}",
            workings=f"({' + '.join(numbers)}) ÷ {count}",
            inputs=[
                named
                for part, whole in pairs
                for named in ((part.label.strip(" :"), part), (name, whole))
            ],
            label=f"average {pairs[-1][0].label.strip(' :')} ÷ {name}",
        )

    def _whole_name(self, whole: Fact) -> str:
        key = self.asked.denominator
        return name_of(key, self.asked.is_chinese) if whole.concept and key else whole.label

    def _pair(self, period: WantedPeriod) -> tuple[Fact, Fact] | None:
        """Return the part and the whole for a period."""
        whole = self._whole(period)
        part = self._part(period, whole) if whole is not None and whole.value else None
        if whole is None or part is None or part.unit != whole.unit:
            return None
        known = concepts().get(self.asked.denominator or "")
        if known is not None and known.is_outflow:  # costs may be printed in brackets, or not
            part, whole = (replace(fact, value=abs(fact.value)) for fact in (part, whole))
        return (part, whole) if abs(part.value) < abs(whole.value) else None  # else it is no part

    def _whole(self, period: WantedPeriod) -> Fact | None:
        asked = self.asked
        if asked.denominator is None:
            return None
        if asked.numerator and asked.qualifiers:  # "of total NIKE Brand revenues"
            said = " ".join([*asked.qualifiers, *asked.words])
            rows = self._rows(" ".join(asked.qualifiers), asked.qualifiers)
            return rows.find("", period) if said else None
        return self.lookup.find(asked.denominator, period)

    def _part(self, period: WantedPeriod, whole: Fact) -> Fact | None:
        asked = self.asked
        named = asked.numerator or asked.qualifiers
        words = " ".join(named)
        if not words or asked.denominator is None:
            return None
        is_of_group = not (asked.numerator and asked.qualifiers)  # and not of another part
        fact = self.lookup.part_of(words, asked.denominator, period) if is_of_group else None
        if fact is not None:
            return fact
        name = name_of(asked.denominator, asked.is_chinese)
        cells = self._rows(f"{words} {name}", named).cells(period)
        beside = [at for at in cells if _has_whole(at, whole) and not _is(at, whole)]
        if (fact := self._one(beside)) is not None:
            return fact
        if beside or not is_of_group:
            return None
        rows = self._rows(words, asked.words)
        fact = rows.find("", period)
        at = next((at for at in rows.cells(period) if fact and _is_at(at, fact)), None)
        return None if at is not None and _is_of_another_sum(at, whole) else fact

    def _one(self, cells: Sequence[CellAt]) -> Fact | None:
        """Return what the cells with the longest label say, if they agree."""
        longest = max((len(content_terms(at.row.label)) for at in cells), default=0)
        cells = [at for at in cells if len(content_terms(at.row.label)) == longest]
        facts = [self.lookup.fact_at(at) for at in cells]
        known = [fact for fact in facts if fact is not None]
        return known[0] if known and agree(known) else None

    def _rows(self, label: str, words: Iterable[str]) -> LabelledRows:
        return LabelledRows(self.tables, self.facts, label, words, self.company)


def _is(at: CellAt, whole: Fact) -> bool:
    return at.cell.figure is not None and _is_value(at.cell.figure, whole)


def _has_whole(at: CellAt, whole: Fact) -> bool:
    """Tell whether the whole stands in a cell's own column."""
    return any(
        cell.column == at.column.index and cell.figure is not None and _is_value(cell.figure, whole)
        for row in at.table.rows
        for cell in row.cells
        if row.index != at.row.index
    )


def _is_at(at: CellAt, fact: Fact) -> bool:
    return (at.cell.page_number, (at.cell.start, at.cell.end)) == (
        fact.page_number,
        fact.value_span,
    )


def _is_of_another_sum(at: CellAt, whole: Fact) -> bool:
    """Tell whether a cell is part of a sum of its column that is not the whole.

    "U.S." and "International" of one product add up to that product's revenues.
    """
    cells = [(row, cell) for row in at.table.rows for cell in row.cells]
    found = [
        (row.index, cell.figure)
        for row, cell in cells
        if cell.column == at.column.index and cell.figure is not None
    ]
    own = next(number for number, (index, _) in enumerate(found) if index == at.row.index)
    values = [figure.value for _, figure in found]
    for first in range(max(0, own - MOST_PARTS), own + 1):
        for last in range(max(first + 1, own), min(len(found) - 1, first + MOST_PARTS)):
            if sum(values[first : last + 1]) == values[last + 1]:
                return not _is_value(found[last + 1][1], whole)
    return False


def _that_earn(facts: DocumentFacts, parts: list[Fact], period: WantedPeriod) -> list[Fact]:
    """Return the parts that have revenue, where several have: a head office is no segment."""
    earning = {
        fact.entity
        for fact in facts.facts
        if fact.concept == "revenue" and fact.entity and is_period(fact.period, period)
    }
    kept = [fact for fact in parts if fact.entity in earning]
    return kept if len({fact.entity for fact in kept}) > 1 else parts


def _is_value(figure: Figure, whole: Fact) -> bool:
    """Tell whether a figure is a value, as far as it is printed: 11.13 are 11.126 billion."""
    exponent = figure.printed.as_tuple().exponent
    assert isinstance(exponent, int), figure
    printed = figure.scale.scaleb(exponent)
    return abs(abs(figure.value) - abs(whole.value)) <= printed * Decimal("0.51")


def largest_of(
    listed: StoredDocument | None,
    asked: Asked,
    facts: DocumentFacts,
    period: WantedPeriod,
    writer: FigureWriter,
) -> FigureAnswer | None:
    """Return the part of the group that has most, or least, of a line, with its value or share.

    listed: a report, where only what it lists as its segments counts.
    """
    sign = 1 if asked.manner == "largest" else -1
    for key in asked.keys:
        parts = [
            fact
            for fact in facts.facts
            if fact.concept == key and fact.entity and is_period(fact.period, period)
        ]
        whole = facts.find(key, period)
        parts = _that_earn(facts, parts, period)
        families = without(divisions_of(listed, asked, parts, whole), asked.left_out)
        best = {max(of_one, key=lambda fact: sign * fact.value) for of_one in families}
        names = {fact.entity for fact in best}
        if len(names) != 1:
            continue
        fact = next(iter(best))
        if _AS_SHARE.search(asked.text) and whole is not None and whole.value:
            name = name_of(key, asked.is_chinese)
            part = f"{fact.entity} {name}"
            return writer.ratio((part, fact), (name, whole), unit="percent", entity=fact.entity)
        return writer.row(replace(fact, label=name_of(key, asked.is_chinese)), entity=fact.entity)
    return None
