"""A cell of a table -> a fact with its unit and place; which periods and values are the same."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from qa.figures import Figure, Kind
from qa.glossary import content
from qa.measures import WantedPeriod
from qa.statements import Fact
from qa.statements.fact import SECONDARY, precision
from qa.tables import Cell, Column, Period, Row, Table, row_words
from qa.text.terms import terms

Terms = frozenset[str]
MOST_IN_HEADING = 80  # characters
FEWEST_IN_SENTENCE = 4  # words
_ENDS = re.compile(r"[.;:]\s*$")
MOST_DAYS_APART = 10  # of the ends of one quarter: calendars of weeks end on a weekday
_COUNTED = re.compile(
    r"employees|associates|stores|units|people|clubs|warehouses|members|人数|员工|合计|数量|总数|户数",
    re.I,
)
_NUMBERED = re.compile(r"\bnumber\s+of\b|\bin\s+operation\b|\bemployees\s+at\b", re.I)
_IN_THOUSANDS = re.compile(  # "Total paid members (000's)" in a table of dollars
    r"\b(?:members|employees|customers|subscribers|cardholders)\s*\(\s*(?:000|in\s+(?:thou|mill))",
    re.I,
)
_NET_OF = re.compile(
    r"[,\s]{0,9}\b(?:net\s+of|excluding|before)\b(?!\s+(?:income\s+)?tax|\s+provision)[^,;]*$", re.I
)
_SAYS_NET = re.compile(r"\b(?:net\s+of|excluding|before)\b(?!\s+(?:income\s+)?tax)", re.I)
_NUMBER_OF_SHARES = re.compile(
    r"\bnumber\s+of\s+(?:\w+\s+){0,2}(?:shares|units|awards|options|rsus)\b", re.I
)
_OF_ONE = re.compile(r"\bper\s+(?!cent|share|annum|year)[a-z]", re.I)
_CENTS = re.compile(r"[$€£¥￥]\s?\d{1,5}\.\d\d(?!\d)")
_USERS = (
    r"(?:riders|users|subscribers|consumers|members|passengers|visitors|trips|rides|downloads"
    r"|subscriptions|guests|shoppers)"
)
_OF_USERS = re.compile(  # "Monthly active users"; what comes from them is money
    rf"(?:(?:total|average|monthly|daily|quarterly|weekly|annual|active|paid|paying|platform|unique|new"
    rf"|number|of|net|[a-z]+)\s+){{0,4}}{_USERS}(?:\s*\W.*)?",
    re.I,
)
_NO_USERS = re.compile(
    r"\b(?:from|to|by|for|due|per|revenues?|sales|costs?|fees|expenses?|payable|receivables?|deposits"
    r"|incentives|refunds|advances|loans|income|bookings|spend\w*|acquisition)\b",
    re.I,
)
_SYMBOL = re.compile(r"[$€£¥￥]")
_PRICE = re.compile(
    r"\b(?:average|exercise|closing|share|stock|market)\s+(?:sale\s+)?price|\bprice\s+range\b"
    r"|\bprice\s+(?:paid\s+)?per\b|\baverage\s+grant[- ]+date\s+fair\s+value\b",
    re.I,
)
_DAYS = re.compile(r"\W*(?:in\s+)?(?:number\s+of\s+)?days\W*", re.I)
_QUANTITY = re.compile(  # "(Gallons in millions)": no amounts of money
    r"^\W*(?:in\s+)?(?:(?:thousands|millions|billions)\s+(?:of\s+)?)?(?:gallons|barrels|boe"
    r"|(?:metric\s+)?tons|tonnes|ounces|pounds|bushels|cubic\s+(?:feet|met\w+)|litres|liters"
    r"|(?:mega|giga|kilo)watt[- ]hours|[mgk]wh"
    r"|hectolit\w+)\b",
    re.I,
)
_UNITS = {Kind.SHARES: "shares", Kind.PERCENT: "percent", Kind.COUNT: "count", Kind.RATIO: "ratio"}
_QUARTERS = (
    (1, r"first|1st|q1|第一季|一季度"),
    (2, r"second|2nd|q2|第二季|二季度"),
    (3, r"third|3rd|q3|第三季|三季度"),
    (4, r"fourth|4th|q4|第四季|四季度"),
)
_ANY_LINE = frozenset(terms("revenue revenues sales income profit earnings results costs assets"))
_TIMES = frozenset(
    terms(
        "first second third fourth quarter q1 q2 q3 q4 第一 第二 第三 第四 季度"
        " 年 年末 年底 年度 月 日"
    )
)
OPTIONAL = frozenset(terms("expense cost"))  # "advertising and media expense" is also asked for as
# "how much was spent on advertising and media"
EARNED = frozenset(terms("sales revenue"))
HELD = frozenset(terms("assets liabilities"))
SOFT = frozenset(
    terms(
        "total net segment division business group consolidated reportable operating worldwide"
        " amount year ended fiscal month three six nine twelve december march june september may"
        " january february april july august october november week 52 53 and of the in for as"
        " percentage rate percent"
        " 合计 总计 小计 本期 金额 年度 本年"
    )
)


_LASTING = re.compile(
    r"\((?:in\s+)?years\)|\buseful\s+li(?:fe|ves)\b|\bexpected\s+(?:terms?|li(?:fe|ves))\b"
    r"|\bremaining\s+(?:\w+\s+){0,2}(?:terms?|li(?:fe|ves)|periods?)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class CellAt:
    """A cell with its row, column and table, and the time that it stands for."""

    cell: Cell
    row: Row
    column: Column
    table: Table
    period: Period


def fact_of(found: CellAt, *, concept: str, entity: str | None, currency: str) -> Fact | None:
    """Return a cell as a fact; None where its unit is not known. currency: the report's own."""
    figure, table = found.cell.figure, found.table
    assert figure is not None, found
    about = f"{found.row.label} {found.column.head} {entity or ''}"
    above = row_words(table, found.row.index)[1]
    unit = "days" if is_of_days(table) else unit_of(figure, about, currency)
    if unit is None and figure.kind is Kind.UNKNOWN and _LASTING.search(" ".join([*above, about])):
        unit = "count"  # of years
    if unit is None:
        return None
    value = figure.value
    if figure.kind is Kind.MONEY and _PRICE.search(" ".join([*above, about])):
        unit, value = f"{unit}/share", figure.printed  # the millions are of the table's amounts
    is_count = _NUMBERED.search(" ".join([*above, about])) and not _SYMBOL.search(found.cell.text)
    if figure.kind is Kind.MONEY and is_count:
        unit, value = "count", figure.printed
    elif figure.kind is Kind.MONEY and (_is_of_counts(table) or _is_of_quantities(table)):
        unit = "count"  # in the thousands that its caption says
    elif figure.kind is Kind.MONEY and (
        _counts_users(found) or _IN_THOUSANDS.search(found.row.label)
    ):
        unit = "count"
    if figure.kind is Kind.MONEY and _counts_shares(found):
        unit = "shares"
    if unit == "days":
        value = figure.printed
    heads, page = found.column.head_spans, table.pages[0]
    return Fact(
        concept=concept,
        label=found.row.label,
        period=found.period,
        value=value,
        unit=unit,
        entity=entity,
        statement=None,
        page_number=found.cell.page_number,
        text=found.cell.text,
        value_span=(found.cell.start, found.cell.end),
        label_span=found.row.label_span,
        label_page=found.row.page_number,
        period_span=heads[-1] if heads else None,
        period_page=page,
        scale_span=table.unit_span,
        scale_page=table.unit_page or page,
        rank=SECONDARY,
    )


