"""A place in a report -> whether it tells what was spent, what was earned or what is held.

A row of what was spent says so in its label, or the heading above it does; so do the others. What
was spent on groceries is neither what they sold for nor what they are carried at.
"""

import re
from typing import Literal

from qa.document import Page

Nature = Literal["spent", "earned", "held"]
MOST_ABOVE = 2500  # characters in which a heading stands above a row
LONGEST_LABEL = 12  # words, more are of a sentence
_SPENT = (
    r"sales\s+and\s+marketing|operating\s+supplies|expenses?|expensed|costs?|charges?|charged|expenditures?|spending|spent|outlays?|compensation|depreciation|amorti[sz]ation"
    r"|impairments?|restructuring|provisions?|loss(?:es)?|paid|payments?|rents?|rentals?|wages|salaries|tax(?:es)?|severance|write-?offs?"
    r"|write-?downs?|written\s+off|settlements?|contributions?|purchases?|repurchases?|acquisitions?|dividends|additions|investing"
    r"|financing|cash\s+flows?|ebitda|interest|deductions"
)
_EARNED = r"sales|revenues?|proceeds|bookings|earned|customers|subscriptions?"
_HELD = (
    r"assets?|liabilit\w+|inventor(?:y|ies)|property|properties|equity|balances?|investments?|receivables?|payables?|accrued|prepaid"
    r"|accumulated|allowances?|reserves?|goodwill|carrying|fair\s+values?|securities|outstanding|backlog"
)
_WORDS = re.compile(rf"\b(?:(?P<spent>{_SPENT})|(?P<earned>{_EARNED})|(?P<held>{_HELD}))\b", re.I)
_OF_BALANCE = re.compile(
    r"\b(?:balances?|accrued|payables?|receivables?|prepaid|accumulated|allowances?|reserves?|carr(?:ying|ied)|outstanding"
    r"|liabilit\w+|owed?|worth|values?|valued)\b",
    re.I,
)
_IS_EXPENSE = re.compile(
    r"\b(?:expenses?|costs?|charges?|expenditures?|paid|compensation|provisions?|charged|additions|purchases?|repurchases?"
    r"|payments?|repayments?)\b",
    re.I,
)
_IS_SAID = re.compile(
    r"\b(?:was|were|is|are|had|total(?:l?ed|s)|amounted|aggregated|recorded|recognized)\b"
)
_FIGURES = re.compile(r"(?<![\w.,($€£])[($€£]*\d[\d,.]*")
_AT_COST = re.compile(r"\bat\s+(?:amortized\s+)?cost\b|\bnet\s+of\b.*$", re.I)  # what is held
_DATES = re.compile(r"\b(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|(?:19|20)\d\d|\d{1,3}\s+weeks?)\b")
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_FIRST: tuple[Nature, ...] = ("held", "spent", "earned")  # "accrued expenses" are owed


def nature_of(page: Page, start: int, end: int) -> Nature | None:
    """Return what a row or a sentence is of; None where neither it nor what leads to it tells."""
    text = page.text[start:end]
    if is_sentence(text):
        said = _said(text)
        return next((each for each in ("spent", "earned", "held") if each in said), None)
    said = _said(_FIGURES.split(text, maxsplit=1)[0])
    own = next((each for each in _FIRST if each in said), None)
    if _IS_EXPENSE.search(text) and not _OF_BALANCE.search(text):
        return "spent"  # "Purchases of property"
    if own == "held":
        return own
    above = _of_heading(page.text[max(0, start - MOST_ABOVE) : start])
    return above if own is None or above == "held" else own  # "Salaries" of what is accrued


def is_sentence(text: str) -> bool:
    """Tell whether a text is a sentence, and no row of a table."""
    return len(_LETTERS.findall(text)) > LONGEST_LABEL or _IS_SAID.search(text) is not None


def speaks_of_balances(text: str) -> bool:
    """Tell whether a text says itself that what it is about is held or owed."""
    return _OF_BALANCE.search(text) is not None


def _of_heading(above: str) -> Nature | None:
    """Return what the nearest line above is of that tells and has no figures."""
    for line in reversed(above.split("\n")):
        if _FIGURES.search(_DATES.sub(" ", line)):
            continue
        said = _said(line)
        if len(said) == 1:
            return said.pop()
        if said:
            return "spent" if "spent" in said else None
    return None


def _said(text: str) -> set[Nature]:
    kinds = {match.lastgroup for match in _WORDS.finditer(_AT_COST.sub(" ", text))}
    return {each for each in _FIRST if each in kinds}
