"""A question and the figures found for it in, whether they are plainly no answer out.

Whatever way a figure was found, it is none where it is the question's own number, money for a
number of shares, or one year's for two.
"""

import re
from decimal import Decimal

from qa.glossary.alike import like
from qa.measures import Asked
from qa.readers.extractive.figure_writer import FigureAnswer
from qa.readers.extractive.rows.row_facts import SOFT, content_terms
from qa.tables.periods import years_in

_ANY_ABOVE = re.compile(  # asks for several rows, of which one figure tells nothing
    r"^\W*(?:are|were)\s+there\s+any\b[^?]*\b(?:segments|products?|categories|regions|markets|lines)\b"
    r"[^?]*\b(?:more|less|greater|over|above|below)\s+(?:than\s+)?\d",
    re.I,
)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,?\d{3})*(?:\.\d+)?(?=\s*%)")
_SHARES = re.compile(
    r"^\W*(?:number\s+of\s+|the\s+)?(?:(?:common|treasury|own)\s+)?shares\b(?!\s+of\b)", re.I
)
_EMPLOYEES = re.compile(r"\W*(?:total\s+)?(?:number\s+of\s+)?employees\W*$", re.I)
_MOVED = re.compile(
    r"\b(?:left|leave|quit|resign\w*|hired?|recruit\w*|joined|retire[ds]?|laid\s+off|dismissed|fired|lost|added)\b",
    re.I,
)
_REVENUE_SHARE = re.compile(r"\b(?:revenues?|sales|turnover)\s+share\b", re.I)
_SHARE_OF = re.compile(r"(?<!\bper )\bshare\s+(?:of|in)\b", re.I)
_OF_TOTAL = re.compile(r"\bshare\b.*\btotal\W*$", re.I)
_OF_ALL = content_terms("total consolidated company segment segments group reportable")
_MONEY = re.compile(
    r"\b(?:value|worth|cost|price|paid|spent|money|amount|dollars?|per)\b|[$€£]", re.I
)


def is_misread(asked: Asked, found: FigureAnswer) -> bool:
    """Tell whether the first figure repeats the question, or is not of what it counts or when."""
    figure = found.figures[0]
    if figure.value is None:
        return False
    if _ANY_ABOVE.search(asked.text) and len(found.figures) == 1:
        return True
    said = {Decimal(number.replace(",", "")) for number in _NUMBER.findall(asked.text)}
    if figure.unit == "percent" and figure.is_stated and Decimal(figure.value) in said:
        return True  # "the notes of 3.90% due 2028" bear that, and ask for something else
    if figure.unit == "count" and _EMPLOYEES.match(figure.label) and _MOVED.search(asked.text):
        return True  # who left or was hired is not all who work there
    if figure.unit not in ("percent", "ratio"):
        is_named = "share" in figure.label.lower()  # "share of income of joint ventures"
        if _REVENUE_SHARE.search(asked.text) or (_SHARE_OF.search(asked.text) and not is_named):
            return True  # an amount is no "US revenue share"
    counts_shares = _SHARES.search(asked.text) and not _MONEY.search(asked.text)
    if counts_shares and len(figure.unit) == len("USD"):
        return True
    return _lacks_a_year(asked, found) or _is_of_a_subtotal(asked, found)


def _is_of_a_subtotal(asked: Asked, found: FigureAnswer) -> bool:
    """Tell whether a share of the total is asked for, and the total is of some parts only."""
    figure = found.figures[0]
    if figure.unit != "percent" or len(figure.inputs) != 2 or not _OF_TOTAL.search(asked.text):
        return False
    whole = figure.inputs[1].name
    said = content_terms(asked.text) | like("revenue") | _OF_ALL
    return whole.lower().startswith("total") and bool(content_terms(whole) - said - SOFT)


def _lacks_a_year(asked: Asked, found: FigureAnswer) -> bool:
    wanted = {each.year for each in asked.periods if each.kind == "year" and each.year}
    if len(wanted) != 2:
        return False
    told = [given.period for figure in found.figures for given in figure.inputs]
    told += [figure.period for figure in found.figures]
    has = {year for period in told for year in years_in(period)}
    return bool(has) and not wanted <= has
