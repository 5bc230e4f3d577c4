"""Ellerwick: registers, consolidating statements, history, conduct, the annual meeting."""

from __future__ import annotations

import random

from en_countries import COUNTRIES
from en_data import SITES, SUBSIDIARIES
from en_databook import MONTHS
from en_families import FAMILIES
from en_model import CORPORATE, NEWEST_FIRST, SEGMENTS, Y25, YEARS, regions
from layout import Report
from model import growth, share, split


def measures(r: Report) -> None:
    r.break_page()
    r.h2("Measures not defined by accounting standards")
    r.p("The tables lead from the statements to the measures that we use besides them. Other companies may define such measures "
        "differently. We show them because the Board steers by them, not because we consider them better.")  # fmt: skip
    r.table(
        ("EBITDA", "2025", "2024", "2023"),
        [("Operating income", *(y.operating_income for y in NEWEST_FIRST)),
         ("Depreciation", *(y.d.total_depreciation for y in NEWEST_FIRST)),
         ("Amortisation", *(y.d.amortisation for y in NEWEST_FIRST)), ("*EBITDA", *(y.ebitda for y in NEWEST_FIRST)),
         ("Debt", *(y.after.debt for y in NEWEST_FIRST)), ("Cash and cash equivalents", *(-y.after.cash for y in NEWEST_FIRST)),
         ("*Net debt", *(y.after.debt - y.after.cash for y in NEWEST_FIRST))], unit="$ millions")  # fmt: skip
    organic = {"Flow Control": (3.4, 0.6, 0.2), "Climate Systems": (5.7, 0.8, -0.2), "Motion and Drives": (4.2, 0.0, -1.1),
               "Building Hardware": (15.8, 0.0, 0.0)}  # fmt: skip
    rows = []
    for s in SEGMENTS:
        total = growth(s.sales[2], s.sales[1])
        base, bought, currency = organic[s.name]
        rows.append(
            (
                s.name,
                f"{total - bought - currency:.1f}%",
                f"{bought:.1f}%",
                f"{currency:.1f}%",
                f"{total:.1f}%",
            )
        )
        assert abs(base - (total - bought - currency)) < 1.5, s.name
    rows.append(("*Group", "6.1%", "0.7%", "-0.4%", "6.4%"))
    r.table(("Growth of net sales in 2025", "Organic", "Acquisitions", "Currency", "Total"), rows)
    r.p("Free cash flow is cash flow from operations less purchases of property, plant and equipment. It is not the amount that "
        "could be spent freely, since interest and dividends to minorities are treated differently from repayment of debt.",
        "Return on invested capital relates operating income after tax to the average of equity and net debt. In 2025 it was "
        "10.2%, after 12.9% and 13.3%. Nine tenths of the decline came from income and one tenth from capital.",
        "Adjusted earnings per share, which some analysts publish, leave out restructuring and amortisation. We do not use them. "
        "For comparison: restructuring reduced diluted earnings per share by about $0.20 in 2025 and $0.06 in 2024.")  # fmt: skip
    lines = [("Segment profit", *(sum(s.profit[i] for s in SEGMENTS) for i in (2, 1, 0))),
             ("Head office", *(CORPORATE[y.year] for y in NEWEST_FIRST)),
             ("Restructuring", *(-y.d.restructuring for y in NEWEST_FIRST)),
             ("*Operating income", *(y.operating_income for y in NEWEST_FIRST))]  # fmt: skip
    r.table(
        ("From segment profit to operating income", "2025", "2024", "2023"),
        lines,
        unit="$ millions",
    )


