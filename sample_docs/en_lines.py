"""Ellerwick: what there is to say about each of the sixteen product lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LineText:
    """Prose about one product line, for the discussion (year) and for the business chapter (rest)."""

    year: tuple[str, str]
    product: str
    customers: str
    rivals: str
    making: str
    next_year: str


TEXTS = {
    "Process pumps": LineText(
        ("Process pumps slipped a little as two refinery turnarounds in Louisiana moved into 2026 "
         "and a lithium project in Chile was put on hold. Orders, by contrast, were the highest "
         "ever because of the Merrow Coast framework, which will be delivered from the second "
         "quarter of 2026.",
         "Service now makes up 31% of the sales of this line. The installed base connected to our "
         "Tideglass monitoring grew from 5,900 to 8,200 pumps, and customers who use it buy spare "
         "parts from us about twice as often as those who do not."),
        "Our process pumps move liquids that are hot, abrasive, toxic or all of these. The Calderon "
        "family covers flows up to 9,000 cubic metres an hour; the smaller Merlin family is sealed "
        "by magnets and has no shaft passing through the casing.",
        "Chemical producers account for 38% of sales, water and desalination for 27%, energy for "
        "21% and mining for the remainder. The ten largest customers buy about a third of the line, "
        "generally under frameworks of three to five years.",
        "Four large international manufacturers and some twenty regional ones compete with us. "
        "Efficiency over the life of the pump, delivery time of spares and the reputation of the "
        "seal decide most orders; price decides few.",
        "Casings are cast in Dunmere and by three foundries in Spain and India, machined in Dunmere "
        "and Tres Robles, and tested with water up to 2.4 megawatts of shaft power.",
        "We expect sales to grow by a high single-digit percentage in 2026, because two thirds of "
        "the year's plan was already in the order book in January."),
    "Severe-service valves": LineText(
        ("Sales of severe-service valves were almost unchanged. Demand from liquefied gas terminals "
         "was lively, but a shortage of duplex castings held back deliveries of about $16 million "
         "until the foundry cell at Dunmere began to pour in August.",
         "Margins fell because nickel, the main cost of the alloys used here, was dear in the first "
         "half, and because expedited air freight to Qatar cost $2 million."),
        "These valves open and close where ordinary valves fail: at 600 degrees, at minus 196, or in "
        "slurry that sands away steel. Korvane Valve, bought in 2024, added rotary valves for "
        "autoclaves in the mining of nickel.",
        "Engineering contractors specify the valves and the owners of plants pay for them. Gas "
        "terminals took 34% of sales, refining 22%, mining 19%, power 15%, and others 10%.",
        "The market is divided among about a dozen specialists. Approval by the owner is the main "
        "barrier; we hold 214 such approvals and gained nineteen in the year.",
        "Bodies are forged or cast outside, increasingly in Dunmere, and coated with tungsten "
        "carbide in Castellar by a process that we patented in 2016 and improved twice since.",
        "Deliveries held back in 2025 will help the first half of 2026. We plan for growth of about "
        "five percent and for a margin near that of 2024."),
    "Metering and dosing": LineText(
        ("Metering and dosing lost ground in laboratories, where a competitor offered a cheaper "
         "syringe pump, and grew in water treatment. Sales to makers of battery cathodes halved "
         "after a very strong 2024.",
         "We withdrew the Pico range in September. It had never reached $5 million of sales in "
         "spite of three relaunches, and it tied up eleven engineers."),
        "A dosing pump delivers the same small amount again and again. Our diaphragm pumps add "
        "chlorine to drinking water, flavour to yoghurt and catalyst to plastics, in amounts from "
        "a fifth of a millilitre to forty litres per stroke.",
        "Around 6,000 customers buy the line through 140 specialised dealers. No customer accounts "
        "for more than four percent of it.",
        "Two European family companies are our strongest rivals and have a longer list of "
        "approvals in food. We are ahead in software that records every stroke.",
        "Everything is assembled in Lower Averham from parts made by 60 suppliers within 200 "
        "kilometres; diaphragms are moulded in-house because the recipe is a trade secret.",
        "Without the Pico range sales will fall slightly in 2026 and profit should rise."),
    "Standard pumps": LineText(
        ("Standard pumps grew by almost a quarter. A wet spring on the east coast of the United "
         "States, new listings at two builders' merchants and the first full year of our web shop "
         "for installers each contributed about a third of the growth.",
         "Margins fell by nearly two points. The catalogue was priced in November 2024, before cast "
         "iron and copper rose, and the spring price list could not be reopened until the summer."),
        "Standard pumps empty cellars, circulate heating water and lift sewage from houses below "
        "the street. They are sold from the shelf, and few buyers remember the maker's name.",
        "Wholesalers buy 64% of the line, builders' merchants 27%, and installers the rest through "
        "our own web shop. Payment terms are long and returns are generous.",
        "Competition is broad and comes increasingly from Turkey and China. A price gap of more "
        "than twelve percent costs us listings within a year.",
        "Pumps are assembled on four automated lines in Tres Robles and Brno-Lesna, at a rate of "
        "one every nineteen seconds. Motors come from our own Standard motors line.",
        "Capacity is full, and we shall not add to it. Prices rose by 5.5% on 1 January 2026."),
    "Commercial air handling": LineText(
        ("Office construction in North America fell for the third year. Retrofits of schools under "
         "state programmes made up for part of it, and data centres, a market we entered in 2023, "
         "grew to $47 million.",
         "Two hospital projects in Ohio overran their budgets because of late design changes and "
         "together cost us $5 million of gross profit. We have since stopped accepting liability "
         "for coordination among trades."),
        "An air handler is a room-sized box that filters, heats, cools and moistens the air of a "
        "large building. Ours are configured from modules, so that no two are alike although most "
        "of their parts are.",
        "Mechanical contractors place the orders. Schools, hospitals and laboratories are the end "
        "users of 58% of what we sell, data centres of 14%, offices of only 11%.",
        "Three American companies lead the market and we rank fifth. We win where height is short, "
        "noise matters, or the building cannot be closed during the work.",
        "Panels are folded and foamed in Holland Ridge and Gratton Falls. Coils come from our own "
        "coil shop; fans are bought from two suppliers in Germany and Slovenia.",
        "Data centres should exceed $70 million in 2026. We expect offices to remain weak."),
    "Heat pumps": LineText(
        ("Heat pumps fell for the second year. Installers in Germany, Poland and Italy worked down "
         "stocks bought in the boom of 2022, and the subsidy in Italy ended in March.",
         "We wrote down inventories by $7 million and closed the line at Arnsfeld. Production is "
         "now concentrated in Olszany, where wages are lower and the hall is half empty."),
        "Our heat pumps draw warmth from air, ground water or waste water and heat buildings from "
        "single homes up to hospitals. The Boreal range uses propane and works down to minus 28 "
        "degrees.",
        "Wholesalers of heating equipment take three quarters of sales and housing companies the "
        "rest. Decisions follow subsidies, electricity prices and, lately, local heat plans.",
        "More than fifty brands compete in Europe. Large Asian makers of air conditioners entered "
        "at the low end, so that we concentrate on sizes above 20 kilowatts.",
        "Compressors, the heart of the product, are bought from two Japanese suppliers under "
        "contracts that end in 2028.",
        "Stocks in the trade were back to normal in December. We expect a small recovery in units "
        "and a better one in profit, because of lower fixed costs."),
    "Controls and sensors": LineText(
        ("Sales declined because we stopped supplying thermostats to another manufacturer at the "
         "end of 2024, a contract worth $22 million a year. Without it the line grew by 4%, and "
         "Sensmarka contributed $9 million in nine months.",
         "Gross margin remained the highest of the group. Software subscriptions reached $18 "
         "million and are renewed by 94% of customers."),
        "Controls decide when a fan turns and a valve opens. We sell room controllers, gateways and "
        "the Hearthlink software with which owners watch many buildings at once.",
        "System integrators buy most of the hardware. Owners of retail chains, hotels and "
        "universities subscribe to the software, usually for three years.",
        "We are small beside the great names in building automation and cooperate with two of them. "
        "Open protocols are our argument: nobody who buys from us is locked in.",
        "Circuit boards are made by contract manufacturers in Penang and Györ, and programmed and "
        "tested in Linköping and Gratton Falls.",
        "Radar sensors should double their sales in 2026, from a low base."),
    "Residential fans and coils": LineText(
        ("Residential fans and coils grew by 39%, more than any other line. Hearthside accounted for "
         "$74 million, and a national retailer in the United States gave us half of its own-brand "
         "range from July.",
         "The line earns less than a fifth of its sales as gross profit. Aluminium and copper make "
         "up half of its cost; a rise of 12% in either takes away more than the spring price "
         "increase brought in."),
        "Fan coils, range hoods and bathroom fans move air in homes. Hearthside is our first own "
        "brand for consumers; everything else carries the label of a wholesaler or a retailer.",
        "Six wholesalers and two retailers buy 71% of the line. Tenders are held every year, "
        "usually in August, and a listing lost in August is lost for a season.",
        "Prices are transparent and fall. Manufacturers in Mexico and Vietnam set the floor; our "
        "advantages are quietness, short delivery and few returns.",
        "Coils are brazed in Holland Ridge and in Nogales Verde, where a third shift was added in "
        "March. The same lines could make coils for air handlers at twice the margin.",
        "Volume is capped at 2.9 million units. Two private labels with margins under 15% were "
        "given notice in December."),
    "Servo drives": LineText(
        ("Makers of packaging and textile machines in Germany and northern Italy cut their orders "
         "in spring and brought them back, in part, in autumn. Sales of servo drives fell by "
         "5.6%.",
         "A faulty connector from one supplier led to the exchange of 14,200 drives. It cost $6 "
         "million, of which we expect to recover half."),
        "A servo drive tells a motor where to be, a thousand times a second. Our Tempo range covers "
        "50 watts to 90 kilowatts; the newest sizes switch with silicon carbide and need no fan.",
        "Builders of packaging machines buy 36%, robotics 24%, printing and textiles 17%, and "
        "semiconductor equipment 12% of the line. Designs, once chosen, last seven to ten years.",
        "We compete with the automation groups of Germany, Japan and the United States. Their range "
        "is wider; ours is easier to integrate and is delivered within five days.",
        "Power modules come from three suppliers. Boards are populated in Steinach and in Pune on "
        "identical equipment, so that either can take over from the other.",
        "Orders in the fourth quarter were 9% above those of a year ago. We plan for growth of four "
        "to six percent."),
    "Gearboxes": LineText(
        ("Gearboxes suffered from the weakness of conveyor projects at parcel companies. A contract "
         "for airport baggage in Bengaluru and good demand from grain handling limited the decline "
         "to 7.4%.",
         "Steel for gears rose less than other metals, but heat treatment uses much gas, and gas at "
         "Steinach cost 22% more than in 2024."),
        "A gearbox turns speed into force. We make planetary, bevel and worm gearboxes up to 300 "
        "kilonewton metres, and pair them with our own motors when customers wish.",
        "Makers of conveyors, mixers, cranes and lifts buy directly. Around 40% of sales reach "
        "smaller customers through 320 distributors.",
        "The market is old and crowded. Two German family companies are far larger; price pressure "
        "comes from India, where we are ourselves a producer.",
        "Gears are cut in Steinach and Coimbatore East, hardened, ground, and paired by acoustic "
        "measurement. Housings are bought in.",
        "We expect flat sales. A new hardening shop with electric furnaces will start in 2027."),
    "Traction motors": LineText(
        ("Traction motors were held back by a customer: a maker of regional trains in Poland "
         "postponed forty sets because doors from another supplier were late. We stored finished "
         "motors worth $11 million at year end.",
         "The overhaul of motors for metros in Toronto and Lyon did well. A long contract for trams "
         "in Melbourne begins in 2026."),
        "Our traction motors drive trams, metros and regional trains. Each is built for one "
        "vehicle and then supplied, with spares, for thirty years.",
        "Five manufacturers of rolling stock buy the motors; 22 operators buy overhauls. Tenders "
        "take two years, and the first delivery follows two years later.",
        "Two competitors belong to rolling stock groups and are also customers. Reliability in the "
        "field is public knowledge in this trade, and ours is good.",
        "Windings are made by hand in Terrebonne-Est and Walcz. Training a winder takes fourteen "
        "months.",
        "With the postponed sets and Melbourne, sales should grow by more than ten percent."),
    "Standard motors": LineText(
        ("Standard motors grew by a third. The new hall in Pune removed the bottleneck of stators, "
         "and Indian and Indonesian distributors placed opening orders of $31 million.",
         "About 55% of the cost of a standard motor is copper, electrical steel and cast iron. The "
         "margin fell to less than 20% although prices were raised twice."),
        "Standard motors turn pumps, fans and belts. Sizes and mountings are fixed by norms, so that "
        "any maker's motor fits, which is why price decides.",
        "Distributors buy 57%, our own segments 18% at market prices that are eliminated from net "
        "sales, and makers of machines the rest.",
        "The largest makers in China and Brazil each produce more motors in a month than we do in "
        "a year. We live from delivery time, efficiency class IE5 and closeness.",
        "Stators are wound in Pune and Nogales Verde; rotors are cast in Coimbatore East.",
        "The line will not grow in 2026: distributors are stocked and capacity for copper-hungry "
        "frames is to be cut."),
    "Structural fasteners": LineText(
        ("Structural fasteners were level after the sale of a nail business in 2024. Timber "
         "construction in British Columbia and Scandinavia remained slow, while anchors for solar "
         "fields grew.",
         "Anti-dumping duties on wire rod raised costs in Ontario by $3 million."),
        "Screws, anchors and brackets that carry loads in timber and concrete. Engineers specify "
        "them by name because approvals are attached to the product.",
        "Some 9,000 timber builders and steel merchants buy the products, most of them through "
        "wholesalers with whom we have worked for decades.",
        "European makers lead in approvals for cross-laminated timber. We lead in anchors for "
        "frozen ground.",
        "Wire is drawn, headed and coated in Kettle Forge and Fort Salter.",
        "Solar anchors should bring growth of three percent."),
    "Access hardware": LineText(
        ("Locks, closers and hinges were flat. The merger of the plants at Brantley and Kettle "
         "Forge disturbed deliveries in the second quarter and cost an estimated $4 million of "
         "sales.",
         "Electronic locks rose to a fifth of the line and earn ten points more than mechanical "
         "ones."),
        "Access hardware comprises closers, hinges, exit bars and, increasingly, electronic locks "
        "for schools, hotels and homes for the elderly.",
        "Door makers and locksmith wholesalers each buy about 45%. Replacement is more important "
        "than new building.",
        "Two groups own most of the well-known brands in this trade. Independent suppliers such as "
        "ourselves are wanted as a second source.",
        "Zinc parts are cast, polished and assembled in Kettle Forge; electronics are bought.",
        "With the merger complete, we plan for better service and growth of two percent."),
    "Private-label tools": LineText(
        ("Private-label tools grew by a quarter on two agreements with builders' merchants. The "
         "first began in February with 340 stores in the United States, the second in June with "
         "160 in Britain and Ireland.",
         "Opening orders were delivered with introductory discounts of $6 million. Tungsten for "
         "drill bits doubled in price in the fourth quarter."),
        "Under the brands of eleven retailers we make drills, bits, saw blades and hand tools. The "
        "retailer sets the price and design; we are responsible for quality and availability.",
        "The two largest customers account for 52% of sales. Agreements run for three years, "
        "without volume guarantees.",
        "Dozens of manufacturers in Asia offer the same. Retailers choose us for delivery from "
        "domestic warehouses within 48 hours.",
        "Blades and bits are made in Fort Salter; motors and batteries are bought in Suzhou and "
        "Penang.",
        "Growth will slow to the rate of store openings. One agreement has to be renegotiated "
        "because of tungsten."),
    "Contract assembly": LineText(
        ("Contract assembly gained the final assembly of charging columns for a customer in Texas "
         "and of garden irrigation controllers for another in Spain. Sales rose by 28%.",
         "Material supplied by customers is not in net sales, yet even so the margin is thin, since "
         "wages in Fort Salter rose by 6%."),
        "We assemble, test and pack products that other companies designed: charging columns, "
        "vending doors, irrigation controllers, bicycle lockers.",
        "Seven customers account for nearly all sales. The largest, the maker of charging columns, "
        "accounts for 44%.",
        "Contract manufacturers of electronics are far larger and cheaper in series of a hundred "
        "thousand; we are good at series of five thousand.",
        "Work is done in Fort Salter, Savannah Reach and Castellar, on benches that can be rebuilt "
        "for another product in two days.",
        "We have declined two offers of new business and will let one contract lapse in June "
        "2026."),
}  # fmt: skip
