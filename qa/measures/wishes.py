"""Text in, how the answer is wanted out: currency, scale, decimals; and the words of wrapping.

Wrapping is what says nothing of which figure is asked: who the asker plays, which statement to look
at, what to do where the figure means nothing.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

_SCALES = {
    "thousand": Decimal(10) ** 3,
    "million": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
    "千元": Decimal(10) ** 3,
    "万元": Decimal(10) ** 4,
    "百万元": Decimal(10) ** 6,
    "亿元": Decimal(10) ** 8,
    "万": Decimal(10) ** 4,
    "亿": Decimal(10) ** 8,
    "元": Decimal(1),
}
_SCALES |= {"mm": _SCALES["million"], "mn": _SCALES["million"], "bn": _SCALES["billion"]}
_SCALES |= {"m": _SCALES["million"], "k": _SCALES["thousand"], "b": _SCALES["billion"]}
_CURRENCIES = {
    "usd": "USD",
    "us$": "USD",
    "u.s. dollar": "USD",
    "us dollar": "USD",
    "dollar": "USD",
    "$": "USD",
    "eur": "EUR",
    "€": "EUR",
    "gbp": "GBP",
    "rmb": "CNY",
    "cny": "CNY",
    "yuan": "CNY",
    "人民币": "CNY",
    "美元": "USD",
    "欧元": "EUR",
}
_DIGITS = {"no": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "a": 1}
_DIGITS |= {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a figure is to be shown. None: nothing was said."""

    currency: str | None = None
    scale: Decimal | None = None
    decimals: int | None = None
    as_percent: bool = False


_CURRENCY = r"us\$|u\.?s\.? dollars?|dollars?|usd|eur|gbp|rmb|cny|yuan|[$€]"
_MONEY = re.compile(
    rf"(?:,?\s*(?:reported|expressed|stated|shown|given|answer(?:ed)?|please)\s+)?"
    rf"\(?\b(?:in|into|as)\s+(?:the\s+unit\s+(?:of\s+)?)?(?P<currency>{_CURRENCY})?[\s-]*"
    r"(?:in\s+)?(?P<scale>thousand|million|billion|mm|mn|bn|m|k|b)s?\b(?:\s+of)?"
    rf"(?:\s*(?:of\s+)?(?P<currency2>{_CURRENCY}))?\)?"
    rf"|\b(?:in|as)\s+(?P<currency3>{_CURRENCY})(?![\w$])"
    rf"|\(\s*(?P<currency4>{_CURRENCY})\s*(?P<scale2>thousand|million|billion|mm|mn|bn|m|k"
    rf"|b)?s?\s*\)"
    rf"|(?<=\s)(?P<currency5>usd|us\$|rmb|cny)\s+(?P<scale4>thousand|million|billion)s?\b"
)
_CHINESE_MONEY = re.compile(
    r"(?:请)?(?:以|用|按|单位[为是：:]?|是?多少|几)(?:人民币|美元)?(?P<scale3>百万元|千元"
    r"|万元|亿元|万|亿|元)"
    r"(?:人民币|美元)?(?:为?(?:单位|计|表示|列示|回答)?)"
)
_DECIMALS = re.compile(
    r"(?:,?\s*(?:please\s+)?(?:round(?:ed|ing)?(?:\s+(?:your\s+answer|it|the\s+answer"
    r"|the\s+result|off))?\s+)?"
    r"(?:to|with|in|at|use)?\s*)\(?\b(?P<n>\d|no|zero|one|two|three|four"
    r"|a)\s+(?:decimals?(?:\s+(?:place|point|digit)s?)?|dp\b"
    r"|digits?\s+after\s+the\s+(?:decimal\s+)?point)\b\)?"
    r"|(?:请|并|，|在)?(?:保留|精确到|取)(?:到"
    r"|至)?小?数?点?后?(?P<zh>[一两二三四\d])位?(?:小数)?(?:的情况下)?"
    r"|(?:，|并)?(?P<zh2>[一两二三四\d])位小数"
)
_WHOLE = re.compile(
    r"(?:,?\s*)\bround(?:ed)?\s+(?:(?:your\s+answer|it|the\s+answer)\s+)?to\s+the\s+nearest\s+"
    r"(?P<what>whole\s+(?:number|percent|day)|integer|percent|day|tenth|hundredth"
    r"|(?:usd\s+)?(?:thousand|million|billion)|dollar|cent)s?\b"
)
_PERCENT = re.compile(
    r",?\s*\(?\b(?:in|as\s+an?|expressed\s+(?:in"
    r"|as\s+an?))\s+(?:units?\s+of\s+)?(?:percent(?:age)?s?\b(?:\s+terms)?(?!\s+(?:of"
    r"|points?)\b)|%(?!\s*of\b))\)?"
    r"|\(\s*(?:in\s+)?(?:%|percent)\s*\)|(?:以|用)百分比(?:表示|形式)?|（%）"
)


