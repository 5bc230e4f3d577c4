"""Ellerwick: management's discussion, second part: segments, regions, quarters, cash, outlook."""

from __future__ import annotations

from en_lines import TEXTS
from en_mdna import line_profits
from en_model import NEWEST_FIRST, REGIONS, SEGMENTS, Y24, Y25, quarters, regions
from layout import Report
from model import growth, share, split

SEGMENT_TEXT = {
    "Flow Control": (
        "Flow Control grew on the strength of standard pumps, its only value line. Its profit fell "
        "because engineered lines sold slightly less and because alloys were dear. The segment "
        "ended the year with an order book of $902 million, 19% above that of December 2024, and "
        "with the best delivery performance since 2018.",
        "Price increases added 1.9% to sales. They covered about 60% of the higher cost of castings "
        "and forgings. Contracts from 2023 with fixed prices, worth $212 million at the start of "
        "the year, were worked down to $64 million; the last of them will be delivered in August "
        "2026.",
        "Productivity at Dunmere and Castellar contributed $17 million. The new foundry cell cost "
        "$3 million in its start-up phase and is expected to save $11 million in its first full "
        "year.",
    ),
    "Climate Systems": (
        "Climate Systems grew by 6.3%, entirely because of residential fans and coils. Profit fell "
        "by nearly a fifth. Heat pumps earned $13 million less, including the write-down of "
        "inventories, and the growth of fan coils brought little profit.",
        "Tariffs on copper semi-products hit this segment hardest. It consumes 31,000 tonnes of "
        "copper tube and fin stock a year, and until July bought nearly half of the tube abroad. "
        "A domestic supplier has now been qualified for 80% of what we need.",
        "The closure of Arnsfeld will reduce fixed costs by $16 million a year. Machines worth $9 "
        "million were moved to Olszany; the building is for sale.",
    ),
    "Motion and Drives": (
        "Motion and Drives faced a weak machine building industry in Europe and a strong one in "
        "Asia. Sales rose by 3.1%, profit fell by 11.0%. Asia Pacific became the largest region of "
        "the segment for the first time.",
        "Standard motors brought the growth and gearboxes the weakness. The connector fault in "
        "servo drives cost $6 million; without it the margin of the segment would have been 13.4%.",
        "The winding hall in Pune was opened in October after 22 months of construction, for $48 "
        "million, $2 million below budget. It employs 380 people and runs on power from its own "
        "roof during the day.",
    ),
    "Building Hardware": (
        "Building Hardware became a larger and thinner business. Private-label tools and contract "
        "assembly now account for two thirds of its sales, after 60% in 2024, and earn gross "
        "margins below 19%.",
        "The segment absorbed introductory discounts, the cost of merging two plants and a dock "
        "flooded by hurricane Leda in Savannah Reach, for which insurers paid $3 million after a "
        "deductible of $2 million.",
        "Working capital of the segment rose by $44 million, because retailers pay after 75 days "
        "and expect three months of stock in our warehouses.",
    ),
}
QUARTERS = (
    "The first quarter brought sales 5% above those of 2024. Fan coils for the launch of Hearthside "
    "were shipped to 1,100 showrooms. Metal prices began to rise in February; since we held about "
    "three months of stock, cost of sales did not show it yet.",
    "In the second quarter a change of the warehouse platform in North America went badly. Orders "
    "worth $28 million could not be shipped in May and June, most of which were delivered in July. "
    "Sensmarka was consolidated from 3 April.",
    "The third quarter carried the first tariffs on copper and the full price of alloys. Gross "
    "margin was the lowest of any third quarter in ten years. The Board approved the programme Mix "
    "and Metal on 18 September.",
    "The fourth quarter saw the highest sales of any quarter and a charge of $26 million for "
    "restructuring. Price increases announced in October took effect for catalogue goods only from "
    "January and therefore did not help the year.",
)
REGION_TEXT = (
    "North America is served by nine plants and three distribution centres. Municipal water "
    "spending is supported by federal programmes until 2027. In the year under review we gained "
    "share in standard pumps and residential fans and lost a little in access hardware. Canada, a "
    "tenth of the region, was hurt by slow timber construction.",
    "Europe had three different years in one: weak machine building, falling heat pumps, and good "
    "demand for tools, rail and water. Germany remains the largest market with 31% of the region, "
    "followed by Britain with 17% and Italy with 11%. Energy prices at our Steinach and Olszany "
    "sites were again far above those in North America.",
    "In Asia Pacific, India became our largest market, ahead of China for the first time. Local "
    "production serves four fifths of what we sell in India. In China we sell chiefly servo drives "
    "and severe-service valves, whose customers ask for documentation rather than for discounts. "
    "Australia, Japan and Indonesia each bring between $60 and $90 million.",
    "The Rest of World comprises the Middle East, Africa and Latin America without Mexico. "
    "Desalination in the Gulf, copper mines in Chile and Zambia, and gas terminals in Mozambique "
    "are the main projects. Nearly all of these sales are secured by letters of credit.",
)


