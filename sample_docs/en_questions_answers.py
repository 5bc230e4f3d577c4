"""Ellerwick: what shareholders asked, what metals did, and how 2024 compared with 2023."""

from __future__ import annotations

from en_model import SEGMENTS, VALUE_SALES, Y23, Y24, Y25, margin
from layout import Report
from model import growth, share

ASKED = (
    ("Why did you not see the mix coming?", "We saw volumes, every week and by product. We did not see margins by product "
     "until the end of a quarter, because metal cost was spread over all lines by weight. Since October every line is "
     "charged with the metal that is in it. It is a simple change, and it should have been made in 2022."),
    ("Why not sell Building Hardware altogether?", "The Board discussed it in June and again in November. Fasteners and access "
     "hardware earn good margins. Tools and assembly share their buildings and their customers. A sale today would be "
     "priced on a poor year. We have given the segment until the end of 2027."),
    ("Is the dividend safe?", "It took 166 of 187 million dollars of free cash flow if one leaves disposals and acquisitions "
     "aside, which is more than we like. We kept it because most of the inventory build is temporary, and because a cut "
     "would not have changed a decision anywhere else."),
    ("What do tariffs cost you in a full year?", "About $38 million before price increases at the rates of December. Half of that "
     "is on copper tube, which we now buy at home. We expect to pass on two thirds of the other half by the middle of 2026."),
    ("Was Pune a mistake, if standard motors are a value line?", "Stators from Pune also go into our own pumps and into traction "
     "motors. Without the hall we would have had to buy them. What we should not have done is fill the free capacity with "
     "the cheapest orders."),
    ("How much of the fall in heat pumps is for good?", "We plan for a market of two thirds of that of 2022. More would be "
     "welcome, and would not need another plant."),
    ("Why did the warehouse platform fail?", "Three reasons, according to the adviser who looked into it: data on pack sizes was "
     "wrong for one item in eleven, the trial ran with last year's volumes, and the date could not be moved because the old "
     "system's contract ended. We have prolonged old contracts at all other sites."),
    ("Who has been held responsible?", "The chief information officer left in July. Bonuses of nineteen people were cancelled, and "
     "mine was 38% of target. I do not believe that fear makes platforms work, but pay should not be the same after such a "
     "year."),
    ("Would you buy another company now?", "A small one with technology that we would otherwise have to invent, yes. A large one, "
     "not before net debt is below 1.5 times EBITDA."),
    ("What would make you change the strategy?", "If customers of engineered lines left because we cap value lines, we would see it "
     "within two quarters. We have named that in the programme as the signal to stop."),
    ("How do you treat inflation in long contracts?", "Old ones ran at fixed prices; we carried $64 million of them into 2026. New "
     "ones above five million dollars follow quoted prices of metal, and the largest also follow wages."),
    ("When will service grow faster than products?", "It already does. Service was 14% of net sales after 13%. With connected pumps "
     "we can call the customer before he calls us, and that is when he buys the larger repair."),
    ("Do you use artificial intelligence?", "In Tideglass, to notice that a pump sounds different. In planning, to forecast spare "
     "parts, where it halved the error. Not to write this report, whatever readers may suspect of its style."),
    ("What happened at Savannah Reach?", "Water stood 60 centimetres high on the dock for two days. Nobody was hurt, because the "
     "site manager had sent everyone home on the evening before. Shipments went through Fort Salter."),
    ("How are you preparing for the retirement of Mr. Achterberg?", "He leaves in September 2026. We have spoken with four candidates, "
     "two from inside, and expect to decide in May."),
)  # fmt: skip
METALS = (
    ("Copper", "Copper began the year near $9,000 a tonne and ended above $11,200. Mines in Chile and Indonesia were disturbed, and "
     "tariffs drew metal into the United States before they took effect. We buy cathode for winding wire in India and tube and "
     "strip in North America. Our average cost, including hedges, was $10,340 a tonne, 16% more than in 2024.",
     "In the spring we bought 3,800 tonnes ahead of tariffs. That tied up $38 million and saved about $9 million. Hedges covered "
     "58% of the needs of 2026 at year end."),
    ("Aluminium", "Aluminium rose by about 9%, and the premium for delivery in the Midwest doubled. We use it for fins, housings and "
     "rotors. Secondary metal, which is a third of what we use, rose less.",
     "Two suppliers of fin stock were changed without loss of quality. A third of needs for 2026 is hedged."),
    ("Nickel and stainless steel", "Nickel was dear in the first half and fell in autumn, when new Indonesian capacity came. Since "
     "castings are priced with the average of the quarter before, our cost followed late in both directions.",
     "Duplex castings remained short. The foundry cell at Dunmere will supply 2,900 tonnes a year and replaces three suppliers."),
    ("Castings and forgings", "Prices of castings rose by 13% on average. Foundries in Europe passed on energy and wages, and two of "
     "ours sought protection from creditors.",
     "We advanced $3 million to one of them and moved the patterns of the other to Ahmedabad within five weeks."),
    ("Steel and wire", "Steel was the exception: prices were 1% lower, and duties on wire rod in Canada took away the benefit. "
     "Electrical steel for motors rose by 6%.",
     "A contract for electrical steel with an Indian mill fixes quantity, not price, until 2028."),
    ("Electronics", "Chips were available throughout the year. Prices of power modules fell by 7%, those of memory rose in the fourth "
     "quarter.",
     "We reduced safety stocks of electronics by $12 million, and kept those of the four parts that stopped us in 2021."),
    ("Energy", "Gas in Germany cost 22% more than in 2024; power in Pennsylvania rose by 8% because of demand from data centres. In "
     "Mexico and India prices were stable.",
     "Long contracts for wind and solar power cover 31% of the electricity that we use."),
    ("Freight", "Ocean freight from Asia fell in the first half and jumped in July, as importers hurried. Trucks in North America "
     "were cheap for the third year.",
     "Inbound freight was $71 million, of which air freight caused by late castings was $6 million."),
)  # fmt: skip


