"""Whether a sentence says its figure of the thing itself: not of what may be, or a part."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.glossary.alike import alike_terms, asking_terms, like
from qa.readers.extractive.rows.row_facts import SOFT, Terms, content_terms
from qa.readers.extractive.sentences.sentence_amounts import OF_WHICH, Given
from qa.readers.extractive.wording.opposites import are_opposites

_HEDGED = re.compile(r"\b(?:can|could|might)\b(?!\s*,)", re.I)  # of what may be, not of what was
_PART_OF = re.compile(
    r"^\W*of\s+(?:the|our|its|this|these|that)\s", re.I
)  # "Of the total, $5 million"
_PIECE_BEHIND = re.compile(r"\s+of\s+(?:this|these|those|that|which|such)\b", re.I)
_SHARE_BEHIND = re.compile(r"\s+of\s+(?:our|its|the|their|total|all)\b", re.I)
_ASKS_SHARE = re.compile(
    r"\bpercent\w*|%|\b(?:share|portion|proportion|part|fraction|much)\s+of\b|\bown\w*\b", re.I
)
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
_WORD = re.compile(r"[A-Za-z][\w.&'’]*(?:-[A-Za-z]\w*)*")
_NEXT = re.compile(r"\s+[A-Za-z]")  # another word, and no sign between
_HEADLESS = content_terms(  # nouns that make of a thing no other one
    "cost expense charge amount balance payment plan program total fiscal year value price million"
    " billion approximately respectively include represent consist relate"
) | like("payments")
_TAKES_ANY = like("ownership")
_REACH = 100  # characters behind a figure in which a list and what it is of go on
_OF_WHAT = re.compile(r"\s+(?:of|on|for)\s+(?:[\w-]+\s*){1,3}")  # "$3 million on research"
_PART_BEHIND = re.compile(
    r"\b\d[\d.,]*(?:\s+(?:thousand|million|billion))?\s+(?:(?:are|were)\s+)?(?:in|at|located|outside)\b"
)
_THING_BEHIND = re.compile(
    r"\s+(?!(?:of|in|for|and|at|to|from|under|as|on|with|or|was|were|is|are|by|which|that|related)\b)"
    r"(?:[a-z-]+\s+){0,2}?(credit|facilit(?:y|ies)|agreement|program|authorization|loans?)\b"
)
_ONLY_THAT = re.compile(r"\b(?:that|which),?\s+(?:if\s+recognized|would)\b", re.I)
_IF_RECOGNIZED = re.compile(r"\b(?:if|would|impact|affect|lower|reduce|favou?rabl\w+)\b", re.I)
_INCLUDING = re.compile(r",?\s+including\b")
_RELATED = re.compile(r"\brelat(?:ed|ing)\s+to\b([^.;]{0,80})")
_RELATED_THING = re.compile(r"(?<![A-Za-z-])((?:[A-Za-z-]+\s+){1,2})relat(?:ed|ing)\s+to\b")
_KIND = re.compile(r"\b[A-Z]{3,}s?\b|\boptions\b")
_MANY = 3  # words of which one may be beside the matter
_LONGEST_NAME = 3  # words: "pension benefit obligations"
_MOST_BESIDE = 3  # words of a subject beside the one that is asked for
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
ASKS_PRICE = re.compile(  # of what was bought: "pay for Xilinx", "what did Marketo cost"
    r"\b(?:pay|paid|price)\s+(?:\w+\s+){0,2}(?:for|of)\s+(?:the\s+)?(?!RSU|PSU|ESPP|SAR|U\.?S)[A-Z]"
    r"|\b(?i:what\s+did)\s+(?:[A-Z][\w&.-]+\s+)+cost\b|\b[A-Z][\w&.-]+['’]s\s+price(?:\s+tag)?\b"
)
_ASKS_MEAN = re.compile(r"\b(?:average|mean|typical)\b(?!\s+(?:exchange|interest))", re.I)
_SAYS_MEAN = re.compile(r"\b(?:average[sd]?|averaging|mean|typical\w*)\b", re.I)
_SAYS_PRICE = re.compile(
    r"\b(?:purchase|acquisition)\s+price\b|\bconsideration\b|\b(?:acquired|bought|purchased?|paid)\b",
    re.I,
)
PRICED = re.compile(r"\bprices?\b|\bdividends?\b|\bearnings\b", re.I)
_WISHED = re.compile(  # what somebody asks a regulator for, and has not got
    r"\b(?:request(?:s|ed|ing)?|seek(?:s|ing)?|sought|propos(?:es?|ed|ing)"
    r"|(?:fil|appl|ask)(?:es|ies|s|ed|ied|ing|ying)?\s+for)\s+(?:[a-z][a-z-]*\s+){0,4}$",
    re.I,
)
_ASKS_WISHED = re.compile(
    r"\b(?:request\w*|seek\w*|sought|propos\w*|fil(?:ed|ing)\b|appl(?:ied|ication)\b|ask\w*\s+for)",
    re.I,
)
_QUARTERLY = re.compile(r"\bquarter\w*", re.I)
_OWED = re.compile(r"\b(?:outstanding|payable)\b", re.I)
_UNDER_PROGRAM = re.compile(r"[^.;]{0,40}\bunder\b[^.;]*\bauthori[sz]ed", re.I)
_REPAID = re.compile(r"\b(?:repaid|repayments?|paid\s+(?:back|off)|redeem\w*)\b", re.I)
_AUTHORIZED = re.compile(r"\bauthori[sz]\w*", re.I)
_SAYS_EFFECTIVE = re.compile(r"\beffective\b", re.I)
_INTEREST = re.compile(r"\binterest\b", re.I)
_INCLUDED = re.compile(
    r"\bincluding\s+(?P<what>[^,;.]{3,70}?)\s+(?:totall?ing|totall?ed|of|was|were|amount(?:ed|ing)\s+to)\b",
    re.I,
)


def _is_beside(text: str, given: Given, question: str) -> bool:
    """Tell whether a figure is of what stands beside the thing asked for.

    What a quarter's dividend is, what is owed and not yet repaid, what was bought under what was
    authorized, a rate that is not the effective one.
    """
    before, behind = text[: given.start], text[given.end :]
    is_of_quarter = _QUARTERLY.search(before) and not _QUARTERLY.search(question)
    is_of_quarter = is_of_quarter and not ASKS_PRICE.search(question)  # it was bought in one
    is_owed = _REPAID.search(question) and _OWED.search(text) and not _REPAID.search(text)
    is_spent = _AUTHORIZED.search(question) and _UNDER_PROGRAM.match(behind)
    asks_effective = _SAYS_EFFECTIVE.search(question) and _INTEREST.search(question)
    is_nominal = asks_effective and not _SAYS_EFFECTIVE.search(text)
    return bool(is_of_quarter or is_owed or is_spent or is_nominal)


def _is_included(before: str, wanted: frozenset[str]) -> bool:
    """Tell whether what is asked for is only included in what a figure is of.

    "We had cash including restricted cash totaling $7.8 billion" does not tell restricted cash.
    """
    found = _INCLUDED.search(before)
    part = wanted & alike_terms(found["what"]) if found else frozenset()
    return bool(found and part) and not part <= alike_terms(
        before[: found.start()] if found else ""
    )


def is_plainly_said(text: str, given: Given, question: str, wanted: frozenset[str]) -> bool:
    """Tell whether a figure is what is said to be, not what may be, a part, or beside the price.

    wanted: the terms of the question, which what the sentence says of a part must say too.
    """
    before = text[: given.start]
    if _MEAN.search(before) and not _MEANT.search(question):
        return False
    if _WISHED.search(before) and not _ASKS_WISHED.search(question):
        return False
    other = _OF_OTHERS.match(text, given.end)
    if other is not None and not wanted & alike_terms(other["what"]):
        return False
    if _THAT_WOULD.search(before) and not _WOULD.search(question):
        return False
    part = _OF_THESE.match(text)
    if part is not None and not wanted <= alike_terms(text[part.end() :]):
        return False
    tail = OF_WHICH.search(text, given.end)
    if tail is not None and not wanted & alike_terms(text[tail.end() :]) <= alike_terms(before):
        return False  # the words that the part behind it says are of that part
    if _is_beside(text, given, question) or _is_included(before, wanted):
        return False
    if _PIECE_BEHIND.match(text, given.end) or (part is None and _PART_OF.match(text)):
        return False  # a piece of what is asked for
    is_share = given.unit == "percent" and _SHARE_BEHIND.match(text, given.end) is not None
    if is_share and not _ASKS_SHARE.search(question):
        return False
    if _VALUED.search(before) and not _WORTH.search(question):
        return False
    price = _PRICE_OF.search(text) if PRICED.search(question) else None
    is_price = price is None or given.start <= price.end() <= given.end
    is_price |= given.unit.endswith("/share")  # the second of "average prices of $183 and $157"
    return is_price and _HEDGED.search(before) is None and _PARTS.search(before) is None


@dataclass(frozen=True, slots=True)
class Aspects:
    """What a question wants of a thing, which a sentence must not say of it otherwise."""

    is_of_rest: bool
    is_effective: bool
    is_of_cost: bool
    is_of_price: bool
    is_of_mean: bool

    @classmethod
    def of(cls, question: str) -> "Aspects":
        """Read a question."""
        asks = (_ASKS_WHAT_IS_LEFT, _EFFECTIVE, _ASKS_COST, ASKS_PRICE, _ASKS_MEAN)
        return cls(*(each.search(question) is not None for each in asks))

    def fit(self, sentence: str) -> bool:
        """Tell whether a sentence is of the rest, the rate or the cost that is asked for."""
        if self.is_of_rest and _SAYS_WHAT_IS_LEFT.search(sentence) is None:
            return False
        if self.is_of_mean and _SAYS_MEAN.search(sentence) is None:
            return False
        if self.is_of_price and _SAYS_PRICE.search(sentence) is None:
            return False
        if self.is_of_cost and _CASH_PAID.search(sentence) is not None:
            return False
        return self.is_effective or _EFFECTIVE.search(sentence) is None


def is_told_of(text: str, given: Given, wanted: Terms, question: str, *, is_line: bool) -> bool:
    """Tell whether a sentence says its figure of what is wanted, which is no word beside it.

    is_line: a line of the statements is asked for, whose name the sentence says.
    """
    if not _heads_nothing_else(text, wanted, question):
        return False
    before = text[: given.start]
    if are_opposites(question, before) or _is_of_a_kind(before, question):
        return False
    thing = _THING_BEHIND.match(text, given.end)
    if thing is not None and thing[1].lower() not in question.lower():
        return False  # "our $2 billion credit agreement"
    if _ONLY_THAT.search(before) and not _IF_RECOGNIZED.search(question):
        return False
    if _is_related(before, wanted, question):
        return False
    part = _PART_BEHIND.search(text, given.end) if given.unit == "count" else None
    if part is not None and wanted & alike_terms(text) - alike_terms(text[: part.start()]):
        return False  # of a part that is counted behind it: "77.5 million in the U.S."
    near = before + _INCLUDING.split(text[given.start : given.end + _REACH])[0]
    far = (wanted & alike_terms(text)) - alike_terms(near)
    if len(far) > (len(wanted) >= _MANY):
        return False  # it speaks of it far behind the figure
    behind = _OF_WHAT.match(text, given.end)
    is_behind = behind is not None and bool(alike_terms(behind.group()) & wanted)
    return is_line or len(wanted) > 1 or is_behind or _is_subject(before, wanted, question)


def _is_related(before: str, wanted: Terms, question: str) -> bool:
    """Tell whether another thing is said to be related to what is wanted.

    "Interest income related to securities" is no securities, "expense related to plans" is theirs.
    """
    said = wanted & alike_terms(before)
    if not said or said & alike_terms(_RELATED.sub(" ", before)):
        return False
    things = content_terms(" ".join(_RELATED_THING.findall(before)))
    return bool(things - SOFT - asking_terms() - _HEADLESS - content_terms(question))


def _is_of_a_kind(before: str, question: str) -> bool:
    """Tell whether a figure is "related to the ESPP", which the question does not name."""
    kinds = [kind for found in _RELATED.findall(before) for kind in _KIND.findall(found)]
    return any(kind.lower().rstrip("s") not in question.lower() for kind in kinds)


def _heads_nothing_else(text: str, wanted: Terms, question: str) -> bool:
    """Tell whether what is wanted is no mere attribute of another thing: "investment hedges".

    text: what a sentence says up to its figure. wanted: terms as `alike_terms` gives them.
    """
    words = list(_WORD.finditer(text))
    allowed = wanted | asking_terms() | SOFT | content_terms(question) | _HEADLESS
    seen: dict[str, bool] = {}
    for place, word in enumerate(words):
        for term in alike_terms(word.group()) & wanted:
            is_own = term in _TAKES_ANY or word.group().endswith(("ed", "s"))
            name = words[place : place + _LONGEST_NAME]
            is_own = is_own or _ends_well(text, name, allowed, wanted)
            seen[term] = seen.get(term, False) or is_own
    attributes = sum(not is_own for is_own in seen.values())
    return attributes <= (len(wanted) >= _MANY)


def _ends_well(text: str, words: Sequence[re.Match[str]], allowed: Terms, wanted: Terms) -> bool:
    """Tell whether no other noun follows the first word, or before long one that is wanted."""
    if len(words) == 1 or not _NEXT.match(text, words[0].end()):
        return True
    if _may_follow(words[1].group(), allowed):
        return True
    return any(alike_terms(word.group()) & wanted for word in words[2:])


def _is_subject(before: str, wanted: Terms, question: str) -> bool:
    """Tell whether the only word that is wanted is what a figure is said of.

    before: what the sentence says up to the figure. One word stands in many sentences.
    """
    said = {word for word in content_terms(before) if not word[:1].isdigit()}
    beside = said - SOFT - asking_terms() - _HEADLESS - content_terms(question)
    return bool(alike_terms(before) & wanted) and len(beside) <= _MOST_BESIDE


def _may_follow(word: str, allowed: Terms) -> bool:
    is_verb = word.lower().endswith(("ed", "ing", "ly"))
    return is_verb or not content_terms(word) - allowed or bool(alike_terms(word) & allowed)
