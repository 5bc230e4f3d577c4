"""Ellerwick: risks, governance, pay, sustainability, auditor, history, glossary, shareholders."""

from __future__ import annotations

import random

from en_data import SITES
from en_model import (
    DIVIDEND,
    HISTORY,
    NEWEST_FIRST,
    SEGMENTS,
    SHARES,
    VALUE_SALES,
    Y25,
    YEARS,
    eps,
    margin,
)
from en_people import COMMITTEES, DIRECTORS, EXECUTIVES, PAY, TOPICS
from en_risks import GLOSSARY, RISKS
from layout import Report
from model import growth, share, split


def risks(r: Report) -> None:
    r.h1("Risk factors")
    r.p("Shares in Ellerwick carry risks. We describe those that we consider material, in groups and, within each "
        "group, in the order in which the Board weighs them. Other risks may prove to be important.",
        style="lead")  # fmt: skip
    for index, (group, factors) in enumerate(RISKS):
        r.h2(group)
        for turn, (title, what, answer) in enumerate(factors):
            chance = random.Random(title)
            segments = [s.name for s in SEGMENTS]
            first, second = chance.sample(segments, 2)
            low = chance.randint(2, 14)
            high = low + chance.randint(6, 30)
            weight = (
                f"In the yearly review of risks {first} and {second} rated it highest. Management estimates the effect "
                f"on operating income, if the risk came about within twelve months, at ${low} million to ${high} "
                f"million, with a likelihood of {chance.choice((5, 10, 15, 20, 25, 30))}%.",
                f"The yearly review put the possible effect between ${low} million and ${high} million of operating "
                f"income. {first} is exposed more than other segments, {second} hardly at all. The assessment has "
                f"{chance.choice(('risen', 'fallen', 'not changed'))} since 2024.",
                f"A loss of operating income of up to ${high} million within a year is considered plausible, ${low} "
                f"million the most likely amount. Responsibility lies with the president of {first}; the Board last "
                f"discussed the matter in {chance.choice(('April', 'June', 'September', 'November'))}.",
                f"Should it happen, {first} would feel it first and {second} next. We put the cost at ${low} million "
                f"in a mild case and ${high} million in a severe one, before insurance.",
            )[(index + turn) % 4]
            r.h3(title)
            r.p(what, answer, weight)


def auditor(r: Report) -> None:
    r.h1("Report of the independent registered public accounting firm")
    r.p(
        "To the shareholders and the Board of Directors of Ellerwick Industries, Inc.", style="lead"
    )
    r.h2("Opinions on the financial statements and internal control")
    r.p(
        "We have audited the consolidated balance sheets of Ellerwick Industries, Inc. and its subsidiaries as of 31 "
        "December 2025 and 2024, the consolidated statements of income, comprehensive income, changes in equity and "
        "cash flows for each of the three years ended 31 December 2025, and the related notes. We have also audited "
        "internal control over financial reporting as of 31 December 2025, under the criteria of the framework of "
        "2013 of the sponsoring organisations.",
        "In our opinion the statements present fairly, in all material respects, the financial position of the company "
        "and the results of its operations and its cash flows in conformity with accounting principles generally "
        "accepted in the United States. Also in our opinion, the company maintained effective internal control in all "
        "material respects.",
    )
    r.h2("Basis for the opinions")
    r.p(
        "Management is responsible for the statements, for internal control and for its assessment. Our responsibility "
        "is to express opinions on them. We are independent of the company as required by law and by the rules of the "
        "oversight board, under whose standards we conducted our audits. They require us to obtain reasonable assurance "
        "that the statements are free of material misstatement, whether by error or fraud.",
        "As described in management's report, Sensmarka AB was left out of the assessment of internal control because "
        "it was acquired in 2025. Our audit of internal control did not include Sensmarka AB either.",
        "We tested what we considered necessary, including evidence for amounts by sampling, the principles used, and "
        "significant estimates. We visited 23 sites and attended counts of inventory at 31. We believe that our audits "
        "provide a reasonable basis for our opinions.",
    )
    r.h2("Critical audit matters")
    r.h3("Goodwill of Building Hardware")
    r.p(
        "Goodwill of $123 million rests on cash flows that management expects from a unit whose margin has declined. Fair "
        "value exceeded carrying amount by 14%. We considered this matter critical because small changes of the "
        "terminal margin or the discount rate would lead to an impairment.",
        "With our valuation specialists we tested the discount rate, compared earlier forecasts with results, and "
        "examined agreements with retailers. We assessed whether the cap on value lines was reflected consistently in "
        "sales, capital expenditure and working capital.",
    )
    r.h3("Existence of inventories in North America")
    r.p(
        "For eleven weeks after the change of the warehouse platform records of stock were unreliable. Inventories in North "
        "America are about half of the total of $904 million. We considered the matter critical because automatic "
        "controls were replaced by counts.",
        "We attended counts at nine sites in June, July and December, repeated 1,460 counts independently, and tested "
        "the controls that were restored in August with the help of specialists for information systems.",
    )
    r.h3("Cost to complete of engineered contracts")
    r.p(
        "Revenue over time of about $405 million depends on estimates of cost to complete. We selected 38 contracts, "
        "interviewed engineers, compared estimates with those of earlier months, and examined what happened to "
        "estimates after year end.",
    )
    r.p("Thackeray Moss LLP, Philadelphia, Pennsylvania, 24 February 2026. We have served as the company's auditor since "
        "2014.")  # fmt: skip


