"""One contract for every attention in the engine: attend(q, kv, causal) -> (out, lse), and merge.

Shapes: q [Tq, Hq, D]; kv holds Tk tokens of Hkv heads, Hq a multiple of Hkv (grouped-query
attention); out [Tq, Hq, D] in q's dtype, lse [Tq, Hq] fp32, the natural log of the sum of
exp(scores). `causal` aligns the last query with the last key: query i sees keys 0 .. Tk - Tq + i.

Because softmax over two sets of keys can be put together from the softmax over each (Milakov and
Gimelshein 2018, arXiv 1805.02867; used for shared prefixes in Hydragen, arXiv 2402.05099),
everything long is built from two calls and a merge: past rectangle + causal square when a chunk is
read, document + question when an answer is written.
"""

from collections.abc import Callable
from itertools import product

import torch
from torch import Tensor

from qa.engine.kv_cache import KVView, quantize_to
from qa.engine.linear import to_float_

Attend = Callable[[Tensor, KVView, bool], tuple[Tensor, Tensor]]


def attend_reference(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """Scores written out in fp32. Slow and obvious: the truth that backends are tested against."""
    tq, hq, d = q.shape
    tk = kv.num_tokens
    keys, values = kv.keys(torch.float32), kv.values(torch.float32)
    group = hq // len(keys)
    keys, values = keys.repeat_interleave(group, dim=0), values.repeat_interleave(group, dim=0)
    scores = torch.einsum("qhd,hkd->hqk", q.float(), keys) * d**-0.5
    if causal:
        scores = scores.masked_fill(_hidden(tq, tk, q.device), float("-inf"))
    lse = torch.logsumexp(scores, dim=-1)
    out = torch.einsum("hqk,hkd->qhd", (scores - lse[..., None]).exp(), values)
    return out.to(q.dtype), lse.t()


def _hidden(tq: int, tk: int, device: torch.device) -> Tensor:
    """[Tq, Tk] mask of the keys that come after their query."""
    q_position = torch.arange(tk - tq, tk, device=device)[:, None]
    return torch.arange(tk, device=device)[None, :] > q_position


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


ROW_BLOCK = 256  # rows of scores at once: 256 x 2,048 fp32 stay in the second-level cache


def attend_cpu_int8(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """Scores as integer products of int8 queries and the cache's int8 keys, values in bf16.

    The split of SageAttention (Zhang et al. 2024, arXiv 2410.02367): scores tolerate 8 bits with a
    scale per token, probabilities times values do not. On CPUs with VNNI and bf16 products about
    2.4 times as fast as torch's fused fp32 kernel; `kv` must be in format K8V16. Keys that no row
    of a block may see are left out of its products.
    """
    assert kv.k.dtype is torch.int8, kv.k.dtype
    assert kv.k_scale is not None
    tq, hq, d = q.shape
    num_heads, num_keys = kv.k.shape[:2]
    group = hq // num_heads
    rows, row_scale = quantize_to(_pack(q.float() * d**-0.5, num_heads), torch.int8)
    out = q.new_empty(rows.shape, dtype=torch.float32)
    lse = q.new_empty(rows.shape[:2], dtype=torch.float32)
    queries = min(tq, ROW_BLOCK // group)
    heads = max(
        1, ROW_BLOCK // (queries * group)
    )  # at once: all of them for an answer's next token
    hidden = _hidden(queries, queries, q.device).repeat_interleave(group, dim=0)
    for head, first in product(range(0, num_heads, heads), range(0, tq, queries)):
        count = min(queries, tq - first)
        end = num_keys - tq + first + count if causal else num_keys
        block = slice(head, head + heads), slice(first * group, (first + count) * group)
        keys = slice(head, head + heads), slice(0, end)
        scores = _int_bmm(rows[block], kv.k[keys].mT).mul_(kv.k_scale[keys].mT)
        scores.mul_(row_scale[block])
        if causal and count > 1:  # what came before this block is seen by every row of it
            mask = hidden[: count * group, :count]
            scores[..., end - count :].masked_fill_(mask, float("-inf"))
        peak = scores.amax(dim=-1)
        probabilities = torch.softmax(scores, dim=-1)
        # the largest probability is exp(peak - lse): no second pass of exp is needed
        lse[block] = peak - probabilities.amax(dim=-1).log()
        out[block] = torch.bmm(probabilities.to(torch.bfloat16), kv.v[keys])
    return _unpack(out, tq).to(q.dtype), _unpack(lse[..., None], tq)[..., 0]


def _int_bmm(a: Tensor, b: Tensor) -> Tensor:
    """int8 [B, M, K] times [B, K, N] -> fp32 [B, M, N]; torch has the integer product for B = 1."""
    products = a.new_empty((len(a), a.shape[1], b.shape[2]), dtype=torch.int32)
    for i in range(len(a)):
        torch._int_mm(a[i], b[i], out=products[i])
    return to_float_(products)


def attend_flash(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """FlashAttention 2 as built into torch: CUDA 8.0 and up, fp16 or bf16, causal aligned bottom
    right.
    """
    k, v = kv.keys(q.dtype).transpose(0, 1), kv.values(q.dtype).transpose(0, 1)
    cu_q = torch.tensor([0, len(q)], dtype=torch.int32, device=q.device)
    cu_k = torch.tensor([0, len(k)], dtype=torch.int32, device=q.device)
    out, lse, *_ = torch.ops.aten._flash_attention_forward(
        q, k, v, cu_q, cu_k, len(q), len(k), 0.0, causal, False
    )
    return out, lse.t()  # [Hq, Tq] -> [Tq, Hq]


def attend_cudnn(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """cuDNN's fused attention: the fastest of torch's own on Hopper. Its causal mask is top-left,
    so a causal call is a past rectangle merged with a causal square.
    """
    past = kv.num_tokens - len(q)
    if causal and past:
        square = attend_cudnn(q, kv.slice(past, kv.num_tokens), True)
        return merge(square, attend_cudnn(q, kv.slice(0, past), False))
    out, lse, *_ = torch.ops.aten._scaled_dot_product_cudnn_attention(
        q.transpose(0, 1)[None],
        kv.keys(q.dtype)[None],
        kv.values(q.dtype)[None],
        None,
        True,  # compute_log_sumexp
        0.0,
        causal,
    )
    return out[0].transpose(0, 1), lse.view(q.shape[1], len(q)).t()


def merge(a: tuple[Tensor, Tensor], b: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    """Put the attention over two disjoint sets of keys together. Associative and commutative."""
    (out_a, lse_a), (out_b, lse_b) = a, b
    lse = torch.logaddexp(lse_a, lse_b)
    weight_a = (lse_a - lse).exp()[..., None]
    weight_b = (lse_b - lse).exp()[..., None]
    return (out_a.float() * weight_a + out_b.float() * weight_b).to(out_a.dtype), lse
