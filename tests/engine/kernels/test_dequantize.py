"""Keys and values of 8 bits come out of the kernel as torch writes them out, to the last bit."""

import pytest
import torch

pytest.importorskip("triton")

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.kernels.dequantize import dequantize
from qa.engine.kv_cache import eight_bits
from qa.engine.kv_cache.eight_bits import dense_in_torch, dequantize_kernel_works, quantize_to
from qa.engine.layers.fp8 import E4M3

quick = settings(max_examples=10, deadline=None, derandomize=True)
STORED = [E4M3, torch.int8]


def case(device, stored, heads, capacity, seed=0):
    numbers = torch.randn(heads, capacity, 32, generator=torch.Generator().manual_seed(seed))
    return quantize_to(numbers.to(device), stored)


@pytest.mark.parametrize("stored", STORED)
@quick
@given(st.integers(1, 3), st.integers(1, 150), st.integers(0, 60), st.integers(0, 999))
def test_a_stretch_of_a_cache_is_what_torch_writes_out(device, stored, heads, tokens, start, seed):
    x, scale = (t[:, start : start + tokens] for t in case(device, stored, heads, 220, seed))

    got = dequantize(x, scale, torch.float32)

    assert got.is_contiguous()
    assert torch.equal(got, dense_in_torch(x, scale, torch.float32))


def test_what_would_be_read_wrongly_is_refused(device):
    x, scale = case(device, torch.int8, 2, 20)
    with pytest.raises(AssertionError):
        dequantize(x.transpose(0, 1), scale.transpose(0, 1), torch.float32)
    with pytest.raises(AssertionError):
        dequantize(x, scale[:, :10], torch.float32)


@pytest.mark.parametrize("stored", STORED)
def test_the_kernel_is_taken_only_where_it_is_right(device, monkeypatch, caplog, stored):
    monkeypatch.setattr(eight_bits.gpu, "available", lambda *_: True)
    dequantize_kernel_works.cache_clear()
    assert dequantize_kernel_works(device, stored, 32)
    assert not dequantize_kernel_works(device, stored, 80)

    dequantize_kernel_works.cache_clear()
    monkeypatch.setattr(eight_bits, "_dense_by_kernel", lambda x, scale, dtype: x.to(dtype))
    assert not dequantize_kernel_works(device, stored, 32)
    assert "written out in torch" in caplog.text
    dequantize_kernel_works.cache_clear()