def consolidating(r: Report) -> None:
    r.h1("Consolidating information")
    r.p("The notes are obligations of Ellerwick Industries, Inc., guaranteed by its companies in the United States. The tables "
        "show the parent, the guarantors and the other companies. They are unaudited.", style="lead")  # fmt: skip
    head = ("", "Parent", "Guarantors", "Others", "Eliminated", "Group")
    for y in NEWEST_FIRST:
        c = random.Random(f"consolidating{y.year}")
        rows = []

        def row(label: str, total: int, weights: tuple[float, float, float], between: float = 0.0,
                rows: list = rows, c: random.Random = c) -> None:  # fmt: skip
            gone = round(total * between)
            parts = split(total + gone, [w * c.uniform(0.95, 1.05) for w in weights])
            rows.append((label, *parts, -gone, total))

        row("Net sales", y.d.sales, (0.01, 47, 53), 0.19)
        row("Cost of sales", y.cost_of_sales, (0.01, 46, 54), 0.28)
        row("Gross profit", y.gross_profit, (0.01, 49, 51))
        row("Selling, general and administrative", y.d.selling, (8, 44, 48))
        row("Research and development", y.d.research, (2, 46, 52))
        row("*Operating income", y.operating_income, (0.5, 45, 55))
        row("Interest expense", y.d.interest_expense, (82, 3, 15), 0.31)
        row("Income taxes", y.d.tax, (1, 43, 56))
        row("*Net income", y.net_income, (0.5, 44, 56))
        row("Cash flow from operations", y.operating_cash, (0.5, 45, 55))
        row("Capital expenditure", y.d.capex, (1, 46, 53))
        row("Cash", y.after.cash, (18, 20, 62))
        row("Trade receivables", y.after.receivables, (0.01, 43, 57), 0.22)
        row("Inventories", y.after.inventories, (0.01, 49, 51))
        row("Property, plant and equipment", y.after.plant, (1, 45, 54))
        row("Goodwill and intangibles", y.after.goodwill + y.after.intangibles, (0.01, 58, 42))
        row("*Total assets", y.after.assets, (20, 44, 36), 0.9)
        row("Debt", y.after.debt, (96, 0.5, 3.5))
        row("Total liabilities", y.after.liabilities, (52, 20, 28), 0.4)
        row("*Equity", y.after.equity, (45, 30, 25), 1.1)
        r.table(head, rows, unit=f"{y.year}, $ millions", first=0.34)


def registers(r: Report) -> None:
    r.h2("Register of injuries with lost time")
    r.p(
        "Each of the 41 injuries of 2025 is listed, without names. The executive committee looked at every one of them."
    )
    c = random.Random("injuries")
    parts = ("hand", "finger", "back", "foot", "knee", "shoulder", "eye", "wrist", "arm", "ankle")
    causes = ("lifting a casing by hand", "slip on wet floor", "press without guard", "falling tool", "forklift", "hot sand",
              "sharp edge of sheet metal", "chain hoist", "fall from a ladder", "splinter of a drill", "stumble on a hose",
              "closing door of an oven", "tipping pallet", "electric arc")  # fmt: skip
    rows = []
    for k in range(41):
        s = c.choice(SITES)
        rows.append(
            (
                f"{c.randint(1, 28)} {MONTHS[k * 12 // 41]}",
                s.town,
                c.choice(parts),
                c.choice(causes),
                c.randint(1, 74),
            )
        )
    rows.append(("*41 injuries", "", "", "", sum(row[4] for row in rows)))
    r.table(("Date", "Site", "Injured", "Cause", "Days lost"), rows, widths=(0.16, 0.24, 0.15, 0.33, 0.12),
            text_columns=(0, 1, 2, 3))  # fmt: skip
    r.h2("Visits to suppliers")
    r.p(
        "Of 214 visits in 2025, those made by our own inspectors are listed; 118 others were made by outside firms."
    )
    c = random.Random("suppliers")
    trade = ("castings", "copper tube", "forgings", "fan wheels", "circuit boards", "magnets", "bearings", "seals", "packaging",
             "gear blanks", "batteries", "zinc castings", "cables", "laminations", "tungsten powder", "paint")  # fmt: skip
    places = ("Mexico", "India", "China", "Poland", "Turkey", "Vietnam", "Malaysia", "Italy", "Slovenia", "Brazil", "Thailand",
              "Romania")  # fmt: skip
    rows = []
    for k in range(96):
        faults = c.choice((0, 0, 0, 1, 1, 2, 3, 5))
        rows.append((f"S-{1200 + k * 7}", c.choice(trade), c.choice(places), f"{c.randint(1, 28)} {MONTHS[k // 8]}", faults,
                     f"{c.randint(61, 99)}", "serious" if k in (7, 19, 33, 41, 52, 60, 71, 80, 93) else "none" if not faults
                     else "minor"))  # fmt: skip
    r.table(("Supplier", "Goods", "Country", "Date", "Faults", "Score", "Worst fault"), rows,
            widths=(0.13, 0.2, 0.17, 0.14, 0.1, 0.1, 0.16), text_columns=(0, 1, 2))  # fmt: skip


