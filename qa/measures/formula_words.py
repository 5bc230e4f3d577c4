"""A formula in words in, the text of an expression out: "a less b over c" is `(a - b) / c`.

It is read whole or not at all: one word that is not understood, and it is no formula.
"""

import re
from dataclasses import dataclass

from qa.measures.expression import FormulaError, operands, parse
from qa.measures.measure import concepts, lines_of, measures
from qa.measures.names import find_names, words_of
from qa.measures.periods import AskedPeriod, find_periods


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # name, number, period, op, over, list, average, change, mean, (, )
    text: str
    start: int
    year: int | None = None


_WORDS = {  # the longest first
    r"divided\s+by|over|除以": "over",
    r"(?:expressed\s+)?as\s+(?:an?\s+)?(?:percentage|percent|share|proportion|%)\s+of": "share",
    r"multiplied\s+by|times|x(?=\s)|乘以?|\*|×": "*",
    r"net\s+of|minus|less|after\s+deducting|减去?|扣除|[−－]"
    r"|(?<=[\s)])[-–](?=[\s(])|(?<=[\u4e00-\u9fff)])[-–](?=[\u4e00-\u9fff(])": "-",
    r"plus|加上?|[+＋]": "+",
    r"[/÷]": "/",
    r"\(|（": "(",
    r"\)|）": ")",
    r"(?:the\s+)?change\s+in": "change",
    r"(?:the\s+)?(?:sum|total)\s+of": "fill",
    r"的平均(?:数|值|余额)?|平均(?:数|值)|均值": "mean",
    r"(?:the\s+)?(?:averages?|mean)(?:\s+of)?|平均": "average",
    r",|、|，|\band\b|和|及|与": "list",
    r"(?:of|for|from|between|at|over|in)?\s*(?:the\s+)?(?:two|both|opening\s+and\s+closing"
    r"|beginning\s+and\s+(?:end|ending))\s+"
    r"(?:year[- ]?ends?|balance\s+sheets?(?:\s+dates?)?|balances?|years?"
    r"|year[- ]end\s+(?:balances?|inventories)|balance\s+dates?)": "fill",
    r"(?:期初(?:和|与|及|、)?期末|年初(?:和|与|及|、)?年末|年初年末|期初期末)的?": "fill",
}
_WORD_TOKENS = [(re.compile(pattern), kind) for pattern, kind in _WORDS.items()]
# Sums that a report prints beside the line whose name they hold: redeemable stock is in them.
_OTHER_LINES = re.compile(r"\btotal\s+long[- ]term\s+debt\b")
# Words that are a line beside others, though alone they may be any of several.
_LINES = {"depreciation": "depreciation", "amortization": "amortization"}
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:\s*days\b|\s*天)?%?")
_FILLER_WORDS = """
the of a an for in at on its their our total net_of fiscal year yearly annual company both
between end ending year-end closing balance line consolidated days calculated from per
reported respectively percent it is as value by group item amount two 的 额 余 年 用 按 计 算 当 总
"""
_FILLERS = frozenset(_FILLER_WORDS.split())


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in words, read. base_year: the year that is "now" in it."""

    expression: str
    base_year: int | None = None
    is_list: bool = False


def read_formula(text: str) -> Formula | None:
    """Return a formula in words as an expression.

    >>> read_formula("(fy2022 revenue - fy2021 revenue) / fy2021 revenue").expression
    '(revenue - prev(revenue)) / prev(revenue)'
    """
    tokens = _tokens(text)
    if tokens is None:
        return None
    years = [token.year for token in tokens if token.kind == "period" and token.year]
    base = max(years, default=None)
    pieces = _Reader(tokens, base).read()
    if pieces is None:
        return None
    expression = re.sub(r"\(\s+", "(", re.sub(r"\s+\)", ")", pieces))
    try:
        tree = parse(expression)
    except FormulaError:
        return None
    is_list = all(token.kind not in ("op", "over") for token in tokens)
    if len(operands(tree)) < 2 or (is_list and any(token.kind == "number" for token in tokens)):
        return None
    return Formula(expression, base, is_list)


class _Reader:
    """Tokens in, the text of an expression out. Worded division binds last, as it is spoken."""

    def __init__(self, tokens: list[_Token], base_year: int | None) -> None:
        self._tokens = tokens
        self._base = base_year

    def read(self) -> str | None:
        overs = [p for p, token in enumerate(self._tokens) if token.kind in ("over", "share")]
        if not overs:
            return self._part(self._tokens)
        is_share = self._tokens[overs[0]].kind == "share"
        if len(overs) > 1 or (is_share and not any(t.kind == "op" for t in self._tokens)):
            return None  # a share of one line in another is told elsewhere
        above = self._part(self._tokens[: overs[0]])
        below = self._part(self._tokens[overs[0] + 1 :])
        if above is None or below is None:
            return None
        return f"{'100 * ' * is_share}{_wrapped(above)} / {_wrapped(below, below=True)}"

    def _part(self, tokens: list[_Token]) -> str | None:
        pieces: list[str] = []
        is_averaged = False
        is_change = False
        for place, token in enumerate(tokens):
            match token.kind:
                case "name":
                    following = tokens[place + 1] if place + 1 < len(tokens) else None
                    has_mean = following is not None and following.kind == "mean"
                    name = self._operand(tokens, place, is_averaged or has_mean, is_change)
                    if pieces and _ends_operand(pieces[-1]):
                        return None
                    pieces.append(name)
                    is_averaged = is_change = False
                case "average":
                    is_averaged = True
                case "change":
                    is_change = True
                case "list":
                    before = [t for t in tokens[:place] if t.kind != "period"][-1:]
                    near = [*before, *tokens[place + 1 : place + 2]]
                    if any(t.kind == "(" or _is_ratio(t) for t in near):
                        return None  # what is defined stands beside its definition
                    if _is_made_of(before, tokens[place + 1 :]):
                        return None  # "net debt, i.e. borrowings less cash"
                    if place in (0, len(tokens) - 1) or not pieces or not _ends_operand(pieces[-1]):
                        continue
                    if any(t.kind in ("name", "number") for t in tokens[place + 1 :]) and (
                        tokens[place + 1].kind not in ("op", "list")
                    ):
                        if any(t.kind == "op" and t.text == "-" for t in tokens[:place]):
                            return None  # "a less b and c": whether c is added nobody knows
                        pieces.append("+")
                case "number" | "(" | ")":
                    opens = token.kind != ")"
                    if opens and pieces and _ends_operand(pieces[-1]):
                        return None
                    pieces.append(token.text)
                case "op":
                    pieces.append(token.text)
        if is_averaged or is_change:
            return None
        return " ".join(pieces) or None

    def _operand(self, tokens: list[_Token], place: int, is_averaged: bool, is_change: bool) -> str:
        """Return a name with its period: that before or behind it, several are a span."""
        name = tokens[place].text
        if is_averaged:
            return f"avg({name})"
        if is_change:
            return f"({name} - prev({name}))"
        near = [tokens[p] for p in (place - 1, place + 1) if 0 <= p < len(tokens)]
        years = [token.year for token in near if token.kind == "period" and token.year]
        steps = self._base - years[0] if self._base and len(years) == 1 else 0
        for _ in range(steps):
            name = f"prev({name})"
        return name


def _is_ratio(token: _Token) -> bool:
    measure = measures().get(token.text) if token.kind == "name" else None
    return measure is not None and measure.unit != "money"


def _is_made_of(before: list[_Token], after: list[_Token]) -> bool:
    """Tell whether what stands before a list is worked out of what stands behind it."""
    names = {token.text for token in after if token.kind == "name"}
    wholes = [token.text for token in before if token.kind == "name" and token.text in measures()]
    return any(whole not in concepts() and names & (lines_of(whole) - {whole}) for whole in wholes)


def _wrapped(text: str, *, below: bool = False) -> str:
    signs = ("+ ", "- ", "/ ", "* ") if below else ("+ ", "- ")
    is_one = text.startswith("(") and text.endswith(")") and text.count("(") == 1
    return f"({text})" if any(sign in text for sign in signs) and not is_one else text


def _ends_operand(piece: str) -> bool:
    return piece not in ("(", "+", "-", "*", "/", "**")


def _tokens(text: str) -> list[_Token] | None:
    """Cut a text into tokens, or return None at the first word that is not understood."""
    if _OTHER_LINES.search(text):
        return None
    spans: list[tuple[int, int, _Token]] = []
    for named in find_names(text):
        spans.append((named.start, named.end, _Token("name", named.key, named.start)))
    for period in find_periods(text):
        if not _overlaps(spans, period.start_char, period.end_char):
            token = _Token("period", "", period.start_char, _year_of(period))
            spans.append((period.start_char, period.end_char, token))
    for pattern, kind in _WORD_TOKENS:
        for match in pattern.finditer(text):
            if match.group().strip() and not _overlaps(spans, *match.span()):
                spans.append((*match.span(), _word_token(kind, match.start())))
    for match in _NUMBER.finditer(text):
        if not _overlaps(spans, *match.span()):
            digits = re.match(r"[\d.]+", match.group())
            assert digits is not None
            spans.append((*match.span(), _Token("number", digits.group(), match.start())))
    for word in words_of(text):
        if _overlaps(spans, word.start, word.end) or word.text in _FILLERS:
            continue
        if word.text not in _LINES:
            return None
        spans.append((word.start, word.end, _Token("name", _LINES[word.text], word.start)))
    tokens = [token for _, _, token in sorted(spans, key=lambda span: span[0])]
    return _joined([token for token in tokens if token.kind != "fill"])


def _joined(tokens: list[_Token]) -> list[_Token]:
    """Make one period of "2021 and 2022", whose year is the later one, and drop empty brackets."""
    joined: list[_Token] = []
    for token in tokens:
        kinds = [t.kind for t in joined[-2:]] + [token.kind]
        is_dash = len(joined) > 1 and joined[-1].text == "-"
        if kinds == ["period", "list", "period"] or (
            is_dash and kinds == ["period", "op", "period"]
        ):
            years = [t.year for t in (joined[-2], token) if t.year]
            joined[-2:] = [_Token("period", "", joined[-2].start, max(years, default=None))]
        elif kinds[-2:] == ["(", ")"]:
            joined.pop()
        else:
            joined.append(token)
    return joined


def _word_token(kind: str, start: int) -> _Token:
    if kind in ("(", ")"):
        return _Token(kind, kind, start)
    return _Token("op", kind, start) if kind in "+-*/" else _Token(kind, "", start)


def _overlaps(spans: list[tuple[int, int, _Token]], start: int, end: int) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end, _ in spans)


def _year_of(period: AskedPeriod) -> int | None:
    return period.year if period.kind in ("year", "instant") else None