def find_wishes(text: str) -> tuple[Wishes, str]:
    """Return the wishes of a text in lower case, and the text with them blanked out.

    >>> find_wishes("revenue in usd billions, one decimal")[0]
    Wishes(currency='USD', scale=Decimal('1000000000'), decimals=1, as_percent=False)
    """
    currency: str | None = None
    scale: Decimal | None = None
    decimals: int | None = None
    if match := _PERCENT.search(text):
        text = _blank(text, match)
    as_percent = match is not None
    if match := _WHOLE.search(text):
        decimals = {"tenth": 1, "hundredth": 2, "cent": 2}.get(match["what"], 0)
        scale = next((s for word, s in _SCALES.items() if match["what"].endswith(word)), None)
        scale = scale if match["what"].endswith(("thousand", "million", "billion")) else None
        text = _blank(text, match)
    if match := _DECIMALS.search(text):
        digits = match["n"] or match["zh"] or match["zh2"]
        decimals = int(digits) if digits.isdigit() else _DIGITS[digits]
        text = _blank(text, match)
    while match := _MONEY.search(text) or _CHINESE_MONEY.search(text):
        groups = [(name.rstrip("2345"), word) for name, word in match.groupdict().items() if word]
        for name, word in groups:
            if name == "scale":
                scale = _SCALES[word]
            else:
                currency = next(c for sign, c in _CURRENCIES.items() if word.startswith(sign))
        if "人民币" in match.group() or "美元" in match.group():
            currency = "CNY" if "人民币" in match.group() else "USD"
        text = _blank(text, match)
    return Wishes(currency, scale, decimals, as_percent), text