def company_notes(r: Report) -> None:
    r.h2("Notes on the subsidiaries")
    for index, (name, seat, country, held, business) in enumerate(SUBSIDIARIES):
        c = random.Random("company" + name)
        manager = c.choice(("a former plant manager", "an engineer from Dunmere", "the second generation of the founders",
                            "a manager hired from a competitor", "a lawyer by training", "a controller from Chennai",
                            "the longest-serving employee"))  # fmt: skip
        event = c.choice(("changed its auditor", "paid its first dividend since 2020", "moved its books to the shared centre",
                          "was granted a tax holiday until 2029", "repaid a loan of the parent", "received new capital",
                          "took over the staff of an agent", "sold a plot of land that it did not need",
                          "was audited by the tax office without result", "signed a new collective agreement",
                          "gave up its own warehouse"))  # fmt: skip
        invoice, staff = c.randint(14, 96), c.randint(2, 31)
        text = (
            f"<b>{name}</b>, {seat}, {country}, belongs to {business} and is led by {manager}. In 2025 it {event}. Exports were "
            f"{invoice}% of its sales.",
            f"<b>{name}</b> ({held} held) in {seat} {event}. It is led by {manager} and works for {business}; {staff} people "
            f"joined it in the year.",
            f"In {country} we work through <b>{name}</b> of {seat}. The company, led by {manager}, {event}; {invoice}% of its "
            f"invoices are sent without paper.",
        )[index % 3]
        r.p(text)


