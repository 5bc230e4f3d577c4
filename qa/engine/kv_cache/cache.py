"""Where keys and values live: one arena per document, one small one per question.

An arena holds, for every layer, keys and values as [num_kv_heads, capacity, head_dim], allocated
once; a head's tokens are contiguous, which is how they are read. In the 8-bit formats each token
and head has its own scale and the arithmetic stays in the compute dtype: FP8 arithmetic over long
sums loses accuracy, FP8 storage does not.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import torch
from torch import Tensor

from qa.engine.kv_cache.eight_bits import (
    dense,
    store_by_kernel,
    store_in_torch,
    store_kernel_works,
)
from qa.engine.layers.fp8 import E4M3
from qa.engine.layers.linear import LARGEST


class KVFormat(StrEnum):
    """How the numbers of keys and values are kept."""

    FP32 = "fp32"
    BF16 = "bf16"
    FP8 = "fp8"
    INT8 = "int8"
    K8V16 = "k8v16"  # int8 keys, bf16 values: what the CPU's integer and bf16 products want
    KV4 = "kv4"  # 4 bits, see qa.engine.kv_cache.int4


STORAGE = {
    KVFormat.FP32: (torch.float32, torch.float32),
    KVFormat.BF16: (torch.bfloat16, torch.bfloat16),
    KVFormat.FP8: (E4M3, E4M3),
    KVFormat.INT8: (torch.int8, torch.int8),
    KVFormat.K8V16: (torch.int8, torch.bfloat16),
}
GROUP = 128  # tokens that share a scale per channel of their keys, in 4 bits
VALUE_GROUP = 64  # channels that share a scale per token of their values, in 4 bits


class KVShape(Protocol):
    """What the size of a cache depends on."""

    @property
    def num_layers(self) -> int: ...
    @property
    def num_kv_heads(self) -> int: ...
    @property
    def head_dim(self) -> int: ...


def kv_bytes(config: KVShape, kv_format: KVFormat, capacity: int) -> int:
    """Bytes that an arena for `capacity` tokens takes, exactly."""
    if kv_format is not KVFormat.KV4:
        return capacity * kv_bytes_per_token(config, kv_format)
    in_4_bits = max(capacity // GROUP - 1, 0) * GROUP
    in_bf16 = min(capacity, 2 * GROUP)
    heads = config.num_layers * config.num_kv_heads
    bf16_bytes = heads * config.head_dim * 2 * torch.bfloat16.itemsize * in_bf16
    return bf16_bytes + in_4_bits * kv_bytes_per_token(config, kv_format)


def kv_bytes_per_token(config: KVShape, kv_format: KVFormat) -> int:
    """Bytes that one more token of context takes.

    8-bit numbers come with an fp32 scale per token and head, 4-bit numbers with two fp16 for each
    group; the 2 * GROUP tokens that stay in bf16 beside the 4 bits come on top.
    """
    heads = config.num_layers * config.num_kv_heads
    if kv_format is KVFormat.KV4:
        d, pair = config.head_dim, 2 * torch.float16.itemsize
        return heads * (d + d * pair // GROUP + d // VALUE_GROUP * pair)
    return sum(
        heads * (config.head_dim * dtype.itemsize + (4 if dtype in LARGEST else 0))
        for dtype in STORAGE[kv_format]
    )


def kv_capacity(config: KVShape, kv_format: KVFormat, num_bytes: int) -> int:
    """Tokens whose arena takes at most `num_bytes`."""
    fixed = kv_bytes(config, kv_format, 2 * GROUP) if kv_format is KVFormat.KV4 else 0
    return max(num_bytes - fixed, 0) // kv_bytes_per_token(config, kv_format)


@dataclass(frozen=True, slots=True, eq=False)
class KVView:
    """A stretch of one layer's cache as it is stored: [Hkv, T, D], and [Hkv, T, 1] scales for 8
    bits.
    """

    k: Tensor
    v: Tensor
    k_scale: Tensor | None = None
    v_scale: Tensor | None = None

    @property
    def num_tokens(self) -> int:
        return self.k.shape[1]

    @property
    def stretches(self) -> tuple[int, int]:
        """How many tokens are in 4 bits, and how many as `k` and `v` have them."""
        return 0, self.num_tokens

    def slice(self, start: int, end: int) -> "KVView":
        """Tokens start .. end of this stretch; nothing is copied."""
        return KVView(
            self.k[:, start:end],
            self.v[:, start:end],
            None if self.k_scale is None else self.k_scale[:, start:end],
            None if self.v_scale is None else self.v_scale[:, start:end],
        )

    def pick(self, head: int, tokens: Tensor) -> "KVView":
        """One head's tokens [n], copied next to each other."""

        def rows(x: Tensor) -> Tensor:
            return x[head].index_select(0, tokens)[None]

        return KVView(
            rows(self.k),
            rows(self.v),
            None if self.k_scale is None else rows(self.k_scale),
            None if self.v_scale is None else rows(self.v_scale),
        )

    def keys(self, dtype: torch.dtype) -> Tensor:
        """[Hkv, T, D] in `dtype`; a view where no conversion is needed."""
        return dense(self.k, self.k_scale, dtype)

    def values(self, dtype: torch.dtype) -> Tensor:
        """[Hkv, T, D] in `dtype`; a view where no conversion is needed."""
        return dense(self.v, self.v_scale, dtype)


