"""Ellerwick: the letter to shareholders and the year at a glance."""

from __future__ import annotations

from en_model import DIVIDEND, HISTORY, NEWEST_FIRST, SEGMENTS, VALUE_SALES, Y24, Y25, eps, margin
from layout import Report
from model import growth, share


def letter(r: Report) -> None:
    r.h1("Letter to our shareholders", template="two")
    low = share(VALUE_SALES[2], Y25.d.sales)
    r.p(
        f"In 2025 Ellerwick sold more than in any year of its history and earned less than in the "
        f"year before. Net sales grew {growth(Y25.d.sales, Y24.d.sales):.1f}% to "
        f"${Y25.d.sales:,} million. Operating income fell from ${Y24.operating_income} million to "
        f"${Y25.operating_income} million. I want to use this letter to explain plainly how both "
        f"statements can be true, what we got wrong, and what we are doing about it.",
        style="lead",
    )
    r.p(
        "Let me begin with customers, because that is where the year began well. Order intake was "
        "strong in every quarter. Utilities in the Gulf and along the Baltic coast placed the two "
        "largest pump orders we have ever booked. Our new family of quiet residential fan coils, "
        "launched under the Hearthside name in February, sold out its first production run in nine "
        "weeks. Builders' merchants in North America took private-label tools from us at a pace "
        "that surprised even the team at Fort Salter that makes them.",
        f"Now the harder part. The products that grew fastest are the ones on which we earn least. "
        f"We call them value lines: standard pumps, standard motors, residential fans and coils, "
        f"private-label tools and contract assembly. They were {low:.0f}% of what we sold in 2025, "
        f"against {share(VALUE_SALES[1], Y24.d.sales):.0f}% the year before. At the same moment "
        f"copper, nickel and castings became sharply more expensive. We raised prices, but late, "
        f"and not on contracts that had been signed at fixed prices in 2023. The two together took "
        f"our gross margin from {margin(2024):.1f}% to {margin(2025):.1f}%.",
        "We could have seen this sooner. Our pricing council met quarterly; metal prices moved "
        "weekly. Our sales teams were paid on volume; nobody was paid on mix. In September the "
        "Board and I changed both. The council now meets every second Monday with authority to "
        "reprice any catalogue item within ten working days, and from January 2026 four tenths of "
        "every sales bonus depends on gross profit rather than revenue.",
    )
    r.h3("What went well")
    r.p(
        "Safety comes first in this list because it came first in the year. The rate of recordable "
        "injuries fell to 0.84 per 200,000 hours worked, the lowest since we began to count. "
        "Twenty-six of our sites had no recordable injury at all. I am aware that a rate is no "
        "comfort to the forty-one colleagues who were hurt, and each of those cases was reviewed "
        "by the executive committee in person.",
        "The acquisition of Sensmarka AB in Linköping, completed on 3 April, gave Climate Systems "
        "a radar-based occupancy sensor that two of our largest air-handling customers had asked "
        "for by name. It is small, but it brought forty-four engineers, eleven granted patents and "
        "a culture of finishing things. Korvane Valve, bought in 2024, is now fully integrated and "
        "met the return we promised for its third year in its second.",
        f"We invested ${Y25.d.capex} million in plant and equipment, the most in a decade. The new "
        f"foundry cell at Dunmere pours its own duplex steel and has already replaced a supplier "
        f"whose prices rose by a quarter. The motor winding hall in Pune opened in October, four "
        f"weeks early. Both will matter more in 2026 than they did in the year under review.",
    )
    r.h3("What did not")
    r.p(
        f"Heat pumps had a second poor year. Subsidies in three European countries were cut or "
        f"suspended, installers ran down their stock, and our sales fell "
        f"{-growth(238, 262):.1f}%. We closed the Arnsfeld assembly line in November; 212 people "
        f"lost their jobs, and we paid for retraining for everyone who asked. Restructuring "
        f"charges across the group came to ${Y25.d.restructuring} million.",
        "Inventory rose faster than sales. Some of it was deliberate, because we bought copper wire "
        "ahead of the announced tariff. Too much of it was not. A warehouse system that we moved to "
        "a new platform in May showed us less than the old one for eleven weeks, and planners did "
        "what planners do when they cannot see: they ordered.",
        "And we settled the Brackwater groundwater case for $21 million, after nine years. The "
        "settlement is fair to the town and it is the end of a chapter that we should have closed "
        "long ago.",
    )
    r.h3("Where we are going")
    r.p(
        "Our plan for the next three years has a dull name, Mix and Metal, and four parts. First, "
        "we will cap value lines at the capacity we have today; growth must come from engineered "
        "products and from service. Second, every contract above $5 million now carries a metal "
        "clause. Third, we are bringing castings for severe-service valves in-house at Dunmere and "
        "Castellar. Fourth, we will leave product families that cannot earn a gross margin of 22% "
        "by the end of 2027. We expect the first two to restore about half of the margin we lost "
        "by the end of 2026, and we will report on each part in every quarterly statement.",
        f"The Board has raised the dividend to ${DIVIDEND[2025]} a share, the nineteenth increase "
        f"in a row, and we bought back shares for ${Y25.d.buybacks} million. Net debt stood at "
        f"{(Y25.after.debt - Y25.after.cash) / Y25.ebitda:.1f} times EBITDA at the end of the "
        f"year, inside the ceiling of 2.0 that we set ourselves.",
        "Three people left the Board this year whom I would like to thank by name. Dame Ottoline "
        "Fairhurst chaired our audit committee for eleven years with a courtesy that never softened "
        "a question. Reuben Castellanos and Ingrid Thorvaldsen each brought us a continent we did "
        "not know. We welcome Soo-jin Bae, who ran the compressor business of a much larger "
        "company, and Tobias Ferreira-Lind, who has spent his life in metals.",
        "To our 16,870 colleagues: you carried a year of record volume through old systems, a "
        "flooded loading dock in Savannah Reach and a strike at the port of Gavle. Thank you. To "
        "our shareholders: you own a company with full order books, sound products and a margin "
        "problem whose causes we know. We intend to write a better letter next year.",
    )
    r.p("Cordelia Vance-Okafor, Chair and Chief Executive Officer, 24 February 2026")


