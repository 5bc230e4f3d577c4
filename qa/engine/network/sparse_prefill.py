"""Reading a document without looking at all of what came before: block-sparse prefill.

Algorithm: the mean-key, maximum-threshold selection of FlashPrefill, with the means of sub-blocks
and log-sum-exp in place of one mean a block, which would average away what makes it stand out; as
an option XAttention's cumulative share (Xu et al. 2025, arXiv 2503.16428). For each head and each
SPARSE_BLOCK queries the mass of every block of keys is estimated from mean keys; blocks with
too little are left out. The first blocks (the sink), the last ones, and the first layers are never.

Every key and value is kept, and questions look at all of them: only the document's own reading is
thinned. Selection depends on the tokens' positions, not on where chunks begin, as long as chunks
are multiples of SPARSE_BLOCK. With alpha 0 nothing is left out. What an answer loses by it depends
on the document; that is why dense is the default.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from qa.engine import gpu
from qa.engine.attention import Attend, merge
from qa.engine.config import SPARSE_BLOCK, SPARSE_SUB_BLOCK
from qa.engine.kv_cache.cache import KVFormat, KVView
from qa.engine.kv_cache.int4 import Int4KVView

SLAB_BLOCKS = 128  # blocks of a cache in 4 bits that are in 16 bits at a time


@dataclass(frozen=True, slots=True)
class Selection:
    """Which blocks are looked at.

    alpha: a block is kept whose estimated mass is at least this part of the largest; 0.12 is
    FlashPrefill's for Qwen3. share: if given, instead of alpha: the fewest blocks that hold this
    part of all mass.
    """

    alpha: float = 0.12
    share: float | None = None
    sink_blocks: int = 2
    local_blocks: int = 4
    dense_layers: int = 2

    def __post_init__(self) -> None:
        assert 0 <= self.alpha <= 1, self.alpha
        assert self.share is None or 0 < self.share <= 1, self.share
        assert self.local_blocks >= 1, "a query always sees itself"


class SparsePrefill:
    """Attention of a document's chunk over what came before it and over itself."""

    def __init__(
        self,
        selection: Selection,
        attend: Attend,
        *,
        estimate: "Estimate | None" = None,
        attend_blocks: "AttendBlocks | None" = None,
    ) -> None:
        """attend: for the dense layers, and for the kept blocks where attend_blocks is None."""
        self.selection = selection
        self._attend = attend
        self._estimate = estimate or block_mass
        self._attend_blocks = attend_blocks or each_block_with(attend)

    @classmethod
    def on(
        cls, device: torch.device, selection: Selection, attend: Attend, kv_format: KVFormat
    ) -> "SparsePrefill":
        """With kernels where the device has them."""
        needed = (8, 9) if kv_format is KVFormat.FP8 else (8, 0)
        if not gpu.available(device, needed):
            return cls(selection, attend)
        from qa.engine.kernels import block_sparse

        return cls(
            selection,
            attend,
            estimate=block_sparse.block_mass,
            attend_blocks=block_sparse.attend_blocks,
        )

    def attend(self, layer: int, q: Tensor, kv: KVView) -> tuple[Tensor, Tensor]:
        """Causal attention of the last tokens of kv: q [C, Hq, D] -> (out, lse) as in attention."""
        past = kv.num_tokens - len(q)
        blocks = -(-kv.num_tokens // SPARSE_BLOCK)
        always = self.selection.sink_blocks + self.selection.local_blocks
        if layer < self.selection.dense_layers or blocks <= always:
            return self._attend(q, kv, True)
        q = q.contiguous()
        mass = self._estimate(q, sub_block_means(kv, q.dtype), past)
        keep = select(mass, past // SPARSE_BLOCK, self.selection)
        return attend_kept(self._attend_blocks, q, kv, keep)


# (q [C, Hq, D], means [Hkv, num_sub_blocks, D], past) -> log mass [Hq, nq, nk] fp32
Estimate = Callable[[Tensor, Tensor, int], Tensor]
# (q, keys and values from first_block on, keep [Hq, nq, blocks of kv], past, first_block) ->
# (out, lse); a query that keeps nothing gets zeros and an lse of -inf
AttendBlocks = Callable[[Tensor, KVView, Tensor, int, int], tuple[Tensor, Tensor]]


def sub_block_means(kv: KVView, dtype: torch.dtype) -> Tensor:
    """Mean keys of all complete sub-blocks, [Hkv, num_sub_blocks, D]."""
    means = [kv.slice(0, 0).keys(dtype)]
    end = kv.num_tokens // SPARSE_SUB_BLOCK * SPARSE_SUB_BLOCK
    # on a CPU what is converted at a time should stay in a cache
    step = SPARSE_BLOCK * (SLAB_BLOCKS if kv.k.is_cuda else 2)
    for start in range(0, end, step):
        slab = kv.slice(start, min(start + step, end)).keys(dtype)
        means.append(slab.unflatten(1, (-1, SPARSE_SUB_BLOCK)).mean(2))
    return torch.cat(means, dim=1)


def block_mass(q: Tensor, means: Tensor, past: int) -> Tensor:
    """Estimate for each block of queries the mass of each block of keys, [Hq, nq, nk] fp32: the log
    of the sum, over queries and sub-blocks, of exp(query . mean key).

    A sub-block counts for the queries behind its end, so that none is judged by what comes later.
    """
    count, hq, d = q.shape
    group, num_subs = hq // len(means), means.shape[1]
    first_block, nk = past // SPARSE_BLOCK, -(-(past + count) // SPARSE_BLOCK)
    per_block = SPARSE_BLOCK // SPARSE_SUB_BLOCK
    position = torch.arange(past, past + count, device=q.device)
    sub_end = torch.arange(1, num_subs + 1, device=q.device) * SPARSE_SUB_BLOCK - 1
    hidden = sub_end > position[:, None]
    mass = q.new_full((hq, nk - first_block, nk), float("-inf"), dtype=torch.float32)
    spare = nk * per_block - num_subs, nk * SPARSE_BLOCK - past - count
    for head in range(hq):
        scores = (q[:, head] @ means[head // group].t()).float() * d**-0.5
        scores.masked_fill_(hidden, float("-inf"))
        scores = torch.nn.functional.pad(
            scores, (0, spare[0], past % SPARSE_BLOCK, spare[1]), value=float("-inf")
        )
        patches = scores.unflatten(1, (-1, per_block)).unflatten(0, (-1, SPARSE_BLOCK))
        mass[head] = torch.logsumexp(patches, dim=(1, 3))
    return mass


def select(mass: Tensor, first_block: int, selection: Selection) -> Tensor:
    """[Hq, nq, nk] bool from the log mass: block i of queries is block first_block + i of all."""
    _, nq, nk = mass.shape
    query = torch.arange(first_block, first_block + nq, device=mass.device)[:, None]
    key = torch.arange(nk, device=mass.device)
    if selection.share is not None:
        keep = _largest_share(mass, selection.share)
    else:
        threshold = mass.amax(-1, keepdim=True) + torch.tensor(selection.alpha).log().item()
        keep = mass >= threshold
    keep = keep | (key < selection.sink_blocks) | (query - key < selection.local_blocks)
    return keep & (key <= query)


def _largest_share(mass: Tensor, share: float) -> Tensor:
    """The fewest blocks whose part of all mass reaches `share`."""
    part, order = torch.softmax(mass, dim=-1).nan_to_num_().sort(dim=-1, descending=True)
    before = part.cumsum(-1) - part
    return torch.zeros_like(mass, dtype=torch.bool).scatter_(-1, order, before < share)


def attend_kept(
    attend_blocks: AttendBlocks, q: Tensor, kv: KVView, keep: Tensor
) -> tuple[Tensor, Tensor]:
    """Attention over the kept blocks. A cache in 4 bits is taken slab by slab."""
    past = kv.num_tokens - len(q)
    if not isinstance(kv, Int4KVView):
        return attend_blocks(q, kv, keep, past, 0)
    # The last slab holds every block that has queries. Each query finds itself there, so no merge
    # meets two empty parts.
    borders = [0, *range(SLAB_BLOCKS, past // SPARSE_BLOCK, SLAB_BLOCKS), keep.shape[-1]]
    total: tuple[Tensor, Tensor] | None = None
    for first, end in reversed(list(pairwise(borders))):
        slab = kv.slice(first * SPARSE_BLOCK, min(end * SPARSE_BLOCK, kv.num_tokens))
        plain = KVView(slab.keys(q.dtype), slab.values(q.dtype))
        part = attend_blocks(q, plain, keep[:, :, first:end], past, first)
        total = part if total is None else merge(total, part)
    assert total is not None
    return total


def each_block_with(attend: Attend) -> AttendBlocks:
    """The kept keys of each head and block of queries, gathered, through a dense `attend`. Leaves
    out what is not kept, and is the twin of kernels.attend_blocks.
    """

    def attend_blocks(
        q: Tensor, kv: KVView, keep: Tensor, past: int, first_block: int
    ) -> tuple[Tensor, Tensor]:
        group = q.shape[1] // len(kv.k)
        out = torch.zeros_like(q)
        lse = q.new_full(q.shape[:2], float("-inf"), dtype=torch.float32)
        token = torch.arange(SPARSE_BLOCK, device=q.device)
        for i in range(keep.shape[1]):
            query_block = past // SPARSE_BLOCK + i
            begin = max(query_block * SPARSE_BLOCK - past, 0)
            end = min((query_block + 1) * SPARSE_BLOCK - past, len(q))
            own_block = query_block - first_block
            is_seen = own_block < keep.shape[2]
            for head in range(q.shape[1]):
                tokens = (keep[head, i].nonzero() * SPARSE_BLOCK + token).flatten()
                own = kv.num_tokens if not is_seen else past + end - first_block * SPARSE_BLOCK
                tokens = tokens[tokens < own]
                if len(tokens):
                    rows = q[begin:end, head : head + 1]
                    # A query's own block hides what comes after it; without that block all is past.
                    is_causal = is_seen and bool(keep[head, i, own_block])
                    part = attend(rows, kv.pick(head // group, tokens), is_causal)
                    out[begin:end, head], lse[begin:end, head] = part[0][:, 0], part[1][:, 0]
        return out, lse

    return attend_blocks