HISTORY = (
    ("1889", "Josiah Ellerwick, a mine carpenter, builds a pump to drain the slate quarries of Dunmere, and a shed to build more."),
    ("1904", "The foundry is lit. Its first furnace master, Anna Kovalenko, comes from Donetsk and stays for forty years."),
    ("1917", "Ship pumps for the navy treble the size of the works within two years; a third of all workers are women."),
    ("1931", "The quarries close. The company survives by making hand pumps for farms, sold on credit that it can hardly afford."),
    ("1937", "In Steinach, unknown to anyone in Dunmere, a small gear works opens that will belong to Ellerwick sixty years later."),
    ("1952", "Lower Averham, England, becomes the first site abroad, for dosing pumps that add fluoride to drinking water."),
    ("1958", "Fort Salter is founded to make nails, for which nobody then sees an end of demand."),
    ("1967", "Shares are listed in New York. The family keeps a third and gives it to a foundation for schools in 1990."),
    ("1974", "With Holland Ridge Blower the company begins to move air as well as water."),
    ("1984", "The motor plant in Brackwater stops using the solvent that will occupy courts until 2025, and closes in 1996."),
    ("1998", "The Steinach works is bought and Motion and Drives becomes the third segment."),
    ("2005", "A plant in Suzhou begins with forty people. The chief engineer learns Chinese, and still teaches it to others."),
    ("2012", "The fourth segment, Building Hardware, is formed from fasteners, locks and what remains of nails."),
    ("2016", "Carbide coating by our own process starts in Castellar. The town of Brackwater goes to court."),
    ("2019", "Cordelia Vance-Okafor becomes chief executive, the first who began on the shop floor of Dunmere."),
    ("2021", "The plant in Pune opens in a year in which nobody can travel to it; it is commissioned by camera."),
    ("2023", "Value lines reach 28% of net sales. Nobody yet calls them so."),
    ("2024", "Korvane Valve joins the group; nails leave it after 66 years."),
    ("2025", "Sensmarka joins. Sales reach $4.5 billion, gross margin falls, and the programme Mix and Metal is adopted."),
)  # fmt: skip
CONDUCT = (
    ("Say what is", "Tell customers what a product can do and what it cannot. Tell your superior what went wrong before he hears "
     "it from others. Records, tests and certificates are never changed afterwards; a wrong one is corrected beside the old one."),
    ("Do not pay or take favours", "We accept meals that we could return, and nothing else. Payments to speed up what an official "
     "must do anyway are forbidden, even where they are customary. Whoever loses an order because of this rule has our thanks."),
    ("Compete fairly", "We do not speak with competitors about prices, customers or tenders, not even in jest. At meetings of trade "
     "associations we leave when others begin to, and ask that our leaving be written down."),
    ("Protect people", "Work that is not safe may be stopped by anyone, from the first day on. Nobody may be harassed. A complaint is "
     "examined by people who do not work with those concerned."),
    ("Keep secrets that deserve it", "Drawings, recipes and personal data belong in our systems and nowhere else. What a customer "
     "tells us in confidence is not told to the next customer. Matters that the public should know are not secret because they "
     "are unpleasant."),
    ("Do not trade on what others cannot know", "Whoever knows results, orders or disputes that have not been published may not deal "
     "in our shares or those of companies concerned, and may not hint. Directors and 230 managers must ask before any trade."),
)  # fmt: skip
MEETING = (
    ("Item 1: Election of directors", "All eleven directors stand for election for one year. Each needs a majority of votes cast. The "
     "Board asks you to vote for each of them. Mr. Belrose, who has served for eleven years, has said that he will not stand "
     "again in 2027."),
    ("Item 2: Pay of executives", "You are asked to approve, in an advisory vote, what is described in the chapter on compensation. "
     "In 2025 approval was 91%. The Board asks you to vote in favour."),
    ("Item 3: Auditor", "The audit committee has chosen Thackeray Moss LLP for 2026 and asks you to ratify the choice. In the summer "
     "of 2027 the audit will be put out to tender, as the firm will then have served for thirteen years."),
    ("Item 4: Employee plan", "Of the shares that may be granted under the plan of 2021, 5.1 million are left. The Board asks for 4 "
     "million more, which would suffice until about 2030. Dilution by all plans would be 5.9%."),
    ("Item 5: Proposal of a shareholder on the chair", "A pension fund with 41,000 shares proposes that the chair be independent. The "
     "Board has some sympathy for the idea and asks you to vote against it this year, because the programme Mix and Metal needs "
     "one hand. It will review the question in 2027 and report."),
    ("Item 6: Proposal of a shareholder on scope 3", "A religious order with 300 shares asks for a yearly report on emissions from the "
     "use of our products. We publish an estimate already, and ask you to vote in favour, so that we are obliged to go on."),
)  # fmt: skip


def words(r: Report) -> None:
    r.h1("A short history")
    for year, text in HISTORY:
        r.p(f"<b>{year}.</b> {text}")
    r.h1("Code of conduct in short")
    r.p(
        "The code has forty pages, and every employee has signed it. This is what it says.",
        style="lead",
    )
    for title, text in CONDUCT:
        r.h2(title)
        r.p(text)
    r.h1("The annual meeting of 2026")
    r.p("Shareholders of record on 12 March 2026 may vote on six items on 7 May 2026 at ten o'clock in the pattern hall at "
        "Dunmere, or beforehand by letter or on the internet.", style="lead")  # fmt: skip
    for title, text in MEETING:
        r.h2(title)
        r.p(text)