def history(r: Report) -> None:
    r.h1("Ten years in figures")
    r.p(
        "The figures of 2016 to 2022 are those published at the time. Earnings per share are basic.",
        style="lead",
    )
    full = {y: HISTORY[y] for y in HISTORY}
    for y in YEARS:
        full[y.year] = (
            y.d.sales,
            y.gross_profit,
            y.operating_income,
            y.owners_income,
            float(eps(y.year)),
        )
    for years in (range(2025, 2020, -1), range(2020, 2015, -1)):
        rows = [
            ("Net sales", *(full[y][0] for y in years)), ("Gross profit", *(full[y][1] for y in years)),
            ("Gross margin", *(f"{share(full[y][1], full[y][0]):.1f}%" for y in years)),
            ("Operating income", *(full[y][2] for y in years)),
            ("Operating margin", *(f"{share(full[y][2], full[y][0]):.1f}%" for y in years)),
            ("Net income attributable to Ellerwick", *(full[y][3] for y in years)),
            ("Earnings per share ($)", *(f"{full[y][4]:.2f}" for y in years)),
        ]  # fmt: skip
        for name, base in (("Capital expenditure", 4.6), ("Research and development", 3.5),
                           ("Dividends", 3.4)):  # fmt: skip
            known = {y.year: {"Capital expenditure": y.d.capex, "Research and development": y.d.research,
                              "Dividends": y.d.dividends}[name] for y in YEARS}  # fmt: skip
            rows.append((name, *(known.get(y, round(full[y][0] * base / 100)) for y in years)))
        r.table(("", *map(str, years)), rows, unit="$ millions unless stated", first=0.36)
    r.chart("Gross margin, percent", [str(y) for y in range(2016, 2026)],
            {"Gross margin": [round(share(full[y][1], full[y][0]), 1) for y in range(2016, 2026)]})  # fmt: skip
    r.h2("Months of 2025")
    r.p("Net sales and order intake by month are given for readers who build models. They are unaudited. Average "
        "prices of copper are those of the London market in dollars per tonne.")  # fmt: skip
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")  # fmt: skip
    by_quarter = split(Y25.d.sales, [23.6, 25.1, 25.4, 25.9])
    sales = [m for q in by_quarter for m in split(q, [31.5, 32.5, 36])]
    orders = [m for q in split(4712, [24, 26, 24.5, 26.3]) for m in split(q, [33, 33.5, 33.5])]
    copper = (9080, 9410, 9760, 9930, 10120, 10290, 10810, 10640, 10730, 10950, 11080, 11240)
    rows = [(m, sales[i], orders[i], f"{copper[i]:,}", f"{share(orders[i], sales[i]):.0f}%")
            for i, m in enumerate(months)]  # fmt: skip
    rows.append(("*2025", Y25.d.sales, 4712, "10,337", f"{share(4712, Y25.d.sales):.0f}%"))
    r.table(
        ("", "Net sales", "Order intake", "Copper ($/t)", "Intake to sales"),
        rows,
        unit="$ millions",
    )


