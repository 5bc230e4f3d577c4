"""A question that leans on the one before in, the question as it stands alone out.

Rules, no guesses: a period alone, a measure or a part alone, or a pronoun for what was asked. What
none of them fits is read as it was typed.
"""

import re
import unicodedata
from dataclasses import dataclass

from qa.measures.names import Named, find_names
from qa.measures.periods import AskedPeriod, find_periods
from qa.text.terms import is_chinese

MOST_WORDS = 6  # beyond an opening; more of them are a question of their own
MOST_SIGNS = 12  # of a Chinese one

_OPENING = re.compile(
    r"^\s*(?:and|or|but|then|also|now)?\s*,?\s*(?:what\s+about|how\s+about|what\s+of)\b\s*"
    r"|^\s*(?:and|or|but|then|also)\b[\s,]*|^(?:那么?|还有|以及|而|至于)",
    re.I,
)
_ENDING = re.compile(r"(?:呢)?\s*[?？.。!！]*\s*$")
_SMALL = re.compile(
    r"\b(?:in|for|of|at|on|by|during|the|a|an|as|to|from|year|years|fiscal|same|only|just|it|was|is"
    r"|what|how|much)\b|[年的是在]|多少|[\s,，、?？.。'’]+",
    re.I,
)
_ASKS_WHY = re.compile(
    r"^\s*(?:but\s+|and\s+|so\s+)?(?:why|how\s+come|how\s+so)\b\s*(?:so)?\W*$", re.I
)
_THING = r"(?:it|that|this|they|these|those)"
_VERB = (
    r"(?:increas|decreas|ris|rose|fall|fell|drop|declin|grow|grew|chang|happen|improv|worsen|go\b|went"
    r"|compar|calculat|comput|defin|driv|drove|explain|consist|made|so\b|up\b|down\b|high|low|mean"
    r"|develop|differ|relat|includ|compos|due\b|because)"
)
_PRONOUN = re.compile(
    rf"\b{_THING}\b(?=\s*(?:[?.,!]|$|(?:(?:not|also)\s+)?{_VERB}))", re.I
)  # "its auditor" is the company's: no word for the measure
_HAPPEN = re.compile(r"\bhappen(?P<ed>ed)?\b", re.I)
_CHINESE_PRONOUN = re.compile(
    r"它们?|其(?!他|它|中|余)|这个?(?=[为增减上下变是怎])|该(?:指标|数字|数据|项目)?"
)
_CHINESE_WHY = re.compile(
    r"^(?:为什么|为何|是什么原因|什么原因|原因|怎么(?:会|计算|算)|如何(?:计算|变化))"
)
_COMPARED = re.compile(r"\bcompared?\b|\b(?:than|from|versus|vs)\b|[比较]", re.I)
_LEAD = re.compile(r"\b(?:what|which)\s+(?:was|were|is|are)\s+(?:the\s+)?(?P<words>[^,?]*)$", re.I)
_TAIL = re.compile(r"\s+(?:for|of|from)\s+(?:the\s+)?[A-Z][\w&.'’-]*(?:\s+[A-Z][\w&.'’-]*)*")
_FOR_PART = re.compile(r"^(?:for|of|in|at|from)\s+(?=\D)", re.I)


@dataclass(frozen=True, slots=True)
class _Said:
    """A question with what it names, by character."""

    text: str
    periods: tuple[AskedPeriod, ...]
    names: tuple[Named, ...]

    @classmethod
    def of(cls, text: str) -> "_Said":
        plain = "".join(_lower(sign) for sign in text)
        periods = find_periods(plain)
        for period in periods:
            blank = " " * (period.end_char - period.start_char)
            plain = plain[: period.start_char] + blank + plain[period.end_char :]
        return cls(text, periods, find_names(plain))

    @property
    def period(self) -> str:
        """All its periods, from the first to the last."""
        return self.text[self.periods[0].start_char : self.periods[-1].end_char].strip()

    @property
    def name(self) -> Named:
        return next((name for name in self.names if name.is_measure), self.names[0])


def read_as(question: str, before: str) -> str | None:
    """Return the question with what it leaves unsaid from the one before; None: it stands alone.

    >>> read_as("and in 2015?", "What was revenue in 2016?")
    'What was revenue in 2015?'
    >>> read_as("Why did it increase?", "What was revenue in 2016?")
    'Why did revenue increase in 2016?'
    >>> read_as("那净利润呢？", "2020年营业收入是多少？")
    '2020年净利润是多少？'
    """
    now, then = _Said.of(question.strip()), _Said.of(before.strip())
    chinese = is_chinese(now.text)
    if not then.names or chinese != is_chinese(then.text):
        return None
    if not now.names and (said := _with_subject(now, then, chinese)):
        return said
    opening = _OPENING.match(now.text)
    start, end = opening.end() if opening else 0, _ENDING.search(now.text)
    assert end is not None, "it matches nothing too"
    rest = now.text[start : end.start()]
    is_open = bool(opening) or end.group().startswith("呢")
    if _is_long(rest, chinese):
        return None
    if now.periods and not _words(now, start, end.start()):
        return _with_period(then, now)
    if not is_open:
        return None
    if now.names:
        return _with_name(then, now) if _is_name_alone(now, start, end.start()) else None
    return _with_part(then, now, start, end.start(), chinese)