def segment_reviews(r: Report) -> None:
    profit24, profit25 = line_profits(1), line_profits(2)
    for s in SEGMENTS:
        r.break_page()
        r.h2(f"{s.name}: the year")
        a, b, c = s.sales
        r.table(
            ("", "2025", "2024", "2023", "Change 2025"),
            [("Net sales", c, b, a, f"{growth(c, b):.1f}%"),
             ("Segment profit", *s.profit[::-1], f"{growth(s.profit[2], s.profit[1]):.1f}%"),
             ("Margin", *(f"{share(s.profit[i], s.sales[i]):.1f}%" for i in (2, 1, 0))),
             ("Capital expenditure", *s.capex[::-1], f"{growth(s.capex[2], s.capex[1]):.1f}%"),
             ("Depreciation", *s.depreciation[::-1],
              f"{growth(s.depreciation[2], s.depreciation[1]):.1f}%"),
             ("Employees at year end", *s.people[::-1],
              f"{growth(s.people[2], s.people[1]):.1f}%")],
            unit="$ millions unless stated",
        )  # fmt: skip
        r.p(*SEGMENT_TEXT[s.name])
        rows = [(name, *(s.regions(i)[k] for i in (2, 1, 0)),
                 f"{growth(s.regions(2)[k], s.regions(1)[k]):.1f}%")
                for k, name in enumerate(REGIONS)]  # fmt: skip
        r.table(("Net sales by region", "2025", "2024", "2023", "Change 2025"), rows,
                unit="$ millions")  # fmt: skip
        for line in s.lines:
            r.h3(line.name)
            x, y, z = line.sales
            direction = "rose" if z > y else "fell" if z < y else "were unchanged"
            change = "" if z == y else f" by {abs(growth(z, y)):.1f}%"
            r.p(f"Sales {direction}{change} to ${z} million (2024: ${y} million; 2023: ${x} "
                f"million). Gross profit was ${profit25[line.name]} million after "
                f"${profit24[line.name]} million. {TEXTS[line.name].year[0]}",
                TEXTS[line.name].year[1])  # fmt: skip


def regions_and_quarters(r: Report) -> None:
    r.break_page()
    r.h2("Regions")
    for index, name in enumerate(REGIONS):
        r.h3(name)
        r.p(REGION_TEXT[index])
        rows = [(s.name, *(s.regions(i)[index] for i in (2, 1, 0)),
                 f"{growth(s.regions(2)[index], s.regions(1)[index]):.1f}%") for s in SEGMENTS]  # fmt: skip
        rows.append((f"*{name}", *(regions(i)[index] for i in (2, 1, 0)),
                     f"{growth(regions(2)[index], regions(1)[index]):.1f}%"))  # fmt: skip
        r.table(("", "2025", "2024", "2023", "Change 2025"), rows, unit="$ millions")
    r.h2("The four quarters")
    q = [quarters(i) for i in range(3)]
    for index, text in enumerate(QUARTERS):
        r.h3(("First", "Second", "Third", "Fourth")[index] + " quarter")
        r.p(text)
        segment = [
            split(q[i]["Net sales"][index], [s.sales[i] for s in SEGMENTS]) for i in (2, 1, 0)
        ]
        rows = [(s.name, *(segment[i][k] for i in range(3))) for k, s in enumerate(SEGMENTS)]
        rows.append(("*Net sales", *(q[i]["Net sales"][index] for i in (2, 1, 0))))
        for name in ("Gross profit", "Operating income", "Net income attributable to Ellerwick"):
            rows.append((name, *(q[i][name][index] for i in (2, 1, 0))))
        r.table((f"Q{index + 1}", "2025", "2024", "2023"), rows, unit="$ millions, unaudited")


