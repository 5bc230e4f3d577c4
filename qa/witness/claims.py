"""A sentence in, what it claims out: figures with their years, names, words, and their direction."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from qa.figures import Figure, read_figures
from qa.figures.figure import Kind
from qa.glossary import common_words, content, load
from qa.text.terms import is_chinese, terms
from qa.witness.directions import is_of_change_itself
from qa.witness.sentences import split_sentences
from qa.witness.wording import (
    CHINESE_LINKING,
    DATE,
    LINKING,
    NAME,
    NO_NAMES,
    NUMERAL,
    REFERENCE,
    SHORT_YEAR,
    STOP,
    YEAR,
    falls,
    is_loss,
    is_negated,
    is_spending,
    rises,
)

Terms = frozenset[str]
MOST_BEFORE = 600  # characters in which the sentence before one begins


@dataclass(frozen=True, slots=True)
class ClaimedFigure:
    """A figure of a sentence and the year that the sentence gives it; None for no year."""

    figure: Figure
    year: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says. names are as written; words are index terms without those of names."""

    text: str
    figures: tuple[ClaimedFigure, ...]
    years: frozenset[int]
    dates: tuple[str, ...]
    numerals: tuple[str, ...]  # numbers in Chinese characters
    names: tuple[str, ...]
    words: Terms
    concepts: Terms  # keys of the glossary's entries that it names
    rises: bool
    falls: bool
    is_negative: bool  # of a loss, or of what is spent: figures in brackets
    is_negated: bool

    @property
    def is_linking(self) -> bool:
        """Tell whether it claims nothing: "Here is what the report says:"."""
        if self.figures or self.years or self.dates or self.names or self.numerals:
            return False
        if is_chinese(self.text):
            return not re.sub(rf"{CHINESE_LINKING.pattern}|\W", "", self.text)
        return not self.words - LINKING


def read_claim(text: str, known_names: Collection[str] = ()) -> Claim:
    """Return what a sentence claims; known_names (lower case) are names however they are written."""
    hidden = _blanked(text, REFERENCE, DATE)
    figures = figures_in(hidden)
    years = years_in(text)
    names = names_in(text, known_names)
    in_names = {term for name in names for term in terms(name)}
    said = frozenset(w for w in content(terms(text)) if not w[0].isdigit()) - in_names
    return Claim(
        text=text,
        figures=tuple(ClaimedFigure(f, year) for f, year in with_years(hidden, figures)),
        years=years,
        dates=tuple(" ".join(match[0].strip(" ,").split()) for match in DATE.finditer(text)),
        numerals=tuple(NUMERAL.findall(text)),
        names=names,
        words=said,
        concepts=concepts_in(_SPEAKER.sub(" ", text)),
        rises=rises(text),
        falls=falls(text),
        is_negative=is_loss(text) or is_spending(text),
        is_negated=is_negated(text),
    )


_SPEAKER = re.compile(r"(?i)\b(?:the|our|this) (?:company|group)\b(?!['’])")


def years_in(text: str) -> frozenset[int]:
    """Return the years that a text names: 2024, FY24."""
    full = {int(match[0]) for match in YEAR.finditer(text)}
    return frozenset(full | {2000 + int(match[1]) for match in SHORT_YEAR.finditer(text)})


def years_before(text: str, sentence: str) -> frozenset[int] | None:
    """Return the years of a text's last sentence where the next leans on it: "This was offset by".

    None where it leans on none, or that one names none.
    """
    last = text[-MOST_BEFORE:].replace("\n", " ")
    sentences = split_sentences(last) if _LEANS.match(sentence) else []
    return years_in(last[slice(*sentences[-1])]) or None if sentences else None


_LEANS = re.compile(r"(?:This|These|Such|They|It) ")


