"""The tables of a page in, JSON, a CSV file or tables for a terminal out.

Where a table's alignment is not sure it says so, and no column has a period.

JSON: [{
    title, page_numbers: all pages of the table, one over a page break has more
    is_sure: bool
    columns: [{index, head, kind: "value" | "note" | "change" | "percent change" | "share" | "text",
               period: null or {kind, year, months, end, label}, is_sure}]
    rows: those of the page: [{label, parents: labels it stands under, outermost first, is_total,
        page_number, span: [start, end] of the label in the page's text
        cells: [{column, text: as printed, value: exact, in units of 1, as a string, or null
                 kind: "money" | "shares" | "per share" | "percent" .., currency: "USD" or null
                 scale: what the printed figure was multiplied by, "1000000" for millions
                 is_nil: a dash, page_number, span, box: [x0, top, x1, bottom] in points}]
    }]
}]
"""

import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal

from qa.figures import Figure, Kind
from qa.formats.answer_json import JsonObject
from qa.formats.cells import BYTE_ORDER_MARK, csv_line
from qa.formats.facts_json import period_json
from qa.formats.report import Report, label_of_page
from qa.formats.statement_words import plain
from qa.formats.text_table import table_lines
from qa.tables import Cell, Column, Row, Table

HEAD_WIDTH = 18  # columns of a terminal; a longer head goes on in the next line
NOT_SURE = "It is not sure which figure stands in which column, so no period is given."
_SCALES = {3: "thousand", 4: "万", 6: "million", 8: "亿", 9: "billion"}


def tables_json(tables: Sequence[Table], page_number: int) -> list[JsonObject]:
    """Return what `tables --json` prints."""
    return [
        {
            "title": table.title,
            "page_numbers": list(table.pages),
            "is_sure": table.is_sure,
            "columns": [_column(table, column) for column in table.columns],
            "rows": [_row(table, row) for row in rows_on(table, page_number)],
        }
        for table in tables
    ]


def tables_csv(tables: Sequence[Table], page_number: int) -> str:
    """Return a block for each table: its heads, its periods, its rows in units of one."""
    return BYTE_ORDER_MARK + "\r\n".join(
        "".join(map(csv_line, _csv_rows(table, page_number))) for table in tables
    )


def tables_text(tables: Sequence[Table], document: Report, page_number: int) -> str:
    """Return the tables as printed, with what was understood of them."""
    place = label_of_page(document, page_number)
    if not tables:
        return f"No table was found on {place}."
    blocks = (
        "\n".join(_text(table, document, page_number, number))
        for number, table in enumerate(tables, start=1)
    )
    return "\n\n".join(blocks)


def rows_on(table: Table, page_number: int) -> list[Row]:
    """Return the rows that stand on a page."""
    return [row for row in table.rows if row.page_number == page_number]


def _period(table: Table, column: Column) -> JsonObject | None:
    is_sure = table.is_sure and column.is_sure and column.period is not None
    return period_json(column.period) if is_sure and column.period else None


def _period_name(table: Table, column: Column) -> str:
    found = _period(table, column)
    if found is None:
        return ""
    name = str(found["end"] or found["year"])
    return f"{found['months']} months to {name}" if found["months"] not in (None, 12) else name


def _column(table: Table, column: Column) -> JsonObject:
    return {
        "index": column.index,
        "head": column.head,
        "kind": column.kind,
        "period": _period(table, column),
        "is_sure": column.is_sure,
    }


