"""Ellerwick: management's discussion and analysis, first part: results of the group."""

from __future__ import annotations

from en_model import (
    NEWEST_FIRST,
    REGIONS,
    SEGMENTS,
    VALUE_PROFIT,
    VALUE_SALES,
    Y23,
    Y24,
    Y25,
    YEARS,
    Line,
    margin,
    quarters,
    regions,
)
from layout import Report
from model import growth, share, split


def line_profits(index: int) -> dict[str, int]:
    """Gross profit of every product line in 2024 (index 1) or 2025 (index 2)."""
    lines = [line for s in SEGMENTS for line in s.lines]

    def part(total: int, chosen: list[Line]) -> dict[str, int]:
        weights = [line.sales[index] * line.margin[index - 1] for line in chosen]
        return dict(zip([x.name for x in chosen], split(total, weights), strict=True))

    value = [line for line in lines if line.value]
    core = [line for line in lines if not line.value]
    rest = YEARS[index].gross_profit - VALUE_PROFIT[index]
    return part(VALUE_PROFIT[index], value) | part(rest, core)


def overview(r: Report) -> None:
    r.h1("Management's discussion and analysis")
    r.p(
        "This discussion explains the results of 2025 and 2024, our financial position and our cash "
        "flows. It should be read together with the consolidated financial statements, which begin "
        "on page 40, and with their notes. A comparison of 2024 with 2023 is given where it helps "
        "to understand a trend.",
        style="lead",
    )
    r.h2("Overview of the year")
    r.p(
        f"Net sales rose by ${Y25.d.sales - Y24.d.sales} million, or "
        f"{growth(Y25.d.sales, Y24.d.sales):.1f}%. Of this, volume contributed 4.5 percentage "
        f"points, price 1.6 points, acquisitions 0.7 points, and currency took away 0.4 points. "
        f"All four segments grew, and Building Hardware grew fastest, at "
        f"{growth(792, 684):.1f}%, after two new agreements with builders' merchants.",
        f"Operating income fell by {-growth(Y25.operating_income, Y24.operating_income):.1f}% to "
        f"${Y25.operating_income} million, which is {share(Y25.operating_income, Y25.d.sales):.1f}% "
        f"of net sales after {share(Y24.operating_income, Y24.d.sales):.1f}% in 2024. Lower gross "
        f"margin explains most of the decline; restructuring charges, which rose from "
        f"${Y24.d.restructuring} million to ${Y25.d.restructuring} million, explain most of the rest.",
        f"Cash flow from operations was ${Y25.operating_cash} million after "
        f"${Y24.operating_cash} million. Working capital absorbed cash as receivables followed "
        f"fourth-quarter sales and inventories were built ahead of tariffs on copper "
        f"semi-products. Free cash flow, which we define as cash flow from operations less "
        f"capital expenditure, was ${Y25.free_cash_flow} million after "
        f"${Y24.free_cash_flow} million.",
    )
    r.h2("Events that shaped the year")
    r.bullets(
        "January: a five-year framework with Merrow Coast Water for process pumps and their "
        "service, worth up to $140 million, the largest order in the history of Flow Control.",
        "February: launch of Hearthside, a residential fan coil that runs below 21 dB(A). It was "
        "responsible for $74 million of the growth of Climate Systems in the year.",
        "April: acquisition of Sensmarka AB of Linköping, Sweden, a maker of radar occupancy "
        "sensors, for $78 million in cash.",
        "May: change of the warehouse management platform in North America. Stock figures were "
        "unreliable for eleven weeks, and service levels fell to 88% before they recovered.",
        "July: tariffs of 25% on copper semi-products entering the United States. The direct cost "
        "in the second half was $19 million, of which $7 million was passed on by year end.",
        "September: a new pricing council, and the decision to pay part of sales bonuses on gross "
        "profit rather than on revenue.",
        "October: opening of the winding hall in Pune, with capacity for 640,000 stators a year.",
        "November: closure of heat pump assembly in Arnsfeld, Germany, with 212 redundancies.",
        "December: settlement of the Brackwater groundwater litigation for $21 million, covered "
        "in part by insurance.",
    )
    r.h2("How we measure ourselves")
    r.p(
        "The Board follows six measures. Three of them, organic growth, free cash flow and net debt "
        "to EBITDA, are not defined by accounting standards. Organic growth leaves out the first "
        "twelve months of an acquired business and translates both years at the same rates. EBITDA "
        "is operating income before depreciation and amortisation; we do not add back "
        "restructuring, because restructuring recurs.",
    )
    r.table(
        ("Measure", "2025", "2024", "2023"),
        [
            ("Organic growth", "6.1%", "4.2%", "5.4%"),
            ("Gross margin", *(f"{margin(y.year):.1f}%" for y in NEWEST_FIRST)),
            ("EBITDA", *(y.ebitda for y in NEWEST_FIRST)),
            ("Free cash flow", *(y.free_cash_flow for y in NEWEST_FIRST)),
            ("Net debt", *(y.after.debt - y.after.cash for y in NEWEST_FIRST)),
            ("Net debt to EBITDA", *(f"{(y.after.debt - y.after.cash) / y.ebitda:.2f}"
                                     for y in NEWEST_FIRST)),
            ("Order intake", 4712, 4368, 4121),
            ("Order book at year end", 1846, 1634, 1496),
        ],
        unit="$ millions unless stated",
    )  # fmt: skip
    r.p(
        "Order intake was 105% of net sales. The order book covers a little under five months of "
        "sales at the rate of 2025; about 86% of it should be delivered within twelve months. The "
        "order book is not a forecast of sales, since customers may delay deliveries and, against "
        "payment of our costs, cancel them.",
    )
    r.h2("Results of the group")
    r.table(
        ("", "2025", "2024", "2023", "Change 2025"),
        [
            (name, *values, f"{growth(values[0], values[1]):.1f}%")
            for name, values in (
                ("Net sales", [y.d.sales for y in NEWEST_FIRST]),
                ("Cost of sales", [y.cost_of_sales for y in NEWEST_FIRST]),
                ("*Gross profit", [y.gross_profit for y in NEWEST_FIRST]),
                ("Selling, general and administrative", [y.d.selling for y in NEWEST_FIRST]),
                ("Research and development", [y.d.research for y in NEWEST_FIRST]),
                ("Restructuring", [y.d.restructuring for y in NEWEST_FIRST]),
                ("Amortisation of intangibles", [y.d.amortisation for y in NEWEST_FIRST]),
                ("*Operating income", [y.operating_income for y in NEWEST_FIRST]),
            )
        ],
        unit="$ millions",
    )
    r.h3("Net sales by region")
    region_rows = []
    for index, name in enumerate(REGIONS):
        a, b, c = (regions(i)[index] for i in range(3))
        region_rows.append((name, c, b, a, f"{growth(c, b):.1f}%"))
    region_rows.append(("*Net sales", *(y.d.sales for y in NEWEST_FIRST),
                        f"{growth(Y25.d.sales, Y24.d.sales):.1f}%"))  # fmt: skip
    r.table(("", "2025", "2024", "2023", "Change 2025"), region_rows, unit="$ millions")
    r.p(
        "North America remained the largest region. Demand from municipal water programmes was "
        "firm throughout the year, while non-residential construction slowed in the second half. "
        "In Europe growth came from private-label tools and from rail; heat pumps declined. Asia "
        "Pacific grew fastest. New capacity in Pune shortened delivery times for standard motors "
        "from eleven weeks to five, and distributors in India and Indonesia added our range.",
        "Sales to the Rest of World are dominated by a few large water and mining projects. They "
        "move with the calendar of those projects and say little about underlying demand.",
    )
    r.h3("Net sales by quarter")
    q = quarters(2)
    p = quarters(1)
    r.table(
        ("", "Q1", "Q2", "Q3", "Q4", "Year"),
        [(f"{name} 2025", *values, sum(values)) for name, values in q.items()]
        + [(f"{name} 2024", *values, sum(values)) for name, values in p.items()],
        unit="$ millions, unaudited", first=0.42,
    )  # fmt: skip
    r.p(
        "The first quarter is seasonally the weakest, because contractors in the northern "
        "hemisphere build less in winter. The usual improvement of margins through the year did not "
        "happen in 2025: higher metal prices reached cost of sales about four months after they "
        "reached the exchanges, so that the third and fourth quarters carried the full burden.",
    )


