"""Ellerwick: notes 1 to 12."""

from __future__ import annotations

from en_mdna import line_profits
from en_model import (
    CORPORATE,
    DILUTED,
    NEWEST_FIRST,
    REGIONS,
    SEGMENTS,
    SHARES,
    Y24,
    Y25,
    YEARS,
    eps,
    margin,
    regions,
)
from en_policies import POLICIES, STANDARDS
from layout import Report
from model import growth, share, split

YEARS3 = ("", "2025", "2024", "2023")


def parts(field: str, weights: list[float]) -> list[tuple[int, ...]]:
    """Part a driver of each year by weights; one tuple (2025, 2024, 2023) for each weight."""
    columns = [split(getattr(y.d, field), weights) for y in NEWEST_FIRST]
    return list(zip(*columns, strict=True))


def note_1_and_2(r: Report) -> None:
    r.break_page()
    r.h1_inline("Notes to the consolidated financial statements")
    r.h2("Note 1. The company and the basis of preparation")
    r.p(
        "Ellerwick Industries, Inc. is a corporation under the laws of the State of Delaware with its "
        "head office at 400 Quarry Bank, Dunmere, Pennsylvania. Together with its subsidiaries it makes "
        "pumps, valves, air handling and heating equipment, drives, motors and building hardware. In "
        "these notes “Ellerwick”, “the company”, “we” and “our” mean the corporation and its "
        "subsidiaries, unless it is clear from the context that only the parent is meant.",
        "The statements have been prepared under accounting principles generally accepted in the "
        "United States. They include all companies that we control, generally through a majority of "
        "votes. Three companies in which we hold between 20% and 50% are accounted for by the equity "
        "method; their carrying amount of $22 million is part of other assets. Balances and "
        "transactions among consolidated companies have been eliminated.",
        "Preparing the statements requires estimates. The most important concern revenue from long "
        "contracts, goodwill, pensions, warranties, environmental obligations, income taxes and the "
        "value of inventories. Actual amounts may differ. The effect of a changed estimate is shown in "
        "the year of the change and, where material, described in the note on the item.",
        "Amounts are rounded to millions of dollars. Where a sum of rounded amounts would differ from "
        "the total, the largest item has been adjusted so that every table adds up. Certain amounts "
        "of earlier years were regrouped: outbound logistics of $54 million in 2023 were moved from "
        "cost of sales to selling expenses, where they have been shown since 2024.",
        "The statements were approved for issue by the Board of Directors on 24 February 2026. The "
        "Board has the power to amend them until they are laid before the annual meeting on 7 May 2026.",
    )
    r.h3("Group of companies")
    r.p(
        "The consolidated statements include 87 companies in 31 countries (2024: 85 companies). Two "
        "companies were added with Sensmarka, one was founded in Indonesia, and one dormant company "
        "was struck off in Ireland. A list of principal subsidiaries is given in Note 30. The share of "
        "other owners in Ellerwick Coimbatore Gears Ltd. (26%) and in Castellar Revestimientos, S.L. "
        "(20%) is shown as non-controlling interests.",
    )
    r.break_page()
    r.h2("Note 2. Cost of sales by nature", mark="note 2")
    r.p(
        "Since 2024 we have applied, ahead of its effective date, the standard on the disaggregation "
        "of income statement expenses. The table shows what cost of sales consists of. Purchases of "
        "inventory are included when the inventory is sold, not when it is bought.",
    )
    kinds = (("Raw materials and purchased components", "materials"), ("Direct labour", "labour"),
             ("Energy and inbound freight", "energy"), ("Depreciation", "cost_depreciation"),
             ("Other manufacturing costs", "other_cost"))  # fmt: skip
    rows = [(label, *(getattr(y.d, name) for y in NEWEST_FIRST),
             f"{growth(getattr(Y25.d, name), getattr(Y24.d, name)):.1f}%")
            for label, name in kinds]  # fmt: skip
    rows.append(("*Cost of sales", *(y.cost_of_sales for y in NEWEST_FIRST),
                 f"{growth(Y25.cost_of_sales, Y24.cost_of_sales):.1f}%"))  # fmt: skip
    r.table(("", "2025", "2024", "2023", "Change 2025"), rows, unit="$ millions")
    r.p(
        f"Raw material costs rose by {growth(Y25.d.materials, Y24.d.materials):.0f}%, from "
        f"${Y24.d.materials:,} million to ${Y25.d.materials:,} million, while net sales rose by "
        f"{growth(Y25.d.sales, Y24.d.sales):.1f}%. As a share of net sales they went from "
        f"{share(Y24.d.materials, Y24.d.sales):.1f}% to {share(Y25.d.materials, Y25.d.sales):.1f}%. "
        f"Higher prices of copper, nickel alloys and castings account for about $118 million of the "
        f"increase, tariffs for $19 million, and volume and mix for the remainder. Selling prices "
        f"recovered about half of the increase in purchase prices within the year.",
    )
    materials = ("Copper and copper semi-products", "Castings and forgings", "Steel and wire",
                 "Nickel alloys and stainless steel", "Aluminium", "Motors, compressors and drives",
                 "Electronic components", "Plastics, seals and packaging", "Other purchases")  # fmt: skip
    weights = {2025: [18.2, 17.1, 13.4, 9.3, 7.6, 11.2, 9.8, 6.9, 6.5],
               2024: [15.6, 16.4, 14.1, 8.2, 7.4, 12.3, 11.0, 7.8, 7.2],
               2023: [15.1, 16.2, 14.9, 8.9, 7.2, 12.1, 11.4, 7.4, 6.8]}  # fmt: skip
    split_up = [split(y.d.materials, weights[y.year]) for y in NEWEST_FIRST]
    rows = [(m, *(s[i] for s in split_up), f"{growth(split_up[0][i], split_up[1][i]):.1f}%")
            for i, m in enumerate(materials)]  # fmt: skip
    rows.append(("*Raw materials and purchased components", *(y.d.materials for y in NEWEST_FIRST),
                 f"{growth(Y25.d.materials, Y24.d.materials):.1f}%"))  # fmt: skip
    r.table(("", "2025", "2024", "2023", "Change 2025"), rows, unit="$ millions")
    r.p(
        "The average price that we paid for copper, including hedges, was $10,340 a tonne after $8,920 "
        "in 2024. Gains of $9 million on copper swaps that had been deferred in equity reduced the cost "
        "of copper in the year. At year end, swaps and collars covered 58% of the copper expected to be "
        "needed in 2026, at an average of $10,610 a tonne.",
    )


