"""The slow attention that defines truth, and how parts of an attention are put together."""

from collections.abc import Callable
from functools import cache, wraps

import torch
from torch import Tensor

from qa.engine import gpu
from qa.engine.kv_cache.cache import KVView
from qa.engine.self_check import Verdict, can_be_trusted

Part = tuple[Tensor, Tensor]  # attention over some of the keys: (out [T, Hq, D], lse [T, Hq])
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
        scores = scores.masked_fill(hidden_keys(tq, tk, q.device), float("-inf"))
    lse = torch.logsumexp(scores, dim=-1)
    out = torch.einsum("hqk,hkd->qhd", (scores - lse[..., None]).exp(), values)
    return out.to(q.dtype), lse.t()


def comparable(expected: Part) -> Callable[[Part], Tensor]:
    """What puts an attention into one tensor to be compared with `expected` in: both of its results
    around zero and in units of their own spread, so that neither hides an error of the other.
    """
    out, lse = expected
    centre, of_out, of_lse = lse.mean(), out.float().std(), lse.std()

    def joined(found: Part) -> Tensor:
        out, lse = found
        return torch.cat((out.float() / of_out, (lse[..., None] - centre) / of_lse), dim=-1)

    return joined


def hidden_keys(tq: int, tk: int, device: torch.device) -> Tensor:
    """[Tq, Tk] mask of the keys that come after their query."""
    q_position = torch.arange(tk - tq, tk, device=device)[:, None]
    return torch.arange(tk, device=device)[None, :] > q_position


def merge(a: Part, b: Part) -> Part:
    """Put the attention over two disjoint sets of keys together. Associative and commutative.

    Each is (out [T, Hq, D], lse [T, Hq]); the result is in the dtype of a.
    """
    is_fast = a[0].is_cuda and merge_kernel_works(a[0].device, a[0].shape[2])
    return _merge_two(a, b) if is_fast else merge_in_torch(a, b)


def merge_in_torch(a: Part, b: Part) -> Part:
    """`merge` in torch's own operations."""
    (out_a, lse_a), (out_b, lse_b) = a, b
    lse = torch.logaddexp(lse_a, lse_b)
    weight_a = (lse_a - lse).exp()[..., None]
    weight_b = (lse_b - lse).exp()[..., None]
    # fp32, since the weights are; two passes over what is a hundred megabytes a chunk
    return (out_a * weight_a).addcmul_(out_b, weight_b).to(out_a.dtype), lse


def _merge_two(a: Part, b: Part) -> Part:
    from qa.engine.kernels.merge import merge_two

    return merge_two(a, b)


@cache  # asked for in every layer
def merge_kernel_works(device: torch.device, d: int) -> Verdict:
    """Whether the kernel runs on this device and does as torch, found out by trying."""
    if not gpu.available(device) or d & (d - 1):
        return Verdict(None, f"no kernels here for heads of {d}")
    generator = torch.Generator(device).manual_seed(0)

    def part(dtype: torch.dtype) -> Part:
        out, lse = (torch.randn(37, 8, n, generator=generator, device=device) for n in (d, 1))
        return out.to(dtype), lse[..., 0].t().contiguous().t()  # as flash kernels give it

    a, b = part(torch.float32), part(torch.bfloat16)
    return can_be_trusted(
        lambda: _merge_two(a, b),
        lambda: merge_in_torch(a, b),
        otherwise="attention is merged in torch",
    )


def in_slabs(attend: Attend, slab_tokens: int) -> Attend:
    """The same attention over at most slab_tokens of the past at a time: a cache that is not kept
    in the compute dtype is never converted whole, and few different shapes occur.

    What is merged stays in fp32 until the end.
    """

    @wraps(attend)
    def attend_in_slabs(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
        past = kv.num_tokens - (len(q) if causal else 1)  # a last part of no keys has no softmax
        border = past // slab_tokens * slab_tokens
        out, lse = attend(q, kv.slice(border, kv.num_tokens), causal)
        if border == 0:
            return out, lse
        total = out.float(), lse
        for start in range(0, border, slab_tokens):
            total = merge(total, attend(q, kv.slice(start, start + slab_tokens), False))
        return total[0].to(q.dtype), total[1]

    return attend_in_slabs


def in_rows(attend: Attend, num_rows: int) -> Attend:
    """The same attention for at most num_rows queries at a time, so that scores that are written
    out fit into memory.
    """

    @wraps(attend)
    def attend_in_rows(q: Tensor, kv: KVView, causal: bool) -> tuple[Tensor, Tensor]:
        parts = []
        for first in range(0, len(q), num_rows):
            rows = q[first : first + num_rows]
            hidden = len(q) - first - len(rows) if causal else 0  # keys of later queries
            parts.append(attend(rows, kv.slice(0, kv.num_tokens - hidden), causal))
        outs, sums = zip(*parts, strict=True)
        return torch.cat(outs), torch.cat(sums)

    return attend_in_rows