def mix_page(r: Report) -> None:
    """Printed page 12: the mix of products, one of the two causes of the lower gross margin."""
    r.break_page()
    low = [share(VALUE_SALES[i], YEARS[i].d.sales) for i in range(3)]
    r.h2("Product mix and gross margin", mark="mix")
    r.p(
        f"Gross margin fell by {margin(2024) - margin(2025):.1f} percentage points, from "
        f"{margin(2024):.1f}% to {margin(2025):.1f}%. Two causes account for nearly all of it: a "
        f"shift of sales toward products with low margins, which is described here, and higher "
        f"prices of raw materials, which are set out in Note 2 to the financial statements.",
        f"Low-margin lines reached {low[2]:.0f}% of sales in 2025, up from {low[1]:.0f}% in 2024 "
        f"and {low[0]:.0f}% in 2023. We call five product lines value lines: standard pumps, "
        f"residential fans and coils, standard motors, private-label tools and contract assembly. "
        f"They are sold through distributors and retailers at catalogue prices or under annual "
        f"tenders, with little service business to follow. Their sales grew by "
        f"{growth(VALUE_SALES[2], VALUE_SALES[1]):.1f}% to ${VALUE_SALES[2]:,} million, while sales "
        f"of all other lines declined by "
        f"{-growth(Y25.d.sales - VALUE_SALES[2], Y24.d.sales - VALUE_SALES[1]):.1f}%.",
    )
    profit24, profit25 = line_profits(1), line_profits(2)
    rows: list[tuple[str | int, ...]] = []
    for value in (True, False):
        rows.append(("#Value lines" if value else "#Engineered lines",))
        for line in (x for s in SEGMENTS for x in s.lines if x.value == value):
            g25, g24 = profit25[line.name], profit24[line.name]
            rows.append((line.name, line.sales[2], line.sales[1], g25, g24,
                         f"{share(g25, line.sales[2]):.1f}%",
                         f"{share(g24, line.sales[1]):.1f}%"))  # fmt: skip
        sales = [VALUE_SALES[i] if value else YEARS[i].d.sales - VALUE_SALES[i] for i in (2, 1)]
        gross = [VALUE_PROFIT[i] if value else YEARS[i].gross_profit - VALUE_PROFIT[i]
                 for i in (2, 1)]  # fmt: skip
        rows.append(("*Total value lines" if value else "*Total engineered lines", *sales, *gross,
                     f"{share(gross[0], sales[0]):.1f}%", f"{share(gross[1], sales[1]):.1f}%"))  # fmt: skip
    rows.append(("*Group", Y25.d.sales, Y24.d.sales, Y25.gross_profit, Y24.gross_profit,
                 f"{margin(2025):.1f}%", f"{margin(2024):.1f}%"))  # fmt: skip
    r.table(
        ("", "Net sales 2025", "Net sales 2024", "Gross profit 2025", "Gross profit 2024",
         "Margin 2025", "Margin 2024"),
        rows, unit="$ millions", first=0.28,
    )  # fmt: skip
    r.p(
        "Had every line kept its margin of 2024, the shift of the mix alone would have lowered the "
        "group's gross margin by about 1.5 percentage points. From 2026 growth of value lines is "
        "capped at installed capacity, and families of products that do not reach a gross margin "
        "of 22% by the end of 2027 will be sold or discontinued.",
    )


