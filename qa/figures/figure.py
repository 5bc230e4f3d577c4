"""A figure as printed, and what it stands for: exact, with its sign, scale, kind and currency."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ONE = Decimal(1)


class Kind(StrEnum):
    """What a figure counts."""

    MONEY = "money"
    SHARES = "shares"
    PER_SHARE = "per share"
    PERCENT = "percent"
    BASIS_POINTS = "basis points"
    RATIO = "ratio"
    COUNT = "count"
    DAYS = "days"
    YEAR = "year"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at text[start:end].

    printed is signed: "(1,234)" is -1234, "12.5%" is 12.5 with scale 1.
    scale_span is where the page states the scale, None where it stands in the figure itself.
    """

    text: str
    start: int
    end: int
    printed: Decimal
    scale: Decimal = ONE
    kind: Kind = Kind.UNKNOWN
    currency: str | None = None  # ISO 4217
    scale_span: tuple[int, int] | None = None

    @property
    def value(self) -> Decimal:
        """The figure in units of one: dollars, shares, percent."""
        return self.printed * self.scale
