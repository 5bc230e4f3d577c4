"""Ellerwick: the data book, tables for readers who build models, and reports on families and companies."""

from __future__ import annotations

import random

from en_countries import COUNTRIES
from en_data import SITES, SUBSIDIARIES
from en_families import FAMILIES, TENDERS
from en_model import NEWEST_FIRST, REGIONS, SEGMENTS, Y25, YEARS, quarters, regions
from layout import Report
from model import growth, share, split

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
USES = ("clean water in cities", "acids and lyes", "hot oil", "school buildings", "ships and harbours", "mines at altitude",
        "dairies and breweries", "hotels and homes for the elderly", "machines that wrap and fill", "cold stores",
        "power stations", "timber houses", "laboratories", "vineyards and orchards", "railway depots", "bakeries")  # fmt: skip
NEWS = ("A variant with fewer parts is being tested.", "The guarantee was extended to four years.", "Two sizes were withdrawn.",
        "A digital twin can be downloaded by planners.", "It was redesigned so that one person can change the bearing.",
        "Its packaging no longer contains foam.", "The price list was cut from nine pages to two.",
        "An approval for drinking water was renewed until 2031.", "Sales through the web shop doubled.",
        "The colour was changed, which engineers opposed and customers liked.", "A cheaper motor was tried and rejected.",
        "Noise was lowered by three decibels.", "A copy from another maker was stopped by a court in Hamburg.",
        "It will be replaced in 2027.", "Service manuals are now films of two minutes.",
        "Production moved closer to the customer.", "A recall of 310 pieces was completed without injury.")  # fmt: skip


def families(r: Report) -> None:
    r.h1("Product families")
    r.p("A short note on each family of products that is sold today, in the order of the segments. Sales by family are given in "
        "the chapters on the business.", style="lead")  # fmt: skip
    for s in SEGMENTS:
        r.h2(f"Families of {s.name}")
        for line in s.lines:
            r.h3(line.name)
            names, *_ = FAMILIES[line.name]
            for k, name in enumerate(names):
                c = random.Random(name + line.name)
                sites = [x.town for x in SITES if x.segment in s.name and x.people > 100]
                use, other = c.sample(USES, 2)
                plant, news = c.choice(sites), c.choice(NEWS)
                news2 = c.choice([x for x in NEWS if x != news])
                pieces, life, spare = c.randint(2, 940) * 50, c.randint(8, 35), c.randint(9, 64)
                growth_ = c.randint(-18, 44)
                text = (
                    f"<b>{name}</b> is used for {use} and, less often, for {other}. We delivered {pieces:,} pieces, {growth_:+d}% "
                    f"on the year, most of them from {plant}. {news} Customers keep it for {life} years on average.",
                    f"<b>{name}</b> comes from {plant}. About {spare}% of what it earns is earned with spare parts. It was "
                    f"developed for {use}; today {other} is the more important use. {news} {news2}",
                    f"In 2025 {pieces:,} pieces of <b>{name}</b> were sold ({growth_:+d}%). The typical buyer needs it for {use}. "
                    f"{news} Its average life is {life} years, and {spare}% of buyers return.",
                    f"<b>{name}</b>: {use}, {other}. Orders for {pieces:,} pieces reached {plant}, which delivers within "
                    f"{life} working days. {news} {news2}",
                    f"For {use} we offer <b>{name}</b>. The year brought {growth_:+d}% in pieces; {spare}% went abroad. {news} It "
                    f"is made in {plant} together with its predecessor, of which spare parts are promised for {life} years.",
                )[(k + len(line.name)) % 5]
                r.p(text)


