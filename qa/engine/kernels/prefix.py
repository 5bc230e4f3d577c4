"""Attention of queries over a document, however its keys and values are kept."""

from dataclasses import replace

from torch import Tensor

from qa.engine.attention.decode_reference import Partials, PrefixLength
from qa.engine.attention.reference import Attend, merge
from qa.engine.kernels.coded_prefix import attend_coded
from qa.engine.kernels.shared_prefix import Tiling, attend_plain, choose_tiling, merge_partials
from qa.engine.kv_cache.cache import KVView
from qa.engine.kv_cache.int4 import Int4KVView


def num_prefix_parts(kv: KVView, tiling: Tiling) -> int:
    """How many partial results `attend_prefix` gives."""
    return tiling.num_splits + isinstance(kv, Int4KVView)


def attend_prefix(
    q: Tensor, kv: KVView, length: PrefixLength, partials: Partials, tiling: Tiling
) -> None:
    """q [B, Hq, D] over the first `length` tokens of a layer's view from the document's start."""
    if not isinstance(kv, Int4KVView):
        attend_plain(q, kv, length.plain, partials, tiling)
        return
    attend_coded(q, kv, length.coded, partials.slice(0, tiling.num_splits), tiling)
    # Sink and tail stand next to each other: they are few tokens, and attention asks for no order.
    ends, once = KVView(*kv.ends), replace(tiling, num_splits=1)
    attend_plain(q, ends, length.plain, partials.slice(tiling.num_splits, len(partials.out)), once)


def attend_few(q: Tensor, kv: KVView, causal: bool, *, square: Attend) -> tuple[Tensor, Tensor]:
    """The attention contract for few queries behind many keys, which keep a card busy only when the
    keys are split. What queries see of each other is left to `square`.
    """
    num_seen = kv.num_tokens - len(q) if causal else kv.num_tokens
    past = kv.slice(0, num_seen)
    seen = shared_prefix_attention(q.contiguous(), past, PrefixLength.of(past))
    return merge(square(q, kv.slice(num_seen, kv.num_tokens), True), seen) if causal else seen


def shared_prefix_attention(q: Tensor, kv: KVView, length: PrefixLength) -> tuple[Tensor, Tensor]:
    """The attention contract, without a mask: q [B, Hq, D] -> (out [B, Hq, D], lse [B, Hq])."""
    tiling = choose_tiling(len(q) * q.shape[1] // len(kv.k), len(kv.k), q)
    partials = Partials.empty(num_prefix_parts(kv, tiling), q)
    attend_prefix(q, kv, length, partials, tiling)
    return merge_partials(partials, q.dtype)
