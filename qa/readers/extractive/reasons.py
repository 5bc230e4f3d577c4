"""Whether a sentence fits a question why: what it is about, and which way it says things went.

Sentences or their terms in, yes or no out. What makes a sentence a reason at all, its "due to",
is in qa.search.manner.
"""

import re
from collections.abc import Collection

from qa.text.terms import terms

_UP = frozenset(
    terms(
        "increase rise rose risen grow grew grown growth gain improve improvement higher up jump"
        " climb expand expansion more better dearer expensive costlier strong stronger"
        " 增长 增加 上升 上涨 提高 上调"
    )
)
_DOWN = frozenset(
    terms(
        "decrease fall fell fallen decline drop reduce reduction lower down shrink shrank contract"
        " contraction less fewer worse cheaper weak weaker slump collapse"
        " 下降 减少 降低 下跌 下滑 下调"
    )
)
_MAYBE = re.compile(r"\b(may|might|could|would)\b|可能")  # "May" is a month
# "The increase was primarily driven by .." is about what the sentence before it names.
_POINTS_BACK = re.compile(
    r"(the|this|these|that|such|both)\s+((overall|net|year-over-year|significant)\s+)?"
    r"(increases?|decreases?|declines?|changes?|growth|improvements?|reductions?|rises?|gains?"
    r"|rates?|was|were|is|are|reflects?)\b|it\b|they\b|这|其中|主要|该",
    re.IGNORECASE,
)


def goes_against(asked: Collection[str], told: Collection[str]) -> bool:
    """Whether terms only tell of a rise where a fall is asked for, or the other way round."""
    up, down = not _UP.isdisjoint(asked), not _DOWN.isdisjoint(asked)
    if up == down:
        return False
    wanted, opposite = (_UP, _DOWN) if up else (_DOWN, _UP)
    return wanted.isdisjoint(told) and not opposite.isdisjoint(told)


def is_supposed(sentence: str) -> bool:
    """Whether a sentence tells of what may happen, as risks do, and not of what has happened."""
    return _MAYBE.search(sentence) is not None


def points_back(sentence: str) -> bool:
    """Whether a sentence takes what it is about from the one before it."""
    return _POINTS_BACK.match(sentence) is not None
