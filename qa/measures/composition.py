"""Names in a text in, how the text combines two of them out: a share, a ratio, per share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.measures.measure import concepts, measures
from qa.measures.names import Named

Span = tuple[int, int]

_PART_WORDS = r"(?:percentages?|percent|shares?|proportions?|portions?|fractions?|%)"
_AS_SHARE_OF = re.compile(
    rf"(?:,\s*)?(?:expressed\s+|measured\s+)?as\s+an?\s+{_PART_WORDS}\s+of|as\s+(?:%"
    rf"|percent)\s+of|[,(]?\s*%\s+of|in\s+(?:percent|%)\s+of|in\s+relation\s+to"
    rf"|relative\s+to"
)
_SHARE_OF = re.compile(
    rf"(?<!\bhow many )(?<!number of )(?:\b(?:what|which)\s+)?{_PART_WORDS}\s+of\b|\bhow\s+much\s+of\b"
)
_WHOLE_FILLERS = re.compile(
    r"(?:\s|\b(?:the|its|their|our|total|group|consolidated|overall|all|company|company's"
    r"|net|whole)\b)*"
)
_COMES_FROM = re.compile(
    r"\b(?:from|came|comes?|was|were|is|are|did|does|do|goes?|went|represent\w*|attributable"
    r"|by|in\s+[a-z]|due\s+to|that|which)\b"
)
_RATIO_OF = re.compile(r"\bratio\s+of\b")
_MULTIPLE_OF = re.compile(r"(?:expressed\s+)?as\s+a\s+multiple\s+of(?:\s+(?:the|its|their))?")
_PER_SHARE = re.compile(r"\s*per\s+(?:(?:diluted|common|ordinary)\s+)?share\b")
_PER_EMPLOYEE = re.compile(r"(?:\s+[a-z']+){0,4}?\s*per\s+(?:employee|head|person|capita)\b")
_MORE_THAN = re.compile(
    r"\bhow\s+(?:much|many)\s+(?:(?:more|higher|larger|bigger|greater)|(?P<less>less|fewer|lower"
    r"|smaller))\b|(?P<between>\bdifference\s+between\b)|\bby\s+how\s+much\b(?=.*\bexceed)"
)
_PAID = re.compile(
    r"\b(?:paid|payable|due|issued)$"
)  # "dividends paid to noncontrolling interests"
_MARGIN = re.compile(r"\s*(?:margin|rate)\b")
_CHINESE_SHARE_END = re.compile(r"\s*的?\s*(?:比例|比重|比率|百分比|份额|百分之[几多]少?|多少)")
_CHINESE_RATIO_END = re.compile(r"\s*的?\s*(?:比值|比率|比例|之比)")


@dataclass(frozen=True, slots=True)
class Composed:
    """Two things put together. spans: the characters that say so; part: where a part is named."""

    expression: str | None
    unit: str
    spans: tuple[Span, ...]
    key: str | None = None
    part: Span | None = None  # of a share whose part is no known line
    denominator: str | None = None


def compose(text: str, named: Sequence[Named]) -> Composed | None:
    """Return how a text in lower case combines what it names, or None.

    >>> from qa.measures.names import find_names
    >>> text = "capex as a percentage of revenue"
    >>> compose(text, find_names(text)).expression
    'capital_expenditure / revenue'
    """
    for find in (_difference, _as_share, _chinese_share, _share_of, _ratio, _per, _margin):
        found = next(find(text, named), None)
        if found is not None:
            return found
    return None


def _difference(text: str, named: Sequence[Named]) -> Iterator[Composed]:
    """Find "how much more was A than B" and "the difference between A and B"."""
    asking = _MORE_THAN.search(text)
    if asking is None or len({name.key for name in named}) != 2 or len(named) != 2:
        return
    if named[0].start < asking.end():
        return
    first, second = named if not asking["less"] else named[::-1]
    link = r"\s+and\s+(?:the\s+)?" if asking["between"] else r".*\b(?:than|exceed\w*)\b.*"
    if re.fullmatch(link, text[named[0].end : named[1].start]) and _are_amounts(named):
        yield Composed(f"{first.key} - {second.key}", "money", (asking.span(),))


def _are_amounts(named: Sequence[Named]) -> bool:
    units = {known.unit for n in named if (known := concepts().get(n.key) or measures().get(n.key))}
    return units == {"money"}


def _as_share(text: str, named: Sequence[Named]) -> Iterator[Composed]:
    """Find "A as a percentage of B", and the same where A is no known line."""
    for match in _AS_SHARE_OF.finditer(text):
        whole = _whole(text, named, match.end())
        if whole is None:
            continue
        before = [name for name in named if name.end <= match.start()]
        near = before[-1] if before and before[-1].key != whole.key else None
        if near and not re.search(r"[\w\u4e00-\u9fff]", text[near.end : match.start()]):
            yield _ratio_of(near, whole, "percent", match.span())
        elif near and _SHARE_OF.search(text[: near.start]):
            continue  # "how much of revenue came from A, as a percentage of revenue"
        else:
            yield _part_of((0, match.start()), whole, match.span())


def _share_of(text: str, named: Sequence[Named]) -> Iterator[Composed]:
    """Find "what share of B came from A" and "A's share of B"."""
    for match in _SHARE_OF.finditer(text):
        whole = _whole(text, named, match.end())
        is_in_name = any(n.start < match.end() and match.start() < n.end for n in named)
        if whole is None or is_in_name:  # "current portion of long-term debt"
            continue
        after = [n for n in named if n.start >= whole.end and n.key != whole.key]
        if after:
            yield _ratio_of(after[0], whole, "percent", match.span())
            return
        is_behind = _COMES_FROM.search(text, whole.end)
        part = (whole.end, len(text)) if is_behind else (0, match.start())
        yield _part_of(part, whole, match.span())


def _chinese_share(text: str, named: Sequence[Named]) -> Iterator[Composed]:
    """Find "A占B的比例", "B中A占多少"."""
    for match in re.finditer("所?占", text):
        whole = next((n for n in named if _gap(text, match.end(), n.start)), None)
        part = next((n for n in reversed(named) if _gap(text, n.end, match.start())), None)
        if whole is not None and (end := _CHINESE_SHARE_END.match(text, whole.end)):
            spans = (match.span(), end.span())
            if part is not None and part.key != whole.key:
                yield _ratio_of(part, whole, "percent", *spans)
            else:
                yield _part_of((0, match.start()), whole, *spans)
    for first, second in pairwise(named):
        between = text[first.end : second.start].strip()
        if between in ("与", "和", "比", "/") and (
            end := _CHINESE_RATIO_END.match(text, second.end)
        ):
            yield _ratio_of(first, second, "ratio", (first.end, second.start), end.span())


def _ratio(text: str, named: Sequence[Named]) -> Iterator[Composed]:
    """Find "ratio of A to B" and "A to B ratio"."""
    for first, second in pairwise(named):
        between = text[first.end : second.start].strip()
        is_ratio = _RATIO_OF.search(text[: first.start]) or re.match(
            r"\s*ratio\b", text[second.end :]
        )
        is_multiple = _MULTIPLE_OF.fullmatch(between) is not None
        is_paid_to = between == "to" and _PAID.search(text[first.start : first.end]) is not None
        if (between == "to" and not is_paid_to) or is_multiple or (between == "over" and is_ratio):
            yield _ratio_of(first, second, "ratio", (first.end, second.start))


def _per(text: str, named: Sequence[Named]) -> Iterator[Composed]:
    for name in named:
        if match := _PER_SHARE.match(text, name.end):
            expression = f"{name.key} / shares_diluted"
            yield Composed(expression, "money/share", (match.span(),), denominator="shares_diluted")
        if match := _PER_EMPLOYEE.match(text, name.end):
            yield Composed(f"{name.key} / employees", "money", (match.span(),))


def _margin(text: str, named: Sequence[Named]) -> Iterator[Composed]:
    for name in named:
        match = _MARGIN.match(text, name.end)
        if match and not name.is_measure and name.key not in ("revenue", "income_tax"):
            yield Composed(f"{name.key} / revenue", "percent", (match.span(),))


def _ratio_of(part: Named, whole: Named, unit: str, *spans: Span) -> Composed:
    return Composed(f"{part.key} / {whole.key}", unit, spans, denominator=whole.key)


def _part_of(part: Span, whole: Named, *spans: Span) -> Composed:
    return Composed(None, "percent", spans, key=whole.key, part=part, denominator=whole.key)


def _whole(text: str, named: Sequence[Named], start: int) -> Named | None:
    """Return the name that follows a place, words like "total" between."""
    return next(
        (n for n in named if n.start >= start and _WHOLE_FILLERS.fullmatch(text, start, n.start)),
        next((n for n in named if n.start >= start and _is_near(text, start, n.start)), None),
    )


def _is_near(text: str, start: int, end: int) -> bool:
    """Return whether at most three words stand between: "total NIKE Brand revenues"."""
    between = text[start:end]
    return len(between.split()) <= 4 and not re.search(r"[,.;:?]\s", between)


def _gap(text: str, start: int, end: int) -> bool:
    return start <= end and re.fullmatch(r"[\s的总]*", text[start:end]) is not None
