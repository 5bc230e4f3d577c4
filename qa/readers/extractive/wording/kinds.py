"""A question and a figure in, whether the figure is of the kind that is asked for out.

"How many shares" is not answered in dollars, "by what percentage" not by an amount.
"""

import re
from decimal import Decimal

from qa.answer import AnswerFigure
from qa.readers.extractive.wording.opposites import are_opposites

_NO_COUNT = r"dollars?|percent\w*|basis|times|days|usd|millions?|billions?|points?|euros?|much|us\b"
_SHARES = re.compile(
    r"\bhow\s+many\s+(?:[\w'’.&-]+\s+){0,4}?shares?\b(?!\s+of\s+(?:revenue|sales))"
    r"|\bnumber\s+of\s+(?:[\w'’.&-]+\s+){0,2}?shares\b",
    re.I,
)
_COUNT = re.compile(
    rf"(?:\bhow\s+many|^\W*(?:what\s+(?:was|is)\s+the\s+)?(?:total\s+)?number\s+of)\s+(?!{_NO_COUNT})|^(?!.*\bper\s+(?:employee|head|person|worker)\b).*\bheadcount\b|(?:多少|几)[个名位]?(?:人(?!民币)|员工|户|家)",
    re.I,
)
_NO_SHARES = re.compile(
    r"\bhow\s+many\s+(?:[\w-]+\s+){0,2}?(?:(?:share|stock)?holders|employees|people|stores|customers"
    r"|members|countries|patents|warehouses|restaurants)\b",
    re.I,
)
_PERCENT = re.compile(
    r"\bwhat\s+percent(?:age)?\b|\bin\s+percent\b(?!age)|\bhow\s+many\s+(?:percentage|basis)\s+points"
    r"|\bas\s+an?\s+percent(?:age)?\b"
    r"|占(?!用|地|有)[^，。？]{0,40}(?:多少|几成)(?!元|万|亿)|占比|占[^，。？]{0,40}(?:比例|比重|比率|百分)|百分之[几多]",
    re.I,
)
_SHARE_OF = re.compile(  # a part's; that of a profit may be an amount, and one of stock is a thing
    r"(?:['’]s?|\b(?:what|which))\s+share\s+of\s+(?!(?:the\s+|its\s+|their\s+)?(?:net\s+|common\s+"
    r"|class\s+)*(?:profits?|income|loss\w*|earnings|results?|equity|stock|a|b)\b)",
    re.I,
)
_PROFITS = r"(?:profits?|income|loss\w*|earnings|results?|equity|stock)"
_PART_OF = re.compile(  # "a as a share of b", "share of a in b"; that of a profit may be an amount
    r"\b(?:share|proportion|portion)\s+of\s+(?:the\s+)?total\b"
    rf"|^(?:[\w.'’&-]+\s+){{1,5}}share\s+of\s+(?!(?:the\s+|its\s+|their\s+)?(?:net\s+|common\s+|class\s+)*(?:{_PROFITS}|a|b)\b)"
    r"|\bas\s+(?:an?\s+)?(?:share|proportion|portion|fraction|part|slice)\s+of\b"
    rf"|^\s*(?:(?:what|which)\s+(?:was|is)\s+)?(?:the\s+)?(?:share|proportion|weight)\s+of\s+(?!.*\b{_PROFITS}\s+(?:of|from)\b)"
    r"(?:[\w.'’&-]+\s+){1,6}?(?:in|within)\s+(?!(?:the\s+)?(?:fiscal|year|q[1-4]|first|second|third"
    r"|fourth|last)\b|\d)",
    re.I,
)
_BOUGHT = re.compile(
    r"^(?!.*(?:\$|\b(?:for|cost\w*|amounts?|value\w*|much|spen[dt]\w*|price\w*|paid|per|dollars?|usd)\b))"
    r".*\bshares\s+(?:they\s+|it\s+)?(?:bought\s+back|repurchased|retired)\b",
    re.I,
)
_RATES = ("percent", "ratio", "bps")
_RATE = re.compile(
    r"\bpercent\w*|\brates?\b|%|\bmargins?\b|\byields?\b|\bpoints?\b|\bvolatility\b"
    r"|\b(?:share|proportion|portion|part|fraction)\s+of\b",
    re.I,
)
_A_RATE = re.compile(  # that is asked for itself, and no effect of it
    r"^(?:(?:and|so)\s+)?(?:what\s+(?:was|is|were|are)\s+)?(?:[\w.'’&-]+\s+){0,5}?(?:take|churn|attach\w*"
    r"|occupancy|retention|conversion|utili[sz]ation|vacancy|renewal|delinquency|penetration|retail)"
    r"\s+rate\b(?!\s+(?:changes?|reductions?|swaps?|risks?|contracts?|hedges?))",
    re.I,
)
_PER_SHARE = re.compile(
    r"\bper\s+(?:\w+\s+)?(?:share|unit|option)\b|\b(?<!purchase )(?<!acquisition )prices?\b"
    r"|^(?!.*\b(?:total|aggregate)\b).*\b(?:grant[- ]date\s+fair|fair\s+value\s+at\s+grant)",
    re.I,
)
_EACH_SHARE = re.compile(r"\bper\s+(?:(?:common|ordinary|diluted|basic)\s+)?share\b", re.I)
_MARGIN = re.compile(
    r"\b(?:highest|lowest|best|worst|largest|smallest|thinnest|widest)\s+(?:\w+\s+){0,2}?margins?\b",
    re.I,
)
_SHARE_COUNT = re.compile(
    r"^(?!.*\b(?:values?|costs?|prices?|much|amounts?|spen[dt]\w*|paid|pay|cash|dollars?|sums?|per|total|issued"
    r"|bonds?|money)\b).*(?:\bshares\s+(?:outstanding|(?:re)?purchased|granted|bought\s+back)\b"
    r"|\b(?:diluted|treasury|basic)\s+(?:\w+\s+)?shares\b|\btreasury\s+stock\s+shares\b)",
    re.I | re.S,
)
_IN_DAYS = re.compile(
    r"\b(?:inventor(?:y|ies)|receivables?|payables?|creditors?|debtors?|stock|outstanding)\s+days\b"
    r"|\bdays\s+(?:of\s+(?:inventor|sales|receivable|payable|stock)|in\s+inventor|sales\s+outst|inventory"
    r"|payable)",
    re.I,
)
_BALANCE = re.compile(r"\b(?:balances?(?!\s+sheet)|carrying\s+(?:values?|amounts?))\b", re.I)
_PORTION = re.compile(
    r"\b(?:portion|proportion|fraction|part|slice)\s+of\b|\bshare\s+of\s+(?:total|all|the\s+total)\b",
    re.I,
)
_EARNED_ON = re.compile(r"\bearn(?:s|ed|ing)?\s+(?:on|from)\b", re.I)
_EARNED = re.compile(
    r"\b(?:income|earnings|gains?|interest|returns?|dividends?|revenues?|sales|profit)\b", re.I
)
_WHOLE = 100  # percent
_AWARDS = r"(?:rsus?|(?:restricted\s+)?(?:stock|share)\s+(?:units?|options?|awards?)|options)"
_AWARDS_COUNTED = re.compile(
    r"^(?!.*\b(?:values?|costs?|compensation|expenses?|proceeds|cash|tax\w*)\b).*(?:"
    rf"\b{_AWARDS}\s+(?:(?:that|were|was|had)\s+)*"
    r"(?:outstanding|granted|vested|exercised|forfeited|cancell?ed|handed)\b"
    rf"|\b(?:unvested|non-?vested|outstanding|exercisable)\s+{_AWARDS}\b)",
    re.I | re.S,
)
_OF_AWARDS = re.compile(
    r"\b(?:prices?|terms?|li(?:fe|ves)|years|averages?|percent\w*|intrinsic|share\s+of|rates?|volatility"
    r"|yields?|assum\w*|how\s+much|worth)\b|%",
    re.I,
)
_MOVED = re.compile(
    r"\b(?:growth|grew|changed?|increased?|decreased?|declined?|rise|rose|dropped|fell)\b(?!\s+due\b)",
    re.I,
)
_SPENT = re.compile(r"\b(?:expenses?|costs?|spen[dt]|spending)\b", re.I)
_SPENT_ON = re.compile(r"\b(?:spen[dt]|spending|laid\s+out|paid)\s+(?:on|for)\b", re.I)
_TOLD = re.compile(
    r"\b(?:who|whom|why|where|when|how\s+(?!much|many|large|big|high|low|long)|describe|discuss|explain"
    r"|summari[sz]e|outline|polic(?:y|ies)|risks?|strateg\w+|methods?)\b|^\s*(?:is|are|was|were|do"
    r"|does|did|has|have|can|will)\b",
    re.I,
)
_IN_YEARS = re.compile(  # how long something lasts
    r"\b(?:remaining|useful|contractual|average|expected)\s+(?:[\w-]+\s+){0,2}?(?:terms?|li(?:fe|ves)|periods?)\b"
    r"|\bhow\s+many\s+years\b|\bin\s+years\b",
    re.I,
)
_HOW_LONG = re.compile(r"\bhow\s+long\b", re.I)
# Which things, what happened, what somebody does, what a part of the company is: no amount.
_NAMED = re.compile(
    r"^\W*(?:which\s+(?!.*\b(?:year|quarter|\w+est|most|least|more|less)\b)(?:\w+\s+)?\w+(?:s|ies)\s"
    r"|what\s+(?:happened|(?:does|do|did)\s+.*\b(?:do|doing|say|think|plan)\b)"
    r"|what\s+(?:is|are)\s+(?:the\s+)?(?:[\w&.’'-]+\s+){1,4}(?:business|program|programme|division|segment"
    r"|subsidiary|platform|service)\W*$)",
    re.I,
)