def glance(r: Report) -> None:
    r.h1("The year at a glance")
    r.p(
        "Ellerwick designs, makes and services equipment that moves water, air and machines, and "
        "the hardware that holds buildings together. We work from 42 sites in 25 countries and "
        "sell in more than 90. The table sets the year beside the two before it.",
        style="lead",
    )
    keys = ("Net sales", "Gross profit", "Operating income", "Net income")
    rows = [
        ("Net sales", *(y.d.sales for y in NEWEST_FIRST)),
        ("Gross profit", *(y.gross_profit for y in NEWEST_FIRST)),
        ("Gross margin", *(f"{margin(y.year):.1f}%" for y in NEWEST_FIRST)),
        ("Operating income", *(y.operating_income for y in NEWEST_FIRST)),
        ("Operating margin", *(f"{share(y.operating_income, y.d.sales):.1f}%"
                               for y in NEWEST_FIRST)),
        ("Net income attributable to Ellerwick", *(y.owners_income for y in NEWEST_FIRST)),
        ("Diluted earnings per share ($)", *(eps(y.year, diluted=True) for y in NEWEST_FIRST)),
        ("Dividend per share ($)", *(DIVIDEND[y.year] for y in NEWEST_FIRST)),
        ("Cash flow from operations", *(y.operating_cash for y in NEWEST_FIRST)),
        ("Capital expenditure", *(y.d.capex for y in NEWEST_FIRST)),
        ("Free cash flow", *(y.free_cash_flow for y in NEWEST_FIRST)),
        ("Total assets", *(y.after.assets for y in NEWEST_FIRST)),
        ("Total debt", *(y.after.debt for y in NEWEST_FIRST)),
        ("Employees at year end", "16,870", "16,210", "15,760"),
    ]  # fmt: skip
    assert {row[0] for row in rows} > set(keys[:3])
    r.table(("", "2025", "2024", "2023"), rows, unit="$ millions unless stated")
    years = [str(year) for year in range(2018, 2026)]
    sales = [HISTORY[y][0] for y in range(2018, 2023)] + [y.d.sales for y in NEWEST_FIRST[::-1]]
    income = [HISTORY[y][2] for y in range(2018, 2023)]
    income += [y.operating_income for y in NEWEST_FIRST[::-1]]
    r.chart("Net sales and operating income, $ millions", years,
            {"Net sales": sales, "Operating income": income})  # fmt: skip
    r.break_page()
    r.h2("Four segments")
    r.p(
        "Flow Control makes pumps, valves and dosing equipment for water utilities, chemical works, "
        "mines and power stations. It is our oldest business, founded in Dunmere in 1889 to drain "
        "slate quarries, and still our most profitable one.",
        "Climate Systems makes air handlers, heat pumps, controls and residential fan coils. Its "
        "customers are mechanical contractors, developers and wholesalers. About two thirds of "
        "what it sells goes into buildings that already stand.",
        "Motion and Drives makes servo drives, gearboxes, traction motors and standard electric "
        "motors. Machine builders, rail operators and distributors buy them; Asia Pacific is its "
        "largest region.",
        "Building Hardware makes structural fasteners and access hardware under our own brands, "
        "tools under the brands of retailers, and assembles products for other manufacturers.",
    )
    r.chart(
        "Net sales by segment, $ millions",
        [s.name for s in SEGMENTS],
        {str(2023 + i): [s.sales[i] for s in SEGMENTS] for i in range(3)},
    )
    rows = [(s.name, s.sales[2], s.profit[2], f"{share(s.profit[2], s.sales[2]):.1f}%",
             s.people[2], s.head) for s in SEGMENTS]  # fmt: skip
    r.table(
        ("Segment", "Net sales", "Segment profit", "Margin", "People", "President"),
        rows, unit="2025, $ millions", widths=(0.22, 0.13, 0.16, 0.12, 0.12, 0.25),
        text_columns=(0, 5),
    )  # fmt: skip
    r.h2("How to read this report")
    r.p(
        "Years end on 31 December. Amounts are in millions of United States dollars unless we say "
        "otherwise, and small differences in sums are avoided by rounding one figure rather than "
        "all. Words with a special meaning, such as value lines, order intake or metal clause, "
        "are explained in the glossary near the end. This report contains forward-looking "
        "statements; the chapter on risk factors explains why events may turn out differently.",
    )