def order_notes(r: Report) -> None:
    r.h2("Notes on single orders")
    for index, (customer, country, goods) in enumerate(TENDERS[:40]):
        c = random.Random("note" + customer + country)
        rivals, weeks, share_ = c.randint(2, 9), c.randint(5, 60), c.randint(5, 62)
        reason = c.choice(("energy use over fifteen years", "a delivery date that others could not keep", "our service shop nearby",
                           "a test in our basin", "the lower total of spare parts", "a guarantee on noise",
                           "references from the same trade", "willingness to accept liquidated damages with a cap",
                           "price, for once", "software that the customer's staff knew"))  # fmt: skip
        worry = c.choice(("an advance of a fifth has been received", "half of the metal is hedged", "a bank guarantee was given",
                          "the design must be approved by an inspector", "the customer may extend it twice",
                          "penalties for delay are capped at five percent", "training of operators is included",
                          "delivery is in four lots", "acceptance follows a run of 72 hours"))  # fmt: skip
        text = (
            f"{customer}, {country}: we won {goods} against {rivals} others after {weeks} weeks because of {reason}; {worry}.",
            f"The order of {customer} ({country}) for {goods} took {weeks} weeks from inquiry to signature. What decided was "
            f"{reason}. Service is expected to add {share_}%, and {worry}.",
            f"For {customer} in {country} we supply {goods}. There were {rivals} other bidders, and {reason} made the difference; "
            f"{worry}.",
            f"{goods.capitalize()} for {customer}, {country}. The decision rested on {reason}. In this order {share_}% of cost is "
            f"bought material, and {worry}.",
        )[index % 4]
        r.p(text)


def companies(r: Report) -> None:
    r.h1("Principal subsidiaries in figures")
    r.p("Figures are those of the companies' own statements, before consolidation and translated at average rates. They include "
        "sales to other companies of the group and therefore do not add up to the consolidated figures.", style="lead")  # fmt: skip
    for year in (2025, 2024):
        rows = []
        for name, _, country, _, _ in SUBSIDIARIES:
            c = random.Random(name)
            sales = round(c.uniform(22, 610) * (1 if year == 2025 else c.uniform(0.88, 1.04)), 1)
            profit, assets = (
                round(sales * c.uniform(-0.02, 0.15), 1),
                round(sales * c.uniform(0.6, 1.4), 1),
            )
            equity = round(assets * c.uniform(0.25, 0.7), 1)
            rows.append((name, country, f"{sales:.1f}", f"{profit:.1f}" if profit >= 0 else f"({-profit:.1f})", f"{assets:.1f}",
                         f"{equity:.1f}", f"{c.randint(60, 1700):,}"))  # fmt: skip
        r.table((str(year), "Country", "Sales", "Profit", "Assets", "Equity", "People"), rows, unit="$ millions, unaudited",
                widths=(0.34, 0.18, 0.1, 0.1, 0.1, 0.1, 0.08), text_columns=(0, 1))  # fmt: skip


