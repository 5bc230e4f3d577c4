"""Character edges known at the ends of words, the rest worked out when somebody asks.

A box for every character costs as much as the text itself, and nearly all highlights begin and end
with a word. Inside a word the characters share its width evenly.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any


class WordEdges(Sequence[float]):
    """len(text) + 1 rising x positions, known at some positions of the text, also both ends."""

    __slots__ = ("positions", "xs")

    def __init__(self, positions: list[int], xs: list[float]) -> None:
        self.positions, self.xs = positions, xs

    def __len__(self) -> int:
        return self.positions[-1] + 1

    def __getitem__(self, index: Any) -> Any:
        return tuple(self)[index]

    def __iter__(self) -> Iterator[float]:
        for (a, b), (x0, x1) in zip(pairwise(self.positions), pairwise(self.xs), strict=True):
            step = (x1 - x0) / (b - a) if b > a else 0.0
            yield from (x0 + step * i for i in range(b - a))
        yield self.xs[-1]
