"""Ellerwick: sites, companies, court cases."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    town: str
    country: str
    segment: str
    area: int  # thousand square metres
    people: int
    owned: bool
    since: int
    work: str
    story: str


def _site(row: str) -> Site:
    town, country, segment, area, people, owned, since, work, story = row.strip().split(" | ")
    return Site(
        town, country, segment, int(area), int(people), owned == "o", int(since), work, story
    )


SITES = tuple(
    _site(row)
    for row in """
Dunmere | United States | Flow | 118 | 1640 | o | 1889 | pump casings, impellers, foundry, head office | The oldest site stands where slate was quarried until 1931. Its new foundry cell melts by induction, pours duplex steel in batches of 2.4 tonnes and is the first in the group with a closed sand loop.
Tres Robles | United States | Flow | 64 | 870 | o | 1967 | assembly of process and standard pumps | Two automated lines were moved here from Ohio in 2019. A test basin of 3,100 cubic metres lets customers see their pump at full flow before it is shipped.
Lower Averham | United Kingdom | Flow | 31 | 420 | o | 1952 | dosing pumps, diaphragms | The moulding shop for diaphragms is closed to visitors. A combined heat and power plant was replaced by heat pumps from Olszany in May, which lowered the site's use of gas by 70%.
Castellar | Spain | Flow | 42 | 510 | o | 1988 | valve bodies, carbide coating | Coating with tungsten carbide is done in six booths; two more are being built. The works council agreed to weekend shifts until the summer of 2026.
Brno-Lesna | Czechia | Flow | 37 | 480 | l | 2004 | standard pumps | The plant ships 9,000 pumps on an average day. The paint shop burned in February 2026, after the end of the year, and was working again within sixteen days.
Perth Kwinara | Australia | Flow | 18 | 210 | l | 2024 | rotary valves | Korvane's plant was extended by a repair shop for valves that come back from autoclaves, where turnaround fell from nine weeks to four.
Ahmedabad Naroli | India | Flow | 33 | 540 | o | 2009 | pump castings, process pumps | Castings for Dunmere come from here in part. A well that fell dry in June was replaced by a pipeline for treated waste water.
Jubail North | Saudi Arabia | Flow | 9 | 130 | l | 2016 | pump service | The service centre overhauls 600 pumps a year for desalination plants, at any hour. Ninety percent of its staff were trained in its own school.
Ulsan Harbour | South Korea | Flow | 7 | 95 | l | 2011 | valve service and packing | Valves for gas tankers are tested in liquid nitrogen. The lease was renewed until 2033 with a smaller yard.
Antofagasta Sur | Chile | Flow | 6 | 110 | l | 2013 | pump service | The shop repairs slurry pumps for copper mines and has its own rubber lining. A strike of eleven days in August ended with an agreement for three years.
Holland Ridge | United States | Climate | 96 | 1030 | o | 1974 | air handlers, coils, fan coils | Hearthside is assembled here. The number of coil families was reduced from three to two, which freed 4,000 square metres now used for data centre units.
Gratton Falls | United States | Climate | 51 | 600 | o | 1981 | panels, controls | Panels are foamed without fluorinated gases since March. The controls laboratory can imitate the climate of any city for a year in nine days.
Nogales Verde | Mexico | Climate | 58 | 1010 | l | 1998 | coils, stators | A third shift was added in March. A clinic and a kindergarten for 160 children belong to the site, and turnover of staff is a third of the region's.
Olszany | Poland | Climate | 47 | 540 | o | 2008 | heat pumps | Machines from Arnsfeld arrived in December. The hall was built for twice today's volume, and half of it was rented to a bakery equipment maker until 2024.
Arnsfeld | Germany | Climate | 29 | 40 | o | 1969 | closed in November, service centre remains | Assembly ended on 28 November. Forty people stay to serve heat pumps in the field; a buyer for the building was found in January 2026.
Linköping | Sweden | Climate | 4 | 62 | l | 2025 | radar sensors | Sensmarka rents two floors of a former aircraft laboratory. Its anechoic chamber is also used by customers, who pay by the hour.
Suwon East | South Korea | Climate | 5 | 88 | l | 2015 | controls engineering | Engineers here adapt controllers to the standards of Korea and Japan. The site has no production.
Monterrey Lindero | Mexico | Climate | 39 | 560 | l | 2006 | bathroom fans | The plant won the group's safety prize with 1,212 days without a recordable injury. Moulds are now repaired in-house.
Györ | Hungary | Climate | 12 | 180 | l | 2012 | programming and test of controllers | A contract manufacturer next door makes the boards. Test time per controller fell from 94 to 61 seconds.
Dubai Al Safwa | United Arab Emirates | Climate | 8 | 105 | l | 2017 | air handler assembly | Modules from Holland Ridge are assembled for hospitals and hotels of the region. Local content reached 38%.
Steinach | Germany | Motion | 62 | 760 | o | 1937 | servo drives, gearboxes | An electric hardening shop is being built for 2027. Gas cost the site $9 million in the year, more than rent and water of all German sites together.
Coimbatore East | India | Motion | 55 | 690 | o | 1994 | gears, rotors | The plant is owned together with a local family, which holds 26%. Rotor casting was doubled to match the stators from Pune.
Pune Chakan | India | Motion | 48 | 600 | o | 2021 | stators, drives | The winding hall opened in October. At full load it will consume 9,000 tonnes of copper a year, delivered by rail.
Terrebonne-Est | Canada | Motion | 26 | 280 | o | 1963 | traction motors, overhaul | Motors for the Toronto metro are overhauled at a rate of six a week. Apprentices in winding number 31, a record.
Walcz | Poland | Motion | 22 | 240 | o | 2002 | traction motors | Forty sets of finished motors wait here for trains whose doors are late. A tent was put up to keep them dry.
Suzhou Wujiang | China | Motion | 27 | 320 | l | 2005 | servo drives | The site makes drives for local customers only since 2023. Its laboratory certifies drives for all of Asia.
Shizuoka Fuji | Japan | Motion | 3 | 45 | l | 2010 | applications engineering | Customers bring machines and leave with drives tuned. The team is the origin of the Tempo software.
Vicenza Nord | Italy | Motion | 11 | 120 | l | 1996 | gearbox assembly | Bevel gearboxes for packaging machines are assembled within three days of order.
Lyon Vaise | France | Motion | 9 | 90 | l | 2000 | motor overhaul | The depot overhauls motors of metros and trams. It moved into a hall next to the tracks in September.
Curitiba | Brazil | Motion | 14 | 140 | o | 1999 | gearboxes | Sugar mills are the main customers. The site made a loss, and its future will be decided in 2026.
Fort Salter | United States | Hardware | 73 | 820 | o | 1958 | tools, drill bits, contract assembly | Charging columns are assembled in a hall that until 2022 made nails. Wages rose by six percent after a vote on union representation that failed narrowly.
Kettle Forge | Canada | Hardware | 44 | 510 | o | 1949 | fasteners, access hardware | Access hardware from Brantley was merged into this plant in the second quarter. Deliveries recovered in September.
Savannah Reach | United States | Hardware | 52 | 290 | l | 2014 | distribution, contract assembly | Hurricane Leda flooded the loading dock on 9 September. Shipments were rerouted through Fort Salter within four days.
Hartlebury Cross | United Kingdom | Hardware | 28 | 170 | l | 2020 | distribution of tools | Built for 60 stores, the warehouse now serves 160. It will be replaced by a larger one near Manchester.
Brantley | Canada | Hardware | 19 | 30 | o | 1961 | closed in June, sale in progress | Production ended in June and machines were moved 70 kilometres to Kettle Forge. The ground must be examined for zinc before it can be sold.
Mollerup | Denmark | Hardware | 13 | 140 | o | 1978 | timber screws | The plant runs on wind power bought for ten years. Screws for cross-laminated timber received their European approval in October.
Penang Bayan | Malaysia | Hardware | 6 | 75 | l | 2018 | purchasing, quality | Buyers and inspectors here follow 130 suppliers in Asia. There is no production.
Reno Sparks | United States | Flow | 21 | 120 | l | 2012 | distribution | The western warehouse was the first to leave the old planning platform, and the first to suffer from the new one.
Venlo Trade Port | Netherlands | Flow | 24 | 140 | l | 2010 | European distribution | Spare parts leave within three hours of order. Robots do the picking since April.
Memphis Gateway | United States | Climate | 34 | 210 | l | 2007 | distribution | Fans and coils for wholesalers are shipped from here, 41,000 lines a week in the peak of summer.
Chennai Ambattur | India | Motion | 8 | 170 | l | 2013 | engineering, shared services | Accounting for 38 companies is done here. The engineers among the staff, 90 in number, design standard motors.
Jakarta Cikarang | Indonesia | Motion | 10 | 60 | l | 2025 | distribution of motors | Founded in March, the site assembles flanges and feet to motors from Pune and delivers on Java within a day.
""".strip().splitlines()
)

SUBSIDIARIES = tuple(
    tuple(row.split(" | "))
    for row in """
