"""Ellerwick: the business by segment, sites, projects, orders, patents."""

from __future__ import annotations

import random

from en_data import SITES
from en_families import FAMILIES, PROGRAMMES, REGION_FRAMES, TENDERS
from en_lines import TEXTS
from en_model import REGIONS, SEGMENTS, Line, Segment
from layout import Report
from model import growth, share, split

INTRO = {
    "Flow Control": "Flow Control began with one steam pump in a slate quarry and is today among the ten largest "
    "makers of industrial pumps. It employs 5,410 people at twelve sites and in the field. Half of its business comes from "
    "customers that have bought from it for more than twenty years.",
    "Climate Systems": "Climate Systems was formed in 1974 with the purchase of Holland Ridge Blower. It keeps "
    "buildings warm, cool and full of fresh air, with less energy each year, and employs 4,570 people.",
    "Motion and Drives": "Motion and Drives joined the group in 1998 and brought with it the Steinach works, in "
    "which gears have been cut since 1937. The segment employs 3,780 people, more than half of them in Asia.",
    "Building Hardware": "Building Hardware consists of two halves: fasteners and access hardware of our own "
    "brands, and tools and assembly for others. It employs 2,540 people, nearly all in North America.",
}


def by_segment(r: Report) -> None:
    for s in SEGMENTS:
        r.h1(f"Business: {s.name}")
        r.p(INTRO[s.name], style="lead")
        r.p(f"The segment is led by {s.head}. Net sales were ${s.sales[2]:,} million, "
            f"{share(s.sales[2], 4500):.1f}% of those of the group, and segment profit was ${s.profit[2]} "
            f"million. {len([x for x in SITES if x.segment in s.name])} of our sites belong to it.")  # fmt: skip
        for line in s.lines:
            _line(r, s, line)


def _line(r: Report, s: Segment, line: Line) -> None:
    text = TEXTS[line.name]
    chance = random.Random(line.name)
    r.break_page()
    r.h2(line.name)
    kind = "a value line" if line.value else "an engineered line"
    r.h3("What it is")
    r.p(text.product, f"We count {line.name.lower()} as {kind}. In 2025 it contributed "
        f"{share(line.sales[2], s.sales[2]):.0f}% of the net sales of {s.name} and "
        f"{share(line.sales[2], 4500):.1f}% of those of the group.")  # fmt: skip
    r.h3("Who buys it")
    r.p(text.customers)
    r.h3("Who else makes it")
    r.p(text.rivals)
    r.h3("How it is made")
    r.p(text.making)
    r.h3("What comes next")
    r.p(text.next_year)
    rows = []
    table = [split(line.sales[i], [w * f for w, f in zip(s.region_weights, _tilt(line), strict=True)])
             for i in range(3)]  # fmt: skip
    for k, name in enumerate(REGIONS):
        rows.append((name, table[2][k], table[1][k], table[0][k],
                     f"{growth(table[2][k], table[1][k]):.1f}%"))  # fmt: skip
    rows.append(
        (f"*{line.name}", *line.sales[::-1], f"{growth(line.sales[2], line.sales[1]):.1f}%")
    )
    r.h3(f"{line.name} by region")
    r.table(("Net sales", "2025", "2024", "2023", "Change 2025"), rows, unit="$ millions")
    index = [x.name for seg in SEGMENTS for x in seg.lines].index(line.name)
    for k in range(len(REGIONS)):
        frame = REGION_FRAMES[k][index % len(REGION_FRAMES[k])]
        r.p(frame.format(line=line.name.lower(), Line=line.name, sales=table[2][k], before=table[1][k],
                         change=f"{growth(table[2][k], table[1][k]):+.1f}%", dealers=chance.randint(12, 190),
                         days=chance.randint(4, 41), renewals=chance.randint(61, 96),
                         quotes=chance.randint(120, 2400), stock=chance.randint(2, 19)))  # fmt: skip
    r.h3("Families")
    names, unit, low, high = FAMILIES[line.name]
    parts = [split(line.sales[i], _family_weights(line, len(names), i)) for i in (2, 1)]
    rows = []
    for k, name in enumerate(names):
        since = 1984 + (k * 7 + index * 5) % 41
        smallest = round(low * (k + 1) * (1 + 0.1 * chance.randint(0, 9)), 1)
        largest = round(smallest + (high - smallest) * chance.uniform(0.2, 0.9), 1)
        rows.append((name, str(since), f"{smallest:g} to {largest:g} {unit}", f"{chance.randint(5, 420)}",
                     parts[0][k], parts[1][k]))  # fmt: skip
    rows.append((f"*{line.name}", "", "", "", line.sales[2], line.sales[1]))
    r.table(("Family", "Since", "Range", "Variants", "Sales 2025", "Sales 2024"), rows, unit="$ millions",
            widths=(0.24, 0.1, 0.27, 0.13, 0.13, 0.13))  # fmt: skip


