"""A cell's figure, its row's words and the unit caption -> the figure with kind, scale and currency.

One table may have money in millions, shares in thousands and amounts per share.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.figures import Figure, Kind, UnitCaption
from qa.figures.figure import ONE
from qa.tables.table import Column, Row

_PER_SHARE = re.compile(
    r"(?i)per (?:common |ordinary |diluted |basic )*share|per[- ]share|每股|元/股|股价"
)
_SHARE_PRICE = re.compile(
    r"(?i)\b(?:exercise|strike|grant|stock|share) prices?\b|\bgrant[- ]date fair value\b"
    r"|\bprices? (?:range )?of (?:our |the )?(?:common )?(?:stock|shares)\b"
)
_TERM = re.compile(
    r"(?i)\((?:in )?years\)|[-–—] years\b|\buseful li(?:fe|ves)\b"
    r"|\bremaining (?:\w+ )?(?:terms?|li(?:fe|ves))\b"
)
_SHARES = re.compile(
    r"(?i)\bshares?\b(?![- ]?(?:repurchase|based|capital|premium|holder))"
    r"|\boptions (?:outstanding|exercisable|granted|vested)\b|股数|股本总数|（股）|\(股\)|万股"
)
_NO_SHARES = re.compile(
    r"(?i)per share|repurchases? of|proceeds|payments?|issuance|cost|\$|earnings|income|dividends"
    r"|\bvalue\b|\bprices?\b|\d[\d,.]{0,30} (?:million |billion )?shares"  # "353 shares outstanding" has a value
)
_USED = re.compile(r"(?i)\bused (?:to|in|for) (?:the )?(?:comput|calculat|determin).*")
# "Notes due 2026 (1.3%)" tells the interest, and the row is of money
_PRICED_YIELD = re.compile(r"(?i)\byield\b")  # of a carrier: "Revenue per pound (yield)"
_PER_UNIT = re.compile(r"(?i)\brevenue per \w+")
_MARGIN = re.compile(r"(?i)\bmargin\b")
_HUNDRED = 100
_PERCENT = re.compile(r"(?i)(?<!\d)(?<!\d )%|\bpercent(?:age)?\b|（%）|\(%\)")
_RATE = re.compile(
    r"(?i)\bmargin\b|(?<!exchange )\brates?\b(?! (?:swaps?|locks?|contracts?|derivatives?|hedges?|changes?))|比例|比率|收益率|毛利率|占比|利率|\byield\b"
)
_PRICE = re.compile(
    r"(?i)\bper (?:(?:active|paying|average|monthly|daily|occupied|available) )*(?:square foot|store"
    r"|warehouse|restaurant|employee|associate|customer|member|package|shipment|hundredweight|pound"
    r"|unit|gallon|barrel|tonn?e?|user|subscriber|rider|trip|ride|order|guest|room|night|passenger"
    r"|visitor|visit|consumer|account|household|member)\b"
)
_QUANTITY = re.compile(
    r"(?i)\baverage daily (?:\w+ )?(?:volume|shipments|packages|pounds)\b"
    r"|\((?:pounds|tons|tonnes|kilograms|gallons|barrels|hours|miles)\)|\bsquare (?:feet|footage)\b"
    r"|生产量|销售量|库存量|产量|销量"
)
_NO_QUANTITY = re.compile(r"(?i)\b(?:sales|revenues?|costs?|expenses?|rents?|income)\b|\$")
_IN_UNIT = re.compile(r"(?i)\(in \w+\)")
_SHARE_UNITS = re.compile(r"(?i)\bshare units?\b")
_RATIO = re.compile(r"(?i)\bratio\b|\btimes\b|倍数|周转率|turnover")
_COUNT = re.compile(
    r"(?i)\b(?:number of|employees|associates|stores|headcount|restaurants|unit counts?|warehouses"
    r"|clubs|(?:paid|paying) members)"
    r"\b|人数|数量|户数|员工"
)
_COUNT_OVER = re.compile(  # rows of their number
    r"(?i)\bnumber of\b|\bunit counts\b|\b(?:stores|restaurants|warehouses|clubs) (?:in operation|open)"
    r"\b|人数|[(（]人[)）]"
)
_NO_COUNT = re.compile(
    r"(?i)sales|revenues?|costs?|expenses?|income|profit|leases?|assets|receivable|acquisitions?"
    r"|payable|accrued|compensation|benefits|inventor|\bloans?\b|square|\$"
)
_DAYS = re.compile(r"(?i)\bdays\b|天数|\(天\)")


def scaled(
    figure: Figure,
    label: str,
    above: Sequence[str],
    column: Column,
    caption: UnitCaption | None,
    count_caption: UnitCaption | None = None,
) -> Figure:
    """Return the figure as its table means it. What says its unit itself is left as it is.

    count_caption: says in which unit things are counted, no money.
    """
    if figure.kind in (Kind.PERCENT, Kind.BASIS_POINTS, Kind.RATIO) or figure.scale != 1:
        return figure
    kind = _kind(figure, label, above, column, caption)
    is_price = any(map(_PRICE.search, (label, column.head, *above[-1:])))
    if kind is Kind.MONEY and is_price and not _IN_UNIT.search(label):
        caption = None
    if kind is Kind.COUNT and count_caption is not None:
        scale, span = count_caption.money or ONE, (count_caption.start, count_caption.end)
        return replace(figure, kind=kind, scale=scale, scale_span=span)
    if kind in (Kind.MONEY, Kind.SHARES) and caption is not None:
        currency = figure.currency or (caption.currency if kind is Kind.MONEY else None)
        scale = caption.scale_of(kind)
        said = (caption.start, caption.end) if scale != 1 or kind is Kind.MONEY else None
        return replace(figure, kind=kind, scale=scale, currency=currency, scale_span=said)
    currency = figure.currency or (caption.currency if caption and kind is Kind.PER_SHARE else None)
    return replace(figure, kind=kind, currency=currency)


def _kind(
    figure: Figure,
    label: str,
    above: Sequence[str],
    column: Column,
    caption: UnitCaption | None,
) -> Kind:
    if column.kind in ("percent change", "share"):
        return Kind.PERCENT
    if column.kind == "note":
        return Kind.UNKNOWN
    own = f"{label} {column.head}"
    group = " ".join(above[-2:])
    if _PER_SHARE.search(own) and not _is_of_shares(label):
        return Kind.PER_SHARE
    if _SHARE_PRICE.search(f"{own} {group}") and _is_price(figure):
        return Kind.PER_SHARE
    if figure.kind is not Kind.MONEY and _TERM.search(f"{own} {group}") and _is_small(figure):
        return Kind.UNKNOWN
    if figure.kind is Kind.MONEY:
        # "$ 0.85" under "Earnings per share" says money itself, but it is no money in millions
        return Kind.PER_SHARE if _PER_SHARE.search(group) and _is_small(figure) else Kind.MONEY
    if caption is not None and caption.currency is not None and _SHARE_UNITS.search(label):
        return Kind.MONEY  # what they cost, in a table of money
    if _is_of_shares(label) or _is_of_shares(column.head):
        return Kind.SHARES
    if _QUANTITY.search(f"{own} {group}") and not _NO_QUANTITY.search(f"{own} {group}"):
        return Kind.COUNT
    if _PER_SHARE.search(group) and _is_small(figure) and not _counts_shares(above):
        return Kind.PER_SHARE
    if _is_of_shares(group) or (_PER_SHARE.search(group) and "shares" in group.lower()):
        return Kind.SHARES
    if _PRICED_YIELD.search(own) and _PER_UNIT.search(group):
        return Kind.UNKNOWN
    if _PERCENT.search(own) and _is_small(figure):
        return Kind.PERCENT
    # "effect of exchange rates on cash" is money; a rate has decimals
    for words, kind in ((_RATE, Kind.PERCENT), (_RATIO, Kind.RATIO), (_DAYS, Kind.DAYS)):
        is_rate = words.search(own) and _is_small(figure) and "." in figure.text
        if is_rate and not (_MARGIN.search(own) and abs(figure.printed) > _HUNDRED):
            return kind  # "Gross margin 667.7" is money
    if _is_count(label, column.head, group) and "." not in figure.text:
        return Kind.COUNT
    if caption is None:
        return Kind.UNKNOWN
    if caption.is_percent:
        return Kind.PERCENT
    return Kind.MONEY if caption.money is not None else Kind.SHARES


def _is_count(label: str, head: str, group: str) -> bool:
    """Tell whether a row or column counts things: "Domestic" under "Number of stores" does."""
    if any(_COUNT.search(text) and not _NO_COUNT.search(text) for text in (label, head)):
        return True
    return bool(_COUNT_OVER.search(group)) and not _NO_COUNT.search(label)


def _counts_shares(above: Sequence[str]) -> bool:
    """Tell whether rows count shares: "Shares used in computing earnings per share" says both."""
    near = above[-1] if above else ""
    is_amount = _PER_SHARE.search(near) and not _is_of_shares(near)
    return not is_amount and _is_of_shares(" ".join(above[-2:]))


def _is_of_shares(text: str) -> bool:
    said = re.sub(r"(?i)per[- ]share (?:calculations?|computations?|amounts?|data)", "", text)
    said = _USED.sub("", said)
    return bool(_SHARES.search(said)) and not _NO_SHARES.search(said)


def _is_small(figure: Figure) -> bool:
    """Tell whether a figure is one that a rate or an amount per share can be."""
    return abs(figure.printed) < 1000 and "," not in figure.text


def _is_price(figure: Figure) -> bool:
    """Tell whether a figure has the decimals of a price."""
    return _is_small(figure) and re.search(r"\.\d\d\)?$", figure.text.strip()) is not None


def is_term(label: str, head: str) -> bool:
    """Tell whether a row or a column is of years that something lasts.

    >>> is_term("Patents", "Weighted-Average Remaining Useful Life (Years)"), is_term("Rent", "2022")
    (True, False)
    """
    return _TERM.search(f"{label} {head}") is not None


def with_percents(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows in which bare figures between two percentages of a column are percentages too.

    A reconciliation of rates prints the sign in its first and its last row alone.
    """
    kinds: dict[int, list[tuple[int, Kind]]] = {}
    for row in rows:
        for cell in row.cells:
            if cell.figure is not None:
                kinds.setdefault(cell.column, []).append((row.index, cell.figure.kind))
    between = {column: _between(found) for column, found in kinds.items()}
    return tuple(
        replace(
            row,
            cells=tuple(
                replace(cell, figure=replace(cell.figure, kind=Kind.PERCENT))
                if cell.figure is not None and row.index in between[cell.column]
                else cell
                for cell in row.cells
            ),
        )
        for row in rows
    )


def _between(found: Sequence[tuple[int, Kind]]) -> set[int]:
    """Return the rows of a column's figures without a unit, where only percentages stand beside."""
    percents = [row for row, kind in found if kind is Kind.PERCENT]
    if len(percents) < 2:
        return set()
    within = [(row, kind) for row, kind in found if percents[0] < row < percents[-1]]
    is_alike = all(kind in (Kind.PERCENT, Kind.UNKNOWN) for _, kind in within)
    return {row for row, kind in within if kind is Kind.UNKNOWN} if is_alike else set()
