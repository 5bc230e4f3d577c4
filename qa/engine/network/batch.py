"""What one forward pass works on: pieces of several sequences side by side.

Reading a document, reading a question and writing answers are the same pass; they differ only in
their segments. Nothing here touches a tensor's values.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from qa.engine.kv_cache.cache import KVCache


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """New tokens of one sequence. They see the whole prefix, what `arena` already holds, and
    themselves.

    prefix: a finished document shared with others, or None when the document itself is being read.
    num_logits: how many of its last tokens give logits.
    """

    token_ids: Sequence[int]
    arena: KVCache
    prefix: KVCache | None = None
    num_logits: int = 1

    @property
    def first_position(self) -> int:
        return (self.prefix.length if self.prefix else 0) + self.arena.length


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Segments laid end to end: segment i owns rows starts[i] .. starts[i + 1] of every activation.

    Segments that share a prefix must stand together, so that their queries are one slice.
    """

    segments: tuple[Segment, ...]
    token_ids: Tensor  # [T] int64
    positions: Tensor  # [T] int64
    starts: tuple[int, ...]
    prefix_groups: tuple[tuple[KVCache, int, int], ...]  # (prefix, first row, end row)

    @classmethod
    def of(cls, segments: Sequence[Segment], device: torch.device) -> "Batch":
        ordered = sorted(segments, key=lambda s: id(s.prefix))
        starts = [0]
        positions: list[int] = []
        ids: list[int] = []
        groups: list[tuple[KVCache, int, int]] = []
        for segment in ordered:
            first, count = segment.first_position, len(segment.token_ids)
            assert count > 0
            begin, end = starts[-1], starts[-1] + count
            starts.append(end)
            positions.extend(range(first, first + count))
            ids.extend(segment.token_ids)
            if segment.prefix is not None:
                if groups and groups[-1][0] is segment.prefix:
                    begin = groups.pop()[1]
                groups.append((segment.prefix, begin, end))
        return cls(
            segments=tuple(ordered),
            token_ids=torch.tensor(ids, device=device),
            positions=torch.tensor(positions, device=device),
            starts=tuple(starts),
            prefix_groups=tuple(groups),
        )

    @property
    def logit_rows(self) -> list[int]:
        """Rows that give logits: of each segment its last, or as many as it asks for."""
        ends = zip(self.segments, self.starts[1:], strict=True)
        return [row for s, end in ends for row in range(end - s.num_logits, end)]