def governance(r: Report) -> None:
    r.h1("Corporate governance")
    r.p("The Board has eleven members, nine of whom are independent under the rules of the exchange. It met nine times in "
        "2025, twice at plants.", style="lead")  # fmt: skip
    r.table(("Director", "Age", "Since", "Committees", "Board", "Comm."),
            [(d.name, d.age, str(d.since), d.committees, d.board, d.attended) for d in DIRECTORS],
            widths=(0.27, 0.08, 0.1, 0.35, 0.1, 0.1), text_columns=(0, 3))  # fmt: skip
    r.p(
        "The last two columns show meetings attended out of those that took place while the director was a member."
    )
    for d in DIRECTORS:
        r.h3(d.name)
        r.p(*d.life)
    r.h2("Executive officers")
    for name, role, life in EXECUTIVES:
        r.h3(f"{name}, {role}")
        r.p(life)
    r.h2("Committees")
    for title, *texts in COMMITTEES:
        r.h3(title)
        r.p(*texts)


def compensation(r: Report) -> None:
    r.h1("Executive compensation")
    for title, *texts in PAY:
        r.h2(title)
        r.p(*texts)
    rows = []
    base = {
        2025: (1180, 690, 640, 610, 590),
        2024: (1140, 670, 615, 590, 575),
        2023: (1100, 650, 590, 570, 560),
    }
    names = ("Cordelia Vance-Okafor", "Emeka Lindqvist", "Marguerite Oduya", "Priya Venkataraghavan",
             "Henrik Solbakken")  # fmt: skip
    rate = {2025: 0.38, 2024: 1.04, 2023: 1.12}
    for k, name in enumerate(names):
        rows.append((f"#{name}",))
        for year in (2025, 2024, 2023):
            salary = base[year][k]
            bonus = round(salary * rate[year] * (1.3 if k == 0 else 0.8))
            shares, options = (
                round(salary * (4.4 if k == 0 else 1.7)),
                round(salary * (1.4 if k == 0 else 0.5)),
            )
            other = 41 + 7 * k + (year - 2023) * 3
            rows.append((str(year), salary, bonus, shares, options, other,
                         salary + bonus + shares + options + other))  # fmt: skip
    r.h2("Summary of compensation", mark="pay table")
    r.table(("", "Salary", "Bonus", "Stock awards", "Options", "Other", "Total"), rows, unit="$ thousands",
            first=0.28)  # fmt: skip
    r.p("The bonus of 2025 was paid at 38% of target because the gross margin goal was missed. Stock awards and options "
        "are shown at their value on the day of grant. Other compensation is mostly contributions to retirement plans, "
        "and for Mr. Solbakken also $34 thousand for a move from Oslo.",
        "The total compensation of the chief executive was 118 times that of the median employee, who works in Nogales "
        "Verde and earned $71 thousand, converted at the average rate and adjusted for the cost of living.")  # fmt: skip
    r.h2("Goals of the bonus for 2025")
    r.table(("Goal", "Weight", "Threshold", "Target", "Result", "Paid"),
            [("Operating income, $ millions", "40%", "540", "610", "504", "0%"),
             ("Gross margin", "20%", "35.2%", "36.4%", "33.1%", "0%"),
             ("Free cash flow, $ millions", "20%", "300", "390", str(Y25.free_cash_flow), "0%"),
             ("Net sales, $ millions", "10%", "4,250", "4,400", "4,500", "200%"),
             ("Injury rate", "10%", "1.05", "0.90", "0.84", "180%"), ("*Total", "100%", "", "", "", "38%")],
            first=0.3)  # fmt: skip
    r.h2("Compensation of directors")
    rows = [
        (d.name, 110 if i else 0, 165 if i else 0, (d.since < 2018) * 20, 0)
        for i, d in enumerate(DIRECTORS)
    ]
    r.table(("", "Cash", "Stock", "Chair fee", "Total"),
            [(n, c, s, f * (c > 0), c + s + f * (c > 0)) for n, c, s, f, _ in rows], unit="$ thousands")  # fmt: skip
    r.p("Directors who are employees receive nothing for their work on the Board. Others must hold stock worth five times "
        "their cash fee after five years; all who have served so long do.")  # fmt: skip


