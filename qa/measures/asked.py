"""What a question asks for, taken apart: the values that `understand` fills and others read."""

from dataclasses import dataclass
from typing import Literal

from qa.measures.periods import AskedPeriod
from qa.measures.wishes import Wishes

Manner = Literal[
    "value", "change", "improve", "largest", "smallest", "compare", "share", "why", "text"
]
NO_WISHES = Wishes()
Operation = Literal["none", "difference", "growth", "cagr", "average", "sum"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart.

    key is a concept's or measure's; expression stands in its place where the question brings its
    own formula or combines lines ("capex as a share of revenue"). qualifiers are words that are
    none of measure, period or wrapping: a segment, a product, a country, another company, or what
    makes it another figure ("adjusted"). A figure of the whole group is no answer while one of them
    is left unexplained. Where key is None and manner is "value", they may be the label of a row.
    """

    text: str
    manner: Manner
    key: str | None = None
    keys: tuple[str, ...] = ()  # all that are named, in their order
    expression: str | None = None
    unit: str | None = None  # of what expression gives: "percent", "ratio", "days", "money"
    operation: Operation = "none"
    periods: tuple[AskedPeriod, ...] = ()
    is_range: bool = False  # the periods are the first and last of a span of years
    years: int | None = None  # "3-year average", "近三年"
    entity: str | None = None
    qualifiers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # all that say what is asked: no wrapping, no period, no company
    numerator: tuple[str, ...] = ()  # of a share: the words of the part, where it is no known line
    denominator: str | None = None  # of a share: the key of the whole
    balances: Literal["year end", "average"] | None = None  # how balances enter, where it is said
    unread_definition: str | None = None  # a definition that could not be read: no figure then
    left_out: tuple[str, ...] = ()  # parts of the group that are not compared
    wishes: Wishes = NO_WISHES
    is_chinese: bool = False

    @property
    def wants_figure(self) -> bool:
        """Whether a figure is asked for, and it is known which."""
        return self.manner not in ("why", "text") and bool(self.key or self.expression)