Ellerwick Pump Company, Inc. | Dunmere | United States | 100% | Flow Control
Ellerwick Holdings, LLC | Wilmington | United States | 100% | Holding
Ellerwick Climate, Inc. | Holland Ridge | United States | 100% | Climate Systems
Ellerwick Fort Salter, LLC | Fort Salter | United States | 100% | Building Hardware
Ellerwick Canada Ltd. | Kettle Forge | Canada | 100% | Building Hardware
Moteurs Terrebonne Inc. | Terrebonne-Est | Canada | 100% | Motion and Drives
Ellerwick de México, S.A. de C.V. | Nogales Verde | Mexico | 100% | Climate Systems
Ventiladores Lindero, S.A. de C.V. | Monterrey | Mexico | 100% | Climate Systems
Ellerwick UK Ltd. | Lower Averham | United Kingdom | 100% | Flow Control
Hartlebury Tools Ltd. | Hartlebury Cross | United Kingdom | 100% | Building Hardware
Ellerwick Deutschland GmbH | Steinach | Germany | 100% | Motion and Drives
Arnsfelder Wärmetechnik GmbH | Arnsfeld | Germany | 100% | Climate Systems
Ellerwick Europe B.V. | Venlo | Netherlands | 100% | Holding
Ellerwick Italia S.r.l. | Vicenza | Italy | 100% | Motion and Drives
Ellerwick France S.A.S. | Lyon | France | 100% | Motion and Drives
Válvulas Castellar, S.A. | Castellar | Spain | 100% | Flow Control
Castellar Revestimientos, S.L. | Castellar | Spain | 80% | Flow Control
Ellerwick Polska Sp. z o.o. | Olszany | Poland | 100% | Climate Systems
Silniki Walcz S.A. | Walcz | Poland | 100% | Motion and Drives
Ellerwick Cerpadla s.r.o. | Brno-Lesna | Czechia | 100% | Flow Control
Ellerwick Hungary Kft. | Györ | Hungary | 100% | Climate Systems
Sensmarka AB | Linköping | Sweden | 100% | Climate Systems
Mollerup Skruer A/S | Mollerup | Denmark | 100% | Building Hardware
Ellerwick India Pvt. Ltd. | Pune | India | 100% | Motion and Drives
Ellerwick Coimbatore Gears Ltd. | Coimbatore | India | 74% | Motion and Drives
Ellerwick Naroli Pumps Pvt. Ltd. | Ahmedabad | India | 100% | Flow Control
Ellerwick (Suzhou) Drives Co., Ltd. | Suzhou | China | 100% | Motion and Drives
Ellerwick Korea Ltd. | Suwon | South Korea | 100% | Climate Systems
Ellerwick Japan K.K. | Shizuoka | Japan | 100% | Motion and Drives
Korvane Valve Pty. Ltd. | Perth | Australia | 100% | Flow Control
PT Ellerwick Motor Indonesia | Jakarta | Indonesia | 100% | Motion and Drives
Ellerwick Malaysia Sdn. Bhd. | Penang | Malaysia | 100% | Building Hardware
Ellerwick Arabia Service LLC | Jubail | Saudi Arabia | 100% | Flow Control
Ellerwick Gulf FZE | Dubai | United Arab Emirates | 100% | Climate Systems
Ellerwick do Brasil Ltda. | Curitiba | Brazil | 100% | Motion and Drives
Ellerwick Chile SpA | Antofagasta | Chile | 100% | Flow Control
""".strip().splitlines()
)


@dataclass(frozen=True)
class Case:
    title: str
    story: str
    standing: str


CASES = (
    Case("Brackwater groundwater",
         "In 2016 the town of Brackwater, New York, and 312 residents sued us because a solvent used until 1984 "
         "at a former motor plant had reached wells. In December 2025 we settled for $21 million, of which "
         "insurers bear $9 million. A court approved the settlement on 30 January 2026.",
         "A charge of $12 million, net of insurance, is part of administrative expenses; $8 million was provided "
         "before. We will operate the treatment of groundwater until at least 2041 at about $0.6 million a year."),
    Case("Silica claims",
         "We are one of many defendants in 418 claims (2024: 463) of former foundry workers, and of people who "
         "lived near foundries, for exposure to crystalline silica. Thirty-one claims were dismissed and "
         "twenty-two settled in the year, for $1.4 million in all.",
         "The provision of $4 million covers claims pending and those expected until 2035. Insurers of the years "
         "1971 to 1985 pay about 60% of each settlement."),
    Case("Tempo connector",
         "Between March and July 2025 some servo drives lost contact with their supply. We exchanged 14,200 drives "
         "at our cost and have claimed $6.4 million from Varrick Connex GmbH, which supplied the connector.",
         "The supplier accepts the fault but disputes the amount. Arbitration in Zurich is scheduled for June "
         "2026. A claim of $3 million has been recognised."),
    Case("Aldous Instruments patent suit",
         "Aldous Instruments asserts that the pressure feedback of our dosing pumps infringes two of its patents, "
         "and asked a court in Delaware in 2023 for $44 million and an injunction. The patent office declared "
         "nine of fourteen claims invalid in April 2025.",
         "Trial on the others is set for October 2026. We believe that we do not infringe and have made no "
         "provision. A redesign is ready and would cost about $2 million."),
    Case("Pension dispute in Britain",
         "Members of the Averham plan argue that the way in which retirement ages were equalised in 1993 was "
         "invalid. The High Court agreed with us in 2024; the Court of Appeal heard the case in November 2025.",
         "If the members prevailed, obligations would rise by an estimated $14 million. Judgment is expected in "
         "the spring of 2026."),
    Case("Customs review of fans",
         "Customs authorities of the United States examine whether bathroom fans from Monterrey had the content "
         "required for duty-free entry between 2020 and 2023. They asked for $11 million in October 2025.",
         "We have filed a protest with certificates of our suppliers, and provided $2 million for parts whose "
         "origin cannot be shown any longer."),
    Case("Retailer recall",
         "A retailer withdrew 86,000 cordless drills made for it in Suzhou, after eleven chargers had overheated. "
         "Nobody was injured. It claims $5 million from us under the supply agreement.",
         "The charger was specified by the retailer. We have offered to share the cost of replacement and provided "
         "$2 million."),
    Case("Competition inquiry into door closers",
         "In March 2025 the competition authority of Canada asked us, with four other companies, for documents on "
         "the pricing of door closers from 2017 to 2022. We cooperate fully.",
         "No accusation has been made. We cannot say whether there will be one, or estimate its result."),
    Case("Savannah Reach insurance claim",
         "Insurers paid $3 million for the flood of September 2025. We claim $2 million more for goods of customers "
         "that were in our care.",
         "The insurers hold that these goods were not covered. The additional amount has not been recognised."),
    Case("Tax assessment in Brazil",
         "The state of Paraná assessed turnover tax of $9 million on transfers between our warehouses in 2018 and "
         "2019. A court of first instance annulled the assessment in August 2025; the state appealed.",
         "Similar cases of other companies were decided for the taxpayer. No provision has been made."),
)  # fmt: skip
