"""What sort of sentence a question looks for: a reason, a risk, a plan, an accounting policy."""

import re
from collections.abc import Mapping
from typing import Literal

from qa.text.terms import terms

QuestionType = Literal["plain", "why", "what if", "ahead", "booked"]

_ASKS: Mapping[QuestionType, re.Pattern[str]] = {
    "why": re.compile(
        r"\b(why|reasons?|causes?d?|drove|drivers (of|behind|for)|(main|key) drivers?|driven by"
        r"|ha(s|ve|d) driven"
        r"|explain|behind|due to|led to|how come"
        r"|what (made|pushed|pulled|held|kept|lifted|raised|lowered|reduced|increased|hurt|helped"
        r"|boosted|weighed|ate|eroded|dragged|squeezed|dented|depressed|dampened|slowed|fuell?ed"
        r"|spurred|propelled|sparked|triggered|prompted|brought|sent|contributed|is to blame))\b"
        r"|为什么|为何|为啥|原因|驱动|怎么会|何以|拖累|推动"
    ),
    "what if": re.compile(
        r"\b(what (if|happens|would|could)|hypothetical|sensitiv\w+|if .{3,60} "
        r"(rises?|falls?|gets?|moves?|turns?|goes|strengthens?|weakens?))\b"
        r"|如果|假如|会增加多少|会减少多少|[涨跌]一成|敏感"
    ),
    "ahead": re.compile(
        r"\b(expect\w*|outlook|guidance|forecasts?|next (fiscal )?year|planned|plans? to"
        r"|coming years?|will \w+ be|targets?|going forward)\b|预计|展望|明年|下一年|计划|指引|目标"
    ),
    "booked": re.compile(
        r"\b(polic(y|ies)|recogni[sz]\w+|account(ed)? for|treated (as|in the (accounts|books))"
        r"|booked|valued|how (?:do|does) \w+ (?:\w+ )?value|capitali[sz]ed"
        r"|expensed|lifo|fifo|accounting method|costing)\b"
        r"|会计政策|如何确认|确认方法|计价|会计处理"
    ),
}

# The words that such a sentence has beside the thing it is about.
COMPANIONS: Mapping[QuestionType, frozenset[str]] = {
    "plain": frozenset(),
    "why": frozenset(
        terms(
            "increase decrease rose fell rise fall grew grow declined decline improved improvement"
            " higher lower drove driven due offset attributable reflecting contributed caused"
            " resulted reduced expanded contracted reached lowered pressure"
            " 增长 下降 增加 减少 上升 上涨 提高 降低 主要系 由于 所致 占比"
        )
    ),
    "what if": frozenset(
        terms(
            "would could hypothetical adverse adversely unfavorable sensitivity impact effect"
            " lower reduce harm 影响 将会 上升 下降"
        )
    ),
    "ahead": frozenset(
        terms(
            "expect anticipate plan outlook will target guidance forecast intend estimate believe"
            " 预计 计划 目标 展望"
        )
    ),
    "booked": frozenset(
        terms(
            "recognized recognition recorded stated accounted measured valued policy capitalized"
            " expensed amortized deferred method 确认 计量 计入 采用 核算"
        )
    ),
}

_REASONS = (
    "due to",
    "owing to",
    "thanks to",
    "driven by",
    "attributable to",
    "as a result of",
    "resulted from",
    "reflecting",
    "offset by",
    "resulting from",
    "stemming from",
    "result of",
    "in response to",
    "led by",
    "because",
    "caused by",
    "causes",
    "explains most",
    "主要系",
    "由于",
    "原因",
    "所致",
)
# "driven primarily by": how much of it may stand in between.
_HOW_MUCH = ("primarily", "mainly", "largely", "principally", "partially", "in part")
_PARTED = tuple(
    " ".join((first, how_much, last))
    for first, last in (phrase.split() for phrase in _REASONS if phrase.count(" ") == 1)
    for how_much in _HOW_MUCH
    if last in ("to", "by", "from")
)
REASON_PHRASES = tuple(tuple(terms(phrase)) for phrase in (*_REASONS, *_PARTED))

# Why somebody did something is also told by what it was to serve, or by what was found.
_PURPOSES = (
    "in order to",
    "so that",
    "allowing us to",
    "allows us to",
    "allow us to",
    "enabling us to",
    "enables us to",
    "enable us to",
    "to expand",
    "to improve",
    "to strengthen",
    "to help",
    "designed to",
    "intended to",
    "finding that",
    "found that",
    "on the grounds that",
    "alleging that",
)
PURPOSE_PHRASES = tuple(tuple(terms(phrase)) for phrase in _PURPOSES)


def question_type_of(question: str) -> QuestionType:
    """Return the manner of a question in lower case."""
    return next((manner for manner, asks in _ASKS.items() if asks.search(question)), "plain")
