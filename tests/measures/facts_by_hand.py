"""Facts by hand for the tests of measures."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from qa.measures import concepts


@dataclass(frozen=True)
class Period:
    kind: str
    year: int
    months: int | None = None
    end: date | None = None
    label: str = ""


@dataclass(frozen=True)
class Fact:
    concept: str
    period: Period
    value: Decimal
    unit: str = "USD"
    label: str = ""
    entity: str | None = None
    is_sure: bool = True


@dataclass(frozen=True)
class Facts:
    """Facts by hand: figures per concept for 2022, 2021, ..."""

    facts: list[Fact] = field(default_factory=list)

    def find(self, concept, period, entity=None):
        for fact in self.facts:
            same = fact.concept == concept and fact.entity == entity
            if same and (fact.period.kind, fact.period.year) == (period.kind, period.year):
                return fact
        return None


def facts_of(entity=None, unit="USD", **values):
    found = []
    for key, by_year in values.items():
        concept = concepts().get(key)
        kind = "instant" if concept and concept.kind == "balance" else "year"
        by_year = by_year if isinstance(by_year, tuple) else (by_year,)
        for year, value in zip((2022, 2021, 2020, 2019), by_year, strict=False):
            period = Period(kind, year, label=str(year))
            found.append(Fact(key, period, Decimal(str(value)), unit, key, entity))
    return Facts(found)
