"""Pages of a document -> its facts: statements, what their rows state, and the tie-outs.

A pure function of pages. It knows tables and the lines of statements, no reader, library or search.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from qa.document import Page, Section
from qa.figures import Kind
from qa.statements.elsewhere import facts_elsewhere
from qa.statements.fact import DocumentFacts, Fact, Statement, StatementCell, StatementRow
from qa.statements.finding import Found, find_statements
from qa.statements.fiscal_year import FiscalYear, fiscal_year_of
from qa.statements.mapping import is_per_share_row, is_shares_row
from qa.statements.sheet import Sheet, SheetRow, with_periods
from qa.statements.signs import with_shares_scaled, with_signs
from qa.statements.tie_outs import tie_outs_of
from qa.tables import Cell

ONE = Decimal(1)


def facts_of(pages: Sequence[Page], sections: Sequence[Section] = ()) -> DocumentFacts:
    """Return the facts of a document.

    facts_of(document.pages, document.sections).find("revenue").value
    """
    found = find_statements(pages)
    if not found:
        return DocumentFacts()
    fiscal = fiscal_year_of(pages, [c.period for f in found for c in f.sheet.columns if c.period])
    found = tuple(_named(statement, fiscal) for statement in found)
    facts: list[Fact] = []
    for statement in found:
        facts += _facts(statement)
    facts = with_shares_scaled(with_signs(facts), found)
    elsewhere = facts_elsewhere(pages, facts)
    return DocumentFacts(
        statements=tuple(_statement(statement) for statement in found),
        facts=(*facts, *elsewhere.facts),
        tie_outs=tie_outs_of(found, facts),
        conflicts=elsewhere.conflicts,
        fiscal_year=fiscal.year,
        fiscal_year_end=fiscal.end,
        currency=next((f.sheet.currency for f in found if f.sheet.currency), ""),
    )


def _named(found: Found, fiscal: FiscalYear) -> Found:
    """Put the year that the report calls a period by into its columns."""
    periods = []
    for number in range(len(found.sheet.columns)):
        period = fiscal.named(found.sheet.period(number))
        is_of_year = period.kind in ("year", "instant") and period.year == fiscal.year
        if period.end is None and is_of_year:
            period = replace(period, end=fiscal.end)
        periods.append(period)
    return replace(found, sheet=with_periods(found.sheet, periods))


def _facts(found: Found) -> Iterator[Fact]:
    """Yield a fact for each figure of a statement, by its concept where its row has one."""
    concepts: dict[int, list[tuple[str, bool]]] = {}
    for mapped in found.mapped:
        concepts.setdefault(mapped.row, []).append((mapped.concept, mapped.is_sure))
    for number, row in enumerate(found.sheet.rows):
        for concept, is_sure in concepts.get(number, [("", True)]):
            for column, cell in row.cells.items():
                fact = _fact(found, row, column, cell, concept)
                if fact is not None:
                    yield replace(fact, is_sure=fact.is_sure and is_sure)


def _fact(found: Found, row: SheetRow, column: int, cell: Cell, concept: str) -> Fact | None:
    sheet = found.sheet
    value = value_of(sheet, row, cell, is_income=found.kind == "income")
    if value is None:
        return None
    head = sheet.columns[column]
    own = cell.figure.scale_span if cell.figure else None
    is_money = not (found.kind == "income" and (is_shares_row(row) or is_per_share_row(row)))
    return Fact(
        concept=concept,
        label=row.label,
        period=sheet.period(column),
        value=value,
        unit=_unit(found, row),
        entity=None,
        statement=found.kind,
        page_number=cell.page_number,
        text=cell.text,
        value_span=(cell.start, cell.end),
        label_span=row.row.label_span,
        label_page=row.row.page_number,
        period_span=head.head_spans[-1] if head.head_spans else None,
        period_page=sheet.pages[0],
        scale_span=sheet.scale_span if is_money else own,
        scale_page=sheet.pages[0],
        is_sure=head.is_sure and (sheet.is_sure or not is_money),
        parents=row.parents,
    )


def value_of(sheet: Sheet, row: SheetRow, cell: Cell, *, is_income: bool) -> Decimal | None:
    """Return a cell's value in units of one; a dash is zero."""
    if cell.is_nil:
        return Decimal(0)
    if cell.figure is None or "%" in cell.text:
        return None
    if is_income and is_shares_row(row):
        return cell.figure.printed * (cell.figure.scale if cell.figure.kind is Kind.SHARES else ONE)
    if is_income and is_per_share_row(row):
        return cell.figure.printed
    return cell.figure.printed * sheet.scale


def _unit(found: Found, row: SheetRow) -> str:
    if found.kind == "income" and is_shares_row(row):
        return "shares"
    if found.kind == "income" and is_per_share_row(row):
        return f"{found.sheet.currency}/share"
    return found.sheet.currency


def _statement(found: Found) -> Statement:
    sheet = found.sheet
    concepts: dict[int, list[str]] = {}
    for mapped in found.mapped:
        concepts.setdefault(mapped.row, []).append(mapped.concept)
    return Statement(
        kind=found.kind,
        title=sheet.table.title,
        page_numbers=sheet.pages,
        periods=tuple(sheet.period(number) for number in range(len(sheet.columns))),
        currency=sheet.currency,
        scale=sheet.scale,
        scale_text="",
        rows=tuple(
            _row(found, row, tuple(concepts.get(number, ())))
            for number, row in enumerate(sheet.rows)
        ),
    )


def _row(found: Found, row: SheetRow, concepts: tuple[str, ...]) -> StatementRow:
    is_income = found.kind == "income"
    return StatementRow(
        label=row.row.label,
        label_span=row.row.label_span,
        page_number=row.row.page_number,
        indent=row.row.indent,
        is_total=row.row.is_total,
        concepts=concepts,
        cells=tuple(
            StatementCell(
                column=column,
                page_number=cell.page_number,
                span=(cell.start, cell.end),
                text=cell.text,
                value=None
                if cell.is_nil
                else value_of(found.sheet, row, cell, is_income=is_income),
            )
            for column, cell in sorted(row.cells.items())
        ),
    )
