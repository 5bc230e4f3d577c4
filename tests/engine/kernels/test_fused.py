"""The fused steps are their twins, whatever the numbers, in fp32."""

import pytest
import torch

pytest.importorskip("triton")

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.config import RopeConfig
from qa.engine.kernels import fused, rotation
from qa.engine.kernels.split_sums import sum_splits
from qa.engine.layers import linear_reference as reference
from qa.engine.layers.fp8 import E4M3, QuantizedRows
from qa.engine.layers.rope import Rope
from tests.engine.kernels.inputs import KINDS, rows

EPS = 1e-6
quick = settings(max_examples=10, deadline=None, derandomize=True)
kinds, seeds = st.sampled_from(KINDS), st.integers(0, 10_000)
sizes = st.tuples(st.integers(1, 9), st.sampled_from([128, 384, 2560]))


def assert_near(got, expected):
    torch.testing.assert_close(got, expected, rtol=1e-5, atol=1e-5 * float(expected.abs().max()))


def assert_quantises(got: QuantizedRows, expected):
    """`got` holds numbers that were not yet rounded: see fused.py."""
    m, (padded, _) = len(expected), got.values.shape
    assert got.num_rows == m
    assert padded % 4 == 0
    assert got.scale.stride(0) == 1
    twin = QuantizedRows.of(expected)
    torch.testing.assert_close(got.scale, twin.scale, rtol=1e-5, atol=0)
    assert (got.values[m:] == 0).all()
    assert (got.scale[m:] == 1).all()
    rounded = QuantizedRows(got.values.clamp(-448, 448).to(E4M3), got.scale, m)
    # 3 bits of fraction: half a step is 2^-4 of the number, or 2^-10 of the scale near zero
    scale = got.scale[:m].repeat_interleave(128, 1)
    allowed = torch.maximum(expected.abs() * 2**-4, scale * 2**-10)
    assert ((rounded.dequantize() - expected).abs() <= allowed * 1.001).all()


@quick
@given(sizes, st.booleans(), kinds, seeds)
def test_the_norm_is_its_twin_and_hands_on_the_sum(device, size, has_delta, kind, seed):
    x, delta = (
        rows(*size, device, seed=seed, kind=kind),
        rows(*size, device, seed=seed + 1, kind=kind),
    )
    weight = rows(1, size[1], device, seed=seed + 2)[0]
    expected = reference.rms_norm(x, delta if has_delta else None, weight, EPS)

    total, normed = fused.rms_norm(x, delta if has_delta else None, weight, EPS)

    assert torch.equal(total, expected[0])
    assert_near(normed, expected[1])


@quick
@given(sizes, st.integers(2, 6), seeds)
def test_what_comes_in_splits_is_added_up_on_the_way(device, size, splits, seed):
    x, weight = rows(*size, device, seed=seed), rows(1, size[1], device, seed=seed + 1)[0]
    delta = rows(splits * size[0], size[1], device, seed=seed + 2).view(splits, *size)
    expected = reference.rms_norm(x, delta.sum(0), weight, EPS)

    total, normed = fused.rms_norm(x, delta, weight, EPS)

    assert_near(total, expected[0])
    assert_near(normed, expected[1])
    assert_near(sum_splits(delta, torch.float32), delta.sum(0))


@quick
@given(sizes, st.booleans(), kinds, seeds)
def test_the_quantised_norm_is_the_norm_quantised(device, size, has_delta, kind, seed):
    x, delta = rows(*size, device, seed=seed, kind=kind), rows(*size, device, seed=seed + 1)
    weight = rows(1, size[1], device, seed=seed + 2)[0]
    expected = reference.rms_norm(x, delta if has_delta else None, weight, EPS)

    total, got = fused.rms_norm_quantized(
        x, delta if has_delta else None, weight, EPS, torch.float32
    )

    assert torch.equal(total, expected[0])
    assert_quantises(got, expected[1])


@quick
@given(sizes, kinds, seeds)
def test_rows_are_quantised_like_the_twin_does(device, size, kind, seed):
    x = rows(*size, device, seed=seed, kind=kind)

    assert_quantises(fused.quantize(x, torch.float32), x)