def policies(r: Report) -> None:
    r.break_page()
    r.h2("Note 3. Significant accounting policies")
    for title, *texts in POLICIES:
        r.h3(title)
        r.p(*texts)
    r.h3("New accounting standards")
    r.p(*STANDARDS)


def note_4_segments(r: Report) -> None:
    r.h2("Note 4. Segments, products and regions")
    r.p(
        "The chief executive officer decides on resources and reviews results by four segments: Flow "
        "Control, Climate Systems, Motion and Drives, and Building Hardware. No operating segments have "
        "been combined. The measure of profit is segment profit, which is operating income before "
        "restructuring and before the cost of the head office. Sales between segments, chiefly motors, "
        "are made at market prices and were $67 million in 2025 (2024: $52 million; 2023: $47 million).",
    )
    for index in (2, 1, 0):
        year = 2023 + index
        y = YEARS[index]
        rows = []
        assets = split(y.after.assets - y.after.cash - 214, [34, 29, 24, 13])
        selling = split(y.d.selling - 30, [s.sales[index] for s in SEGMENTS])
        for k, s in enumerate(SEGMENTS):
            rows.append((s.name, s.sales[index], s.profit[index],
                         f"{share(s.profit[index], s.sales[index]):.1f}%", selling[k],
                         s.depreciation[index], s.capex[index], assets[k]))  # fmt: skip
        rows += [
            ("*Segments", y.d.sales, sum(s.profit[index] for s in SEGMENTS), "", sum(selling),
             y.d.total_depreciation, y.d.capex, sum(assets)),
            ("Head office", 0, CORPORATE[year], "", 30, 0, 0, 214 + y.after.cash),
            ("Restructuring", 0, -y.d.restructuring, "", 0, 0, 0, 0),
            ("*Group", y.d.sales, y.operating_income, f"{share(y.operating_income, y.d.sales):.1f}%",
             y.d.selling, y.d.total_depreciation, y.d.capex, y.after.assets),
        ]  # fmt: skip
        r.h3(f"Segments in {year}")
        r.table(("", "Net sales", "Profit", "Margin", "SG&A", "Deprec.", "Capex", "Assets"),
                rows, unit="$ millions", first=0.22)  # fmt: skip
    r.p(
        "Assets of segments comprise receivables, inventories, property, goodwill and intangibles. Cash, "
        "tax assets and the head office building are not allocated. No customer accounted for ten "
        "percent or more of net sales in any of the three years; the largest, a retailer served by "
        "Building Hardware and Climate Systems, accounted for 6.2% in 2025.",
    )
    r.h3("Net sales by product line")
    gross = line_profits(2)
    rows = []
    for s in SEGMENTS:
        rows.append((f"#{s.name}",))
        rows += [(x.name, *x.sales[::-1], gross[x.name]) for x in s.lines]
        rows.append((f"*{s.name}", *s.sales[::-1], sum(gross[x.name] for x in s.lines)))
    rows.append(("*Net sales", *(y.d.sales for y in NEWEST_FIRST), Y25.gross_profit))
    r.table((*YEARS3, "Gross profit 2025"), rows, unit="$ millions")
    r.h3("Net sales by region and segment")
    for index in (2, 1):
        rows = [(s.name, *s.regions(index), s.sales[index]) for s in SEGMENTS]
        rows.append((f"*Net sales {2023 + index}", *regions(index), YEARS[index].d.sales))
        r.table((str(2023 + index), *REGIONS, "Total"), rows, unit="$ millions", first=0.25)
    countries = {"North America": (("United States", 84), ("Canada", 10), ("Mexico", 6)),
                 "Europe": (("Germany", 31), ("United Kingdom", 17), ("Italy", 11), ("France", 9),
                            ("Poland", 7), ("Sweden", 6), ("Spain", 6), ("Other", 13)),
                 "Asia Pacific": (("India", 33), ("China", 26), ("Australia", 12), ("Japan", 11),
                                  ("Indonesia", 9), ("Other", 9)),
                 "Rest of World": (("Saudi Arabia", 21), ("United Arab Emirates", 18), ("Brazil", 16),
                                   ("Chile", 14), ("South Africa", 11), ("Other", 20))}  # fmt: skip
    rows = []
    for k, (region, names) in enumerate(countries.items()):
        columns = [split(regions(i)[k], [w for _, w in names]) for i in (2, 1, 0)]
        rows.append((f"#{region}",))
        for turn, (name, _) in enumerate(names):
            label = f"Other {region}" if name == "Other" else name
            rows.append((label, *(c[turn] for c in columns)))
        rows.append((f"*{region}", *(regions(i)[k] for i in (2, 1, 0))))
    rows.append(("*Net sales", *(y.d.sales for y in NEWEST_FIRST)))
    r.h3("Net sales by country of the customer")
    r.table(YEARS3, rows, unit="$ millions")
    r.h3("Property, plant and equipment by country")
    names = ("United States", "Germany", "India", "Mexico", "United Kingdom", "Poland", "Spain",
             "Canada", "China", "Other countries")  # fmt: skip
    columns = [split(y.after.plant, [41, 12, 11, 8, 7, 6, 5, 4, 3, 3]) for y in NEWEST_FIRST]
    rows = [(n, *(c[i] for c in columns)) for i, n in enumerate(names)]
    rows.append(("*Property, plant and equipment, net", *(y.after.plant for y in NEWEST_FIRST)))
    r.table(YEARS3, rows, unit="31 December, $ millions")
    r.h3("Contracts with customers")
    over_time = [split(y.d.sales, [84, 9, 7]) for y in NEWEST_FIRST]
    names = ("Goods at a point in time", "Engineered contracts over time", "Service over time")
    rows = [(n, *(c[i] for c in over_time)) for i, n in enumerate(names)]
    rows.append(("*Net sales", *(y.d.sales for y in NEWEST_FIRST)))
    r.table(YEARS3, rows, unit="$ millions")
    r.p(
        "Contract assets of $88 million (2024: $81 million) are part of trade receivables, contract "
        "liabilities of $112 million (2024: $97 million) of accrued liabilities. Of the contract "
        "liabilities at the beginning of the year, $84 million became revenue in 2025. Unfulfilled "
        "performance obligations with an original term of more than a year were $731 million, of which "
        "we expect to recognise 64% in 2026 and 23% in 2027.",
    )


