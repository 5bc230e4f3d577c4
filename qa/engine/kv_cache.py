"""Where keys and values live: one arena per document, one small one per question.

An arena holds [num_layers][capacity, num_kv_heads, head_dim] for keys and for values, allocated once. In the
8-bit formats each token and head has its own scale and the arithmetic stays in the compute dtype: FP8
arithmetic over long sums loses accuracy, FP8 storage does not.
"""

from enum import StrEnum

import torch
from torch import Tensor

from qa.engine.config import ModelConfig
from qa.engine.fp8 import E4M3, E4M3_MAX
from qa.engine.linear import INT8_MAX


class KVFormat(StrEnum):
    """How a number of the cache is kept."""

    FP32 = "fp32"
    BF16 = "bf16"
    FP8 = "fp8"
    INT8 = "int8"


_STORAGE = {
    KVFormat.FP32: torch.float32,
    KVFormat.BF16: torch.bfloat16,
    KVFormat.FP8: E4M3,
    KVFormat.INT8: torch.int8,
}
_PEAK = {KVFormat.FP8: E4M3_MAX, KVFormat.INT8: INT8_MAX}


def kv_bytes_per_token(config: ModelConfig, kv_format: KVFormat) -> int:
    """Bytes that one token of context takes, scales (fp32 per token, head, K and V) included."""
    scales = 2 * config.num_layers * config.num_kv_heads * 4 if kv_format in _PEAK else 0
    return config.kv_values_per_token * _STORAGE[kv_format].itemsize + scales


class KVArena:
    """Room for `capacity` tokens; `length` of them are filled in every layer."""

    def __init__(
        self, config: ModelConfig, capacity: int, kv_format: KVFormat, device: torch.device
    ) -> None:
        self.capacity = capacity
        self.length = 0
        self.kv_format = kv_format
        shape = (config.num_layers, 2, capacity, config.num_kv_heads, config.head_dim)
        self._values = torch.empty(shape, dtype=_STORAGE[kv_format], device=device)
        self._scales = (
            torch.empty(shape[:-1] + (1,), dtype=torch.float32, device=device)
            if kv_format in _PEAK
            else None
        )

    @property
    def num_bytes(self) -> int:
        return self._values.nbytes + (self._scales.nbytes if self._scales is not None else 0)

    def write(self, layer: int, k: Tensor, v: Tensor) -> None:
        """Store k and v [T, Hkv, D] after the `length` tokens already there. `length` is not moved:
        every layer writes the same tokens, and `advance` is called once after the last.
        """
        start, end = self.length, self.length + len(k)
        assert end <= self.capacity, (end, self.capacity)
        for which, x in enumerate((k, v)):
            if self._scales is None:
                self._values[layer, which, start:end] = x
                continue
            peak = x.float().abs().amax(dim=-1, keepdim=True)
            limit = _PEAK[self.kv_format]
            scale = torch.where(peak > 0, peak / limit, torch.ones_like(peak))
            scaled = (x.float() / scale).clamp(-limit, limit)
            if self.kv_format is KVFormat.INT8:
                scaled = scaled.round()
            self._values[layer, which, start:end] = scaled.to(self._values.dtype)
            self._scales[layer, which, start:end] = scale

    def advance(self, num_tokens: int) -> None:
        """Count num_tokens as filled, once all layers have written them."""
        self.length += num_tokens
        assert self.length <= self.capacity, (self.length, self.capacity)

    def read(self, layer: int, start: int, end: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """Return (k, v), each [end - start, Hkv, D] in `dtype`; views where no conversion is needed."""
        values = self._values[layer, :, start:end]
        if self._scales is None:
            k, v = values.to(dtype)
        else:
            scales = self._scales[layer, :, start:end]
            k, v = (values.to(torch.float32) * scales).to(dtype)
        return k, v

    def free(self) -> None:
        """Give the memory back; the arena must not be used after."""
        self._values = self._values.new_empty(0)
        self._scales = None
        self.length = self.capacity = 0

    def truncate(self, length: int) -> None:
        """Forget everything after `length` tokens."""
        assert length <= self.length, (length, self.length)
        self.length = length
