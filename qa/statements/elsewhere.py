"""Facts that other tables give: earlier years, and the parts that a group's figure is made of.

A table counts only where it proves itself: its figures for years that the statements have must be
the statements' own. Segments' figures must add up to the group's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from qa.document import Page
from qa.statements.fact import SECONDARY, Fact, StatementKind
from qa.statements.labels import fold_label
from qa.statements.lines import LabelledLine, lines_of
from qa.statements.mapping import is_per_share_row, is_shares_row, per_share_rows
from qa.statements.segments import segment_facts
from qa.statements.sheet import Sheet, SheetRow, sheet_of
from qa.tables import Cell, Period, Table, find_tables

MAX_PAGES = 14
MIN_NUMBERS = 30
MIN_AGREEING = 2  # different lines that must be the statements' own before a table is believed
_NUMBER = re.compile(r"\d[\d,.]*")
_OWNERS_EQUITY = re.compile(r"(?!.*liabilities)(.* )?(share|stock)holders (equity|investment)")
_SUMMARY = (
    *("selected financial data", "selected consolidated financial", "financial highlights"),
    *("financial summary", "five-year", "five year", "ten-year", "主要会计数据", "主要财务指标"),
)
_SCALES = tuple(Decimal(10) ** power for power in (6, 3, 9, 4, 8, 0))
_STATED: dict[StatementKind, tuple[str, ...]] = {  # lines whose label alone says what they are
    "income": (
        *("revenue", "net_sales", "cost_of_sales", "gross_profit", "operating_income"),
        *("pretax_income", "income_tax", "net_income", "net_income_attributable", "sga"),
        *("research_development", "interest_expense", "dividends_per_share", "advertising"),
    ),
    "balance": (
        *("total_assets", "current_assets", "current_liabilities", "total_liabilities"),
        *("shareholders_equity", "total_equity", "inventories", "goodwill", "long_term_debt"),
    ),
    "cash_flow": (
        *("operating_cash_flow", "investing_cash_flow", "financing_cash_flow"),
        *("capital_expenditure", "depreciation_amortization"),
    ),
}
_ZH_SUMMARY = {
    "总资产": "total_assets",
    "归属于上市公司股东的净利润": "net_income_attributable",
    "归属于上市公司股东的净资产": "shareholders_equity",
    "归属于上市公司股东的扣除非经常性损益的净利润": "net_income_recurring",
}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What other tables give: facts, and figures that are not the statements' own."""

    facts: tuple[Fact, ...]
    conflicts: tuple[tuple[Fact, Fact], ...]


def facts_elsewhere(pages: Sequence[Page], primary: Sequence[Fact]) -> Elsewhere:
    """Return the facts of other pages, each once: the first table that gives it counts."""
    own = {_key(fact): fact for fact in primary if fact.concept and fact.is_sure}
    taken = set(own)
    taken_pages = {fact.page_number for fact in primary}
    facts: list[Fact] = []
    parts: list[Fact] = []
    conflicts: list[tuple[Fact, Fact]] = []
    for page in _likely_pages(pages, taken_pages, _telling_texts(primary)):
        for table in find_tables(page):
            for fact in _group_facts(table, page, own, conflicts):
                if _key(fact) not in taken:
                    taken.add(_key(fact))
                    facts.append(fact)
            parts += segment_facts(table, own)
    return Elsewhere((*facts, *_told_once(parts)), tuple(conflicts))


