"""Ellerwick: accounting policies, title first."""

POLICIES = (
    ("Revenue", "Revenue from goods is recognised when control passes to the customer, which under most "
     "of our terms happens when the goods leave our dock. Where a customer may return goods, we recognise "
     "revenue only for what we expect to be kept, and show the right to recover goods as an asset. "
     "Volume rebates are estimated by customer and deducted from revenue when the goods are delivered.",
     "Revenue from engineered contracts is recognised over time when the product has no other use for us "
     "and we have a right to payment for work done. Progress is measured by cost incurred as a share of "
     "expected cost. A loss on a contract is recognised in full as soon as it is expected.",
     "Service contracts are recognised evenly over their term. Customers generally pay for software "
     "subscriptions in advance; the payment is shown as a contract liability until the month of use. We "
     "do not adjust prices for interest when payment follows within a year."),
    ("Shipping and handling", "Amounts charged to customers for freight are revenue. The cost of carrying "
     "goods to customers is a selling expense, the cost of bringing materials to us a cost of sales. We "
     "treat shipping after transfer of control as part of fulfilling the contract and not as a service."),
    ("Cash and cash equivalents", "Cash equivalents are investments that fall due within three months of "
     "purchase and whose value hardly changes. Overdrafts are shown as short-term debt. Cash of $11 "
     "million in countries with exchange controls may be used only there."),
    ("Receivables and credit losses", "Receivables are shown at the amount due less expected credit losses. "
     "We group customers by region and kind of business, apply loss rates of the last five years, and "
     "adjust them for what we know about the present. Large debtors are assessed one by one. A receivable "
     "is written off when collection has been abandoned."),
    ("Inventories", "Inventories are stated at the lower of cost and net realisable value. Cost comprises "
     "materials, labour and a share of production overhead at normal output; the cost of idle capacity is "
     "expensed. Cost is determined first-in, first-out except where the last-in, first-out method is named "
     "in Note 11."),
    ("Property, plant and equipment", "Property is stated at cost less depreciation, which is charged evenly "
     "over useful life: 20 to 40 years for buildings, 6 to 15 for machines, 3 to 8 for tools, and 3 to 5 "
     "for office equipment. Repairs are expensed. Foundry patterns are depreciated by the number of pours.",
     "When events suggest that a group of assets may not recover its carrying amount, we compare that "
     "amount with the undiscounted cash flows it is expected to bring. If they are lower, the group is "
     "written down to fair value."),
    ("Leases", "We recognise a right of use and a liability for leases of more than twelve months. Payments "
     "are discounted at our incremental borrowing rate for the currency and term. Options to extend are "
     "included when we are reasonably certain to use them. Services included in a lease of real estate are "
     "separated; in leases of vehicles they are not."),
    ("Business combinations", "Assets and liabilities of an acquired business are recognised at fair value on "
     "the day of control. What is paid beyond them is goodwill. Contingent payments are recognised at fair "
     "value, and later changes affect income. Costs of the transaction are expensed."),
    ("Goodwill and intangible assets", "Goodwill is not amortised. It is tested once a year, in October, and "
     "whenever events call for it, at the level of reporting units. An impairment is the amount by which "
     "the carrying amount of the unit exceeds its fair value, limited to its goodwill.",
     "Customer relations are amortised over 8 to 15 years, technology over 5 to 12 years and brands over 10 "
     "to 20 years, in a straight line unless use is clearly concentrated in early years. Two brands, "
     "Ellerwick and Calderon, have no foreseeable end of use and are tested yearly."),
    ("Research and development", "Research and development are expensed as they are incurred. Equipment with "
     "another use after a project is capitalised. Customer-funded development is cost of sales when the "
     "customer bears the risk, and otherwise reduces research expenses."),
    ("Warranties", "We promise that products conform to their description for one to five years. The "
     "expected cost is recognised with the sale. Extended warranties that customers buy separately are "
     "service contracts, and revenue is recognised over the time they cover."),
    ("Environmental obligations", "Costs of cleaning up are recognised when an obligation is probable and can "
     "be estimated, usually with the completion of a feasibility study. Where a range is known and no "
     "amount within it is more likely than another, the lowest is recognised. Recoveries are recognised "
     "when they are probable, and not deducted from the obligation."),
    ("Legal claims", "A provision is made for a claim when a loss is probable and can be estimated. Fees of "
     "lawyers are expensed as services are received. A gain is recognised when it is realised or when "
     "nothing is left to dispute."),
    ("Pensions and other benefits", "The obligations of defined benefit plans are measured yearly by "
     "actuaries by the projected unit method. Differences between assumption and experience are recorded "
     "in other comprehensive income and amortised outside a corridor of ten percent. Service cost is part "
     "of personnel expenses; the other components are part of other income."),
    ("Share-based compensation", "Awards are measured at fair value on the day of grant and expensed over the "
     "time of service. Expense for awards with performance conditions follows the outcome that we consider "
     "probable; conditions tied to the price of our stock are part of fair value. Forfeitures are estimated."),
    ("Income taxes", "Deferred taxes are recognised for differences between carrying amounts and tax bases, at "
     "enacted rates. A valuation allowance is set up when it is more likely than not that an asset will not "
     "be used. Tax positions are recognised when they are more likely than not to be sustained, at the "
     "largest amount that is more than fifty percent likely."),
    ("Foreign currencies", "The statements of companies with another functional currency are translated at the "
     "rate of the last day for balances and at average rates for income and expenses. Differences are "
     "collected in other comprehensive income until the company is sold. In Argentina, Turkey and Egypt, "
     "whose economies are highly inflationary, the dollar is the functional currency."),
    ("Derivatives and hedging", "Derivatives are recognised at fair value. Changes in the value of those that "
     "hedge future cash flows are deferred in equity and released when the hedged item affects income, in "
     "the same line. Hedges are documented at inception and assessed each quarter. Derivatives that are not "
     "designated are measured through other income."),
    ("Fair value", "Fair value is the price for which an asset could be sold in an orderly transaction. We use "
     "three levels: quoted prices, other observable inputs, and inputs that cannot be observed. Most of our "
     "derivatives belong to the second level, contingent payments to the third."),
    ("Treasury stock", "Shares bought back are deducted from equity at cost, including the excise tax of one "
     "percent. When shares are reissued, the average cost is removed and any difference goes to paid-in "
     "capital."),
    ("Government grants", "Grants are recognised when we are reasonably sure to meet their conditions. Grants "
     "for assets are deducted from cost, grants for expenses from the expense. The Indian grant for the "
     "winding hall, $7 million, must be repaid in part if fewer than 300 people work there before 2030."),
    ("Supplier finance", "A bank offers suppliers early payment of our invoices. We have no part in their "
     "agreement and pay the bank on the invoice's normal date. Amounts under the programme, $64 million at "
     "year end (2024: $52 million), are shown as trade payables."),
)  # fmt: skip
STANDARDS = (
    "In 2025 we adopted the standard on improvements to income tax disclosures. The tables in Note 8 follow "
    "it for all years shown. The standard on crypto assets also became effective; we hold none.",
    "A standard on the accounting for internal-use software, effective in 2028, will remove project stages. "
    "We expect to capitalise somewhat less of our planning platform. Amendments on hedge accounting, "
    "effective in 2027, will allow more of our metal collars to be designated. We have not yet quantified "
    "either effect.",
)
