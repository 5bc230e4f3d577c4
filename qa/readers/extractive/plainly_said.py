"""Whether a sentence says its figure of the thing itself: not of what may be, or a part."""

import re

from qa.glossary.alike import alike_terms
from qa.readers.extractive.sentence_amounts import Given

_HEDGED = re.compile(r"\b(?:can|could|might)\b(?!\s*,)", re.I)  # of what may be, not of what was
_PARTS = re.compile(
    r"\b(?:primarily|mainly|mostly)\s+includ\w+|\binitial\s+deliver(?:y|ies)", re.I
)  # what follows is no sum
_OF_THESE = re.compile(r"\W*of\s+(?:these|this|those|such)\b[^,]*,", re.I)
_MEAN = re.compile(r"\baverage\s+(?:[\w-]+\s+){0,2}(?:balances?|amounts?|levels?)\b", re.I)
_THAT_WOULD = re.compile(r"\b(?:that|which),?(?:\s+[\w,]+){0,3}?\s+would\b", re.I)  # a part of it
_WOULD = re.compile(r"\bwould\b|\bif\b|\baffect\w*|\bimpact\w*", re.I)
_MEANT = re.compile(r"\b(?:average|mean)\b", re.I)
_OF_OTHERS = re.compile(  # "$5 million associated with these loans"
    r"[^.;]{0,60}?\b(?:associated|related|relating|attributable)\s+(?:with|to)\s+"
    r"(?:these|this|those|such)\s+(?P<what>\w+)",
    re.I,
)
_VALUED = re.compile(  # what awards are worth is no expense of them
    r"\b(?:fair|intrinsic)\s+values?\b[^.]{0,90}\b(?:vest|grant|exercis)\w*", re.I | re.S
)
_PRICE_OF = re.compile(
    r"\bprices?\s+(?:of|was|is|were|are)\s+(?:approximately\s+)?[$€£]\s?\d", re.I
)
_WORTH = re.compile(r"\b(?:values?|valued|worth)\b", re.I)
PRICED = re.compile(r"\bprices?\b|\bdividends?\b|\bearnings\b", re.I)


_OF_WHICH = re.compile(r",?\s+of\s+which\b", re.I)
_QUARTERLY = re.compile(r"\bquarter\w*", re.I)
_OWED = re.compile(r"\b(?:outstanding|payable)\b", re.I)
_UNDER_PROGRAM = re.compile(r"[^.;]{0,40}\bunder\b[^.;]*\bauthori[sz]ed", re.I)
_REPAID = re.compile(r"\b(?:repaid|repayments?|paid\s+(?:back|off)|redeem\w*)\b", re.I)
_AUTHORIZED = re.compile(r"\bauthori[sz]\w*", re.I)
_EFFECTIVE = re.compile(r"\beffective\b", re.I)
_INTEREST = re.compile(r"\binterest\b", re.I)


def _is_beside(text: str, given: Given, question: str) -> bool:
    """Tell whether a figure is of what stands beside the thing asked for.

    What a quarter's dividend is, what is owed and not yet repaid, what was bought under what was
    authorized, a rate that is not the effective one.
    """
    before, behind = text[: given.start], text[given.end :]
    is_of_quarter = _QUARTERLY.search(before) and not _QUARTERLY.search(question)
    is_owed = _REPAID.search(question) and _OWED.search(text) and not _REPAID.search(text)
    is_spent = _AUTHORIZED.search(question) and _UNDER_PROGRAM.match(behind)
    asks_effective = _EFFECTIVE.search(question) and _INTEREST.search(question)
    is_nominal = asks_effective and not _EFFECTIVE.search(text)
    return bool(is_of_quarter or is_owed or is_spent or is_nominal)


def is_plainly_said(text: str, given: Given, question: str, wanted: frozenset[str]) -> bool:
    """Tell whether a figure is what is said to be, not what may be, a part, or beside the price.

    wanted: the terms of the question, which what the sentence says of a part must say too.
    """
    before = text[: given.start]
    if _MEAN.search(before) and not _MEANT.search(question):
        return False
    other = _OF_OTHERS.match(text, given.end)
    if other is not None and not wanted & alike_terms(other["what"]):
        return False
    if _THAT_WOULD.search(before) and not _WOULD.search(question):
        return False
    part = _OF_THESE.match(text)
    if part is not None and not wanted <= alike_terms(text):
        return False
    tail = _OF_WHICH.search(text, given.end)
    if tail is not None and not wanted & alike_terms(text[tail.end() :]) <= alike_terms(before):
        return False  # the words that the part behind it says are of that part
    if _is_beside(text, given, question):
        return False
    if _VALUED.search(before) and not _WORTH.search(question):
        return False
    price = _PRICE_OF.search(text) if PRICED.search(question) else None
    is_price = price is None or given.start <= price.end() <= given.end
    return is_price and _HEDGED.search(before) is None and _PARTS.search(before) is None