def names_in(text: str, known_names: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names of a text: capitalised words that no finance word and no common word is.

    The first word of a sentence is one if another name follows it, or if no dictionary has it.
    """
    found: list[str] = []
    for match in NAME.finditer(text):
        word = re.sub(r"['’]s$", "", match[0])
        lower = word.lower()
        if lower in known_names:
            found.append(word)
        elif lower in NO_NAMES or re.fullmatch(r"Q[1-4]|FY\d*|H[12]", word):
            continue
        elif not _is_known(word) or _is_within_a_name(text, match):
            found.append(word)
    known = {w for w in re.findall(r"[^\W_]+", text.lower()) if w in known_names}
    return tuple(dict.fromkeys([*found, *sorted(known - {name.lower() for name in found})]))


def concepts_in(text: str) -> Terms:
    """Return the keys of the glossary's things that a text names in one stretch."""
    return frozenset(match.entry.key for match in load().match(text) if match.whole)


def _is_within_a_name(text: str, match: re.Match[str]) -> bool:
    """Tell whether a common word is part of a name: "Silver" of "Silver Lake Partners"."""
    after = re.match(r" ([A-Z][\w&]*)", text[match.end() :])
    return after is not None and not _is_known(after[1]) and after[1].lower() not in NO_NAMES


@cache
def _vocabulary() -> Terms:
    names = (p for e in load() for p in (*e.names, *e.rows, *e.words, *e.heads, *e.why))
    return common_words() | {term for name in names for term in terms(name)}


def _is_known(word: str) -> bool:
    """Tell whether a word is one of finance or of everyday."""
    return all(term in _vocabulary() for term in terms(word))


def _blanked(text: str, *patterns: re.Pattern[str]) -> str:
    """Return a text of the same length without what these find; years in it are left."""
    for pattern in patterns:
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def figures_in(text: str) -> list[Figure]:
    """Return the figures of a text without its years, also those that touch a Chinese word
    or a comma behind a word.
    """
    return [f for f in read_figures(_APART.sub(" ", text)) if f.kind is not Kind.YEAR]


_APART = re.compile(r"(?:[一-鿿]|(?<!\d)[，,])(?=[-−－]?[(（$¥￥€£]?\d)")


def with_years(
    text: str, figures: list[Figure], *, is_evidence: bool = False
) -> list[tuple[Figure, int | None]]:
    """Return each figure with its year: in order where they are given "respectively", else the
    nearest one in its part of the sentence, else one that stands before it.

    is_evidence: rather none than one that stands behind it in another part of the sentence.
    """
    years = [
        (match.start(), int(match[0]))
        for match in YEAR.finditer(text)
        if not _DUE.search(text[: match.start()])
    ]
    if "respectively" in text.lower() or "分别" in text:
        distinct = list(dict.fromkeys(year for _, year in years))
        if distinct and len(figures) % len(distinct) == 0:
            return [(f, distinct[i % len(distinct)]) for i, f in enumerate(figures)]
    return [(figure, _year_of(text, figure, years, is_evidence)) for figure in figures]


_DUE = re.compile(r"(?i)\b(?:due|maturing)(?: in)? $")  # "notes due 2022" were there in 2016
_PART = re.compile(
    r"[,;，；](?!\d)|[()（）]|\b(?:and|while|versus|vs|whereas|but|from|than)\b|与|和|较|而"
    r"|(?<!compared )\bto\b|\bcompared (?:to|with) (?!the (?:same|prior|previous|corresponding))"
)
_COMPARED = re.compile(
    r"(?:\b(?:from|versus|vs\.?|than|compared (?:with|to))|从|由|较)[^,;\d]{0,24}$", re.I
)

_OF = re.compile(r"\bof\b")  # "earnings from joint ventures of 81 in 2023"
_BESIDE = re.compile(r"[(（]|\b(?:from|than|versus|vs|compared|against)\b|较|同比|上年", re.I)


def _year_of(
    text: str, figure: Figure, years: list[tuple[int, int]], is_evidence: bool
) -> int | None:
    if not years:
        return None
    borders = [match.start() for match in _PART.finditer(text)]
    if is_evidence:
        sentence = _sentence_around(text, figure)
        borders += sentence
        own = [(at, year) for at, year in years if sentence[0] <= at < sentence[1]]
        years = own or [(at, year) for at, year in years if not _BEFORE_OTHER.search(text[:at])]
        if not years:
            return None
        if len({year for _, year in own}) > 1 and is_of_change_itself(text, figure.end):
            return max(year for _, year in own)  # "2.8 billion in 2019, which is 12% growth"
    low = max((b for b in borders if b < figure.start), default=0)
    high = min((b for b in borders if b >= figure.end), default=len(text))
    inside = [(abs(at - figure.start), year) for at, year in years if low <= at < high]
    if inside:
        return min(inside)[1]
    compared = _COMPARED.search(text[: figure.start])
    if compared and not _OF.search(compared[0]):
        return None  # "from 3,998 to 4,213 in 2024": of some other year
    before = [year for at, year in years if at < figure.start]
    if before:
        return before[-1] if len(set(before)) == 1 or not is_evidence else None
    if is_evidence and (year := _compared_year(text, years)):
        return year
    is_beside = _BESIDE.search(text) is not None or len({year for _, year in years}) > 1
    return None if is_evidence and is_beside else years[0][1]


def _compared_year(text: str, years: list[tuple[int, int]]) -> int | None:
    """Return the first of two years, the other being what it is compared with: "decreased by 5, or
    9%, in 2017, compared to 2016".
    """
    (first, year), *others = years
    is_of_before = len(others) == 1 and others[0][1] == year - 1
    if is_of_before and _COMPARED_WITH.search(text[first : others[0][0]]):
        return year
    return None


_BEFORE_OTHER = re.compile(
    r"(?i)\b(?:compared (?:to|with)|versus|vs\.?|from|than|over) (?:[a-z]+ )?$|[较比]$"
)
_COMPARED_WITH = re.compile(r"(?i)\b(?:compared (?:with|to)|versus|vs\.?|from|than|over)\b|较|比")


def _sentence_around(text: str, figure: Figure) -> tuple[int, int]:
    """Return the borders of the sentence that a figure stands in."""
    stops = [match.end() for match in STOP.finditer(text)]
    low = max((at for at in stops if at <= figure.start), default=0)
    return low, min((at for at in stops if at >= figure.end), default=len(text))
