"""Attention of queries over a document, however its keys and values are kept."""

from dataclasses import dataclass, replace

import triton
from torch import Tensor

from qa.engine import gpu
from qa.engine.attention.decode_reference import Partials, PrefixLength
from qa.engine.attention.places import CODED
from qa.engine.attention.reference import Attend, merge
from qa.engine.attention.stretches import MANY_QUESTIONS, Batched, attend_stretches
from qa.engine.kernels.coded_prefix import attend_coded
from qa.engine.kernels.shared_prefix import (
    Tiling,
    attend_plain,
    choose_tiling,
    merge_partials,
    num_splits,
)
from qa.engine.kv_cache.cache import KVView
from qa.engine.kv_cache.int4 import Int4KVView

LIBRARY_ROWS = 128  # of a tile of cuDNN and FlashAttention for heads of 128
LEAST_STRETCH = 1024  # tokens, below which launches are what costs
STRETCH_STEP = 128  # a stretch is a multiple: of a tile's keys, and of what memory is aligned to


@dataclass(frozen=True, slots=True)
class PrefixPlan:
    """How queries attend to a document: to its first num_stretches * stretch tokens through
    `library`, to the rest by the kernel in tiles of `tiling`.
    """

    tiling: Tiling
    is_coded: bool
    library: Batched | None = None
    num_stretches: int = 0
    stretch: int = 0

    @property
    def num_parts(self) -> int:
        """How many partial results `attend_prefix` gives."""
        return self.tiling.num_splits + self.is_coded + self.num_stretches


def plan_prefix(q: Tensor, kv: KVView, library: Batched | None = None) -> PrefixPlan:
    """For q [B, Hq, D]. library: for many questions over all that `kv` has, which then is no longer
    than the document.
    """
    num_rows = len(q) * q.shape[1] // len(kv.k)
    is_coded = isinstance(kv, Int4KVView)
    if library is not None and len(q) >= MANY_QUESTIONS and kv.k.dtype is kv.v.dtype is q.dtype:
        programs = triton.cdiv(num_rows, LIBRARY_ROWS) * len(kv.k)
        count = num_splits(programs, gpu.num_processors(q.device))
        stretch = kv.num_tokens // count // STRETCH_STEP * STRETCH_STEP
        if stretch >= LEAST_STRETCH:
            rest = kv.slice(count * stretch, kv.num_tokens)
            return PrefixPlan(choose_tiling(num_rows, rest, q), False, library, count, stretch)
    return PrefixPlan(choose_tiling(num_rows, kv, q), is_coded)


def attend_prefix(
    q: Tensor, kv: KVView, length: PrefixLength, partials: Partials, plan: PrefixPlan
) -> None:
    """q [B, Hq, D] over the first `length` tokens of a layer's view from the document's start, or
    of what is at the place that `length` tells.
    """
    tiling, end = plan.tiling, len(partials.out)
    by_kernel = partials.slice(plan.num_stretches, end)
    place = length.place
    if plan.library is not None:
        assert place is None, "a library takes what it is given"
        seen = plan.num_stretches * plan.stretch
        by_library = partials.slice(0, plan.num_stretches)
        attend_stretches(plan.library, q, kv.slice(0, seen), by_library)
        kv = kv.slice(seen, kv.num_tokens)
        length = PrefixLength.of(kv)
    if not isinstance(kv, Int4KVView):
        attend_plain(q, kv, length.plain, by_kernel, tiling, place)
        return
    of_codes, of_ends = (None, None) if place is None else (place[:CODED], place[CODED:])
    coded, rest = by_kernel.slice(0, tiling.num_splits), by_kernel.slice(tiling.num_splits, end)
    attend_coded(q, kv, length.coded, coded, tiling, of_codes)
    # Sink and tail stand next to each other: they are few tokens, and attention asks for no order.
    ends, once = KVView(*kv.ends), replace(tiling, num_splits=1)
    attend_plain(q, ends, length.plain, rest, once, of_ends)


def attend_few(q: Tensor, kv: KVView, causal: bool, *, square: Attend) -> tuple[Tensor, Tensor]:
    """The attention contract for few queries behind many keys, which keep a card busy only when the
    keys are split. What queries see of each other is left to `square`.
    """
    num_seen = kv.num_tokens - len(q) if causal else kv.num_tokens
    past = kv.slice(0, num_seen)
    seen = shared_prefix_attention(q.contiguous(), past, PrefixLength.of(past))
    return merge(square(q, kv.slice(num_seen, kv.num_tokens), True), seen) if causal else seen


def shared_prefix_attention(
    q: Tensor, kv: KVView, length: PrefixLength, library: Batched | None = None
) -> tuple[Tensor, Tensor]:
    """The attention contract, without a mask: q [B, Hq, D] -> (out [B, Hq, D], lse [B, Hq]).

    library: as in `plan_prefix`.
    """
    plan = plan_prefix(q, kv, library)
    partials = Partials.empty(plan.num_parts, q)
    attend_prefix(q, kv, length, partials, plan)
    return merge_partials(partials, q.dtype)