def _tilt(line: Line) -> list[float]:
    chance = random.Random("tilt" + line.name)
    return [chance.uniform(0.8, 1.25) for _ in range(4)]


def _family_weights(line: Line, count: int, index: int) -> list[float]:
    chance = random.Random("family" + line.name)
    return [chance.uniform(1, 6) * (1 + 0.05 * index * (k % 3)) for k in range(count)]


def programmes(r: Report) -> None:
    r.h1("Research and development programmes")
    r.p("At the end of 2025 we worked on 64 programmes with a budget above half a million dollars. The list describes "
        "the larger ones. A programme passes five gates; about one in three is stopped before the fourth.",
        style="lead")  # fmt: skip
    for index, (name, segment, goal, state) in enumerate(PROGRAMMES):
        chance = random.Random(name)
        people, spent, left = (
            chance.randint(4, 38),
            chance.randint(6, 74) / 10,
            chance.randint(3, 90) / 10,
        )
        r.h3(f"{name} ({segment})")
        tail = (
            f"The team of {people} spent ${spent} million in the year; ${left} million remain in the budget.",
            f"Cost was ${spent} million in 2025. With {people} people at work, we plan ${left} million more.",
            f"{people} engineers and technicians work on it, at a cost of ${spent} million in the year and "
            f"${left} million to come.",
            f"We have spent ${spent} million in twelve months and expect to need another ${left} million; "
            f"{people} people are assigned.",
        )[index % 4]
        r.p(f"{goal} {state} {tail}")


def tenders(r: Report) -> None:
    r.h1("Large orders received in 2025")
    r.p("The table lists orders above $5 million. Customers who asked not to be named are described by their trade. "
        "Some of these orders run for several years.", style="lead")  # fmt: skip
    rows = []
    for index, (customer, country, goods) in enumerate(TENDERS):
        chance = random.Random(customer + country)
        amount = f"{chance.randint(50, 390) / 10 if index else 61.5:.1f}"
        rows.append((customer, country, goods, amount, f"{chance.choice(('Q1', 'Q2', 'Q3', 'Q4'))} "
                     f"{chance.randint(2026, 2029)}", chance.choice(("yes", "yes", "no"))))  # fmt: skip
    r.table(("Customer", "Country", "Goods", "$ millions", "Delivered by", "Metal clause"), rows,
            widths=(0.27, 0.17, 0.24, 0.1, 0.12, 0.1), text_columns=(0, 1, 2))  # fmt: skip


def properties(r: Report) -> None:
    r.h1("Properties")
    area = sum(s.area for s in SITES)
    owned = sum(s.area for s in SITES if s.owned)
    r.p(f"We work at {len(SITES)} sites with {area:,} thousand square metres under roof, of which "
        f"{share(owned, area):.0f}% is owned. We consider our buildings suitable and, apart from value lines, "
        f"sufficient.", style="lead")  # fmt: skip
    rows = [(s.town, s.country, s.area, s.people, "owned" if s.owned else "leased", str(s.since), s.work)
            for s in SITES]  # fmt: skip
    rows.append(("*All sites", "", area, sum(s.people for s in SITES), "", "", ""))
    r.table(("Site", "Country", "1,000 m²", "People", "Title", "Since", "Work"), rows,
            widths=(0.17, 0.17, 0.09, 0.09, 0.09, 0.08, 0.31), text_columns=(0, 1, 6))  # fmt: skip
    r.p("People who work in sales offices, in the field or at home are not in the table.")
    r.h2("The sites one by one")
    for index, s in enumerate(SITES):
        chance = random.Random(s.town)
        use, capex, hours = (
            chance.randint(58, 98),
            chance.randint(3, 140) / 10,
            chance.randint(9, 34),
        )
        holding = "We own it" if s.owned else f"The lease ends in {chance.randint(2027, 2038)}"
        details = (
            f"{holding}. Capacity was used to {use}% on average, capital expenditure was ${capex} million and "
            f"training {hours} hours per person.",
            f"{holding}; {s.people:,} people work there. Of capacity, {use}% was used. We invested ${capex} million "
            f"and gave each employee {hours} hours of training.",
            f"With {s.people:,} people on {s.area} thousand square metres it ran at {use}% of capacity. {holding}. "
            f"Spending on plant was ${capex} million.",
            f"In the year ${capex} million was invested. Use of capacity averaged {use}%, training {hours} hours a "
            f"person. {holding}.",
            f"{holding}. Some {s.people:,} people are employed here, trained for {hours} hours each in the year; "
            f"the plant was busy to {use}% and received ${capex} million of investment.",
        )[index % 5]
        r.h3(f"{s.town}, {s.country}")
        r.p(f"{s.story} {details}")