def more_tables(r: Report) -> None:
    r.h2("Countries by product line")
    for s in SEGMENTS:
        for index in (2, 1):
            rows = []
            for name, region, weight, _ in COUNTRIES:
                total = split(regions(index)[region], [weight, 100 - weight])[0]
                c = random.Random(f"{s.name}{name}{index}")
                part = (
                    total
                    * s.regions(index)[region]
                    / sum(x.regions(index)[region] for x in SEGMENTS)
                )
                cells = split(
                    round(part * 10), [x.sales[index] * c.uniform(0.5, 1.6) for x in s.lines]
                )
                rows.append((name, *(f"{v / 10:.1f}" for v in cells), f"{sum(cells) / 10:.1f}"))
            r.h3(f"{s.name} in {2023 + index}")
            r.table(
                ("", *(x.name for x in s.lines), s.name),
                rows,
                unit="$ millions, estimates",
                first=0.22,
            )
    r.h2("Quality and service by product family")
    rows = []
    for s in SEGMENTS:
        for x in s.lines:
            rows.append((f"#{x.name}",))
            for name in FAMILIES[x.name][0]:
                c = random.Random("quality" + name + x.name)
                rows.append((name, f"{c.uniform(82, 99.6):.1f}%", c.randint(2, 46), c.randint(90, 5400), f"{c.uniform(0.1, 3.2):.2f}%",
                             f"{c.uniform(3.4, 4.9):.1f}", f"{c.uniform(94, 112):.1f}"))  # fmt: skip
    r.table(("Family", "On time", "Lead time (days)", "Complaints (ppm)", "Warranty cost", "Rating (of 5)", "Price index"), rows,
            first=0.24)  # fmt: skip
    r.p(
        "The price index is 100 for the average of 2024. Warranty cost is given in percent of net sales of the family."
    )
    r.h2("Property by site")
    rows, c = [], random.Random("property")
    total = split(Y25.after.plant * 10, [s.people * s.area**0.5 for s in SITES])
    for k, s in enumerate(SITES):
        land, building, machine, other = split(
            total[k], [4 * s.owned, 24 * s.owned + 3, 52 * c.uniform(0.7, 1.3), 13.0]
        )
        rows.append(
            (
                s.town,
                *(f"{v / 10:.1f}" for v in (land, building, machine, other, total[k])),
                f"{c.randint(31, 88)}%",
            )
        )
    rows.append(("*All sites", "", "", "", "", f"{Y25.after.plant:,}.0", ""))
    r.table(("Site", "Land", "Buildings", "Machinery", "Other", "Net amount", "Depreciated"), rows,
            unit="31 December 2025, $ millions, estimates by site", first=0.26)  # fmt: skip
    r.p(f"Net property, plant and equipment was {share(Y25.after.plant, Y25.after.assets):.0f}% of total assets after "
        f"{share(YEARS[1].after.plant, YEARS[1].after.assets):.0f}%.")  # fmt: skip


CURRENCIES = (("Euro", 0.92), ("Pound sterling", 0.78), ("Indian rupee", 85.6), ("Chinese yuan", 7.21), ("Mexican peso", 19.4),
              ("Canadian dollar", 1.39), ("Polish zloty", 3.92), ("Swedish krona", 10.3), ("Czech koruna", 23.1),
              ("Hungarian forint", 371.0), ("Danish krone", 6.86), ("Japanese yen", 149.0), ("Korean won", 1402.0),
              ("Australian dollar", 1.55), ("Brazilian real", 5.7), ("Chilean peso", 948.0), ("Indonesian rupiah", 16320.0),
              ("Malaysian ringgit", 4.35), ("South African rand", 18.2), ("Egyptian pound", 49.8))  # fmt: skip


