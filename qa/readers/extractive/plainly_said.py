"""Whether a sentence says its figure of the thing itself: not of what may be, or a part."""

import re
from dataclasses import dataclass

from qa.readers.extractive.sentence_amounts import Given

_HEDGED = re.compile(r"\b(?:can|could|might)\b(?!\s*,)", re.I)  # of what may be, not of what was
_PARTS = re.compile(
    r"\b(?:primarily|mainly|mostly)\s+includ\w+|\binitial\s+deliver(?:y|ies)", re.I
)  # what follows is no sum
_VALUED = re.compile(  # what awards are worth is no expense of them
    r"\b(?:fair|intrinsic)\s+values?\b[^.]{0,90}\b(?:vest|grant|exercis)\w*", re.I | re.S
)
_PRICE_OF = re.compile(
    r"\bprices?\s+(?:of|was|is|were|are)\s+(?:approximately\s+)?[$€£]\s?\d", re.I
)
_WORTH = re.compile(r"\b(?:values?|valued|worth)\b", re.I)
_ASKS_WHAT_IS_LEFT = re.compile(r"\b(?:still|remain\w*|left|unused|available|may|can)\b", re.I)
_SAYS_WHAT_IS_LEFT = re.compile(
    r"\b(?:still|remain\w*|left|unused|available|may|yet|un(?:recogni[sz]|amorti[sz])ed|expected)\b",
    re.I,
)
_EFFECTIVE = re.compile(r"\beffective\s+(?:annual\s+)?interest\b", re.I)  # not the stated rate
_ASKS_COST = re.compile(r"\b(?:costs?|costing|expenses?|charged?)\b", re.I)
_CASH_PAID = re.compile(
    r"\bcash\s+(?:paid|payments?|outflows?)\b|\bpaid\s+in\s+cash\b", re.I
)  # no cost
PRICED = re.compile(r"\bprices?\b|\bdividends?\b|\bearnings\b", re.I)


def is_plainly_said(text: str, given: Given, question: str) -> bool:
    """Tell whether a figure is what is said to be, not what may be, a part, or beside the price."""
    before = text[: given.start]
    if _VALUED.search(before) and not _WORTH.search(question):
        return False
    price = _PRICE_OF.search(text) if PRICED.search(question) else None
    is_price = price is None or given.start <= price.end() <= given.end
    return is_price and _HEDGED.search(before) is None and _PARTS.search(before) is None


@dataclass(frozen=True, slots=True)
class Aspects:
    """What a question wants of a thing, which a sentence must not say of it otherwise."""

    is_of_rest: bool
    is_effective: bool
    is_of_cost: bool

    @classmethod
    def of(cls, question: str) -> "Aspects":
        """Read a question."""
        asks = (_ASKS_WHAT_IS_LEFT, _EFFECTIVE, _ASKS_COST)
        return cls(*(each.search(question) is not None for each in asks))

    def fit(self, sentence: str) -> bool:
        """Tell whether a sentence is of the rest, the rate or the cost that is asked for."""
        if self.is_of_rest and _SAYS_WHAT_IS_LEFT.search(sentence) is None:
            return False
        if self.is_of_cost and _CASH_PAID.search(sentence) is not None:
            return False
        return self.is_effective or _EFFECTIVE.search(sentence) is None
