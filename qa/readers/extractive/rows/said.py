"""A question's words -> which labels it says word for word, and what it says beside a label."""

import re
from collections.abc import Iterable

from qa.glossary import content
from qa.glossary.alike import alike_terms, asking_terms
from qa.measures import Asked
from qa.readers.extractive.rows.row_facts import OPTIONAL, SOFT, Terms, content_terms
from qa.text.terms import is_chinese, terms

_MARKS = re.compile(
    r"\([^()]*\)|（[^（）]*）|^\s*(?:less|add|plus|of which|including)\s*:|^[一-鿿]{1,3}[：:、]",
    re.I,
)
_NOTE = re.compile(r"\(\s*(?:\d{1,2}|[a-z])\s*\)", re.I)  # the mark of a footnote
_AT_END = re.compile(
    r"(?<![\s,])[\s,]*\b(?:at\s+)?(?:the\s+)?(?:year[- ]end"
    r"|end\s+of\s+(?:the\s+)?(?:year|period))\s*$",
    re.I,
)
_BRACKETS = re.compile(r"[(（]([^()（）]{4,80})[)）]")
_SHARE = re.compile(
    r"(?:%|\bpercent\w*)\s*(?:of|to)\b|\bas a (?:share|percent)|占.{0,12}比例|占比", re.I
)
_SOFT = frozenset(
    terms(
        "related total amount and of the in for as consolidated group overall segment division"
        " 合计 总计"
    )
)
# "operating" and "net" make it another income, a rate is no amount
_SOFT_ABOUT = SOFT - frozenset(terms("net operating percentage rate percent")) | _SOFT
_LAST = OPTIONAL | frozenset(terms("net"))  # "Property and equipment, net"
_IS_COST = re.compile(r"\b(?:costs?|expenses?)\b", re.I)
_COST = re.compile(r"\b(?:costs?|expenses?|spen[dt]|spending)\b", re.I)
_DUE = frozenset(
    terms("due matures maturities maturing maturity falling comes payable repayment payments")
)
_REPORTED = frozenset(terms("report reported record recorded show shown state stated"))
PEOPLE = {  # what is called by its people: "Canadian sales" are those of Canada
    "Canadian": "Canada",
    "Mexican": "Mexico",
    "Chinese": "China",
    "Japanese": "Japan",
    "German": "Germany",
    "French": "France",
    "Indian": "India",
    "Brazilian": "Brazil",
    "European": "Europe",
    "Russian": "Russia",
    "British": "United Kingdom",
}
_PEOPLE_OF = {terms(people)[0]: terms(place)[0] for people, place in PEOPLE.items()}
_RESULT = r"(?:income|loss(?:es)?|gains?|earnings|profits?)"
_EITHER_SIGN = re.compile(  # "income (loss)", "(gains) losses"
    rf"(?P<first>\b{_RESULT})\s*\(\s*(?P<second>{_RESULT})\s*\)"
    rf"|\(\s*(?P<in_brackets>{_RESULT})\s*\)\s*(?P<behind>{_RESULT}\b)",
    re.I,
)
_MEANT = (
    ("operating", re.compile(r"\boperating\b(?!\s+(?:in|at|from|under|as)\b)", re.I)),
    (
        "contribute",
        re.compile(
            r"(?<!\bdefined )\bcontribut\w*\b"
            r"(?=.*\b(?:pensions?|plans?|trusts?|(?:post-?)?retirement|401)\b)"
            r"|\b(?:pensions?|(?:post-?)?retirement|plans?)\b.*\bcontribut(?:e|ions?)\b",
            re.I,
        ),
    ),
)
_ABLE = re.compile(r"\b\w{3,}[ai]bles?\b", re.I)
_ZH_MARKS = re.compile(r"[^\w一-鿿]")
_ZH_EDGES = re.compile(r"^(?:本期|本年|公司)|的?(?:数量|人数|金额)$")
_ZH_STOP = frozenset("的了在里是和有多少为请提供数据额量户个与及其中一共总合占比例重率几")


