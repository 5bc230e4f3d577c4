"""A fact of a report and the facts that a file tags -> whether the file agrees.

A fact with a concept is compared with the elements that filings tag that line with; one without, or
of a part of the group, agrees with a tag of its value whose name shares a word with it, and never
differs: another element may mean another thing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from qa.answer import XbrlMark, XbrlStatus
from qa.statements import DocumentFacts, Fact
from qa.statements.fact import precision
from qa.tables import Period
from qa.xbrl.periods import day_before, days_off, end_of
from qa.xbrl.tagged import TaggedFact, TaggedFile
from qa.xbrl.tags import LineTags, line_tags

MIN_DIGITS = 3  # two values of fewer are the same by chance too often: two words must be
KEPT_LABELS = 1 << 12
_ROUNDED_DIGITS = 2  # that a tagged number keeps, for its own rounding to count
_CURRENCY_LETTERS = 3  # ISO 4217
_SAME_LETTERS = 5  # at the start of two words that are one: "leasing", "leases"
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_EMPTY_WORDS = {
    *("total", "other", "income", "expense", "expenses", "assets", "liabilities", "value"),
    *("cash", "member", "segment", "axis", "from", "with", "and", "the", "for", "amount"),
    *("current", "noncurrent"),
}
NOT_TAGGED = XbrlMark("not tagged")


class Matcher:
    """Compares facts of one report with one file."""

    def __init__(self, tagged: TaggedFile, facts: DocumentFacts) -> None:
        self._tagged, self._facts = tagged, facts

    def mark(self, cell: Sequence[Fact]) -> XbrlMark:
        """Return the mark of a printed figure from the facts that it states; there may be several,
        as a line of sales is revenue and net sales.
        """
        marks = [self._mark(fact) for fact in cell]
        for status in ("agrees", "differs"):
            if found := next((mark for mark in marks if mark.status == status), None):
                return found
        return NOT_TAGGED

    def _mark(self, fact: Fact) -> XbrlMark:
        line = line_tags().get(fact.concept) if fact.entity is None else None
        if line is not None:
            balance = self._at_its_day(fact, line)
            sure = [self._of_concept(tag, balance) for tag in line.tags]
            others = [self._of_concept(tag, balance) for tag in line.also]
            unit = precision(fact)
            for tagged in (tagged for found in (*sure, *others) for tagged in found):
                if _has_value(tagged, fact, unit, has_any_sign=line.has_any_sign):
                    return _mark("agrees", tagged, fact)
            if first := next((found for found in sure if found), None):
                return _mark("differs", first[-1], fact)
        alike = self._of_value(fact)
        return _mark("agrees", alike, fact) if alike is not None else NOT_TAGGED

    def _at_its_day(self, fact: Fact, line: LineTags) -> Fact:
        """Return a balance that stands in a column of flows as one of its day."""
        end = end_of(fact.period, self._facts, self._tagged)
        if line.balance_at is None or end is None:
            return fact
        if line.balance_at == "start":
            end = day_before(end, fact.period.months or 12)
        return replace(fact, period=Period("instant", end.year, None, end))

    def _of_concept(self, tag: str, fact: Fact) -> list[TaggedFact]:
        """Return what is tagged of the group with an element."""
        return self._of_period(self._tagged.of_group(tag), fact)

    def _of_period(self, tagged: Iterable[TaggedFact], fact: Fact) -> list[TaggedFact]:
        """Return what has the fact's unit and period, the nearest day last; of one day, what was
        filed last is last.
        """
        end = end_of(fact.period, self._facts, self._tagged)
        if end is None:
            return []
        unit = fact.unit or self._facts.currency
        found = [
            (days, one)
            for one in tagged
            if _is_unit(one.unit, unit)
            if (days := days_off(fact.period, end, one.period)) is not None
        ]
        found.sort(key=lambda pair: -pair[0])
        return [one for _, one in found]

    def _of_value(self, fact: Fact) -> TaggedFact | None:
        """Return a tag of the same value and period that is named alike."""
        end = end_of(fact.period, self._facts, self._tagged)
        if end is None or not fact.value:
            return None
        is_short = len(fact.value.normalize().as_tuple().digits) < MIN_DIGITS
        words = 2 if is_short else 1
        unit = precision(fact)
        for tagged in self._of_period(self._tagged.ending_about(end), fact):
            is_equal = _has_value(tagged, fact, unit, has_any_sign=True)
            if is_equal and _words_shared(tagged, fact) >= words:
                return tagged
        return None


def _words_shared(tagged: TaggedFact, fact: Fact) -> int:
    """Return how many words a tag's name shares with a row's label; of a part, with its own name.

    A row without a concept may be named by a tag's dimension, "Automotive leasing".
    """
    members = " ".join(member for _, member in tagged.dimensions)
    if fact.entity is not None:
        return _shared(fact.entity, members)
    if fact.concept and members:
        return 0
    return _shared(fact.label, members or tagged.concept)


def _mark(status: XbrlStatus, tagged: TaggedFact, fact: Fact) -> XbrlMark:
    value = tagged.value * 100 if fact.unit == "percent" else tagged.value
    return XbrlMark(status, tagged.concept, f"{value:f}")


def _has_value(
    tagged: TaggedFact, fact: Fact, printed_unit: Decimal, *, has_any_sign: bool
) -> bool:
    """Tell whether two values are one to the digit that the report prints, or that the tag keeps.

    printed_unit: what one unit of the last printed digit is worth.
    """
    factor = 100 if fact.unit == "percent" else 1
    value, own = tagged.value * factor, fact.value
    if has_any_sign:
        value, own = abs(value), abs(own)
    rounding = tagged.rounding * factor
    is_rough = abs(value) < rounding.scaleb(_ROUNDED_DIGITS - 1)
    unit = printed_unit if is_rough else max(printed_unit, rounding)
    return abs(value - own) <= unit / 2


def _is_unit(tagged: str, wanted: str) -> bool:
    """Tell whether two units are one; a report that prints no currency has the file's."""
    if not wanted:
        return len(tagged) == _CURRENCY_LETTERS and tagged.isupper()
    if wanted in ("percent", "ratio"):
        return tagged == "pure"
    return tagged == wanted


def _shared(label: str, name: str) -> int:
    """Return how many words of a label an element's name has, those that say something."""
    words = _words(name.replace(":", " "))
    return sum(any(_is_one_word(one, other) for other in words) for one in _words(label))


def _is_one_word(one: str, other: str) -> bool:
    return one == other or (
        len(one) > _SAME_LETTERS and one[:_SAME_LETTERS] == other[:_SAME_LETTERS]
    )


@lru_cache(KEPT_LABELS)
def _words(text: str) -> frozenset[str]:
    """Return the words of a label, or of a name in camel case.

    >>> sorted(_words("DeferredRevenueCurrent"))
    ['deferred', 'revenue']
    """
    words = (word.lower() for word in _WORDS.findall(text))
    return frozenset(word for word in words if len(word) > 2) - _EMPTY_WORDS
