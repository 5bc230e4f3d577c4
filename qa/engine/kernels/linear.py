"""The FP8 linears of qa.engine.layers.linear through Triton: where faster, or the only way."""

import torch
from torch import Tensor

from qa.engine.kernels import fused
from qa.engine.kernels.fp8_linear import MAX_SMALL_ROWS, w8a8, w8a16, w8a16_in_splits
from qa.engine.layers.fp8 import QuantizedRows, pad_columns
from qa.engine.layers.linear import Fp8Linear, Fp8WeightOnlyLinear, Linear


class KernelFp8Linear(Fp8Linear):
    """Few rows are multiplied in their own dtype; many are quantised, and go to torch._scaled_mm
    where it takes these scales, to `w8a8` elsewhere.
    """

    def __init__(
        self,
        weight: Tensor,
        scale_inv: Tensor,
        *,
        use_scaled_mm: bool = True,
        small_rows: int = MAX_SMALL_ROWS,
    ) -> None:
        """small_rows: how many are few, at most MAX_SMALL_ROWS."""
        super().__init__(weight, scale_inv, use_scaled_mm=use_scaled_mm)
        self.small_rows = small_rows

    def __call__(self, x: Tensor) -> Tensor:
        rows = pad_columns(x.reshape(-1, x.shape[-1]))
        if self.quantizes(len(rows)):
            return super().__call__(x)
        return w8a16(rows, self.weight, self.scale_inv).view(*x.shape[:-1], -1)

    def quantizes(self, num_rows: int) -> bool:
        return num_rows > self.small_rows

    def quantize(self, rows: Tensor) -> QuantizedRows:
        return fused.quantize(rows)

    def multiply(self, rows: QuantizedRows, dtype: torch.dtype) -> Tensor:
        if self.takes_scaled_mm:
            return super().multiply(rows, dtype)
        return w8a8(rows, self.weight, self.scale_inv, dtype)


class KernelFp8WeightOnlyLinear(Fp8WeightOnlyLinear):
    """Few rows without writing the weight out in bf16, which many rows pay for."""

    small_rows = MAX_SMALL_ROWS

    def __call__(self, x: Tensor) -> Tensor:
        rows = pad_columns(x.reshape(-1, x.shape[-1]))
        if len(rows) > self.small_rows:
            return super().__call__(x)
        return w8a16(rows, self.weight, self.scale_inv).view(*x.shape[:-1], -1)


def in_splits(linear: Linear, x: Tensor) -> Tensor:
    """linear(x) of x [M, K], or [S, M, N] fp32 to be added up where that is how it is computed."""
    if isinstance(linear, KernelFp8Linear | KernelFp8WeightOnlyLinear) and (
        len(x) <= linear.small_rows
    ):
        return w8a16_in_splits(pad_columns(x), linear.weight, linear.scale_inv)
    return linear(x)