class Said:
    """What a question says. terms: all its words without those that every sentence has."""

    def __init__(self, question: str, words: Iterable[str], company: Iterable[str] = ()) -> None:
        """words: the phrases that say what is asked for; company: names that ask for nothing."""
        self._is_chinese = is_chinese(question)
        self._text = question
        self._plain = _ZH_MARKS.sub("", question)
        self._line = [_plain(term) for term in _line(question)]
        self.terms: Terms = frozenset(self._line)
        self.words = " ".join(words)
        self.is_cost = _IS_COST.search(question) is not None
        self.is_of_cost = _COST.search(question) is not None
        self._able = frozenset(terms(" ".join(_ABLE.findall(question))))
        names = frozenset(term for name in company for term in terms(name))
        self._about = frozenset(map(_plain, content(terms(self.words))))
        self._about -= _SOFT_ABOUT | names
        self._in_brackets = [
            frozenset(content(terms(text))) - _SOFT for text in _BRACKETS.findall(question)
        ]

    def label(self, label: str) -> Terms:
        """Return the words of a label if the question says them one after the other."""
        bare = _AT_END.sub("", _MARKS.sub("", label))
        words = _line(bare)
        if not words or all(word[:1].isdigit() for word in words):
            return frozenset()
        if _SHARE.search(label) and not _SHARE.search(self._text):
            return frozenset()  # "percentage of total revenue" is no revenue
        if self._is_chinese:
            plain = _ZH_MARKS.sub("", bare)
            short = _ZH_EDGES.sub("", plain)  # "本期资本化研发投入" is asked for without 本期
            is_said = len(plain) > 1 and plain in self._plain
            is_said |= len(short) > 3 and short in self._plain
            return frozenset(words) if is_said else frozenset()
        if self._able and _other_voice(label, self._able):
            return frozenset()
        if (loss := _EITHER_SIGN.search(label)) and not is_chinese(label):
            sides = [side for side in loss.groups() if side]
            return max((self.label(_put(side, loss, label)) for side in sides), key=len)
        if len(words) > 1 and words[-1] in _LAST and words[-1] not in self.terms:
            words = words[:-1]
        whole = _line(
            _AT_END.sub("", _NOTE.sub("", label))
        )  # "Prior service (costs) credits" is said so too
        for line in (whole, words) if "(" in label else (words,):
            if self._runs(line):
                return frozenset(line)
        return frozenset()

    def is_whole(self, label: str) -> bool:
        """Tell whether a label that is said is all that is asked for, beside its time."""
        asked = (term for term in self._line if not term[:1].isdigit())
        return frozenset(asked) - SOFT - _REPORTED <= frozenset(_line(label))

    def _runs(self, words: list[str]) -> bool:
        """Tell whether words are said one after the other."""
        starts = range(len(self._line) - len(words) + 1)
        return any(self._line[i : i + len(words)] == words for i in starts)

    def rest(self, said: Terms, label: str) -> Terms:
        """Return what the question says beside a label: nothing if it puts it into brackets."""
        if said and said in self._in_brackets:
            return frozenset()
        if not self._is_chinese:
            return self._about - said - (OPTIONAL if said else frozenset())
        left = self.words.replace(_ZH_MARKS.sub("", _MARKS.sub("", label)), " ") if label else ""
        left = left or self.words
        telling = (t for t in content(terms(left)) if len(t) > 1 and not _ZH_STOP & set(t))
        return frozenset(telling) - said - SOFT

    def is_total(self, label: str) -> bool:
        """Tell whether a question asks for a total by the label of its row."""
        said = " ".join(label.lower().split())
        return said.startswith("total ") and said in " ".join(self._text.lower().split())

    def without_due(self, rest: Terms, context: Terms) -> Terms:
        """Return what is left where "falls due" and "maturities" say the same."""
        return rest - _DUE if rest & _DUE and context & _DUE else rest


def asked_terms(asked: Asked) -> Terms:
    """Return what a question says beside its wrapping, its phrases read as a whole."""
    kept = content_terms(" ".join(asked.words))
    dropped = [word for word in asked.text.split() if not content_terms(word) & kept]
    plain = frozenset().union(*(content_terms(word) | alike_terms(word) for word in dropped))
    return alike_terms(asked.text) - (plain - alike_terms(" ".join(asked.words)))


def unsaying_terms(question: str) -> Terms:
    """Return the words of asking, without those that say which thing is meant in this question.

    "Operating" leases are not those that somebody operates, and what is contributed to a pension
    plan is not what it pays.
    """
    meant = [word for word, means in _MEANT if means.search(question)]
    return asking_terms() - frozenset(terms(" ".join(meant)))


def is_bare_total(label: str) -> bool:
    """Tell whether a label says that a row is a sum and not of what."""
    return all(term in _SOFT for term in content(terms(_AT_END.sub("", label))))


def _line(text: str) -> list[str]:
    return [term for term in content(terms(text)) if term not in _SOFT]


def _other_voice(label: str, able: Terms) -> bool:
    """Tell whether a label says what was done where what can be is asked for: "exercised"."""
    said = [word for word in label.split() if able & frozenset(terms(word))]
    return bool(said) and not any(_ABLE.search(word) for word in said)


def _put(side: str, found: re.Match[str], label: str) -> str:
    """Return a label of a gain or a loss as that of one of them."""
    return f"{label[: found.start()]}{side}{label[found.end() :]}"


def _plain(term: str) -> str:
    return _PEOPLE_OF.get(term, term)
