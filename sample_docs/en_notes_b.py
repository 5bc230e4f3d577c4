"""Ellerwick: notes 13 to 30."""

from __future__ import annotations

from en_data import CASES, SITES, SUBSIDIARIES
from en_model import DIVIDEND, NEWEST_FIRST, SEGMENTS, SHARES, Y23, Y24, Y25, YEARS
from en_notes_a import YEARS3
from layout import Report
from model import split


def notes_13_to_16(r: Report) -> None:
    r.h2("Note 13. Goodwill and intangible assets")
    weights = [(s.goodwill) for s in SEGMENTS]
    then = split(Y24.after.goodwill, [w - (41 if s.name == "Climate Systems" else 0)
                                      for w, s in zip(weights, SEGMENTS, strict=True)])  # fmt: skip
    added = [41 if s.name == "Climate Systems" else 0 for s in SEGMENTS]
    rows = [(s.name, t, x, w - t - x, w)
            for s, t, x, w in zip(SEGMENTS, then, added, weights, strict=True)]  # fmt: skip
    rows.append(
        ("*Goodwill", Y24.after.goodwill, 41, Y25.d.translation_goodwill, Y25.after.goodwill)
    )
    r.table(("", "31 Dec 2024", "Acquired", "Currency", "31 Dec 2025"), rows, unit="$ millions")
    r.p(
        "The test in October 2025 showed no impairment. Fair values were estimated from discounted cash "
        "flows for seven years and checked against multiples of listed companies. Discount rates after "
        "tax lay between 8.9% and 10.4%, growth after the seventh year between 1.5% and 2.5%. In Building "
        "Hardware fair value exceeded carrying amount by 14%; in all other units by more than 35%.",
    )
    kinds = (
        "Customer relations",
        "Technology",
        "Brands without end of use",
        "Other brands",
        "Software",
    )
    gross = split(Y25.after.intangibles + 386, [47, 22, 11, 12, 8])
    gone = split(386, [54, 25, 0, 11, 10])
    rows = [(k, g, -x, g - x) for k, g, x in zip(kinds, gross, gone, strict=True)]
    rows.append(("*31 December 2025", Y25.after.intangibles + 386, -386, Y25.after.intangibles))
    r.table(("", "Cost", "Accumulated amortisation", "Net"), rows, unit="$ millions")
    rows = [("Net at beginning of year", *(y.before.intangibles for y in NEWEST_FIRST)),
            ("Acquired", *(y.d.acquisition_intangibles for y in NEWEST_FIRST)),
            ("Amortisation", *(-y.d.amortisation for y in NEWEST_FIRST)),
            ("*Net at end of year", *(y.after.intangibles for y in NEWEST_FIRST))]  # fmt: skip
    r.table(YEARS3, rows, unit="$ millions")
    r.p("Amortisation of existing assets is expected to be $45 million in 2026, $44 million in 2027, $41 "
        "million in 2028, $37 million in 2029 and $33 million in 2030.")  # fmt: skip
    r.h2("Note 14. Acquisitions")
    r.p(
        "On 3 April 2025 we bought all shares of Sensmarka AB, Linköping, Sweden, for $78 million in cash, "
        "net of cash acquired. Up to $15 million more is payable in 2028 if sales of radar sensors exceed "
        "$40 million; its fair value at year end was $4 million and is part of accrued liabilities. "
        "Sensmarka contributed net sales of $9 million and a loss of $1 million.",
        "On 1 July 2024 we bought Korvane Valve Pty. Ltd., Perth, Australia, a maker of rotary valves for "
        "the mining of nickel, for $158 million. Goodwill reflects the workforce and the expected sale of "
        "the valves through our own offices; it is not deductible for tax.",
    )
    r.table(
        ("Fair values", "Sensmarka 2025", "Korvane 2024"),
        [("Technology", 19, 22), ("Customer relations", 7, 27), ("Brands", 2, 5),
         ("*Intangible assets", 28, 54), ("Inventories", 9, 18), ("Goodwill", 41, 86),
         ("*Consideration, net of cash acquired", 78, 158)],
        unit="$ millions",
    )  # fmt: skip
    r.p("Had Sensmarka been bought on 1 January 2024, net sales would have been $4,503 million in 2025 and "
        "$4,241 million in 2024; net income would not have changed materially. Costs of both acquisitions "
        "of $3 million were expensed in administration.")  # fmt: skip
    r.h2("Note 15. Trade payables and accrued liabilities")
    names = ("Personnel", "Rebates to customers", "Contract liabilities", "Operating leases, current",
             "Interest", "Freight and duties", "Other")  # fmt: skip
    now, then = ([(128, 96, 112, 39, 17, 21)][0], [(139, 87, 97, 37, 15, 18)][0])
    rows = [(n, x, y) for n, x, y in zip(names, (*now, Y25.after.accrued - sum(now)),
                                        (*then, Y24.after.accrued - sum(then)), strict=True)]  # fmt: skip
    rows.append(("*Accrued liabilities", Y25.after.accrued, Y24.after.accrued))
    r.table(("", "2025", "2024"), rows, unit="31 December, $ millions")
    r.p(f"Trade payables of ${Y25.after.payables} million (2024: ${Y24.after.payables} million) include $64 "
        "million under the supplier finance programme; $287 million of invoices entered the programme in "
        "the year and $275 million were paid.")  # fmt: skip
    r.h2("Note 16. Provisions")
    r.table(
        ("", "Warranty", "Environment", "Restructuring", "Legal", "Total"),
        [("1 January 2024", 52, 24, 8, 8, 92), ("Added", 46, 3, 12, 2, 63),
         ("Used", -44, -4, -12, -1, -61), ("*31 December 2024", 54, 23, 8, 9, 94),
         ("Added", 52, 2, 38, 15, 107), ("Used", -45, -5, -22, -11, -83),
         ("*31 December 2025", 61, 20, 24, 13, 118)],
        unit="$ millions", first=0.28,
    )  # fmt: skip
    r.p("All provisions are shown as current because their timing is often not ours to decide; about $39 "
        "million will probably be paid after 2026. Warranty includes $6 million for the exchange of servo "
        "drives, against which a claim on the supplier of $3 million has been recognised.")  # fmt: skip


