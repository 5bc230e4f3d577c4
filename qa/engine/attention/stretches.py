"""Attention of many questions over one document through a library's kernel.

A library splits no keys, and the newest tokens of many questions are too few rows to keep a card
busy over a long document. So the document is cut into equal stretches, which the library takes as
its batch: they are views of the arena, nothing is copied. The query heads that share a KV head, of
all questions, are rows of one head. Each stretch gives a part of the result (`Partials`), put
together by log-sum-exp like any other.

None of the libraries is taken on trust: qa.engine.attention.stretches_choice tries them.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from qa.engine.attention.decode_reference import Partials
from qa.engine.kv_cache.cache import KVView

MANY_QUESTIONS = 65  # fewer are written for faster by reading less, and a plan would not pay

# q [N, H, R, D], k and v [N, H, T, D] of any strides -> out [N, H, R, D], natural lse [N, H, R]
Batched = Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]


def by_cudnn(q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """cuDNN; a plan for these shapes and strides is built at the first call of a thread."""
    attend = torch.ops.aten._scaled_dot_product_cudnn_attention
    out, lse, *_ = attend(q, k, v, None, True, 0.0, False)
    return out, lse.view(q.shape[:3])


def by_flash(q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """FlashAttention 2 as built into torch."""
    out, lse, *_ = torch.ops.aten._scaled_dot_product_flash_attention(q, k, v, 0.0, False)
    return out, lse


def by_fa3(q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """FlashAttention 3: compute capability 9.0."""
    from flash_attn_interface import flash_attn_func

    q, k, v = (x.transpose(1, 2) for x in (q, k, v))
    out, lse = flash_attn_func(q, k, v, causal=False, return_attn_probs=True)
    return out.transpose(1, 2), lse


def by_fa4(q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """The package flash-attn-4: compute capability 9.0 and 10.0."""
    from flash_attn.cute.interface import flash_attn_func

    q, k, v = (x.transpose(1, 2) for x in (q, k, v))
    out, lse = flash_attn_func(q, k, v, causal=False, return_lse=True)
    return out.transpose(1, 2), lse


def attend_stretches(attend: Batched, q: Tensor, kv: KVView, partials: Partials) -> None:
    """q [B, Hq, D] over all of `kv` in q's dtype, into one of `partials` a stretch. As many of them
    divide its tokens.
    """
    count, questions, heads = len(partials.out), len(q), len(kv.k)
    assert kv.k.dtype is kv.v.dtype is q.dtype, (kv.k.dtype, kv.v.dtype, q.dtype)
    assert kv.num_tokens % count == 0, (kv.num_tokens, count)
    by_head = q.unflatten(1, (heads, -1)).transpose(0, 1)  # [Hkv, B, group, D]
    rows = by_head.expand(count, *by_head.shape).contiguous().flatten(2, 3)
    k, v = (x.unflatten(1, (count, -1)).transpose(0, 1) for x in (kv.k, kv.v))
    for part, found in zip((partials.out, partials.lse), attend(rows, k, v), strict=True):
        by_question = found.unflatten(2, (questions, -1)).transpose(1, 2)
        part.unflatten(2, (heads, -1)).copy_(by_question)
