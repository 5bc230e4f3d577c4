"""What kind of thing a question asks for, and whether a text has such a thing.

Where is answered by a place, when by a time, how long by a span of time, who and which firms by
names, what a thing costs by a sum of money. A question in, a pattern out that such a text has.
"""

import re

from qa.text.terms import fold

_MONTHS = r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
# from its first digit on: looked for at each digit, a long run of them takes its square
WHOLE_NUMBER = r"(?<!\d)(?<!\d[,.])\d[\d,.]*+"
_NUMBER = (
    rf"(?:{WHOLE_NUMBER}"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|few|many|half)"
)
TIME = re.compile(
    rf"(?:19|20)\d\d|\b{_MONTHS}\b|\bmay\b|\b\w+day\b"
    r"|\b(?:spring|summer|autumn|fall|winter|holidays?|quarters?|years?|months?|weeks?)\b|[年月日季]",
    re.IGNORECASE,
)
SPAN = re.compile(
    rf"\b{_NUMBER}(?:[ -]+[a-z]+){{0,2}}[ -]+(?:second|minute|hour|day|week|month|quarter|year"
    r"|decade)s?\b"
    r"|\b(?:since|until|expir\w*|matur\w*|through)\b.{0,40}\b(?:19|20)\d\d\b",
    re.IGNORECASE | re.DOTALL,
)
# a price, and no sum of thousands or more
MONEY = re.compile(
    r"[$€£¥] ?\d[\d,.]*+(?!\s?(?:thousand|million|billion|m|bn)\b)"
    rf"|{WHOLE_NUMBER} (?:dollars|cents|euros?)\b"
)
_DATE = re.compile(rf"(?:19|20)\d\d|\b{_MONTHS}\b|\b(?:spring|summer|autumn|winter)\b", re.I)
_PLACE = re.compile(  # "in Kent", "Dover, Kent"; not "in May", and not the brands "7UP, Twig"
    r"\b(?:[Ii]n|[Aa]t|near|from|throughout|across|to) (?:the )?(?:city of |state of )?"
    r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Item|Items|Note|Notes|Part|Level|Class|Section|Form|Exhibit|Annual|Company|Board|Financial"
    r"|Fiscal|Management|Risk|Legal|Consolidated|General|Chief|Executive|President|Vice|Mr|Ms)\b)"
    r"[A-Z][a-z]+"
    r"|(?<![,:] )(?<!and )\b[A-Z][a-z]+, [A-Z][a-z]+(?! ?,)"
)
_NAME = r"[A-Z][\w&’'-]*[a-zA-Z](?: (?:[A-Z][\w&.’'-]*|of|de|van|&)){0,6}"
NAMED = re.compile(rf"(?<=[a-z,;)] ){_NAME}")
_SEVERAL_NAMED = re.compile(
    rf"(?<=[a-z,;)] ){_NAME}[^.;]{{0,30}}?(?:,| and| or) (?:and |or )?{_NAME}"
)

WHEN = re.compile(
    r"^\W*(?:(?:by|until|till|since) )?when\b|\bwhat (?:date|year|day)\b|\bin which year\b"
    r"|何时|什么时候|哪一?年"
)
MONTHS = re.compile(
    rf"\b(?:{_MONTHS}|months)\b|\bMay\b|\b(?:spring|summer|autumn|fall|winter|holidays?)\b", re.I
)
HOW_OLD = re.compile(r"\bhow old\b|\baverage age\b")
AGE = re.compile(  # in words, as a year, or between a name and an office
    r"\b(?:ages?|aged|old(?:er|est)?|young(?:er|est)?)\b"
    r"|\b(?:built|constructed|opened|began|founded|established|formed|incorporated|service|since)\b"
    r".*\b(?:1[89]|20)\d\d"
    r"|(?<![\d,./$-])\b[2-9]\d\b(?!, ?(?:19|20)\d\d|[\d.,/%-]| ?percent)",
    re.IGNORECASE,
)
WHICH_MONTHS = re.compile(r"\b(?:which|what) months?\b")
HOW_LONG = re.compile(r"\bhow (?:long|soon)\b|\bhow many (?:years|months|weeks|days)\b")
WHAT_PRICE = re.compile(
    r"^\W*(?:how much|what)\s+(?:does|do|did)\s+(?:[\w.,’'&-]+\s+){1,8}(?:cost|charge)\b"
    r"|^\W*(?:how much|what)\s+(?:does|do)\s+(?:an?|each|every)\s+(?:[\w.’'-]+\s+){1,4}"
    r"(?:pay|earn|make)\b"
)
WHERE = re.compile(r"^\W*(?:(?:from|to) )?where\b")
# What no row of figures tells: whether, who, and how something is done.
IN_WORDS = re.compile(
    r"^\W*(?:(?:is|are|was|were|does|do|did|has|have|had|can|could|may|must) (?!you\b)"
    r"|how (?:does|do|is|are) (?!.*\b(?:chang|compar|develop|perform|grow|split|divid))"
    r"|what (?:happened|(?:does|do|did) .*\b(?:do|doing|say|think|plan|promise\w*)\b)"
    r"|(?:who|whom)\b|(?:(?:in|from|to|with|by|on|for|of|at) )?"
    r"which (?!.*\b(?:most|least|more|less|year|quarter|\w+est|grew|fell|rose)\b)"
    r"(?:\w+ )?\w+(?:s|ies)\b)"
)
WHETHER = re.compile(r"^\W*(?:is|are|was|were|does|do|did|has|have|had|can|could|may|must)\b")
_WHO = re.compile(r"^\W*(?:who|whom|whose|(?:with|by|to|from) whom)\b")
WHICH_NAMES = re.compile(
    r"^\W*(?:(?:in|from|to|with) )?(?:which|what) (?:\w+ ){0,2}?(?:firms|companies|brands|banks"
    r"|countries|cities|states|retailers|suppliers|partners|places|markets|rivals|regions|chips|planes|aircraft|drugs"
    r"|products|models)\b"
)


_HOW_MANY = re.compile(r"\bhow (?:many|much)\b|多少|几[个家名]")
_IN_MONTH = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december)"
    r" (?:\d{1,2},? )?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def asks_how_many(question: str) -> bool:
    """Whether a question asks for a count or an amount."""
    return _HOW_MANY.search(fold(question)) is not None


def dated(question: str) -> re.Pattern[str] | None:
    """Return what a text has that tells of the month a question names; None where it names none.

    >>> bool(dated("what was sold in may 2022?").search("On May 17, 2022 we sold a barn."))
    True
    """
    found = _IN_MONTH.search(question)
    if found is None:
        return None
    return re.compile(rf"\b{found[1]} (?:\d{{1,2}},? )?{found[2]}\b", re.IGNORECASE)


def wanted_pattern(question: str) -> re.Pattern[str] | None:
    """Return what a text that answers is likely to have; None where anything may answer.

    >>> bool(wanted_pattern("where are laptops repaired?").search("a plant in Ohio"))
    True
    """
    kinds = (
        (HOW_LONG, SPAN),
        (WHICH_MONTHS, MONTHS),
        (WHEN, _DATE),
        (WHERE, _PLACE),
        (_WHO, NAMED),
        (WHICH_NAMES, _SEVERAL_NAMED),
        (WHAT_PRICE, MONEY),
    )
    return dated(question) or next(
        (pattern for asks, pattern in kinds if asks.search(question)), None
    )
