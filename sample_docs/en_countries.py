"""Ellerwick: how the year went in single countries, and the strategy."""

from __future__ import annotations

from en_model import REGIONS, SEGMENTS, YEARS, regions
from layout import Report
from model import growth, split

COUNTRIES = (
    ("United States", 0, 84, "Municipal water, standard pumps and the launch of Hearthside carried the year. "
     "Offices remained weak, schools and data centres were good. Tariffs on copper raised cost from July, and "
     "the new warehouse platform kept us from delivering what we had sold in early summer."),
    ("Canada", 0, 10, "Timber construction in British Columbia fell by an estimated 9%. The overhaul of metro "
     "motors in Toronto and pumps for potash mines in Saskatchewan compensated in part. Two access-hardware "
     "plants became one."),
    ("Mexico", 0, 6, "Local sales of fans grew with the building of homes near the northern border. Most of what "
     "we make in Mexico is exported; wages rose by 9% after a decision on the minimum wage."),
    ("Germany", 1, 31, "Heat pumps fell by a third, and machine builders ordered fewer servo drives until autumn. "
     "Drinking water and district heating bought more pumps. With Arnsfeld closed, Steinach is our only large "
     "plant in the country."),
    ("United Kingdom", 1, 17, "The agreement with a builders' merchant brought our tools into 160 stores. Water "
     "companies began their new five-year plans, which favour pumps that save electricity, and asked for "
     "framework prices through 2030."),
    ("Italy", 1, 11, "The end of the subsidy for heat pumps in March halved that business. Packaging machine "
     "builders around Bologna were busy from September on. Days of receivables fell from 104 to 96."),
    ("France", 1, 9, "Metro operators in Lyon and Lille extended their overhaul contracts by four years. Nuclear "
     "power stations ordered severe-service valves for the renewal of safety systems, which will be delivered "
     "until 2029."),
    ("Poland", 1, 7, "Sales to wholesalers of heating equipment were poor; the train maker's delay weighed on "
     "traction motors. As a place of production Poland gained, with machines from Arnsfeld now in Olszany."),
    ("Spain", 1, 6, "Desalination along the southern coast and irrigation controllers assembled for a customer in "
     "Murcia were the sources of growth. Castellar worked weekends for most of the year."),
    ("Sweden", 1, 6, "Sensmarka became our Swedish company. A strike in the port of Gavle delayed imports of "
     "fasteners by five weeks; mines in the north bought slurry pumps for two new concentrators."),
    ("India", 2, 33, "India is now our largest market in Asia. Standard motors from Pune, pumps for a river-linking "
     "scheme and baggage systems for Bengaluru grew together. Payment by public customers takes 140 days, and "
     "we accept only orders with advances."),
    ("China", 2, 26, "Sales in China fell slightly. Makers of battery cathodes stopped expanding; gas terminals and "
     "semiconductor equipment still bought. We have neither added to nor withdrawn from our investment."),
    ("Australia", 2, 12, "Korvane Valve did better than planned because two autoclaves were rebuilt early. "
     "Melbourne signed a contract for tram motors with first deliveries in the third quarter of 2026."),
    ("Japan", 2, 11, "Compact servo drives for inspection robots did well. The yen was weak, and our prices in yen "
     "were raised twice without loss of customers."),
    ("Indonesia", 2, 9, "We founded a company of our own in March and ended the agreement with an importer. Opening "
     "stocks of distributors account for about half of the growth."),
    ("Saudi Arabia", 3, 21, "Service of desalination pumps filled the shop at Jubail. A new rule that favours local "
     "content led us to rent a second hall, which will open in 2026."),
    ("United Arab Emirates", 3, 18, "Hospitals and hotels bought air handlers assembled in Dubai. One developer "
     "paid late, and $2 million of receivables had to be written down."),
    ("Brazil", 3, 16, "Sugar mills postponed the replacement of gearboxes after a poor harvest. Curitiba made a loss "
     "of $3 million; we have begun talks with a possible buyer."),
    ("Chile", 3, 14, "A lithium project was put on hold by its owner after permits had been challenged. Repairs of "
     "slurry pumps continued, apart from eleven days of strike."),
    ("South Africa", 3, 11, "Platinum mines spent little. Municipalities bought standard pumps through a programme "
     "financed by development banks, under letters of credit."),
)  # fmt: skip


