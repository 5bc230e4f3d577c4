"""A cell's figure, its row's words and the unit caption -> the figure with kind, scale and currency.

One table may have money in millions, shares in thousands and amounts per share.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.figures import Figure, Kind, UnitCaption
from qa.tables.table import Column

_PER_SHARE = re.compile(
    r"(?i)per (?:common |ordinary |diluted |basic )*share|per[- ]share|每股|元/股|股价"
)
_SHARES = re.compile(
    r"(?i)\bshares?\b(?![- ]?(?:repurchase|based|capital|premium|holder))|股数|股本总数|（股）|\(股\)|万股"
)
_NO_SHARES = re.compile(
    r"(?i)per share|repurchases? of|proceeds|payments?|issuance|cost|\$|earnings|income|dividends"
)
_PERCENT = re.compile(r"(?i)%|\bpercent(?:age)?\b|（%）|\(%\)")
_RATE = re.compile(r"(?i)\bmargin\b|\brates?\b|比例|比率|收益率|毛利率|占比|利率|\byield\b")
_RATIO = re.compile(r"(?i)\bratio\b|\btimes\b|倍数|周转率|turnover")
_COUNT = re.compile(
    r"(?i)\b(?:number of|employees|stores|headcount|restaurants)\b|人数|数量|户数|员工"
)
_DAYS = re.compile(r"(?i)\bdays\b|天数|\(天\)")


def scaled(
    figure: Figure,
    label: str,
    above: Sequence[str],
    column: Column,
    caption: UnitCaption | None,
) -> Figure:
    """Return the figure as its table means it. What says its unit itself is left as it is."""
    if figure.kind in (Kind.PERCENT, Kind.BASIS_POINTS, Kind.RATIO) or figure.scale != 1:
        return figure
    kind = _kind(figure, label, above, column, caption)
    if kind in (Kind.MONEY, Kind.SHARES) and caption is not None:
        currency = figure.currency or (caption.currency if kind is Kind.MONEY else None)
        scale = caption.scale_of(kind)
        span = (caption.start, caption.end) if scale != 1 or kind is Kind.MONEY else None
        return replace(figure, kind=kind, scale=scale, currency=currency, scale_span=span)
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
    if figure.kind is Kind.MONEY:
        # "$ 0.85" under "Earnings per share" says money itself, but it is no money in millions
        return Kind.PER_SHARE if _PER_SHARE.search(group) and _is_small(figure) else Kind.MONEY
    if _is_of_shares(label) or _is_of_shares(column.head):
        return Kind.SHARES
    if _PER_SHARE.search(group) and _is_small(figure):
        return Kind.PER_SHARE
    if _is_of_shares(group) or (_PER_SHARE.search(group) and "shares" in group.lower()):
        return Kind.SHARES
    if _PERCENT.search(own) and _is_small(figure):
        return Kind.PERCENT
    # "effect of exchange rates on cash" is money; a rate has decimals
    for words, kind in ((_RATE, Kind.PERCENT), (_RATIO, Kind.RATIO), (_DAYS, Kind.DAYS)):
        if words.search(own) and _is_small(figure) and "." in figure.text:
            return kind
    if _COUNT.search(own):
        return Kind.COUNT
    if caption is None:
        return Kind.UNKNOWN
    if caption.is_percent:
        return Kind.PERCENT
    return Kind.MONEY if caption.money is not None else Kind.SHARES


def _is_of_shares(text: str) -> bool:
    said = re.sub(r"(?i)per[- ]share (?:calculations?|computations?|amounts?|data)", "", text)
    return bool(_SHARES.search(said)) and not _NO_SHARES.search(said)


def _is_small(figure: Figure) -> bool:
    """Tell whether a figure is one that a rate or an amount per share can be."""
    return abs(figure.printed) < 1000 and "," not in figure.text
