"""Attention on a CPU: torch's fused kernel, and one of integer products for int8 keys."""

import math
from itertools import product

import torch
from torch import Tensor

from qa.engine.attention.reference import hidden_keys, in_slabs, merge
from qa.engine.kv_cache.cache import KVView
from qa.engine.kv_cache.eight_bits import quantize_to
from qa.engine.layers.linear import to_float_


def attend_cpu(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """torch's fused CPU kernel with log-sum-exp, in q's dtype.

    Without a mask the query heads of a group are laid end to end as rows of one head, so keys and
    values are read once per group and never repeated in memory. A causal call is split so that only
    its square part needs a mask.
    """
    tq = len(q)
    if not causal or tq == 1:
        rows = _pack(q, len(kv.k))
        out, lse = _flash_cpu(rows, kv.keys(q.dtype), kv.values(q.dtype), causal=False)
        return _unpack(out, tq), _unpack(lse[..., None], tq)[..., 0]
    past = kv.num_tokens - tq
    group = q.shape[1] // len(kv.k)
    new = kv.slice(past, kv.num_tokens)
    out, lse = _flash_cpu(
        q.transpose(0, 1),
        new.keys(q.dtype).repeat_interleave(group, dim=0),
        new.values(q.dtype).repeat_interleave(group, dim=0),
        causal=True,
    )
    square = (out.transpose(0, 1), lse.t())
    return merge(square, attend_cpu(q, kv.slice(0, past), False)) if past else square


def _flash_cpu(q: Tensor, k: Tensor, v: Tensor, *, causal: bool) -> tuple[Tensor, Tensor]:
    """q [H, Tq, D], k and v [H, Tk, D] -> out [H, Tq, D], lse [H, Tq]."""
    out, lse = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(
        q[None], k[None], v[None], 0.0, causal
    )
    return out[0], lse[0]


def _pack(q: Tensor, num_kv_heads: int) -> Tensor:
    """[Tq, Hq, D] -> [Hkv, Tq * group, D]: the heads that share keys as rows of one head."""
    return q.unflatten(1, (num_kv_heads, -1)).transpose(0, 1).flatten(1, 2)


def _unpack(rows: Tensor, tq: int) -> Tensor:
    """The reverse of _pack: [Hkv, Tq * group, X] -> [Tq, Hq, X]."""
    return rows.unflatten(1, (tq, -1)).transpose(0, 1).flatten(1, 2)


ROW_BLOCK, KEY_BLOCK = 256, 4096  # scores at once: 4 MB in fp32, which malloc keeps mapped
FEW_KEYS = 256  # whose values are soon converted
WHOLE_KEYS = 6144  # up to here merging costs a tenth more than the caches give back


def attend_cpu_int8(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """Scores as integer products of int8 queries and the cache's int8 keys, values in bf16.

    The split of SageAttention (Zhang et al. 2024, arXiv 2410.02367): scores tolerate 8 bits with a
    scale per token, probabilities times values do not. On CPUs with VNNI and bf16 products about
    2.4 times as fast as torch's fused fp32 kernel; `kv` must be in format K8V16. Keys that no row
    of a block may see are left out of its products. Many keys are taken in slabs, also because
    malloc would map and unmap scores of more than 32 MB anew for every block.
    """
    if kv.num_tokens <= WHOLE_KEYS:
        return _attend_int8(q, kv, causal)
    rows = min(len(q) * (q.shape[1] // len(kv.k)), ROW_BLOCK)
    return in_slabs(_attend_int8, KEY_BLOCK * ROW_BLOCK // rows)(q, kv, causal)


def _attend_int8(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    assert kv.k.dtype is torch.int8, kv.k.dtype
    assert kv.k_scale is not None
    tq, hq, d = q.shape
    num_heads, num_keys = kv.k.shape[:2]
    group = hq // num_heads
    rows, row_scale = quantize_to(_pack(q.float(), num_heads), torch.int8)
    # Scores to the base 2: torch's exp2 takes a third of the time of its softmax.
    row_scale.mul_(d**-0.5 * math.log2(math.e))
    if tq == 1 and hq <= ROW_BLOCK:  # an answer's next token: no part is put together, none hidden
        out, lse = _attend_block(rows, row_scale, kv.k, kv.k_scale, kv.v, None)
        return _unpack(out.to(q.dtype), tq), lse.view(tq, hq)
    out = q.new_empty(rows.shape, dtype=torch.float32)
    lse = q.new_empty((*rows.shape[:2], 1), dtype=torch.float32)
    queries = min(tq, ROW_BLOCK // group)
    heads = max(1, ROW_BLOCK // (queries * group))  # at once: all, where queries are few
    hidden = hidden_keys(queries, queries, q.device).repeat_interleave(group, dim=0)
    for head, first in product(range(0, num_heads, heads), range(0, tq, queries)):
        count = min(queries, tq - first)
        end = num_keys - tq + first + count if causal else num_keys
        block = slice(head, head + heads), slice(first * group, (first + count) * group)
        keys = slice(head, head + heads), slice(0, end)
        # what came before this block is seen by every row of it
        mask = hidden[: count * group, :count] if causal and count > 1 else None
        out[block], lse[block] = _attend_block(
            rows[block], row_scale[block], kv.k[keys], kv.k_scale[keys], kv.v[keys], mask
        )
    return _unpack(out, tq).to(q.dtype), _unpack(lse, tq)[..., 0]


def _attend_block(
    rows: Tensor, row_scale: Tensor, k: Tensor, k_scale: Tensor, v: Tensor, hidden: Tensor | None
) -> tuple[Tensor, Tensor]:
    """Rows [H, R, D] over keys and values [H, T, D] -> out [H, R, D] and lse [H, R, 1]. hidden:
    which of the last keys each row must not see.
    """
    scores = _int_bmm(rows, k.mT).mul_(k_scale.mT).mul_(row_scale)
    if hidden is not None:
        scores[..., -hidden.shape[1] :].masked_fill_(hidden, float("-inf"))
    peak = scores.amax(dim=-1, keepdim=True)
    weights = scores.sub_(peak).exp2_()
    total = weights.sum(dim=-1, keepdim=True)
    # oneDNN compiles its bf16 product anew for each number of keys, which an answer adds to
    dtype = torch.float32 if v.shape[1] <= FEW_KEYS else v.dtype
    out = torch.bmm(weights.to(dtype), v.to(dtype)).div_(total)
    return out, total.log2_().add_(peak).mul_(math.log(2))


def _int_bmm(a: Tensor, b: Tensor) -> Tensor:
    """int8 [B, M, K] times [B, K, N] -> fp32 [B, M, N]; torch has the integer product for B = 1."""
    products = a.new_empty((len(a), a.shape[1], b.shape[2]), dtype=torch.int32)
    for x, y, out in zip(a.unbind(), b.unbind(), products.unbind(), strict=True):
        torch._int_mm(x, y, out=out)
    return to_float_(products)
