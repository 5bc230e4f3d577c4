"""Attention on an NVIDIA GPU: what torch brings along, and FlashAttention where it is installed.

None of these is taken on trust: qa.engine.attention.choice tries each on the machine at hand. A
package that is missing, too old or too new shows itself there as the error it raises.
"""

import inspect
from functools import lru_cache, wraps
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine.attention.reference import Attend, merge
from qa.engine.kv_cache.cache import KVView

LEAST_FILLED = (
    0.65  # of a chunk: published rates of FlashAttention 2 and cuDNN, 375 and 580 TFLOP/s
)


def attend_flash(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """FlashAttention 2 as built into torch: CUDA 8.0 and up, fp16 or bf16, causal aligned bottom
    right.
    """
    k, v = _by_token(q, kv)
    out, lse, *_ = torch.ops.aten._flash_attention_forward(
        q,
        k,
        v,
        _ends(len(q), q.device),
        _ends(len(k), q.device),
        len(q),
        len(k),
        0.0,
        causal,
        False,
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
    # Copied next to each other: a plan is for these strides alone, and an arena's depend on its
    # capacity. The copy is little beside the attention.
    k, v = kv.keys(q.dtype).contiguous(), kv.values(q.dtype).contiguous()
    out, lse, *_ = torch.ops.aten._scaled_dot_product_cudnn_attention(
        q[None].transpose(
            1, 2
        ),  # in this order the batch has the stride that every caller gives it
        k[None],
        v[None],
        None,
        True,  # compute_log_sumexp
        0.0,
        causal,
    )
    return out[0].transpose(0, 1), lse.view(q.shape[1], len(q)).t()


def attend_varlen(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """torch.nn.attention.varlen: FlashAttention 2, or 3 and 4 where torch has activated them."""
    from torch.nn.attention.varlen import AuxRequest, varlen_attn

    k, v = _by_token(q, kv)
    # torch 2.11 groups query heads unasked, later versions want to be told
    told = "enable_gqa" in inspect.signature(varlen_attn).parameters
    options: dict[str, Any] = {"enable_gqa": True} if told else {}
    out, lse = varlen_attn(
        q,
        k,
        v,
        _ends(len(q), q.device),
        _ends(len(k), q.device),
        len(q),
        len(k),
        return_aux=AuxRequest(lse=True),
        window_size=(-1, 0) if causal else (-1, -1),
        **options,
    )
    return out, lse.t()  # [Hq, Tq], whatever the documentation says


def attend_fa2(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """The package flash-attn 2.x (bottom-right causal since 2.1)."""
    from flash_attn import flash_attn_func

    k, v = _by_token(q, kv)
    out, lse, _ = flash_attn_func(q[None], k[None], v[None], causal=causal, return_attn_probs=True)
    return out[0], lse[0].t()


def attend_fa3(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """FlashAttention 3 (Shah et al. 2024, arXiv 2407.08608), built from the folder hopper/ of its
    repository: compute capability 9.0.
    """
    from flash_attn_interface import flash_attn_func

    k, v = _by_token(q, kv)
    out, lse = flash_attn_func(q[None], k[None], v[None], causal=causal, return_attn_probs=True)
    return out[0], lse[0].t()


def attend_fa4(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
    """The package flash-attn-4: compute capability 9.0 and 10.0, compiled at its first call. Older
    ones than PR 2271 of Dao-AILab/flash-attention know no return_lse, and are refused for it.
    """
    from flash_attn.cute.interface import flash_attn_func

    k, v = _by_token(q, kv)
    out, lse = flash_attn_func(q[None], k[None], v[None], causal=causal, return_lse=True)
    return out[0], lse[0].t()


def at_fixed_shapes(attend: Attend, other: Attend, chunk: int) -> Attend:
    """`attend` for whole chunks behind whole chunks, `other` for everything else: cuDNN builds a
    plan for every shape, which only those repay that come again.

    Nearly as many queries as a chunk has (questions read together, a chunk cut short) are filled up
    to one over the whole chunks of the past; what is odd behind those takes `other`.
    """

    @wraps(attend)
    def attend_at_fixed_shapes(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
        rows = len(q)
        past = kv.num_tokens - (rows if causal else 0)
        whole = past // chunk * chunk if LEAST_FILLED * chunk <= rows <= chunk else 0
        if rows == chunk and whole == past:
            return attend(q, kv, causal)
        if not whole:
            return other(q, kv, causal)
        filled = F.pad(q, (0, 0, 0, 0, 0, chunk - rows))
        out, lse = attend(filled, kv.slice(0, whole), False)
        seen = out[:rows], lse[:rows]
        if whole == kv.num_tokens:
            return seen
        return merge(other(q, kv.slice(whole, kv.num_tokens), causal), seen)

    return attend_at_fixed_shapes


def _by_token(q: Tensor, kv: KVView) -> tuple[Tensor, Tensor]:
    """Keys and values as [Tk, Hkv, D] in q's dtype; views where nothing is converted."""
    return kv.keys(q.dtype).transpose(0, 1), kv.values(q.dtype).transpose(0, 1)


@lru_cache(maxsize=256)  # asked for in every layer with the same numbers
def _ends(num_tokens: int, device: torch.device) -> Tensor:
    """One sequence of this length, as flash kernels want it: [0, num_tokens] int32."""
    # made on the device: a copy from the host would wait for all that was launched before
    return torch.arange(0, num_tokens + 1, num_tokens, dtype=torch.int32, device=device)
