"""A question that asks two or three things in, each as a question of its own out.

"What was capex in 2022, and why did it rise?" Only parts that begin as questions do are taken
apart, and only where each says by itself, or by the rules of qa.measures.follow_up, what it is
about: a part that leans on an answer ("which segment is largest, and what is its margin?") is not.
"""

import re

from qa.measures.definition import claims
from qa.measures.follow_up import in_period_of, read_as
from qa.measures.names import find_names
from qa.text.terms import is_chinese

MOST_PARTS = 3
_ASKS = (
    r"(?:why|how\s+come|by\s+how\s+much|how\s+(?:did|do|does|is|was|were|has|have|much|many)"
    r"|what\s+(?:is|was|were|are|did|caused|drove|explains)|who\s+(?:is|was|are|were)"
    r"|when\s+(?:is|was|did|does|will)|did|has|have|does|is|was|were)"
)
_BETWEEN = re.compile(
    rf"\s*(?:[,;]\s*and|[,;]|\band)\s+(?={_ASKS}\b)|\?\s+(?:and\s+)?(?={_ASKS}\b)", re.I
)
_BETWEEN_CHINESE = re.compile(
    r"[，,；;？?]\s*(?:并且|而且|以及|又|并)?(?=为什么|为何|是什么原因|什么原因|原因|比上|比去|较上|同比"
    r"|环比|增长了?多少|下降了?多少|增加了?多少|减少了?多少|变化)"
)
_AGAINST = re.compile(r"^(?:比上|比去|较上|同比|环比|增|下降|减少|变化)")
_ASKS_FIRST = re.compile(r"\b(?:what|how|who|when|where|why|is|was|did|has|does)\b", re.I)
_CHOOSES = re.compile(
    r"\b(?:which|who|largest|biggest|highest|lowest|smallest|most|least)\b|哪|最[大高多小低少]",
    re.I,
)
_LEANS = re.compile(
    r"\b(?:its?|their|theirs|they|them|that|this|these|those|he|she)\b|其|它|该", re.I
)


def question_parts(question: str) -> list[str]:
    """Return the questions that one question asks, in its order; itself alone where it is one.

    >>> question_parts("What was capex in 2022, and why did it rise?")
    ['What was capex in 2022?', 'Why did capex rise in 2022?']
    >>> question_parts("归母净利润是多少，比上年少了多少？")
    ['归母净利润是多少？', '归母净利润比上年少了多少？']
    """
    chinese = is_chinese(question)
    pieces = (_BETWEEN_CHINESE if chinese else _BETWEEN).split(question.strip())
    pieces = [piece.strip() for piece in pieces]
    if not 2 <= len(pieces) <= MOST_PARTS or not all(pieces) or claims(question):
        return [question]
    first, *later = (_closed(piece, chinese) for piece in pieces)
    if _CHOOSES.search(first) or not find_names(first.lower()):
        return [question]
    if not chinese and not _ASKS_FIRST.search(first):
        return [question]
    alone = [_alone(piece, first, chinese) for piece in later]
    if None in alone:
        return [question]
    return [first, *filter(None, alone)]


def _alone(piece: str, first: str, chinese: bool) -> str | None:
    """Return a later part with what it leaves unsaid from the first; None: it cannot be told."""
    if chinese and _AGAINST.match(piece):
        name = find_names(first.lower())[0]
        return in_period_of(first[name.start : name.end] + piece, first)
    said = read_as(piece, first)
    if said is not None:
        return in_period_of(said, first)
    if _LEANS.search(piece) or not find_names(piece.lower()):
        return None
    return in_period_of(piece, first)


def _closed(piece: str, chinese: bool) -> str:
    """Return a part as a sentence that ends as a question does."""
    bare = piece.rstrip(" ?？.。,，")
    return f"{bare}？" if chinese else f"{bare[:1].upper()}{bare[1:]}?"
