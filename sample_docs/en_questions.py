"""Thirty questions about the English report: question, answer, kind, and the words on the page that answer it."""

from __future__ import annotations

from en_model import Y24, Y25

LOOKUP, CROSS, RATIO, ABSENT = "lookup", "cross-section", "ratio", "not in the document"

_A = Y25.after
QUICK = (_A.cash + _A.receivables) / _A.current_liabilities
CURRENT = _A.current_assets / _A.current_liabilities
RETURN = Y25.owners_income / ((_A.owners_equity + Y24.after.owners_equity) / 2) * 100

QUESTIONS = (
    ("Why did gross margin fall?", "Gross margin fell from 36.2% to 33.1% because raw material costs rose by 12% and because "
     "low-margin lines reached 38% of sales.", CROSS,
     ("Raw material costs rose by 12%", "Low-margin lines reached 38% of sales in 2025")),
    ("How much revenue did the company make in 2025?", "$4,500 million", LOOKUP,
     ("Net sales 3, 4 4,500 4,230 4,046", "Net sales 4,500 4,230 4,046", "Net sales grew 6.4% to $4,500 million")),
    ("How much did they spend on capex last year?", "$262 million", LOOKUP,
     ("Purchases of property, plant and equipment 12 (262) (214) (198)", "Capital expenditure 262 214 198",
      "Capital expenditure (262) (214) (198)", "We invested $262 million in plant", "Capital expenditure 2025 262")),
    ("What was the free cash flow, and how is it defined?", f"${Y25.free_cash_flow} million: cash flow from operations less capital expenditure",
     CROSS, (f"Free cash flow {Y25.free_cash_flow}", "which we define as cash flow from operations less capital expenditure")),
    ("Who audits the books, and since when?", "Thackeray Moss LLP, since 2014", LOOKUP,
     ("Thackeray Moss LLP has audited the company since 2014", "We have served as the company's auditor since 2014")),
    ("What is the quick ratio at the end of 2025?", f"{QUICK:.2f}: cash and receivables of $1,390 million over current liabilities of $1,428 million", RATIO,
     ("Cash and cash equivalents 564 590", "Total current liabilities 1,428 1,242")),
    ("What is the current ratio at year end?", f"{CURRENT:.2f}: current assets of $2,425 million over current liabilities of $1,428 million", RATIO, ("Total current assets 2,425 2,265",)),
    ("How many days of sales are stuck in receivables?", "67 days", RATIO,
     ("Receivables 67 65 64", "Trade receivables, net 10 826 748")),
    ("What tax rate did they pay?", "23.0% effective", RATIO,
     ("Effective tax rate 23.0%", "The effective tax rate was 23.0%")),
    ("What was the return on equity in 2025?", f"{RETURN:.1f}% of average equity attributable to Ellerwick", RATIO,
     ("Net income attributable to Ellerwick 332 409 399", "Equity attributable to Ellerwick 2,")),
    ("How leveraged are they, net debt to EBITDA?", "1.62 times", RATIO,
     ("Net debt to EBITDA 1.62", "At year end the ratio was 1.62")),
    ("Which borrowing limits could they break?", "Net debt must not exceed 3.25 times EBITDA", LOOKUP,
     ("net debt must not exceed 3.25 times EBITDA", "The facility limits net debt to 3.25 times EBITDA")),
    ("How many people work there?", "16,870", LOOKUP,
     ("Employees at year end 16,870", "We employ 16,870 people", "To our 16,870 colleagues")),
    ("What did the company pay for the Swedish sensor maker?", "$78 million in cash for Sensmarka AB", LOOKUP,
     ("Sensmarka AB, Linköping, Sweden, for $78 million in cash", "for $78 million in cash",
      "Consideration, net of cash acquired 78 158")),
    ("What is the biggest lawsuit still open?", "Aldous Instruments asks for $44 million and an injunction", LOOKUP,
     ("asked a court in Delaware in 2023 for $44 million", "asks for $44 million and an injunction")),
    ("How did the groundwater case end?", "Settled for $21 million, of which insurers bear $9 million", LOOKUP,
     ("In December 2025 we settled for $21 million", "settlement of the Brackwater groundwater litigation for $21 million",
      "we settled the Brackwater groundwater case for $21 million")),
    ("Which segment makes the most money?", "Flow Control, segment profit of $262 million", LOOKUP,
     ("Flow Control 1,548 262", "Segment profit 262 282 272")),
    ("Which goodwill is closest to being written off?", "Building Hardware: fair value only 14% above carrying amount", LOOKUP,
     ("14% in Building Hardware", "Hardware fair value exceeded carrying amount by 14%", "Hardware its fair value exceeds",
      "value exceeded carrying amount by 14%")),
    ("What happens to profit if copper gets ten percent more expensive?", "Pre-tax income falls by $21 million", LOOKUP,
     ("Copper, 46,000 tonnes a year +10% (21) 6", "operating income would be lower by $21 million")),
    ("How much inventory do they hold, and why did it go up?", "$904 million after $801 million; copper bought ahead of tariffs, stock "
     "for retailers, traction motors awaiting a customer and poor visibility in May and June", CROSS,
     ("Inventories 11 904 801", "Inventories 904 801", "Inventory rose faster than sales", "$38 million was copper bought ahead of tariffs")),
    ("What does management expect for gross margin next year?", "Between 34.2% and 35.0%", LOOKUP,
     ("gross margin should recover to between 34.2% and 35.0%", "Gross margin 33.1% 34.2-35.0%")),
    ("What was the dividend per share over the last three years?", "$1.12, $1.04 and $0.96", LOOKUP,
     ("Dividend per share ($) 1.12 1.04 0.96", "Dividends declared per share ($) 22 1.12 1.04 0.96",
      "Dividends per share 1.12 1.04 0.96")),
    ("How much did the boss earn in 2025?", "$8.654 million in all", LOOKUP, ("2025 1,180 583 5,192 1,652 47 8,654",)),
    ("Where did the heat pump plant close and how many jobs went?", "Arnsfeld, Germany; 212 jobs", LOOKUP,
     ("closure of heat pump assembly in Arnsfeld, Germany, with 212 redundancies", "212 people lost their jobs")),
    ("How big is the pension deficit?", "$186 million", LOOKUP,
     ("Pension liability 186 201", "Pension and other retirement obligations 19 186 201", "Obligations exceed assets by $186 million")),
    ("What is the company's market share in pumps in Japan?", "Not in the document.", ABSENT, ()),
    ("What was the loss on cryptocurrency investments?", "Not in the document: the company holds none and reports no loss.",
     ABSENT, ()),
    ("How much revenue came from aircraft engines?", "Not in the document.", ABSENT, ()),
    ("What will net sales be in 2030?", "Not in the document.", ABSENT, ()),
    ("What was revenue in the first quarter of 2026?", "Not in the document.", ABSENT, ()),
)  # fmt: skip