def liquidity(r: Report) -> None:
    r.break_page()
    r.h2("Liquidity and capital resources", mark="liquidity")
    a, b = Y25.after, Y24.after
    r.p(
        f"We finance our business from cash flow, a commercial paper programme and notes. At year "
        f"end we held cash of ${a.cash} million (2024: ${b.cash} million) and had an undrawn "
        f"revolving credit facility of $750 million, which nineteen banks have committed until "
        f"June 2030. Of the cash, ${int(a.cash * 0.62)} million was held outside the United States; "
        f"moving it would cost little tax.",
        f"Total debt rose to ${a.debt:,} million from ${b.debt:,} million. In June we repaid notes "
        f"of $150 million and issued notes of $300 million due 2032 with a coupon of 4.65%. "
        f"Commercial paper outstanding at year end was $110 million.",
    )
    r.table(
        ("Cash flow", "2025", "2024", "2023"),
        [("Cash flow from operations", *(y.operating_cash for y in NEWEST_FIRST)),
         ("Capital expenditure", *(-y.d.capex for y in NEWEST_FIRST)),
         ("*Free cash flow", *(y.free_cash_flow for y in NEWEST_FIRST)),
         ("Acquisitions", *(-y.acquisitions for y in NEWEST_FIRST)),
         ("Proceeds from disposals", *(y.disposal_proceeds for y in NEWEST_FIRST)),
         ("Dividends to shareholders", *(-y.d.dividends for y in NEWEST_FIRST)),
         ("Dividends to minorities", *(-y.d.minority_dividends for y in NEWEST_FIRST)),
         ("Share repurchases", *(-y.d.buybacks for y in NEWEST_FIRST)),
         ("Shares issued to employees", *(y.d.shares_issued for y in NEWEST_FIRST)),
         ("Change in debt", *(y.debt_flow for y in NEWEST_FIRST)),
         ("*Change in cash", *(y.cash_change for y in NEWEST_FIRST))],
        unit="$ millions",
    )  # fmt: skip
    days = {y.year: (y.after.receivables / y.d.sales * 365, y.after.inventories / y.cost_of_sales
                     * 365, y.after.payables / y.cost_of_sales * 365) for y in NEWEST_FIRST}  # fmt: skip
    r.h3("Working capital")
    r.p(
        f"Receivables stood for {days[2025][0]:.0f} days of sales, inventories for "
        f"{days[2025][1]:.0f} days of cost of sales and payables for {days[2025][2]:.0f} days. Of "
        f"the increase of inventories by ${a.inventories - b.inventories} million, $38 million was "
        f"copper bought ahead of tariffs, $27 million stock for retailers, $11 million traction "
        f"motors awaiting a customer, and the rest largely the result of poor visibility in May "
        f"and June. We aim to release $60 million in 2026.",
    )
    r.table(
        ("Days", "2025", "2024", "2023"),
        [(name, *(f"{days[y][i]:.0f}" for y in (2025, 2024, 2023)))
         for i, name in enumerate(("Receivables", "Inventories", "Payables"))],
    )  # fmt: skip
    r.h3("Capital expenditure")
    projects = (("Foundry cell, Dunmere", 44, 61, "August 2025"), ("Winding hall, Pune", 31, 48,
                "October 2025"), ("Third coil shift, Nogales Verde", 18, 18, "March 2025"),
                ("Hearthside assembly, Holland Ridge", 22, 29, "February 2025"),
                ("Carbide coating, Castellar", 12, 26, "mid-2026"), ("Planning platform", 19, 57,
                "2027"), ("Electric hardening shop, Steinach", 9, 52, "2027"),
                ("Solar roofs, seven sites", 11, 16, "2026"))  # fmt: skip
    rows = [(n, x, t, when) for n, x, t, when in projects]
    rows.append(("Other projects below $10 million", Y25.d.capex - sum(p[1] for p in projects), None,
                 ""))  # fmt: skip
    rows.append(("*Capital expenditure 2025", Y25.d.capex, None, ""))
    r.table(("Project", "Spent 2025", "Total budget", "In use from"), rows, unit="$ millions",
            text_columns=(0, 3))  # fmt: skip
    r.p(
        f"Capital expenditure was {share(Y25.d.capex, Y25.d.sales):.1f}% of net sales. For 2026 we "
        f"plan $235 million, of which about $120 million is for maintenance and safety. "
        f"Commitments for equipment on order amounted to $74 million at year end.",
    )
    r.h3("Debt, covenants and ratings")
    r.p(
        "The credit facility contains one financial covenant: net debt must not exceed 3.25 times "
        "EBITDA at the end of a quarter. At year end the ratio was 1.62. The notes contain no "
        "financial covenants, but their holders may ask for repayment at 101% if control changes "
        "and the rating falls below investment grade. Our long-term debt is rated BBB by one "
        "agency and Baa2 by another; both outlooks were changed from positive to stable in "
        "November.",
    )
    r.h3("Contractual obligations")
    r.table(
        ("", "2026", "2027-28", "2029-30", "Later", "Total"),
        [("Debt", 260, 500, 450, 530, 1740), ("Interest", 71, 118, 84, 96, 369),
         ("Operating leases", 46, 71, 44, 38, 199), ("Purchase obligations", 318, 94, 12, 0, 424),
         ("Pension contributions", 22, 40, 36, 0, 98), ("*Total", 717, 823, 626, 664, 2830)],
        unit="$ millions", first=0.3,
    )  # fmt: skip
    r.p(
        "Purchase obligations are mostly for copper, electrical steel, compressors and gas. We "
        "count only contracts that cannot be cancelled without penalty. Unrecognised tax benefits "
        "of $34 million are left out because we cannot say when they will be paid, if at all.",
    )


