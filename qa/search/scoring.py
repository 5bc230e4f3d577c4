"""A score as a sum of terms: features times weights in, the score and its terms out.

Both come from the same parts, added in the same order, so the terms of a score add up to it to the
last bit. A feature is a number, or an array with a number for each page of a document.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

from qa.search.index import Scores

EXACT_TO = 9  # decimals: scores that differ by less are equal but for the rounding of their sums

Value = TypeVar("Value", float, Scores)
# What a part is a share of: of nothing, so it counts by itself; of the sum of all parts that count
# by themselves; or of the sum of all parts before it.
Base = Literal["none", "terms", "all"]


class Part(NamedTuple, Generic[Value]):
    """A feature of what is scored, its weight, and what the two count a share of."""

    name: str
    value: Value
    weight: float
    share_of: Base = "none"


@dataclass(frozen=True, slots=True)
class Term:
    """What one feature contributes to a score: value * weight, times the sum it is a share of."""

    name: str
    value: float
    weight: float
    contribution: float
    share_of: Base = "none"


def total(parts: Iterable[Part[Value]], zero: Value) -> Value:
    """Return the score that the parts add up to; zero is 0.0, or an array of it for each page."""
    score = zero
    for _, contribution in _contributions(parts, zero):
        score = score + contribution
    return score


def explained(parts: Iterable[Part[float]]) -> tuple[Term, ...]:
    """Return the terms of a score, but for those that contribute nothing."""
    return tuple(
        Term(part.name, float(part.value), part.weight, contribution, part.share_of)
        for part, contribution in _contributions(parts, 0.0)
        if contribution
    )


def score_of(terms: Iterable[Term]) -> float:
    """Return the sum of terms from left to right: the very score that they explain."""
    score = 0.0
    for term in terms:  # sum() rounds otherwise since Python 3.12
        score += term.contribution
    return score


def _contributions(
    parts: Iterable[Part[Value]], zero: Value
) -> Iterator[tuple[Part[Value], Value]]:
    by_themselves = before = zero
    for part in parts:
        contribution = part.value * part.weight
        if part.share_of == "none":
            by_themselves = by_themselves + contribution
        else:
            contribution = contribution * (before if part.share_of == "all" else by_themselves)
        before = before + contribution
        yield part, contribution
