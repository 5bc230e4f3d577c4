"""Ellerwick: directors, officers, committees, pay and sustainability in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Director:
    name: str
    age: int
    since: int
    committees: str
    board: str
    attended: str
    life: tuple[str, ...]


DIRECTORS = (
    Director("Cordelia Vance-Okafor", 58, 2016, "—", "9/9", "—",
             ("Ms. Vance-Okafor has been chief executive since 2019 and chair since 2021. She joined as a process engineer "
              "in 1991, ran Flow Control from 2011, and led the purchase of the Castellar works.",
              "She is a trustee of a polytechnic and holds no other mandate. The Board has combined the two offices "
              "because of the programme now under way and will review this in 2027.")),
    Director("Augustin Belrose", 66, 2015, "Governance (chair), Compensation", "9/9", "11/11",
             ("Mr. Belrose is lead independent director. He was chief executive of a maker of glass containers until 2020 "
              "and had before led its business in Latin America.",
              "As lead director he sets the agenda with the chair, speaks with shareholders who ask for it, and leads the "
              "sessions of independent directors after each meeting.")),
    Director("Soo-jin Bae", 54, 2025, "Audit, Technology", "5/5", "7/7",
             ("Ms. Bae ran the compressor business of a large industrial company in Seoul and Houston for nine years. She "
              "joined the Board in May.",
              "Her knowledge of compressors and of Korean customers fills gaps that the Board named in its review of 2024.")),
    Director("Percival Nakamura-Hale", 61, 2018, "Audit (chair)", "9/9", "8/8",
             ("Mr. Nakamura-Hale was a partner of an audit firm that never served Ellerwick and later chief financial "
              "officer of a railway. He succeeded Dame Ottoline Fairhurst as chair of the audit committee in May.",
              "The Board regards him as a financial expert in the sense of the law.")),
    Director("Tobias Ferreira-Lind", 63, 2025, "Technology, Compensation", "5/5", "6/6",
             ("Mr. Ferreira-Lind spent thirty years in the trading and smelting of metals in Antwerp and Santiago. He is "
              "not counted as independent because his son is a partner of a law firm that works for us.",
              "He advises the pricing council once a month without a vote and without further pay.")),
    Director("Wilhelmina Osei", 57, 2020, "Compensation (chair), Governance", "9/9", "11/11",
             ("Ms. Osei led personnel at a hotel group with 90,000 employees and teaches at a business school in Accra.",
              "Under her chairmanship the committee tied bonuses to gross profit and simplified the long-term plan.")),
    Director("Lorenzo Maddalena", 59, 2019, "Technology (chair), Audit", "8/9", "10/12",
             ("Professor Maddalena holds a chair of power electronics in Turin and has founded two companies, one of which "
              "makes chips of silicon carbide and sells nothing to us.",
              "He missed one meeting because of an operation.")),
    Director("Hannah Quillfeather", 49, 2022, "Audit, Governance", "9/9", "12/12",
             ("Ms. Quillfeather is chief information officer of a grocery chain. She has led four changes of planning "
              "platforms, one of which failed.",
              "Since June she has met the project team of our platform every second week on behalf of the Board.")),
    Director("Baldwin Achebe-Stone", 64, 2017, "Compensation, Technology", "9/9", "9/9",
             ("Mr. Achebe-Stone was chief executive of a water utility with four million customers and chairs a charity "
              "that builds wells.",
              "He knows how public customers decide, and abstains when his former employer is discussed.")),
    Director("Ruth Zielinska", 52, 2023, "Governance, Technology", "9/9", "9/9",
             ("Ms. Zielinska is a partner of an investment firm in Warsaw that holds 0.3% of our shares. She has been "
              "director of three listed companies and is now of two.",
              "She speaks for long-term shareholders and has published on the pay of executives.")),
    Director("Jonathan Abernathy-Voss", 60, 2021, "Audit, Compensation", "8/9", "12/13",
             ("Mr. Abernathy-Voss was president of a chain of builders' merchants until 2019, and is familiar with the other "
              "side of our tenders.",
              "His former employer is a customer with less than one percent of net sales.")),
)  # fmt: skip
EXECUTIVES = (
    ("Emeka Lindqvist", "Chief Financial Officer", "Mr. Lindqvist, 51, joined in 2018 from a paper company. He is "
     "responsible for finance, purchasing of metals, and, since September, for the pricing council."),
    ("Marguerite Oduya", "President, Flow Control", "Ms. Oduya, 55, began as a foundry engineer in Dunmere. She built the "
     "service business and has led the segment since 2019."),
    ("Henrik Solbakken", "President, Climate Systems", "Mr. Solbakken, 48, came in 2022 from a Norwegian maker of "
     "ventilation. He moved to Holland Ridge in 2023."),
    ("Priya Venkataraghavan", "President, Motion and Drives", "Ms. Venkataraghavan, 50, led our Indian companies for eight "
     "years and planned the winding hall in Pune."),
    ("Walter Achterberg", "President, Building Hardware", "Mr. Achterberg, 62, has spent his career in fasteners. He will "
     "retire in September 2026; a successor is being sought outside and inside."),
    ("Delphine Okonjo-Marsh", "General Counsel", "Ms. Okonjo-Marsh, 46, negotiated the settlement of Brackwater and leads "
     "compliance. She was a prosecutor until 2013."),
    ("Gareth Pemberly-Shaw", "Chief Information Officer", "Mr. Pemberly-Shaw, 53, was appointed in August after the troubles "
     "with the warehouse platform. He reports to the chief executive."),
    ("Noor Haddad-Brandt", "Chief People Officer", "Ms. Haddad-Brandt, 44, is responsible for personnel, training and "
     "safety. Under her the number of apprentices has doubled."),
)  # fmt: skip
COMMITTEES = (
    ("Audit committee", "The committee met eight times, always with the auditor and four times alone with him. It reviewed "
     "each quarterly statement, the estimates described in this report, and the plan of internal audit.",
     "Its main concern was inventories. It asked for full counts in June and July, for a report from an adviser on why the "
     "platform failed, and for weekly numbers until September. It concluded in November that controls worked again.",
     "It recommended that the auditor be appointed for 2026 and that the audit be put out to tender in 2027."),
    ("Compensation committee", "The committee met six times. It decided that no bonus would be paid for operating income, "
     "margin and cash flow, which fell short of their thresholds, and did not use its discretion to change that.",
     "Its adviser, Farrow and Pike, does no other work for the company. Fees were $180 thousand."),
    ("Governance committee", "The committee met five times, prepared the succession of three directors and of the president of "
     "Building Hardware, and led the yearly review of the Board.",
     "The review asked for more time on pricing and less on presentations. Agendas were changed from October."),
    ("Technology committee", "The committee met four times, once each in Steinach and Pune. It stopped two research programmes "
     "and doubled the budget of a third, on motors without magnets.",
     "It also follows the security of computers and was informed of the intrusion of March on the day after it was found."),
)  # fmt: skip
PAY = (
    ("What we pay for", "Executives receive a salary, a yearly bonus and long-term awards. About 85% of the chief executive's "
     "target pay, and 71% of that of the others, depends on results.",
     "We do not grant guaranteed bonuses, do not pay taxes for executives, and do not reprice options. Pay may be recovered "
     "for three years after a restatement or serious misconduct."),
    ("Changes after 2025", "From January 2026 gross profit counts for 40% of the bonus of everyone who sells, and gross margin "
     "for 30% of that of executives. Long-term awards of 2026 depend on the gross margin of 2028 (40%), on return on "
     "invested capital (30%) and on total return to shareholders (30%).",
     "At the annual meeting of 2025, 91% of votes approved the pay of executives. We spoke with holders of 48% of shares; "
     "most asked why growth counted more than margin. The changes answer that question."),
    ("Long-term awards", "Performance units granted in 2023 were to be earned by growth of earnings per share and return on "
     "invested capital to 2025. Earnings per share fell from $2.58 to $2.24, so that the first half earned nothing; return "
     "on invested capital of 10.2% earned 41% of the second.",
     "Options become exercisable over four years and last for ten. Restricted units vest after three years."),
    ("Holding of shares and severance", "The chief executive must hold stock worth six times her salary, others three times. "
     "All comply. Pledging and hedging of our stock are forbidden.",
     "If employment ends without cause, executives receive one year of salary and target bonus, the chief executive two. "
     "After a change of control payment follows only if the job is also lost."),
)  # fmt: skip
TOPICS = (
    ("How we see it", "Most of what we can do for the environment lies in our products. Pumps and fans use about a fifth of the "
     "world's electricity. A pump sold in 2025 uses 11% less than the one that it replaces; over its life that is more "
     "than forty times the energy of making it.",
     "We therefore spend more on efficient products than on offsets, which we do not buy. In our own plants we do what pays "
     "within seven years, and some things that do not."),
    ("Climate", "Our goal is to halve emissions of scopes 1 and 2 from 2019 to 2030, and to lower those of scope 3 per unit of "
     "net sales by 55%. At the end of 2025 the first had fallen by 34%, the second by 29%.",
     "Induction melting, solar roofs on seven sites and a contract for wind power in Denmark contributed most. The closure of "
     "Arnsfeld lowered emissions too, but we do not count that as progress.",
     "Physical risks were examined for all sites with two scenarios. Heat will make work in unconditioned halls impossible on "
     "40 days a year in Nogales Verde by 2040; cooling is planned."),
    ("Water and materials", "In regions short of water we use treated waste water wherever quality allows. Use of fresh water "
     "in these regions fell by 17%.",
     "About 62% of the copper and 48% of the steel that we buy is recycled. Tungsten from worn drill bits is a small "
     "beginning. For cobalt and tantalum we ask suppliers for the mine; 94% could name it."),
    ("Safety", "Forty-one colleagues suffered recordable injuries that kept them from work, and many more were treated. The rate "
     "of 0.84 is the lowest so far. Hands and backs are hurt most often. No one died at our sites in 2025 or 2024.",
     "In 2023 a contractor died in Curitiba when a wall collapsed. We changed the rules for demolition worldwide, and the "
     "family receives a pension."),
    ("People", "We employ 16,870 people, 29% of them women, of 84 nationalities. Of managers, 24% are women after 22%. Voluntary "
     "turnover was 8.6%. A survey was answered by 83%; pride in the products was high, trust in planning systems low.",
     "When Arnsfeld closed, a company for transfer was founded with the works council. By February 2026, 131 of 212 people "
     "had found other work or training."),
    ("Human rights and supply", "Suppliers sign our code and are visited by risk. Of 214 visits in 2025, nine found serious "
     "faults, mostly excessive hours. Eight were corrected, and one supplier was dropped.",
     "A telephone line in 31 languages took 188 calls. Each was answered; 57 led to measures and eleven to dismissals."),
    ("Communities", "We gave $4.1 million to schools, fire brigades and water projects, most of it near our sites. Employees may "
     "spend two days a year on such work; 5,300 did.",
     "In Brackwater we fund an independent laboratory, chosen by the town, that tests wells each quarter and publishes the "
     "results without asking us."),
)  # fmt: skip