def asks_for_no_amount(question: str) -> bool:
    """Return whether a question asks for names or for what is done.

    >>> asks_for_no_amount("Which businesses were sold?"), asks_for_no_amount("What was sold?")
    (True, False)
    """
    return _NAMED.search(question) is not None


def asks_for_words(question: str) -> bool:
    """Return whether a question asks to be told something, though a figure may be meant beside."""
    return _TOLD.search(question) is not None


def asks_for_change(question: str) -> bool:
    """Return whether a question asks how something moved, which no figure of one time tells."""
    return _MOVED.search(question) is not None


def fits_kind(question: str, figure: AnswerFigure) -> bool:
    """Return whether a figure's unit is one that the question can mean."""
    if figure.value is None:
        return True
    if figure.formula is None and are_opposites(question, figure.label):
        return False
    if figure.unit in _RATES and not _is_possible(question, figure):
        return False
    is_money = len(figure.unit) == len("USD") and figure.unit.isupper()
    if is_money and figure.formula is None and _is_of_more(question, figure.label):
        return False
    if figure.formula is None and _EARNED_ON.search(question) and not _EARNED.search(figure.label):
        return False  # what is held is not what it earns
    if _IN_DAYS.search(question):
        return figure.unit == "days"
    if _HOW_LONG.search(question):
        return figure.unit in ("days", "count", "ratio")
    if any(rate.search(question) for rate in (_PERCENT, _SHARE_OF, _PART_OF)):
        return figure.unit in _RATES
    if asks_for_shares(question) or _BOUGHT.search(question):
        return figure.unit == "shares"
    if _AWARDS_COUNTED.search(question) and not _OF_AWARDS.search(question):
        return figure.unit in ("shares", "count")
    if _NO_SHARES.search(question):
        return figure.unit == "count"
    if _COUNT.search(question):
        return figure.unit in ("count", "shares", "days", "ratio")
    if _SPENT.search(question) and figure.unit == "shares":
        return False
    is_share = figure.unit == "percent" and figure.formula is None
    if is_share and _SPENT_ON.search(question) and not _RATE.search(question):
        return False  # "Cleaning 29%" of the sales
    return _A_RATE.search(question) is None or figure.unit in _RATES