def _counts_shares(found: CellAt) -> bool:
    """Tell whether a cell has no head but "Number of shares", which stands over the labels."""
    is_bare = not found.column.head and not _SYMBOL.search(found.cell.text)
    return is_bare and _NUMBER_OF_SHARES.search(found.table.label_head) is not None


def _counts_users(found: CellAt) -> bool:
    """Tell whether a cell without a currency sign counts people or trips, by its row or head.

    "Subscriptions" under "Revenue:" are money.
    """
    label, above = row_words(found.table, found.row.index)
    head = re.sub(r"[\s,]*\b(?:19|20)\d\d\b.*$", "", found.column.head)
    texts = [text for text in (label, head) if text]
    is_money = _SYMBOL.search(found.cell.text) or any(map(_NO_USERS.search, (*texts, *above)))
    return not is_money and any(map(_OF_USERS.fullmatch, texts))


def is_of_days(table: Table) -> bool:
    """Tell whether the corner of a table says that its rows are days, and no amounts."""
    return _DAYS.fullmatch(table.label_head) is not None


def _is_of_counts(table: Table) -> bool:
    """Tell whether a table is led to as one of numbers, and no figure of it is money."""
    if not _NUMBERED.search(table.title) or re.search(r"\bcosts?\b|\bamounts?\b", table.title):
        return False
    cells = (cell for row in table.rows for cell in row.cells)
    return not any(_SYMBOL.search(cell.text) for cell in cells)