def monthly(r: Report) -> None:
    r.h2("Exchange rates used for translation")
    r.p("Average rates of the month, in units of currency for one dollar, as they were used to translate income and expenses. The "
        "rates belong to the invented world of this report.")  # fmt: skip
    for year in (2025, 2024):
        rows = []
        for name, rate in CURRENCIES:
            c, at, cells = random.Random(f"{name}{year}"), rate, []
            for _ in MONTHS:
                at *= c.uniform(0.982, 1.019)
                cells.append(
                    f"{at:,.0f}" if rate > 900 else f"{at:.1f}" if rate > 100 else f"{at:.2f}"
                )
            rows.append((name, *cells))
        r.table((str(year), *MONTHS), rows, first=0.16)
    r.h2("Electricity by site and month")
    rows = []
    for s in SITES:
        c = random.Random("month" + s.town)
        cells = [round(s.people * 0.76 * c.uniform(0.7, 1.3)) + 1 for _ in MONTHS]
        rows.append((s.town, *cells))
    r.table(
        ("2025", *MONTHS),
        rows,
        unit="megawatt hours as metered; site totals above also hold estimates",
        first=0.2,
    )
    r.h2("Order intake by country")
    rows = []
    for name, region, weight, _ in COUNTRIES:
        c = random.Random("orders" + name)
        total = [
            split(regions(i)[region], [weight, 100 - weight])[0] * k
            for i, k in ((2, 1.047), (1, 1.033))
        ]
        now, then = (
            split(round(t), [w * c.uniform(0.8, 1.2) for w in (24, 26, 24.5, 25.5)]) for t in total
        )
        rows.append((name, *now, sum(now), *then, sum(then)))
    r.table(
        ("", "Q1", "Q2", "Q3", "Q4", "2025", "Q1", "Q2", "Q3", "Q4", "2024"),
        rows,
        unit="$ millions, unaudited",
        first=0.22,
    )
    r.h2("Stock by product family")
    rows = []
    for s in SEGMENTS:
        for x in s.lines:
            for name in FAMILIES[x.name][0]:
                c = random.Random("stock" + name + x.name)
                now = c.uniform(1.5, 22)
                rows.append((f"{name} ({x.name.lower()})", f"{now:.1f}", f"{now * c.uniform(0.7, 1.1):.1f}", c.randint(21, 190),
                             c.randint(20, 180), f"{c.uniform(0.5, 14):.1f}%"))  # fmt: skip
    r.table(("Family", "2025", "2024", "Days 2025", "Days 2024", "Older than a year"), rows,
            unit="31 December, finished goods, $ millions, estimates", first=0.42)  # fmt: skip


def lead_director(r: Report) -> None:
    r.h1("From the lead independent director")
    r.p(
        "Each year the lead director writes to shareholders in his own words. Management has not edited this page.",
        style="lead",
    )
    r.p(
        "Shareholders are entitled to ask where the Board was. We met nine times in 2025, and in each meeting we were shown sales that "
        "grew. Gross margin was on page eleven of a file of two hundred pages, as one number for the group. It had fallen by half a "
        "point in 2024, and we accepted the explanation that freight and mix had balanced out. They had, but one of them was about "
        "to turn.",
        "In March Ms. Osei asked for margins by product line. It took until June to produce them. What we saw then led to two days "
        "of meetings in Dunmere in July, in which managers of plants, not presidents of segments, explained what their hours and "
        "their metal were used for. I have sat on boards for twenty years and have seldom learned so much in so little time.",
        "The programme that followed was management's work. The Board changed it in three respects. We asked for a cap on value lines "
        "in each plant rather than for the group, because averages had misled us once. We tied pay to gross margin at once and not "
        "after two years. And we named, in writing, the signs by which we would recognise that the programme is wrong.",
        "We also looked at ourselves. None of us had worked in metals or in retail on the side of the buyer within the last decade. "
        "Mr. Ferreira-Lind and Ms. Bae have joined us since, and Mr. Abernathy-Voss, who knows builders' merchants, now attends the "
        "meetings of the pricing council twice a year. Files for meetings have become shorter: forty pages, of which one shows margins "
        "by line, plant and quarter.",
        "The offices of chair and chief executive remain in one hand. You will find a proposal on this in the notice of the annual "
        "meeting. Independent directors discussed it twice without Ms. Vance-Okafor. Most of us believe that a programme like this "
        "needs one voice, and that it is our task to contradict it where necessary. Two of us would have preferred a separation now. "
        "We will decide again in 2027, and tell you how each of us voted.",
        "I visited eight plants during the year, unannounced in three cases. What struck me was how well people there knew what this "
        "report now says. A winder in Walcz asked me why we make so many fans. I had no good answer. I hope to have one next year.",
        "Augustin Belrose, lead independent director, 24 February 2026",
    )