METRICS = (
    ("Electricity", "megawatt hours", 9.1, "Electricity use fell by 2% while output rose. Induction melting at Dunmere added "
     "6,400 megawatt hours that coke had supplied before; solar roofs supplied 21,000 megawatt hours."),
    ("Natural gas", "megawatt hours", 6.4, "Gas is burned for hardening, for drying of paint and for heating. Lower Averham "
     "replaced its gas engine by heat pumps, and Gratton Falls insulated two halls."),
    ("Water", "cubic metres", 14.2, "Most water is used for testing pumps, where it circulates, and for cleaning coils, where "
     "it does not. Test basins lose about a tenth of their content each year."),
    ("Waste", "tonnes", 0.9, "Foundry sand, swarf and packaging are four fifths of all waste. The share that was recycled rose "
     "from 81% to 84%."),
    ("Greenhouse gases, scopes 1 and 2", "tonnes of CO2 equivalent", 4.1, "Emissions are calculated by market-based factors. "
     "The goal is half of the amount of 2019 by 2030; by the end of 2025 the fall was 34%."),
    ("Hours worked", "thousands", 1.9, "Hours of agency workers are included, because they are exposed to the same dangers. "
     "The rate of recordable injuries in the group was 0.84 per 200,000 hours."),
    ("Training", "hours", 24.0, "Training rose because of the new planning platform and the retraining of people in value "
     "lines. Apprentices' hours at school are not counted."),
    ("Solvents and paint", "kilograms", 31.0, "Powder coating replaces wet paint wherever the customer allows it. Terrebonne-Est "
     "still needs solvent for the insulation of windings."),
    ("Recycled material bought", "tonnes", 5.2, "Scrap copper, steel turnings and secondary aluminium count as recycled; foundry "
     "returns do not. Pune and Dunmere use most."),
    ("Transport", "thousand tonne-kilometres", 41.0, "Goods sent and received are counted from the first dock to the last. Rail "
     "carries 17% of the work, ships 58%."),
    ("Heat bought or recovered", "megawatt hours", 1.7, "Heat from furnaces in Steinach and Dunmere warms offices and, since "
     "October, a public swimming pool."),
    ("Packaging", "kilograms", 118.0, "Film and foam fell; cardboard rose with the web shop. Pallets that return are not counted."),
    ("Emissions of scope 3 from purchases", "tonnes of CO2 equivalent", 44.0, "Purchased metals make up two thirds of the "
     "amount. Factors of suppliers were used where they exist, and averages of trades elsewhere."),
    ("Suggestions of employees", "number", 0.6, "A suggestion counts once it has been answered. Every third was carried out, and "
     "$2.2 million was paid to their authors."),
)  # fmt: skip


