"""Keys and values in FP8 over fp16 products: exact where it is said to be, and better than bf16."""

import pytest
import torch

pytest.importorskip("triton")

import triton.language as tl

from qa.engine.attention import attend_reference
from qa.engine.attention.decode_reference import PrefixLength
from qa.engine.kernels import block_sparse, prefix, span
from qa.engine.kernels.span import compute_dtype
from qa.engine.kv_cache.cache import KVCache, KVFormat, KVView
from qa.engine.layers.fp8 import E4M3
from qa.engine.self_check import relative_error
from qa.models.catalog import ModelShape

D, LENGTH = 32, 700
SMALL_VALUES, LARGE_VALUES = 1e-3, 1e4


def case(device, size):
    """q [3, 4, D] in fp16 and a cache in FP8 whose values are of about this size."""
    generator = torch.Generator().manual_seed(0)

    def normal(*shape):
        return torch.randn(*shape, generator=generator).to(device)

    arena = KVCache(ModelShape(1, D, D, 4, 2, LENGTH, head_dim=D), LENGTH, KVFormat.FP8, device)
    arena.write(0, normal(LENGTH, 2, D), size * normal(LENGTH, 2, D))
    return normal(3, 4, D).half(), arena.view(0, LENGTH)


def test_every_number_of_e4m3_is_one_of_fp16():
    codes = torch.arange(256, dtype=torch.uint8).view(E4M3).float()
    finite = codes[codes.isfinite()]

    assert torch.equal(finite.half().float(), finite)


@pytest.mark.parametrize("size", [SMALL_VALUES, 1.0, LARGE_VALUES])
def test_weights_with_their_scales_lose_nothing_in_fp16(device, size):
    q, kv = case(device, size)

    out, lse = prefix.shared_prefix_attention(q, kv, PrefixLength.of(kv))

    expected, expected_lse = attend_reference(q.float(), kv, False)
    assert relative_error(out, expected) < 1e-3
    torch.testing.assert_close(lse, expected_lse, atol=1e-3, rtol=1e-3)


def test_without_the_gain_small_values_would_be_lost(device, monkeypatch):
    q, kv = case(device, SMALL_VALUES)
    monkeypatch.setattr(span, "_E4M3_MAX", tl.constexpr(1.0))

    out, _ = prefix.shared_prefix_attention(q, kv, PrefixLength.of(kv))

    assert relative_error(out, attend_reference(q.float(), kv, False)[0]) > 1e-2


@pytest.mark.parametrize("size", [SMALL_VALUES, 1.0])
def test_a_thinned_chunk_over_fp8_loses_nothing_either(device, size):
    _, kv = case(device, size)
    q = torch.randn(LENGTH, 4, D, generator=torch.Generator().manual_seed(1)).to(device).half()
    keep = torch.ones(4, 6, 6, dtype=torch.bool, device=device).tril()

    out, _ = block_sparse.attend_blocks(q, kv, keep, 0, 0)

    assert relative_error(out, attend_reference(q.float(), kv, True)[0]) < 1e-3


def test_bf16_queries_over_fp8_are_multiplied_in_fp16_and_over_others_as_they_are(device):
    _, kv = case(device, 1.0)
    q = torch.zeros(1, 4, D, device=device)
    in_bf16 = KVView(kv.k.bfloat16(), kv.v.bfloat16())

    assert compute_dtype(q.bfloat16(), kv) == tl.float16
    assert compute_dtype(q.bfloat16(), in_bf16) == tl.bfloat16
    assert compute_dtype(q, kv) == tl.float32
