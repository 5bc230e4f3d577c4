"""A question without what is understood in, the words that are left out: they qualify."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from qa.measures.names import Word, words_of

_FILLER_WORDS = """
a an the this that these those it its they them their theirs he she we our us i you your my me of
in on at to for from by with as per over under into during within across between among about after
before since until through via out up down off and or nor but so then than if when while is are
was were be been being do does did done has have had having can could will would shall should may
might must not no yes there here also both each all any some such very s t what which whose how
much many big large high great long low small give tell show find compute calculate determine
derive estimate provide report reported state stated work know need want see list name answer
question please using use used based define defined take taken mean means meaning look obtain say
said let get got spend spent spending pay paid paying make made making earn earned earning
generate generated generating record recorded recording post posted recognize recognized incur
incurred book booked bring brought hold held holding keep carry come came go went run stand stood
reach reached total totaled totalled amount amounted equal equaled gave put took saw register
registered produce produced deliver delivered achieve achieved distribute distributed lay laid sit
sat own owned end ended ending begin beginning began close closing closed finish finished start
started change changed changing increase increased increasing decrease decreased decreasing
decline declined declining grow grew grown growing growth rise rose risen rising fall fell fallen
falling drop dropped climb climbed climbing jump jumped surge surged soar soared slip slipped fast quickly
rapidly sharply strongly improve improved improving improvement deteriorate deteriorated worsen
worsened expand expanded contract contracted better worse higher lower more less fewer
year-over-year yoy difference delta movement move moved compare compared comparison versus vs
against exceed exceeded relative earlier later previous prior last current latest recent value figure number level
rate ratio measure metric sum size percentage percent % proportion share portion fraction point
points basis bps average averaged cumulative combined calculation multiple quantity unit units
like leveraged positive negative healthy numerator denominator roughly exact attributable back actually two
taking eat eats eaten ate swallow swallowed absorb absorbed consume consumed narrow narrowed
narrowing widen widened widening shrink shrank shrunk company-wide group-wide companywide groupwide
geographic geographical located situated far deep dollars where cagr margin margins whether employ employed compound compounded compounding
annualized develop developed evolve evolved trend trended consistent
consistently stable steady volatile fluctuate fluctuates fluctuated fluctuating historically maintain maintained
largest biggest highest greatest most smallest lowest least larger bigger best worst weakest
thinnest fastest slowest top first
second third fourth year years annual annually fiscal fy cy calendar period periods date month
months quarter quarterly day days week weeks time year-end yearend opening statement statements
balance balances sheet page note account accounts consolidated group company companys firm
business corporation corp inc co llc ltd plc entity enterprise overall whole financial position
data information line item items section document filing 10-k 10k
"""
_FILLERS = frozenset(_FILLER_WORDS.split())
_CHINESE_FILLERS = re.compile(
    r"[多少高低涨跌升降]了多少|是多少|为多少|有多少|多少现金|多少人|几人|人数|单位为?|多少钱|多少"
    r"|是什么|什么|怎么样"
    r"|如何|哪一?年|哪一?[个块种类项]|哪些|几个|是否|有没有|请问|分别|合计|一共|总共|共计|共有|总计"
    r"|比上年|与上年|较上年|同上年|相比|相较|对比|比较|上升还是下降|增加还是减少|上升|下降"
    r"|增加|减少|增长|提高|降低|改善|变动|变化|幅度"
    r"|增长率|增速|同比|环比|年均|年化|平均数?|均值|复合|累计|比例|比率|比重|百分比|百分之几?"
    r"|比值|百分点"
    r"|本公司|该公司|公司|企业|上市公司|股份有限公司|有限公司|年度|年末|期末|年初|期初|年底"
    r"|季度|期间"
    r"|余额|金额|总额|净额|数额|数值|数据|数字|数量|规模|水平|情况|具体|详细|合并|财务|报表"
    r"|报告期?|披露|含税"
    r"|计算|除以|时候|以及|花了|付了|付给股东|给股东|用了|达到|实现|支付|现金支出|分行业"
    r"|多了|少了|截[至止]|一年按|全年|分产品|分地区|万元|亿元|大约|大概|知道|增减"
)
_CHINESE_EDGES = (
    "年月日用按以由在于从到至的了吗呢是为有和与及或对内上时花钱付元次天倍个今去本该这那当各每总"
    "还能会要想约共较比额率数算，"
)
_CHINESE_SINGLES = frozenset("其中人下家里末多少")
_CJK_RUN = re.compile(r"[\u4e00-\u9fff]+")
_TAX = re.compile(  # "current" is no time here, and "state" no request
    r"(?:current|state)\s+(?:(?:and\s+local|u\.s\.|deferred|income)\s+)?(?:federal|state|foreign"
    r"|tax(?:es)?|provision)\b"
)
_OF_REPORT = re.compile(r"\b(?:in|per|see|from|to)\s+the\s+(?:financial\s+)?(?:statements?\s+)?$")
_TO = re.compile(r"\s+(?:to|disclos\w+)\b")
_CONTRACT = re.compile(
    r"contract\s+(?:liabilit|assets?\b|balances?\b|costs?\b|revenues?\b)"
)  # no verb
_TAX_BEFORE = re.compile(r"\btax(?:es)?,?\s+$")  # "deferred tax state"
_ASKED_FOR = re.compile(r"\s+(?:the|its|their|how|what|all|any|which)\b")  # "state the tax"
_ASKING = re.compile(r"\s*(?:please\s*)?")
_JOINED = re.compile(r"(?:'s|[\s&.'/\-])*")


def leftover(
    text: str, plain: str, used: Iterable[tuple[int, int]], company: Iterable[str]
) -> tuple[str, ...]:
    """Return what is left of a text in lower case, as phrases in the spelling of `plain`.

    >>> text = "What was revenue of Greater China?"
    >>> leftover(text.lower(), text, [(9, 16)], [])
    ('Greater China',)
    """
    for start, end in used:
        text = text[:start] + " " * (end - start) + text[end:]
    own = [name.lower() for name in company]
    return (*_english(text, plain), *_chinese(text, own))


def _english(text: str, plain: str) -> Iterator[str]:
    every = [word for word in words_of(text) if word.text.isascii()]
    words = [word for word in every if _tells(word, text, plain)]
    words = _with_capitals(words, every, text, plain)
    phrase: list[int] = []
    for word in words:
        if phrase and not _JOINED.fullmatch(text, phrase[1], word.start):
            yield plain[phrase[0] : phrase[1]]
            phrase = []
        phrase = [phrase[0] if phrase else word.start, word.end]
    if phrase:
        yield plain[phrase[0] : phrase[1]]


def _tells(word: Word, text: str, plain: str) -> bool:
    written = plain[word.start : word.end]
    is_request = word.text == "state" and _ASKING.fullmatch(text, 0, word.start)
    is_request = is_request and _ASKED_FOR.match(text, word.end)
    if word.text == "state" and _TAX_BEFORE.search(text, 0, word.start):
        return True
    if _TAX.match(plain.lower(), word.start) and not is_request:
        return True
    if word.text == "contract" and _CONTRACT.match(text, word.start):
        return True
    if written.lower() == "notes" and not _OF_REPORT.search(text, 0, word.start):
        return _TO.match(text, word.end) is None  # what is owed, and not what is told
    if written == "US":  # the country, not the pronoun
        return True
    forms = {word.text, text[word.start : word.end]}
    return not forms & _FILLERS and not word.text.isdigit()


def _with_capitals(words: list[Word], every: list[Word], text: str, plain: str) -> list[Word]:
    """Add the words of a name that say nothing elsewhere: "Market-Based Businesses"."""
    kept = set(words)
    for steps in (every, every[::-1]):
        for here, there in pairwise(steps):
            first, last = sorted((here, there), key=lambda word: word.start)
            between = text[first.end : last.start]
            is_name = plain[there.start].isupper() and there.start > 0
            is_near = _JOINED.fullmatch(between) and (is_name or between == "-")
            if here in kept and is_near:
                kept.add(there)
    return sorted(kept, key=lambda word: word.start)


def _chinese(text: str, own: list[str]) -> Iterator[str]:
    for run in _CJK_RUN.findall(text):
        for name in own:
            run = run.replace(name, " ")
        for bare in without_fillers(run):
            if not any(bare in name for name in own):
                yield bare


def without_fillers(text: str) -> list[str]:
    """Return the pieces of a Chinese text that are left without words that say nothing.

    >>> without_fillers("国内地区的比例是多少")
    ['国内地区']
    """
    pieces = (piece.strip(_CHINESE_EDGES) for piece in _CHINESE_FILLERS.sub(" ", text).split())
    return [piece for piece in pieces if piece and piece not in _CHINESE_SINGLES]