def databook(r: Report) -> None:
    r.h1("Data book")
    r.p("The tables of this chapter are unaudited. They break figures of the statements down further and add up to them, apart "
        "from those that are marked as estimates.", style="lead")  # fmt: skip
    r.h2("Product lines by quarter")
    for index in (2, 1, 0):
        rows = []
        for s in SEGMENTS:
            for x in s.lines:
                c = random.Random(f"{x.name}{index}")
                parts = split(
                    x.sales[index], [w * c.uniform(0.93, 1.07) for w in (23.6, 25.1, 25.4, 25.9)]
                )
                rows.append((x.name, *parts, x.sales[index]))
        rows.append(("*Net sales", "", "", "", "", YEARS[index].d.sales))
        r.table(
            (str(2023 + index), "Q1", "Q2", "Q3", "Q4", "Year"),
            rows,
            unit="$ millions, quarters are estimates",
        )
    r.h2("Segments by month")
    for index in (2, 1, 0):
        by_quarter = quarters(index)["Net sales"]
        months = [m for q in by_quarter for m in split(q, [31.5, 32.5, 36])]
        rows = []
        for k, month in enumerate(MONTHS):
            c = random.Random(f"{month}{index}")
            parts = split(months[k], [s.sales[index] * c.uniform(0.94, 1.06) for s in SEGMENTS])
            rows.append((f"{month} {2023 + index}", *parts, months[k]))
        rows.append((f"*{2023 + index}", "", "", "", "", YEARS[index].d.sales))
        r.table(
            ("", *(s.name for s in SEGMENTS), "Group"),
            rows,
            unit="$ millions, months of segments are estimates",
            first=0.2,
        )
    r.h2("Product families by region")
    for s in SEGMENTS:
        rows = []
        for x in s.lines:
            names = FAMILIES[x.name][0]
            c = random.Random("book" + x.name)
            parts = split(x.sales[2] * 10, [c.uniform(1, 6) for _ in names])
            old = split(x.sales[1] * 10, [c.uniform(1, 6) for _ in names])
            for k, name in enumerate(names):
                cells = split(parts[k], [w * c.uniform(0.6, 1.4) for w in s.region_weights])
                rows.append(
                    (
                        name,
                        *(f"{v / 10:.1f}" for v in cells),
                        f"{parts[k] / 10:.1f}",
                        f"{old[k] / 10:.1f}",
                    )
                )
            rows.append((f"*{x.name}", "", "", "", "", f"{x.sales[2]:.1f}", f"{x.sales[1]:.1f}"))
        r.h3(f"{s.name}: families by region")
        r.table(
            ("", *REGIONS, "2025", "2024"), rows, unit="$ millions, estimates by region", first=0.25
        )
    r.h2("Countries by segment and quarter")
    rows = []
    for name, region, weight, _ in COUNTRIES:
        total = [split(regions(i)[region], [weight, 100 - weight])[0] for i in range(3)]
        c = random.Random("quarter" + name)
        now = split(total[2], [w * c.uniform(0.9, 1.1) for w in (23.6, 25.1, 25.4, 25.9)])
        then = split(total[1], [w * c.uniform(0.9, 1.1) for w in (23.6, 25.1, 25.4, 25.9)])
        rows.append((name, *now, total[2], *then, total[1]))
    r.table(("", "Q1", "Q2", "Q3", "Q4", "2025", "Q1", "Q2", "Q3", "Q4", "2024"), rows, unit="$ millions, quarters are estimates",
            first=0.22)  # fmt: skip
    r.h2("Purchases of metals by month")
    for metal, tonnes, price in (("Copper", 46000, 10337), ("Aluminium", 28000, 2688), ("Castings", 61000, 5330),
                                 ("Steel and wire", 214000, 1190), ("Nickel alloys", 9400, 18830)):  # fmt: skip
        rows = []
        c = random.Random(metal)
        for month, amount in zip(
            MONTHS, split(tonnes, [c.uniform(0.8, 1.2) for _ in MONTHS]), strict=True
        ):
            paid = round(price * c.uniform(0.9, 1.1))
            old = round(amount * c.uniform(0.85, 1.1))
            rows.append(
                (
                    f"{month} 2025",
                    amount,
                    old,
                    paid,
                    round(paid * c.uniform(0.82, 1.02)),
                    f"{amount * paid / 1e6:.1f}",
                )
            )
        r.h3(metal)
        r.table((metal, "Tonnes 2025", "Tonnes 2024", "Price 2025 ($/t)", "Price 2024 ($/t)", "Value ($ millions)"), rows,
                first=0.2)  # fmt: skip
    r.h2("Employees by site")
    rows = []
    for s in SITES:
        c = random.Random("people" + s.town)
        women, temporary = (
            round(s.people * c.uniform(0.12, 0.48)),
            round(s.people * c.uniform(0.01, 0.15)),
        )
        rows.append((s.town, s.people, round(s.people * c.uniform(0.94, 1.05)), women, temporary, round(s.people * c.uniform(0, 0.06)),
                     f"{c.uniform(34, 49):.1f}", f"{c.uniform(3, 15):.1f}%", f"{c.uniform(1.8, 6.2):.1f}%"))  # fmt: skip
    r.table(
        ("Site", "2025", "2024", "Women", "Agency", "Apprentices", "Age", "Turnover", "Absence"),
        rows,
        first=0.22,
    )
    r.h2("Capital expenditure by site")
    c = random.Random("capex")
    rows = []
    columns = [
        split(y.d.capex * 10, [s.people * c.uniform(0.4, 1.8) + 5 for s in SITES])
        for y in NEWEST_FIRST
    ]
    for k, s in enumerate(SITES):
        rows.append(
            (s.town, s.country, *(f"{col[k] / 10:.1f}" for col in columns), f"{c.randint(4, 60)}%")
        )
    rows.append(("*Capital expenditure", "", *(f"{y.d.capex:.1f}" for y in NEWEST_FIRST), ""))
    r.table(("Site", "Country", "2025", "2024", "2023", "Maintenance"), rows, unit="$ millions, estimates by site",
            widths=(0.26, 0.22, 0.13, 0.13, 0.13, 0.13), text_columns=(0, 1))  # fmt: skip
    r.p(f"Capital expenditure grew by {growth(Y25.d.capex, YEARS[1].d.capex):.1f}% and was "
        f"{share(Y25.d.capex, Y25.d.total_depreciation):.0f}% of depreciation.")  # fmt: skip


