"""A piece of a document is stored by one kernel as torch stores it."""

import pytest
import torch

pytest.importorskip("triton")

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.kernels.store import store
from qa.engine.kv_cache import cache, eight_bits
from qa.engine.kv_cache.cache import STORAGE, KVCache, KVFormat
from qa.engine.kv_cache.eight_bits import store_in_torch, store_kernel_works
from qa.models.catalog import ModelShape

D, HEADS = 32, 3
# Triton's interpreter rounds to e4m3 wrongly, and cuts bf16 off where torch rounds
STORED = [KVFormat.INT8, KVFormat.K8V16, KVFormat.FP32]


def new_tokens(device, tokens, seed):
    """Keys, and values as a slice of what a product gives."""
    generator = torch.Generator().manual_seed(seed)
    heads = torch.randn(tokens, 2 * HEADS, D, generator=generator).to(device)
    heads[0] = 0  # has no scale of its own
    return heads[:, :HEADS].contiguous(), heads[:, HEADS:]


def arena(device, kv_format, capacity):
    shape = ModelShape(2, D, D, HEADS, HEADS, capacity, head_dim=D)
    return KVCache(shape, capacity, kv_format, device)


@pytest.mark.parametrize("kv_format", STORED)
@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(1, 40), st.integers(0, 20), st.integers(0, 20), st.integers(0, 999))
def test_a_piece_is_stored_as_torch_stores_it(device, kv_format, tokens, first, spare, seed):
    k, v = new_tokens(device, tokens, seed)
    found = []
    for way in (store, store_in_torch):
        kv = arena(device, kv_format, first + tokens + spare).view(1, first + tokens)
        for x in (kv.k, kv.v):
            x.zero_()
        piece = kv.slice(first, first + tokens)
        way(k, v, piece.k, piece.v, piece.k_scale, piece.v_scale)
        assert not kv.slice(0, first).k.any()
        found.append([x for x in (piece.k, piece.v, piece.k_scale, piece.v_scale) if x is not None])

    for one, other in zip(*found, strict=True):
        tolerance = 2**-7 if one.dtype is torch.bfloat16 else 1e-6
        torch.testing.assert_close(one, other, rtol=tolerance, atol=1e-6)


def test_what_would_be_written_wrongly_is_refused(device):
    k, v = new_tokens(device, 8, 0)
    kv = arena(device, KVFormat.INT8, 8).view(0, 8)
    places = kv.k, kv.v, kv.k_scale, kv.v_scale
    with pytest.raises(AssertionError):
        store(k[:7], v[:7], *places)
    with pytest.raises(AssertionError):
        store(k.transpose(0, 1).contiguous().transpose(0, 1), v, *places)
    with pytest.raises(AssertionError):
        store(k, v, kv.k, kv.v, kv.k_scale[:, :7], kv.v_scale)


def test_the_kernel_is_taken_only_where_it_is_right(device, monkeypatch, caplog):
    monkeypatch.setattr(eight_bits.gpu, "available", lambda *_: True)
    dtypes = STORAGE[KVFormat.INT8]
    store_kernel_works.cache_clear()
    assert store_kernel_works(device, *dtypes, D)
    assert not store_kernel_works(device, *dtypes, 80)

    def with_keys_for_values(k, v, *places):
        store_in_torch(k, k, *places)

    store_kernel_works.cache_clear()
    monkeypatch.setattr(eight_bits, "store_by_kernel", with_keys_for_values)
    assert not store_kernel_works(device, *dtypes, D)
    assert "quantised in torch" in caplog.text
    store_kernel_works.cache_clear()


@pytest.mark.skipif(torch.cuda.is_available(), reason="there the kernel is taken")
def test_a_cpu_stores_in_torch(device, monkeypatch):
    monkeypatch.setattr(cache, "store_by_kernel", lambda *_: pytest.fail("by the kernel"))
    k, v = new_tokens(device, 8, 0)
    arena(device, KVFormat.INT8, 8).write(0, k, v)
