"""A report's statements and tie-outs as tables for a terminal, figures as they are printed."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from qa.formats.report import Report, label_of_page
from qa.formats.statement_words import (
    KIND_NAMES,
    CellUnits,
    period_names,
    scale_name,
    unit_of,
    units_of_cells,
)
from qa.formats.text_table import table_lines
from qa.statements import DocumentFacts, Statement, StatementCell, StatementRow, TieOut

POINTS_A_LEVEL = 10.0  # of indentation, about
MOST_LEVELS = 3
_NAMES = {Decimal(1000): "thousand", Decimal(10) ** 6: "million", Decimal(10) ** 9: "billion"}
_NO_DIGIT = re.compile(r"[^\d.]")


def facts_text(facts: DocumentFacts, document: Report) -> str:
    """Return what `facts` prints."""
    if not facts.statements:
        return "No income statement, balance sheet or cash flow statement was found."
    is_named = bool(document.title) and not document.file_name.startswith(document.title)
    lines = [f"{document.title} ({document.file_name})" if is_named else document.file_name]
    if facts.fiscal_year is not None:
        end = f", which ends on {facts.fiscal_year_end}" if facts.fiscal_year_end else ""
        lines.append(f"Fiscal year {facts.fiscal_year}{end}")
    units = units_of_cells(facts)
    for statement in facts.statements:
        lines += ["", *_statement(statement, document, units)]
    if facts.tie_outs:
        held = sum(tie.holds for tie in facts.tie_outs)
        lines += ["", f"Tie-outs: {held} of {len(facts.tie_outs)} hold", *_tie_outs(facts)]
    return "\n".join(lines)


def _statement(statement: Statement, document: Report, units: CellUnits) -> Iterator[str]:
    pages = ", ".join(label_of_page(document, number) for number in statement.page_numbers)
    yield f"{KIND_NAMES[statement.kind]}: {statement.title} [{pages}]"
    periods = period_names(statement.periods)
    rows = [(scale_name(statement), *periods, "")]
    for row in statement.rows:
        texts = {cell.column: bare_figure(cell) for cell in row.cells}
        cells = (texts.get(column, "") for column in range(len(periods)))
        level = min(round(row.indent / POINTS_A_LEVEL), MOST_LEVELS)
        rows.append((f"{'  ' * level}{row.label}", *cells, _other_unit(row, statement, units)))
    lines = table_lines(rows)
    head = next(lines)
    yield head
    yield "-" * len(head)
    yield from lines


def _tie_outs(facts: DocumentFacts) -> Iterator[str]:
    scales = {statement.kind: statement.scale for statement in facts.statements}
    rows = []
    for tie in facts.tie_outs:
        kind = tie.left_facts[0].statement
        scale = scales[kind] if kind in scales else Decimal(1)
        (period,) = period_names([tie.period])
        sides = (in_scale(side, scale) for side in (tie.left, tie.right))
        rows.append((tie.name, period, *sides, _said(tie, scale)))
    yield from table_lines(rows)


def _said(tie: TieOut, scale: Decimal) -> str:
    return "ok" if tie.holds else f"differs by {in_scale(tie.difference, scale)}"


def in_scale(value: Decimal, scale: Decimal) -> str:
    """Return a value in millions, say, with thousands apart.

    >>> in_scale(Decimal("78547E6"), Decimal("1E6"))
    '78,547'
    """
    text = f"{value / scale:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def bare_figure(cell: StatementCell) -> str:
    """Return a printed figure without the signs before it: "$ (1,135)" is "(1,135)"."""
    return "—" if cell.value is None else re.sub(r"^[^\d(（\-−–+.]+", "", cell.text)


def _other_unit(row: StatementRow, statement: Statement, units: CellUnits) -> str:
    """Return the unit of a row that is not money in the statement's scale; else ""."""
    unit = unit_of(row.cells, units)
    if unit in ("", statement.currency):
        return ""
    scale = next((found for cell in row.cells if (found := _scale_of(cell))), Decimal(1))
    return f"{_NAMES[scale]} {unit}" if scale in _NAMES else unit


def _scale_of(cell: StatementCell) -> Decimal | None:
    """Return what a printed figure was multiplied by."""
    try:
        printed = Decimal(_NO_DIGIT.sub("", cell.text))
    except InvalidOperation:
        return None
    return abs(cell.value / printed) if cell.value is not None and printed else None
