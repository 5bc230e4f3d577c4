"""Products with FP8 blocks are their twins, however the work is cut; in fp32."""

import pytest
import torch

pytest.importorskip("triton")

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.kernels import fp8_linear
from qa.engine.kernels.fp8_linear import w8a8, w8a16
from qa.engine.kernels.linear import KernelFp8Linear, KernelFp8WeightOnlyLinear
from qa.engine.layers import linear_reference as reference
from qa.engine.layers.fp8 import E4M3, QuantizedRows, quantize_blocks
from tests.engine.kernels.inputs import KINDS, rows

quick = settings(max_examples=5, deadline=None, derandomize=True)
kinds, seeds = st.sampled_from(KINDS), st.integers(0, 10_000)
num_features, num_blocks = st.integers(1, 200), st.integers(1, 4)


def weight_of(n, k, device, seed, kind="random"):
    return quantize_blocks(rows(n, k, device, seed=seed, kind=kind))


def assert_near(got, x, weight, expected):
    """fp32 sums in another order: an error in proportion to the size of what was added."""
    size = float(x.abs().max() * weight[0].float().abs().max() * weight[1].max())
    assert (got - expected).abs().max() <= 1e-5 * size * x.shape[1] ** 0.5


@quick
@given(st.integers(1, 20), num_features, num_blocks, kinds, seeds)
def test_few_rows_times_blocks_is_the_twin(device, m, n, blocks, kind, seed):
    x, weight = (
        rows(m, blocks * 128, device, seed=seed, kind=kind),
        weight_of(n, blocks * 128, device, seed, kind),
    )

    assert_near(w8a16(x, *weight, num_splits=1), x, weight, reference.w8a16(x, *weight))


@pytest.mark.parametrize("major", [8, 9])  # a tile has 64 features there, 128 here
def test_65_to_128_rows_times_blocks_is_the_twin(device, monkeypatch, major):
    monkeypatch.setattr(fp8_linear.gpu, "capability", lambda _: (major, 9 - major))
    x, weight = rows(100, 384, device, seed=1, kind="outlier"), weight_of(200, 384, device, 2)
    expected = reference.w8a16(x, *weight)

    assert_near(w8a16(x, *weight, num_splits=1), x, weight, expected)
    assert_near(w8a16(x, *weight, num_splits=3), x, weight, expected)
    for linear in (KernelFp8Linear(*weight), KernelFp8WeightOnlyLinear(*weight)):
        assert_near(linear(x), x, weight, expected)


@quick
@given(st.integers(1, 5), st.integers(2, 9), seeds)
def test_splitting_k_changes_nothing(device, m, num_splits, seed):
    x, weight = rows(m, 640, device, seed=seed), weight_of(70, 640, device, seed + 1)
    whole = w8a16(x, *weight, num_splits=1)

    assert_near(w8a16(x, *weight, num_splits=num_splits), x, weight, whole)


@quick
@given(st.integers(1, 40), num_features, num_blocks, kinds, seeds)
def test_quantised_rows_times_blocks_is_the_twin(device, m, n, blocks, kind, seed):
    x, weight = (
        rows(m, blocks * 128, device, seed=seed, kind=kind),
        weight_of(n, blocks * 128, device, seed, kind),
    )
    quantized = QuantizedRows.of(x)

    got = w8a8(quantized, *weight, torch.float32)

    assert_near(got, x, weight, reference.w8a8(quantized, *weight))


def test_many_tiles_of_rows_and_columns_all_land_in_their_places(device):
    x, weight = (
        rows(601, 128, device, seed=1),
        weight_of(300, 128, device, 2),
    )  # 10 x 3 tiles, groups of 8
    quantized = QuantizedRows.of(x)

    got = w8a8(quantized, *weight, torch.float32)

    assert_near(got, x, weight, reference.w8a8(quantized, *weight))


@quick
@given(st.integers(1, 8), seeds)
def test_more_rows_beside_them_change_no_row(device, m, seed):
    x, weight = rows(9, 256, device, seed=seed), weight_of(64, 256, device, seed + 1)
    few, many = w8a16(x[:m], *weight, num_splits=2), w8a16(x, *weight, num_splits=2)
    assert_near(few, x, weight, many[:m])
    few = w8a8(QuantizedRows.of(x[:m]), *weight, torch.float32)
    many = w8a8(QuantizedRows.of(x), *weight, torch.float32)
    assert_near(few, x, weight, many[:m])


def test_few_rows_feel_no_quantisation_and_many_are_quantised(device):
    weight = weight_of(64, 128, device, 3)
    linear, weight_only = (
        KernelFp8Linear(*weight, small_rows=64),
        KernelFp8WeightOnlyLinear(*weight),
    )
    x = rows(64, 128, device, seed=4)

    assert not linear.quantizes(64)
    assert linear.quantizes(65)
    assert_near(linear(x.view(4, 16, 128)).view(64, 64), x, weight, reference.w8a16(x, *weight))
    assert_near(weight_only(x), x, weight, reference.w8a16(x, *weight))


def test_splits_of_the_4b_s_products_fill_the_last_wave_of_an_h200(monkeypatch):
    monkeypatch.setattr(fp8_linear.gpu, "num_processors", lambda _: 132)
    splits = {
        name: fp8_linear._splits_that_fill(torch.device("cuda"), n // 64, k // 128)
        for name, n, k in (
            ("qkv", 6144, 2560),
            ("o", 2560, 4096),
            ("gate_up", 19_456, 2560),
            ("down", 2560, 9728),
        )
    }

    # 384 of 396 places, 240 of 264 twice; gate_up has enough programs without, and no sum behind
    assert splits == {"qkv": 4, "o": 6, "gate_up": 1, "down": 6}


def test_what_a_kernel_would_read_wrongly_is_refused(device):
    x, (weight, scale_inv) = rows(4, 256, device, seed=0), weight_of(128, 256, device, 1)
    with pytest.raises(AssertionError, match="129 rows, not 1 to 128"):
        w8a16(rows(129, 256, device, seed=0), weight, scale_inv)
    with pytest.raises(AssertionError, match=r"weight is torch\.float32, not torch\.float8_e4m3fn"):
        w8a16(x, weight.float(), scale_inv)
    with pytest.raises(AssertionError, match=r"scale_inv is \(2, 1\), not \(1, 2\)"):
        w8a16(x, weight, scale_inv.t().contiguous())
    row_major = QuantizedRows(x.to(E4M3), torch.ones(4, 2, device=device), 4)
    with pytest.raises(AssertionError, match="scale, M-major, has strides"):
        w8a8(row_major, weight, scale_inv, torch.float32)
