"""A question in, the same as plainly as it can be put out: no wrapping, years in full, and no time
that says nothing more.

"What does it sell as of FY22?" asks a report of 2022 for what it says anyway: a sentence need not
name the year.
"""

import re

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures.periods import find_periods
from qa.measures.wrapping import bare_question

_SHORT_YEAR = re.compile(
    r"\b(FY|fiscal(?: year)?)(\s?)['’]?(\d\d)(?!\d|[ -](?:weeks?|months?)\b)", re.I
)
_AS_OF = re.compile(r"\bas\s+(?:of|at|per)\s+(?:the\s+)?(?=FY|fiscal\b)", re.I)
_LEADS = re.compile(
    r"(?:[\s,(]|\b(?:as|of|at|in|for|during|the|end|fiscal|year|ended|ending|period|until|now))*$",
    re.I,
)


def plain_question(question: str) -> str:
    """Return a question without wrapping, its fiscal years in four digits.

    >>> plain_question("Please tell me what drove revenue as of the FY22")
    'what drove revenue in FY2022'
    """
    bare = _SHORT_YEAR.sub(lambda year: f"{year[1]}{year[2]}20{year[3]}", bare_question(question))
    return _AS_OF.sub("in ", bare)


def without_own_year(question: str, document: StoredDocument) -> str:
    """Return a question without its time where that is the report's own fiscal year alone."""
    periods = find_periods(question.lower())
    if len(periods) != 1 or len(question.lower()) != len(question):
        return question
    period = periods[0]
    year = facts_in(document).fiscal_year
    if period.kind != "year" or year is None or period.year != year:
        return question
    before = _LEADS.sub("", question[: period.start_char])
    return f"{before}{question[period.end_char :].lstrip(')')}".strip()
