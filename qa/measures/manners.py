"""A question without wrapping in, its manner and what is done to its figure out."""

import re

from qa.measures.asked import Asked, Manner, Operation
from qa.measures.measure import concepts, measures

_WHY = re.compile(
    r"\b(?:why|reasons?|causes?|caused|drove|drivers?|driven|driving|explain(?:s|ed)?"
    r"|due\s+to|led\s+to|how\s+come|because"
    r"|what\s+(?:made|pushed|pulled|held|kept|lifted|raised|hurt|helped|boosted|weighed"
    r"|contributed|affected|impacted|influenced|ate|eroded|dragged|squeezed|dented|depressed"
    r"|dampened|slowed|fuell?ed|spurred|propelled|sparked|triggered|prompted))\b"
    r"|为什么|为何|为啥|原因|驱动|怎么会|何以|拖累|主要系"
)
_MORE = r"(?:largest|biggest|highest|greatest|most|larger|bigger|higher|best)"
_LESS = r"(?:smallest|lowest|least|smaller|fewest|worst|weakest|thinnest)"
_PARTS = r"(?:products?|brands?|segments?|regions?|markets?|countries|country|customers?|categor(?:y|ies)|divisions?)"
_LARGEST = re.compile(
    rf"\b(?:top|best|leading)(?:[ -](?:\w+|three|five|ten|\d+)){{0,2}}[ -]{_PARTS}\b|"
    rf"\b(?:which|what|in\s+which|who|where)\b.*\b{_MORE}\b|\b(?:largest|biggest"
    rf"|highest|greatest|maximum)\b|哪.*最(?:大|高|多)|最(?:大|高|多)的"
)
_SMALLEST = re.compile(
    rf"\b(?:which|what|in\s+which)\b.*\b{_LESS}\b|\b(?:smallest|lowest)\b"
    rf"|哪.*最(?:小|低|少)|最(?:小|低|少)的"
)
_MOVES = (
    r"(?:improv\w*|increas\w*|gr[eo]w\w*|rise[ns]?|rising|rose|declin\w*|decreas\w*"
    r"|fall(?:en|ing|s)?(?!\s+(?:due|after|beyond|within|under|into|for\s+re))|fell(?!\s+due)|drop\w*"
    r"|worsen\w*|deteriorat\w*|expand\w*|contract(?:ed|ing)?|shr[aiu]nk|widen\w*|narrow\w*"
    r"|go(?:ne)?\s+(?:up|down)|went\s+(?:up|down)|climb\w*|jump\w*|surg(?:e[sd]?|ing)|soar\w*|slip(?:s|ped)?"
    r"|better|worse|higher|lower|stronger|weaker|change[ds]?|consistent(?:ly)?|stable|steady|volatile"
    r"|fluctuat\w+)"
)
_IMPROVE = re.compile(
    rf"(?:^|[.?!,;]\s*|\band\s+)(?:did|has|have|had|is|are|was|were|does"
    rf"|do)\b[^.?!]*\b{_MOVES}\b|\bwhether\b[^.?!]*\b{_MOVES}\b"
    r"|是否[^，。？]*(?:提高|上升|增长|增加|改善|下降|降低|减少|恶化)|(?:上升|增加|增长"
    r"|提高)(?:了)?还是(?:下降|减少|降低)"
    r"|有没有[^，。？]*(?:提高|上升|增长|增加|改善|下降|降低|减少)|(?:提高|上升|增长|增加"
    r"|改善|下降|降低|减少)了?(?:吗|没有)"
)
# Compared with another period, whose words may be gone from the text, and with no other company.
_AGAINST = (
    r"\bcompare[ds]?\s+(?:to|with|against)\s*(?=$|[?.,!]|\s(?:in|for)\b|(?:that\s+of\s+)?"
    r"(?:(?:the|fiscal|year)\s+)*(?:\d{4}|prior|previous|last|preceding|year))"
)
_BETWEEN = (  # whose years may be gone from the text too
    r"\bcompare[ds]?\s+(?:between|across|over|in|for|from)\b"
    r"\s*(?=$|[?.,!]|and\b|to\b|with\b|vs|versus|against|(?:(?:the|fiscal|years?|fy)\s*)*\d{2,4}\b)"
)
_RUNS = (  # how a figure went, of which nothing else is told
    r"\b(?:develop|evolve|trend)(?:e?d|s)?\s*(?=$|[?.,!]|(?:in|over|during|between|from|since|across)\b)"
)
_CHANGE = re.compile(
    r"\bby\s+how\s+(?:much|many)\b|\bhow\s+(?:much|many)\s+(?:bigger|larger|higher|lower"
    r"|smaller|greater|more|less)\b|\bhow\s+(?:much|many|fast|strongly|quickly)\b[^.?!]{0,300}\b"
    + _MOVES
    + r"\b|\bgrowth\b|\bgrew\b|\byear[- ]over[- ]year\b|\byoy\b|\by/y\b|\bchanges?\b"
    r"|\b(?:by\s+)?what\s+percent(?:age)?\b(?!\s+(?:points|of))[^.?!]{0,300}\b" + _MOVES + r"\b"
    r"|\bdifference\b|\bincrease\b|\bdecrease\b|\bdecline\b|\brise\b(?!\s+to\b)|\bdrop\b"
    r"|\bfall\s+(?:between|from)\b|\b(?:drop|rise|fall|jump|climb|surge|reduction)\s+in\b"
    rf"|\bhow\s+(?:does|do|did|has|have)\b[^.?!]{{0,300}}(?:{_AGAINST}|{_BETWEEN}|{_RUNS})"
    r"|\bhow\s+(?:has|have|did)\b[^.?!]{0,300}\b" + _MOVES + r"\b"
    r"|增长|增速|同比|变动|变化|增加了?多少|减少了?多少|下降了?多少|上升了?多少|增减"
    r"|提高了?多少|降低了?多少|比(?:年|期)初|[多少高低涨跌升降]了(?!解)"
    r"|比(?![例率重值较])[^，。？]{2,20}(?<![是有为多])[多少高低]了?\s*(?:多少|\s*[?？]?$)"
)
_GROWTH = re.compile(
    r"\bgrowth\b|\byoy\b|\byear[- ]over[- ]year\b|\by/y\b|\bpercent\b|%"
    r"|\bpercentage\s+(?:change|increase|decrease|growth|decline)\b"
    r"|\bwhat\s+percentage\b|\bhow\s+(?:fast|quickly|rapidly|strongly|sharply)\b|\bby\s+what\s+percentage\b|\bpercentual\b"
    r"|增长率|增速|增幅|同比|百分之|增长幅度|变动率|变动幅度|变化率|变动比例|增长比例|百分比"
)
_POINTS = re.compile(r"\bpercentage\s+points?\b|\bbasis\s+points?\b|\bbps\b|个?百分点|\bpp\b")
_CAGR = re.compile(
    r"\bcagr\b|\bcompound(?:ed)?\s+(?:annual|yearly|growth)|\bcompounded\b|复合"
    r"|\b(?:annual|yearly)\s+compound(?:ed)?\b"
)
_AVERAGE = re.compile(r"\baverages?\b|\bmean\b|平均|均值")
_SUM = re.compile(
    r"\b(?:total|sum|cumulative(?:ly)?|combined|altogether|aggregate|together)\b|累计"
    r"|合计|总共|一共|总和"
)
_TOGETHER = re.compile(
    r"\bcombined\b|\b(?:al)?together\b|\bcumulative(?:ly)?\b|\bin\s+(?:total|all)\b|\bsum\b|合计|累计"
)
_TEXT = re.compile(
    r"\b(?:who|whom|whose)\b|\b(?:where|when)\s+(?:is|are|was|were|does|do|did|will)\b"
    r"|\bhow\s+(?:does|do|is|are|was|were|did)\b(?![^.?!]*\b(?:"
    + _MOVES
    + rf")\b)(?![^.?!]*(?:{_AGAINST}|{_BETWEEN}|{_RUNS}))(?!\s+(?:much|many))|\bpolic(?:y|ies)\b|\brecogni[sz](?:e|es|ed|ing|tion)\b"
    r"|\bdescribe\b|\bdiscuss\b|\bsummari[sz]e\b|\boutline\b"
    r"|\brisks?\b|\bstrateg\w+\b|\bexpect\w*\b|\boutlook\b|\bguidance\b|\bforecast\w*\b"
    r"|\bpolicies\b|\bassumptions?\b|\bestimat(?:e|ed|es)\b"
    r"|\baccount(?:ed|s|ing)?\s+for\b|\bcomponents?\b|\bconsists?\b|\bcomposition\b"
    r"|\bincluded\s+in\b|\bmeaning\s+of\b|\bwhat\s+does\b(?![^.?!]*\blook\s+like\b)"
    r"|\bhow\s+often\b|\bbehind\b"
    r"|\bhow\s+(?:the\s+)?company\b|\btargets?\b|\bplan(?:s|ned|ning)?\b|\bnext\s+year\b"
    r"|\bwill\b|\bfactors?\b|\bmethods?\b|\btreat(?:ed|ment)?\b"
    r"|谁|哪里|哪儿|何时|什么时候|如何|怎么|怎样|政策|风险|战略|预计|展望|计划|描述|介绍"
    r"|概述|说明|分析|方法|确认|构成|组成|哪些"
)
_NO_TEXT = re.compile(  # what a row is called, not what is asked to be told
    r"\b(?:savings?|pension|benefit|retirement|option|incentive|purchase|repurchase|stock|bonus"
    r"|compensation)\s+plans?\b|\b(?:expected|estimated)\s+(?:for|in)\b(?=[^?]*$)"
)
_SIZE = re.compile(r"^\W*how\s+(?:large|big|high|low|small)\s+(?:is|are|was|were)\b")
_COUNTS = re.compile(r"\bhow\s+(?:much|many)\b|多少|增长率|是几|几[倍次天]")
_QUESTION_WORD = re.compile(
    r"\b(?:what|which|how|why|is|are|does|do|did|has|have|tell|list|name)\b|什么|哪"
)
_PAST = re.compile(r"\bwhat\s+(?:[\w-]+\s+){0,3}(?:was|were|did)\b|\bwhat\s+(?=\s)")
_YES_NO = re.compile(
    r"^\s*(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|should)\b"
)


