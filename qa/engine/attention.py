"""One contract for every attention in the engine: attend(q, k, v, causal) -> (out, lse), and merge.

Shapes: q [Tq, Hq, D], k and v [Tk, Hkv, D] with Hq a multiple of Hkv (grouped-query attention);
out [Tq, Hq, D], lse [Tq, Hq] fp32, the natural log of the sum of exp(scores). `causal` aligns the last
query with the last key: query i sees keys 0 .. Tk - Tq + i.

Because softmax over two sets of keys can be put together from the softmax over each (Milakov and
Gimelshein 2018, arXiv 1805.02867; used for shared prefixes in Hydragen, arXiv 2402.05099), everything long
is built from two calls and a merge: past rectangle + causal square when a chunk is read, document +
question when an answer is written.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Attend = Callable[[Tensor, Tensor, Tensor, bool], tuple[Tensor, Tensor]]


def attend_reference(q: Tensor, k: Tensor, v: Tensor, causal: bool) -> tuple[Tensor, Tensor]:
    """Scores written out in fp32. Slow and obvious: the truth that backends are tested against."""
    tq, hq, d = q.shape
    tk, hkv, _ = k.shape
    group = hq // hkv
    keys = k.float().repeat_interleave(group, dim=1)
    values = v.float().repeat_interleave(group, dim=1)
    scores = torch.einsum("qhd,khd->hqk", q.float(), keys) * d**-0.5
    if causal:
        q_position = torch.arange(tk - tq, tk, device=q.device)[:, None]
        hidden = torch.arange(tk, device=q.device)[None, :] > q_position
        scores = scores.masked_fill(hidden, float("-inf"))
    lse = torch.logsumexp(scores, dim=-1)
    out = torch.einsum("hqk,khd->qhd", (scores - lse[..., None]).exp(), values)
    return out.to(q.dtype), lse.t().contiguous()


def attend_cpu(q: Tensor, k: Tensor, v: Tensor, causal: bool) -> tuple[Tensor, Tensor]:
    """torch's fused CPU kernel with log-sum-exp.

    Without a mask the query heads of a group are laid end to end as rows of one head, so keys and values
    are read once per group and never repeated in memory. A causal call is split so that only its square
    part needs a mask.
    """
    tq, hq, d = q.shape
    tk, hkv, _ = k.shape
    if not causal or tq == 1:
        packed = q.view(tq, hkv, hq // hkv, d).permute(1, 2, 0, 3).reshape(1, hkv, -1, d)
        out, lse = _flash_cpu(packed, k, v, causal=False)
        out = out.reshape(hkv, hq // hkv, tq, d).permute(2, 0, 1, 3).reshape(tq, hq, d)
        return out, lse.reshape(hq, tq).t()
    past = tk - tq
    group = hq // hkv
    square = _flash_cpu(
        q.transpose(0, 1)[None],
        k[past:].repeat_interleave(group, dim=1),
        v[past:].repeat_interleave(group, dim=1),
        causal=True,
    )
    out, lse = square[0][0].transpose(0, 1), square[1][0].t()
    if past:
        out, lse = merge((out, lse), attend_cpu(q, k[:past], v[:past], False))
    return out, lse


def _flash_cpu(q: Tensor, k: Tensor, v: Tensor, *, causal: bool) -> tuple[Tensor, Tensor]:
    """q [1, H, Tq, D], k and v [Tk, H, D] -> out [1, H, Tq, D], lse [1, H, Tq]."""
    out, lse = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(
        q, k.transpose(0, 1)[None], v.transpose(0, 1)[None], 0.0, causal
    )
    return out, lse


def attend_flash(q: Tensor, k: Tensor, v: Tensor, causal: bool) -> tuple[Tensor, Tensor]:
    """FlashAttention 2 as built into torch: CUDA 8.0 and up, fp16 or bf16, causal aligned bottom right."""
    cu_q = torch.tensor([0, len(q)], dtype=torch.int32, device=q.device)
    cu_k = torch.tensor([0, len(k)], dtype=torch.int32, device=q.device)
    out, lse, *_ = torch.ops.aten._flash_attention_forward(
        q, k, v, cu_q, cu_k, len(q), len(k), 0.0, causal, False
    )
    return out, lse.t()  # [Hq, Tq] -> [Tq, Hq]


def attend_cudnn(q: Tensor, k: Tensor, v: Tensor, causal: bool) -> tuple[Tensor, Tensor]:
    """cuDNN's fused attention: the fastest of torch's own on Hopper. Its causal mask is top-left, so a
    causal call is a past rectangle merged with a causal square.
    """
    past = len(k) - len(q)
    if causal and past:
        return merge(
            attend_cudnn(q, k[past:], v[past:], True), attend_cudnn(q, k[:past], v[:past], False)
        )
    out, lse, *_ = torch.ops.aten._scaled_dot_product_cudnn_attention(
        q.transpose(0, 1)[None],
        k.transpose(0, 1)[None],
        v.transpose(0, 1)[None],
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


def best_attend(device: torch.device) -> Attend:
    """The fastest backend that this device's hardware can run."""
    if device.type == "cpu":
        return attend_cpu
    major, _ = torch.cuda.get_device_capability(device)
    if major >= 9 and torch.backends.cudnn.is_available():
        return attend_cudnn
    return attend_flash if major >= 8 else attend_reference
