"""Which part of the group grew fastest, or has the thinnest margin: worked out for each of them.

In: a question and a report's facts. Out: the figure of the part that leads, where the figures of
all parts of one division of the group are known and the report's divisions agree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.library import StoredDocument
from qa.measures import (
    Asked,
    Computed,
    FactSource,
    Figures,
    WantedPeriod,
    concepts,
    figures_for,
    measures,
)
from qa.measures.periods import AskedPeriod
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.group.divisions import (
    Family,
    are_all,
    are_the_group,
    divisions_of,
    without,
)
from qa.readers.extractive.rows.row_facts import content_terms, is_period
from qa.readers.extractive.rows.segment_names import are_segments, asks_of_segments
from qa.statements import DocumentFacts

_PART = (
    r"(?:segment|division|region|geograph\w+|countr\w+|market|business|product|categor\w+|brand|area"
    r"|unit)"
)
_WHICH = re.compile(
    rf"\b(?:which|what|whose)\b[^.?!]*?\b{_PART}|哪(?:一?[个块种类项])?(?:地区|分部|业务|产品|国家)",
    re.I,
)
_UP = r"(?:gr[eo]w\w*|expand\w*|increas\w*|rose|rise)"
_DOWN = r"(?:fell|fall|declin\w*|drop\w*|shr[aiu]nk|decreas\w*|contracted)"
_MOST = r"(?:fastest|most|strongest|quickest|sharpest|steepest|furthest)"
_GREAT = r"(?:highest|strongest|largest|best|fastest|biggest|sharpest|steepest)"
_LEADS = re.compile(
    rf"\b{_UP}\b[^.?!,]*?\b(?:the\s+)?{_MOST}\b|\b{_MOST}[- ]grow\w+"
    rf"|\b{_GREAT}\s+(?:[\w-]+\s+){{0,2}}(?:growth|increase)\b|增长最快|增速最[快高]|增幅最大",
    re.I,
)
_TRAILS = re.compile(
    rf"\b{_UP}\b[^.?!,]*?\b(?:slowest|least)\b|\bslowest[- ]grow\w+"
    r"|\b(?:lowest|slowest|weakest)\s+(?:[\w-]+\s+){0,2}growth\b|增长最慢|增速最[慢低]",
    re.I,
)
_FELL = re.compile(
    rf"\b{_DOWN}\b[^.?!,]*?\b(?:the\s+)?{_MOST}\b|\b{_GREAT}\s+(?:[\w-]+\s+){{0,2}}"
    r"(?:decline|drop|fall|decrease)\b|下降最[多快大]|降幅最大",
    re.I,
)
_ONLY_FELL = re.compile(rf"\bwhich\b[^.?!,]*?\b{_DOWN}\b", re.I)
PARTS = content_terms(  # what a question calls parts of the group when it names none
    "segment division business part unit region geographic geographies geography brand product line"
    " type category country market area reportable reporting operating fastest slowest most least"
    " shrank shrink grow growing grew sales revenue 地区 分部 业务 产品 国家 最快 最慢 最大"
    " 最高 最低 最多 最少 最小"
)
BY_PRODUCT = re.compile(r"\b(?:products?|brands?|categor\w+|lines?)\b|产品", re.I)
_SIZES = ("revenue", "net_sales")  # what parts sell; those of a retailer earn fees beside it
_RATES = ("percent", "ratio")


@dataclass(frozen=True, slots=True)
class Ranking:
    """What parts are compared by. sign: 1 where the one with most is asked for, else -1."""

    key: str
    sign: int
    is_growth: bool = False
    is_fall: bool = False  # only what fell answers
    is_only: bool = False  # no superlative: one part alone may answer


def ranking_of(asked: Asked) -> Ranking | None:
    """Return what a question compares parts by; None where it compares none, or by amounts.

    >>> from qa.measures import understand
    >>> ranking_of(understand("Which region grew fastest in 2025?"))
    Ranking(key='revenue', sign=1, is_growth=True, is_fall=False, is_only=False)
    """
    if not _WHICH.search(asked.text):
        return None
    if content_terms(" ".join(asked.qualifiers)) - PARTS:
        return None
    key = asked.keys[0] if asked.keys else "revenue"
    for pattern, sign, is_fall in ((_TRAILS, -1, False), (_LEADS, 1, False), (_FELL, -1, True)):
        if pattern.search(asked.text):
            return Ranking(key, sign, is_growth=True, is_fall=is_fall) if _grows(key) else None
    if asked.manner not in ("largest", "smallest"):
        is_fall = bool(_ONLY_FELL.search(asked.text)) and _grows(key)
        return Ranking(key, -1, is_growth=True, is_fall=True, is_only=True) if is_fall else None
    known = measures().get(key) if key not in concepts() else None
    if known is None or known.unit not in _RATES:
        return None
    return Ranking(key, 1 if asked.manner == "largest" else -1)


def _grows(key: str) -> bool:
    return key in concepts() and concepts()[key].unit == "money"


def ranked_part(
    ranking: Ranking,
    asked: Asked,
    document: StoredDocument,
    facts: DocumentFacts,
    source: FactSource,
    writer: FigureWriter,
) -> FigureAnswer | None:
    """Return the figure of the part that leads; None where parts are missing or pages differ."""
    year = facts.fiscal_year
    if year is None:
        return None
    periods = [each.resolve(year) for each in asked.periods or (AskedPeriod("latest"),)]
    period = max(periods, key=lambda each: each.year)
    if len(periods) > 1 and (len(periods) > 2 or abs(periods[0].year - periods[1].year) != 1):
        return None  # from one year to the next alone
    leading = [
        found
        for family in _families(ranking, asked, document, facts, period)
        if (found := _leader(ranking, asked, family, source, period))
    ]
    if len({name.lower() for name, _ in leading}) != 1:
        return None
    name, figures = leading[0]
    return writer.written(figures, name)


def _families(
    ranking: Ranking,
    asked: Asked,
    document: StoredDocument,
    facts: DocumentFacts,
    period: WantedPeriod,
) -> list[Family]:
    """Return the divisions of the group that the question can mean, told by what they sell."""
    for line in _SIZES:
        found = _divided(line, asked, document, facts, period)
        if found:
            whole = facts.find(line, period)
            whole_ones = [each for each in found if whole and are_all(each, whole)]
            return without(whole_ones, asked.left_out)
    return []


def _divided(
    line: str, asked: Asked, document: StoredDocument, facts: DocumentFacts, period: WantedPeriod
) -> list[Family]:
    """Return the divisions of the group by what its parts have of a line."""
    parts = [
        fact
        for fact in facts.facts
        if fact.concept == line and fact.entity and is_period(fact.period, period)
    ]
    whole = facts.find(line, period)
    if asks_of_segments(asked) and (found := divisions_of(document, asked, parts, whole)):
        return found
    families = divisions_of(None, asked, parts, whole)
    families = [family for family in families if are_the_group(family, whole)]
    if not BY_PRODUCT.search(asked.text):
        return families
    return [each for each in families if not are_segments(document, _names(each))]


def _names(family: Family) -> list[str]:
    return list(dict.fromkeys(fact.entity or "" for fact in family))


def _leader(
    ranking: Ranking, asked: Asked, family: Family, source: FactSource, period: WantedPeriod
) -> tuple[str, Figures] | None:
    """Return the part that leads a family with its figures, where those of all are known."""
    found: list[tuple[str, Figures, Computed]] = []
    for name in _names(family):
        figures = _figures(ranking, asked, name, source, period)
        if figures is None or not isinstance(figures.answer, Computed):
            return None
        found.append((name, figures, figures.answer))
    found.sort(key=lambda each: -ranking.sign * each[2].value)
    first, second = found[0][2].value, found[1][2].value
    if first == second or (ranking.is_fall and first >= 0) or (ranking.is_only and second < 0):
        return None
    return found[0][0], found[0][1]


def _figures(
    ranking: Ranking, asked: Asked, name: str, source: FactSource, period: WantedPeriod
) -> Figures | None:
    before = AskedPeriod("year", period.year - 1)
    now = replace(before, year=period.year)
    for key in _keys(ranking.key):
        plain = replace(asked, key=key, keys=(key,), qualifiers=(), expression=None, is_range=False)
        if ranking.is_growth:
            one = replace(plain, manner="change", operation="growth", periods=(before, now))
        else:
            one = replace(plain, manner="value", operation="none", periods=(now,))
        figures = figures_for(one, source, period.year, entity=name)
        if figures is not None and isinstance(figures.answer, Computed):
            return figures
    return None


def _keys(key: str) -> Sequence[str]:
    """Return what a margin is called of a part, which has no net income of its own."""
    return (key, "operating_margin") if key == "net_margin" else (key,)