def _is_of_more(question: str, label: str) -> bool:
    """Tell whether a margin, or an amount for each share, is asked of a row that is of neither."""
    return any(each.search(question) and not each.search(label) for each in (_EACH_SHARE, _MARGIN))


def counts_shares(question: str) -> bool:
    """Return whether a question names shares that were bought, granted or are outstanding."""
    return _SHARE_COUNT.search(question) is not None


def asks_for_shares(question: str) -> bool:
    """Return whether a question asks for a number of shares.

    >>> asks_for_shares("shares repurchased in 2022"), asks_for_shares("cost of shares repurchased")
    (True, False)
    """
    return any(asks.search(question) for asks in (_SHARES, _SHARE_COUNT))


def _is_possible(question: str, figure: AnswerFigure) -> bool:
    """Tell whether a rate can be asked for: no balance is one, no part exceeds its whole."""
    assert figure.value is not None, figure
    if (
        figure.unit == "percent"
        and abs(Decimal(figure.value)) > _WHOLE
        and _PORTION.search(question)
    ):
        return False
    return _RATE.search(question) is not None or _BALANCE.search(question) is None


def is_unit_asked_for(question: str, unit: str) -> bool:
    """Return whether a question can mean a figure in a unit, where nothing else tells.

    >>> is_unit_asked_for("discount rate on leases", "USD"), is_unit_asked_for("rent", "USD")
    (False, True)
    """
    if _IN_YEARS.search(question):
        return unit in ("count", "ratio")
    if _SHARES.search(question):
        return unit == "shares"
    if _COUNT.search(question):
        return unit in ("count", "shares")
    if _PER_SHARE.search(question):
        return unit.endswith("/share")
    if _RATE.search(question):
        return unit in _RATES
    if _SHARE_COUNT.search(question) or _AWARDS_COUNTED.search(question):
        return unit == "shares"
    return len(unit) == len("USD")
