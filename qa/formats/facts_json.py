"""A report's statements, facts and tie-outs as JSON. Scripts lean on these names: they only grow.

format: the number of this form, see FORMAT
document: {file_name, title, sha256}
fiscal_year: number or null       fiscal_year_end: "2019-12-28" or null       currency: "USD" or ""
statements: [{
    kind: "income" | "balance" | "cash_flow"        title: as printed
    page_numbers: places in the file, from 1        printed_numbers: "60", "F-12" or null, for each
    currency, scale: what money is printed in, "1000000" for millions
    periods: [{kind: "year" | "quarter" | "months" | "instant", year, months, end, label}]
    rows: [{
        label, page_number, printed_number, span: [start, end] of the label in the page's text
        indent: points      is_total: bool      concepts: keys of the glossary, [] where none fits
        unit: "USD" | "USD/share" | "shares" .., "" for a heading
        cells: [{period: index into `periods`, value: exact, in units of 1, as a string, null for a
                 dash; text: as printed; page_number, printed_number, span}]
    }]
}]
tie_outs: [{name, statement, period, left, right, difference, tolerance: strings in units of 1
            holds: bool         left_facts, right_facts: indices into `facts`}]
facts: [{
    concept: key of the glossary or ""      label      period: as above      value: as above
    unit, entity: null or a segment         statement: null for a fact of another table
    text, page_number, printed_number, span: the printed figure
    label_page_number, label_span: its row's label        is_sure: bool
    is_negated: bool, value has the other sign than the printed figure
    xbrl: with --xbrl alone: {status, concept, value} as in qa/formats/answer_json.py
}]
conflicts: [{fact: index into `facts`, elsewhere: a fact as above that says something else}]

A span counts characters of the page's text, end exclusive: the same count as in a citation.
"""

from collections.abc import Mapping
from dataclasses import asdict

from qa.answer import XbrlMark
from qa.formats.answer_json import JsonObject
from qa.formats.report import Report, printed_number
from qa.formats.statement_words import CellUnits, plain, unit_of, units_of_cells
from qa.statements import DocumentFacts, Fact, Statement, StatementCell, StatementRow, TieOut
from qa.tables import Period

FORMAT = 1
Marks = Mapping[Fact, XbrlMark]


def facts_json(facts: DocumentFacts, document: Report, marks: Marks | None = None) -> JsonObject:
    """Return what `facts --json` prints, as values that `json.dumps` takes.

    marks: what an XBRL file says of the facts.
    """
    units = units_of_cells(facts)
    index = {fact: number for number, fact in enumerate(dict.fromkeys(facts))}
    ties = [_tie_out(tie, index) for tie in facts.tie_outs]  # may add facts to the index
    conflicts = [
        {"fact": index.setdefault(own, len(index)), "elsewhere": _fact(other, document)}
        for own, other in facts.conflicts
    ]
    end = facts.fiscal_year_end
    return {
        "format": FORMAT,
        "document": {
            "file_name": document.file_name,
            "title": document.title,
            "sha256": document.sha256,
        },
        "fiscal_year": facts.fiscal_year,
        "fiscal_year_end": end.isoformat() if end else None,
        "currency": facts.currency,
        "statements": [_statement(found, document, units) for found in facts.statements],
        "tie_outs": ties,
        "facts": [_fact(fact, document) | _marked(fact, marks) for fact in index],
        "conflicts": conflicts,
    }


def period_json(period: Period) -> JsonObject:
    """Return a period; end is null where no day is named."""
    return {
        "kind": period.kind,
        "year": period.year,
        "months": period.months,
        "end": period.end.isoformat() if period.end else None,
        "label": period.label,
    }


def _statement(statement: Statement, document: Report, units: CellUnits) -> JsonObject:
    return {
        "kind": statement.kind,
        "title": statement.title,
        "page_numbers": list(statement.page_numbers),
        "printed_numbers": [printed_number(document, n) for n in statement.page_numbers],
        "currency": statement.currency,
        "scale": plain(statement.scale),
        "periods": [period_json(period) for period in statement.periods],
        "rows": [_row(row, document, units) for row in statement.rows],
    }


def _row(row: StatementRow, document: Report, units: CellUnits) -> JsonObject:
    return {
        "label": row.label,
        "page_number": row.page_number,
        "printed_number": printed_number(document, row.page_number),
        "span": list(row.label_span),
        "indent": round(row.indent, 2),
        "is_total": row.is_total,
        "concepts": list(row.concepts),
        "unit": unit_of(row.cells, units),
        "cells": [_cell(cell, document) for cell in row.cells],
    }


def _cell(cell: StatementCell, document: Report) -> JsonObject:
    return {
        "period": cell.column,
        "value": None if cell.value is None else plain(cell.value),
        "text": cell.text,
        "page_number": cell.page_number,
        "printed_number": printed_number(document, cell.page_number),
        "span": list(cell.span),
    }


def _fact(fact: Fact, document: Report) -> JsonObject:
    return {
        "concept": fact.concept,
        "label": fact.label,
        "period": period_json(fact.period),
        "value": plain(fact.value),
        "unit": fact.unit,
        "entity": fact.entity,
        "statement": fact.statement,
        "text": fact.text,
        "page_number": fact.page_number,
        "printed_number": printed_number(document, fact.page_number),
        "span": list(fact.value_span),
        "label_page_number": fact.label_page,
        "label_span": list(fact.label_span),
        "is_sure": fact.is_sure,
        "is_negated": fact.is_negated,
    }


def _marked(fact: Fact, marks: Marks | None) -> JsonObject:
    mark = None if marks is None else marks.get(fact)
    return {} if marks is None else {"xbrl": asdict(mark) if mark else None}


def _tie_out(tie: TieOut, index: dict[Fact, int]) -> JsonObject:
    def indices(facts: tuple[Fact, ...]) -> list[int]:
        return [index.setdefault(fact, len(index)) for fact in facts]

    return {
        "name": tie.name,
        "statement": tie.left_facts[0].statement,
        "period": period_json(tie.period),
        "left": plain(tie.left),
        "right": plain(tie.right),
        "difference": plain(tie.difference),
        "tolerance": plain(tie.tolerance),
        "holds": tie.holds,
        "left_facts": indices(tie.left_facts),
        "right_facts": indices(tie.right_facts),
    }