def shareholder_questions(r: Report) -> None:
    r.h1("What shareholders asked", template="two")
    r.p("Between the announcement of results and the printing of this report we received some 300 letters and questions. "
        "The chair answers those that came most often.", style="lead")  # fmt: skip
    for question, answer in ASKED:
        r.h3(question)
        answer = answer.replace("187 million", f"{Y25.free_cash_flow} million")
        r.p(answer)


def metals(r: Report) -> None:
    r.break_page()
    r.h2("Raw materials, energy and freight: markets of the year")
    r.p(
        "What we buy was described in figures in Note 2. Here we say what happened on the markets and what our buyers did."
    )
    for title, market, action in METALS:
        r.h3(title)
        r.p(market, action)
    r.h3("What we expect")
    r.p("Our plan assumes copper at $10,900 a tonne, aluminium at $2,750, and unchanged prices of castings. For each 10% by which "
        "copper is dearer than planned, operating income would be lower by $21 million before price increases, and by about $8 "
        "million after them.")  # fmt: skip


def year_before(r: Report) -> None:
    r.break_page()
    r.h2("2024 compared with 2023")
    r.p(
        f"In 2024 net sales grew by {growth(Y24.d.sales, Y23.d.sales):.1f}% to ${Y24.d.sales:,} million. Gross margin was "
        f"{margin(2024):.1f}% after {margin(2023):.1f}%, since a first shift toward value lines, from "
        f"{share(VALUE_SALES[0], Y23.d.sales):.0f}% to {share(VALUE_SALES[1], Y24.d.sales):.0f}% of net sales, was balanced by "
        f"cheaper freight and by price increases made in 2023.",
        f"Operating income rose by {growth(Y24.operating_income, Y23.operating_income):.1f}% to ${Y24.operating_income} million. "
        f"Selling, general and administrative expenses of ${Y24.d.selling} million were "
        f"{share(Y24.d.selling, Y24.d.sales):.1f}% of net sales. Interest expense rose by "
        f"${Y24.d.interest_expense - Y23.d.interest_expense} million because of the purchase of Korvane.",
        f"Net income attributable to Ellerwick was ${Y24.owners_income} million after ${Y23.owners_income} million. Cash flow from "
        f"operations of ${Y24.operating_cash} million financed capital expenditure of ${Y24.d.capex} million, dividends of "
        f"${Y24.d.dividends} million and repurchases of ${Y24.d.buybacks} million; acquisitions were paid with new debt.",
    )
    text = {
        "Flow Control": "Process pumps had an exceptional year with two desalination plants, and Korvane added $17 million of "
        "valves in six months. Standard pumps grew with the market.",
        "Climate Systems": "Heat pumps turned from growth to decline in the second quarter. Fans and coils made up for it in sales "
        "and in part in profit. The contract to supply thermostats ended in December.",
        "Motion and Drives": "Servo drives reached a record with the recovery of packaging machines, and Asia began to catch up "
        "with Europe. Gearboxes benefited from warehouses of a parcel company.",
        "Building Hardware": "The nail business, with sales of $41 million, was sold in March 2024. Private-label tools and "
        "contract assembly replaced its volume within the year.",
    }
    for s in SEGMENTS:
        a, b, _ = s.sales
        r.h3(f"{s.name} in 2024")
        r.p(f"Net sales changed by {growth(b, a):+.1f}% to ${b:,} million and segment profit by "
            f"{growth(s.profit[1], s.profit[0]):+.1f}% to ${s.profit[1]} million, a margin of {share(s.profit[1], b):.1f}%. "
            f"{text[s.name]}")  # fmt: skip
        rows = [
            (x.name, x.sales[1], x.sales[0], f"{growth(x.sales[1], x.sales[0]):.1f}%")
            for x in s.lines
        ]
        rows.append((f"*{s.name}", b, a, f"{growth(b, a):.1f}%"))
        r.table(("Net sales", "2024", "2023", "Change 2024"), rows, unit="$ millions")