def notes_5_to_9(r: Report) -> None:
    r.h2("Note 5. Selling, administrative and research expenses")
    r.p(
        "Personnel expenses in all functions were $1,214 million (2024: $1,138 million; 2023: $1,082 "
        "million). Advertising is expensed when it first appears and was $27 million, $19 million and "
        "$18 million in the three years. The launch of Hearthside explains the increase.",
    )
    names = ("Flow Control", "Climate Systems", "Motion and Drives", "Building Hardware", "Central")
    rows = [(n, *v) for n, v in zip(names, parts("research", [22, 25, 41, 4, 8]), strict=True)]
    rows.append(("*Research and development", *(y.d.research for y in NEWEST_FIRST)))
    r.table(YEARS3, rows, unit="$ millions")
    r.p("Development cost of software to be sold is capitalised between technological feasibility and "
        "release; $6 million was capitalised in 2025 and $5 million in 2024. Grants of $8 million from "
        "Indian, German and Canadian authorities were deducted from research expenses.")  # fmt: skip
    r.h2("Note 6. Restructuring")
    r.p(
        "In July 2025 the Board approved the closure of heat pump assembly at Arnsfeld and, in September, "
        "the merger of two access-hardware plants in Ontario. Employees were informed in the same month "
        "in each case. Cash payments will be substantially complete by March 2027.",
    )
    r.table(
        ("", "Severance", "Assets", "Other", "Total"),
        [("Provision at 1 January 2024", 6, 0, 2, 8), ("Expense 2024", 8, 2, 2, 12),
         ("Paid or used 2024", -7, -2, -3, -12), ("*Provision at 31 December 2024", 7, 0, 1, 8),
         ("Arnsfeld", 15, 6, 3, 24), ("Ontario", 4, 3, 1, 8), ("Other measures", 5, 0, 1, 6),
         ("Paid or used 2025", -9, -9, -4, -22), ("*Provision at 31 December 2025", 22, 0, 2, 24)],
        unit="$ millions",
    )  # fmt: skip
    rows = [(s.name, *v) for s, v in zip(SEGMENTS, ((3, 4, 2), (25, 2, 3), (2, 3, 2), (8, 3, 2)),
                                        strict=True)]  # fmt: skip
    rows.append(("*Restructuring expenses", *(y.d.restructuring for y in NEWEST_FIRST)))
    r.table(YEARS3, rows, unit="$ millions")
    r.h2("Note 7. Other income and expense")
    rows = [("Gain on disposal of property", 3, 1, 2), ("Currency gains and losses, net", -4, -6, -2),
            ("Pension cost other than service cost", 3, 2, 1), ("Share in income of associates", 2, 2, 2),
            ("Insurance recoveries", 3, 0, 0), ("Other", -2, -2, 1),
            ("*Other income (expense), net", *(y.d.other_income for y in NEWEST_FIRST))]  # fmt: skip
    r.table(YEARS3, rows, unit="$ millions")
    r.p("Currency losses arose mainly on receivables in Egyptian pounds and Nigerian naira, for which no "
        "forward market exists. Insurance recoveries relate to the dock at Savannah Reach.")  # fmt: skip
    _taxes(r)
    r.h2("Note 9. Earnings per share")
    r.table(
        YEARS3,
        [("Net income attributable to Ellerwick ($ millions)",
          *(y.owners_income for y in NEWEST_FIRST)),
         ("Weighted average shares, basic (millions)", *(str(SHARES[y.year]) for y in NEWEST_FIRST)),
         ("Effect of options and share units (millions)",
          *(f"{DILUTED[y.year] - SHARES[y.year]:.1f}" for y in NEWEST_FIRST)),
         ("Weighted average shares, diluted (millions)",
          *(str(DILUTED[y.year]) for y in NEWEST_FIRST)),
         ("*Basic earnings per share ($)", *(eps(y.year) for y in NEWEST_FIRST)),
         ("*Diluted earnings per share ($)", *(eps(y.year, diluted=True) for y in NEWEST_FIRST))],
        first=0.55,
    )  # fmt: skip
    r.p("Options on 0.9 million shares (2024: 0.4 million) were left out of the diluted number because "
        "their exercise price was above the average price of the stock.")  # fmt: skip