SUBJECTS = (
    "Pump",
    "Valve seat",
    "Heat exchanger",
    "Fan blade",
    "Motor winding",
    "Servo inverter",
    "Gear housing",
    "Anchor",
    "Lock",
    "Drill bit",
    "Dosing head",
    "Sensor",
    "Compressor mount",
    "Impeller",
    "Seal",
    "Rotor",
    "Controller",
    "Diaphragm",
)
ASPECTS = ("with reduced noise", "made by casting in layers", "for low temperatures", "with fewer joints", "that detects wear",
           "for hydrogen", "and method of its assembly", "with exchangeable insert", "without fluorinated parts",
           "with redundant feedback", "having a self-draining casing", "of recycled copper", "and tool for its removal")  # fmt: skip


def patents(r: Report) -> None:
    r.h2("Patent applications filed in 2025")
    r.p(
        "First applications are published after eighteen months; titles are given here in short form. Numbers are our own."
    )
    rows, c = [], random.Random("patents")
    titles = [f"{a} {b}" for a in SUBJECTS for b in ASPECTS]
    c.shuffle(titles)
    for k, title in enumerate(titles[:118]):
        site = c.choice([s for s in SITES if s.people > 60])
        rows.append(
            (
                f"EW-{4101 + k}",
                title,
                site.town,
                f"{c.randint(1, 28)} {MONTHS[k * 12 // 118]} 2025",
                c.randint(1, 6),
            )
        )
    r.table(("Number", "Title", "Site of the inventors", "Filed", "Inventors"), rows, widths=(0.13, 0.41, 0.21, 0.14, 0.11),
            text_columns=(0, 1, 2))  # fmt: skip


def site_care(r: Report) -> None:
    r.h2("Environment and safety, site by site")
    r.p(
        "Managers of sites report once a year in their own words. We have shortened the reports but left faults in."
    )
    good = ("lights were changed to diodes", "lorries are loaded inside, out of the rain", "compressed air leaks were halved",
            "a pond for rain water was dug", "forklifts drive on batteries", "scrap is sorted by alloy", "noise at the fence fell",
            "roofs were painted white", "the canteen sends food waste to a digester", "guards on presses were renewed",
            "a nurse is on site on all shifts", "heat of the furnaces warms the offices")  # fmt: skip
    bad = ("a spill of 40 litres of oil reached a ditch and was removed", "an inspector criticised the storage of gas bottles",
           "neighbours complained of smell on eleven days", "the limit for zinc in waste water was exceeded once",
           "two near misses with cranes were reported", "a fire drill took nine minutes instead of six",
           "a worker broke a finger at a press", "dust in the polishing shop was above our own limit for a week",
           "the plan to collect rain water was not carried out", "an audit found expired respirators",
           "a lorry driver was hurt when unloading", "no fault was found, which made auditors suspicious")  # fmt: skip
    for index, s in enumerate(SITES):
        c = random.Random("care" + s.town)
        a, b = c.sample(good, 2)
        fault, days, cost = c.choice(bad), c.randint(20, 1400), c.randint(1, 95) / 10
        text = (
            f"<b>{s.town}.</b> In the year {a}, and {b}. On the other side, {fault}. It has been {days} days since the last injury "
            f"with lost time. Spending on environment and safety was ${cost} million.",
            f"<b>{s.town}.</b> With ${cost} million spent on safety and environment, {a}. However, {fault}. The site counts {days} "
            f"days without lost time, and since summer {b}.",
            f"<b>{s.town}.</b> The manager reports that {fault}; measures were taken within a week. Apart from that {a} and {b}. "
            f"Days without lost-time injury: {days}.",
        )[index % 3]
        r.p(text)
