"""A question in, of which part's sales it asks in everyday words, and for what of them, out.

"How heavily does Pfizer lean on Prevnar 13 for its 2018 sales?" is the share of "prevnar 13". What
is neither such a word, nor the company, nor the time, some row or what stands around it must say.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from qa.glossary import STOP_WORDS
from qa.glossary.alike import alike_terms
from qa.glossary.sales_words import sales_words
from qa.measures.company import without_company
from qa.measures.periods import AskedPeriod, find_periods
from qa.readers.extractive.rows.row_facts import Terms, content_terms
from qa.text.terms import fold

SalesKind = Literal["amount", "share", "growth", "difference", "sum"]
_BETWEEN_PARTS = re.compile(r"\s*(?:[,&+]\s*(?:and\b|plus\b)?|\band\b|\bplus\b|\bwith\b)\s*")
_PLUS = re.compile(r"\bplus\b")
_OF_ONE = re.compile(  # sales per shop, a mean, or a time that is no year
    r"\bper\s+(?!cent\b)|\b(?:each|every(?!\s+dollar)|average|mean|quarter\w*|q[1-4]|months?|monthly|weeks?|days?|daily"
    r"|half|first|last|cumulative\w*|cagr|compound\w*|points?|bps|times|multiple|forecast\w*|expect\w*|will|next"
    r"|target\w*|why|margin\w*|profit\w*|cost\w*|comparable|organic\w*|volumes?|who|whom|should|could|would|rank\w*"
    r"|assets?|liabilit\w+|debts?|propert(?:y|ies)|equity|inventor(?:y|ies)|receivables?|capex|employees|headcount)\b"
)
_AS_FOR = re.compile(r"\bwhich\b|\bbiggest\b|\blargest\b|\bsmallest\b|\bmost\b|\bleast\b")
_OTHER_WHOLE = re.compile(  # "of product sales": of what is left when services are taken off
    r"\bof\s+(?:(?:its|the|their|all|total|net|overall|own)\s+)*(?:products?|brands?|segments?|divisions?|regions?"
    r"|unit|categor\w+|customers?|markets?|lines?|business(?:es)?|drugs?|goods)\s+(?:net\s+)?(?:sales|revenues?"
    r"|turnover)\b"
)
_MUCH_OF = re.compile(r"\bhow\s+much\s+of\b")  # a share, or an amount: others read it
_NO_AMOUNT = re.compile(  # a place, yes or no, how many things, a price, a market's share
    r"\b(?:where|when)\b|^\W*(?:is|are|was|were|does|do|did|has|have|had|can)\b"
    r"|\bhow\b(?!\s+(?:much|many|big|large|fast|quick|quickly|rapidly|strongly|sharply|heavily|important|dependent"
    r"|reliant|exposed|strong|significant|far|hard|high)\b)"
    r"|\bhow\s+many\b(?!\s+(?:more\s+|fewer\s+)?(?:dollars|usd|millions?|billions?|percent)\b)|\bunits?\s+s(?:ales|old)\b"
    r"|\b(?:sell|sold)\b.*\bfor\b\s*(?:\?|$|how|in\b)|\bfor\s+how\s+much\b|\bmarket\s+shares?\b|\bof\s+the\b.{0,40}\bmarket\b"
)


@dataclass(frozen=True, slots=True)
class AskedSales:
    """What is asked for of the sales of a part. wanted: the words of each part that is named."""

    kind: SalesKind
    wanted: tuple[Terms, ...]
    names: Terms  # the same words as they are written
    said: Terms  # all words of the question, as `alike_terms` gives them
    periods: tuple[AskedPeriod, ...]
    is_plain: bool  # sales are named; what a part "makes" may be its profit


def asked_sales(question: str, company: Iterable[str]) -> AskedSales | None:
    """Return what is asked for of a part's sales; None where the question asks for other things.

    >>> asked = asked_sales("What slice of Acme's 2022 turnover was Japan?", ["Acme"])
    >>> asked.kind, [sorted(words) for words in asked.wanted]
    ('share', [['japan']])
    """
    lower = fold(question).replace("’", "'")
    periods = find_periods(lower)
    for period in periods:
        lower = f"{lower[: period.start_char]:{period.end_char}}{lower[period.end_char :]}"
    bare = without_company(lower, company)
    if not periods or any(each.search(bare) for each in (_OF_ONE, _AS_FOR, _NO_AMOUNT)):
        return None
    found = sales_words(bare)
    groups = found.groups | ({"together"} if _PLUS.search(bare) else set())
    kind = _kind(groups)
    is_of_other = kind == "share" and _OTHER_WHOLE.search(bare)
    is_share = kind == "amount" and "money" not in groups and _MUCH_OF.search(bare)
    if is_of_other or is_share:
        return None
    if kind is None or any(period.kind not in ("year", "latest", "previous") for period in periods):
        return None
    parts = _BETWEEN_PARTS.split(found.rest) if kind == "sum" else [found.rest]
    wanted = tuple(terms for part in parts if (terms := _wanted(part)))
    if not wanted or (kind == "sum") != (len(wanted) > 1):
        return None
    is_pair = kind in ("growth", "difference") and len(periods) == 2
    if len(periods) > 1 and not is_pair:
        return None
    said = alike_terms(bare) | content_terms(bare)
    names = content_terms(found.rest)
    return AskedSales(kind, wanted, names, said, periods, "strong" in found.groups)


def _kind(groups: Terms) -> SalesKind | None:
    has_amount = bool(groups & {"strong", "weak"})
    is_move = bool(groups & {"growth", "fall"})
    if "share" in groups:
        return None if is_move or "more" in groups or "together" in groups else "share"
    if is_move or "more" in groups:
        is_growth = bool(groups & {"rate", "fast"})
        is_money = "money" in groups and not is_growth
        return "growth" if is_growth and is_move else "difference" if is_money else None
    if "rate" in groups:
        return "share" if has_amount else None
    if "together" in groups:
        return "sum" if has_amount else None
    return "amount" if has_amount else None


def _wanted(text: str) -> Terms:
    words = alike_terms(text) - STOP_WORDS
    return frozenset(word for word in words if word != "s")
