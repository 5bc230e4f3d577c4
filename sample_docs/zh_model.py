"""沧屿精工: the numbers, in fen (one hundredth of a yuan), with drivers given in ten thousand yuan."""

from __future__ import annotations

import random
from dataclasses import dataclass

from model import Drivers, Opening, run

WAN = 1_000_000  # ten thousand yuan in fen


def _fen(name: str, amount: int) -> int:
    """The amount, made to look like one that was booked and not rounded."""
    if amount == 0:
        return 0
    spread = abs(amount) * 400  # 0.04 percent
    return amount * WAN + random.Random(name + str(amount)).randint(-spread, spread)


@dataclass(frozen=True)
class Line:
    name: str
    value: bool
    wan: tuple[int, int, int]  # 2023, 2024, 2025
    margin: tuple[float, float]  # weights of gross profit 2024, 2025

    @property
    def sales(self) -> tuple[int, int, int]:
        a, b, c = (_fen(self.name, amount) for amount in self.wan)
        return (a, b, c)


@dataclass(frozen=True)
class Segment:
    name: str
    lines: tuple[Line, ...]
    head: str
    people: tuple[int, int, int]

    @property
    def sales(self) -> tuple[int, int, int]:
        a, b, c = (sum(line.sales[i] for line in self.lines) for i in range(3))
        return (a, b, c)


SEGMENTS = (
    Segment("精密减速器", (
        Line("谐波减速器", False, (120600, 128400, 131200), (45.2, 42.9)),
        Line("RV减速器", False, (104200, 112600, 110300), (41.8, 39.6)),
        Line("标准齿轮箱", True, (57900, 68300, 89400), (20.4, 17.8)),
    ), "裴致远", (2180, 2260, 2390)),
    Segment("伺服系统", (
        Line("伺服驱动器", False, (133800, 142700, 137900), (43.5, 40.8)),
        Line("伺服电机", False, (109900, 118200, 113600), (38.9, 36.1)),
        Line("通用电机", True, (80600, 92400, 118700), (18.6, 16.2)),
    ), "孟书航", (2640, 2710, 2850)),
    Segment("智能仓储", (
        Line("堆垛机系统", False, (126300, 134800, 121300), (39.7, 37.0)),
        Line("输送分拣设备", False, (84258, 81392, 75537), (37.4, 35.2)),
        Line("货架与托盘", True, (52000, 65000, 82500), (16.9, 14.7)),
    ), "阮清禾", (1530, 1580, 1640)),
    Segment("零部件制造", (
        Line("代工零部件", True, (86862, 104518, 132203), (17.3, 15.4)),
    ), "戚明哲", (1270, 1390, 1620)),
)  # fmt: skip
_SALES = tuple(sum(s.sales[i] for s in SEGMENTS) for i in range(3))
VALUE_SALES = tuple(sum(x.sales[i] for s in SEGMENTS for x in s.lines if x.value) for i in range(3))
_TABLE = {
    "materials": (462300, 507600, 568512), "labour": (78900, 86400, 95200), "energy": (31200, 34800, 39600),
    "cost_depreciation": (29400, 32100, 35700), "other_cost": (22100, 24900, 32800),
    "selling": (148200, 158700, 166900), "research": (52600, 58900, 64300), "restructuring": (3100, 3900, 9800),
    "amortisation": (6200, 6800, 7300), "interest_expense": (14300, 15600, 17900),
    "interest_income": (3100, 3400, 3000), "other_income": (8200, 7900, 8600), "tax": (17790, 19230, 12420),
    "minority_profit": (3900, 4200, 3100), "capex": (62300, 71800, 96400),
    "total_depreciation": (38600, 42300, 47100), "disposals": (2100, 1800, 2600), "disposal_gain": (120, 90, 210),
    "acquisition_goodwill": (0, 0, 12400), "acquisition_intangibles": (0, 3000, 6800),
    "acquisition_inventory": (0, 0, 2100), "dividends": (32400, 36900, 40500), "minority_dividends": (1200, 1300, 1500),
    "buybacks": (0, 6000, 8000), "share_awards": (2300, 2600, 2900), "shares_issued": (0, 0, 0),
    "translation_plant": (300, -200, 500), "translation_goodwill": (0, 0, 0), "hedging": (0, 200, -300),
    "pension_remeasurement": (0, 0, 0), "receivables": (231600, 258900, 297400), "inventories": (203700, 221500, 268300),
    "prepaid": (38100, 41300, 45900), "payables": (198300, 214600, 246800), "accrued": (79100, 85300, 88600),
    "tax_payable": (13100, 13900, 9200), "provisions": (10400, 11200, 14900), "pension_liability": (22100, 23400, 25800),
    "deferred_tax": (15200, 15900, 15100), "short_debt": (108000, 124000, 186000), "long_debt": (190000, 198000, 232000),
}  # fmt: skip
_OPENING = {
    "cash": 148600, "receivables": 212400, "inventories": 187300, "prepaid": 36500, "plant": 412800, "goodwill": 58200,
    "intangibles": 74600, "payables": 186700, "accrued": 74200, "tax_payable": 12400, "provisions": 9800,
    "pension_liability": 21300, "deferred_tax": 14700, "short_debt": 96000, "long_debt": 182000, "paid_in": 238000,
    "treasury": -8000, "other_comprehensive": 4200, "minority": 32600,
}  # fmt: skip
OPENING = Opening(**{name: _fen("opening" + name, amount) for name, amount in _OPENING.items()})
Y23, Y24, Y25 = YEARS = run(
    OPENING,
    tuple(
        Drivers(year=2023 + i, sales=_SALES[i], **{n: _fen(n, row[i]) for n, row in _TABLE.items()})
        for i in range(3)
    ),
)
NEWEST_FIRST = (Y25, Y24, Y23)
SHARE_COUNT = 810_000_000
VALUE_MARGIN = (18.3, 16.1)  # percent, 2024 and 2025


def margin(year: int) -> float:
    y = YEARS[year - 2023]
    return y.gross_profit / y.d.sales * 100


def eps(year: int) -> str:
    return f"{YEARS[year - 2023].owners_income / 100 / SHARE_COUNT:.2f}"


def line_profits(index: int) -> dict[str, int]:
    """Gross profit of every line in 2024 (index 1) or 2025 (index 2), in fen."""
    lines = [x for s in SEGMENTS for x in s.lines]
    value_total = round(VALUE_SALES[index] * VALUE_MARGIN[index - 1] / 100)
    result: dict[str, int] = {}
    for chosen, total in ((True, value_total), (False, YEARS[index].gross_profit - value_total)):
        group = [x for x in lines if x.value == chosen]
        weights = [x.sales[index] * x.margin[index - 1] for x in group]
        parts = [int(total * w / sum(weights)) for w in weights]
        parts[0] += total - sum(parts)
        result |= dict(zip([x.name for x in group], parts, strict=True))
    return result


def yuan(fen: int) -> str:
    """Two decimals, thousands parted, minus sign as in Chinese statements."""
    if fen == 0:
        return "-"
    return f"{fen / 100:,.2f}"


def wan(fen: int) -> str:
    return f"{fen / WAN:,.2f}"


def yi(fen: int) -> str:
    return f"{fen / WAN / 10000:.2f}"
