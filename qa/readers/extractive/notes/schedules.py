"""A question for what falls due in years to come in, the figure of a schedule of years out.

"What is due in 2024", "in 2022 to 2024 together", "what part after 2026": of debt, leases, purchase
commitments, or the amortization that is expected. The schedule's lead, its heads or its total say
what the years are of; a share or what is due later is believed where the years add up to the total.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod
from qa.measures.expression import EXACT
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.formulas.due_parts import AFTER, later_cells, line_of
from qa.readers.extractive.formulas.phrase_values import unsigned
from qa.readers.extractive.notes.noted_figures import tables_for_note
from qa.readers.extractive.notes.noted_rows import NotedRows
from qa.readers.extractive.rows.row_facts import CellAt, fact_of
from qa.statements import Fact
from qa.statements.fact import sum_of
from qa.tables import Cell, row_words

_SHARE = re.compile(  # no rate: "the 3.5% notes"
    r"\b(?:percent\w*|share|portion|proportion|part|fraction)\s+of\b|\bin\s+percent\b"
    r"|(?<!\d)(?<!\d )%",
    re.I,
)
_AFTER_YEAR = re.compile(
    r"\b(?:after|beyond|later\s+than)\s+(?:the\s+end\s+of\s+)?(?:(?:the\s+)?(?:fiscal\s+)?(?:years?\s+)?"
    r"|fy\s*)(?:19|20)\d\d\b|\bthereafter\b",
    re.I,
)
_AND_LATER = re.compile(r"\d,?\s+(?:and|or|plus)\s+(?:thereafter|beyond|after|later)\b", re.I)
_DUE = re.compile(r"\b(?:falls?|falling|comes?|coming|due|matur\w+|repa\w+)\b", re.I)
_CHANGE = re.compile(r"\bchange\w*|\bhow\s+much\s+(?:more|less|higher|lower)\b|\bby\s+how\b", re.I)
_HUNDRED = 100
MOST_YEARS = 10


def due_in_years(
    document: StoredDocument, asked: Asked, company: Sequence[str]
) -> FigureAnswer | None:
    """Return what is due in the years that a question names, or after the last of them."""
    facts = facts_in(document)
    year = facts.fiscal_year
    if year is None or asked.is_chinese or not _asks_for_due(asked):
        return None
    periods = _years(asked, year)
    if not periods:
        return None
    tables = tables_for_note(document, asked, facts)
    rows = NotedRows(tables, facts, asked, company, of_amounts=True)
    found = [rows.best(period) for period in periods]
    cells = [each for each in found if each is not None]
    if len(cells) < len(found) or len({id(at.table) for _, at in cells}) != 1:
        return None
    writer = FigureWriter(document, asked)
    is_share, is_after = _SHARE.search(asked.text), AFTER.search(asked.text) is not None
    if is_after and (not _AFTER_YEAR.search(asked.text) or _AND_LATER.search(asked.text)):
        return None  # after taxes, after what somebody did; with the year itself: "and thereafter"
    if not is_share and not is_after and len(cells) == 1:
        return writer.row(cells[0][0])
    first = cells[0][1]
    line = line_of(first)
    parts = [fact for fact, _ in cells]
    if is_after:
        cells_after = later_cells(first, line[0], periods[-1].year) if line else []
        known = [_fact(first, cell, facts.currency) for cell in cells_after]
        parts = [fact for fact in known if fact is not None]
        if not parts or len(parts) < len(known):
            return None
    total = _fact(first, line[1], facts.currency) if line and is_share else None
    if is_share and total is None:
        return None
    found_at = facts.fiscal_year_end or year
    return _written(writer, parts, total, periods, found_at=str(found_at), is_after=is_after)


def _asks_for_due(asked: Asked) -> bool:
    is_own = asked.expression is None and asked.unread_definition is None
    is_own &= asked.operation != "average"  # no sum of the years
    is_moved = asked.operation in ("difference", "growth") and not _DUE.search(asked.text)
    is_of_years = asked.manner in ("value", "share", "text", "change") and not is_moved
    return is_own and is_of_years and not _CHANGE.search(asked.text)


def _years(asked: Asked, year: int) -> list[WantedPeriod]:
    """Return the years to come that are asked for, in order; the report's own only dates them."""
    wanted = [each.resolve(year) for each in asked.periods]
    ahead = sorted((each for each in wanted if each.year > year), key=lambda each: each.year)
    others = [each for each in wanted if each.year <= year]
    if not ahead or any(each.kind != "year" for each in ahead):
        return []
    if any(each.year != year for each in others) or len(others) > 1:
        return []
    if asked.is_range and len(ahead) == 2:
        first, last = ahead[0].year, ahead[-1].year
        if last - first > MOST_YEARS:
            return []
        return [WantedPeriod("year", y, 12, None, str(y)) for y in range(first, last + 1)]
    return ahead


def _written(
    writer: FigureWriter,
    parts: Sequence[Fact],
    total: Fact | None,
    periods: Sequence[WantedPeriod],
    *,
    found_at: str,
    is_after: bool,
) -> FigureAnswer | None:
    """Write a sum, or its share of the total; one part alone is a value of its own.

    found_at: the day on which so much is due later.
    """
    label = parts[0].label.strip(" :")
    names = [fact.label.strip(" :") for fact in parts] if is_after else [p.label for p in periods]
    if is_after:
        period = f"after {periods[-1].label} (as of {found_at})"
    elif len(periods) > 1:
        is_range = periods[-1].year - periods[0].year == len(periods) - 1
        period = f"{periods[0].label}–{periods[-1].label}" if is_range else ", ".join(names)
    else:
        period = periods[0].label
    if total is None and len(parts) == 1:
        return writer.row(parts[0])
    formula, numbers = " + ".join(names), " + ".join(f"{fact.value:,f}" for fact in parts)
    value = sum_of(parts)
    inputs = list(zip(names, parts, strict=True))
    if total is None:
        return writer.worked(
            value,
            parts[0].unit,
            formula=formula,
            workings=numbers,
            inputs=inputs,
            period=period,
            label="" if is_after else label,
        )
    if not total.value or abs(value) > abs(total.value) or total.unit != parts[0].unit:
        return None
    if len(parts) > 1:
        formula, numbers = f"({formula})", f"({numbers})"
    name = total.label.strip(" :")
    return writer.worked(
        EXACT.divide(value, total.value) * _HUNDRED,
        "percent",
        formula=f"{formula} ÷ {name}",
        workings=f"{numbers} ÷ {total.value:,f}",
        inputs=[*inputs, (name, total)],
        period=period,
    )


def _fact(at: CellAt, cell: Cell, currency: str) -> Fact | None:
    """Return another cell of the same schedule as a fact."""
    row = next(row for row in at.table.rows if any(each is cell for each in row.cells))
    column = at.table.columns[cell.column]
    fact = fact_of(
        replace(at, cell=cell, row=row, column=column), concept="", entity=None, currency=currency
    )
    if fact is None:
        return None
    label = row.label if row is not at.row else column.head
    return unsigned(replace(fact, label=label or row_words(at.table, row.index)[0]))