def manner_of(text: str) -> Manner:
    """Return the manner of a question in lower case, as far as its form tells.

    >>> manner_of("did gross margin improve in 2022?"), manner_of("which segment had most sales?")
    ('improve', 'largest')
    """
    if _WHY.search(text):
        return "why"
    if _SMALLEST.search(text):
        return "smallest"
    if _LARGEST.search(text):
        return "largest"
    if _IMPROVE.search(text):
        return "improve"
    if _CHANGE.search(text):
        return "change"
    return "value"


def operation_of(text: str, asked: Asked) -> Operation:
    """Return what is to be done with the figures. text: without the names of measures."""
    several = asked.is_range or len(asked.periods) > 1
    if _CAGR.search(text):
        return "cagr"
    if _POINTS.search(text):
        return "difference"
    if _CHANGE.search(text) or _IMPROVE.search(text):
        is_growth = _GROWTH.search(text) or asked.wishes.as_percent
        return "growth" if is_growth and not _is_percent(asked) else "difference"
    if (several or asked.years) and _AVERAGE.search(text):
        return "average"
    if (asked.is_range or asked.years) and _SUM.search(text):
        return "sum"
    if several and _TOGETHER.search(asked.text.lower()):
        return "sum"
    return "none"


def is_text(text: str, has_figure: bool, has_period: bool, has_measure: bool) -> bool:
    """Return whether a question in lower case asks for words rather than for a figure.

    Where nothing known is named it may still be a row's figure: "membership fees in 2022".
    """
    counts = _COUNTS.search(text) is not None
    counts |= has_period and _SIZE.search(text) is not None
    text = _NO_TEXT.sub(" ", text)
    if _TEXT.search(text) and not counts:
        return True
    if _YES_NO.match(text) and not _IMPROVE.search(text) and not has_measure:
        return not re.search(r"\bhow\s+(?:much|many)\b|\bwhat\b|\bby\b", text)
    if has_figure:
        return False
    is_fragment = has_period and not _QUESTION_WORD.search(text)
    return not (counts or is_fragment or (has_period and _PAST.search(text)))


def _is_percent(asked: Asked) -> bool:
    """Return whether the figure is a percentage itself, whose change is told in points."""
    unit = asked.unit
    if asked.expression is None and asked.key is not None:
        table = measures().get(asked.key) if asked.key not in concepts() else None
        unit = table.unit if table else None
    return unit == "percent"