_STATEMENT = (
    r"(?:consolidated\s+)?(?:statements?\s+of\s+(?:consolidated\s+)?(?:income|operations"
    r"|earnings|financial\s+position|cash\s+flows?)"
    r"|income\s+statements?|balance\s+sheets?|cash\s+flows?\s+statements?|cash\s+flows?\s+statement"
    r"|p&l(?:\s+statement)?|profit\s+and\s+loss\s+(?:statement|account)"
    r"|financial\s+statements?|annual\s+report|10-?k|filing|report)"
)
_WRAPPING = [
    re.compile(pattern)
    for pattern in (
        r"\b(?:primarily|plainly|clearly|solely|explicitly|directly\s+outlined\s+in"
        r"|unadjusted|reasonably|roughly\s+how)\b",
        r"(?:^|(?<=[.?!:]))[^.?!:]*\b(?:questions?|judge?ments?|only\s+resource|response"
        r"|solution|reasonable\s+approximation|use\s+the\s+following)\b[^.?!:]*?"
        r"(?:[.?!:](?=\s|$)|,\s*(?=(?:what|how|which|calculate|compute)\b))",
        r"\bcalculate\s+\(or\s+extract\)\s+the\s+answer\b[^.?!]*[.?!]?"
        r"|\bround(?:ing)?\s+your\s+answer\b[.,]?",
        r"\b(?:assume|imagine|pretend|suppose)\s+(?:that\s+)?you(?:['’]re|\s+are"
        r"|\s+were)?\s+(?:an?|the)?[^.,;:]*[.,;:]",
        r"\byou(?:['’]re|\s+are)\s+(?:an?|the)\s+[^.,;:]*[.,;:]",
        r"\bas\s+an?\s+[\w\s-]*?(?:analyst|investor|banker|manager|auditor|accountant|lender"
        r"|shareholder|cfo|trader|expert|professional|bank)\b,?",
        r"\b(?:adopt|take|taking)\s+the\s+(?:perspective|role|viewpoint"
        r"|view)\s+of\s+[^.,;:]*[.,;:]",
        r"(?:^|(?<=[.?!])\s*)(?:i['’]m|i\s+am|please\s+act\s+as|act\s+as)\s+(?:an?|the)\b[^.?!]*[.?!](?=\s)",
        r"\bas\s+an?\s+[^,.?!]{0,60}?\b(?:analyst|investor|manager|auditor|lender|banker)\b[^,.?!]{0,50},",
        r"^\s*(?:is|are)\s+[^?]{2,40}\?(?=\s+\S)",  # "Is it liquid? Current ratio 2022"
        r"\bi\s+(?:need|want|would\s+like)\b|\bexpress\s+(?:it|this|that|the\s+\w+)\b",
        r"\((?:a\s+)?(?:negative|minus)\s[^()]*\bmean(?:s|ing)?\b[^()]*\)",
        r"\b(?:going|judging)\s+by\s+(?:the\s+|its\s+)?" + _STATEMENT,
        r"\bi\.e\.,?|\be\.g\.,?|\bnamely\b",
        r"\b(?:company|group|firm|corporate)[- ]wide\b",
        r"\b(?:taken|made|completed)\s+(?:on|through|via)\s+(?:the|its|their)\s+(?:platform|network"
        r"|app|marketplace)\b",
        r"你是(?:一[名位个])?[^，。]*[，。]",
        r"\bwe\s+(?:need|want|would\s+like|are\s+trying|have\s+to|must)\s+to\s+(?:calculate"
        r"|know|compute|find\s+out|determine|find)\b",
        r"\bi\s+(?:need|want|would\s+like|am\s+trying|have)\s+to\s+(?:calculate|know|compute"
        r"|find\s+out|determine|find)\b",
        r"\bif\s+(?:it|this|that|the\s+(?:metric|measure|ratio|figure|number|result)"
        r"|[\w\s-]{2,40})\s+(?:is|was|are)\s+not\s+(?:a\s+)?(?:meaningful|useful|relevant"
        r"|applicable|available|disclosed|given|reported)[^.?!]*[.?!]?",
        r"\bif\s+(?:not\s+(?:meaningful|available|applicable|useful|relevant)|unavailable"
        r"|nothing\s+is\s+(?:stated|disclosed))[^.?!]*[.?!]?",
        r"\b(?:please\s+)?(?:explain|show|state|give|justify"
        r"|provide)\s+(?:me\s+)?(?:your\s+)?(?:work(?:ings)?|reasoning|calculations?|answer"
        r"|response)\b[^.?!]*[.?!]?",
        r"\b(?:answer|respond|reply)\s+(?:the\s+question\s+)?(?:with|by|using|based|in|from"
        r"|only|as)\b[^.?!]*[.?!]?",
        rf"\b(?:(?:please\s+)?(?:by\s+)?(?:using|use|by\s+using"
        rf"|based(?:\s+primarily)?\s+(?:only\s+)?on|according\s+to|relying\s+on|rely\s+on"
        rf"|utili[sz]ing|from|per|in|on|with|given|looking\s+(?:only\s+)?at|look\s+at"
        rf"|taken\s+from|by\s+looking\s+at|with\s+reference\s+to|(?:that\s+is\s+)?(?:shown"
        rf"|reported|presented|disclosed|stated|provided|given|found|listed|displayed"
        rf"|clearly\s+stated)\s+(?:in|on|within))\s+(?:only\s+)?(?:the\s+)?(?:information\s+"
        rf"|details\s+|data\s+|line\s+items?\s+|figures\s+)?(?:(?:provided\s+|shown\s+"
        rf"|given\s+|clearly\s+shown\s+|presented\s+)?(?:within|in|on|from"
        rf"|of)\s+)?(?:only\s+)?(?:the\s+|its\s+|their\s+|this\s+)?(?:company['’]s\s+"
        rf"|same\s+)?{_STATEMENT}(?:\s+(?:and|or)\s+(?:the\s+)?{_STATEMENT})*),?",
        r"\b(?:please|kindly|approximately|roughly|about\s+how|exactly|precisely|overall"
        r"|in\s+total|altogether|worldwide)\b",
        r"\bi\s+mean\b|\b(?:can|could|would)\s+you\b(?:\s+(?:please|tell|give|show|help"
        r"|work\s+out|calculate|compute|find)\s*(?:me|us)?)*",
        r"(?<=\w)\s+cost\s+(?:them|it|us|the\s+company)\b|\bsold\s+its\s+(?=inventor)",
        r"\bto\s+(?:external\s+|its\s+)?customers\b",
        r"请问|描述一下|请告诉我|请提供|请计算出?|请帮我|帮我|告诉我|我想知道|麻烦|提供|请",
        r"年报中?(?:提及|提到|披露)?的?|的?财务数据中?|根据|按照|(?:合并)?(?:资产负债|利润"
        r"|现金流量)表(?:中|显示)?",
        r"的?(?:具体)?(?:数值|数据|数额)(?:是多少|为多少)?|具体(?:是什么|是多少|为多少)?"
        r"|的?详细(?:数据|信息)|作为[^，。]*?(?:分析师|投资者|会计师|经理)[，,]?",
        r"(?:如果|若)[^，。？]*?(?:没有|无法|不适用|不存在|未披露)[^。？]*",
    )
]


def unwrap(text: str) -> str:
    """Return a text in lower case with its wrapping blanked out, every character in its place.

    >>> unwrap("as an equity analyst, using the balance sheet, what is the quick ratio?").split()
    ['what', 'is', 'the', 'quick', 'ratio?']
    """
    for pattern in _WRAPPING:
        while match := pattern.search(text):
            text = _blank(text, match)
    return text


def _blank(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
