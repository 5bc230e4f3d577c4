"""How much a sparse prefill looks at, counted from outside."""

import torch

from qa.engine.config import SPARSE_BLOCK
from qa.engine.kv_cache.cache import KVView
from qa.engine.network.sparse_prefill import SparsePrefill


class KeptBlocks:
    """Counts, from now on, the blocks that a SparsePrefill keeps of those dense attention sees."""

    def __init__(self, sparse: SparsePrefill) -> None:
        self._attend, self._attend_blocks = sparse.attend, sparse._attend_blocks
        self._kept_now: list[torch.Tensor] = []  # of one call, on the device: nobody waits for it
        self._kept: dict[int, list[torch.Tensor]] = {}
        self._seen: dict[int, int] = {}
        sparse.attend = self._note_layer  # type: ignore[method-assign]
        sparse._attend_blocks = self._note_blocks

    def by_layer(self) -> dict[int, float]:
        """Shares 0 .. 1 of all that was read sparsely."""
        return {layer: float(sum(kept)) / self._seen[layer] for layer, kept in self._kept.items()}

    def _note_layer(
        self, layer: int, q: torch.Tensor, kv: KVView
    ) -> tuple[torch.Tensor, torch.Tensor]:
        self._kept_now = []
        found = self._attend(layer, q, kv)
        if self._kept_now:  # else the layer was read densely
            first = (kv.num_tokens - len(q)) // SPARSE_BLOCK
            rows = -(-kv.num_tokens // SPARSE_BLOCK) - first
            visible = q.shape[1] * (rows * first + rows * (rows + 1) // 2)
            self._seen[layer] = self._seen.get(layer, 0) + visible
            self._kept.setdefault(layer, []).extend(self._kept_now)
        return found

    def _note_blocks(
        self, q: torch.Tensor, kv: KVView, keep: torch.Tensor, past: int, first_block: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        self._kept_now.append(keep.sum())
        return self._attend_blocks(q, kv, keep, past, first_block)
