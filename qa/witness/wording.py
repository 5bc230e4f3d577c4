"""How sentences are worded: dates, years, names, what rises and falls, what only links."""

import re

from qa.text.terms import terms

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
DATE = re.compile(
    rf"\b(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:, (?=\d{{4}}))?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})\b|\d{{1,2}}月(?:\d{{1,2}}日)?"
    r"|\b\d{4}-\d{2}-\d{2}\b"
)
# What only points at a place of the report, or counts the answer's own list.
REFERENCE = re.compile(
    r"\b(?:PDF )?(?:pages?|p\.|pp\.|notes?|items?|parts?|sections?|tables?|figures?|exhibits?|form"
    r"|chapter|rule)\s*(?:no\.?\s*)?(?:\d+[A-Z]?(?:\s*[-–,]\s*\d+)*|[A-Z]-?\d+)|第\s*\d+\s*[页章节条项]"
    r"|附注\s*\d+|^\s*+(?:[-*•]\s*+)?\(?\d{1,2}[.)、](?=\s)",
    re.IGNORECASE,
)
YEAR = re.compile(
    r"(?<![\d.,$€£¥])(?:19|20)\d{2}(?!\d|[.,]\d|\s?(?:million|billion|thousand|%|万|亿))"
)
NUMERAL = re.compile(  # "亿" of "4.5亿元" is a figure's scale
    r"(?<![\d.])(?<!\d\s)[〇零一二三四五六七八九十百千万亿两]*[百千万亿十][〇零一二三四五六七八九十百千万亿两点]*"
)
STOP = re.compile(r"[.!?](?=\s+[A-Z(“\"])|[。！？；]")  # of a page's sentence
SHORT_YEAR = re.compile(r"\b(?:FY|fiscal )['’]?(\d{2})\b", re.IGNORECASE)
FALL = re.compile(
    r"(?i)\b(?:decreas|declin|fell\b|fall(?:s|ing|en)?\b|drop|reduc|lower|shr[aui]nk"
    r"|down\b|worsen|contract(?:ed (?:by|to|\d)|ion\b))|下降|减少|降低|下滑|回落|[降减]至"
)
RISE = re.compile(
    r"(?i)\b(?:increas|grew\b|grow|rose\b|ris(?:e|en|es|ing)\b|higher|up\b|improv|climb"
    r"|expan(?:d|sion))|增长|增加|上升|提高|上涨|提升|回升|[增升]至"
)
# The side of a label that its figure is on when it is negative: "Other income (expense)".
_OTHER_SIDE = re.compile(r"[(（][^()（）]*[)）]")
_LOST = re.compile(  # a loss carry-forward is an asset
    r"(?i)\b(?:(?:loss|losses)\b(?![ -]?(?:carry|contingenc|reserve))|lost|negative|deficit"
    r"|shortfall)\b|亏损|负(?!债)|净流出"
)
_SPENT = re.compile(
    r"(?i)\b(?:used|paid|pay|spen[dt]|spending|purchas|invest|expense|costs?\b|cost of|repay|repurchas"
    r"|outflow|capex|capital expenditure|dividend|charge|provision|deduct|allowance|depreciation"
    r"|(?<!after[- ])(?<!pre-)(?<!before )(?<!before income )(?<!net of )tax|amorti[sz]ation"
    r"|acquisitions?\b(?!-)|(?<!controlling )interest|impairment|buyback|gains?\b(?!.*\bloss))"
    r"|(?i:^\W*less\b)|支付|购建|投资|支出|费用|成本|流出|偿还|回购"
)
# The words that a label has in brackets for the figures in brackets: "Taxes (benefit)".
_SIDE = re.compile(
    r"(?i)\b(?:benefit|income|gain|credit|recover|increase|decrease|decline|loss|expense|deficit|used"
    r"|provided|earned|expended|invested|repaid|repayment|contribution)"
)
MOST_SIDE_CHARS = 24  # "(used in)"; more explains something
_CHANGE = re.compile(r"(?i)\bchang|\bgrowth\b|变动|同比|增减|增速")
_NOT = re.compile(
    r"(?i)\b(?:not|no|never|none|nor|neither|without|cannot|isn't|wasn't|doesn't)\b|n't\b|不|未|没有|无"
)
NAME = re.compile(r"(?<![\w&])(?:[A-Z][\w&]*(?:[.'’-][\w&]+)*|[a-z]+[A-Z]\w*)(?<!['’]s)(?:['’]s)?")
NO_NAMES = frozenset(
    re.findall(
        r"\S+",
        "i a an the this that these those it its he she they we our their in on at of by for from as and"
        " or but if is are was were be been to with no not yes sure based according however therefore"
        " also additionally furthermore moreover overall finally first second third here there what who"
        " when where why how which while during after before since both all each some any about per"
        " company group corporation inc ltd llc plc registrant management board directors director chief"
        " executive officer ceo cfo coo chairman chairwoman chair president vice senior chairperson"
        " committee audit annual report form page note table item part section million billion thousand"
        " usd rmb cny eur gbp us u.s. fiscal year years quarter q1 q2 q3 q4 fy gaap ifrs ebitda eps roe"
        " roa roic fcf capex r&d sg&a pdf january february march april may june july august september"
        " october november december monday tuesday wednesday thursday friday saturday sunday mr mrs ms dr"
        " consolidated statement statements financial",
    )
)
LINKING = frozenset(
    terms(
        "answer answers question questions information following follows below above document report"
        " reports table tables figure figures page pages section data summary based according provided"
        " provide provides given show shown shows found find mention mentioned see listed list detail"
        " details context text source sources quote quotes help here note notes yes no sure certainly"
        " particular addition therefore overall conclusion reason reasons main summarize annual"
        " statement statements company"
    )
)
CHINESE_LINKING = re.compile(
    r"根据|以上|以下|如下|所示|报告|年报|文件|资料|信息|内容|显示|答案|回答|问题|总结|原因|总之|综上|所述|可以|看出|主要|是|的|为|该|本|公司|中|：|:"
)


