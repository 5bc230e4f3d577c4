"""Ellerwick: risk factors, by group: title, what may happen, what we do."""

RISKS = (
    ("Markets and customers", (
        ("The mix of what we sell may worsen further",
         "Value lines grew from 28% to 38% of net sales within two years. Distributors and retailers who buy them "
         "also buy engineered products, and may answer a cap on value lines by moving both to a competitor.",
         "We discuss the cap with the twenty largest distributors one by one, and offer those who accept it better "
         "terms on service parts. If three of the twenty left, we would lose about $60 million of net sales."),
        ("A few retailers and wholesalers have great power over prices",
         "The ten largest customers of Climate Systems and Building Hardware buy goods for $690 million a year "
         "without an obligation to go on. Annual tenders allow them to change supplier within a season.",
         "We have begun to give notice where margins are too thin. That protects margin and concentrates us further "
         "on those who stay."),
        ("Construction may weaken",
         "About 44% of net sales depends on building. High interest rates delayed offices and homes in 2025; a "
         "recession would also reach schools and hospitals, whose owners live from taxes.",
         "Replacement and retrofit, two thirds of what we sell into buildings, fall later and less. We model a fall "
         "of 15% of new building in our liquidity planning."),
        ("Public water programmes may be cut or delayed",
         "Federal funds for municipal water in the United States end in 2027 unless they are renewed. British water "
         "companies are under financial strain, and one large customer there is reorganising its debt.",
         "Orders from programmes are accepted only with funds committed. We do not count programme orders beyond two "
         "years in our plans."),
        ("Subsidies for heat pumps change suddenly",
         "In the last three years subsidies were raised or cut eleven times in the seven countries that matter to us. "
         "Each cut led to stocks in the trade that took about a year to clear.",
         "With Arnsfeld closed, fixed costs of heat pumps are lower by $16 million, and the line breaks even at two "
         "thirds of the volume of 2022."),
        ("Competitors from countries with lower cost enter our markets",
         "Makers of standard pumps and motors from China, Turkey and Vietnam opened warehouses in Europe and North "
         "America. Some of them now offer five years of warranty.",
         "Where a product can be compared by price alone we do not expect to win in the long run, which is one reason "
         "for our programme Mix and Metal."),
        ("New technology may make our products less needed",
         "Motors in which the drive is integrated replace servo drives sold separately; heat can be moved by liquids "
         "where today we move air.",
         "A quarter of research spending goes to products that would replace our own. That is no guarantee: the Pico "
         "range failed three times."),
        ("Large projects depend on decisions of others",
         "Trains wait for doors, refineries for permits, desalination for financing. We store finished goods, bear "
         "their cost and recognise revenue late.",
         "Contracts signed since 2024 provide for storage fees after 60 days. Older ones do not."),
    )),
    ("Costs and supply", (
        ("Metals may become dearer or scarcer",
         "We buy 46,000 tonnes of copper, 28,000 tonnes of aluminium and castings worth more than $320 million a year. "
         "In 2025 raw materials cost 12% more than in 2024, and prices recovered about half of it.",
         "Hedges delay the effect by two to four quarters. Metal clauses pass it on, but were part of only 41% of "
         "contract sales at year end."),
        ("Tariffs may change at short notice",
         "Tariffs of 25% on copper semi-products took effect in July with six weeks of notice. Others, on electrical "
         "steel, compressors and finished coils, have been announced, suspended or threatened.",
         "We make most goods on the continent on which they are sold. Coils from Nogales Verde, motors from Pune and "
         "drives from Steinach are the exceptions."),
        ("We depend on single suppliers for some parts",
         "Compressors come from two makers in one country, magnets from one country, tungsten powder from three "
         "refiners. A new compressor takes two years to qualify.",
         "For 61 of the 94 critical parts a second source was approved by year end. We hold six months of magnets and "
         "four of tungsten."),
        ("Energy may be dear or interrupted in Europe",
         "Steinach, Olszany and Castellar paid $31 million for gas and power. Rationing of gas in a cold winter could "
         "stop the hardening shop within a day.",
         "Electric furnaces will end this dependence in Steinach in 2027. Half of expected gas was bought forward in "
         "January."),
        ("Freight may be slow or expensive",
         "A strike in the port of Gavle and low water on the Rhine delayed deliveries in 2025. Diversions around "
         "southern Africa add sixteen days between Pune and Venlo.",
         "Motors for Europe now travel with two carriers on two routes. Safety stock was raised by nine days."),
        ("Wages may rise faster than productivity",
         "General wage rounds cost 4.1% in 2025. In Mexico and Poland pay rose by 9% and 8%. A vote on union "
         "representation at Fort Salter failed by 22 votes and may be repeated.",
         "Nineteen of 42 sites have collective agreements; six of them, with 2,900 employees, end in 2026."),
        ("Suppliers may fail",
         "Foundries in Europe work with little capital. Two of our suppliers sought protection from creditors in 2025; "
         "we advanced $3 million to keep patterns in use.",
         "We follow the finances of 400 suppliers quarterly and own the patterns in all foundries since 2023."),
    )),
    ("Operations and technology", (
        ("The new planning platform may disturb deliveries again",
         "The change of the warehouse platform in May made stock invisible for eleven weeks. Twelve more sites are to "
         "change until 2027, among them Dunmere.",
         "No site will change in its season, each runs in parallel for a month, and the president of the segment "
         "decides on the day. The programme was prolonged by nine months."),
        ("Attacks on our computers may stop plants or expose data",
         "In March an intruder used the password of a contractor to enter the network of a sales office. Nothing was "
         "encrypted and no personal data was taken, but 140 computers had to be rebuilt.",
         "Plants are separated from offices. Every site restores one system from backup each quarter. Insurance covers "
         "up to $40 million."),
        ("Products may fail and cause damage",
         "Our products move hot, poisonous or heavy things. A failed valve can release gas; a failed closer can crush a "
         "hand. Recalls in 2025 cost $6 million for servo drives and may cost $2 million for chargers.",
         "Insurance pays up to $150 million a year beyond a deductible of $5 million. It does not pay for exchange of "
         "products."),
        ("Fires, floods and storms may strike important sites",
         "A hurricane flooded Savannah Reach in September; fire stopped the paint shop of Brno-Lesna in February 2026. "
         "Dunmere, Holland Ridge and Steinach each make parts that no other site can make.",
         "Nine sites lie in flood plains. Barriers were built at four, and insurers have audited all sites above $50 "
         "million of value."),
        ("Water may be short where we work",
         "A well at Ahmedabad fell dry in June. Nogales Verde and Antofagasta lie in regions where authorities allot "
         "water by the month.",
         "Treated waste water covers 44% of what we use in such regions, and 60% is planned for 2027."),
        ("We may not find the people we need",
         "It takes fourteen months to train a winder, four years to train a pattern maker. A third of the pattern "
         "makers at Dunmere will retire by 2030.",
         "We train 610 apprentices, a record. Retired masters teach two days a week at four sites."),
        ("Fixed-price contracts may bring losses",
         "Air handlers for two hospitals overran their budgets by $5 million. Contracts at prices of 2023 for pumps "
         "and valves of $64 million are still to be delivered.",
         "Liability for coordination among trades is no longer accepted. Contracts beyond twelve months need a clause "
         "or the signature of the chief financial officer."),
        ("Acquisitions may disappoint",
         "Korvane exceeded our expectations; others in our history did not. Goodwill stands at $1,327 million, and in "
         "Building Hardware its fair value exceeds its carrying amount by only 14%.",
         "The Board reviews each acquisition after one, three and five years against the paper with which it was "
         "proposed. The author of the paper presents."),
    )),
    ("Finance", (
        ("Our debt may limit what we can do",
         "Debt rose by $170 million to $1,740 million. A downgrade by one step would raise interest by about $3 "
         "million a year; a downgrade by three would close the market for commercial paper to us.",
         "Maturities are spread, 82% of debt bears fixed interest, and a facility of $750 million is undrawn until "
         "2030."),
        ("Exchange rates may move against us",
         "About 43% of net sales is earned in currencies other than the dollar. In 2025 they cost 0.4 percentage "
         "points of growth.",
         "Committed flows are hedged, translation is not, except through euro notes."),
        ("Pensions may need more money",
         "Obligations exceed assets by $186 million. A judgment in Britain could add $14 million; longer lives and "
         "lower interest could add more.",
         "Plans are closed to new members, and bonds cover about 70% of the movement of interest rates."),
        ("Customers may not pay",
         "Builders, small contractors and public bodies in some countries pay late. In 2025 we wrote down $2 million "
         "due from a developer in Dubai.",
         "Limits are set for each customer. Letters of credit or advances are needed in 38 countries."),
        ("Taxes may rise",
         "Fifteen countries in which we work apply a minimum tax, and more will. Audits in Germany, India and the "
         "United States are open for several years.",
         "We do not use companies without people. Unrecognised benefits of $34 million are provided in full."),
        ("Controls may fail",
         "After May, controls over inventories in North America worked only with additional counts. A repeat during "
         "the change at Dunmere could be material.",
         "Internal audit attends each change from the rehearsal on, and can stop it."),
    )),
    ("Law and regulation", (
        ("Claims may cost more than we have provided",
         "Note 25 describes ten matters. The largest open one, the suit of Aldous Instruments, asks for $44 million "
         "and an injunction against our dosing pumps.",
         "A redesign is ready. Provisions for legal claims of $13 million cover what is probable, not what is "
         "possible."),
        ("Rules on refrigerants and efficiency may outdate products",
         "From 2027 many fluorinated gases may no longer be sold in Europe. Motors may have to reach a further class "
         "of efficiency in 2029.",
         "All heat pumps launched since 2023 use propane. Stocks of older units were written down by $7 million."),
        ("Export controls and sanctions may close markets",
         "Valves and drives may be used in ways that governments forbid. Lists of controlled goods grew by a fifth in "
         "2025, and agents may not know the final user.",
         "Each order to 44 countries is examined by people who do not sell. Nineteen orders worth $4 million were "
         "declined."),
        ("Corruption may occur despite our rules",
         "We sell to public customers in countries where bribes are common, and work with 260 agents.",
         "Agents are paid into accounts in the country in which they live, never in cash, and are audited by turns. "
         "Two contracts with agents were ended in 2025."),
        ("Environmental duties may grow",
         "We are responsible for 14 sites with polluted ground or water. Limits for certain persistent chemicals in "
         "drinking water may require treatment at three of them.",
         "Provisions of $20 million rest on present rules. We estimate that stricter ones could cost up to $26 million "
         "more."),
        ("Reporting on climate may expose us to claims",
         "European, Californian and Indian rules ask for data that suppliers must give us and that we cannot fully "
         "check.",
         "Data in this report was reviewed with limited assurance. We publish what we do not know beside what we do."),
        ("Competition authorities may find fault with us",
         "Canada examines the pricing of door closers; other countries may follow. Fines can reach a tenth of net "
         "sales in some of them.",
         "All sales staff for access hardware were trained anew in 2025, and former managers were interviewed by "
         "outside counsel."),
        ("Our own rules may not hold off an unwanted bidder",
         "Delaware law and our charter let the Board delay an offer, not prevent it. A low share price makes an offer "
         "more likely; the price fell by a fifth in 2025.",
         "Whether an offer would be good for shareholders would be for them to decide, after the Board had said what it "
         "thinks."),
        ("Forward-looking statements may prove wrong",
         "Words such as expect, plan, should and target mark statements on the future in this report. They rest on "
         "what we knew on 24 February 2026.",
         "We do not undertake to update them except in our regular reports. Readers should weigh them with the risks "
         "described in this chapter."),
    )),
)  # fmt: skip
GLOSSARY = """
Air handler | A box with fans, filters and coils that conditions the air of a large building.
Approval | The written statement of a plant owner that a valve may be used in its plant.
Autoclave | A vessel in which ore is treated under pressure; Korvane's valves let slurry in and out.
Backlog | See order book.
Basis point | One hundredth of a percentage point.
Bevel gearbox | A gearbox whose shafts meet at an angle.
Call-off | An order placed under a framework agreement.
Carrying amount | The amount at which an item stands in the balance sheet.
Catalogue item | A product sold at a list price from stock.
Commercial paper | Unsecured notes that fall due within nine months.
Consignment | Goods of ours held by a customer who pays when he uses them.
Contract liability | Money received from a customer for goods or services still to be delivered.
Core line | See engineered line.
Cost of poor quality | Scrap, rework, and the cost of warranty and returns.
Covenant | A promise to lenders to keep within certain limits.
Cryogenic | At temperatures below minus 150 degrees Celsius.
Days of inventories | Inventories at year end divided by cost of sales of the year, times 365.
Days of payables | Trade payables at year end divided by cost of sales of the year, times 365.
Days of receivables | Trade receivables at year end divided by net sales of the year, times 365.
Desalination | Making drinking water from sea water.
Diaphragm pump | A pump in which a flexible disc moves the liquid, so that nothing can leak.
Duplex steel | A stainless steel with two crystal structures, strong and resistant to salt.
EBITDA | Operating income before depreciation and amortisation; restructuring is not added back.
Effective tax rate | Income taxes divided by income before income taxes.
Engineered line | A product line that is specified with the customer; the opposite of a value line.
Fan coil | A small unit with a fan and a coil that heats or cools a room.
Framework agreement | A contract that fixes prices and terms, but not quantities.
Free cash flow | Cash flow from operations less capital expenditure.
Gross margin | Gross profit divided by net sales.
Hearthside | Our brand of quiet residential fan coils, launched in February 2025.
IE5 | An international class of motor efficiency; higher numbers are better.
Impeller | The wheel in a pump that gives speed to the liquid.
Installed base | Products of ours that are in use.
Inverter | An electronic device that controls the speed of a motor.
Last-in, first-out | A method by which the newest cost is charged to cost of sales first.
Lost-time injury | An injury after which a person cannot work on the next day.
Magnet drive | A pump drive without a shaft through the casing.
Metal clause | A term of a contract by which the price follows a quoted price of metal.
Mix | The shares of products in net sales.
Mix and Metal | Our programme for the years 2026 to 2028.
Net debt | Debt less cash and cash equivalents.
Operating margin | Operating income divided by net sales.
Order book | Orders received and not yet delivered.
Order intake | Orders received in a period less cancellations.
Organic growth | Growth without acquisitions of the last twelve months and at constant exchange rates.
Pattern | The model from which a sand mould is made.
Planetary gearbox | A gearbox in which several gears turn around a central one.
Pricing council | The group of managers that may change catalogue prices every second Monday.
Private label | Goods sold under the brand of a retailer.
Propane | A refrigerant with very low warming potential, which can burn.
Recordable injury | An injury that needs more than first aid.
Retrofit | New equipment in an existing building.
Return on invested capital | Operating income after tax divided by average equity plus net debt.
Rotor | The turning part of a motor.
Scope 1 | Emissions from what we burn ourselves.
Scope 2 | Emissions from the making of the power and heat that we buy.
Scope 3 | Emissions of suppliers and from the use of our products.
Segment profit | Operating income of a segment before restructuring and head office cost.
Servo drive | An inverter that controls the position of a motor precisely.
Severe service | Use of a valve under heat, cold, pressure or wear that ordinary valves do not stand.
Silicon carbide | A material for electronic switches with small losses, and for hard wearing parts.
Slurry | Water with solids in it.
Stator | The part of a motor that does not turn and holds the windings.
Supplier finance | A programme by which a bank pays our suppliers early.
Tideglass | Our system for monitoring pumps.
Traction motor | The motor of a rail vehicle.
Treasury stock | Shares that we have bought back and hold.
Tungsten carbide | A very hard material used for coatings and drill bits.
Value line | One of five product lines with low margins: standard pumps, residential fans and coils, standard motors, private-label tools, contract assembly.
Working capital | Receivables and inventories less payables.
""".strip().splitlines()
