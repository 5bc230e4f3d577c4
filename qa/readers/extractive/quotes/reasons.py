"""Whether a sentence fits a question why: what it is about, and which way it says things went.

Sentences or their terms in, yes or no out. What makes a sentence a reason at all, its "due to",
is in qa.search.manner.
"""

import re
from collections.abc import Collection, Sequence

from qa.search.manner import PURPOSE_PHRASES, REASON_PHRASES
from qa.text.terms import terms

_UP = frozenset(
    terms(
        "increase rise rose risen grow grew grown growth gain improve improvement higher up jump"
        " climb expand expansion widen soar surge swell rebound boost lift more better dearer"
        " expensive costlier strong stronger"
        " 增长 增加 上升 上涨 提高 上调"
    )
)
_DOWN = frozenset(
    terms(
        "decrease fall fell fallen decline drop reduce reduction lower down shrink shrank contract"
        " contraction narrow slip slid slide sink sank plunge tumble dip plummet dwindle squeeze"
        " drag erode ate worsen less fewer worse cheaper weak weaker slump collapse"
        " 下降 减少 降低 下跌 下滑 下调"
    )
)
MORE_SPECIAL = 0.15  # what each word that nobody asked about takes away
MOVES = _UP | _DOWN
_LOSS = frozenset(terms("loss losses"))
_BETTER = frozenset(terms("improve improvement better"))
_OWNED = tuple(terms("attributable to"))  # "net loss attributable to stockholders" gives no reason
_OF_OWNERS = frozenset(terms("income loss earnings profit deficit equity"))


def _by_first_term(phrases: Sequence[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], []).append(phrase)
    return found


_REASONS_BY_TERM = _by_first_term(REASON_PHRASES)
_PURPOSES_BY_TERM = _by_first_term((*REASON_PHRASES, *PURPOSE_PHRASES))
_PLAIN = MOVES | frozenset(
    terms(
        "a an and as by compared expense fiscal for from in is of on or our overall point prior"
        " primarily mainly largely percent basis result the this to total was were which year net"
        " consolidated million billion due"
    )
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ELSEWHERE = re.compile(
    r"\b(?:factors|reasons|items|matters|improvements|changes)\s+(?:\w+\s+)?"
    r"(?:discussed|described|noted|mentioned|explained|listed)\s+(?:above|below|earlier)\b",
    re.IGNORECASE,
)
_MAYBE = re.compile(r"\b(may|might|could|would)\b|可能")  # "May" is a month
# "The increase was primarily driven by .." is about what the sentence before it names.
_POINTS_BACK = re.compile(
    r"(?:(?:in|for|during) (?:fiscal |the )?(?:year )?(?:19|20)\d\d ?, )?(?:"
    r"(the|this|these|that|such|both)\s+((overall|net|year-over-year|significant|rate|dollar)\s+)?"
    r"(increases?|decreases?|declines?|changes?|growth|improvements?|reductions?|rises?|gains?"
    r"|rates?|was|were|is|are|reflects?)\b|it\b|they\b|这|其中|主要|该"
    r"|((the|two|three|four|several|main|principal)\s+)+(causes|reasons|factors)\b)",
    re.IGNORECASE,
)


def leaves_it_elsewhere(sentence: str) -> bool:
    """Whether a sentence gives as a reason only what another place of the report says."""
    return _ELSEWHERE.search(sentence) is not None


def cause_starts(told: Sequence[str], *, of_event: bool = False) -> int | None:
    """Return where the first "due to" stands among the terms of a sentence; None without one.

    of_event: of what somebody did, which "in order to" gives a reason for as well.
    """
    phrases = _PURPOSES_BY_TERM if of_event else _REASONS_BY_TERM
    for place, term in enumerate(told):
        for phrase in phrases.get(term, ()):
            is_owned = phrase == _OWNED and told[max(0, place - 1)] in _OF_OWNERS
            if not is_owned and tuple(told[place : place + len(phrase)]) == phrase:
                return place
    return None


def moved_before(told: Sequence[str], asked: Collection[str], name: int | None) -> float:
    """Return how surely what a sentence explains is the move asked for, 0 to 1.

    told: the terms before its "due to"; name: where they name the thing asked for, None where they
    do not. The more is said there that nobody asked about, the more special a thing it may be: the
    income of a segment.
    """
    if name is None or MOVES.isdisjoint(told) or goes_against(asked, told):
        return 0.0
    known = _PLAIN | set(asked)
    more = [term for term in told if term not in known and not term[0].isdigit()]
    return 1 / (1 + MORE_SPECIAL * len(more))


def is_of_other_year(told: Collection[str], years: Collection[str]) -> bool:
    """Whether terms name years, and none of those asked for."""
    named = {term for term in told if _YEAR.fullmatch(term)}
    return bool(years) and bool(named) and named.isdisjoint(years)


def goes_against(asked: Collection[str], told: Collection[str]) -> bool:
    """Whether terms only tell of a rise where a fall is asked for, or the other way round."""
    up, down = not _UP.isdisjoint(asked), not _DOWN.isdisjoint(asked)
    if up == down:
        return False
    rises, falls = (_UP, _DOWN) if _LOSS.isdisjoint(asked) else (_UP - _BETTER, _DOWN | _BETTER)
    wanted, opposite = (rises, falls) if up else (falls, rises)
    return wanted.isdisjoint(told) and not opposite.isdisjoint(told)


def is_supposed(sentence: str) -> bool:
    """Whether a sentence tells of what may happen, as risks do, and not of what has happened."""
    return _MAYBE.search(sentence) is not None


def points_back(sentence: str) -> bool:
    """Whether a sentence takes what it is about from the one before it."""
    return _POINTS_BACK.match(sentence) is not None
