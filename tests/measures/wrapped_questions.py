"""Ways to ask for a figure of a fiscal year: wrapping around a measure's name.

Who the asker plays, where to look, how to answer, and politeness change nothing of what is asked.
"""

WRAPPED = (
    (
        "What is the FY{year} {measure} for {company}? Give a response to the question by "
        "relying on the details shown in the cash flow statement."
    ),
    (
        "Assume that you are a public equities analyst. Answer the following question by "
        "primarily using information that is shown in the balance sheet: what is the FY{year}"
        " {measure} for {company}? Answer in USD billions."
    ),
    (
        "What is {company}'s FY{year} {measure}? Please base your judgments on the "
        "information provided primarily in the balance sheet."
    ),
    (
        "What is {company}'s FY{year} {measure} (in USD millions)? Please utilize information"
        " provided primarily within the statement of income."
    ),
    (
        "When primarily referencing the income statement and the statement of financial "
        "position, what is the FY{year} {measure} for {company}? Round your answer to two "
        "decimal places."
    ),
    (
        "Taking into account the information outlined in the income statement, what is the "
        "FY{year} {measure} for {company}? Answer in units of percents and round to one "
        "decimal place. Please base your judgments on the information provided primarily in "
        "the statement of income."
    ),
    (
        "By drawing conclusions from the information stated only in the income statement, "
        "what is {company}'s {measure} in FY{year}?"
    ),
    (
        "Considering the data in the balance sheet, what is {company}'s FY{year} {measure}? "
        "Round your answer to two decimal places."
    ),
    (
        "We need to calculate a financial ratio by using information that is only provided in"
        " the balance sheet and P&L. What is {company}'s FY{year} {measure}?"
    ),
    (
        "In agreement with the information outlined in the income statement, what is the "
        "FY{year} {measure} for {company}?"
    ),
    (
        "Using only the information within the balance sheet, what was {company}'s {measure} "
        "at year end {year}? Answer in USD millions."
    ),
    (
        "Looking at the line items clearly shown in the balance sheet, what is {company}'s "
        "FY{year} {measure}?"
    ),
    (
        "Basing your judgments off of the information provided primarily in the statement of "
        "income, what is {company}'s FY{year} {measure} (as a %)?"
    ),
    "A research analyst wants to know {company}'s {measure} in FY{year}.",
    ("From the perspective of an investment banker, what is {company}'s FY{year} {measure}?"),
    "Your task is to find the {measure} of {company} for fiscal {year}.",
    (
        "You are given access to the 10-K of {company}. What was the {measure} in fiscal year"
        " {year}?"
    ),
    "Can you help me find the {measure} for {year}?",
    "I'm an equity analyst. What was {measure} in FY{year}?",
    (
        "According to the information provided in the 10-K, how high was the {measure} in "
        "fiscal {year}?"
    ),
    (
        "What is the FY{year} {measure} for {company}? Calculate what was asked by utilizing "
        "the line items clearly shown in the statement of income and the statement of "
        "financial position. Round your answer to two decimal places."
    ),
    (
        "Answer the following question as if you are an equity research analyst and have lost"
        " internet connection so you do not have access to financial metric providers. "
        "According to the details clearly outlined within the cash flow statement, what is "
        "the FY{year} {measure} for {company}?"
    ),
    (
        "You are an investment banker and your only resource(s) to answer the following "
        "question is (are): the statement of financial position and the P&L statement. Here's"
        " the question: what is {company}'s FY{year} {measure}? Round to two decimals."
    ),
    ("You only have access to the income statement. What is {company}'s FY{year} {measure}?"),
    (
        "Assume that you only have information from the balance sheet and P&L statement at "
        "your disposal. What is {company}'s FY{year} {measure}?"
    ),
    (
        "Give me the {measure} of {company} for FY{year}, please, as an exact number and with"
        " the source page."
    ),
    "In one sentence: what was {company}'s {measure} in FY{year}?",
    "What was {measure} in {year}? Cite the page.",
    "What was {measure} in {year}? Please show how you got to it.",
    "Be precise: {measure} {year}?",
    "Quick question - what was {measure} in fiscal {year}?",
    "Hi, could you please tell me what {company}'s {measure} was in {year}? Thanks!",
    "I'd like to know {company}'s {measure} for the fiscal year {year}.",
    "I was wondering what the {measure} was in {year}.",
    "Do you know {company}'s {measure} for {year}?",
    "What does the report say about {measure} in {year}?",
    "What does the 10-K state as {measure} for fiscal {year}?",
    "How did {company}'s {measure} look like in {year}?",
    "What can you tell me about the {measure} in {year}?",
    "Find the {measure} for FY{year} in this document.",
    "Extract {measure} for FY{year}.",
    "Look up the {measure} for fiscal {year}.",
    "As per the annual report, what is {company}'s {measure} for FY{short}?",
    "For FY{year}, what {measure} did {company} report?",
    "For the fiscal year ended December 31, {year}, what was {company}'s {measure}?",
    "In fiscal {year}, what was {measure}?",
    "What {measure} was reported for {year}?",
    "Could you calculate the {measure} for FY{year} for me?",
    "Please compute {measure} (FY{year}).",
    "Report the {measure} of fiscal year {year} rounded to 2 decimal places.",
    "What is the value of {measure} in FY{year}?",
    "What was the amount of {measure} in {year}?",
    "What is the level of {measure} as at the end of fiscal {year}?",
    "Determine {company}'s {measure} for {year}.",
    "State {company}'s {measure} for {year} to the nearest million.",
    "How much was {company}'s {measure} in {year} in dollars?",
    "What's {company}'s {measure} for fiscal '{short}?",
    "whats the {measure} for {year}",
)


def wrapped(form: str, measure: str, company: str, year: int) -> str:
    """Return a form of WRAPPED filled in."""
    return form.format(measure=measure, company=company, year=year, short=year % 100)