ESTIMATES = (
    ("Revenue of long contracts", "About 9% of net sales is recognised over time, chiefly for "
     "engineered pump systems and for overhauls of traction motors. We estimate the cost to "
     "complete each contract monthly. If costs to complete at year end proved 5% higher, income "
     "before taxes would fall by $7 million.",
     "Engineers and controllers who estimate are not those who sold the contract. In 2025 "
     "estimates made a year earlier proved too low by $5 million in air handling and too high by "
     "$4 million in pumps."),
    ("Goodwill", "We test goodwill every October and whenever events suggest a loss of value. The "
     "four segments are the reporting units. Fair value exceeded carrying amount by 142% in Flow "
     "Control, 38% in Climate Systems, 71% in Motion and Drives and 14% in Building Hardware.",
     "The margin in Building Hardware is thin. A discount rate higher by one percentage point, or a "
     "terminal margin lower by 0.9 points, would have led to an impairment of its goodwill of $123 "
     "million in part. We watch this unit quarterly."),
    ("Pensions", "Obligations of $1,012 million are discounted at 5.2% in the United States, 5.5% in "
     "Britain and 3.6% in Germany. A rate lower by half a point would raise obligations by $58 "
     "million and yearly cost by $3 million.",
     "The expected return on plan assets is 5.8%, a blend of the strategies of eleven plans. The "
     "actual return was 6.9%."),
    ("Warranty and product liability", "We provide for warranties from the rate of claims of the "
     "last 36 months and add known faults. Provisions of $61 million would cover about fourteen "
     "months of claims at the rate of 2025.",
     "New products carry more uncertainty. Hearthside has been on the market for less than a year, "
     "and we have provided for it at twice the rate of older fan coils."),
    ("Environmental obligations", "We have obligations at 14 sites, six of them no longer used. "
     "Engineers estimate the cost for up to thirty years; amounts are not discounted because the "
     "dates of payment are uncertain.",
     "After the settlement at Brackwater, reasonably possible costs beyond the provision are "
     "between zero and $26 million."),
    ("Income taxes", "We work in 31 tax jurisdictions. Deferred tax assets of $118 million rest on "
     "expected profits; a valuation allowance of $41 million covers losses in Germany, Brazil and "
     "Italy that are unlikely to be used.",
     "Audits are open for 2019 and later in Germany, for 2021 and later in the United States and "
     "for 2020 and later in India."),
    ("Inventories", "Inventories are written down by age and by planned use. The allowance was $57 "
     "million, or 5.9% of gross inventories. Electrical parts older than 24 months are written off "
     "in full.",
     "For heat pumps we added $7 million, because units with an older refrigerant cannot be sold in "
     "the European Union after 2026."),
)  # fmt: skip