def rises(text: str) -> bool:
    """Tell whether a text speaks of a rise."""
    return RISE.search(text) is not None


def falls(text: str) -> bool:
    """Tell whether a text speaks of a fall or a loss."""
    return FALL.search(text) is not None


def is_loss(text: str) -> bool:
    """Tell whether a text speaks of a loss, whose figure is negative without a sign."""
    return _LOST.search(own_side(text)) is not None


def is_spending(text: str) -> bool:
    """Tell whether a text speaks of what is paid, whose figures stand in brackets without a loss.

    So do those of what a table takes off: "Less: current portion", a gain among cash flows.
    """
    return _SPENT.search(own_side(text)) is not None


def own_side(label: str) -> str:
    """Return a label without what it has in brackets."""
    return _OTHER_SIDE.sub(" ", label)


def other_side(label: str) -> frozenset[str] | None:
    """Return the words for a label's negative figures, that it has in brackets; None for none."""
    parts = [part for part in _OTHER_SIDE.findall(label) if len(part) <= MOST_SIDE_CHARS]
    words = {m[0].lower() for part in parts for m in _SIDE.finditer(part)}
    return frozenset(words) or None


def names_side(text: str, words: frozenset[str]) -> bool:
    """Tell whether a text, its own brackets left aside, has one of the words of that side."""
    said = own_side(text).lower()
    return any(re.search(rf"\b{word}", said) for word in words)


def is_of_change(text: str) -> bool:
    """Tell whether a text speaks of how something changed."""
    return _CHANGE.search(text) is not None or rises(text) or falls(text)


def is_negated(text: str) -> bool:
    """Tell whether a text denies something."""
    return _NOT.search(text) is not None
