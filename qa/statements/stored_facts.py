"""A document's facts <-> bytes, which the library can keep beside the document's lines.

Working facts out costs more than a first answer may take, so it is done once, when the document is
read. What comes from another version is not used: then the facts are worked out again.
"""

import json
import zlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from qa.statements.fact import (
    DocumentFacts,
    Fact,
    Statement,
    StatementCell,
    StatementRow,
    TieOut,
)
from qa.tables import Period, Span

# Counts up when what is stored changes, and when facts are worked out otherwise: also by qa.tables.
VERSION = 10


def to_bytes(facts: DocumentFacts) -> bytes:
    """Return facts as compressed JSON; each distinct fact and period is written once."""
    pool = list(dict.fromkeys((*facts.facts, *_elsewhere(facts))))
    place = {fact: number for number, fact in enumerate(pool)}
    periods = list(dict.fromkeys(_periods(facts, pool)))
    period_place = {period: number for number, period in enumerate(periods)}
    stored = {
        "version": VERSION,
        "periods": [_period(period) for period in periods],
        "facts": [_fact(fact, period_place) for fact in pool],
        "num_facts": len(facts.facts),
        "statements": [_statement(found, period_place) for found in facts.statements],
        "tie_outs": [
            [
                tied.name,
                period_place[tied.period],
                str(tied.left),
                [place[fact] for fact in tied.left_facts],
                str(tied.right),
                [place[fact] for fact in tied.right_facts],
                str(tied.tolerance),
            ]
            for tied in facts.tie_outs
        ],
        "conflicts": [[place[a], place[b]] for a, b in facts.conflicts],
        "fiscal_year": facts.fiscal_year,
        "fiscal_year_end": _day(facts.fiscal_year_end),
        "currency": facts.currency,
    }
    text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8"), level=1)


def from_bytes(data: bytes) -> DocumentFacts | None:
    """Return the facts; None where there is none of this version."""
    try:
        stored = json.loads(zlib.decompress(data))
    except (zlib.error, ValueError):
        return None
    if not isinstance(stored, dict) or stored.get("version") != VERSION:
        return None
    periods = [_read_period(item) for item in stored["periods"]]
    pool = [_read_fact(item, periods) for item in stored["facts"]]
    return DocumentFacts(
        statements=tuple(_read_statement(item, periods) for item in stored["statements"]),
        facts=tuple(pool[: stored["num_facts"]]),
        tie_outs=tuple(
            TieOut(
                name,
                periods[period],
                Decimal(left),
                tuple(pool[number] for number in lefts),
                Decimal(right),
                tuple(pool[number] for number in rights),
                Decimal(tolerance),
            )
            for name, period, left, lefts, right, rights, tolerance in stored["tie_outs"]
        ),
        conflicts=tuple((pool[a], pool[b]) for a, b in stored["conflicts"]),
        fiscal_year=stored["fiscal_year"],
        fiscal_year_end=_read_day(stored["fiscal_year_end"]),
        currency=stored["currency"],
    )


def _elsewhere(facts: DocumentFacts) -> list[Fact]:
    tied = [fact for t in facts.tie_outs for fact in (*t.left_facts, *t.right_facts)]
    return [*tied, *(fact for pair in facts.conflicts for fact in pair)]


def _periods(facts: DocumentFacts, pool: list[Fact]) -> list[Period]:
    ends = [period for found in facts.statements for period in found.periods]
    return [*(fact.period for fact in pool), *ends, *(tied.period for tied in facts.tie_outs)]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None


def _period(period: Period) -> list[object]:
    return [period.kind, period.year, period.months, _day(period.end), period.label]


def _read_period(item: list[Any]) -> Period:
    kind, year, months, end, label = item
    return Period(kind, year, months, _read_day(end), label)


def _span(item: list[int] | None) -> Span | None:
    return (item[0], item[1]) if item is not None else None


def _fact(fact: Fact, periods: dict[Period, int]) -> list[object]:
    return [
        fact.concept,
        fact.label,
        periods[fact.period],
        str(fact.value),
        fact.unit,
        fact.entity,
        fact.statement,
        fact.page_number,
        fact.text,
        fact.value_span,
        fact.label_span,
        fact.label_page,
        fact.period_span,
        fact.period_page,
        fact.scale_span,
        fact.scale_page,
        fact.is_sure,
        fact.rank,
        fact.is_negated,
        fact.parents,
    ]


def _read_fact(item: list[Any], periods: list[Period]) -> Fact:
    fact = Fact(*item)
    return replace(
        fact,
        period=periods[item[2]],
        value=Decimal(item[3]),
        value_span=tuple(item[9]),
        label_span=tuple(item[10]),
        period_span=_span(item[12]),
        scale_span=_span(item[14]),
        parents=tuple(item[19]),
    )


def _statement(found: Statement, periods: dict[Period, int]) -> list[object]:
    rows = [
        [
            row.label,
            row.label_span,
            row.page_number,
            row.indent,
            row.is_total,
            [
                [c.column, c.page_number, c.span, c.text, None if c.value is None else str(c.value)]
                for c in row.cells
            ],
            row.concepts,
        ]
        for row in found.rows
    ]
    return [
        found.kind,
        found.title,
        found.page_numbers,
        [periods[period] for period in found.periods],
        found.currency,
        str(found.scale),
        found.scale_text,
        rows,
    ]


def _read_statement(item: list[Any], periods: list[Period]) -> Statement:
    kind, title, numbers, places, currency, scale, scale_text, rows = item
    return Statement(
        kind=kind,
        title=title,
        page_numbers=tuple(numbers),
        periods=tuple(periods[place] for place in places),
        currency=currency,
        scale=Decimal(scale),
        scale_text=scale_text,
        rows=tuple(_read_row(row) for row in rows),
    )


def _read_row(item: list[Any]) -> StatementRow:
    label, span, page_number, indent, is_total, cells, concepts = item
    return StatementRow(
        label=label,
        label_span=(span[0], span[1]),
        page_number=page_number,
        indent=indent,
        is_total=is_total,
        cells=tuple(
            StatementCell(
                column, page, (place[0], place[1]), text, None if value is None else Decimal(value)
            )
            for column, page, place, text, value in cells
        ),
        concepts=tuple(concepts),
    )