def notes_17_to_19(r: Report) -> None:
    r.h2("Note 17. Debt")
    r.table(
        ("", "Interest", "2025", "2024"),
        [("Commercial paper", "4.4%", 110, 0), ("Notes due 2025", "2.90%", 0, 150),
         ("Notes due 2026", "3.10%", 150, 150), ("Notes due 2027", "3.45%", 250, 250),
         ("Notes due 2028", "3.80%", 250, 250), ("Euro notes due 2030", "1.75%", 450, 440),
         ("Notes due 2032", "4.65%", 300, 0), ("Notes due 2034", "4.95%", 220, 220),
         ("Bank loans and other", "6.2%", 10, 110), ("*Total debt", "", 1740, 1570),
         ("Short-term debt", "", -260, -150), ("*Long-term debt", "", 1480, 1420)],
        unit="31 December, $ millions", widths=(0.45, 0.15, 0.2, 0.2),
    )  # fmt: skip
    r.p(
        "The fair value of the notes was $1,571 million (2024: $1,388 million), from quoted prices. The "
        "revolving credit facility of $750 million bears interest at the secured overnight rate plus "
        "1.125% and supports the commercial paper. No amount was drawn in any of the three years. A fee of "
        "0.11% is paid on the undrawn amount.",
        "The facility limits net debt to 3.25 times EBITDA. It also restricts debt of subsidiaries to 15% "
        "of total assets and liens to 10%. We complied with all terms during the years shown. A failure to "
        "pay other debt of more than $75 million would be a default.",
    )
    r.table(
        ("Debt maturing in", "2026", "2027", "2028", "2029", "2030", "Later"),
        [("Notes and other debt", 260, 250, 250, 0, 450, 530)], unit="$ millions", first=0.3,
    )  # fmt: skip
    rows = [("Notes", 62, 55, 52), ("Commercial paper and bank loans", 9, 9, 8),
            ("Facility fees and receivables sold", 4, 3, 3), ("Other, including leases of vehicles", 8, 7, 5),
            ("Capitalised", -5, -3, -2), ("*Interest expense", *(y.d.interest_expense
                                                                for y in NEWEST_FIRST))]  # fmt: skip
    assert sum(row[1] for row in rows[:-1]) == Y25.d.interest_expense
    r.table(YEARS3, rows, unit="$ millions")
    r.h2("Note 18. Derivatives and hedging")
    r.table(
        ("Contracts at year end", "Nominal", "Assets", "Liabilities", "Latest maturity"),
        [("Currency forwards, cash flow hedges", 412, 5, 9, "December 2026"),
         ("Currency forwards, not designated", 268, 2, 3, "March 2026"),
         ("Copper swaps", 171, 12, 1, "December 2026"), ("Copper collars", 64, 3, 0, "September 2026"),
         ("Aluminium swaps", 38, 1, 2, "June 2026"), ("Gas swaps", 14, 0, 2, "March 2027"),
         ("Interest rate swaps", 100, 0, 3, "June 2028"), ("*Total", 1067, 23, 20, "")],
        unit="31 December 2025, $ millions", widths=(0.4, 0.13, 0.13, 0.14, 0.2), text_columns=(0,),
    )  # fmt: skip
    r.p(
        "Euro notes of $450 million are designated as a hedge of our net investment in Europe. A loss of $10 "
        "million on them was recorded in currency translation in 2025. We expect that gains of $5 million "
        "now deferred in equity will be released to income in the next twelve months.",
        "Agreements with banks allow netting on default and require no collateral as long as our rating "
        "is investment grade. The largest exposure to one bank was $7 million.",
    )
    r.table(
        YEARS3,
        [("Gain (loss) deferred in the year", 1, -2, 8), ("Released to net sales", -2, 1, -1),
         ("Released to cost of sales", -9, -6, -4), ("Tax", 1, 1, 0),
         ("*Cash flow hedges, net of tax", *(y.d.hedging for y in NEWEST_FIRST))],
        unit="$ millions",
    )  # fmt: skip
    r.h2("Note 19. Pensions and other retirement benefits")
    a, b = Y25.after, Y24.after
    r.p(
        "Eleven defined benefit plans cover 6,900 people, of whom 1,800 still earn benefits. The plans in "
        "the United States and Britain are closed to new entrants and funded; the German plans are paid "
        "from operations. Most employees belong to defined contribution plans, whose cost was $48 million "
        "(2024: $45 million; 2023: $43 million).",
    )
    r.table(
        ("", "2025", "2024"),
        [("Obligations at beginning of year", 1018, 1032), ("Service cost", 11, 12),
         ("Interest", 49, 47), ("Actuarial gains", -8, -14), ("Benefits paid", -66, -64),
         ("Currency", 8, 5), ("*Obligations at end of year", 1012, 1018),
         ("Assets at beginning of year", 817, 828), ("Return on assets", 55, 36),
         ("Contributions", 18, 17), ("Benefits paid from assets", -61, -59), ("Currency", -3, -5),
         ("*Assets at end of year", 1012 - a.pension_liability, 1018 - b.pension_liability),
         ("*Pension liability", a.pension_liability, b.pension_liability)],
        unit="$ millions",
    )  # fmt: skip
    r.table(
        ("Assumptions", "United States", "Britain", "Germany"),
        [("Discount rate 2025", "5.2%", "5.5%", "3.6%"), ("Discount rate 2024", "5.1%", "5.3%", "3.4%"),
         ("Growth of pay", "3.5%", "3.8%", "2.8%"), ("Return on assets", "6.3%", "5.4%", "—"),
         ("Years of life at 65", "21.4", "22.3", "21.9")],
    )  # fmt: skip
    rows = [("Shares", 214, 219), ("Bonds", 428, 421), ("Real estate", 76, 78), ("Insurance contracts", 71, 69),
            ("Cash and other", 1012 - a.pension_liability - 789, 1018 - b.pension_liability - 787),
            ("*Plan assets", 1012 - a.pension_liability, 1018 - b.pension_liability)]  # fmt: skip
    r.table(("", "2025", "2024"), rows, unit="31 December, $ millions")
    r.p("We expect to contribute $22 million in 2026. Benefits of $67 million, $68 million, $70 million, $71 "
        "million and $72 million are expected to be paid in the years 2026 to 2030, and $368 million in the "
        "five years after. A committee of trustees moves assets from shares to bonds as funding improves.")  # fmt: skip