def _row(table: Table, row: Row) -> JsonObject:
    return {
        "label": row.label,
        "parents": parents_of(table, row),
        "is_total": row.is_total,
        "page_number": row.page_number,
        "span": list(row.label_span),
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(cell: Cell) -> JsonObject:
    figure, box = cell.figure, cell.bbox
    return {
        "column": cell.column,
        "text": cell.text,
        "value": plain(figure.value) if figure else None,
        "kind": figure.kind.value if figure else None,
        "currency": figure.currency if figure else None,
        "scale": plain(figure.scale) if figure else None,
        "is_nil": cell.is_nil,
        "page_number": cell.page_number,
        "span": [cell.start, cell.end],
        "box": [box.x0, box.top, box.x1, box.bottom],
    }


def parents_of(table: Table, row: Row) -> list[str]:
    """Return the labels of the rows that a row belongs under, outermost first."""
    return [table.rows[parent].label for parent in row.parents]


def units_of(table: Table, row: Row) -> list[tuple[str, Decimal]]:
    """Return what a row's figures count and their scale, each once: ("USD", 10**6)."""
    figures = (cell.figure for line in table.rows for cell in line.cells if cell.figure)
    currencies = list(dict.fromkeys(f.currency for f in figures if f.currency))
    currency = currencies[0] if len(currencies) == 1 else "money"
    found = (
        (_unit(cell.figure, currency), cell.figure.scale)
        for cell in row.cells
        if cell.figure is not None and cell.figure.kind not in (Kind.UNKNOWN, Kind.YEAR)
    )
    return list(dict.fromkeys(found))


def _unit(figure: Figure, currency: str) -> str:
    if figure.kind is Kind.MONEY:
        return figure.currency or currency
    if figure.kind is Kind.PER_SHARE:
        return f"{figure.currency or currency}/share"
    return figure.kind.value


def _csv_rows(table: Table, page_number: int) -> Iterator[tuple[str, ...]]:
    yield (table.title, "under", "unit", "scale", *(column.head for column in table.columns))
    said = () if table.is_sure else (NOT_SURE,)
    periods = [_period_name(table, column) for column in table.columns]
    yield (*(said or ("",)), "", "", "period", *periods)
    for row in rows_on(table, page_number):
        values = {cell.column: _value(cell) for cell in row.cells}
        units = units_of(table, row)
        names = ", ".join(dict.fromkeys(unit for unit, _ in units))
        scales = ", ".join(dict.fromkeys(plain(scale) for _, scale in units))
        parents = " > ".join(parents_of(table, row))
        cells = (values.get(column.index, "") for column in table.columns)
        yield (row.label, parents, names, scales, *cells)


def _value(cell: Cell) -> str:
    if cell.is_nil:
        return ""
    return plain(cell.figure.value) if cell.figure else cell.text


def _text(table: Table, document: Report, page_number: int, number: int) -> Iterator[str]:
    others = [n for n in table.pages if n != page_number]
    also = f", goes over {', '.join(label_of_page(document, n) for n in others)}" if others else ""
    name = table.title or "(no title)"
    yield f"Table {number}: {name} [{label_of_page(document, page_number)}{also}]"
    if not table.is_sure:
        yield NOT_SURE
    heads = [textwrap.wrap(column.head, HEAD_WIDTH) for column in table.columns]
    height = max(map(len, heads), default=0)
    rows = [
        ("", *((head[line] if line < len(head) else "") for head in heads), "")
        for line in range(height)
    ]
    periods = [_period_name(table, column) for column in table.columns]
    rows.append(("", *(f"[{period}]" if period else "" for period in periods), ""))
    num_heads = len(rows) if any(periods) else len(rows) - 1
    rows = rows[:num_heads]
    for row in rows_on(table, page_number):
        texts = {cell.column: cell.text for cell in row.cells}
        cells = (texts.get(column.index, "") for column in table.columns)
        rows.append((f"{'  ' * len(row.parents)}{row.label}", *cells, _unit_text(table, row)))
    lines = list(table_lines(rows))
    yield from lines[:num_heads]
    yield "-" * max(map(len, lines), default=0)
    yield from lines[num_heads:]


def _unit_text(table: Table, row: Row) -> str:
    named = (f"{_SCALES.get(scale.adjusted(), '')} {unit}" for unit, scale in units_of(table, row))
    return ", ".join(name.strip() for name in named)