def _told_once(parts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield parts' facts, each once; unsure where a name has two figures, as region and segment."""
    values: dict[tuple[str, str, int, str | None], set[Decimal]] = {}
    for fact in parts:
        values.setdefault(_key(fact), set()).add(abs(fact.value))
    first = {_key(fact): fact for fact in reversed(parts)}
    for key, fact in first.items():
        yield replace(fact, is_sure=fact.is_sure and len(values[key]) == 1)


def _key(fact: Fact) -> tuple[str, str, int, str | None]:
    return fact.concept, fact.period.kind, fact.period.year, fact.entity


def _telling_texts(primary: Sequence[Fact]) -> list[str]:
    """Return figures as printed that a table about the group's parts repeats as their total."""
    telling = ("revenue", "net_sales", "operating_income")
    return list({f.text.strip("$¥ ()") for f in primary if f.concept in telling and f.value})


def _likely_pages(
    pages: Sequence[Page], without: set[int], telling: Sequence[str]
) -> Iterator[Page]:
    """Yield the pages of summaries, of segments and of shares, the likeliest few."""
    scored: list[tuple[float, int]] = []
    for index, page in enumerate(pages):
        if page.page_number in without:
            continue
        text = page.text.lower()
        score = 6.0 * any(word in text for word in _SUMMARY)
        num_segments = text.count("segment") + text.count("分部") + 2 * text.count("分地区")
        score += min(num_segments, 10) / 2 if num_segments > 2 else 0.0
        score += 3.0 * ("weighted" in text and "dilutive" in text)
        score += 1.5 * sum(figure in text for figure in telling)
        if score >= 2 and len(_NUMBER.findall(text)) >= MIN_NUMBERS:
            scored.append((-score, index))
    for _, index in sorted(scored)[:MAX_PAGES]:
        yield pages[index]


def _group_facts(
    table: Table,
    page: Page,
    own: Mapping[tuple[str, str, int, str | None], Fact],
    conflicts: list[tuple[Fact, Fact]],
) -> Iterator[Fact]:
    """Yield what a table says of the group, if enough of it is the statements' own."""
    sheet = sheet_of([table], {page.page_number: page})
    if sheet is None or not table.is_sure:
        return
    stated = list(_stated(sheet))
    scale = max(_SCALES, key=lambda scale: (_agreeing(stated, own, scale), scale == sheet.scale))
    agreeing = {f.concept for f, kind in stated if _agrees(f, kind, own, scale)}
    differing = {f.concept for f, kind in stated if _differs(f, kind, own, scale)}
    if len(agreeing) < MIN_AGREEING or len(agreeing) < len(differing):
        return
    told = {fact.concept for fact in own.values()}
    for fact, kind in stated:
        known = own.get(_key(fact))
        if known is None and fact.concept not in differing:
            if fact.concept in agreeing or fact.concept not in told:
                yield _like(own, _scaled(fact, kind, scale))
            continue
        if known is None or _agrees(fact, kind, own, scale):
            continue
        if fold_label(known.label) == fold_label(fact.label):
            conflicts.append((known, _scaled(fact, kind, scale)))


def _stated(sheet: Sheet) -> Iterator[tuple[Fact, str]]:
    """Yield each figure with its concept, unscaled, and if it is money, shares or per share."""
    by_row = [(found.row, found.concept, False) for found in per_share_rows(sheet.rows)]
    per_share = {number for number, _, _ in by_row}
    for number, row in enumerate(sheet.rows):
        if number not in per_share:
            by_row += [(number, concept, is_balance) for concept, is_balance in _concepts_of(row)]
    for number, concept, is_balance in by_row:
        row = sheet.rows[number]
        kind = "shares" if is_shares_row(row) else "share" if is_per_share_row(row) else "money"
        for column, cell in row.cells.items():
            if cell.figure is not None and "%" not in cell.text:
                yield _fact(sheet, row, column, cell, concept, is_balance=is_balance), kind


def _concepts_of(row: SheetRow) -> Iterator[tuple[str, bool]]:
    """Yield what a row may state, by its label alone, and whether that is a balance."""
    if is_shares_row(row) or any("%" in cell.text for cell in row.cells.values()):
        return
    for label in row.folded.split("\n"):
        if label in _ZH_SUMMARY:
            concept = _ZH_SUMMARY[label]
            yield concept, concept in _STATED["balance"]
            return
        if _OWNERS_EQUITY.fullmatch(label):
            yield "shareholders_equity", True
            return
        for kind in _STATED:
            for line in _stated_lines(kind):
                if (line.concept == "dividends_per_share") != is_per_share_row(row):
                    continue
                section = next(iter(line.sections), "")
                if (fit := line.fit(label, section)) is not None and fit < line.num_sure:
                    yield line.concept, kind == "balance"


@cache
def _stated_lines(kind: StatementKind) -> tuple[LabelledLine, ...]:
    return tuple(line for line in lines_of(kind) if line.concept in _STATED[kind])


def _fact(
    sheet: Sheet, row: SheetRow, column: int, cell: Cell, concept: str, *, is_balance: bool
) -> Fact:
    assert cell.figure is not None
    period = sheet.period(column)
    if is_balance and period.kind == "year":
        period = Period("instant", period.year, None, period.end, period.label)
    head = sheet.columns[column]
    return Fact(
        concept=concept,
        label=row.label,
        period=period,
        value=cell.figure.printed,
        unit=sheet.currency,
        entity=None,
        statement=None,
        page_number=cell.page_number,
        text=cell.text,
        value_span=(cell.start, cell.end),
        label_span=row.row.label_span,
        label_page=row.row.page_number,
        period_span=head.head_spans[-1] if head.head_spans else None,
        period_page=sheet.pages[0],
        scale_span=sheet.scale_span,
        scale_page=sheet.pages[0],
        is_sure=head.is_sure,
        rank=SECONDARY,
        parents=row.parents,
    )


def _scaled(fact: Fact, kind: str, scale: Decimal) -> Fact:
    if kind == "share":
        return replace(fact, unit=f"{fact.unit}/share", scale_span=None)
    if kind == "shares":
        return replace(fact, value=fact.value * scale, unit="shares")
    return replace(fact, value=fact.value * scale)


def _agreeing(
    stated: Sequence[tuple[Fact, str]],
    own: Mapping[tuple[str, str, int, str | None], Fact],
    scale: Decimal,
) -> int:
    return sum(_agrees(fact, kind, own, scale) for fact, kind in stated if kind == "money")


def _agrees(
    fact: Fact, kind: str, own: Mapping[tuple[str, str, int, str | None], Fact], scale: Decimal
) -> bool:
    known = own.get(_key(fact))
    return known is not None and abs(known.value) == abs(_scaled(fact, kind, scale).value)


def _differs(
    fact: Fact, kind: str, own: Mapping[tuple[str, str, int, str | None], Fact], scale: Decimal
) -> bool:
    return _key(fact) in own and not _agrees(fact, kind, own, scale)


def _like(own: Mapping[tuple[str, str, int, str | None], Fact], fact: Fact) -> Fact:
    """Return a fact with the sign that the statements give its line: money spent is negative."""
    known = [f for f in own.values() if f.concept == fact.concept and f.value]
    if fact.concept == "capital_expenditure" and known and known[0].value < 0 < fact.value:
        return replace(fact, value=-fact.value, is_negated=True)
    return fact
