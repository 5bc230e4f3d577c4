"""y = x W^T in the number formats that pay on each device.

| class | weights | activations | where |
|---|---|---|---|
| DenseLinear | fp32 or bf16 | the same | reference, and bf16 devices |
| Int8Linear | int8, one scale per row | int8, one scale per token | CPU, CUDA below 8.9 |
| Fp8Linear | e4m3 blocks 128x128 | e4m3 groups of 128 | CUDA 8.9 and up, with Triton at its best |
| Fp8WeightOnlyLinear | e4m3 blocks 128x128 | bf16 | the accuracy mode |

All take x [..., K] and return [..., N] in x's dtype. FP8 weights are padded with zeros to whole
blocks of columns, once, and what they are multiplied with at each call.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine.config import BLOCK
from qa.engine.layers import linear_reference as reference
from qa.engine.layers.fp8 import (
    E4M3,
    E4M3_MAX,
    SMALLEST_PEAK,
    QuantizedRows,
    dequantize_blocks,
    pad_columns,
)
from qa.engine.layers.hadamard import spread
from qa.engine.layers.integer_products import HALVED, largest_exact_weight

INT8_MAX = 127.0
LARGEST = {E4M3: E4M3_MAX, torch.int8: INT8_MAX}  # numbers of the 8-bit types
_ROWS_AT_ONCE = 8192


class Linear(Protocol):
    """A weight [N, K] that can be applied."""

    @property
    def num_bytes(self) -> int: ...
    def __call__(self, x: Tensor) -> Tensor: ...


class DenseLinear:
    """The weight as it is: fp32 on a CPU is the truth that others are compared with."""

    def __init__(self, weight: Tensor) -> None:
        self.weight = weight

    @property
    def num_bytes(self) -> int:
        return self.weight.nbytes

    def __call__(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight.to(x.dtype))


class DenseHead(DenseLinear):
    """The product that gives the logits: fp32 on a GPU whatever it is computed from, because
    rounded to bf16 neighbouring logits tie and the first of them wins. [..., N] fp32 there.
    """

    def __call__(self, x: Tensor) -> Tensor:
        if not x.is_cuda or x.dtype is torch.float32:
            return super().__call__(x)
        rows = x.reshape(-1, x.shape[-1])
        logits = torch.mm(rows, self.weight.to(x.dtype).t(), out_dtype=torch.float32)
        return logits.view(*x.shape[:-1], -1)


def quantize_rows(x: Tensor, largest: float = INT8_MAX) -> tuple[Tensor, Tensor]:
    """Return (int8 [M, K], scale [M, 1] fp32), x ~= int8 * scale; a row of zeros gets a tiny scale.
    largest: what the largest number of a row becomes.

    Of few steps, because a token passes four of these in each layer.
    """
    x = x.float()
    scale = x.abs().amax(dim=-1, keepdim=True).clamp_(min=SMALLEST_PEAK).div_(largest)
    return (x / scale).round_().to(torch.int8), scale


class Int8Linear:
    """Integer products through torch._int_mm (VNNI on x86), rescaled by row and token.

    Per-row weights and per-token activations as in LLM.int8() (Dettmers et al. 2022, arXiv
    2208.07339); in place of its outlier path numbers are spread (qa.engine.layers.hadamard), here
    or where they come from. What rows of x are typically like is multiplied once, exactly, and what
    each has beyond it is smaller, so that less is rounded away of rows and weights alike.
    """

    def __init__(
        self,
        weight: Tensor | Iterable[Tensor],
        *,
        block: int = 1,
        typical: Tensor | None = None,
    ) -> None:
        """weight: [N, K], or some of its rows at a time. block: in which x is spread first.
        typical: two rows as x has them before that [2, K], the usual one first; None: not known.
        """
        # In slices: a vocabulary of 151,936 rows in fp32, several times over, would be the peak.
        parts = weight.split(_ROWS_AT_ONCE) if isinstance(weight, Tensor) else weight
        slices, products = [], []
        for rows in parts:
            largest = INT8_MAX if rows.is_cuda else max(largest_exact_weight(), HALVED)
            slices.append(quantize_rows(spread(rows.float(), block), largest))
            if typical is not None:
                products.append(typical @ rows.float().t())
        self.block = block
        self.weight = torch.cat([quantized for quantized, _ in slices])
        self.scale = torch.cat([scale for _, scale in slices]).t().contiguous()  # [1, N]
        self.typical: _Typical | None = None
        if typical is not None:
            self.typical = _Typical.of(spread(typical, block), torch.cat(products, dim=1))

    @property
    def num_bytes(self) -> int:
        return self.weight.nbytes + self.scale.nbytes

    def __call__(self, x: Tensor) -> Tensor:
        rows = spread(x.reshape(-1, x.shape[-1]), self.block)
        if len(rows) == 1 and rows.dtype is torch.float32 and not rows.is_cuda:
            return self._multiply_one(rows).view(*x.shape[:-1], -1)
        typical, is_rare = self.typical, None
        if typical is not None:
            is_rare = typical.is_rare(rows)
            rows = typical.beyond(rows, is_rare)
        quantized, scale = quantize_rows(rows)
        if rows.is_cuda and len(rows) <= 16:  # cuBLASLt's int8 product wants more than 16 rows
            quantized = F.pad(quantized, (0, 0, 0, 17 - len(rows)))
        product = torch._int_mm(quantized, self.weight.t())[: len(rows)]
        y = to_float_(product).mul_(scale)
        if typical is None:
            y.mul_(self.scale)
        else:
            typical.add_products_(y, self.scale, is_rare)
        return y.view(*x.shape[:-1], -1).to(x.dtype)

    def _multiply_one(self, row: Tensor) -> Tensor:
        """The same for one row [1, K], of fewer operations: while an answer is written, each
        takes longer to start than to run. Its scale is a number of Python.
        """
        if self.typical is None:
            products = self.scale.new_zeros(1)
        else:
            row, products = self.typical.beyond_one(row)
        low, high = row.aminmax()
        scale = max(-low.item(), high.item(), SMALLEST_PEAK) / INT8_MAX
        quantized = (row / scale).round_().to(torch.int8)
        product = torch._int_mm(quantized, self.weight.t())
        return torch.addcmul(products, product, self.scale, value=scale)


@dataclass(frozen=True, slots=True, eq=False)
class _Typical:
    """Two rows [2, K], the usual one and a rare one, and their exact products [2, N]. A row is rare
    beyond a threshold in the direction from one to the other.
    """

    rows: Tensor
    products: Tensor
    direction: Tensor  # [K]
    threshold: float

    @classmethod
    def of(cls, rows: Tensor, products: Tensor) -> "_Typical":
        usual, rare = rows.square().sum(dim=1)
        return cls(rows, products, rows[1] - rows[0], float(rare - usual) / 2)

    def is_rare(self, x: Tensor) -> Tensor | None:
        """Whether each row of x [M, K] is nearer to the rare one: [M]; None where none is."""
        is_rare = torch.mv(x, self.direction.to(x.dtype)) > self.threshold
        # on a GPU nothing may depend on how many are
        return is_rare if x.is_cuda or is_rare.any() else None

    def beyond(self, x: Tensor, is_rare: Tensor | None) -> Tensor:
        """What x has beyond the row it is nearer to."""
        if is_rare is None:
            return x - self.rows[0]
        return x - self.rows.index_select(0, is_rare.long())

    def beyond_one(self, row: Tensor) -> tuple[Tensor, Tensor]:
        """What one row [1, K] has beyond that, and the products of what was taken away [N]."""
        which = int(torch.dot(row[0], self.direction).item() > self.threshold)
        return row - self.rows[which], self.products[which]

    def add_products_(self, y: Tensor, scale: Tensor, is_rare: Tensor | None) -> None:
        """y * scale + the products of the rows that `beyond` took away, in place."""
        if is_rare is not None and y.is_cuda:
            torch.addcmul(self.products.index_select(0, is_rare.long()), y, scale, out=y)
            return
        torch.addcmul(self.products[0], y, scale, out=y)
        if is_rare is not None:
            y[is_rare] += self.products[1] - self.products[0]


def to_float_(x: Tensor) -> Tensor:
    """int32 -> fp32 in the memory of `x`, which is lost: half the time of a copy where that would
    leave the processor's caches.
    """
    return x.view(torch.float32).copy_(x)


class Fp8Linear:
    """Block-scaled FP8 product through torch._scaled_mm; where that does not take these scales the
    reference computes the same numbers, slowly. use_scaled_mm False: by the reference in any case.
    """

    def __init__(self, weight: Tensor, scale_inv: Tensor, *, use_scaled_mm: bool = True) -> None:
        self.weight = weight = _whole_blocks(weight)
        self.scale_inv = scale_inv.float().contiguous()
        fits = has_scaled_mm(weight.device) and _fits_scaled_mm(weight)
        self.takes_scaled_mm = use_scaled_mm and fits

    @property
    def num_bytes(self) -> int:
        return self.weight.nbytes + self.scale_inv.nbytes

    def __call__(self, x: Tensor) -> Tensor:
        rows = pad_columns(x.reshape(-1, x.shape[-1]))
        y = self.multiply(self.quantize(rows), x.dtype)
        return y.view(*x.shape[:-1], -1)

    def quantizes(self, num_rows: int) -> bool:
        """Whether so many rows are multiplied as FP8, so that a step before may quantise them."""
        return True

    def quantize(self, rows: Tensor) -> QuantizedRows:
        return QuantizedRows.of(rows)

    def multiply(self, rows: QuantizedRows, dtype: torch.dtype) -> Tensor:
        """The product with rows that are quantised already, [M, N] in `dtype`."""
        if not self.takes_scaled_mm:
            return reference.w8a8(rows, self.weight, self.scale_inv).to(dtype)
        # torch takes scales that lie row by row as well, and means other numbers by them
        assert rows.scale.stride() == (1, len(rows.values)), rows.scale.stride()
        assert self.scale_inv.is_contiguous(), self.scale_inv.stride()
        product = torch._scaled_mm(
            rows.values,
            self.weight.t(),
            scale_a=rows.scale,
            scale_b=self.scale_inv.t(),
            out_dtype=torch.bfloat16,
            use_fast_accum=False,  # loses too many bits over long K
        )
        return product[: rows.num_rows].to(dtype)


def _whole_blocks(weight: Tensor) -> Tensor:
    """An e4m3 weight [N, K] with zeros behind the columns of its last block, where it is short."""
    if weight.shape[1] % BLOCK == 0:
        return weight
    return pad_columns(weight.view(torch.uint8)).view(E4M3)  # F.pad does not take e4m3


def has_scaled_mm(device: torch.device) -> bool:
    """Whether torch._scaled_mm takes 1x128 by 128x128 scales on `device`: compute capability 9.0
    and a cuBLASLt of CUDA 12.9 or newer (pytorch's aten/native/cuda/ScaledBlas.cpp).
    """
    if device.type != "cuda" or torch.version.cuda is None:
        return False
    cuda = tuple(int(part) for part in torch.version.cuda.split(".")[:2])
    return cuda >= (12, 9) and torch.cuda.get_device_capability(device) == (9, 0)


def _fits_scaled_mm(weight: Tensor) -> bool:
    """N in multiples of 16, and scales whose columns begin at multiples of 16 bytes: where they do
    not, cuBLASLt's answers are wrong without a word (pytorch PR 166752).
    """
    n, k = weight.shape
    return n % 16 == 0 and k // BLOCK % 4 == 0


class Fp8WeightOnlyLinear:
    """FP8 weights, bf16 activations: half the memory of bf16 and no activation error."""

    def __init__(self, weight: Tensor, scale_inv: Tensor) -> None:
        self.weight = _whole_blocks(weight)
        self.scale_inv = scale_inv.float().contiguous()

    @property
    def num_bytes(self) -> int:
        return self.weight.nbytes + self.scale_inv.nbytes

    def __call__(self, x: Tensor) -> Tensor:
        x = pad_columns(x)
        return F.linear(x, dequantize_blocks(self.weight, self.scale_inv, x.dtype))
