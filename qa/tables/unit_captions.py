"""The unit captions of a page -> those of a table, of its rows and of its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.figures import UnitCaption
from qa.tables.blocks import Block
from qa.tables.heads import Heads
from qa.tables.table import Span

_LEFT_OUT = re.compile(
    r"(?i)\b(?:shares|securities|awards)\b[^.]{0,80}\bexcluded from\b|\banti-?dilut"
)
SENTENCE_LINES = 3  # before the last one


def captions_of(
    heads: Heads, block: Block, captions: tuple[UnitCaption, ...]
) -> tuple[UnitCaption | None, UnitCaption | None]:
    """Return the unit caption above a table, or within its first lines, and that of what it counts.

    "operating income (dollars in millions) and packages (in thousands)" are two.
    """
    if heads.captions:
        nearest = heads.captions[0]
        of_money = next((c for c in heads.captions[:2] if c.currency is not None), None)
        if nearest.currency is None and of_money is not None:
            return of_money, nearest
        return nearest, None
    first = block.lines[0].start
    last = block.lines[min(2, len(block.lines) - 1)]
    inside = [c for c in captions if first <= c.start < last.start + len(last.folded)]
    return (inside[0], None) if inside else (None, None)


@dataclass(frozen=True, slots=True)
class Scales:
    """The table's unit captions and all of the page, some of which stand in labels or heads."""

    table: UnitCaption | None
    counts: UnitCaption | None
    page: tuple[UnitCaption, ...]

    def within(self, spans: Sequence[Span]) -> UnitCaption | None:
        """Return the first caption that stands in one of the spans."""
        for low, high in spans:
            for caption in self.page:
                if low <= caption.start and caption.end <= high:
                    return caption
        return None


def is_of_shares(heads: Heads, block: Block) -> bool:
    """Tell whether the sentence that leads to a table is of shares left out of a computation."""
    sentence = " ".join(chunk.text for chunk in heads.context[SENTENCE_LINES::-1])
    is_signed = any("$" in strip.folded for strip in block.lines)
    return _LEFT_OUT.search(sentence) is not None and not is_signed
