"""A question in everyday words for the sales of a part in, what the tables of sales say of it out.

Amounts as they are printed, shares of the group's sales or of the part of them that the question
says, growth, and several parts together.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qa.document_facts import facts_in
from qa.glossary.alike import alike_terms, like
from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod
from qa.measures.expression import EXACT
from qa.measures.periods import AskedPeriod
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.group.sales_cells import (
    SALES_CONCEPTS,
    SalesCell,
    SalesCells,
    around_table,
    name_of_row,
)
from qa.readers.extractive.notes.noted_shares import sum_below
from qa.readers.extractive.rows.row_facts import CellAt, Terms
from qa.readers.extractive.rows.said import is_bare_total
from qa.readers.extractive.wording.asked_sales import AskedSales, asked_sales
from qa.statements import Fact
from qa.tables import row_words

_COST = re.compile(
    r"\b(?:costs?|expenses?|depreciation|amorti\w+|loss(?:es)?|tax\w*|assets?|liabilit\w+)\b", re.I
)


def part_sales(
    document: StoredDocument, asked: Asked, company: Sequence[str]
) -> FigureAnswer | None:
    """Return what is asked for of a part's sales; None where it is not sure."""
    sales = None if asked.is_chinese else asked_sales(asked.text, company)
    if sales is None:
        return None
    cells = SalesCells(document, asked, sales, company)
    if cells.facts.fiscal_year is None:
        return None
    return _PartSales(cells, sales, FigureWriter(document, asked)).answer(cells.facts.fiscal_year)


def is_row_of_other_things(
    document: StoredDocument, asked: Asked, found: FigureAnswer, company: Sequence[str]
) -> bool:
    """Tell whether a row only bears a part's name, and everyday words ask for the part's sales.

    "How much did Canada bring in" is not answered by the property that stands in Canada.
    """
    sales = None if asked.is_chinese else asked_sales(asked.text, company)
    if sales is None or sales.kind != "amount" or like("revenue") & sales.said:
        return False
    figure, statements = found.figures[0], facts_in(document).statements
    pages = {page for each in statements for page in each.page_numbers}
    is_noted = figure.is_stated and not any(e.page.page_number in pages for e in found.evidence)
    is_cost = _COST.search(figure.label) is not None and _COST.search(asked.text) is None
    return is_noted and (is_cost or name_of_row(figure.label) == sales.wanted[0])


def names_no_part(asked: Asked, found: FigureAnswer | None, company: Sequence[str]) -> bool:
    """Tell whether the sales of a part are asked for, and a row says nothing of its name.

    "Worldwide revenues" of one product below a sentence that names another.
    """
    sales = asked_sales(asked.text, company) if found is not None else None
    if found is None or sales is None or sales.kind != "amount":
        return False
    return not alike_terms(found.figures[0].label) & sales.wanted[0]


class _PartSales:
    def __init__(self, cells: SalesCells, sales: AskedSales, writer: FigureWriter) -> None:
        self._cells, self._sales, self._writer = cells, sales, writer

    def answer(self, year: int) -> FigureAnswer | None:
        """Return the figure for the kind of question. year: the report's own."""
        periods = [self._period(p, year) for p in self._sales.periods or (AskedPeriod("latest"),)]
        first = self._sales.wanted[0]
        match self._sales.kind:
            case "amount":
                found = self._cells.best(first, periods[0])
                return self._writer.row(replace(found.fact, label=found.label)) if found else None
            case "share":
                return self._share(first, periods[0])
            case "sum":
                return self._sum([self._cells.best(one, periods[0]) for one in self._sales.wanted])
        if len(periods) == 1:
            periods.append(self._period(AskedPeriod("year", periods[0].year - 1), year))
        periods.sort(key=lambda period: period.year)
        return self._change(*(self._cells.best(first, period) for period in periods))

    def _period(self, period: AskedPeriod, year: int) -> WantedPeriod:
        return period.resolve(year).within(self._cells.facts.fiscal_year_end)

    def _change(self, earlier: SalesCell | None, later: SalesCell | None) -> FigureAnswer | None:
        if earlier is None or later is None or earlier.label != later.label:
            return None
        one, two = earlier.fact, later.fact
        if one.value <= 0:
            return None
        names = [f"{later.label} {fact.period.year}" for fact in (two, one)]
        value, unit = two.value - one.value, two.unit
        formula, workings = " − ".join(names), f"{two.value:,f} − {one.value:,f}"
        if self._sales.kind == "growth":
            value, unit = EXACT.divide(value, one.value) * 100, "percent"
            formula, workings = f"({formula}) ÷ {names[1]}", f"({workings}) ÷ {one.value:,f}"
        inputs = [(names[0], two), (names[1], one)]
        return self._writer.worked(value, unit, formula=formula, workings=workings, inputs=inputs)

    def _sum(self, found: Sequence[SalesCell | None]) -> FigureAnswer | None:
        """Return the sales of several parts of one table, none of which is part of another."""
        known = [each for each in found if each is not None]
        if len(known) < len(found) or any(each.at.row.is_total for each in known):
            return None
        rows = {each.at.row.index for each in known}
        columns = {(each.at.table.bbox, each.at.column.index) for each in known}
        if len(rows) < len(known) or len(columns) > 1:
            return None
        if any(rows & set(each.at.row.parents) for each in known):
            return None
        return self._writer.worked(
            sum((each.fact.value for each in known), Decimal(0)),
            known[0].fact.unit,
            formula=" + ".join(each.label for each in known),
            workings=" + ".join(f"{each.fact.value:,f}" for each in known),
            inputs=[(each.label, each.fact) for each in known],
        )

    def _share(self, wanted: Terms, period: WantedPeriod) -> FigureAnswer | None:
        printed = self._cells.best(wanted, period, is_share=True)
        if printed is not None:
            return self._writer.row(replace(printed.fact, label=printed.label))
        part = self._cells.best(wanted, period)
        whole = self._whole(part, period) if part else None
        if part is None or whole is None or part.fact.unit != whole.unit:
            return None
        if not 0 < part.fact.value < whole.value:
            return None
        name = whole.label.strip(" :")
        return self._writer.ratio((part.label, part.fact), (name, whole), unit="percent")

    def _group(self, part: SalesCell, period: WantedPeriod) -> Fact | None:
        """Return the group's sales, that line of them which stands beside the part if one does."""
        found = (self._cells.facts.find(concept, period) for concept in SALES_CONCEPTS)
        known = [fact for fact in found if fact is not None and fact.is_sure]
        beside = (fact for fact in known if self._cells.stands_beside(part.at, {abs(fact.value)}))
        return next(beside, known[0] if known else None)

    def _whole(self, part: SalesCell, period: WantedPeriod) -> Fact | None:
        """Return the group's sales, or those of what the question sets the part against."""
        if not part.rest:
            return self._group(part, period)
        at, led = part.at, around_table(part.at.table)
        below = sum_below(at)
        if below is not None and is_bare_total(below[0].label):
            place = CellAt(below[1], below[0], at.column, at.table, at.period)
            return self._cells.fact(place) if part.rest <= led else None
        for row in at.table.rows[at.row.index + 1 :]:
            label, above = row_words(at.table, row.index)
            name, cell = name_of_row(label), at.table.cell(row.index, at.column.index)
            if not row.is_total or cell is None or cell.figure is None:
                continue
            around = led | alike_terms(" ".join(above)) | self._cells.company
            if name & part.rest and name <= self._sales.said and part.rest <= name | around:
                return self._cells.fact(CellAt(cell, row, at.column, at.table, at.period))
        return None