@quick
@given(sizes, st.sampled_from(["random", "outlier", "zeros", "tiny"]), seeds)
def test_the_gate_is_its_twin_quantised_or_not(device, size, kind, seed):
    m, k = size
    gate_up = rows(m, 2 * k, device, seed=seed, kind=kind)
    expected = reference.silu_mul(gate_up)

    assert_near(fused.silu_mul(gate_up), expected)
    assert_quantises(fused.silu_mul_quantized(gate_up, torch.float32), expected)


@quick
@given(st.integers(1, 7), seeds)
def test_a_row_does_not_feel_its_neighbours_nor_the_padding(device, m, seed):
    x, delta, weight = (rows(n, 384, device, seed=seed + n) for n in (8, 8, 1))
    together = fused.rms_norm_quantized(x, delta, weight[0], EPS, torch.float32)[1]

    alone = fused.rms_norm_quantized(x[:m], delta[:m], weight[0], EPS, torch.float32)[1]

    assert torch.equal(alone.dequantize(), together.dequantize()[:m])


@quick
@given(
    st.integers(1, 6),
    st.sampled_from([(1, 1), (3, 3), (5, 2), (16, 8)]),
    st.sampled_from([32, 128]),
    st.integers(0, 262_000),
    st.booleans(),
    seeds,
)
def test_heads_are_normalised_and_turned_like_the_twin_does(
    device, tokens, heads, d, first, is_normed, seed
):
    num_q, num_k = heads
    qkv = rows(tokens, (num_q + 2 * num_k) * d, device, seed=seed)
    q_weight, k_weight = rows(2, d, device, seed=seed + 1) if is_normed else (None, None)
    rope = Rope(RopeConfig(1e6, yarn_factor=4.0, original_max_position=32_768), d, device)
    angles = rope.table(torch.arange(first, first + tokens, device=device), torch.float32)

    got = rotation.norm_rope(qkv, q_weight, k_weight, *angles, EPS, num_kv_heads=num_k)

    expected = reference.norm_rope(qkv, q_weight, k_weight, *angles, EPS, num_kv_heads=num_k)
    for ours, theirs in zip(got, expected, strict=True):
        assert_near(ours, theirs)


@quick
@given(st.integers(1, 5), st.sampled_from([(1, 1), (5, 2), (16, 8)]), st.integers(2, 5), seeds)
def test_heads_in_splits_are_those_of_their_sum(device, tokens, heads, splits, seed):
    num_q, num_k = heads
    columns, d = (num_q + 2 * num_k) * 32, 32
    qkv = rows(splits * tokens, columns, device, seed=seed).view(splits, tokens, columns)
    weights = rows(2, d, device, seed=seed + 1)
    angles = Rope(RopeConfig(1e6), d, device).table(torch.arange(tokens), torch.float32)
    options = {"num_kv_heads": num_k}

    got = rotation.norm_rope(qkv, *weights, *angles, EPS, dtype=torch.float32, **options)

    expected = reference.norm_rope(qkv.sum(0), *weights, *angles, EPS, **options)
    for ours, theirs in zip(got, expected, strict=True):
        assert ours.dtype is torch.float32
        assert_near(ours, theirs)


def test_what_a_kernel_would_read_wrongly_is_refused(device):
    x, weight = rows(4, 256, device, seed=0), torch.ones(256, device=device)
    with pytest.raises(AssertionError, match=r"x has strides \(1, 4\)"):
        fused.rms_norm(x.t().contiguous().t(), None, weight, EPS)
    with pytest.raises(AssertionError, match=r"delta is \(3, 256\), not \(4, 256\)"):
        fused.rms_norm(x, x[:3], weight, EPS)
    with pytest.raises(AssertionError, match="200 columns are not whole groups of 128"):
        fused.quantize(x[:, :200].contiguous())
    table = torch.ones(4, 1, 64, device=device)
    with pytest.raises(AssertionError, match=r"cos is torch\.bfloat16, not torch\.float32"):
        rotation.norm_rope(
            x, weight[:64], weight[:64], table.bfloat16(), table, EPS, num_kv_heads=1
        )