def _taxes(r: Report) -> None:
    r.h2("Note 8. Income taxes")
    domestic = [int(y.pretax * 0.44) for y in NEWEST_FIRST]
    rows = [("United States", *domestic),
            ("Other countries", *(y.pretax - x for y, x in zip(NEWEST_FIRST, domestic, strict=True))),
            ("*Income before income taxes", *(y.pretax for y in NEWEST_FIRST))]  # fmt: skip
    r.table(YEARS3, rows, unit="$ millions")
    deferred = [y.working_capital_flows["deferred_tax"] for y in NEWEST_FIRST]
    current = [y.d.tax - x for y, x in zip(NEWEST_FIRST, deferred, strict=True)]
    federal = [int(x * 0.34) for x in current]
    state = [int(x * 0.09) for x in current]
    other = [c - f - s for c, f, s in zip(current, federal, state, strict=True)]
    rows = [("Current: federal", *federal), ("Current: state", *state),
            ("Current: other countries", *other), ("Deferred", *deferred),
            ("*Income taxes", *(y.d.tax for y in NEWEST_FIRST))]  # fmt: skip
    r.table(YEARS3, rows, unit="$ millions")
    r.p("The table below leads from the federal rate to the rate of the group.")
    statutory = [round(y.pretax * 0.21) for y in NEWEST_FIRST]
    lines = {"State taxes, net": [7, 9, 8], "Different rates abroad": [9, 12, 11],
             "Tax credits for research": [-8, -7, -6], "Losses without benefit": [9, 3, 2],
             "Minimum tax": [3, 2, 0], "Share-based compensation": [-1, -2, -2]}  # fmt: skip
    rest = [y.d.tax - s - sum(v[i] for v in lines.values())
            for i, (y, s) in enumerate(zip(NEWEST_FIRST, statutory, strict=True))]  # fmt: skip
    rows = [("Tax at the federal rate of 21%", *statutory), *((k, *v) for k, v in lines.items()),
            ("Other", *rest), ("*Income taxes", *(y.d.tax for y in NEWEST_FIRST)),
            ("Effective tax rate", *(f"{share(y.d.tax, y.pretax):.1f}%" for y in NEWEST_FIRST))]  # fmt: skip
    r.table(YEARS3, rows, unit="$ millions")
    a, b = Y25.after, Y24.after
    r.table(
        ("Deferred taxes", "2025", "2024"),
        [("Pensions", 44, 48), ("Provisions and accruals", 53, 47), ("Losses carried forward", 62, 51),
         ("Inventories", 14, 12), ("Valuation allowance", -41, -32), ("Property", -176, -171),
         ("Intangible assets and goodwill", -92, -95), ("Other", -a.deferred_tax + 136,
                                                        -b.deferred_tax + 140),
         ("*Net deferred tax liability", -a.deferred_tax, -b.deferred_tax)],
        unit="31 December, $ millions",
    )  # fmt: skip
    r.p(
        "Losses carried forward of $248 million arose mainly in Germany ($131 million, without expiry), "
        "Brazil ($52 million) and Italy ($38 million). Earnings of $690 million of companies abroad are "
        "considered to be reinvested; tax on their distribution would be about $17 million.",
        "Unrecognised tax benefits were $34 million at year end (2024: $31 million). During 2025 they "
        "rose by $6 million for positions of the year and fell by $3 million because periods for "
        "assessment ended. Interest and penalties of $4 million are accrued.",
    )