def countries(r: Report) -> None:
    r.h2("Countries")
    r.p("The twenty countries below account for about 92% of net sales. Sales are shown by the country of the "
        "customer, and differ from what our companies in that country sell.")  # fmt: skip
    for name, region, weight, text in COUNTRIES:
        total = [regions(i)[region] for i in range(3)]
        sales = [split(t, [weight, 100 - weight])[0] for t in total]
        shares = [[s.regions(i)[region] for s in SEGMENTS] for i in (1, 2)]
        tilt = [1 + (len(name) * (k + 3) % 7) / 10 for k in range(4)]
        now = split(sales[2], [x * t for x, t in zip(shares[1], tilt, strict=True)])
        then = split(sales[1], [x * t for x, t in zip(shares[0], tilt, strict=True)])
        r.h3(name)
        r.p(f"Net sales were ${sales[2]:,} million, {growth(sales[2], sales[1]):+.1f}% against "
            f"${sales[1]:,} million in 2024. {text}")  # fmt: skip
        rows = [(s.name, n, t) for s, n, t in zip(SEGMENTS, now, then, strict=True)]
        rows.append((f"*{name}", sales[2], sales[1]))
        r.table((f"{name}, {REGIONS[region]}", "2025", "2024"), rows, unit="$ millions")


def orders(r: Report) -> None:
    r.h2("Order intake and order book")
    r.p("Orders are counted when a customer has committed to them in writing and price and quantity are fixed. "
        "Framework agreements count only for what has been called off. Cancellations, $41 million in 2025, are "
        "deducted in the quarter in which they happen.")  # fmt: skip
    weights = [36, 26, 22, 16.0]
    intake = {2023: 4121, 2024: 4368, 2025: 4712}
    for year, total in reversed(intake.items()):
        quarters = split(total, [24, 26, 24.5, 25.5 + (year - 2023) * 0.4])
        parts = [split(q, weights) for q in quarters]
        rows = [(s.name, *(p[k] for p in parts), sum(p[k] for p in parts))
                for k, s in enumerate(SEGMENTS)]  # fmt: skip
        rows.append((f"*Order intake {year}", *quarters, total))
        rows.append(("Net sales", *split(YEARS[year - 2023].d.sales, [23.6, 25.1, 25.4, 25.9]),
                     YEARS[year - 2023].d.sales))  # fmt: skip
        r.table((str(year), "Q1", "Q2", "Q3", "Q4", "Year"), rows, unit="$ millions, unaudited",
                first=0.35)  # fmt: skip
    book = [split(t, [49, 21, 23, 7]) for t in (1846, 1634, 1496)]
    rows = [(s.name, *(b[k] for b in book)) for k, s in enumerate(SEGMENTS)]
    rows.append(("*Order book", 1846, 1634, 1496))
    r.table(("31 December", "2025", "2024", "2023"), rows, unit="$ millions, unaudited")