def sustainability(r: Report) -> None:
    r.h1("Sustainability")
    for title, *texts in TOPICS:
        r.h2(title)
        r.p(*texts)
    r.h2("Data by site", mark="site data")
    r.p("The tables give eight measures for each site. Figures of 2023 include sites only from the day on which they "
        "joined. An outside reviewer has examined emissions, water and injuries with limited assurance.")  # fmt: skip
    for name, unit, factor, text in METRICS:
        r.h2(f"{name} by site")
        r.p(text)
        rows, totals = [], [0, 0, 0]
        for s in SITES:
            chance = random.Random(name + s.town)
            now = round(s.people * factor * chance.uniform(0.5, 1.6)) + 3
            then = round(now * chance.uniform(0.9, 1.12)) if s.since < 2025 else 0
            old = round(then * chance.uniform(0.9, 1.12)) if s.since < 2024 else 0
            for k, value in enumerate((now, then, old)):
                totals[k] += value
            change = f"{growth(now, then):+.1f}%" if then else "new"
            rows.append((f"{s.town}, {s.country}", now, then, old, change, f"{now / s.people:.2f}"))
        rows.append(("*All sites", *totals, f"{growth(totals[0], totals[1]):+.1f}%",
                     f"{totals[0] / sum(s.people for s in SITES):.2f}"))  # fmt: skip
        r.table((unit[0].upper() + unit[1:], "2025", "2024", "2023", "Change 2025", "Per person"), rows,
                first=0.36)  # fmt: skip


def shareholders(r: Report) -> None:
    r.h1("Information for shareholders")
    r.h2("Stock")
    r.p("Common stock is listed in New York under the invented symbol ELWK. On 31 January 2026 there were 5,214 holders of record and 146,900,000 shares outstanding.",
        "The Board intends to pay between 40% and 50% of net income as dividends over the cycle. For 2025 the ratio was "
        f"{share(Y25.d.dividends, Y25.owners_income):.0f}%.")  # fmt: skip
    rows, price = [], 61.4
    chance = random.Random("stock")
    for month in ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                  "November", "December"):  # fmt: skip
        close = price * chance.uniform(0.955, 1.02)
        high, low = max(price, close) * 1.021, min(price, close) * 0.976
        rows.append(
            (
                month,
                f"{high:.2f}",
                f"{low:.2f}",
                f"{close:.2f}",
                f"{chance.randint(14, 31)}.{chance.randint(0, 9)}",
            )
        )
        price = close
    r.table(("2025", "High ($)", "Low ($)", "Close ($)", "Volume (millions)"), rows)
    r.h2("Dividends and repurchases")
    rows = [(str(y.year), DIVIDEND[y.year], y.d.dividends, y.d.buybacks, y.d.dividends + y.d.buybacks,
             str(SHARES[y.year])) for y in NEWEST_FIRST]  # fmt: skip
    r.table(("", "Dividend per share ($)", "Dividends", "Repurchases", "Returned", "Shares (millions)"), rows,
            unit="$ millions unless stated", first=0.15)  # fmt: skip
    r.h2("Dates")
    r.bullets("24 February 2026: results of 2025 and this report.", "2 April 2026: dividend for the first quarter.",
              "23 April 2026: results of the first quarter.",
              "7 May 2026: annual meeting of shareholders in Dunmere, Pennsylvania.",
              "23 July 2026: results of the second quarter.", "22 October 2026: results of the third quarter.")  # fmt: skip
    r.h2("Addresses")
    r.p("Head office: 400 Quarry Bank, Dunmere, Pennsylvania. Transfer agent: Lantern Registry Trust, Wilmington, Delaware. "
        "Auditor: Thackeray Moss LLP, Philadelphia, Pennsylvania. Investor relations: Annelise Drummond-Reyes, who "
        "answers letters herself.")  # fmt: skip


def glossary(r: Report) -> None:
    r.h1("Glossary")
    for row in GLOSSARY:
        term, meaning = row.split(" | ")
        r.p(f"<b>{term}.</b> {meaning}")
    r.p(f"Figures used above as examples come from the statements: value lines brought ${VALUE_SALES[2]:,} million of "
        f"net sales of ${Y25.d.sales:,} million in 2025, and gross margin was {margin(2025):.1f}%.")  # fmt: skip
