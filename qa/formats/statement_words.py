"""How statements, periods and units are named in every file that shows them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from qa.statements import DocumentFacts, Statement, StatementCell, TieOut
from qa.tables import Period, Span

KIND_NAMES: Mapping[str, str] = {
    "income": "Income statement",
    "balance": "Balance sheet",
    "cash_flow": "Cash flow statement",
}
_SCALES = {3: "thousands", 4: "万", 6: "millions", 8: "亿", 9: "billions"}

CellUnits = Mapping[tuple[int, Span], str]  # of the page number and span of a cell


def period_names(periods: Sequence[Period]) -> tuple[str, ...]:
    """Return short names that tell the periods of one statement apart.

    >>> period_names([Period("year", 2020, 12, label="2020 年 1—12 月"), Period("year", 2019, 12)])
    ('2020', '2019')
    """
    for names in ([_named(period) for period in periods], [_day(period) for period in periods]):
        if len(set(names)) == len(names) and all(names):
            return tuple(names)
    return tuple(period.label or str(period.year) for period in periods)


def _named(period: Period) -> str:
    if period.kind in ("year", "instant"):
        return str(period.year)
    return f"{period.months} months to {period.end.isoformat()}" if period.end else period.label


def _day(period: Period) -> str:
    return period.end.isoformat() if period.end else period.label


def units_of_cells(facts: DocumentFacts) -> CellUnits:
    """Return the unit of each printed cell that is a fact: "USD", "USD/share", "shares" .."""
    return {(fact.page_number, fact.value_span): fact.unit for fact in facts if fact.unit}


def unit_of(cells: Sequence[StatementCell], units: CellUnits) -> str:
    """Return the unit of a row; "" for a heading."""
    found = (units.get((cell.page_number, cell.span), "") for cell in cells)
    return next(filter(None, found), "")


def scale_name(statement: Statement) -> str:
    """Return in what a statement prints money: "USD, printed in millions"."""
    power = statement.scale.adjusted()
    scale = _SCALES.get(power, "units of 1" if not power else f"{statement.scale:,f}s")
    return f"{statement.currency or 'no currency stated'}, printed in {scale}"


def plain(value: Decimal | None) -> str:
    """Return an exact value as a plain decimal string, "" for a dash.

    >>> plain(Decimal("4.2E+3")), plain(Decimal("-0.50"))
    ('4200', '-0.50')
    """
    return "" if value is None else f"{value:f}"


def verdict(tie_out: TieOut) -> str:
    """Return whether both sides agree."""
    return "ok" if tie_out.holds else "differs"