def strategy(r: Report) -> None:
    r.h1("Strategy: Mix and Metal")
    r.p("In September the Board adopted a programme for the years 2026 to 2028. It follows from a sober reading of "
        "why a record year in sales became a poor year in profit.", style="lead")  # fmt: skip
    r.h2("Where we stand")
    r.p(
        "For a decade Ellerwick grew in two directions at once. Engineers in Flow Control and in Motion and Drives "
        "moved toward harder problems, for which customers pay well and come back for service. Sales teams in "
        "Climate Systems and Building Hardware moved toward larger customers, who buy much and pay little. Both "
        "kinds of growth filled our plants. Only the first kind earned its cost of capital in 2025.",
        "Return on invested capital was 12.9% on engineered lines and 5.8% on value lines, against a cost of "
        "capital that we put at 8.7%. Three value lines earned less than their cost of capital in each of the last "
        "three years. They were kept because they shared plants with better products and carried part of the fixed "
        "cost. A study by plant controllers has now shown that at full capacity this argument no longer holds: "
        "every hour of brazing spent on a bathroom fan is an hour not spent on an air handler.",
        "We also found that our prices follow metals with a delay of five to nine months when they rise, and of two "
        "to three months when they fall. Over a full cycle this asymmetry has cost us about half a percentage point "
        "of margin a year. It is not a law of nature. Two competitors reprice monthly.",
    )
    r.h2("Four commitments")
    r.bullets(
        "Cap. Value lines will not be given new capacity before 2028. Where demand exceeds capacity, prices will "
        "be raised until it does not. By 2028 value lines should be no more than 33% of net sales.",
        "Clause. Metal clauses covered 41% of contract sales at the end of 2025. The target is 70% at the end of "
        "2026 and 90% a year later. Catalogue prices may change every other Monday.",
        "Cast. Castings for severe-service valves and large pumps will be made in Dunmere and Castellar. Bought "
        "castings should fall from 78% to 55% of the need by 2028, at a saving of $24 million a year.",
        "Cut. Families of products below a gross margin of 22% at the end of 2027 will be sold or discontinued. "
        "Fourteen families with net sales of $318 million are on the list today.",
    )
    r.h2("What it should bring")
    r.table(
        ("Target", "2025", "2026", "2027", "2028"),
        [("Gross margin", "33.1%", "34.2-35.0%", "35.5%", "36.5%"),
         ("Value lines, share of net sales", "38%", "37%", "35%", "33%"),
         ("Contract sales with metal clause", "41%", "70%", "90%", "90%"),
         ("Bought castings, share of need", "78%", "72%", "62%", "55%"),
         ("Service, share of net sales", "14%", "15%", "16%", "18%"),
         ("Return on invested capital", "10.2%", "11.0%", "12.0%", "13.0%"),
         ("Free cash flow, $ millions", str(YEARS[2].free_cash_flow), "420", "450", "480")],
        first=0.4,
    )  # fmt: skip
    r.p(
        "The targets assume copper between $9,500 and $11,500 a tonne and no recession in our main markets. They "
        "are not forecasts. The compensation committee has tied 40% of the long-term awards of 2026 to the gross "
        "margin of 2028, and a further 30% to return on invested capital.",
        "The programme will cost jobs in some places and create them in others. We expect 350 fewer positions in "
        "assembly of value lines by 2028 and 280 more in foundries, service and software. Employees on the lines "
        "concerned have been offered training first; 140 had begun it by the end of January 2026.",
    )
    r.h1("Markets and business model")
    r.p("Who buys from us, what they pay for, and what moves their decisions.", style="lead")
    r.h2("Five end markets")
    ends = (("Water and waste water", 24, 23, 22, "Spending follows public programmes and rates, and hardly the "
             "business cycle. Leakage, energy and drought drive demand. Tenders weigh life-cycle cost."),
            ("Buildings, non-residential", 21, 23, 24, "Retrofits are two thirds of the market. Building codes, "
             "the price of electricity and interest rates decide. The time from specification to order is nine "
             "to fifteen months."),
            ("Homes", 23, 19, 17, "The largest part is replacement, bought when something fails. Wholesalers and "
             "retailers choose the supplier; the family chooses the colour."),
            ("Industry and machines", 19, 21, 22, "Orders move earlier and more strongly than the economy. Machine "
             "builders stay with a drive for the life of a design."),
            ("Energy, mining and transport", 13, 14, 15, "A few large projects a year. Approvals and references "
             "matter more than price, and delays are the rule."))  # fmt: skip
    for name, *_, text in ends:
        r.h3(name)
        r.p(text + f" We serve this market with products of {3 if name == 'Homes' else 2} or more segments, and "
            f"{name.lower()} will keep an account team of its own.")  # fmt: skip
    rows = [(n, f"{a}%", f"{b}%", f"{c}%") for n, a, b, c, _ in ends]
    r.table(("Share of net sales", "2025", "2024", "2023"), rows)
    r.h2("How we earn money")
    r.p(
        "Engineered products are designed with the customer, sold once and served for decades. The first sale earns "
        "a gross margin around 38%; spare parts and service earn more than 50%. A pump that costs $200,000 brings "
        "another $340,000 of service over its life, if we keep the customer.",
        "Value lines are sold from stock. They earn what remains after metals, wages and rebates, at gross margins "
        "around 20%. They need little engineering, but much stock and space, and they tie up one and a half times "
        "as much working capital for each dollar of profit.",
        "Software is small, $18 million of subscriptions in Climate Systems and $11 million for monitoring of "
        "pumps, but it makes the other two stickier. Customers who subscribe renew service contracts at a rate of "
        "91%, others at 74%.",
    )