def _is_of_quantities(table: Table) -> bool:
    """Tell whether a caption says that a table's figures are volumes or weights, and none money."""
    said = [table.label_head, *(lead.text for lead in table.leads[:1])]
    cells = (cell for row in table.rows for cell in row.cells)
    return any(map(_QUANTITY.search, said)) and not any(_SYMBOL.search(c.text) for c in cells)


def unit_of(figure: Figure, about: str, currency: str) -> str | None:
    """Return the unit of a figure. about: the words of its row and column."""
    currency = figure.currency or currency
    if figure.kind is Kind.MONEY and figure.scale_span is not None:
        return currency
    if figure.kind is Kind.MONEY and _OF_ONE.search(about) and _CENTS.search(figure.text):
        return currency  # "$45.13" of one rider is in no millions
    if figure.kind is Kind.PER_SHARE:
        return f"{currency}/share"
    if figure.kind is Kind.UNKNOWN and _COUNTED.search(about):
        return "count"
    return _UNITS.get(figure.kind)


def is_period(has: Period, asked: WantedPeriod) -> bool:
    """Tell whether a period is the one asked for: a year, a day, or a quarter with its number."""
    if asked.kind == "quarter":
        return _is_quarter(has, asked)
    if has.year != asked.year:
        return False
    if has.kind == "instant":
        return asked.kind in ("instant", "year") and asked.end in (None, has.end)
    return has.kind == "year" and asked.kind == "year"


def _is_quarter(has: Period, asked: WantedPeriod) -> bool:
    if has.kind != "quarter":
        return False
    if asked.end is not None and has.end is not None:
        return abs((has.end - asked.end).days) <= MOST_DAYS_APART
    return has.year == asked.year and asked.quarter == _number_of(has)


def _number_of(quarter: Period) -> int | None:
    return next((n for n, words in _QUARTERS if re.search(words, quarter.label, re.I)), None)


def gross_label(label: str, question: str) -> str:
    """Return a label without what its row is net of, unless the question says "net of" itself.

    >>> gross_label("Deferred tax assets, net of valuation allowance", "the valuation allowance?")
    'Deferred tax assets'
    """
    return label if _SAYS_NET.search(question) else _NET_OF.sub("", label)


def head_terms(column: Column) -> Terms:
    """Return what a head says beside its time."""
    words = (term for term in terms(column.head) if not term[:1].isdigit())
    return frozenset(words) - SOFT - _TIMES


def content_terms(text: str) -> Terms:
    """Return the terms of a text without those that every sentence has."""
    return frozenset(content(terms(text)))


def led_by(table: Table) -> str:
    """Return the heading of a table and the sentence that leads to it, none of those before.

    What else stands above a table without labels is about something else: a lease beside a loan.
    """
    sentence: list[str] = []
    for lead in table.leads:
        is_caption = len(lead.text.split()) < FEWEST_IN_SENTENCE or lead.text.startswith("(")
        if sentence and (_ENDS.search(lead.text) or not sentence[-1][:1].islower()):
            break
        if not is_caption:
            sentence.append(lead.text)
    is_prose = len(table.title) > MOST_IN_HEADING or ". " in table.title
    is_prose &= not table.title.rstrip().endswith(":")
    return " ".join([*([] if is_prose else [table.title]), *sentence])


def agree(facts: Collection[Fact]) -> bool:
    """Tell whether values are the same up to their rounding."""
    coarsest = max(facts, key=precision)
    return all(
        abs(fact.value - coarsest.value) <= precision(coarsest) * Decimal("0.51")
        and fact.unit == coarsest.unit
        for fact in facts
    )


def is_of_a_part(table: Table, parts: Iterable[str], said: Terms) -> bool:
    """Tell whether a table bears the name of a part of the group that the question does not say.

    "Earnings before interest and taxes" under "Converse" are not the group's. parts: the names of
    segments, regions and products.
    """
    title = content_terms(table.title) - SOFT
    if title <= _ANY_LINE:  # "Revenues" is no title of the part "NIKE Brand Revenues"
        return False
    return not title <= said and any(title <= content_terms(part) for part in parts)
