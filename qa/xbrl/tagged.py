"""What an XBRL file tags, as values: a concept, a number, its unit, its period, its dimensions."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

YEAR_DAYS = range(350, 381)
MAX_DAYS_OFF = 10  # a fiscal year of 52 or 53 weeks, tagged by the end of its month


@dataclass(frozen=True, slots=True)
class TaggedPeriod:
    """The days from start to end, both included; a balance at the end of a day has no start."""

    start: date | None
    end: date

    @property
    def days(self) -> int:
        """How many days it lasts, 0 for a balance."""
        return (self.end - self.start).days + 1 if self.start else 0


@dataclass(frozen=True, slots=True)
class TaggedFact:
    """One number of the file. value: exact, in units of one; a percentage is 0.125.

    unit: "USD", "USD/share", "shares", "pure". rounding: what one unit of its last certain digit is
    worth, 0 where it is exact. dimensions: (axis, member) pairs; none for the whole group.
    """

    concept: str  # "us-gaap:Revenues"
    value: Decimal
    unit: str
    period: TaggedPeriod
    rounding: Decimal = Decimal(0)
    dimensions: tuple[tuple[str, str], ...] = ()

    @property
    def local_name(self) -> str:
        """The concept without its taxonomy."""
        return self.concept.rpartition(":")[2]


@dataclass(frozen=True)
class TaggedFile:
    """All facts of one file. num_unread: numbers whose form is not known, left out."""

    file_name: str
    facts: tuple[TaggedFact, ...]
    num_unread: int = 0

    def of_group(self, concept: str) -> Sequence[TaggedFact]:
        """Return the facts of a concept that are about the whole group."""
        return self._by_concept.get(concept, ())

    @cached_property
    def year_end(self) -> tuple[int, int] | None:
        """The month and day on which most years that it tags end; None where it tags no year."""
        years = [fact.period for fact in self.facts if fact.period.days in YEAR_DAYS]
        ends = Counter((period.end.month, period.end.day) for period in years)
        return ends.most_common(1)[0][0] if ends else None

    def ending_about(self, end: date, days: int = MAX_DAYS_OFF) -> Iterator[TaggedFact]:
        """Yield the facts whose periods end that many days from a day at most."""
        for off in range(-days, days + 1):
            yield from self._by_end.get(end.toordinal() + off, ())

    @cached_property
    def _by_end(self) -> dict[int, list[TaggedFact]]:
        found: dict[int, list[TaggedFact]] = {}
        for fact in self.facts:
            found.setdefault(fact.period.end.toordinal(), []).append(fact)
        return found

    @cached_property
    def _by_concept(self) -> dict[str, list[TaggedFact]]:
        found: dict[str, list[TaggedFact]] = {}
        for fact in self.facts:
            if not fact.dimensions:
                found.setdefault(fact.concept, []).append(fact)
        return found