def notes_20_to_24(r: Report) -> None:
    r.h2("Note 20. Capital stock and treasury stock")
    bought = {2023: (3.9, 38.46), 2024: (3.6, 48.61), 2025: (3.3, 54.55)}
    r.table(
        YEARS3,
        [("Shares bought back (millions)", *(str(bought[y.year][0]) for y in NEWEST_FIRST)),
         ("Average price ($)", *(f"{bought[y.year][1]:.2f}" for y in NEWEST_FIRST)),
         ("Amount paid", *(y.d.buybacks for y in NEWEST_FIRST))],
        unit="$ millions unless stated",
    )  # fmt: skip
    r.p("In October 2024 the Board authorised repurchases of up to $500 million without end date, of which "
        "$281 million remained at year end. Shares held in treasury numbered 34.6 million. There are 5 "
        "million authorised shares of preferred stock, none of them issued.")  # fmt: skip
    r.h2("Note 21. Accumulated other comprehensive loss")
    rows: list[tuple[str | int, ...]] = []
    held = [-118, 9, -105]
    rows.append(("*31 December 2022", *held, sum(held)))
    for y in YEARS:
        moves = [y.translation, y.d.hedging, y.d.pension_remeasurement]
        rows.append((f"Change in {y.year}", *moves, sum(moves)))
        held = [h + m for h, m in zip(held, moves, strict=True)]
        rows.append((f"*31 December {y.year}", *held, sum(held)))
    assert sum(held) == Y25.after.other_comprehensive
    r.table(("", "Translation", "Hedges", "Pensions", "Total"), rows, unit="$ millions, net of tax")
    r.h2("Note 22. Dividends")
    rows = [("First quarter", "0.27", "0.25", "0.23"), ("Second quarter", "0.28", "0.26", "0.24"),
            ("Third quarter", "0.28", "0.26", "0.24"), ("Fourth quarter", "0.29", "0.27", "0.25"),
            ("*Dividends per share", *(DIVIDEND[y.year] for y in NEWEST_FIRST))]  # fmt: skip
    r.table(YEARS3, rows, unit="$")
    r.p(f"Dividends of ${Y25.d.dividends} million were paid in 2025 on {SHARES[2025]} million shares. On 24 "
        "February 2026 the Board declared a dividend of $0.29 a share payable on 2 April 2026.")  # fmt: skip
    r.h2("Note 23. Share-based compensation")
    r.p("Under the plan of 2021, 9.5 million shares may be granted, of which 5.1 million are left. Employees "
        "in nine countries may also buy shares at a discount of 10%; they bought 0.2 million in 2025.")  # fmt: skip
    r.table(
        ("", "Options (thousands)", "Exercise price ($)", "Share units (thousands)", "Fair value ($)"),
        [("1 January 2025", "2,410", "41.30", "1,180", "43.85"), ("Granted", "380", "53.90", "465", "52.70"),
         ("Exercised or vested", "(310)", "33.10", "(402)", "40.20"),
         ("Forfeited", "(60)", "47.75", "(71)", "46.10"),
         ("*31 December 2025", "2,420", "44.17", "1,172", "48.48")],
    )  # fmt: skip
    rows = [("Options", 5, 5, 5), ("Restricted share units", 16, 14, 12), ("Performance share units", 4, 5, 5),
            ("Employee purchase plan", 2, 2, 2), ("*Share-based compensation", *(y.d.share_awards
                                                                               for y in NEWEST_FIRST))]  # fmt: skip
    r.table(YEARS3, rows, unit="$ millions")
    r.p("Expense not yet recognised of $38 million will be spread over 1.9 years on average. Options were valued "
        "with a volatility of 28%, a term of six years, a dividend yield of 2.1% and a risk-free rate of 4.2%.")  # fmt: skip
    r.h2("Note 24. Leases")
    rows = [("Operating lease cost", 49, 46, 44), ("Short-term leases", 6, 5, 5), ("Variable payments", 8, 7, 7),
            ("*Lease cost", 63, 58, 56)]  # fmt: skip
    r.table(YEARS3, rows, unit="$ millions")
    r.table(
        ("Payments", "2026", "2027", "2028", "2029", "2030", "Later", "Total"),
        [("Operating leases", 46, 39, 32, 25, 19, 38, 199), ("Interest", -7, -6, -4, -3, -2, -4, -26),
         ("*Liability", 39, 33, 28, 22, 17, 34, 173)],
        unit="$ millions", first=0.22,
    )  # fmt: skip
    r.p("Rights of use of $168 million are part of property, plant and equipment. The average remaining term is "
        "5.8 years, the average rate 4.6%. Leases of $12 million, for a warehouse near Manchester, begin in "
        "May 2026.")  # fmt: skip


