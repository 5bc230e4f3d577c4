"""Ellerwick Industries: the numbers, in $ millions unless a name says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from model import Drivers, Opening, run, split

OPENING = Opening(
    cash=402, receivables=688, inventories=742, prepaid=118, plant=1486, goodwill=1214,
    intangibles=512, payables=498, accrued=402, tax_payable=44, provisions=96,
    pension_liability=212, deferred_tax=148, short_debt=120, long_debt=1320, paid_in=764,
    treasury=-612, other_comprehensive=-214, minority=62,
)  # fmt: skip

_TABLE = {  # 2023, 2024, 2025
    "year": (2023, 2024, 2025),
    "sales": (4046, 4230, 4500),
    "materials": (1631, 1700, 1904),
    "labour": (468, 489, 527),
    "energy": (209, 219, 246),
    "cost_depreciation": (129, 136, 144),
    "other_cost": (140, 155, 189),
    "selling": (690, 718, 742),
    "research": (146, 154, 162),
    "restructuring": (9, 12, 38),
    "amortisation": (41, 43, 44),
    "interest_expense": (66, 71, 78),
    "interest_income": (6, 8, 9),
    "other_income": (4, -3, 5),
    "tax": (121, 121, 101),
    "minority_profit": (7, 8, 7),
    "capex": (198, 214, 262),
    "total_depreciation": (161, 170, 180),
    "disposals": (12, 9, 14),
    "disposal_gain": (2, 1, 3),
    "acquisition_goodwill": (0, 86, 41),
    "acquisition_intangibles": (0, 54, 28),
    "acquisition_inventory": (0, 18, 9),
    "dividends": (148, 158, 166),
    "minority_dividends": (4, 5, 5),
    "buybacks": (150, 175, 180),
    "share_awards": (24, 26, 27),
    "shares_issued": (12, 11, 9),
    "translation_plant": (-8, -14, 11),
    "translation_goodwill": (-10, -22, 18),
    "hedging": (3, -6, -9),
    "pension_remeasurement": (6, -4, 11),
    "receivables": (712, 748, 826),
    "inventories": (768, 801, 904),
    "prepaid": (121, 126, 131),
    "payables": (512, 531, 578),
    "accrued": (408, 419, 431),
    "tax_payable": (46, 48, 41),
    "provisions": (92, 94, 118),
    "pension_liability": (204, 201, 186),
    "deferred_tax": (150, 153, 149),
    "short_debt": (140, 150, 260),
    "long_debt": (1300, 1420, 1480),
}
Y23, Y24, Y25 = YEARS = run(
    OPENING,
    tuple(Drivers(**{name: row[i] for name, row in _TABLE.items()}) for i in range(3)),
)
NEWEST_FIRST = (Y25, Y24, Y23)
SHARES = {2023: 154.9, 2024: 151.6, 2025: 148.2}  # weighted average, millions
DILUTED = {2023: 156.3, 2024: 152.9, 2025: 149.4}
DIVIDEND = {2023: "0.96", 2024: "1.04", 2025: "1.12"}
CORPORATE = {2023: -39, 2024: -41, 2025: -44}
REGIONS = ("North America", "Europe", "Asia Pacific", "Rest of World")


@dataclass(frozen=True)
class Line:
    """A product line: sales of 2023, 2024, 2025; value lines are the low-margin ones."""

    name: str
    value: bool
    sales: tuple[int, int, int]
    margin: tuple[float, float]  # gross margin 2024, 2025 in percent


@dataclass(frozen=True)
class Segment:
    name: str
    lines: tuple[Line, ...]
    profit: tuple[int, int, int]
    region_weights: tuple[float, float, float, float]
    head: str
    capex: tuple[int, int, int]
    depreciation: tuple[int, int, int]
    people: tuple[int, int, int]
    goodwill: int  # at the end of 2025

    @property
    def sales(self) -> tuple[int, int, int]:
        a, b, c = (sum(line.sales[i] for line in self.lines) for i in range(3))
        return (a, b, c)

    def regions(self, index: int) -> list[int]:
        tilt = 1 + 0.02 * index
        weights = [w * (tilt if turn == 2 else 1) for turn, w in enumerate(self.region_weights)]
        return split(self.sales[index], weights)


FLOW = Segment(
    "Flow Control",
    (
        Line("Process pumps", False, (498, 521, 512), (43.8, 42.6)),
        Line("Severe-service valves", False, (402, 421, 418), (45.1, 43.9)),
        Line("Metering and dosing", False, (198, 206, 196), (47.0, 45.2)),
        Line("Standard pumps", True, (314, 338, 422), (22.4, 20.6)),
    ),
    (272, 282, 262), (38, 29, 21, 12), "Marguerite Oduya", (71, 76, 92), (58, 61, 65),
    (5120, 5240, 5410), 562,
)  # fmt: skip
CLIMATE = Segment(
    "Climate Systems",
    (
        Line("Commercial air handling", False, (352, 361, 342), (40.2, 38.8)),
        Line("Heat pumps", False, (268, 262, 238), (41.5, 39.7)),
        Line("Controls and sensors", False, (187, 184, 168), (49.6, 48.3)),
        Line("Residential fans and coils", True, (298, 335, 466), (20.9, 19.3)),
    ),
    (172, 182, 148), (46, 34, 15, 5), "Henrik Solbakken", (58, 63, 78), (44, 47, 50),
    (4310, 4390, 4570), 388,
)  # fmt: skip
MOTION = Segment(
    "Motion and Drives",
    (
        Line("Servo drives", False, (271, 288, 272), (44.4, 43.1)),
        Line("Gearboxes", False, (226, 229, 212), (39.7, 38.0)),
        Line("Traction motors", False, (171, 172, 158), (37.2, 36.1)),
        Line("Standard motors", True, (206, 229, 304), (21.6, 19.8)),
    ),
    (132, 136, 121), (26, 35, 34, 5), "Priya Venkataraghavan", (47, 51, 61), (39, 41, 43),
    (3640, 3710, 3780), 254,
)  # fmt: skip
HARDWARE = Segment(
    "Building Hardware",
    (
        Line("Structural fasteners", False, (207, 170, 170), (36.4, 35.0)),
        Line("Access hardware", False, (133, 105, 104), (41.0, 39.9)),
        Line("Private-label tools", True, (182, 231, 290), (19.8, 18.5)),
        Line("Contract assembly", True, (133, 178, 228), (19.1, 18.4)),
    ),
    (55, 57, 55), (58, 27, 10, 5), "Walter Achterberg", (22, 24, 31), (20, 21, 22),
    (2190, 2310, 2540), 123,
)  # fmt: skip
SEGMENTS = (FLOW, CLIMATE, MOTION, HARDWARE)
VALUE_SALES = tuple(
    sum(line.sales[i] for s in SEGMENTS for line in s.lines if line.value) for i in range(3)
)
VALUE_PROFIT = (240, 275, 333)


def eps(year: int, *, diluted: bool = False) -> str:
    profit = YEARS[year - 2023].owners_income
    return f"{profit / (DILUTED if diluted else SHARES)[year]:.2f}"


def margin(year: int) -> float:
    """Gross margin in percent."""
    y = YEARS[year - 2023]
    return y.gross_profit / y.d.sales * 100


def regions(index: int) -> list[int]:
    return [sum(s.regions(index)[r] for s in SEGMENTS) for r in range(4)]


def quarters(index: int) -> dict[str, list[int]]:
    """Sales, gross profit, operating income and owners' income by quarter; they add up to the year."""
    y, shape = YEARS[index], (23.6, 25.1, 25.4, 25.9)
    fade = (25.6, 25.4, 24.8, 24.2) if index == 2 else (24.2, 25.0, 25.2, 25.6)
    return {
        "Net sales": split(y.d.sales, list(shape)),
        "Gross profit": split(y.gross_profit, [a * b for a, b in zip(shape, fade, strict=True)]),
        "Operating income": split(y.operating_income, [a * b * b for a, b in zip(shape, fade,
                                                                                strict=True)]),
        "Net income attributable to Ellerwick": split(
            y.owners_income, [a * b * b for a, b in zip(shape, fade, strict=True)]
        ),
    }  # fmt: skip


HISTORY = {  # 2016 to 2022, before the three years of the statements
    2016: (2874, 1063, 408, 268, 1.52), 2017: (3012, 1112, 431, 287, 1.65),
    2018: (3196, 1176, 458, 309, 1.80), 2019: (3248, 1188, 452, 304, 1.81),
    2020: (2987, 1066, 349, 219, 1.33), 2021: (3394, 1228, 462, 311, 1.93),
    2022: (3811, 1372, 538, 366, 2.31),
}  # fmt: skip
