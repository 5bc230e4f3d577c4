"""Whether a passage has what a question asks for: a number of the thing counted, a time, a share.

A question and a passage in, yes or no out. How many is answered by a number beside what is counted,
when by a time, how long by a span of time, what percentage by one.
"""

import re
from collections.abc import Iterable, Sequence

from qa.readers.extractive.quotes.evidence import RowFeatures, SentenceFeatures
from qa.readers.extractive.quotes.scorer import Finding
from qa.readers.extractive.quotes.things import says_all, telling
from qa.readers.extractive.rows.row_facts import Terms
from qa.readers.extractive.wording.kind_asked import (
    HOW_LONG,
    MONEY,
    MONTHS,
    NAMED,
    SPAN,
    TIME,
    WHAT_PRICE,
    WHEN,
    WHICH_MONTHS,
    WHOLE_NUMBER,
)
from qa.search.question import ParsedQuestion
from qa.text.terms import terms

BESIDE = 8  # terms between a number and what it counts
REACH_OF_NO = 6  # terms that a "no" may be taken back by
MOST_OF_THING = 0.6  # share of the words for a thing that a sentence with its price must say
_IS_WHO = re.compile(r"^\W*who(?:['’]s| is| was)\b")
_LARGEST = re.compile(r"\b(?:largest|biggest|main|most important|top)\b")
_SAYS_LARGEST = re.compile(
    r"\d ?%|(?i:\b(?:largest|biggest|principal|primary|main|major|leading|top(?!-)|most|percent)\b)"
)
_HOW_MANY = re.compile(
    r"\bhow (?:many|much)\b|\bnumber of\b|\bwhat did\b.*\b(?:pay|cost)\b|多少|几[个家名架部]"
)
MEASURE = "[部辆架家台只条座间艘张套]"  # measure words, which Chinese sets between number and thing
_COUNTED = re.compile(
    r"\bhow (?:many|much) (?!(?:room|space|money|time|capital)\b)"
    r"((?:(?!(?:do|does|did|is|are|was|were|has|have|had|can|will|in|of|at|on|for|with|from|off|came"
    r"|comes?|goes|went|gets?|made)\b)[\w-]+ ?){1,4})"
    rf"|多少{MEASURE}([一-鿿]{{2,6}})"
)
_WHAT_SHARE = re.compile(r"\b(?:what|which) (?:percent(?:age)?|proportion|share|fraction) of\b")
_SHARE = re.compile(  # "the most trusted brands" are no share
    r"\d ?%|\bper ?cent\b|％|\b(?:half|third|quarter|majority|most of|all|none|no)\b"
    r"|\bmost (?!\w+(?:ed|ing|ive|ous|able|ible|ful|al|ant|ent)\b)",
    re.IGNORECASE,
)
_SHARE_OF_MARKET = re.compile(r"\bshare of (?:[\w.&’'-]+ ){1,6}?market\b|\bmarket share\b")
# Kinds of organisations that their names, or what is said of them, tell.
_WHICH_KIND = re.compile(
    r"^\W*(?:(?:in|from|to|with|at|by) )?which (?:\w+ )?"
    r"(bank|court|university|union|insurer|airline)\b"
)
# What something earns or costs for a time or a thing; per share and per employee are measures.
_PER = re.compile(
    r"\bper (?!shares?\b|year\b|cent\b|annum\b|quarter\b|diluted|basic|common|employee|capita"
    r"|head\b)(\w+)"
)
_PAY = re.compile(r"^\W*(?:what|how much) (?:was|were|is|are) (?:[\w.’'-]+ ){1,4}paid\b")
_PAID = re.compile(
    r"\b(?:pa(?:y|ys|id|yments?)|salar(?:y|ies)|wages?|compensation|bonus\w*|earn\w*|awards?)\b",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(r"\bhow (?:long|soon)\b")  # days of sales are worked out from rows
_HOW_MANY_OF = re.compile(r"\bhow many of\b")
_COUNTS_THINGS = re.compile(r"\bhow many\b")
_MODEL = re.compile(  # a number that is part of a name: "Rake 14"
    r"(?<!\w)[a-z]*[A-Z][\w’'-]* \d{1,4}\b(?![,.]?\d)"
    r"(?! (?!and\b|or\b|is\b|are\b|was\b|were\b|for\b|in\b)[a-z])"
)
NO_COUNT = re.compile(  # sums of money, percentages, times, days of a month
    r"[$€£¥] ?\d[\d,.]*(?:\s(?:thousand|million|billion))?"
    rf"|{WHOLE_NUMBER} ?(?:%|percent\b)(?! of (?:our|the|its|all)\b)"
    rf"|{WHOLE_NUMBER} (?:pounds|tons|tonnes|feet|square feet|miles|inches|basis points|degrees)\b"
    r"|\b\d+[ -](?:second|minute|hour|day|week|month|year)s?\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\s\d{1,2}\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"\b(?:who|what|when|where|how) will\b")
_TELLS_AHEAD = re.compile(
    r"\b(?:will|would|expect\w*|plan\w*|intend\w*|anticipat\w*|target\w*|schedul\w*|effective"
    r"|due (?:in|on|by)|estimat\w*|forecast\w*|expir\w*|matur\w*)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER_WORDS = frozenset(
    terms(
        "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand"
        " million billion no none"
    )
)
_OF_OTHERS = frozenset(terms("of with"))  # "branches of two subsidiaries", "a hotel with 9 cooks"
_NUMBERED = frozenset(terms("covid item note page part section form level exhibit figure"))
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十百千两]{1,}[家名个人万亿元种项户位台所件]")


def fits(finding: Finding, question: ParsedQuestion) -> bool:
    """Whether a passage has a number, a time or a share where one is asked for."""
    counted = counted_in(question)
    if not says_all(finding, counted, question):
        return False
    text = " ".join(finding.page.text[slice(*finding.place)].split())
    if _IS_WHO.search(question.text) and not _names_somebody(finding, text, question):
        return False
    if not _is_per_unit(text, question) or (_PAY.search(question.text) and not _PAID.search(text)):
        return False
    kind = _WHICH_KIND.search(question.text)
    if kind is not None and finding.covers.isdisjoint(terms(kind[1])):
        return False
    is_row = isinstance(finding.features, RowFeatures)
    if WHAT_PRICE.search(question.text):
        has_price = is_row or MONEY.search(text) is not None
        return has_price and _is_of_it(finding, question)
    if is_row and _HOW_LONG.search(question.text):
        return SPAN.search(f"{text} {_context_of(finding)}") is not None
    if is_row or question.wants_text:
        return True
    if _AHEAD.search(question.text) and not _TELLS_AHEAD.search(text):
        return False
    if HOW_LONG.search(question.text):
        return _is_of_it(finding, question) and SPAN.search(text) is not None
    if not _is_share_asked_for(finding, text, question):
        return False
    if WHICH_MONTHS.search(question.text) and not MONTHS.search(text):
        return False
    if WHEN.search(question.text):
        return TIME.search(text) is not None
    is_of_year = bool(question.years) and question.asks_figure
    if not is_of_year and not _HOW_MANY.search(question.text):
        return True
    if _CHINESE_NUMBER.search(text):
        return True
    is_part = _HOW_MANY_OF.search(question.text) is not None  # a share answers as well
    is_count = bool(counted) and not is_part and _COUNTS_THINGS.search(question.text) is not None
    if is_count and text.endswith(":"):
        return True  # the table below counts them
    words = terms(_MODEL.sub(" name ", NO_COUNT.sub(" sum ", text)) if is_count else text)
    numbers = [place for place in range(len(words)) if counts(words, place)]
    things = list(places_of_things(words, question, counted if is_count else frozenset()))
    return any(
        abs(one - other) <= BESIDE
        and not (is_count and one > other and words[one - 1] in _OF_OTHERS)
        for one in numbers
        for other in things
    )


def _context_of(finding: Finding) -> str:
    return " ".join(finding.page.text[start:end] for start, end in finding.context)


def _is_share_asked_for(finding: Finding, text: str, question: ParsedQuestion) -> bool:
    """Whether a passage has a share where one is asked for; that of a market is of that market."""
    is_of_market = _SHARE_OF_MARKET.search(question.text) is not None
    if is_of_market and not _is_of_it(finding, question):
        return False
    return not (is_of_market or _WHAT_SHARE.search(question.text)) or bool(_SHARE.search(text))


def _is_of_it(finding: Finding, question: ParsedQuestion) -> bool:
    """Whether a passage says most of what a price or a span of time is asked of."""
    asked = telling(question)
    return len(asked & finding.covers) >= MOST_OF_THING * len(asked)


def _names_somebody(finding: Finding, text: str, question: ParsedQuestion) -> bool:
    """Whether a passage has a name; what only points elsewhere has none that answers.

    The largest of them is not told by what says nothing of how large it is.
    """
    if _LARGEST.search(question.text) and not _SAYS_LARGEST.search(text):
        return False
    features = finding.features
    if isinstance(features, SentenceFeatures) and features.is_aside:
        return False
    return isinstance(features, RowFeatures) or NAMED.search(text) is not None


def _is_per_unit(text: str, question: ParsedQuestion) -> bool:
    """Whether a passage says "per hour", "hourly" or "an hour" where that is asked for."""
    asked = {unit for found in _PER.findall(question.text) for unit in terms(found)}
    said = set(terms(text))
    return all(not {unit, f"{unit}ly"}.isdisjoint(said) for unit in asked)


def counted_in(question: ParsedQuestion) -> Terms:
    """Return the terms of what is counted: "stores" in "how many stores do they run"."""
    found = _COUNTED.search(question.text)
    return (
        frozenset(terms(found[found.lastindex or 0]))
        & (telling(question) | question.said_otherwise.keys())
        if found
        else frozenset()
    )


def places_of_things(
    words: Sequence[str], question: ParsedQuestion, counted: Terms
) -> Iterable[int]:
    """Yield where the terms of a passage name what is asked for, itself or by the glossary.

    counted: the things that are counted, if any; then no others are looked for.
    """
    named = counted or telling(question)
    yield from (place for place, word in enumerate(words) if word in named)
    for term in named & question.said_otherwise.keys():
        for way in question.ways(term):
            yield from _places_of(list(way), words)
    for wanted in question.wanted:
        if counted and counted.isdisjoint(wanted.explains):
            continue
        for text in (*wanted.entry.names, *wanted.entry.words, *wanted.entry.rows):
            yield from _places_of(terms(text), words)


def _places_of(phrase: list[str], words: Sequence[str]) -> Iterable[int]:
    last = len(words) - len(phrase)
    return (p for p in range(last + 1) if phrase and words[p : p + len(phrase)] == phrase)


def counts(words: Sequence[str], place: int) -> bool:
    """Whether a word is a number of something, which "one of" and "item 4" are not."""
    word, before, after = words[place], words[max(0, place - 1) : place], words[place + 1 :]
    if (word == "one" and after[:1] == ["of"]) or not _NUMBERED.isdisjoint(before):
        return False
    if word == "no" and "not" in after[:REACH_OF_NO]:  # "no scooters not yet in service" are some
        return False
    return word in _NUMBER_WORDS or (word[0].isdigit() and not _YEAR.fullmatch(word))
