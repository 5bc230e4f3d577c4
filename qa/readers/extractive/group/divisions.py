"""Facts of parts of the group in, those that divide it between them out: segments, or regions.

One page often tells several: regions with the countries in them, and segments below. Parts that are
in one another are never compared.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from qa.library import StoredDocument
from qa.measures import Asked
from qa.readers.extractive.rows.row_facts import SOFT, content_terms
from qa.readers.extractive.rows.segment_names import are_segments
from qa.statements import Fact
from qa.text.terms import terms

_PLACES = frozenset(
    terms(
        "united states us u.s america americas europe emea asia pacific apac china japan canada"
        " mexico latin international domestic foreign kingdom germany india brazil world region"
        " country africa middle east north south west other emerging 境外 境内 华东 华南 华北 华中"
        " 西南 西北 东北 国外 国内 海外 地区"
    )
)
_BY_PLACE = re.compile(r"\b(?:region|countr\w+|geograph\w*|market|area)s?\b|地区|国家|区域", re.I)
_BY_BUSINESS = re.compile(
    r"\b(?:segment|division|business|unit|brand|product)\w*\b|分部|业务|产品", re.I
)
_BY_PRODUCT = re.compile(r"\b(?:product|brand|categor|line)\w*\b|产品", re.I)
_REST = re.compile(r"all\s+other|other\b|corporate", re.I)  # what facts hold no part for
_MOST_OF = Decimal("0.8")  # of the group: the rest is what has no name, or is eliminated
_NEARLY_ALL = Decimal("0.93")
_MORE = Decimal("1.05")
_MOST_PARTS = 14  # among which those that are the group together are looked for

Family = list[Fact]


def divisions_of(
    listed: StoredDocument | None, asked: Asked, parts: Sequence[Fact], whole: Fact | None
) -> list[Family]:
    """Return the parts by what they divide the group into, those that the question is about.

    listed: a report, where only what it lists as its segments counts. whole: the group's figure.
    """
    said = content_terms(asked.text)
    named = [fact for fact in parts if content_terms(fact.entity or "") <= said]
    if len({fact.entity for fact in named}) > 1:
        return [named]
    by_page: dict[int, Family] = {}
    for fact in parts:
        by_page.setdefault(fact.page_number, []).append(fact)
    if listed is not None:
        return _segments(listed, by_page, whole)
    families = [family for of_page in by_page.values() for family in _by_kind(of_page, whole)]
    families = [family for family in families if len({f.entity for f in family}) > 1]
    if _BY_PLACE.search(asked.text):
        return [family for family in families if _is_by_place(family)]
    if _BY_BUSINESS.search(asked.text):
        families = [family for family in families if not _is_by_place(family)]
        return _of_one_level(families, is_fine=_BY_PRODUCT.search(asked.text) is not None)
    return families


def without(families: Sequence[Family], names: Sequence[str]) -> list[Family]:
    """Return the divisions that have all of the named parts, without them."""
    kept = []
    for family in families:
        apart = [[fact for fact in family if _is_called(fact, name)] for name in names]
        dropped = [fact for facts in apart for fact in facts]
        are_known = all(
            len({fact.entity for fact in facts}) == 1 or (not facts and _REST.match(name))
            for facts, name in zip(apart, names, strict=True)
        )
        left = [fact for fact in family if fact not in dropped]
        if are_known and len({fact.entity for fact in left}) > 1:
            kept.append(left)
    return kept if names else list(families)


def _is_called(fact: Fact, name: str) -> bool:
    return content_terms(fact.entity or "") - SOFT == content_terms(name) - SOFT


def _of_one_level(families: list[Family], *, is_fine: bool) -> list[Family]:
    """Return the divisions that are not divided again by another, or the ones that divide them.

    A report tells its products under its businesses: the largest product is not asked for where
    the largest business is.
    """
    over = [f for f in families if any(_is_divided(f, other) for other in families)]
    under = [f for f in families if any(_is_divided(other, f) for other in families)]
    left_out = over if is_fine else under
    return [family for family in families if family not in left_out]


def _is_divided(coarse: Family, fine: Family) -> bool:
    """Tell whether each part of a division is parts of a finer one together, one behind the other.

    A part that is not divided stands in both.
    """
    if len(coarse) >= len(fine) or {f.entity for f in coarse} == {f.entity for f in fine}:
        return False
    values = {fact.value for fact in fine}
    return all(fact.value in values or _is_sum(fact, fine) for fact in coarse)


def _by_kind(of_page: Family, whole: Fact | None) -> list[Family]:
    """Return places and others of a page apart, each without what holds another one."""
    places = [fact for fact in of_page if _is_place(fact)]
    others = [fact for fact in of_page if not _is_place(fact)]
    is_mixed = len(places) > 1 and len(others) > 1 and not are_the_group(of_page, whole)
    if not is_mixed:
        return [_apart(of_page, whole)]
    apart = [_apart(kind, whole) for kind in (places, others)]
    return [kind for kind in apart if whole is None or are_most(kind, whole)]


def _apart(family: Family, whole: Fact | None) -> Family:
    """Return those that are the group together, else the family without sums of others in it."""
    if whole is not None and 2 < len(family) <= _MOST_PARTS:
        for count in range(len(family), 1, -1):
            for chosen in combinations(family, count):
                if sum(fact.value for fact in chosen) == whole.value:
                    return list(chosen)
    return [fact for fact in family if not _is_sum(fact, family)]


def _is_sum(fact: Fact, family: Family) -> bool:
    """Tell whether parts that stand one behind the other are a part together."""
    others = [other for other in family if other is not fact]
    for start in range(len(others)):
        total = Decimal(0)
        for count, other in enumerate(others[start:], start=1):
            total += other.value
            if count > 1 and total == fact.value:
                return True
    return False


def are_the_group(family: Family, whole: Fact | None) -> bool:
    """Tell whether parts are nearly all of the group, none counted twice."""
    if whole is None or whole.value <= 0:
        return False
    return are_most(family, whole) and _total(family) <= _MORE * whole.value


def are_most(family: Family, whole: Fact) -> bool:
    """Tell whether hardly any of the group is left out."""
    return _total(family) >= _MOST_OF * whole.value


def are_all(family: Family, whole: Fact) -> bool:
    """Tell whether no part that could lead is left out."""
    return _total(family) >= _NEARLY_ALL * whole.value


def _total(family: Family) -> Decimal:
    return sum({fact.entity: fact.value for fact in family}.values(), Decimal(0))


def _segments(
    document: StoredDocument, by_page: dict[int, Family], whole: Fact | None
) -> list[Family]:
    """Return the parts of each page that the report calls its segments, where none is missing.

    Of some segments alone the largest may be another one: together they are the group, or more
    before what is eliminated and what the head office costs.
    """
    kept = [
        [fact for fact in of_page if fact.entity and are_segments(document, [fact.entity])]
        for of_page in by_page.values()
    ]
    return [
        family
        for family in kept
        if len(names := {fact.entity or "" for fact in family}) > 1
        and are_segments(document, sorted(names))
        and whole is not None
        and are_most(family, whole)
    ]


def _is_place(fact: Fact) -> bool:
    return bool(content_terms(fact.entity or "") & _PLACES)


def _is_by_place(family: Family) -> bool:
    return 2 * sum(map(_is_place, family)) > len(family)
