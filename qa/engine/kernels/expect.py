"""What a kernel's wrapper asserts before it hands out addresses: a kernel sees no shapes."""

import torch
from torch import Tensor


def expect(
    name: str,
    x: Tensor,
    shape: tuple[int, ...],
    device: torch.device,
    dtype: torch.dtype | None = None,
) -> None:
    """Assert that x has this shape, lies row by row without gaps on `device`, and is of `dtype`,
    where one is given.
    """
    assert x.shape == shape, f"{name} is {tuple(x.shape)}, not {shape}"
    assert x.is_contiguous(), f"{name} has strides {x.stride()}, it must be contiguous"
    assert x.device == device, f"{name} is on {x.device}, not on {device}"
    assert dtype is None or x.dtype == dtype, f"{name} is {x.dtype}, not {dtype}"