def estimates_and_outlook(r: Report) -> None:
    r.break_page()
    r.h2("Critical accounting estimates")
    r.p(
        "Some amounts in our statements depend on judgements that others might make differently. "
        "We discuss those that could change results most. The audit committee has reviewed each of "
        "them with management and with the auditor.",
    )
    for title, first, second in ESTIMATES:
        r.h3(title)
        r.p(first, second)
    r.h2("Outlook for 2026")
    r.p(
        "We expect net sales between $4,520 million and $4,680 million. Engineered lines should "
        "grow by five to seven percent, value lines should be flat to slightly lower. At metal "
        "prices and exchange rates of January, gross margin should recover to between 34.2% and "
        "35.0%, with most of the improvement in the second half.",
        "Operating income should lie between $545 million and $590 million, after restructuring of "
        "about $15 million. We expect an effective tax rate of 23% to 24%, interest expense near "
        "$80 million, capital expenditure of $235 million, and free cash flow above $420 million. "
        "Dividends will take about $170 million; repurchases will be limited to $100 million until "
        "net debt is below 1.5 times EBITDA.",
        "Three things could make this outlook wrong more than others: copper above $12,500 a tonne, "
        "a further delay of the regional train programme in Poland, and the loss of a listing for "
        "fans in the tenders of August. Each is worth between $10 million and $25 million of "
        "operating income.",
    )
    r.h2("Quantitative and qualitative information about market risk", mark="market risk")
    r.p(
        "We are exposed to interest rates, exchange rates and the prices of commodities. Treasury "
        "works under limits set by the Board and never trades for profit. The effect of plausible "
        "changes is shown below; it leaves out any reaction of customers or competitors.",
    )
    r.table(
        ("Exposure at year end", "Change assumed", "Effect on pre-tax income", "Effect on equity"),
        [("Copper, 46,000 tonnes a year", "+10%", -21, 6), ("Aluminium, 28,000 tonnes", "+10%", -7, 1),
         ("Nickel and alloys", "+10%", -9, 0), ("Cast iron and steel", "+10%", -24, 0),
         ("Natural gas and power", "+10%", -8, 1), ("Euro against the dollar", "-10%", -13, -74),
         ("Pound sterling against the dollar", "-10%", -4, -22),
         ("Indian rupee against the dollar", "-10%", 6, -31),
         ("Polish zloty against the euro", "+10%", -5, 4), ("Short-term interest rates", "+1 pt", -3, 0),
         ("Long-term interest rates", "+1 pt", 0, 52)],
        unit="$ millions", widths=(0.4, 0.2, 0.2, 0.2),
    )  # fmt: skip
    r.p(
        "For copper we hedge 50% to 75% of the need of the next four quarters with swaps and, since "
        "2025, collars. Aluminium is hedged for two quarters. There is no liquid market for castings "
        "and alloys; here we rely on metal clauses, which covered 41% of contract sales at the end "
        "of 2025 and should cover 70% a year later.",
        "About 57% of our sales and 49% of our costs are in dollars. We hedge firm commitments in "
        "other currencies above one million dollars and three quarters of planned flows between "
        "our own companies over the next twelve months. Of our debt, 82% carries fixed interest.",
    )
    r.h2("Controls and procedures")
    r.p(
        "The chief executive and the chief financial officer have evaluated disclosure controls as "
        "of 31 December 2025 and found them effective. Management also assessed internal control "
        "over financial reporting against the framework of the sponsoring organisations of 2013 "
        "and concluded that it was effective. Sensmarka, which represents 1.6% of assets and 0.2% "
        "of net sales, was left out of the assessment, as is permitted in the year of acquisition.",
        "The change of the warehouse platform in May affected controls over inventories in North "
        "America. From May to July we replaced automated matching with full counts every month. "
        "Matching was restored in August and tested in the fourth quarter. There was no other "
        "change that materially affected internal control.",
    )