@dataclass(eq=False)
class Store:
    """Keys or values of all layers: [L, Hkv, capacity, D] and, in 8 bits, scales [L, Hkv, capacity,
    1]. Further dimensions may stand behind L.
    """

    values: Tensor
    scales: Tensor | None

    @classmethod
    def empty(cls, *shape: int, dtype: torch.dtype, device: torch.device) -> "Store":
        """Room for numbers [..., D], nothing written."""
        has_scales = dtype in LARGEST
        scales = torch.empty(*shape[:-1], 1, device=device) if has_scales else None
        return cls(torch.empty(*shape, dtype=dtype, device=device), scales)

    @property
    def num_bytes(self) -> int:
        return self.values.nbytes + (0 if self.scales is None else self.scales.nbytes)


class KVCache:
    """Room for `capacity` tokens; `length` of them are filled in every layer."""

    def __init__(
        self, config: KVShape, capacity: int, kv_format: KVFormat, device: torch.device
    ) -> None:
        self.capacity = capacity
        self.length = 0
        shape = (config.num_layers, config.num_kv_heads, capacity, config.head_dim)
        self._k, self._v = (Store.empty(*shape, dtype=t, device=device) for t in STORAGE[kv_format])

    @property
    def num_bytes(self) -> int:
        return self._k.num_bytes + self._v.num_bytes

    def write(self, layer: int, k: Tensor, v: Tensor) -> None:
        """Store k and v [T, Hkv, D] after the `length` tokens already there. `length` is not moved:
        every layer writes the same tokens, and `advance` is called once after the last.
        """
        assert self.length + len(k) <= self.capacity, (self.length, len(k), self.capacity)
        stored = self._stretch(layer, self.length, self.length + len(k))
        places = stored.k, stored.v, stored.k_scale, stored.v_scale
        has_kernel = (
            k.is_cuda
            and (stored.k_scale is not None)
            and k.stride()[1:] == v.stride()[1:] == (k.shape[2], 1)
            and store_kernel_works(k.device, stored.k.dtype, stored.v.dtype, k.shape[2])
        )
        (store_by_kernel if has_kernel else store_in_torch)(k, v, *places)

    def advance(self, num_tokens: int) -> None:
        """Count num_tokens as filled, once all layers have written them."""
        self.length += num_tokens
        assert self.length <= self.capacity, (self.length, self.capacity)

    @property
    def num_revocable(self) -> int:
        """How many tokens can be written and taken back."""
        return self.capacity - self.length

    def take_back(self, num_tokens: int) -> None:
        """Forget the last num_tokens; they were written in one pass, within num_revocable."""
        self.length -= num_tokens
        assert self.length >= 0, self.length

    def view(self, layer: int, end: int) -> KVView:
        """Tokens 0 .. end of a layer as they are stored; nothing is copied."""
        return self._stretch(layer, 0, end)

    def _stretch(self, layer: int, start: int, end: int) -> KVView:
        k, v, place = self._k, self._v, (layer, slice(None), slice(start, end))
        return KVView(
            k.values[place],
            v.values[place],
            None if k.scales is None else k.scales[place],
            None if v.scales is None else v.scales[place],
        )

    def tensors(self, num_tokens: int) -> dict[str, Tensor]:
        """All that `num_tokens` tokens take, by name: views [L, Hkv, ...] to copy out of or into,
        as they are stored. Who has filled them says so with `advance`.
        """
        stored = {
            "k": self._k.values,
            "v": self._v.values,
            "k_scale": self._k.scales,
            "v_scale": self._v.scales,
        }
        return {name: x[:, :, :num_tokens] for name, x in stored.items() if x is not None}

    def free(self) -> None:
        """Give the memory back; the arena must not be used after."""
        for store in (self._k, self._v):
            store.values, store.scales = store.values.new_empty(0), None
        self.length = self.capacity = 0
