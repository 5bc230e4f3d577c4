"""Ellerwick: names of product families, research programmes, orders, and frames for regional paragraphs."""

FAMILIES = {  # families, unit, smallest, largest
    "Process pumps": (("Calderon 40", "Calderon 80", "Merlin S", "Merlin X", "Brock", "Sable", "Tern", "Osprey HT"),
                      "m³/h", 12, 9000),
    "Severe-service valves": (("Bastion", "Bastion Cryo", "Kestrel", "Ironbark", "Korvane R", "Sentinel", "Vesta"),
                              "mm bore", 15, 900),
    "Metering and dosing": (("Diapha", "Diapha Hygienic", "Quill", "Tally", "Dosemate", "Rill"), "l/h", 0.2, 1400),
    "Standard pumps": (("Brook", "Brook Plus", "Cellarman", "Loop", "Loop E", "Lift 2", "Garden"), "kW", 0.1, 22),
    "Commercial air handling": (("Alto", "Alto Low", "Clinic", "Gallery", "Rack Air", "Schoolhouse"), "m³/s", 0.5, 60),
    "Heat pumps": (("Boreal 20", "Boreal 60", "Boreal W", "Fjell", "Polder", "Sewage Heat"), "kW", 8, 950),
    "Controls and sensors": (("Hearthlink", "Room 3", "Room 5", "Gateway M", "Radar R1", "Flow Eye"), "points", 1, 9000),
    "Residential fans and coils": (("Hearthside", "Whisper", "Hood 60", "Hood 90", "Trade Fan", "Coil Basic", "Attic"),
                                   "m³/h", 40, 2400),
    "Servo drives": (("Tempo 1", "Tempo 3", "Tempo 5", "Tempo SiC", "Presto", "Largo"), "kW", 0.1, 90),
    "Gearboxes": (("Planet P", "Planet H", "Bevel B2", "Worm W", "Hoist", "Agri"), "kNm", 0.1, 300),
    "Traction motors": (("Metro M", "Tram T", "Regio R", "Overhaul", "Shunt"), "kW", 30, 850),
    "Standard motors": (("Norm 3", "Norm 4", "Norm 5", "Aqua Norm", "Brake", "Ex Norm"), "kW", 0.2, 375),
    "Structural fasteners": (("Tie", "Tie Long", "Frost Anchor", "Solar Anchor", "Bracket", "Timberlok"), "mm", 5, 1200),
    "Access hardware": (("Closer C4", "Closer C6", "Exit Bar", "Hinge Pro", "Keyless", "Care Lock"), "kg door", 20, 300),
    "Private-label tools": (("Cordless drill", "Impact driver", "Bit sets", "Saw blades", "Hand tools", "Batteries"),
                            "V or mm", 3, 230),
    "Contract assembly": (("Charging columns", "Irrigation controllers", "Vending doors", "Bike lockers", "Kiosks"),
                          "units/day", 4, 600),
}  # fmt: skip
REGION_FRAMES = (
    ("In North America {line} brought ${sales} million, {change} on the year. Around {dealers} dealers carry the "
     "range, and delivery took {days} days on average.",
     "North American customers bought {line} for ${sales} million after ${before} million. They asked for {quotes:,} "
     "quotations; stock at dealers stood at {stock} weeks in December.",
     "The North American market for {line} moved by {change} to ${sales} million. Contracts that came up for renewal "
     "were kept in {renewals}% of cases.",
     "Of the {line} sold in North America, worth ${sales} million ({change}), most went through {dealers} distributors; "
     "we shortened delivery to {days} days."),
    ("European sales of {line} were ${sales} million (2024: ${before} million). {renewals}% of frameworks that ended "
     "were renewed, often for a shorter term than before.",
     "In Europe, {line} stood at ${sales} million, {change}. Lead times of {days} days were shorter than those that "
     "customers say they get from others.",
     "Europe accounted for ${sales} million of {line}, a change of {change}. Our {dealers} dealers there held stock for "
     "{stock} weeks, two more than they like.",
     "{Line} in Europe: ${sales} million after ${before} million, on {quotes:,} quotations. Energy labels and "
     "repairability decided more orders than in any year before."),
    ("Asia Pacific took {line} for ${sales} million, {change}; local production delivered within {days} days.",
     "In Asia Pacific we sold {line} worth ${sales} million (${before} million in 2024), and gained new "
     "distributors, now {dealers} in number.",
     "Customers in Asia Pacific spent ${sales} million on {line}, which is {change}. They asked for {quotes:,} "
     "quotations, a third of them from India.",
     "For {line} the Asian and Pacific markets yielded ${sales} million; the change was {change}, and the rate of "
     "renewal {renewals}%."),
    ("Elsewhere {line} sold for ${sales} million (2024: ${before} million), chiefly in projects.",
     "In the Rest of World, {line} were at ${sales} million; {stock} weeks of stock lay with agents.",
     "Other countries contributed ${sales} million of {line}, {change}, with payment secured by letters of credit.",
     "Sales of {line} to the Rest of World amounted to ${sales} million and depended on {dealers} agents."),
)  # fmt: skip
PROGRAMMES = tuple(
    tuple(row.split(" | "))
    for row in """
Closed sand loop | Flow Control | The aim is to reuse 96% of moulding sand in the foundry at Dunmere by thermal cleaning. | The pilot ran for 1,900 hours; binder residues were lower than expected.
Quiet impeller | Flow Control | New blade shapes should take four decibels from circulation pumps. | Three shapes were printed in resin and measured; one goes into tooling in March.
Tideglass 4 | Flow Control | The fourth version of our monitoring learns what is normal for each pump and reports what is not. | A field test with 340 pumps in nine plants found 31 of 33 faults before they stopped a pump.
Ammonia seal | Flow Control | Shipping wants pumps for ammonia as a fuel, whose seals must not leak at all. | A double gas seal passed 2,000 hours; class approval is expected in autumn.
Hydrogen valve | Flow Control | Severe-service valves are to be qualified for liquid hydrogen at minus 253 degrees. | The test rig in Ulsan was commissioned in June after a delay of five months.
Coating by laser | Flow Control | Carbide is to be applied by laser instead of spraying, with a third of the powder lost today. | Adhesion is equal, speed is still half; we passed the second gate.
Dosing without calibration | Flow Control | A sensor in the head is to measure each stroke so that no calibration is needed. | Accuracy of 0.6% was shown with water, 2.1% with viscous liquids.
Pump frame for all | Flow Control | One motor frame for pumps and fans lowers the number of parts. | It was completed in September and removed 1,140 part numbers.
Slurry ceramics | Flow Control | Liners of silicon carbide may last three times as long as rubber in copper mines. | Two pumps in Chile have run since May without visible wear.
Propane indoors | Climate Systems | Heat pumps with propane inside apartments need less than 150 grams of it. | The circuit works with 138 grams; certification began in December.
Large Boreal | Climate Systems | A heat pump of 1.5 megawatts for district heating is developed with a utility. | The compressor was chosen, and the first unit will be installed in Kolding in 2027.
Liquid cooling units | Climate Systems | Data centres need units that hand heat from chips to the building. | Two customers test prototypes of 600 kilowatts.
Hearthside Two | Climate Systems | The successor of our fan coil should cost a fifth less to make and stay as quiet. | Aluminium micro-channels replace copper tubes; leaks at joints are the open question.
Radar for fall detection | Climate Systems | Sensors in homes for the elderly should notice falls without cameras. | Clinical partners collected 4,100 hours of data; accuracy is 97%.
Air quality by contract | Climate Systems | We examine selling clean air by the hour instead of air handlers. | Four schools take part; energy use fell by 18%.
Brazing alloy with less silver | Climate Systems | Silver in the alloy for copper joints is to fall from 15% to 2%. | After three difficult months the rate of leaks is at the old level.
Filterless kitchen hood | Climate Systems | Grease is to be spun out by a rotor so that no filter is needed. | The rotor is noisy above 2,400 turns; the programme may be stopped.
Open building model | Climate Systems | Controls should configure themselves from the digital model of a building. | Nine buildings were set up in a day each instead of two weeks.
Silicon carbide drives | Motion and Drives | Switching losses of servo drives are to be halved. | Pilot production of 400 units began in October in Steinach.
Magnet-free servo motor | Motion and Drives | Motors without rare earths would free us from one country of supply. | Torque is 8% below target; a new rotor is being cast.
Drives that hear | Motion and Drives | A drive can detect a worn bearing from the current it measures. | The algorithm runs on existing hardware and was released to 20 customers.
Hardening by induction | Motion and Drives | Large gears are to be hardened without gas. | Distortion is within limits up to 600 millimetres.
Printed gearbox housings | Motion and Drives | Sand moulds from a printer save patterns for small series. | Forty housings were poured; cost is lower below 25 pieces.
Axle motor for trams | Motion and Drives | A motor in the axle allows low floors over the whole length of a tram. | The prototype drove 11,000 kilometres in Melbourne.
IE6 standard motor | Motion and Drives | A further class of efficiency is expected from regulators in 2029. | Two designs reach it with 6% more copper, which we do not want.
Recycling of windings | Motion and Drives | Copper from old motors is to return to us directly. | An oven removes insulation without harming the copper; 70 tonnes were recovered.
Frost anchors | Building Hardware | Anchors for thawing ground carry solar fields in the north. | Tests in Yukon continue through a third winter.
Cordless nailing | Building Hardware | A nailer without gas for timber construction is developed with a retailer. | The battery lasts for 900 nails, a hundred short of the goal.
Lock without battery | Building Hardware | A lock takes its power from the turn of the handle. | The lock opened 200,000 times without fault; launch is planned for 2026.
Carbide from scrap | Building Hardware | Worn drill bits are collected and their tungsten used again. | Return rates of 14% were reached in two countries.
Tool returns by camera | Building Hardware | Pictures of returned tools should decide what is repaired. | Decisions agree with those of experts in 93% of cases.
Coating without chrome | Building Hardware | Zinc flakes replace chromate on fasteners for the coast. | Salt spray tests exceeded 1,500 hours.
""".strip().splitlines()
)
TENDERS = tuple(
    tuple(row.split(" | "))
    for row in """
Merrow Coast Water | United Kingdom | process pumps, first call-off
Gulf desalination operator | Saudi Arabia | process pumps and service
City of Port Alder | United States | sewage lifting stations
Baltic Energy Terminal | Poland | cryogenic valves
Ras Umm gas venture | Qatar | severe-service valves
Potash mine | Canada | slurry pumps
Kalinga river authority | India | process pumps
Northern concentrators | Sweden | slurry pumps
State university hospitals | United States | air handlers
Three Lakes school district | United States | air handlers
Colocation operator | United States | data centre units
Hyperscale builder | Ireland | data centre units
Retail group, own brand | United States | residential fans
Wholesaler of heating | Germany | heat pumps
Housing company Nordhagen | Denmark | heat pumps
Airport of Bengaluru | India | gearboxes and motors
Parcel network | France | gearboxes
Maker of regional trains | Poland | traction motors
Melbourne tram operator | Australia | traction motors
Toronto transit | Canada | motor overhaul
Lyon metro | France | motor overhaul
Lille metro | France | motor overhaul
Packaging machine group | Italy | servo drives
Robot maker | Japan | servo drives
Semiconductor equipment maker | Netherlands | servo drives
Motor distributor | India | standard motors
Motor distributor | Indonesia | standard motors
Builders' merchant, 340 stores | United States | private-label tools
Builders' merchant, 160 stores | United Kingdom | private-label tools
Maker of charging columns | United States | contract assembly
Irrigation company | Spain | contract assembly
Solar developer | United States | solar anchors
Solar developer | Canada | frost anchors
School door programme | Canada | closers and exit bars
Group of care homes | United Kingdom | electronic locks
Nickel refinery | Australia | rotary valves
Nickel refinery | Indonesia | rotary valves
Chemical group | Germany | magnet-drive pumps
Lithium refinery | Argentina | process pumps
Nuclear operator | France | safety valves
Power utility | South Africa | feed pumps
Sugar cooperative | Brazil | gearboxes
Copper mine | Chile | pump rebuilds
Copper mine | Zambia | slurry pumps
Brewery group | Mexico | dosing systems
Dairy group | New Zealand | dosing systems
Hotel developer | United Arab Emirates | air handlers
Metro contractor | Egypt | tunnel ventilation
""".strip().splitlines()
)
