"""Facts: one value of one line of a statement, with the places it was read from."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from qa.tables import Period, Span

StatementKind = Literal["income", "balance", "cash_flow"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value in units of 1. Spans count characters of the text of page `page_number`.

    entity is None for the reporting group. head_spans and scale_span are what is needed to read the
    value: the column's head, and where the scale is stated; they stand on page `head_page`.
    """

    concept: str  # a key of qa/measures/concepts.toml
    label: str
    period: Period
    value: Decimal
    unit: str  # "USD", "USD/share", "shares"
    entity: str | None
    statement: StatementKind
    page_number: int
    value_span: Span
    label_span: Span
    head_page: int
    head_spans: tuple[Span, ...]
    scale_span: Span | None
    title_span: Span | None
    precision: Decimal  # what one unit of the last printed digit is worth
    is_sure: bool = True