def notes_10_to_12(r: Report) -> None:
    a, b = Y25.after, Y24.after
    r.h2("Note 10. Trade receivables")
    r.table(
        ("Days past due", "2025", "2024"),
        [(n, x, y) for n, x, y in zip(
            ("Not due", "1 to 30 days", "31 to 60 days", "61 to 90 days", "91 to 180 days",
             "More than 180 days"),
            split(a.receivables + 19, [82, 9, 3.6, 2.0, 1.8, 1.6]),
            split(b.receivables + 16, [84, 8, 3.1, 1.9, 1.6, 1.4]), strict=True)]
        + [("Allowance for expected credit losses", -19, -16),
           ("*Trade receivables, net", a.receivables, b.receivables)],
        unit="31 December, $ millions",
    )  # fmt: skip
    r.p(
        "The allowance began the year at $16 million; $6 million was added, $4 million was used and $1 "
        "million came with Sensmarka. We sold receivables of retailers under programmes that the "
        "retailers arrange with their banks: $142 million in the year, of which $31 million was still "
        "due to the banks at year end. We bear no credit risk on receivables sold. Fees of $2 million "
        "are part of interest expense.",
    )
    r.h2("Note 11. Inventories")
    kinds = ("Raw materials and components", "Work in progress", "Finished goods", "Spare parts")
    now, then = (
        split(a.inventories + 57, [41, 14, 36, 9]),
        split(b.inventories + 48, [38, 15, 37, 10]),
    )
    rows = [(k, x, y) for k, x, y in zip(kinds, now, then, strict=True)]
    rows += [("Allowance", -57, -48), ("*Inventories", a.inventories, b.inventories)]
    r.table(("", "2025", "2024"), rows, unit="31 December, $ millions")
    stock = [split(y.after.inventories, [33, 29, 21, 17 + (i == 0) * 2])
             for i, y in enumerate(NEWEST_FIRST)]  # fmt: skip
    rows = [(s.name, *(x[k] for x in stock)) for k, s in enumerate(SEGMENTS)]
    rows.append(("*Inventories", *(y.after.inventories for y in NEWEST_FIRST)))
    r.table(YEARS3, rows, unit="31 December, $ millions")
    r.p(
        "Inventories of companies in the United States are valued at cost by the last-in, first-out "
        "method where tax law asks for consistency; they are 38% of the total. Current cost exceeded "
        "their value by $91 million (2024: $74 million). Goods worth $46 million were held by customers "
        "on consignment.",
    )
    r.h2("Note 12. Property, plant and equipment")
    classes = ("Land", "Buildings", "Machinery", "Tools and moulds", "In construction")
    weights = [4, 24, 52, 13, 7.0]
    gross = split(a.plant + 2164, weights)
    depreciated = split(2164, [0, 22, 60, 18, 0])
    rows = [
        (c, gross[i], -depreciated[i], gross[i] - depreciated[i]) for i, c in enumerate(classes)
    ]
    rows.append(("*31 December 2025", a.plant + 2164, -2164, a.plant))
    r.table(("", "Cost", "Accumulated depreciation", "Net"), rows, unit="$ millions")
    rows = [("Net at beginning of year", *(y.before.plant for y in NEWEST_FIRST)),
            ("Capital expenditure", *(y.d.capex for y in NEWEST_FIRST)),
            ("Depreciation", *(-y.d.total_depreciation for y in NEWEST_FIRST)),
            ("Disposals", *(-y.d.disposals for y in NEWEST_FIRST)),
            ("Currency translation", *(y.d.translation_plant for y in NEWEST_FIRST)),
            ("*Net at end of year", *(y.after.plant for y in NEWEST_FIRST))]  # fmt: skip
    r.table(YEARS3, rows, unit="$ millions")
    rows = [("In cost of sales", *(y.d.cost_depreciation for y in NEWEST_FIRST)),
            ("In selling and administrative expenses", *(y.d.total_depreciation - y.d.cost_depreciation
                                                         for y in NEWEST_FIRST)),
            ("*Depreciation", *(y.d.total_depreciation for y in NEWEST_FIRST))]  # fmt: skip
    r.table(YEARS3, rows, unit="$ millions")
    r.p(
        "Interest of $5 million was capitalised on the foundry cell and the winding hall. Impairment of "
        "machines at Arnsfeld of $6 million is part of restructuring and was charged through disposals. "
        "The building at Arnsfeld, with a carrying amount of $8 million, is held for sale. Estimated "
        "useful lives were reviewed in 2025; those of coil lines were extended from ten to twelve years, "
        "which lowered depreciation by $2 million.",
        f"Gross margin was {margin(2025):.1f}% after depreciation of ${Y25.d.cost_depreciation} million in "
        f"cost of sales; without any depreciation it would have been "
        f"{share(Y25.gross_profit + Y25.d.cost_depreciation, Y25.d.sales):.1f}%.",
    )
