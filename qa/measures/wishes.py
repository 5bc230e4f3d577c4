"""Text in, how the answer is wanted out: currency, scale, decimals."""

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
    r"(?:,?\s*(?:please\s+)?(?:round(?:ed|ing)?(?:\s+(?:(?:your|the|all)?\s*answers?|it"
    r"|the\s+result|off))?\s+)?"
    r"(?:to|with|in|at|use)?\s*)\(?\b(?P<n>\d|no|zero|one|two|three|four"
    r"|a)\s+(?:decimals?(?:\s+(?:place|point|digit)s?)?|dp\b"
    r"|digits?\s+after\s+the\s+(?:decimal\s+)?point)\b\)?"
    r"|(?:请|并|，|在)?(?:保留|精确到|取)(?:到"
    r"|至)?小?数?点?后?(?P<zh>[一两二三四\d])位?(?:小数)?(?:的情况下)?"
    r"|(?:，|并)?(?P<zh2>[一两二三四\d])位小数"
)
_WHOLE = re.compile(
    r"(?:,?\s*)(?:\bround(?:ed)?\s+(?:(?:your\s+answer|it|the\s+answer)\s+)?)?\bto\s+the\s+nearest\s+"
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


def _blank(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
