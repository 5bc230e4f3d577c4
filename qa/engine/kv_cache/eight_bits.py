"""Numbers of 8 bits, with a scale for each row of a head: how keys and values become them, and what
they stand for. Each in torch, and by a kernel where that is right.
"""

from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor

from qa.engine import gpu
from qa.engine.layers.fp8 import E4M3
from qa.engine.layers.linear import LARGEST
from qa.engine.self_check import Verdict, can_be_trusted


def dense(x: Tensor, scale: Tensor | None, dtype: torch.dtype) -> Tensor:
    """x as it is stored, times its scales where it has some, in `dtype`."""
    if scale is None:
        return x.to(dtype)
    is_fast = x.is_cuda and dequantize_kernel_works(x.device, x.dtype, x.shape[-1])
    return _dense_by_kernel(x, scale, dtype) if is_fast else dense_in_torch(x, scale, dtype)


def dense_in_torch(x: Tensor, scale: Tensor, dtype: torch.dtype) -> Tensor:
    """Numbers of 8 bits times their scales. They are exact in each dtype and scales are fp32, so
    the product rounds once.
    """
    return x.to(dtype).mul_(scale)


def _dense_by_kernel(x: Tensor, scale: Tensor, dtype: torch.dtype) -> Tensor:
    from qa.engine.kernels.dequantize import dequantize

    return dequantize(x, scale, dtype)


@cache  # asked for in every layer
def dequantize_kernel_works(device: torch.device, stored: torch.dtype, d: int) -> Verdict:
    """Whether the kernel runs on this device and does as torch, found out by trying."""
    if not gpu.available(device) or d & (d - 1):
        return Verdict(None, f"no kernels here for heads of {d}")
    generator = torch.Generator(device).manual_seed(0)
    x, scale = quantize_to(torch.randn(3, 99, d, generator=generator, device=device), stored)
    x, scale = x[:, 5:94], scale[:, 5:94]  # heads that lie apart
    return can_be_trusted(
        lambda: [_dense_by_kernel(x, scale, torch.bfloat16)],
        lambda: [dense_in_torch(x, scale, torch.bfloat16)],
        otherwise="keys and values of 8 bits are written out in torch",
    )


def quantize_to(x: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Return (x / scale as int8 or e4m3, scale fp32 [..., 1]) with one scale per row of D."""
    limit = LARGEST[dtype]
    x = x.float()
    peak = x.abs().amax(dim=-1, keepdim=True)
    scale = torch.where(peak > 0, peak / limit, torch.ones_like(peak))
    scaled = (x / scale).clamp_(-limit, limit)
    return (scaled.round_() if dtype is torch.int8 else scaled).to(dtype), scale


def store_in_torch(
    new_k: Tensor,
    new_v: Tensor,
    k: Tensor,
    v: Tensor,
    k_scale: Tensor | None,
    v_scale: Tensor | None,
) -> None:
    """new_k and new_v [T, Hkv, D] into k and v [Hkv, T, D], with scales [Hkv, T, 1] in 8 bits."""
    for x, stored, scale in ((new_k, k, k_scale), (new_v, v, v_scale)):
        x = x.transpose(0, 1)
        if scale is None:
            stored[:] = x
        else:
            stored[:], scale[:] = quantize_to(x, stored.dtype)


def store_by_kernel(
    new_k: Tensor,
    new_v: Tensor,
    k: Tensor,
    v: Tensor,
    k_scale: Tensor | None,
    v_scale: Tensor | None,
) -> None:
    """The same in one launch."""
    from qa.engine.kernels.store import store

    store(new_k, new_v, k, v, k_scale, v_scale)


Storing = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor | None, Tensor | None], None]


@cache  # asked for in every layer
def store_kernel_works(
    device: torch.device, k_dtype: torch.dtype, v_dtype: torch.dtype, d: int
) -> Verdict:
    """Whether the kernel runs on this device and does as torch, found out by trying."""
    needed = (8, 9) if E4M3 in (k_dtype, v_dtype) else (8, 0)
    if not gpu.available(device, needed) or d & (d - 1):
        return Verdict(None, f"no kernels here for heads of {d}")
    generator = torch.Generator(device).manual_seed(0)
    new_k, new_v = (
        torch.randn(37, 3, d, generator=generator, device=device).to(torch.bfloat16)
        for _ in range(2)
    )

    def stored(store: Storing) -> list[Tensor]:
        k, v = (torch.empty(3, 60, d, dtype=t, device=device)[:, 11:48] for t in (k_dtype, v_dtype))
        scales = [
            torch.empty(3, 60, 1, device=device)[:, 11:48] if t in LARGEST else None
            for t in (k_dtype, v_dtype)
        ]
        store(new_k, new_v, k, v, *scales)
        pairs = zip((k, v), scales, strict=True)
        return [x.float() if s is None else dense_in_torch(x, s, torch.float32) for x, s in pairs]

    return can_be_trusted(
        lambda: stored(store_by_kernel),
        lambda: stored(store_in_torch),
        otherwise="keys and values of 8 bits are quantised in torch",
    )