def costs(r: Report) -> None:
    r.break_page()
    r.h2("Cost of sales")
    r.p(
        f"Cost of sales rose by {growth(Y25.cost_of_sales, Y24.cost_of_sales):.1f}% to "
        f"${Y25.cost_of_sales:,} million, faster than net sales. Raw materials and purchased "
        f"components are by far its largest part and rose most; Note 2 gives each kind of cost for "
        f"three years. Direct labour rose by {growth(Y25.d.labour, Y24.d.labour):.1f}%, of which "
        f"about half was the general wage round and half additional shifts for value lines. Energy "
        f"and inbound freight rose by {growth(Y25.d.energy, Y24.d.energy):.1f}%; gas at our German "
        f"and Dutch sites was the main reason.",
        "Productivity projects saved $46 million, after $41 million in 2024. The three largest were "
        "the robot cell for impeller grinding at Dunmere, the change from three to two coil "
        "families in Holland Ridge, and a common motor frame for pumps and fans, which removed "
        "1,140 part numbers. Warranty expense was $52 million, or 1.2% of net sales, and included "
        "$6 million for a batch of servo drives with a faulty connector.",
        "Scrap and rework cost $38 million. The rate improved in foundries and worsened in coil "
        "brazing, where a new alloy needed three months of adjustment. We report the cost of poor "
        "quality every month by site, and managers of sites in the lowest quarter present their "
        "plans to the president of the segment in person.",
    )
    r.h2("Selling, general and administrative expenses")
    r.p(
        f"These expenses were ${Y25.d.selling} million, or {share(Y25.d.selling, Y25.d.sales):.1f}% "
        f"of net sales, after ${Y24.d.selling} million and "
        f"{share(Y24.d.selling, Y24.d.sales):.1f}%. Sales commissions rose with volume. "
        f"Administrative expenses were held at the level of 2024 in spite of $9 million for the "
        f"new planning platform. Bonuses were lower by $14 million, because the margin target of "
        f"the plan was missed.",
    )
    kinds = ("Salaries and benefits", "Commissions", "Information technology", "Outbound logistics",
             "Marketing", "Professional fees", "Depreciation", "Travel", "Other")  # fmt: skip
    weights = [[52.0, 9, 11, 8, 6, 4.5, 4.9, 2.6, 2]] * 3
    parts = [split(y.d.selling, w) for y, w in zip(NEWEST_FIRST, weights, strict=True)]
    r.table(
        ("", "2025", "2024", "2023"),
        [(k, *(part[i] for part in parts)) for i, k in enumerate(kinds)]
        + [("*Selling, general and administrative", *(y.d.selling for y in NEWEST_FIRST))],
        unit="$ millions",
    )
    r.h2("Research and development")
    r.p(
        f"We spent ${Y25.d.research} million on research and development, "
        f"{share(Y25.d.research, Y25.d.sales):.1f}% of net sales as in the year before. Forty-one "
        f"percent went to Motion and Drives, where silicon carbide inverters reached pilot "
        f"production; a quarter went to Climate Systems, mostly for refrigerants with low warming "
        f"potential ahead of the European deadline of 2027. We filed 118 first patent applications "
        f"and abandoned 64 patents that no longer protect a product we sell.",
    )
    r.h2("Restructuring, interest and taxes")
    r.p(
        f"Restructuring of ${Y25.d.restructuring} million comprises $24 million for Arnsfeld, $8 "
        f"million for merging two access-hardware plants in Ontario, and $6 million for smaller "
        f"measures in administration. We expect annual savings of $29 million from these measures "
        f"by the end of 2026, of which $4 million was realised in 2025.",
        f"Interest expense rose to ${Y25.d.interest_expense} million from "
        f"${Y24.d.interest_expense} million, because average debt was higher and the notes that "
        f"matured in June carried a coupon of 2.9%, against 4.65% on the notes that replaced them.",
        f"The effective tax rate was {share(Y25.d.tax, Y25.pretax):.1f}% after "
        f"{share(Y24.d.tax, Y24.pretax):.1f}%. A larger share of profit arose in countries with "
        f"low rates, offset in part by the German closure, for which no tax relief was recognised. "
        f"Fifteen countries in which we work now apply a minimum tax of 15%; its effect on us was "
        f"$3 million.",
        f"Net income attributable to Ellerwick was ${Y25.owners_income} million, compared with "
        f"${Y24.owners_income} million in 2024 and ${Y23.owners_income} million in 2023.",
    )