def in_period_of(question: str, before: str) -> str:
    """Return the question, for the period of the one before where it names none of its own.

    One that is compared with another period names that one alone.
    """
    now, then = _Said.of(question), _Said.of(before)
    if not then.periods or then.periods[0].kind in ("previous", "latest"):
        return question
    if now.periods and not _COMPARED.search(question):
        return question
    if then.period in question:
        return question
    if is_chinese(question):
        return f"{then.period}{question}"
    return f"{question.rstrip(' ?.')} in {then.period}?"


def _with_period(then: _Said, now: _Said) -> str | None:
    """Ask the question before for another period."""
    wanted = now.period
    if now.periods[0].kind in ("previous", "latest") or not then.periods:
        return _a_year_before(then) if now.periods[0].kind == "previous" else _added(then, wanted)
    if then.period.endswith(("年", "年度")) and wanted.isdigit():
        wanted += "年"
    start, end = then.periods[0].start_char, then.periods[-1].end_char
    between = then.text[start:end]
    lead, trail = between[: len(between) - len(between.lstrip())], between[len(between.rstrip()) :]
    return then.text[:start] + lead + wanted + trail + then.text[end:]


def _a_year_before(then: _Said) -> str | None:
    """Ask for the year before that of the question, where it has one."""
    if len(then.periods) != 1 or then.periods[0].year is None:
        return None
    period, year = then.periods[0], then.periods[0].year
    own = then.text[period.start_char : period.end_char]
    earlier = own.replace(str(year), str(year - 1))
    if earlier == own:
        return None
    return then.text[: period.start_char] + earlier + then.text[period.end_char :]


def _added(then: _Said, period: str) -> str | None:
    if then.periods:
        return None
    if is_chinese(then.text):
        return f"{period}年{then.text}" if period.isdigit() else period + then.text
    bare = then.text.rstrip(" ?.")
    return f"{bare} in {period}?"


def _with_name(then: _Said, now: _Said) -> str | None:
    """Ask the question before for another measure, and another period if there is one."""
    if len({name.key for name in then.names}) > 1 and not then.name.is_measure:
        return None  # which of them is meant?
    old, new = then.name, now.name
    wanted = now.text[new.start : new.end].strip()
    swapped = then.text[: old.start] + wanted + then.text[old.end :]
    return _with_period(_Said.of(swapped), now) if now.periods else swapped


def _with_part(then: _Said, now: _Said, start: int, end: int, chinese: bool) -> str | None:
    """Ask the question before for a segment, a product or a place."""
    if now.periods:
        return None
    part = _FOR_PART.sub("", now.text[start:end].strip(" ,，、")).removeprefix("the ").strip()
    if not part or (not chinese and not part[0].isupper()):
        return None  # "and now?", "and more?" name nothing
    name = then.name
    if chinese:
        return f"{then.text[: name.start]}{part.removesuffix('的')}的{then.text[name.start :]}"
    tail = _TAIL.match(then.text, name.end)
    rest = then.text[tail.end() if tail else name.end :]
    return f"{then.text[: name.end]} for {part}{rest}"


def _with_subject(now: _Said, then: _Said, chinese: bool) -> str | None:
    """Put what the question before asked about in the place of a pronoun, with its period."""
    period = then.period if then.periods and not now.periods else ""
    subject = _subject(then)
    if chinese:
        pronoun = _CHINESE_PRONOUN.search(now.text)
        if len(now.text) > MOST_SIGNS or not (pronoun or _CHINESE_WHY.match(now.text)):
            return None
        if pronoun and pronoun.start() > 0:
            return f"{now.text[: pronoun.start()]}{period}{subject}{now.text[pronoun.end() :]}"
        rest = now.text[pronoun.end() :] if pronoun else now.text
        return f"{period}{subject}{'变化的' if rest.startswith('原因') else ''}{rest}"
    if _ASKS_WHY.match(now.text):
        return f"Why did {subject} change{f' in {period}' if period else ''}?"
    pronoun = _PRONOUN.search(now.text)
    if pronoun is None or len(now.text.split()) > 2 * MOST_WORDS:
        return None
    said = now.text[: pronoun.start()] + subject + now.text[pronoun.end() :]
    said = _HAPPEN.sub(lambda match: "changed" if match["ed"] else "change", said)
    said = _OPENING.sub("", said).strip()
    bare = said.rstrip(" ?.!")
    return f"{bare[:1].upper()}{bare[1:]}{f' in {period}' if period else ''}?"


def _subject(then: _Said) -> str:
    """Return what a question asks about in its own words: "Converse revenue", "revenue for X"."""
    name = then.name
    lead = _LEAD.search(then.text[: name.start])
    words = lead["words"].strip() if lead else ""
    if len(words.split()) > 3 or find_periods(words.lower()):
        words = ""
    tail = _TAIL.match(then.text, name.end)
    end = tail.end() if tail else name.end
    return f"{words} {then.text[name.start : end]}".strip()


def _is_long(rest: str, chinese: bool) -> bool:
    return len(rest) > MOST_SIGNS if chinese else len(rest.split()) > MOST_WORDS


def _words(now: _Said, start: int, end: int) -> str:
    """Return what is said between two places besides periods and small words."""
    text = now.text
    for period in now.periods:
        blank = " " * (period.end_char - period.start_char)
        text = text[: period.start_char] + blank + text[period.end_char :]
    return _SMALL.sub("", text[start:end])


def _is_name_alone(now: _Said, start: int, end: int) -> bool:
    named = "".join(now.text[name.start : name.end] for name in now.names)
    return len(now.names) == 1 and _words(now, start, end) == _SMALL.sub("", named)


def _lower(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign).lower()
    return plain if len(plain) == 1 else sign