def notes_25_to_30(r: Report) -> None:
    r.h2("Note 25. Commitments and contingencies", mark="contingencies")
    r.p("We are party to claims that arise in the course of business. We describe those that could be material, "
        "or that many readers ask about. Unless an amount is given, a possible loss beyond what has been "
        "provided cannot be estimated.")  # fmt: skip
    for case in CASES:
        r.h3(case.title)
        r.p(case.story, case.standing)
    r.p("Guarantees given by banks for our performance amounted to $186 million. We have guaranteed residual "
        "values of leased vehicles of $4 million. Commitments for equipment were $74 million.")  # fmt: skip
    r.h2("Note 26. Fair value measurements")
    r.table(
        ("31 December 2025", "Level 1", "Level 2", "Level 3", "Total"),
        [("Money market funds", 143, 0, 0, 143), ("Derivative assets", 0, 23, 0, 23),
         ("Deferred compensation assets", 27, 0, 0, 27), ("Derivative liabilities", 0, -20, 0, -20),
         ("Contingent consideration", 0, 0, -4, -4), ("*Net", 170, 3, -4, 169)],
        unit="$ millions",
    )  # fmt: skip
    r.p("Contingent consideration for Sensmarka was valued by a simulation of sales with a volatility of 31%. Its "
        "value fell by $2 million after acquisition because a product launch moved to 2027.")  # fmt: skip
    r.h2("Note 27. Related parties")
    r.p("We bought castings for $14 million (2024: $13 million) from Fonderie du Val Sorn, in which we hold 30%, at "
        "prices agreed yearly with its other owners. The son of a director, Mr. Ferreira-Lind, is a partner of a "
        "law firm that was paid $0.4 million; the governance committee approved the engagement.",
        "No loans were granted to directors or executives. Transactions with pension plans were limited to "
        "contributions and to the lease of an office in Lower Averham for $0.3 million a year.")  # fmt: skip
    r.h2("Note 28. Fees of the auditor")
    r.table(YEARS3, [("Audit", "9.4", "8.9", "8.6"), ("Audit-related", "0.7", "1.1", "0.5"),
                     ("Tax", "0.4", "0.5", "0.6"), ("Other", "0.0", "0.1", "0.0"),
                     ("*Fees of Thackeray Moss LLP", "10.5", "10.6", "9.7")], unit="$ millions")  # fmt: skip
    r.p("Thackeray Moss LLP has audited the company since 2014. All services were approved beforehand by the audit "
        "committee. The lead partner changed in 2024, as rules require after five years.")  # fmt: skip
    r.h2("Note 29. Events after the balance sheet date")
    r.p("On 19 January 2026 we agreed to sell the building at Arnsfeld for $13 million. On 2 February a fire in the "
        "paint shop of Brno-Lesna destroyed equipment with a carrying amount of $3 million; nobody was hurt, and "
        "production resumed after sixteen days. Insurance covers the loss beyond $1 million.",
        "On 11 February the United States announced an extension of tariffs on copper to some finished coils. We "
        "estimate a yearly cost of $5 million to $8 million before price increases.")  # fmt: skip
    r.h2("Note 30. Principal subsidiaries")
    r.table(("Company", "Seat", "Country", "Share", "Business"), SUBSIDIARIES,
            widths=(0.37, 0.2, 0.17, 0.09, 0.17), text_columns=(0, 1, 2, 4))  # fmt: skip
    r.p(f"The list shows companies with net sales above $20 million and holding companies. Of the {len(SITES)} sites "
        "described in the chapter on properties, all but three belong to companies on this list. Equity of "
        f"non-controlling interests was ${Y25.after.minority} million (2023: ${Y23.after.minority} million).")  # fmt: skip
